/**
 * Generators, coroutines and async generators: each wraps the JavaScript generator that the
 * compiler made of its body. A `yield` hands out a value; values that an async generator yields
 * come as `AGYield`, so that they differ from what its awaits pass up to the event loop.
 */
import { PyIter, reprJs, typeName } from "./abstract.js";
import type { PyCode } from "./code.js";
import { onDeath } from "./deaths.js";
import {
  chain,
  E,
  err,
  isException,
  PyBaseException,
  setMember,
  ts,
  typeError,
  warnHook,
} from "./errors.js";
import { getsets, methods, slots } from "./function.js";
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject, PyTuple, PyType } from "./object.js";
import { PyTraceback } from "./traceback.js";
import { builtinType, madeBy } from "./types.js";
import { direct } from "./virtuals.js";

/** A body that stops at each yield: a JavaScript generator, or what a generator expression is. */
export interface JsGen {
  next(v: PyObj): IteratorResult<PyObj | AGYield, PyObj>;
  throw(e: unknown): IteratorResult<PyObj | AGYield, PyObj>;
}

/**
 * The body of a generator expression: a function that gives the next value, or undefined at the
 * end. What it is called with is raised where it stands. Making one costs a tenth of making a
 * JavaScript generator.
 */
export class ExprBody implements JsGen {
  readonly step: (e?: unknown) => PyObj | undefined;
  constructor(step: (e?: unknown) => PyObj | undefined) {
    this.step = step;
  }
  next(): IteratorResult<PyObj, PyObj> {
    const value = this.step();
    return value === undefined ? { value: null, done: true } : { value, done: false };
  }
  throw(e: unknown): IteratorResult<PyObj, PyObj> {
    this.step(e);
    return { value: null, done: true };
  }
}

/** A value yielded by an async generator. */
export class AGYield {
  readonly v: PyObj;
  constructor(v: PyObj) {
    this.v = v;
  }
}

const gen = (name: string) =>
  builtinType(name, { subclassable: false, instantiable: false, hasWeakref: true, ctor: PyObject });
export const generator_type = gen("generator");
export const coroutine_type = gen("coroutine");
export const async_generator_type = gen("async_generator");
export const coroutine_wrapper_type = gen("coroutine_wrapper");
export const asyncgen_asend_type = gen("async_generator_asend");
export const asyncgen_athrow_type = gen("async_generator_athrow");

/** The generator whose body runs: what it delegates to is noted there. */
export const active: { gen: GenBase | null } = { gen: null };

/** What is left of a generator with something to clean up when it is lost while suspended. */
interface Suspended {
  gen: GenBase | null;
  js: JsGen | null;
}
/** Most end soon: only those that are suspended for longer are watched, which costs more. */
const begunLately: Suspended[] = [];
const LATELY = 500;
function watchSuspended(): void {
  for (const body of begunLately) {
    const { gen } = body;
    if (gen === null) continue;
    body.gen = null;
    const { code, globals, cls, name, qualname } = gen;
    if (gen instanceof PyAsyncGen) {
      watchAsync(gen, body);
      continue;
    }
    const Kind = gen instanceof PyCoroutine ? PyCoroutine : PyGenerator;
    // CPython closes it. It is gone then; another one stands around the same body.
    onDeath(gen, () => {
      if (body.js === null) return;
      const again = new Kind(cls, code, body.js, globals);
      if (again instanceof PyCoroutine) unawaited.delete(again);
      Object.assign(again, { name, qualname, started: true });
      try {
        again.close();
      } catch (e) {
        lostHook.failed(again, e);
      }
    });
  }
  begunLately.length = 0;
}

/** Its event loop closes it, as the finalizer of the time when it began arranges. */
function watchAsync(gen: PyAsyncGen, body: Suspended): void {
  const { code, globals, cls, name, qualname, finalizer } = gen;
  if (finalizer === null) return;
  onDeath(gen, () => {
    if (body.js === null) return;
    const again = new PyAsyncGen(cls, code, body.js, globals);
    Object.assign(again, { name, qualname, finalizer, started: true, hooksInited: true });
    try {
      (finalizer as PyObject).$call1(again);
    } catch (e) {
      lostHook.failed(again, e);
    }
  });
}

/** What generators, coroutines and async generators share. */
export class GenBase extends PyIter {
  readonly code: PyCode;
  readonly js: JsGen;
  readonly globals: PyDict;
  name: string;
  qualname: string;
  started = false;
  running = false;
  done = false;
  /** The return value, once done. */
  result: PyObj = null;
  /** The handled exception inside, while suspended. */
  private handled: PyBaseException | null = null;
  /** What was handled around it when that began: the end of the handler brings it back. */
  private around: PyBaseException | null = null;
  /** What `yield from` or `await` delegates to. */
  delegate: PyObj | undefined = undefined;

  constructor(cls: PyType, code: PyCode, js: JsGen, globals: PyDict) {
    super();
    this.cls = cls;
    this.h = 0;
    this.code = code;
    this.js = js;
    this.globals = globals;
    this.name = code.name;
    this.qualname = code.qualname;
  }

  get what(): string {
    return "generator";
  }

  private body: Suspended | null = null;
  /** It ended: nothing remains to be closed, or kept for that. */
  private finished(): void {
    this.done = true;
    const { body } = this;
    if (body !== null) body.gen = body.js = null;
  }
  /** Whether its death runs code. */
  get pending(): boolean {
    return this.body !== null && this.body.js !== null;
  }
  private begin(): void {
    this.started = true;
    if (this.code.cleanup) {
      this.body = { gen: this, js: this.js };
      if (begunLately.push(this.body) >= LATELY) watchSuspended();
    }
    if (this instanceof PyCoroutine && !unawaited.delete(this)) begun.add(this.js);
  }

  /** Runs to the next yield: its value, or undefined at the end (the value is in `result`). */
  resume(how: "next" | "throw", v: unknown): PyObj | AGYield | undefined {
    if (this.running) throw err(E.ValueError, `${this.what} already executing`);
    const outer = ts.handled;
    const mine = this.handled;
    // What is thrown in and then handled inside is the body's own, though it is handled outside too.
    const base = how === "throw" && v === outer ? null : outer;
    ts.handled = mine ?? base;
    this.running = true;
    if (!this.started) this.begin();
    const around = active.gen;
    active.gen = this;
    if (how === "throw") chain(v as PyBaseException);
    try {
      const r = how === "next" ? this.js.next(v as PyObj) : this.js.throw(v);
      if (r.done) {
        this.finished();
        this.result = r.value;
        return undefined;
      }
      const now = ts.handled;
      if (now === (mine === null ? base : this.around)) this.handled = null;
      else {
        if (mine === null) this.around = base;
        this.handled = now;
      }
      return r.value;
    } catch (e) {
      this.finished();
      throw this.thrown(e);
    } finally {
      this.running = false;
      active.gen = around;
      ts.handled = outer;
    }
  }

  /** What leaves the generator when its body threw e (PEP 479). */
  private thrown(e: unknown): unknown {
    if (isException(e, E.StopIteration))
      return this.converted(e, `${this.what} raised StopIteration`);
    if (this.what === "async generator" && isException(e, E.StopAsyncIteration))
      return this.converted(e, "async generator raised StopAsyncIteration");
    return e;
  }
  private converted(e: PyBaseException, text: string): PyBaseException {
    const r = err(E.RuntimeError, text);
    r.cause = e;
    r.context = e;
    r.suppress = true;
    return r;
  }

  override $next(): PyObj | undefined {
    if (this.done) return undefined;
    if (!this.started || this.running || this.handled !== null || ts.handled !== null)
      return this.resume("next", null) as PyObj | undefined;
    // What `resume` does where no exception is being handled, inside or outside.
    const around = active.gen;
    this.running = true;
    active.gen = this;
    let value: PyObj | undefined;
    try {
      const js = this.js;
      if (js instanceof ExprBody) value = js.step();
      else {
        const r = js.next(null);
        if (r.done) this.result = r.value;
        else value = r.value as PyObj;
      }
    } catch (e) {
      this.ended(around);
      throw this.thrown(e);
    }
    if (value === undefined) {
      this.ended(around);
      return undefined;
    }
    this.running = false;
    active.gen = around;
    if (ts.handled !== null) {
      this.around = null;
      this.handled = ts.handled;
      ts.handled = null;
    }
    return value;
  }
  private ended(around: GenBase | null): void {
    this.finished();
    this.running = false;
    active.gen = around;
    ts.handled = null;
  }

  /** `send`: as `$next`, with the value that the yield gives inside. */
  send(v: PyObj): PyObj | undefined {
    if (this.done) return undefined;
    if (!this.started && v !== null)
      throw typeError(`can't send non-None value to a just-started ${this.what}`);
    return this.resume("next", v) as PyObj | undefined;
  }

  throwIn(e: PyBaseException): PyObj | undefined {
    if (this.done || !this.started) {
      if (this.running) throw err(E.ValueError, `${this.what} already executing`);
      this.done = true;
      this.begin();
      throw e;
    }
    return this.resume("throw", e) as PyObj | undefined;
  }

  close(): PyObj {
    if (this.done) return null;
    if (!this.started) {
      this.done = true;
      this.begin();
      return null;
    }
    try {
      const r = this.resume("throw", err(E.GeneratorExit));
      if (r !== undefined) throw err(E.RuntimeError, `${this.what} ignored GeneratorExit`);
      return this.result;
    } catch (e) {
      if (isException(e, E.GeneratorExit) || isException(e, E.StopIteration)) return null;
      throw e;
    }
  }
}

export class PyGenerator extends GenBase {}
export class PyCoroutine extends GenBase {
  constructor(cls: PyType, code: PyCode, js: JsGen, globals: PyDict) {
    super(cls, code, js, globals);
    unawaited.add(this);
  }
  override get what(): string {
    return "coroutine";
  }
  origin: PyObj = null;
}
madeBy(generator_type, PyGenerator);
madeBy(coroutine_type, PyCoroutine);

/** Coroutines that nobody has begun to run: they are warned about when they are lost. */
const unawaited = new Set<PyCoroutine>();
/** Set by the runtime: closing a lost generator failed. */
export const lostHook = { failed: (_g: GenBase, _e: unknown): void => {} };
/** Set by _warnings. */
export const unawaitedHook = { warn: (_c: PyCoroutine): void => {} };

/** What modules do before a collection, so that they hold nothing that may be lost. */
export const beforeCollection: (() => void)[] = [];
/** Before a collection: whoever holds a coroutine still is not this list. */
export function releaseUnawaited(): void {
  for (const f of beforeCollection) f();
  watchSuspended();
  for (const c of unawaited) {
    const { code, js, globals, qualname, origin } = c;
    onDeath(c, () => {
      // The body itself is not lost; a second coroutine around it stands for the first.
      const again = new PyCoroutine(coroutine_type, code, js, globals);
      unawaited.delete(again);
      Object.assign(again, { qualname, origin });
      if (!begun.has(js)) unawaitedHook.warn(again);
    });
  }
  unawaited.clear();
}
const begun = new WeakSet<JsGen>();

/** The program ends. */
export function warnUnawaited(): void {
  for (const c of unawaited) {
    unawaited.delete(c);
    unawaitedHook.warn(c);
  }
}

export function mkGen(code: PyCode, js: JsGen, g: PyDict): PyGenerator {
  return new PyGenerator(generator_type, code, js, g);
}
export function mkGenExpr(
  code: PyCode,
  step: (e?: unknown) => PyObj | undefined,
  g: PyDict,
): PyGenerator {
  return new PyGenerator(generator_type, code, new ExprBody(step), g);
}
export function mkCoro(code: PyCode, js: JsGen, g: PyDict): PyCoroutine {
  return new PyCoroutine(coroutine_type, code, js, g);
}
export function mkAsyncGen(code: PyCode, js: JsGen, g: PyDict): PyAsyncGen {
  return new PyAsyncGen(async_generator_type, code, js, g);
}

/** StopIteration with a return value, as a generator's end shows to `next()` and `send()`. */
export function stopIteration(v: PyObj): PyBaseException {
  const e = v === null ? err(E.StopIteration) : err(E.StopIteration, v);
  setMember(e, "value", v);
  return e;
}

/** The exception that `throw(type, value, tb)` means. */
export function thrownException(typ: PyObj, val: PyObj | undefined): PyBaseException {
  if (typ instanceof PyBaseException) {
    if (val !== undefined && val !== null)
      throw typeError("instance exception may not have a separate value");
    return typ;
  }
  if (typ instanceof PyType && typ.isSubtype(E.BaseException)) {
    if (val instanceof PyBaseException && val.cls.isSubtype(typ)) return val;
    const e =
      val === undefined || val === null
        ? typ.$call([], null)
        : typ.$call(val instanceof PyTuple ? val.items.slice() : [val], null);
    if (e instanceof PyBaseException) return e;
    throw typeError(
      `calling ${reprJs(typ)} should have returned an instance of BaseException, not ${typeName(e)}`,
    );
  }
  throw typeError(
    `exceptions must be classes or instances deriving from BaseException, not ${typeName(typ)}`,
  );
}

const sendMethod = (g: GenBase, v: PyObj): PyObj => {
  if (g instanceof PyCoroutine && g.done)
    throw err(E.RuntimeError, "cannot reuse already awaited coroutine");
  const r = g.send(v);
  if (r === undefined) {
    const result = g.result;
    g.result = null;
    throw stopIteration(result);
  }
  return r;
};
/** `throw(type, value, traceback)`, as it was spelt before exceptions carried both. */
export function warnThrow(val: PyObj | undefined, name = "throw"): void {
  if (val !== undefined)
    warnHook.warn(
      E.DeprecationWarning,
      `the (type, exc, tb) signature of ${name}() is deprecated, use the single-arg signature instead.`,
    );
}
const throwMethod = (g: GenBase, typ: PyObj, val?: PyObj, tb?: PyObj): PyObj => {
  warnThrow(val);
  if (tb !== undefined && tb !== null && !(tb instanceof PyTraceback))
    throw typeError("throw() third argument must be a traceback object");
  if (g instanceof PyCoroutine && g.done)
    throw err(E.RuntimeError, "cannot reuse already awaited coroutine");
  const e = thrownException(typ, val);
  if (tb instanceof PyTraceback) e.tb = tb;
  const r = g.throwIn(e);
  if (r === undefined) throw stopIteration(g.result);
  return r;
};

for (const t of [generator_type, coroutine_type]) {
  methods(t, {
    send: ["($self, arg, /)", sendMethod],
    throw: ["($self, type, value=None, traceback=None, /)", throwMethod],
    close: ["($self, /)", (g: GenBase) => g.close()],
  });
}
slots(generator_type, {
  __iter__: (g: PyObj) => g,
  __next__: (g: GenBase) => {
    const r = g.$next();
    if (r === undefined) {
      const v = g.result;
      g.result = null;
      throw stopIteration(v);
    }
    return r;
  },
});
direct(generator_type);
const names = {
  __name__: [
    (g: GenBase) => g.name,
    (g: GenBase, v: PyObj | undefined) => {
      if (typeof v !== "string") throw typeError("__name__ must be set to a string object");
      g.name = v;
    },
  ],
  __qualname__: [
    (g: GenBase) => g.qualname,
    (g: GenBase, v: PyObj | undefined) => {
      if (typeof v !== "string") throw typeError("__qualname__ must be set to a string object");
      g.qualname = v;
    },
  ],
} as const;
/** A frame while the generator lives: enough for `inspect.getgeneratorstate`. */
class GenFrame extends PyObject {}
const gen_frame = builtinType("frame", { subclassable: false, instantiable: false });
const frames = new WeakMap<GenBase, GenFrame>();
function frameOf(g: GenBase): PyObj {
  if (g.done) return null;
  const { frame } = g.js as { frame?: PyObject | null };
  if (frame != null) return frame;
  let f = frames.get(g);
  if (f === undefined) {
    f = new GenFrame(gen_frame);
    (f as unknown as { gen: GenBase }).gen = g;
    frames.set(g, f);
  }
  return f;
}
getsets(gen_frame, {
  f_lasti: (f: PyObject) => ((f as unknown as { gen: GenBase }).gen.started ? 2 : -1),
  f_code: (f: PyObject) => (f as unknown as { gen: GenBase }).gen.code,
  f_globals: (f: PyObject) => (f as unknown as { gen: GenBase }).gen.globals,
  f_back: () => null,
  f_lineno: (f: PyObject) => (f as unknown as { gen: GenBase }).gen.code.firstlineno,
});
const state = (prefix: string) => ({
  [`${prefix}_frame`]: frameOf as never,
  [`${prefix}_running`]: ((g: GenBase) => g.running) as never,
  [`${prefix}_suspended`]: ((g: GenBase) => g.started && !g.done && !g.running) as never,
  [`${prefix}_code`]: ((g: GenBase) => g.code) as never,
});
getsets(generator_type, {
  ...names,
  ...state("gi"),
  gi_yieldfrom: (g: GenBase) => (g.running ? null : (g.delegate ?? null)),
} as never);
getsets(coroutine_type, {
  ...names,
  ...state("cr"),
  cr_await: (g: GenBase) => g.delegate ?? null,
  cr_origin: (g: PyCoroutine) => g.origin,
} as never);

/** What `coro.__await__()` gives. */
export class PyCoroWrapper extends PyIter {
  readonly coro: PyCoroutine;
  constructor(coro: PyCoroutine) {
    super(coroutine_wrapper_type);
    this.coro = coro;
  }
  override $next(): PyObj | undefined {
    return this.coro.send(null);
  }
}
slots(coroutine_type, {
  __await__: (c: PyCoroutine) => new PyCoroWrapper(c),
});
slots(coroutine_wrapper_type, {
  __iter__: (w: PyObj) => w,
  __next__: (w: PyCoroWrapper) => sendMethod(w.coro, null),
});
methods(coroutine_wrapper_type, {
  send: ["($self, arg, /)", (w: PyCoroWrapper, v: PyObj) => sendMethod(w.coro, v)],
  throw: [
    "($self, type, value=None, traceback=None, /)",
    (w: PyCoroWrapper, t: PyObj, v?: PyObj, tb?: PyObj) => throwMethod(w.coro, t, v, tb),
  ],
  close: ["($self, /)", (w: PyCoroWrapper) => w.coro.close()],
});
const genRepr = (g: GenBase): string => `<${g.cls.name} object ${g.qualname} at 0x${addr(g)}>`;

import { identity } from "./hash.js";

const addr = (o: PyObject): string => identity(o).toString(16);
for (const t of [generator_type, coroutine_type, async_generator_type])
  slots(t, { __repr__: genRepr });

// ---- async generators ----

export class PyAsyncGen extends GenBase {
  closed = false;
  runningAsync = false;
  hooksInited = false;
  finalizer: PyObj = null;
  override get what(): string {
    return "async generator";
  }
}

/** Set by sys: `sys.set_asyncgen_hooks`. */
export const asyncgenHooks = { firstiter: null as PyObj, finalizer: null as PyObj };

function initHooks(g: PyAsyncGen): void {
  if (g.hooksInited) return;
  g.hooksInited = true;
  g.finalizer = asyncgenHooks.finalizer;
  if (asyncgenHooks.firstiter !== null) (asyncgenHooks.firstiter as PyObject).$call1(g);
}

/** The awaitable of `__anext__`, `asend`, `athrow` and `aclose`. */
class AsyncGenStep extends PyIter {
  readonly g: PyAsyncGen;
  readonly mode: "send" | "throw" | "close";
  readonly v: PyObj | PyBaseException;
  private state: "init" | "iter" | "closed" = "init";
  constructor(g: PyAsyncGen, mode: "send" | "throw" | "close", v: PyObj) {
    super(mode === "send" ? asyncgen_asend_type : asyncgen_athrow_type);
    this.g = g;
    this.mode = mode;
    this.v = v;
  }

  private reuse(): PyBaseException {
    const what = this.mode === "send" ? "__anext__()/asend()" : "aclose()/athrow()";
    return err(E.RuntimeError, `cannot reuse already awaited ${what}`);
  }

  step(how: "next" | "throw", v: PyObj | PyBaseException): PyObj {
    const g = this.g;
    if (this.state === "closed") throw this.reuse();
    let r: PyObj | AGYield | undefined;
    const first = this.state === "init";
    if (first) {
      if (g.runningAsync) {
        this.state = "closed";
        const name = this.mode === "send" ? "anext" : this.mode === "close" ? "aclose" : "athrow";
        throw err(E.RuntimeError, `${name}(): asynchronous generator is already running`);
      }
      if (this.mode !== "send" && (g.closed || g.done)) {
        this.state = "closed";
        if (this.mode === "close") throw stopIteration(null);
        throw err(E.StopAsyncIteration);
      }
      this.state = "iter";
      g.runningAsync = true;
    }
    try {
      if (first && how === "next" && this.mode === "send") {
        if (g.done) throw err(E.StopAsyncIteration);
        if (!g.started && this.v !== null)
          throw typeError("can't send non-None value to a just-started async generator");
        r = g.resume("next", this.v);
      } else if (first && how === "next") {
        if (!g.started) {
          g.done = true;
          g.started = true;
          g.closed = true;
          if (this.mode === "close") {
            r = undefined;
          } else throw this.v;
        } else r = g.resume("throw", this.v);
      } else r = g.resume(how, v);
    } catch (e) {
      this.finish();
      if (
        this.mode === "close" &&
        (isException(e, E.GeneratorExit) || isException(e, E.StopAsyncIteration))
      ) {
        g.closed = true;
        throw stopIteration(null);
      }
      throw e;
    }
    if (r === undefined) {
      this.finish();
      g.closed = true;
      if (this.mode === "close") throw stopIteration(null);
      throw err(E.StopAsyncIteration);
    }
    if (r instanceof AGYield) {
      this.finish();
      if (this.mode === "close") throw err(E.RuntimeError, "async generator ignored GeneratorExit");
      throw stopIteration(r.v);
    }
    return r;
  }

  private finish(): void {
    this.state = "closed";
    this.g.runningAsync = false;
  }

  override $next(): PyObj | undefined {
    try {
      return this.step("next", null);
    } catch (e) {
      if (isException(e, E.StopIteration)) {
        this.lastResult = e.members?.value ?? null;
        return undefined;
      }
      throw e;
    }
  }
  /** The value of the StopIteration that ended `$next`. */
  override lastResult: PyObj = null;

  close(): void {
    if (this.state === "closed") return;
    if (this.state === "init") {
      this.state = "closed";
      return;
    }
    try {
      this.step("throw", err(E.GeneratorExit));
    } catch (e) {
      if (
        isException(e, E.StopIteration) ||
        isException(e, E.StopAsyncIteration) ||
        isException(e, E.GeneratorExit)
      )
        return;
      throw e;
    }
    throw err(E.RuntimeError, "coroutine ignored GeneratorExit");
  }
}

for (const t of [asyncgen_asend_type, asyncgen_athrow_type]) {
  slots(t, {
    __iter__: (s: PyObj) => s,
    __await__: (s: PyObj) => s,
    __next__: (s: AsyncGenStep) => s.step("next", null),
  });
  methods(t, {
    send: ["($self, arg, /)", (s: AsyncGenStep, v: PyObj) => s.step("next", v)],
    throw: [
      "($self, type, value=None, traceback=None, /)",
      (s: AsyncGenStep, t: PyObj, v?: PyObj) => {
        warnThrow(v);
        return s.step("throw", thrownException(t, v));
      },
    ],
    close: [
      "($self, /)",
      (s: AsyncGenStep) => {
        s.close();
        return null;
      },
    ],
  });
}
slots(async_generator_type, {
  __aiter__: (g: PyAsyncGen) => g,
  __anext__: (g: PyAsyncGen) => {
    initHooks(g);
    return new AsyncGenStep(g, "send", null);
  },
});
methods(async_generator_type, {
  asend: [
    "($self, value, /)",
    (g: PyAsyncGen, v: PyObj) => {
      initHooks(g);
      return new AsyncGenStep(g, "send", v);
    },
  ],
  athrow: [
    "($self, type, value=None, traceback=None, /)",
    (g: PyAsyncGen, t: PyObj, v?: PyObj) => {
      warnThrow(v, "athrow");
      initHooks(g);
      return new AsyncGenStep(g, "throw", thrownException(t, v));
    },
  ],
  aclose: [
    "($self, /)",
    (g: PyAsyncGen) => {
      initHooks(g);
      return new AsyncGenStep(g, "close", err(E.GeneratorExit));
    },
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyType, i: PyObj) => aliasOf(c, i)],
});
for (const t of [generator_type, coroutine_type])
  methods(t, {
    __class_getitem__: ["($cls, item, /)", (c: PyType, i: PyObj) => aliasOf(c, i)],
  });

import { aliasHook } from "./abstract.js";

function aliasOf(c: PyType, i: PyObj): PyObj {
  return aliasHook.make(c, i);
}
getsets(async_generator_type, {
  ...names,
  ag_frame: frameOf as never,
  ag_running: (g: PyAsyncGen) => g.runningAsync,
  ag_suspended: (g: PyAsyncGen) => g.started && !g.done && !g.running,
  ag_code: (g: PyAsyncGen) => g.code,
  ag_await: (g: PyAsyncGen) => g.delegate ?? null,
} as never);

export { AsyncGenStep };
