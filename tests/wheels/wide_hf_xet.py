"""Chunked uploads in Rust (hf-xet): hashes of files, and errors without a network."""
import asyncio
import os
import tempfile
import hf_xet

print(sorted(n for n in dir(hf_xet) if not n.startswith("_"))[:12])
with tempfile.TemporaryDirectory() as d:
    os.environ["HF_XET_CACHE"] = d
    p = os.path.join(d, "f.bin")
    with open(p, "wb") as f:
        f.write(bytes(range(256)) * 5000)
    for files in ([p], [p, p], []):
        try:
            print([(x.hash, x.filesize if hasattr(x, "filesize") else x.file_size) for x in hf_xet.hash_files(files)])
        except Exception as e:
            print(type(e).__name__, str(e)[:80])
    for bad in (lambda: hf_xet.hash_files([os.path.join(d, "none")]), lambda: hf_xet.hash_files(5), lambda: hf_xet.hash_files([1])):
        try:
            print(bad())
        except Exception as e:
            print(type(e).__name__)
for make in (lambda: hf_xet.PyXetDownloadInfo("dest", "0" * 64, 10), lambda: hf_xet.PyXetUploadInfo("a", 3), lambda: hf_xet.PyXetDownloadInfo(1)):
    try:
        o = make()
        print(type(o).__name__, [(n, getattr(o, n)) for n in sorted(dir(o)) if not n.startswith("_")], repr(o)[:60] if "0x" not in repr(o) else "")
    except Exception as e:
        print(type(e).__name__, str(e)[:90])
