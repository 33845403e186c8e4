/** `_asyncio.Future` and the iterator that awaiting one runs. */
import * as A from "../objects/abstract.js";
import { onDeath } from "../objects/deaths.js";
import { E, err, PyBaseException, typeError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { stopIteration, thrownException, warnThrow } from "../objects/generator.js";
import { type PyObj, PyObject, PyType } from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { PyTraceback } from "../objects/traceback.js";
import { builtinType, frozenset_type, mkList, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp } from "../runtime/interpreter.js";
import { currentContext } from "./_contextvars.js";

export const runtimeError = (text: string): PyBaseException => err(E.RuntimeError, text);

export type FutureState = "PENDING" | "CANCELLED" | "FINISHED";

/** What must be told when a future is lost; it does not hold the future. */
export interface Report {
  armed: boolean;
  tell(): void;
}
/** Reports of futures that may still be alive; the end of the program is the end of these. */
export const reports = new Set<Report>();
export function arm(fut: PyFuture, tell: () => void): Report {
  const report: Report = { armed: true, tell };
  reports.add(report);
  onDeath(fut, () => {
    if (report.armed) finish(report).tell();
  });
  return report;
}
export function finish(report: Report): Report {
  report.armed = false;
  reports.delete(report);
  return report;
}

/** Attributes of the asyncio package's modules, which each interpreter has of its own. */
const found = new WeakMap<Interpreter, Map<string, PyObj>>();
export function fromAsyncio(module: string, name: string): PyObj {
  const i = interp();
  let mine = found.get(i);
  if (mine === undefined) {
    mine = new Map();
    found.set(i, mine);
  }
  const key = `${module}.${name}`;
  let v = mine.get(key);
  if (v === undefined) {
    importModule(i, `asyncio.${module}`);
    v = A.getattr(i.modules.getStr(`asyncio.${module}`) as PyObj, name);
    mine.set(key, v);
  }
  return v;
}

interface Callback {
  f: PyObj;
  context: PyObj;
}
const CONTEXT = ["context"];

export class PyFuture extends PyObject {
  loop: PyObj = null;
  state: FutureState = "PENDING";
  callbacks: Callback[] | null = null;
  result: PyObj = null;
  exception: PyBaseException | null = null;
  exceptionTb: PyObj = null;
  sourceTraceback: PyObj = null;
  cancelMessage: PyObj = null;
  cancelledExc: PyBaseException | null = null;
  report: Report | null = null;
  blocking = false;
  awaitedBy: Set<PyObj> | null = null;
  ready = false;

  begin(loop: PyObj): void {
    this.loop = loop === null ? A.call0(fromAsyncio("events", "get_event_loop")) : loop;
    this.state = "PENDING";
    this.callbacks = null;
    this.result = this.exception = this.exceptionTb = null;
    this.cancelMessage = this.cancelledExc = null;
    this.blocking = false;
    this.awaitedBy = null;
    this.quiet();
    this.ready = true;
    this.sourceTraceback = null;
    if (A.truth(A.callMethod(this.loop, "get_debug", [])))
      this.sourceTraceback = A.call0(fromAsyncio("format_helpers", "extract_stack"));
  }
  /** Nobody need be told of the exception any more. */
  quiet(): void {
    if (this.report === null) return;
    finish(this.report);
    this.report = null;
  }
  callSoon(f: PyObj, args: PyObj[], context: PyObj): void {
    const soon = A.getattr(this.loop, "call_soon") as PyObject;
    soon.$callNamed([f, ...args, context], CONTEXT);
  }
  private schedule(): void {
    const list = this.callbacks;
    if (list === null) return;
    this.callbacks = null;
    for (const { f, context } of list) this.callSoon(f, [this], context);
  }
  addCallback(f: PyObj, context: PyObj): void {
    if (this.state !== "PENDING") this.callSoon(f, [this], context);
    else if (this.callbacks === null) this.callbacks = [{ f, context }];
    else this.callbacks.push({ f, context });
  }
  removeCallback(f: PyObj): number {
    const list = this.callbacks;
    if (list === null) return 0;
    const kept = list.filter((c) => !A.eq(c.f, f));
    this.callbacks = kept.length === 0 ? null : kept;
    return list.length - kept.length;
  }
  setResult(v: PyObj): void {
    if (this.state !== "PENDING") throw invalidState("invalid state");
    this.result = v;
    this.state = "FINISHED";
    this.schedule();
  }
  setException(e: PyObj): void {
    if (this.state !== "PENDING") throw invalidState("invalid state");
    let x = e instanceof PyType && e.isSubtype(E.BaseException) ? A.call0(e) : e;
    if (!(x instanceof PyBaseException)) throw typeError("invalid exception object");
    if (x.cls.isSubtype(E.StopIteration)) {
      const wrapped = runtimeError(
        "StopIteration interacts badly with generators and cannot be raised into a Future",
      );
      wrapped.cause = wrapped.context = x;
      wrapped.suppress = true;
      x = wrapped;
    }
    const exception = x as PyBaseException;
    this.exception = exception;
    this.exceptionTb = A.getattr(exception, "__traceback__");
    this.state = "FINISHED";
    this.schedule();
    const { cls, loop, sourceTraceback } = this;
    this.report = arm(this, () => {
      const again = new PyFuture(cls);
      again.loop = loop;
      again.exception = exception;
      again.state = "FINISHED";
      again.ready = true;
      tellLoop(loop, {
        message: `${cls.name} exception was never retrieved`,
        exception,
        future: again,
        source_traceback: sourceTraceback,
      });
    });
  }
  cancel(message: PyObj): boolean {
    this.quiet();
    if (this.state !== "PENDING") return false;
    this.state = "CANCELLED";
    this.cancelMessage = message;
    this.schedule();
    return true;
  }
  cancelledError(): PyBaseException {
    const saved = this.cancelledExc;
    if (saved !== null) {
      this.cancelledExc = null;
      return saved;
    }
    return newCancelled(this.cancelMessage);
  }
  /** What `result()` gives or throws. */
  outcome(): PyObj {
    const e = this.failure();
    if (e === null) return this.result;
    throw e;
  }
  /** The exception that `result()` throws; null when there is a result. */
  failure(): PyBaseException | null {
    if (this.state === "CANCELLED") return this.cancelledError();
    if (this.state === "PENDING") throw invalidState("Result is not set.");
    this.quiet();
    if (this.exception === null) return null;
    A.setattr(this.exception, "__traceback__", this.exceptionTb);
    this.exceptionTb = null;
    return this.exception;
  }
}

/** `loop.call_exception_handler`; what is None is left out. */
export function tellLoop(loop: PyObj, context: Record<string, PyObj>): void {
  const d = newDict();
  for (const [k, v] of Object.entries(context)) if (v !== null) d.setStr(k, v);
  A.callMethod(loop, "call_exception_handler", [d]);
}
export function invalidState(text: string): PyBaseException {
  return A.call1(fromAsyncio("exceptions", "InvalidStateError"), text) as PyBaseException;
}
export const cancelledError = (): PyType => fromAsyncio("exceptions", "CancelledError") as PyType;
function newCancelled(message: PyObj): PyBaseException {
  const t = cancelledError();
  return (message === null ? A.call0(t) : A.call1(t, message)) as PyBaseException;
}
export function contextArg(c: PyObj | undefined): PyObj {
  return c ?? currentContext().copy();
}

function alive(f: PyFuture): PyFuture {
  if (!f.ready) throw runtimeError("Future object is not initialized.");
  return f;
}

export const future_type = builtinType("Future", {
  module: "_asyncio",
  hasDict: true,
  hasWeakref: true,
  ctor: PyFuture,
  doc: "This class is *almost* compatible with concurrent.futures.Future.\n\n    Differences:\n\n    - result() and exception() do not take a timeout argument and\n      raise an exception when the future isn't done yet.\n\n    - Callbacks registered with add_done_callback() are always called\n      via the event loop's call_soon_threadsafe().\n\n    - This class is not compatible with the wait() and as_completed()\n      methods in the concurrent.futures package.",
});
newMethod(future_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));

/** The keywords of a constructor, checked. */
export function keywords(name: string, kw: Kw | null, known: readonly string[]): PyObj[] {
  if (kw !== null)
    for (const k of kw.keys())
      if (!known.includes(k))
        throw typeError(`${name}() got an unexpected keyword argument '${k}'`);
  return known.map((k) => kw?.get(k) ?? null);
}

slots(future_type, {
  __init__: (f: PyFuture, args: PyObj[], kw: Kw) => {
    if (args.length > 0)
      throw typeError(`Future() takes at most 0 positional arguments (${args.length} given)`);
    f.begin(keywords("Future", kw, ["loop"])[0]);
    return null;
  },
  __repr__: (f: PyFuture) => A.call1(fromAsyncio("base_futures", "_future_repr"), f),
  __iter__: (f: PyFuture) => new FutureIter(alive(f)),
  __await__: (f: PyFuture) => new FutureIter(alive(f)),
});

const message = (m: PyObj | undefined): PyObj => m ?? null;
methods(future_type, {
  result: [
    "($self, /)",
    (f: PyFuture) => f.outcome(),
    "Return the result this future represents.\n\nIf the future has been cancelled, raises CancelledError.  If the\nfuture's result isn't yet available, raises InvalidStateError.  If\nthe future is done and has an exception set, this exception is raised.",
  ],
  exception: [
    "($self, /)",
    (f: PyFuture) => {
      if (f.state === "CANCELLED") throw f.cancelledError();
      if (f.state === "PENDING") throw invalidState("Exception is not set.");
      f.quiet();
      return f.exception;
    },
    "Return the exception that was set on this future.",
  ],
  set_result: [
    "($self, result, /)",
    (f: PyFuture, v: PyObj) => {
      alive(f).setResult(v);
      return null;
    },
    "Mark the future done and set its result.",
  ],
  set_exception: [
    "($self, exception, /)",
    (f: PyFuture, e: PyObj) => {
      alive(f).setException(e);
      return null;
    },
    "Mark the future done and set an exception.",
  ],
  add_done_callback: [
    "($self, fn, /, *, context=<unrepresentable>)",
    (f: PyFuture, fn: PyObj, context?: PyObj) => {
      alive(f).addCallback(fn, contextArg(context));
      return null;
    },
    "Add a callback to be run when the future becomes done.",
  ],
  remove_done_callback: [
    "($self, fn, /)",
    (f: PyFuture, fn: PyObj) => alive(f).removeCallback(fn),
    'Remove all instances of a callback from the "call when done" list.\n\nReturns the number of callbacks removed.',
  ],
  cancel: [
    "($self, /, msg=None)",
    (f: PyFuture, msg?: PyObj) => alive(f).cancel(message(msg)),
    "Cancel the future and schedule callbacks.",
  ],
  cancelled: [
    "($self, /)",
    (f: PyFuture) => f.ready && f.state === "CANCELLED",
    "Return True if the future was cancelled.",
  ],
  done: [
    "($self, /)",
    (f: PyFuture) => f.ready && f.state !== "PENDING",
    "Return True if the future is done.",
  ],
  get_loop: [
    "($self, /)",
    (f: PyFuture) => alive(f).loop,
    "Return the event loop the Future is bound to.",
  ],
  _make_cancelled_error: [
    "($self, /)",
    (f: PyFuture) => f.cancelledError(),
    "Create the CancelledError to raise if the Future is cancelled.",
  ],
  __class_getitem__: [
    "($cls, item, /)",
    (c: PyObj, i: PyObj) => A.aliasHook.make(c, i),
    "See PEP 585",
  ],
});
getsets(future_type, {
  _state: (f: PyFuture) => alive(f).state,
  _asyncio_future_blocking: [
    (f: PyFuture) => f.ready && f.blocking,
    (f: PyFuture, v: PyObj | undefined) => {
      alive(f);
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      f.blocking = A.truth(v);
    },
  ],
  _loop: (f: PyFuture) => (f.ready ? f.loop : null),
  _callbacks: (f: PyFuture) =>
    alive(f).callbacks === null
      ? null
      : mkList((f.callbacks as Callback[]).map((c) => mkTuple([c.f, c.context]))),
  _result: (f: PyFuture) => f.result,
  _exception: (f: PyFuture) => f.exception,
  _log_traceback: [
    (f: PyFuture) => alive(f).report !== null,
    (f: PyFuture, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      if (A.truth(v)) throw err(E.ValueError, "_log_traceback can only be set to False");
      f.quiet();
    },
  ],
  _source_traceback: (f: PyFuture) => f.sourceTraceback,
  _cancel_message: [
    (f: PyFuture) => f.cancelMessage,
    (f: PyFuture, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      f.cancelMessage = v;
    },
  ],
  _asyncio_awaited_by: (f: PyFuture) => {
    if (f.awaitedBy === null) return null;
    return A.call1(frozenset_type, mkList([...f.awaitedBy]));
  },
});

const future_iter_type = iteratorType("FutureIter");
/** Gives the future itself once, and its result when it is resumed after that. */
export class FutureIter extends A.PyIter {
  private fut: PyFuture | null;
  override lastResult: PyObj = null;
  constructor(fut: PyFuture) {
    super(future_iter_type);
    this.fut = fut;
  }
  override $next(): PyObj | undefined {
    const f = this.fut;
    this.lastResult = null;
    if (f === null) return undefined;
    if (f.state === "PENDING") {
      if (f.blocking) throw runtimeError("await wasn't used with future");
      f.blocking = true;
      return f;
    }
    this.fut = null;
    this.lastResult = f.outcome();
    return undefined;
  }
  drop(): void {
    this.fut = null;
  }
}
slots(future_iter_type, {
  __next__: (it: FutureIter) => step(it),
});
function step(it: FutureIter): PyObj {
  const r = it.$next();
  if (r === undefined) throw stopIteration(it.lastResult);
  return r;
}
methods(future_iter_type, {
  send: ["($self, arg, /)", (it: FutureIter) => step(it)],
  throw: [
    "($self, type, value=None, traceback=None, /)",
    (it: FutureIter, t: PyObj, v?: PyObj, tb?: PyObj) => {
      warnThrow(v);
      if (tb !== undefined && tb !== null && !(tb instanceof PyTraceback))
        throw typeError("throw() third argument must be a traceback object");
      it.drop();
      throw thrownException(t, v);
    },
  ],
  close: [
    "($self, /)",
    (it: FutureIter) => {
      it.drop();
      return null;
    },
  ],
});
