/** _queue: SimpleQueue, which any thread and any signal handler may put into at any time. */
import * as A from "../objects/abstract.js";
import { E, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { Waiters } from "../runtime/threads.js";
import { exceptionType, raise } from "./exc.js";
import { signalHook } from "./libc.js";

class PySimpleQueue extends PyObject {
  private items: PyObj[] = [];
  private first = 0;
  private readonly waiters = new Waiters();
  get size(): number {
    return this.items.length - this.first;
  }
  put(o: PyObj): void {
    this.items.push(o);
    this.waiters.notify(1);
  }
  /** undefined when nothing came in time. */
  get(ms: number): PyObj | undefined {
    const ready = (): boolean => this.size > 0;
    if (!ready() && !this.waiters.wait(ready, ms, () => signalHook.check())) return undefined;
    const o = this.items[this.first];
    this.items[this.first++] = null;
    if (this.first > 64 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return o;
  }
}

const empty_type = exceptionType("_queue", "Empty", [E.Exception]);
empty_type.dict.setStr("__doc__", "Exception raised by Queue.get(block=0)/get_nowait().");

const queue_type = builtinType("SimpleQueue", {
  module: "_queue",
  hasWeakref: true,
  ctor: PySimpleQueue,
});
newMethod(queue_type, "($type, /)", (t: PyType) => new t.ctor(t));

/** Milliseconds: Infinity for ever. */
function waitArg(block: PyObj | undefined, timeout: PyObj | undefined): number {
  if (block !== undefined && !A.truth(block)) return 0;
  if (timeout === undefined || timeout === null) return Number.POSITIVE_INFINITY;
  const t = A.asFloatFast(timeout);
  if (t === undefined)
    throw typeError(`'${A.typeName(timeout)}' object cannot be interpreted as an integer or float`);
  if (timeout instanceof PyFloat && Number.isNaN(t))
    throw valueError("Invalid value NaN (not a number)");
  if (t < 0) throw valueError("'timeout' must be a non-negative number");
  return t * 1000;
}
function get(q: PySimpleQueue, ms: number): PyObj {
  const o = q.get(ms);
  if (o === undefined) {
    const e = raise(empty_type, "");
    e.args = mkTuple([]);
    throw e;
  }
  return o;
}
const put = (q: PySimpleQueue, item: PyObj): null => {
  q.put(item);
  return null;
};
methods(queue_type, {
  put: ["($self, /, item, block=True, timeout=None)", put],
  put_nowait: ["($self, /, item)", put],
  get: [
    "($self, /, block=True, timeout=None)",
    (q: PySimpleQueue, block?: PyObj, timeout?: PyObj) => get(q, waitArg(block, timeout)),
  ],
  get_nowait: ["($self, /)", (q: PySimpleQueue) => get(q, 0)],
  empty: ["($self, /)", (q: PySimpleQueue) => q.size === 0],
  qsize: ["($self, /)", (q: PySimpleQueue) => q.size],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => A.aliasHook.make(c, i)],
});

registerModule("_queue", () =>
  defineModule(
    "_queue",
    "C implementation of the Python queue module.",
    {},
    {
      SimpleQueue: queue_type,
      Empty: empty_type,
    },
  ),
);
