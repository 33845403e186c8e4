"""anext with and without a default; throw() in its old form."""

import asyncio
async def ag():
    yield 1
async def main():
    g=ag()
    print(await anext(g,'x'), await anext(g,'d'))
    try: await anext(g)
    except StopAsyncIteration as e: print('SAI', e.args)
    class It:
        def __init__(s): s.n=0
        def __aiter__(s): return s
        async def __anext__(s):
            s.n+=1
            if s.n>2: raise StopAsyncIteration(s.n)
            return s.n
    i=It()
    print(await anext(i), await anext(i,9), await anext(i,9))
    for bad in (lambda: anext(1), lambda: anext(), lambda: anext(1,2,3)):
        try: bad()
        except TypeError as e: print(e)
    class B:
        def __anext__(s): return 3
    for f in (lambda:anext(B()), lambda:anext(B(),1)):
        try: print(await f())
        except TypeError as e: print(e)
    p=anext(ag(),'d').__await__()
    print(type(p))
    try: print(p.send(None))
    except StopIteration as e: print('SI',e.value)
    p.close()
asyncio.run(main())
async def ag2():
    try: yield 1
    finally: print('fin')
x=ag2()
try: x.asend(None).send(None)
except StopIteration as e: print(e.value)
try: x.athrow(ValueError, ValueError(1), None).send(None)
except ValueError as e: print('VE',e)
