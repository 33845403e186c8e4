/**
 * Objects that a program dropped without closing them. CPython closes a file and releases a
 * memoryview with the last reference; here the collector must be asked.
 */

import { type BufferView, type Holder, inUse } from "../objects/buffer.js";
import { dyingHooks, keptHook, pollDeaths } from "../objects/deaths.js";
import { finalizeDead } from "../objects/finalizers.js";
import { collectHeap, gcHooks } from "./gc.js";

/** Collects now; what is watched and was lost is dealt with. */
export function sweep(): void {
  keptHook.clear();
  collectHeap();
  afterCollection();
}
/** Deals with what a collection has found dead. */
export function afterCollection(): void {
  const before = gcHooks.finalizing;
  gcHooks.finalizing = true;
  try {
    finalizeDead();
    pollDeaths();
  } finally {
    gcHooks.finalizing = before;
  }
  keptHook.clear();
}
dyingHooks.observe = observe;
gcHooks.after = afterCollection;
/** Collections made in any case, unless they take long, and the part of the time since then for more. */
const FREE = 80;
const FREE_MS = 1500;
const PART = 0.05;
let made = 0;
let spent = 0;
let since = 0;
/**
 * Called where a program could notice that an object has died: collects, unless that has been
 * taking too much of the program's time. True when it did.
 */
export function observe(free?: number): boolean {
  const start = performance.now();
  if (since === 0) since = start;
  const paid = ++made > (free ?? FREE) || (free === undefined && spent > FREE_MS);
  if (paid && spent > (start - since) * PART) return false;
  sweep();
  spent += performance.now() - start;
  return true;
}

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
