import os
import socket
import sys
import tempfile
import time

seen = []
on = False


def hook(event, args):
    if on:
        seen.append((event, args))


sys.addaudithook(hook)


def during(f, *names):
    global on
    seen.clear()
    on = True
    try:
        f()
    except Exception as e:
        print(repr(e))
    finally:
        on = False
    for event, args in seen:
        if event in names:
            print(event, tuple(a if isinstance(a, (int, str, type(None), bytes)) else type(a).__name__ for a in args))


folder = tempfile.mkdtemp()
os.chdir(folder)


def files():
    with open("a.txt", "w"):
        pass
    os.close(os.open("b.txt", os.O_CREAT | os.O_WRONLY))
    os.mkdir("d")
    os.listdir(".")
    os.rename("a.txt", "c.txt")
    os.remove("c.txt")
    os.chmod("b.txt", 0o600)
    os.rmdir("d")


during(files, "os.mkdir", "os.listdir", "os.rename", "os.remove", "os.rmdir", "os.chmod")
during(lambda: open("b.txt").close(), "nothing")
print([(e, a[0], a[1]) for e, a in seen if e == "open"])
during(lambda: os.open("missing", os.O_RDONLY), "nothing")
print([(e, a[0], a[1]) for e, a in seen if e == "open"])
during(lambda: sys.audit("mine", 1, "two"), "mine")
during(lambda: exec("x = 1"), "exec")
during(lambda: compile("1 + 1", "name", "eval"), "compile")
during(lambda: __import__("colorsys"), "import")
during(lambda: __import__("colorsys"), "import")
during(lambda: time.sleep(0), "time.sleep")
during(lambda: sys.settrace(None), "sys.settrace")
during(lambda: sys._getframe(), "sys._getframe")


def sockets():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.close()


during(sockets, "socket.__new__", "socket.bind")

for args in ((), (1,)):
    try:
        sys.audit(*args)
    except TypeError as e:
        print(e)


def refuse(event, args):
    if event == "mine":
        raise ValueError("refused")
    if event == "sys.addaudithook":
        raise RuntimeError("no more hooks")


sys.addaudithook(refuse)
during(lambda: sys.audit("mine"), "mine")
late = []
print(sys.addaudithook(lambda *a: late.append(a)))
sys.audit("other")
print(late)
os.remove("b.txt")
os.chdir("/")
os.rmdir(folder)
