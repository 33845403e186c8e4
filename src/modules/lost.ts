/**
 * Objects that a program dropped without closing them. CPython closes a file and releases a
 * memoryview with the last reference; here the collector must be asked.
 */
import { type BufferView, dropHook, type Holder, inUse } from "../objects/buffer.js";
import { keptHook, pollDeaths } from "../objects/deaths.js";
import { collectHeap } from "./gc.js";

/** Collects now; what is watched by `onDeath` and was lost is dealt with. */
export function sweep(): void {
  keptHook.clear();
  collectHeap();
  pollDeaths();
}

/** When a collection for one object's sake is worth its time again; the first ones always are. */
let next = 0;
let calls = 0;
dropHook.collect = () => {
  const start = performance.now();
  if (calls++ > 20 && start < next) return false;
  sweep();
  const end = performance.now();
  next = end + (end - start) * 20;
  return true;
};

/** The open windows on an object's memory. */
export class Exports {
  exports = 0;
  readonly holders = new Set<WeakRef<Holder>>();
  /** Notes a window; it is closed by its `release`. */
  add(view: BufferView): BufferView {
    this.exports++;
    let open = true;
    view.release = () => {
      if (open) this.exports--;
      open = false;
    };
    view.holders = this.holders;
    return view;
  }
  /** Whether the memory must stay where it is. */
  busy(): boolean {
    return this.exports > 0 && inUse(this);
  }
}
