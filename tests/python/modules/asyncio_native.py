import asyncio, _asyncio, sys, gc
print(asyncio.Future is _asyncio.Future, asyncio.Task is _asyncio.Task)
async def sub(n):
    await asyncio.sleep(0)
    return n * 2
async def bad():
    await asyncio.sleep(0)
    raise ValueError("bad")
class MyTask(asyncio.Task):
    def __init__(self, *a, tag=None, **k):
        super().__init__(*a, **k)
        self.tag = tag
async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    print(f.done(), f.cancelled(), repr(f))
    try: f.result()
    except asyncio.InvalidStateError as e: print(type(e).__name__, e)
    try: f.exception()
    except asyncio.InvalidStateError as e: print(type(e).__name__, e)
    f.add_done_callback(lambda x: print("cb", x.result()))
    loop.call_soon(f.set_result, 5)
    print(await f, f)
    try: f.set_result(1)
    except asyncio.InvalidStateError as e: print(type(e).__name__, e)
    t = asyncio.create_task(sub(4), name="sub4")
    print(t.get_name(), t.done(), asyncio.current_task() is not t, len(asyncio.all_tasks()))
    print(await t, t.result(), t.exception())
    t = asyncio.create_task(bad())
    try: await t
    except ValueError as e: print("caught", e, e.__traceback__ is not None)
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    print(t.cancel("msg"), t.cancelling())
    try: await t
    except asyncio.CancelledError as e: print("cancelled", e.args, t.cancelled())
    async def shielded():
        try: await asyncio.sleep(5)
        except asyncio.CancelledError:
            print("in handler", asyncio.current_task().cancelling()); asyncio.current_task().uncancel(); return "ok"
    t = asyncio.create_task(shielded()); await asyncio.sleep(0); t.cancel()
    print(await t)
    try:
        async with asyncio.timeout(0.01): await asyncio.sleep(1)
    except TimeoutError as e: print("timeout", type(e))
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(sub(1)); b = tg.create_task(sub(2))
    print(a.result(), b.result())
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(bad()); tg.create_task(asyncio.sleep(5))
    except* ValueError as e: print(e.exceptions)
    print(await asyncio.gather(sub(1), bad(), return_exceptions=True))
    print(await asyncio.wait_for(sub(3), 1))
    loop.set_task_factory(asyncio.eager_task_factory)
    t = asyncio.create_task(sub(9)); print(t.done(), await t)
    async def now(): return 1
    t = asyncio.create_task(now()); print(t.done(), t.result(), t.get_coro())
    loop.set_task_factory(None)
    m = MyTask(sub(3), loop=loop, tag=7); print(m.tag, await m, type(m).__name__)
    try: asyncio.Task(5)
    except TypeError as e: print(e)
    async def y():
        class A:
            def __await__(self): yield 5
        await A()
    try: await asyncio.create_task(y(), name="T")
    except RuntimeError as e: print(str(e)[:30])
    f1, f2 = loop.create_future(), loop.create_future()
    f1.set_exception(KeyError("k"))
    try: await f1
    except KeyError as e: print("KeyError", e)
    try: f2.set_exception(StopIteration())
    except Exception as e: print(type(e), e)
    print(f2.exception())
    try: f2.set_exception(5)
    except Exception as e: print(type(e).__name__, e)
    q = asyncio.Queue(); p = asyncio.create_task(q.get(), name="Q"); await asyncio.sleep(0); q.put_nowait(3); print(await p)
    print(hasattr(f1, "__dict__"), asyncio.isfuture(f1), asyncio.Future[int])
    f3 = loop.create_future(); f3.add_done_callback(print); print(f3.remove_done_callback(print)); f3.cancel()
    try: f3.result()
    except asyncio.CancelledError: print("cxl")
    lost = loop.create_future(); lost.set_exception(OSError("lost one"))
    h = []
    loop.set_exception_handler(lambda l, c: h.append(c["message"]))
    del lost; gc.collect(); await asyncio.sleep(0)
    print(h)
    def cb(fut): print("ctx", v.get())
    import contextvars
    v = contextvars.ContextVar("v", default=0)
    async def c(): v.set(v.get() + 1); await asyncio.sleep(0); return v.get()
    v.set(10); print(await asyncio.create_task(c()), v.get())
    ctx = contextvars.copy_context(); await asyncio.create_task(c(), context=ctx); print(ctx[v])
asyncio.run(main())
try: asyncio.get_running_loop()
except RuntimeError as e: print(e)
