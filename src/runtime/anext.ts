/** What `anext(it, default)` gives: awaits the next item, or has the default at the end. */
import * as A from "../objects/abstract.js";
import { E, isException } from "../objects/errors.js";
import { methods, slots } from "../objects/function.js";
import { PyCoroutine, stopIteration } from "../objects/generator.js";
import { type PyObj, PyObject } from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import { awaitIter } from "./async.js";

const anext_awaitable_type = iteratorType("anext_awaitable");

class AnextAwaitable extends PyObject {
  private readonly wrapped: PyObj;
  private readonly fallback: PyObj;
  private it: PyObject | undefined;
  constructor(wrapped: PyObj, fallback: PyObj) {
    super(anext_awaitable_type);
    this.wrapped = wrapped;
    this.fallback = fallback;
  }
  private iterator(): PyObject {
    if (this.it === undefined) {
      const it = awaitIter(this.wrapped);
      this.it =
        it instanceof PyCoroutine ? (A.callSpecial(it, "__await__") as unknown as PyObject) : it;
    }
    return this.it;
  }
  forward(method: string, args: PyObj[]): PyObj {
    try {
      return A.callMethod(this.iterator(), method, args);
    } catch (e) {
      if (isException(e, E.StopAsyncIteration)) throw stopIteration(this.fallback);
      throw e;
    }
  }
  step(): PyObj {
    const it = this.iterator();
    return it.cls.lookup("send") !== undefined
      ? this.forward("send", [null])
      : this.forward("__next__", []);
  }
}

slots(anext_awaitable_type, {
  __await__: (a: PyObj) => a,
  __next__: (a: AnextAwaitable) => a.step(),
});
methods(anext_awaitable_type, {
  send: ["($self, arg, /)", (a: AnextAwaitable, v: PyObj) => a.forward("send", [v])],
  throw: ["($self, /, *args)", (a: AnextAwaitable, args: PyObj[]) => a.forward("throw", args)],
  close: ["($self, /)", (a: AnextAwaitable) => a.forward("close", [])],
});

export const anextDefault = (wrapped: PyObj, fallback: PyObj): PyObj =>
  new AnextAwaitable(wrapped, fallback);
