/**
 * Objects that a program dropped without closing them. CPython closes a file and releases a
 * memoryview with the last reference; here the collector must be asked. `sweep` makes it run, and
 * makes weak references to what it found say so at once. (That works where Python was started
 * from a task of the event loop; called within a promise's job, V8 keeps objects to its end.)
 */
import { collectHeap } from "./gc.js";

export function sweep(): void {
  const tick = (process as unknown as { _tickCallback?: () => void })._tickCallback;
  if (typeof tick === "function") tick.call(process);
  collectHeap();
}

/** The open windows on an object's memory. */
export class Exports {
  private readonly open = new Set<{ ref: WeakRef<object> }>();
  get count(): number {
    return this.open.size;
  }
  /** Registers a window; the result closes it. */
  add(view: object): () => void {
    const entry = { ref: new WeakRef(view) };
    this.open.add(entry);
    return () => {
      this.open.delete(entry);
    };
  }
  /** Whether a window is still in use. */
  busy(): boolean {
    if (this.open.size === 0) return false;
    sweep();
    for (const e of this.open) if (e.ref.deref() === undefined) this.open.delete(e);
    return this.open.size > 0;
  }
}
