"""asyncio: ping-pong between tasks over queues, gather, events."""

import asyncio


async def ping(a, b, n):
    for i in range(n):
        await a.put(i)
        await b.get()


async def pong(a, b, n):
    for _ in range(n):
        await b.put(await a.get() + 1)


async def main():
    a, b = asyncio.Queue(), asyncio.Queue()
    await asyncio.gather(ping(a, b, 600), pong(a, b, 600))
    done = await asyncio.gather(*(asyncio.sleep(0, i) for i in range(300)))
    return sum(done)


def run():
    return asyncio.run(main())
