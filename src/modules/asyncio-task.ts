/** `_asyncio.Task`: runs a coroutine step by step on an event loop. */
import * as A from "../objects/abstract.js";
import { onDeath } from "../objects/deaths.js";
import { E, err, isException, PyBaseException, typeError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { GenBase, PyCoroutine, PyGenerator } from "../objects/generator.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { builtinType } from "../objects/types.js";
import { enterContext, exitContext, PyContext } from "./_contextvars.js";
import {
  cancelledError,
  contextArg,
  fromAsyncio,
  future_type,
  invalidState,
  keywords,
  PyFuture,
  runtimeError,
  tellLoop,
} from "./asyncio-future.js";

/** Tasks that run now, by loop; the loops of all threads are in it. */
export const current = new Map<PyObj, PyObj>();
export function swapCurrent(loop: PyObj, task: PyObj): PyObj {
  const before = current.get(loop) ?? null;
  if (task === null) current.delete(loop);
  else current.set(loop, task);
  return before;
}
export function enterTask(loop: PyObj, task: PyObj): void {
  const before = current.get(loop);
  if (before !== undefined)
    throw runtimeError(
      `Cannot enter into task ${A.reprJs(task)} while another task ${A.reprJs(before)} is being executed.`,
    );
  current.set(loop, task);
}
export function leaveTask(loop: PyObj, task: PyObj): void {
  const before = current.get(loop) ?? null;
  if (before !== task)
    throw runtimeError(
      `Invalid attempt to leave task ${A.reprJs(task)} while task ${A.reprJs(before)} is entered.`,
    );
  current.delete(loop);
}

/**
 * Tasks that have not ended. Most end soon: those are held; the others are held weakly, so that
 * one that nobody holds is lost, and told of.
 */
const lately = new Set<PyTask>();
const LATELY = 500;
let older: WeakRef<PyTask>[] = [];
let olderLimit = 1000;
export function watchPending(): void {
  for (const t of lately) {
    if (t.state !== "PENDING") continue;
    older.push(new WeakRef(t));
    t.watch();
  }
  lately.clear();
  if (older.length > olderLimit) {
    older = older.filter((r) => r.deref()?.state === "PENDING");
    olderLimit = Math.max(1000, older.length * 2);
  }
}
export function pendingTasks(): PyTask[] {
  const out: PyTask[] = [];
  for (const r of older) {
    const t = r.deref();
    if (t !== undefined && t.state === "PENDING") out.push(t);
  }
  for (const t of lately) if (t.state === "PENDING") out.push(t);
  return out;
}

let taskCount = 0;

/** What a task hands to the loop to be continued: with an exception, or by a future that is done. */
const step_type = builtinType("TaskStepMethWrapper", {
  module: "_asyncio",
  subclassable: false,
  instantiable: false,
});
class TaskStep extends PyObject {
  readonly task: PyTask;
  private readonly exception: PyBaseException | null;
  constructor(task: PyTask, exception: PyBaseException | null) {
    super(step_type);
    this.task = task;
    this.exception = exception;
  }
  override $call(args: PyObj[]): PyObj {
    if (args.length > 0) throw typeError("function takes no positional arguments");
    return this.task.step(this.exception);
  }
}
const wakeup_type = builtinType("TaskWakeupMethWrapper", {
  module: "_asyncio",
  subclassable: false,
  instantiable: false,
});
class TaskWakeup extends PyObject {
  readonly task: PyTask;
  constructor(task: PyTask) {
    super(wakeup_type);
    this.task = task;
  }
  override $call(args: PyObj[]): PyObj {
    if (args.length !== 1) throw typeError(`TaskWakeup expected 1 argument, got ${args.length}`);
    return this.task.wakeup(args[0]);
  }
}
for (const t of [step_type, wakeup_type]) {
  slots(t, { __call__: (s: PyObject, args: PyObj[], kw: Kw) => s.$call(args, kw) });
  getsets(t, {
    __self__: (s: TaskStep | TaskWakeup) => s.task,
    __qualname__: () => "_asyncio.Task.__step",
  });
}

export class PyTask extends PyFuture {
  coro: PyObj = null;
  context: PyObj = null;
  name: PyObj | undefined = undefined;
  number = 0;
  waiter: PyObj = null;
  mustCancel = false;
  logDestroy = true;
  cancels = 0;

  get text(): PyObj {
    return (this.name ??= `Task-${this.number}`);
  }

  beginTask(coro: PyObj, loop: PyObj, name: PyObj, context: PyObj, eager: boolean): void {
    this.begin(loop);
    const ok =
      coro instanceof PyCoroutine ||
      A.truth(A.call1(fromAsyncio("coroutines", "iscoroutine"), coro));
    if (!ok) {
      this.logDestroy = false;
      throw typeError(`a coroutine was expected, got ${A.reprJs(coro)}`);
    }
    this.context = contextArg(context);
    this.waiter = null;
    this.mustCancel = false;
    this.logDestroy = true;
    this.cancels = 0;
    this.coro = coro;
    if (name === null) {
      this.name = undefined;
      this.number = ++taskCount;
    } else this.name = A.str(name);
    if (eager && A.truth(A.callMethod(this.loop, "is_running", []))) {
      this.startEagerly();
      return;
    }
    this.callSoon(new TaskStep(this, null), [], this.context);
    this.register();
  }
  private register(): void {
    lately.add(this);
    if (lately.size > LATELY) watchPending();
  }
  /** It is pending and may be lost: its coroutine and loop remain to tell of it. */
  watch(): void {
    const { loop, coro, cls, context, sourceTraceback } = this;
    const mark = { pending: true };
    this.mark = mark;
    const text = this.text;
    onDeath(this, () => {
      if (!mark.pending) return;
      const again = new PyTask(cls);
      Object.assign(again, { loop, coro, context, name: text, ready: true, sourceTraceback });
      tellLoop(loop, {
        task: again,
        message: "Task was destroyed but it is pending!",
        source_traceback: sourceTraceback,
      });
    });
  }
  mark: { pending: boolean } | null = null;

  private startEagerly(): void {
    const before = swapCurrent(this.loop, this);
    eager.add(this);
    const c = this.context;
    try {
      if (c instanceof PyContext) enterContext(c);
      try {
        this.advance(null);
      } finally {
        if (c instanceof PyContext) exitContext(c);
      }
    } finally {
      eager.delete(this);
      swapCurrent(this.loop, before);
    }
    if (this.state === "PENDING") this.register();
    else this.coro = null;
  }

  override cancel(message: PyObj): boolean {
    this.quiet();
    if (this.state !== "PENDING") return false;
    this.cancels++;
    if (this.waiter !== null && cancelWaiter(this.waiter, message)) return true;
    this.mustCancel = true;
    this.cancelMessage = message;
    return true;
  }
  private cancelSelf(message: PyObj): void {
    super.cancel(message);
  }

  wakeup(fut: PyObj): PyObj {
    this.awaitedNoMore(fut);
    let e: PyBaseException | null = null;
    if (fut instanceof PyFuture) e = fut.failure();
    else
      try {
        A.callMethod(fut, "result", []);
      } catch (x) {
        if (!(x instanceof PyBaseException)) throw x;
        e = x;
      }
    return this.step(e);
  }
  private awaitedNoMore(fut: PyObj): void {
    if (fut instanceof PyFuture) fut.awaitedBy?.delete(this);
    else A.call2(fromAsyncio("futures", "future_discard_from_awaited_by"), fut, this);
  }

  step(e: PyBaseException | null): PyObj {
    enterTask(this.loop, this);
    try {
      this.advance(e);
    } finally {
      leaveTask(this.loop, this);
    }
    return null;
  }
  private later(e: PyBaseException | null): void {
    this.callSoon(new TaskStep(this, e), [], this.context);
  }
  private over(): void {
    lately.delete(this);
    if (this.mark !== null) this.mark.pending = false;
  }

  /** One step of the coroutine, and what follows from its end or from what it awaits. */
  private advance(given: PyBaseException | null): void {
    if (this.state !== "PENDING")
      throw invalidState(
        `__step(): already done: ${A.reprJs(this)} ${given === null ? "" : A.reprJs(given)}`,
      );
    let e = given;
    if (this.mustCancel) {
      if (e === null || !isException(e, cancelledError())) e = this.cancelledError();
      this.mustCancel = false;
    }
    this.waiter = null;
    let awaited: PyObj | undefined;
    let value: PyObj = null;
    const { coro } = this;
    try {
      if (coro instanceof GenBase) {
        if (coro instanceof PyCoroutine && coro.done)
          throw runtimeError("cannot reuse already awaited coroutine");
        const y = e === null ? coro.send(null) : coro.throwIn(e);
        if (y === undefined) value = coro.result;
        else awaited = y;
      } else if (e === null) awaited = A.callMethod(coro, "send", [null]);
      else awaited = A.callMethod(coro, "throw", [e]);
    } catch (x) {
      if (!(x instanceof PyBaseException)) throw x;
      if (isException(x, E.StopIteration)) value = x.members?.value ?? null;
      else {
        this.failed(x);
        return;
      }
    }
    if (awaited !== undefined) {
      this.awaits(awaited);
      return;
    }
    this.over();
    if (this.mustCancel) {
      this.mustCancel = false;
      this.cancelSelf(this.cancelMessage);
    } else super.setResult(value);
  }
  private failed(x: PyBaseException): void {
    this.over();
    if (isException(x, cancelledError())) {
      this.cancelledExc = x;
      this.cancelSelf(null);
      return;
    }
    super.setException(x);
    if (isException(x, E.KeyboardInterrupt) || isException(x, E.SystemExit)) throw x;
  }
  private awaits(fut: PyObj): void {
    if (fut === null) {
      this.later(null);
      return;
    }
    const me = (): string => A.reprJs(this);
    const it = (): string => A.reprJs(fut);
    const wrong = (text: string): void => this.later(runtimeError(text));
    if (fut === this) {
      wrong(`Task cannot await on itself: ${me()}`);
      return;
    }
    const own = fut instanceof PyFuture && !fut.cls.isHeap;
    const blocking = own ? fut.blocking : A.getattrOpt(fut, "_asyncio_future_blocking");
    if (!own && (blocking === undefined || blocking === null)) {
      if (fut instanceof PyGenerator)
        wrong(`yield was used instead of yield from for generator in task ${me()} with ${it()}`);
      else wrong(`Task got bad yield: ${it()}`);
      return;
    }
    const loop = own ? fut.loop : A.call1(fromAsyncio("futures", "_get_loop"), fut);
    if (loop !== this.loop) {
      wrong(`Task ${me()} got Future ${it()} attached to a different loop`);
      return;
    }
    if (!(own ? fut.blocking : A.truth(blocking as PyObj))) {
      wrong(`yield was used instead of yield from in task ${me()} with ${it()}`);
      return;
    }
    const wake = new TaskWakeup(this);
    if (own) {
      fut.blocking = false;
      (fut.awaitedBy ??= new Set()).add(this);
      fut.addCallback(wake, this.context);
    } else {
      A.setattr(fut, "_asyncio_future_blocking", false);
      A.call2(fromAsyncio("futures", "future_add_to_awaited_by"), fut, this);
      const add = A.getattr(fut, "add_done_callback");
      (add as PyObject).$callNamed([wake, this.context], ["context"]);
    }
    this.waiter = fut;
    if (this.mustCancel && cancelWaiter(fut, this.cancelMessage)) this.mustCancel = false;
  }
}
export const eager = new Set<PyTask>();

function cancelWaiter(fut: PyObj, message: PyObj): boolean {
  if (fut instanceof PyFuture && !fut.cls.isHeap) return fut.cancel(message);
  const cancel = A.getattr(fut, "cancel");
  return A.truth((cancel as PyObject).$callNamed([message], ["msg"]));
}

export const task_type = builtinType("Task", {
  module: "_asyncio",
  base: future_type,
  hasDict: true,
  hasWeakref: true,
  ctor: PyTask,
  doc: "A coroutine wrapped in a Future.",
});
newMethod(task_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(task_type, {
  __init__: (t: PyTask, args: PyObj[], kw: Kw) => {
    const named = ["coro", "loop", "name", "context", "eager_start"];
    const [byName, loop, name, context, eagerly] = keywords("Task", kw, named);
    if (args.length > 1)
      throw typeError(`Task() takes exactly 1 positional argument (${args.length} given)`);
    if (args.length === 0 && !kw?.has("coro"))
      throw typeError("Task() missing required argument 'coro' (pos 1)");
    t.beginTask(args.length > 0 ? args[0] : byName, loop, name, context, A.truth(eagerly));
    return null;
  },
  __repr__: (t: PyTask) => A.call1(fromAsyncio("base_tasks", "_task_repr"), t),
});
const unsupported = (name: string) =>
  [
    "($self, value, /)",
    () => {
      throw runtimeError(`Task does not support ${name} operation`);
    },
  ] as const;
methods(task_type, {
  set_result: unsupported("set_result"),
  set_exception: unsupported("set_exception"),
  cancel: [
    "($self, /, msg=None)",
    (t: PyTask, msg?: PyObj) => {
      if (!t.ready) throw runtimeError("Future object is not initialized.");
      return t.cancel(msg ?? null);
    },
    "Request that this task cancel itself.",
  ],
  cancelling: [
    "($self, /)",
    (t: PyTask) => t.cancels,
    "Return the count of the task's cancellation requests.",
  ],
  uncancel: [
    "($self, /)",
    (t: PyTask) => {
      if (t.cancels > 0 && --t.cancels === 0) t.mustCancel = false;
      return t.cancels;
    },
    "Decrement the task's count of cancellation requests.",
  ],
  _make_cancelled_error: ["($self, /)", (t: PyTask) => t.cancelledError()],
  get_name: ["($self, /)", (t: PyTask) => t.text],
  set_name: [
    "($self, value, /)",
    (t: PyTask, v: PyObj) => {
      t.name = A.str(v);
      return null;
    },
  ],
  get_coro: ["($self, /)", (t: PyTask) => t.coro],
  get_context: ["($self, /)", (t: PyTask) => t.context],
  get_stack: [
    "($self, /, *, limit=None)",
    (t: PyTask, limit?: PyObj) =>
      A.call2(fromAsyncio("base_tasks", "_task_get_stack"), t, limit ?? null),
  ],
  print_stack: [
    "($self, /, *, limit=None, file=None)",
    (t: PyTask, limit?: PyObj, file?: PyObj) =>
      A.call(fromAsyncio("base_tasks", "_task_print_stack"), [t, limit ?? null, file ?? null]),
  ],
  __class_getitem__: [
    "($cls, item, /)",
    (c: PyObj, i: PyObj) => A.aliasHook.make(c, i),
    "See PEP 585",
  ],
});
getsets(task_type, {
  _log_destroy_pending: [
    (t: PyTask) => t.logDestroy,
    (t: PyTask, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      t.logDestroy = A.truth(v);
      if (!t.logDestroy && t.mark !== null) t.mark.pending = false;
    },
  ],
  _must_cancel: (t: PyTask) => t.mustCancel,
  _coro: (t: PyTask) => t.coro,
  _fut_waiter: (t: PyTask) => t.waiter,
});
