# Async generators that a program lost, and hooks for them.
import sys, gc
async def agen():
    try:
        yield 1
    finally:
        print('end')
fin=[]
old=sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(firstiter=lambda g: fin.append('first'), finalizer=lambda g: fin.append('final'))
def go():
    a=agen(); 
    try: a.__anext__().send(None)
    except StopIteration as e: print(e.value)
go(); gc.collect(); gc.collect(); print(fin)
sys.set_asyncgen_hooks(*old)
try: sys.set_asyncgen_hooks(firstiter=5)
except TypeError as e: print(e)

import asyncio
async def numbers():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        print('closed by the loop')
async def main():
    async def part():
        async for x in numbers():
            print(x)
            break
    await part()
    for i in range(3):
        gc.collect()
        await asyncio.sleep(0.01)
    print('last line of main')
asyncio.run(main())
for enc in ('iso2022_jp_2', 'iso2022_jp', 'iso2022_kr'):
    print(enc, '\uac00\u65e5\u672c\u3042'.encode(enc, 'replace'))
