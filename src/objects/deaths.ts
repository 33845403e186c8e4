/**
 * What is to be done when an object has been collected. V8 tells of deaths only between jobs, and
 * a Python program may be one job: so the list is looked through when it has grown and after
 * `gc.collect()`.
 */
import { keptHook, PyObject } from "./object.js";

interface Watch {
  ref: WeakRef<object>;
  then: () => void;
}

/** Set by modules: who waits to be told of deaths. */
export const dyingHooks = {
  /** Whether something would happen at the object's death. */
  watched: (_o: PyObject): boolean => false,
  /** Collects now, within reason (`free` collections in any case); tells whether it did. */
  observe: (_free?: number): boolean => false,
};
let expected = false;
/** A name that stood for `v` is deleted: its death may be what the program expects next. */
export function dying(v: unknown): void {
  if (v instanceof PyObject && dyingHooks.watched(v)) expected = true;
}
/** After the name is gone. */
export function lookForDeath(): void {
  if (!expected) return;
  expected = false;
  dyingHooks.observe();
}

let watches: Watch[] = [];
let limit = 1000;

export { keptHook };

/** `then` must not hold `o`. */
export function onDeath(o: object, then: () => void): void {
  if (watches.length >= limit) {
    pollDeaths();
    limit = Math.max(1000, watches.length * 2);
  }
  watches.push({ ref: new WeakRef(o), then });
}

export function pollDeaths(): void {
  const dead: Watch[] = [];
  const alive: Watch[] = [];
  for (const w of watches) (w.ref.deref() === undefined ? dead : alive).push(w);
  watches = alive;
  keptHook.clear();
  for (const w of dead) w.then();
}
