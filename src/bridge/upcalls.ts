/**
 * What C asks JavaScript to do. The names are those of native/upcalls.def; a name without a
 * handler stops the load. A handler takes the arguments as values and gives its result:
 * undefined is C's NULL without an error. `raw` handlers read and write the slots themselves.
 */
import { call1 } from "../objects/abstract.js";
import type { PyObj } from "../objects/object.js";
import { normalise } from "../runtime/frames.js";
import { native } from "./addon.js";
import { containerOps, rawContainerOps } from "./upcalls_containers.js";
import { objectOps, rawObjectOps } from "./upcalls_objects.js";
import { rawRuntimeOps, runtimeOps } from "./upcalls_runtime.js";
import { textOps } from "./upcalls_text.js";
import { rawTypeOps, typeOps } from "./upcalls_types.js";
import { CTL, drainFreed, get, i32, put, putTag, setTop, TAG } from "./wire.js";

// biome-ignore lint/suspicious/noExplicitAny: each handler knows its arguments
export type Handler = (...args: any[]) => any;
/** Gets the number of arguments. */
export type RawHandler = (n: number) => void;

const named: Record<string, Handler> = {
  ...objectOps,
  ...containerOps,
  ...textOps,
  ...runtimeOps,
  ...typeOps,
};
const rawNamed: Record<string, RawHandler> = {
  ...rawObjectOps,
  ...rawContainerOps,
  ...rawRuntimeOps,
  ...rawTypeOps,
};

const handlers: Handler[] = [];
const raw: (RawHandler | undefined)[] = [];
const missing: string[] = [];
for (const name of native.ops) {
  if (named[name] === undefined && rawNamed[name] === undefined) missing.push(name);
  handlers.push(named[name]);
  raw.push(rawNamed[name]);
}
if (missing.length > 0)
  throw new Error(
    `moult: the addon asks for operations that the bridge lacks: ${missing.join(", ")}`,
  );

const { OP, NARGS, FREED } = CTL;
/** The commonest operation, a call with few arguments, has a way of its own. */
const CALL = native.ops.indexOf("call");

function run(op: number, n: number): void {
  setTop(n);
  const r = raw[op];
  if (r !== undefined) {
    r(n);
    return;
  }
  const f = handlers[op];
  let v: PyObj | undefined;
  switch (n) {
    case 0:
      v = f();
      break;
    case 1:
      v = f(get(0));
      break;
    case 2: {
      const a = get(0);
      v = f(a, get(1));
      break;
    }
    case 3: {
      const a = get(0);
      const b = get(1);
      v = f(a, b, get(2));
      break;
    }
    default: {
      const args = new Array<PyObj | undefined>(n);
      for (let i = 0; i < n; i++) args[i] = get(i);
      v = f(...args);
    }
  }
  put(0, v);
}

/** The one function that C calls. */
export function dispatch(): void {
  if (i32[FREED] !== 0) drainFreed();
  try {
    const op = i32[OP];
    const n = i32[NARGS];
    if (op === CALL && n === 2) {
      setTop(2);
      const f = get(0);
      put(0, call1(f as PyObj, get(1) as PyObj));
    } else run(op, n);
  } catch (e) {
    put(1, normalise(e));
    putTag(0, TAG.EXC);
  }
}
