"""asyncio: tasks, timers, streams, subprocesses, signals."""
import asyncio, os, signal, socket, sys


async def worker(n, out):
    for i in range(3):
        await asyncio.sleep(0.01 * n)
        out.append((n, i))
    return n * 10


async def tasks():
    out = []
    print(await asyncio.gather(*(worker(n, out) for n in (1, 2, 3))))
    print(sorted(out), out[0])
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled")
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(5)
    except TimeoutError:
        print("timeout")
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(worker(1, out))
    print(a.result())
    q = asyncio.Queue()
    async def produce():
        for i in range(3):
            await q.put(i)
        await q.put(None)
    asyncio.create_task(produce())
    got = []
    while (x := await q.get()) is not None:
        got.append(x)
    print(got)
    lock, ev = asyncio.Lock(), asyncio.Event()
    async with lock:
        print(lock.locked())
    asyncio.get_running_loop().call_later(0.01, ev.set)
    print(await ev.wait())
    print(await asyncio.wait_for(asyncio.sleep(0.01, "value"), 1))


async def streams():
    async def serve(reader, writer):
        while line := await reader.readline():
            writer.write(b"echo " + line)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for word in (b"one\n", b"two\n"):
        writer.write(word)
        print(await reader.readline())
    writer.write_eof()
    print(await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


async def processes():
    p = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await p.communicate(b"through a pipe"), p.returncode)
    p = await asyncio.create_subprocess_shell("echo out; exit 4", stdout=asyncio.subprocess.PIPE)
    print(await p.stdout.read(), await p.wait())


async def signals():
    loop = asyncio.get_running_loop()
    done = asyncio.Event()
    loop.add_signal_handler(signal.SIGUSR1, done.set)
    loop.call_later(0.01, os.kill, os.getpid(), signal.SIGUSR1)
    print(await done.wait(), loop.remove_signal_handler(signal.SIGUSR1))


async def agen():
    for i in range(3):
        await asyncio.sleep(0)
        yield i


async def main():
    await tasks()
    await streams()
    await processes()
    await signals()
    print([x async for x in agen()])
    a, b = socket.socketpair()
    a.setblocking(False)
    b.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(a, b"raw")
    print(await loop.sock_recv(b, 10))
    a.close()
    b.close()


print(asyncio.run(main()))
try:
    asyncio.run(asyncio.wait_for(asyncio.sleep(1), 0.01))
except TimeoutError as e:
    print(type(e))
