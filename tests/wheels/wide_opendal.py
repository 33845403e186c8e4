"""Storage in Rust (opendal): memory and files, sync and asyncio, layers, file objects, pickles."""
import asyncio
import os
import pickle
import tempfile
import opendal
from opendal.exceptions import AlreadyExists, NotFound, Unsupported

with tempfile.TemporaryDirectory() as root:
    op = opendal.Operator("fs", root=root)
    op.write("a/b.txt", b"hello"); op.write("a/c.bin", bytes(range(256)) * 100)
    print(bytes(op.read("a/b.txt")), len(op.read("a/c.bin")), op.stat("a/b.txt").content_length, op.stat("a/").mode, op.exists("a/b.txt"), op.exists("zz"))
    print(sorted(e.path for e in op.list("a/")), sorted(e.path for e in op.scan("")) if hasattr(op, "scan") else sorted(e.path for e in op.list("", recursive=True)))
    op.copy("a/b.txt", "d.txt"); op.rename("d.txt", "e.txt"); op.create_dir("x/y/")
    print(op.exists("d.txt"), bytes(op.read("e.txt")), op.stat("x/y/").mode)
    for bad in (lambda: op.read("none"), lambda: op.stat("none"), lambda: opendal.Operator("noscheme"), lambda: op.write("t", "text"), lambda: op.list(5), lambda: op.open("none", "rb").read(), lambda: op.open("a/b.txt", "zz"), lambda: opendal.Operator("fs")):
        try:
            print(bad())
        except Exception as e:
            print(type(e).__name__, type(e).__mro__[1].__name__)
    with op.open("a/c.bin", "rb") as f:
        print(f.read(4), f.tell(), f.seek(-3, 2), f.read(), f.readable(), f.closed)
    print(f.closed)
    with op.open("w.txt", "wb") as f:
        print([f.write(b"line\n") for _ in range(3)])
    with op.open("w.txt", "rb") as f:
        print([f.readline() for _ in range(2)], f.readline(), f.readline())
    cap = op.capability()
    print(cap.read, cap.write, cap.presign)
    two = op.layer(opendal.layers.RetryLayer(max_times=2))
    print(bytes(two.read("e.txt")))
    try:
        print(bytes(pickle.loads(pickle.dumps(op)).read("e.txt")))
    except Exception as e:
        print(type(e).__name__, e)
    op.remove_all("a/") if hasattr(op, "remove_all") else op.delete("a/b.txt")
    op.delete("e.txt")
    print(op.exists("a/b.txt"), op.exists("e.txt"))

    async def main():
        a = opendal.AsyncOperator("memory")
        await asyncio.gather(*(a.write(f"k{i}", str(i).encode() * 1000) for i in range(20)))
        got = await asyncio.gather(*(a.read(f"k{i}") for i in range(20)))
        print([len(g) for g in got][:3], bytes(got[7])[:3], sorted([e.path async for e in await a.list("")])[:3])
        try:
            await a.read("none")
        except NotFound as e:
            print("NotFound")
        async with await a.open("k3", "rb") as f:
            print(await f.read(5), await f.tell(), await f.seek(1), await f.read(2))
        s = a.to_operator()
        print(bytes(s.read("k1"))[:2], (await a.stat("k5")).content_length)
        await a.delete("k1")
        print(await a.exists("k1"))

    asyncio.run(main())
