/** `await`, `yield from`, `async for` and `async with`, as JavaScript generators to delegate to. */
import * as A from "../objects/abstract.js";
import { CO } from "../objects/code.js";
import { E, err, isException, PyBaseException, typeError } from "../objects/errors.js";
import {
  AGYield,
  AsyncGenStep,
  active,
  coroutine_type,
  GenBase,
  PyAsyncGen,
  PyCoroutine,
  PyCoroWrapper,
  PyGenerator,
} from "../objects/generator.js";
import { type PyObj, PyObject, typeOf } from "../objects/object.js";

type Steps = Generator<PyObj, PyObj, PyObj>;

/** One step of any iterator: its item, or undefined with the result in `last`. */
function advance(it: PyObject, sent: PyObj, last: { v: PyObj }): PyObj | undefined {
  if (it instanceof GenBase) {
    const r = it.send(sent);
    if (r === undefined) last.v = it.result;
    return r;
  }
  if (it instanceof PyCoroWrapper) {
    const r = it.coro.send(sent);
    if (r === undefined) last.v = it.coro.result;
    return r;
  }
  try {
    if (sent === null) {
      if (it instanceof AsyncGenStep) {
        const r = it.$next();
        if (r === undefined) last.v = it.lastResult;
        return r;
      }
      const n = it.cls.lookup("__next__");
      if (n === undefined) {
        const r = it.$next();
        if (r === undefined) last.v = null;
        return r;
      }
      if (it instanceof A.PyIter && !it.cls.isHeap) {
        const r = it.$next();
        if (r === undefined) last.v = it.lastResult;
        return r;
      }
      return A.callSlot(n, it);
    }
    return A.callMethod(it, "send", [sent]);
  } catch (e) {
    if (isException(e, E.StopIteration)) {
      last.v = e.members?.value ?? null;
      return undefined;
    }
    throw e;
  }
}

/** Passes an exception thrown at the outer `yield` on to the inner iterator. */
function throwInto(it: PyObject, e: PyBaseException, last: { v: PyObj }): PyObj | undefined {
  if (isException(e, E.GeneratorExit)) {
    if (it instanceof GenBase) it.close();
    else if (it instanceof PyCoroWrapper) it.coro.close();
    else {
      const close = A.getattrOpt(it, "close");
      if (close !== undefined) A.call0(close);
    }
    throw e;
  }
  try {
    if (it instanceof GenBase) {
      const r = it.throwIn(e);
      if (r === undefined) last.v = it.result;
      return r;
    }
    if (it instanceof PyCoroWrapper) {
      const r = it.coro.throwIn(e);
      if (r === undefined) last.v = it.coro.result;
      return r;
    }
    const t = A.getattrOpt(it, "throw");
    if (t === undefined) throw e;
    return A.call1(t, e);
  } catch (x) {
    if (x !== e && isException(x, E.StopIteration)) {
      last.v = x.members?.value ?? null;
      return undefined;
    }
    throw x;
  }
}

function* delegate(it: PyObject): Steps {
  const last = { v: null as PyObj };
  delegating(it);
  try {
    let y = advance(it, null, last);
    while (y !== undefined) {
      let sent: PyObj;
      try {
        sent = yield y;
      } catch (e) {
        if (!(e instanceof PyBaseException)) throw e;
        y = throwInto(it, e, last);
        continue;
      }
      y = advance(it, sent, last);
    }
    return last.v;
  } finally {
    delegating(undefined);
  }
}
/** Notes it at the generator that runs, which its own body must not hold: it could not be lost. */
function delegating(it: PyObj | undefined): void {
  if (active.gen !== null) active.gen.delegate = it;
}

/** `yield from v` */
export function* yf(v: PyObj): Steps {
  const it = v instanceof PyCoroutine ? coroutineInYieldFrom(v) : A.iter(v);
  return yield* delegate(it);
}
function coroutineInYieldFrom(c: PyCoroutine): PyObject {
  const code = active.gen?.code;
  if (code !== undefined && (code.iterable || (code.flags & CO.ITERABLE_COROUTINE) !== 0)) return c;
  throw typeError("cannot 'yield from' a coroutine object in a non-coroutine generator");
}

/** The iterator that awaiting v runs. */
export function awaitIter(v: PyObj, what?: string): PyObject {
  if (v instanceof PyCoroutine && v.cls === coroutine_type) {
    if (v.delegate !== undefined) throw err(E.RuntimeError, "coroutine is being awaited already");
    if (v.done) throw err(E.RuntimeError, "cannot reuse already awaited coroutine");
    return v;
  }
  if (v instanceof PyGenerator && (v.code.iterable || (v.code.flags & CO.ITERABLE_COROUTINE) !== 0))
    return v;
  const f = typeOf(v).lookup("__await__");
  if (f === undefined) throw typeError(what ?? `'${A.typeName(v)}' object can't be awaited`);
  const it = A.callSlot(f, v);
  if (it instanceof PyCoroutine) throw typeError("__await__() returned a coroutine");
  if (
    !(it instanceof PyObject) ||
    !(it instanceof A.PyIter || typeOf(it).lookup("__next__") !== undefined)
  )
    throw typeError(`__await__() returned non-iterator of type '${A.typeName(it)}'`);
  return it;
}

/** `await v` */
export function* aw(v: PyObj): Steps {
  return yield* delegate(awaitIter(v));
}

/** `aiter(v)` with the messages of `async for`. */
export function aiter(v: PyObj): PyObj {
  const f = typeOf(v).lookup("__aiter__");
  if (f === undefined)
    throw typeError(`'async for' requires an object with __aiter__ method, got ${A.typeName(v)}`);
  const it = A.callSlot(f, v);
  if (typeOf(it).lookup("__anext__") === undefined)
    throw typeError(
      `'async for' received an object from __aiter__ that does not implement __anext__: ${A.typeName(it)}`,
    );
  return it;
}

/** The iterator of what `__anext__` gave; whatever is wrong with it is the cause of the error. */
function nextIter(a: PyObj): PyObject {
  try {
    return awaitIter(a);
  } catch (e) {
    if (!(e instanceof PyBaseException)) throw e;
    const x = typeError(`'async for' received an invalid object from __anext__: ${A.typeName(a)}`);
    x.cause = x.context = e;
    x.suppress = true;
    throw x;
  }
}

/** The next item of an asynchronous iterator; undefined at StopAsyncIteration. */
export function* anextAw(it: PyObj): Generator<PyObj, PyObj | undefined, PyObj> {
  try {
    const f = typeOf(it).lookup("__anext__");
    if (f === undefined)
      throw typeError(
        `'async for' requires an iterator with __anext__ method, got ${A.typeName(it)}`,
      );
    const a = A.callSlot(f, it);
    return yield* delegate(nextIter(a));
  } catch (e) {
    if (isException(e, E.StopAsyncIteration)) return undefined;
    throw e;
  }
}

function awaitable(v: PyObj, method: string): PyObj {
  if (
    v instanceof PyCoroutine ||
    (v instanceof PyGenerator && v.code.iterable) ||
    typeOf(v).lookup("__await__") !== undefined
  )
    return v;
  throw typeError(
    `'async with' received an object from ${method} that does not implement __await__: ${A.typeName(v)}`,
  );
}

class AsyncManager {
  private readonly obj: PyObj;
  private readonly enterFn: PyObj;
  private readonly exitFn: PyObj;
  constructor(obj: PyObj) {
    const t = typeOf(obj);
    const enter = t.lookup("__aenter__");
    const exit = t.lookup("__aexit__");
    if (enter === undefined || exit === undefined) {
      const hint =
        t.lookup("__enter__") !== undefined && t.lookup("__exit__") !== undefined
          ? " but it supports the context manager protocol. Did you mean to use 'with'?"
          : "";
      throw typeError(
        `'${A.typeName(obj)}' object does not support the asynchronous context manager protocol ` +
          `(missed ${exit === undefined ? "__aexit__" : "__aenter__"} method)${hint}`,
      );
    }
    this.obj = obj;
    this.enterFn = enter;
    this.exitFn = A.descrGet(exit, obj, t);
  }
  enter(): PyObj {
    return awaitable(A.callSlot(this.enterFn, this.obj), "__aenter__");
  }
  exit(e: PyBaseException | undefined): PyObj {
    const r =
      e === undefined
        ? A.call3(this.exitFn, null, null, null)
        : A.call3(this.exitFn, e.cls, e, e.tb);
    return awaitable(r, "__aexit__");
  }
}
export const asyncMgr = (o: PyObj): AsyncManager => new AsyncManager(o);

export { AGYield, PyAsyncGen };
