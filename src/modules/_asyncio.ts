/** `_asyncio`: futures and tasks in TypeScript, the running loop, the registry of tasks. */
import * as A from "../objects/abstract.js";
import { dyingHooks } from "../objects/deaths.js";
import { beforeCollection } from "../objects/generator.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { mkList, set_type } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { perThread } from "../runtime/threads.js";
import {
  finish,
  fromAsyncio,
  future_type,
  PyFuture,
  reports,
  runtimeError,
} from "./asyncio-future.js";
import {
  current,
  eager,
  enterTask,
  leaveTask,
  PyTask,
  pendingTasks,
  swapCurrent,
  task_type,
  watchPending,
} from "./asyncio-task.js";

const state: { loop: PyObj } = { loop: null };
perThread<PyObj>({
  save: () => state.loop,
  load: (l) => {
    state.loop = l;
  },
  fresh: () => null,
});
beforeCollection.push(watchPending);
const watchedBefore = dyingHooks.watched;
dyingHooks.watched = (o) =>
  watchedBefore(o) ||
  (o instanceof PyFuture && (o.report !== null || (o instanceof PyTask && o.state === "PENDING")));

function runningLoop(): PyObj {
  if (state.loop === null) throw runtimeError("no running event loop");
  return state.loop;
}
/** Tasks of other classes, registered by `_register_task` and its like: weak sets. */
interface Others {
  scheduled: PyObj;
  eager: PyObj;
}
const registers = new WeakMap<Interpreter, Others>();
const others = (): Others => registers.get(interp()) as Others;

function allTasks(loop: PyObj): PyObj {
  const found = new Set<PyObj>();
  for (const t of [...pendingTasks(), ...eager])
    if (t.loop === loop && t.state === "PENDING") found.add(t);
  const more = others();
  for (const t of [...A.toArray(more.scheduled), ...A.toArray(more.eager)]) {
    const of = A.call1(fromAsyncio("futures", "_get_loop"), t);
    if (of === loop && !A.truth(A.callMethod(t, "done", []))) found.add(t);
  }
  return A.call1(set_type, mkList([...found]));
}
const awaited = (fut: PyObj, by: PyObj): Set<PyObj> | null =>
  fut instanceof PyFuture && by instanceof PyFuture ? (fut.awaitedBy ??= new Set()) : null;

registerModule("_asyncio", () => {
  importModule(interp(), "_weakrefset");
  const weakset = A.getattr(interp().modules.getStr("_weakrefset") as PyObj, "WeakSet");
  const mine: Others = { scheduled: A.call0(weakset), eager: A.call0(weakset) };
  registers.set(interp(), mine);
  interp().atExit.push(() => {
    for (const r of [...reports]) finish(r).tell();
  });
  const m = defineModule(
    "_asyncio",
    "Accelerator module for asyncio",
    {
      get_running_loop: [
        "($module, /)",
        runningLoop,
        "Return the running event loop.  Raise a RuntimeError if there is none.\n\nThis function is thread-specific.",
      ],
      _get_running_loop: [
        "($module, /)",
        () => state.loop,
        "Return the running event loop or None.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific.",
      ],
      _set_running_loop: [
        "($module, loop, /)",
        (loop: PyObj) => {
          state.loop = loop;
          return null;
        },
        "Set the running event loop.\n\nThis is a low-level function intended to be used by event loops.\nThis function is thread-specific.",
      ],
      get_event_loop: [
        "($module, /)",
        () =>
          state.loop ??
          A.callMethod(
            A.call0(fromAsyncio("events", "_get_event_loop_policy")),
            "get_event_loop",
            [],
          ),
        "Return an asyncio event loop.\n\nWhen called from a coroutine or a callback (e.g. scheduled with\ncall_soon or similar API), this function will always return the\nrunning event loop.\n\nIf there is no running event loop set, the function will return\nthe result of `get_event_loop_policy().get_event_loop()` call.",
      ],
      current_task: [
        "($module, /, loop=None)",
        (loop?: PyObj) => current.get(loop ?? runningLoop()) ?? null,
        "Return a currently executed task.",
      ],
      all_tasks: [
        "($module, /, loop=None)",
        (loop?: PyObj) => allTasks(loop ?? runningLoop()),
        "Return a set of all tasks for the loop.",
      ],
      _enter_task: [
        "($module, /, loop, task)",
        (loop: PyObj, task: PyObj) => {
          enterTask(loop, task);
          return null;
        },
        "Enter into task execution or resume suspended task.\n\nTask belongs to loop.\n\nReturns None.",
      ],
      _leave_task: [
        "($module, /, loop, task)",
        (loop: PyObj, task: PyObj) => {
          leaveTask(loop, task);
          return null;
        },
        "Leave task execution or suspend a task.\n\nTask belongs to loop.\n\nReturns None.",
      ],
      _swap_current_task: [
        "($module, /, loop, task)",
        (loop: PyObj, task: PyObj) => swapCurrent(loop, task),
        "Temporarily swap in the supplied task and return the original one (or None).\n\nThis is intended for use during eager coroutine execution.",
      ],
      _register_task: [
        "($module, /, task)",
        (t: PyObj) => {
          if (!(t instanceof PyTask)) A.callMethod(others().scheduled, "add", [t]);
          return null;
        },
        "Register a new task in asyncio as executed by loop.\n\nReturns None.",
      ],
      _register_eager_task: [
        "($module, /, task)",
        (t: PyObj) => {
          if (t instanceof PyTask) eager.add(t);
          else A.callMethod(others().eager, "add", [t]);
          return null;
        },
        "Register a new task in asyncio as executed by loop.\n\nReturns None.",
      ],
      _unregister_task: [
        "($module, /, task)",
        (t: PyObj) => {
          if (!(t instanceof PyTask)) A.callMethod(others().scheduled, "discard", [t]);
          return null;
        },
        "Unregister a task.\n\nReturns None.",
      ],
      _unregister_eager_task: [
        "($module, /, task)",
        (t: PyObj) => {
          if (t instanceof PyTask) eager.delete(t);
          else A.callMethod(others().eager, "discard", [t]);
          return null;
        },
        "Unregister a task.\n\nReturns None.",
      ],
      future_add_to_awaited_by: [
        "($module, fut, waiter, /)",
        (fut: PyObj, by: PyObj) => {
          awaited(fut, by)?.add(by);
          return null;
        },
        "Record that `fut` is awaited on by `waiter`.",
      ],
      future_discard_from_awaited_by: [
        "($module, fut, waiter, /)",
        (fut: PyObj, by: PyObj) => {
          if (fut instanceof PyFuture) fut.awaitedBy?.delete(by);
          return null;
        },
      ],
    },
    {
      Future: future_type,
      Task: task_type,
      _scheduled_tasks: mine.scheduled,
      _eager_tasks: mine.eager,
    },
  );
  return m;
});
