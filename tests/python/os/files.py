"""Files through os, pathlib, shutil and tempfile."""
import errno, os, pathlib, shutil, stat, tempfile, glob, fnmatch


def show(label, f):
    try:
        print(label, f())
    except Exception as e:
        print(label, type(e).__name__, e)


root = tempfile.mkdtemp(prefix="moult-")
os.chdir(root)
os.umask(0o022)
os.makedirs("a/b/c")
show("again", lambda: os.makedirs("a/b/c"))
os.makedirs("a/b/c", exist_ok=True)
with open("a/one.txt", "w") as f:
    print(f.write("first\nsecond\n"), f.name, f.mode, f.encoding.lower(), f.closed)
print(f.closed)
show("closed", lambda: f.write("x"))
pathlib.Path("a/two.bin").write_bytes(bytes(range(256)))
st = os.stat("a/two.bin")
print(st.st_size, stat.filemode(st.st_mode), st.st_mtime_ns // 10**9 == int(st.st_mtime), len(st))
print(sorted(os.listdir("a")), sorted(e.name for e in os.scandir("a") if e.is_file()))
print([(r, sorted(d), sorted(f)) for r, d, f in os.walk("a")])
print([(r, sorted(d), sorted(f)) for r, d, f in os.walk("a", topdown=False)])
os.symlink("one.txt", "a/link")
print(os.readlink("a/link"), os.path.islink("a/link"), os.lstat("a/link").st_size)
os.link("a/one.txt", "a/hard")
print(os.stat("a/hard").st_nlink, os.path.samefile("a/hard", "a/one.txt"))
os.rename("a/hard", "a/moved")
os.replace("a/moved", "a/one.txt")
os.chmod("a/one.txt", 0o640)
print(oct(os.stat("a/one.txt").st_mode), os.access("a/one.txt", os.R_OK), os.access("nope", os.F_OK))
os.utime("a/one.txt", ns=(1_500_000_000_123_456_789, 1_600_000_000_987_654_321))
print(os.stat("a/one.txt").st_mtime_ns, os.stat("a/one.txt").st_atime_ns)
os.utime("a/one.txt", (1, 2))
print(os.path.getmtime("a/one.txt"), os.path.getatime("a/one.txt"))
os.truncate("a/two.bin", 10)
print(pathlib.Path("a/two.bin").read_bytes())

for label, f in [
    ("missing", lambda: open("nope")),
    ("missing dir", lambda: open("nope/x", "w")),
    ("directory", lambda: open("a")),
    ("not empty", lambda: os.rmdir("a")),
    ("not a dir", lambda: os.listdir("a/one.txt")),
    ("exists", lambda: os.mkdir("a")),
    ("unlink dir", lambda: os.unlink("a")),
    ("exclusive", lambda: open("a/one.txt", "x")),
    ("rename", lambda: os.rename("nope", "x")),
    ("loop", lambda: (os.symlink("l2", "l1"), os.symlink("l1", "l2"), os.stat("l1"))),
    ("long", lambda: os.stat("x" * 300)),
    ("nul", lambda: os.stat("a\0b")),
    ("bad fd", lambda: os.read(250, 1)),
    ("bad mode", lambda: open("x", "rw")),
]:
    show(label, f)
try:
    os.stat("nope")
except OSError as e:
    print(e.errno == errno.ENOENT, e.filename, e.strerror, errno.errorcode[e.errno], type(e).__mro__[1].__name__)

# descriptors
fd = os.open("fd.txt", os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
print(os.write(fd, b"hello world"), os.lseek(fd, 6, os.SEEK_SET), os.read(fd, 100), os.fstat(fd).st_size)
d = os.dup(fd)
os.lseek(fd, 0, 0)
print(os.read(d, 5), os.get_inheritable(fd), os.isatty(fd))
os.set_inheritable(fd, True)
print(os.get_inheritable(fd))
os.ftruncate(fd, 3)
print(os.pread(fd, 10, 1), os.pwrite(fd, b"XY", 1), os.pread(fd, 10, 0))
os.close(fd)
os.close(d)
show("closed", lambda: os.close(fd))
r, w = os.pipe()
os.write(w, b"through")
os.close(w)
print(os.read(r, 3), os.read(r, 100), os.read(r, 1))
os.close(r)
b = [bytearray(3), bytearray(10)]
fd = os.open("fd.txt", os.O_RDONLY)
print(os.readv(fd, b), b)
os.close(fd)

# relative to an open directory
dfd = os.open("a", os.O_RDONLY | os.O_DIRECTORY)
print(sorted(os.listdir(dfd)), os.stat("one.txt", dir_fd=dfd).st_size)
os.mkdir("sub", dir_fd=dfd)
os.rmdir("sub", dir_fd=dfd)
with open(os.open("new", os.O_WRONLY | os.O_CREAT, dir_fd=dfd), "w") as f:
    f.write("n")
print(sorted(e.name for e in os.scandir(dfd)))
os.close(dfd)
print(os.open in os.supports_dir_fd, os.listdir in os.supports_fd, os.stat in os.supports_follow_symlinks)

# shutil, glob
shutil.copy2("a/one.txt", "copy.txt")
print(os.stat("copy.txt").st_mtime, shutil.copyfile("copy.txt", "copy2.txt"))
shutil.copytree("a", "tree", symlinks=True)
print(sorted(os.listdir("tree")), os.path.islink("tree/link"))
shutil.move("tree", "moved")
print(sorted(glob.glob("**/*.txt", recursive=True)), fnmatch.filter(["a.py", "b.c"], "*.py"))
shutil.rmtree("moved")
print(os.path.exists("moved"), shutil.disk_usage(".").total > 0)
show("rmtree", lambda: shutil.rmtree("moved"))

# pathlib
p = pathlib.Path("a")
print(sorted(x.name for x in p.iterdir()), p.is_dir(), (p / "one.txt").read_text().split())
print(p.joinpath("b", "..", "one.txt").resolve() == pathlib.Path(root).resolve() / "a/one.txt")
print(sorted(str(x) for x in p.rglob("*")), p.exists(), (p / "zz").exists())
(p / "deep" / "er").mkdir(parents=True)
(p / "deep" / "er").rmdir()
print(p.joinpath("one.txt").stat().st_size, p.owner() != "", repr(p / "x.tar.gz"), (p / "x.tar.gz").suffixes)
show("unlink", lambda: (p / "zz").unlink())
(p / "zz").unlink(missing_ok=True)
print([(str(a), sorted(b), sorted(c)) for a, b, c in p.walk()])

# tempfile
with tempfile.TemporaryDirectory() as t:
    print(os.path.isdir(t), os.listdir(t))
print(os.path.exists(t))
with tempfile.NamedTemporaryFile("w+", suffix=".txt") as f:
    f.write("temp")
    f.seek(0)
    print(f.read(), os.path.exists(f.name))
print(os.path.exists(f.name))
with tempfile.TemporaryFile() as f:
    f.write(b"abc")
    f.seek(1)
    print(f.read(), type(f.name))
with tempfile.SpooledTemporaryFile(max_size=10) as f:
    f.write(b"12345")
    print(f._rolled)
    f.write(b"6789012345")
    print(f._rolled, f.seek(0), f.read())

print(os.path.normpath("a//b/../c/./d"), os.path.splitroot("//x/y"), os.path.commonpath(["/a/b", "/a/c"]))
print(os.fspath(p), os.fsencode("é"), os.fsdecode(b"\xff"), os.path.expanduser("~x/y"))
name = os.fsdecode(b"bad\xff")
open(name, "w").close()
print(ascii([n for n in os.listdir(".") if n.startswith("bad")]), [n for n in os.listdir(b".") if n.startswith(b"bad")])
os.remove(name)
open("emoji-\U0001f600", "w").close()
print([n for n in os.listdir() if n.startswith("emoji")], os.path.exists("emoji-\U0001f600"))
os.chdir("/")
shutil.rmtree(root)
print(os.path.exists(root))
