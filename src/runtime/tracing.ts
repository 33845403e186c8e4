/**
 * Who watches code run: `sys.settrace`, `sys.setprofile` and the tools of `sys.monitoring`. Code in
 * the traced form (liveframe.ts) reports here; `tracing.on` says whether anybody listens.
 */
import * as A from "../objects/abstract.js";
import type { PyCode } from "../objects/code.js";
import { type PyBaseException, valueError } from "../objects/errors.js";
import type { PyObj, PyObject } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import type { LiveFrame } from "./liveframe.js";

/** What one thread has set. */
export interface Watch {
  trace: PyObj;
  profile: PyObj;
  /** Callbacks under way: nothing is reported from inside them. */
  inside: number;
  /** Functions in the traced form that run now, innermost last. */
  stack: LiveFrame[];
}
export const freshWatch = (): Watch => ({
  trace: everywhere.trace,
  profile: everywhere.profile,
  inside: 0,
  stack: [],
});
/** `threading.settrace_all_threads`: what threads have that start later is threading's own work. */
export const everywhere: { trace: PyObj; profile: PyObj } = { trace: null, profile: null };

export const EVENTS = [
  "PY_START",
  "PY_RESUME",
  "PY_RETURN",
  "PY_YIELD",
  "CALL",
  "LINE",
  "INSTRUCTION",
  "JUMP",
  "BRANCH_LEFT",
  "BRANCH_RIGHT",
  "STOP_ITERATION",
  "RAISE",
  "EXCEPTION_HANDLED",
  "PY_UNWIND",
  "PY_THROW",
  "RERAISE",
  "C_RETURN",
  "C_RAISE",
  "BRANCH",
] as const;
export type EventName = (typeof EVENTS)[number];
export const BIT = Object.fromEntries(EVENTS.map((n, i) => [n, 1 << i])) as Record<
  EventName,
  number
>;

/** A tool of sys.monitoring. */
export interface Tool {
  name: PyObj;
  events: number;
  local: Map<PyCode, number>;
  callbacks: Map<number, PyObj>;
  /** Places that a callback switched off, by code: `event bit * 2**24 + offset`. */
  off: Map<PyCode, Set<number>>;
}
/** Tool 0 to 5; a name of null: not in use. */
export const tools: Tool[] = Array.from({ length: 6 }, () => ({
  name: null,
  events: 0,
  local: new Map(),
  callbacks: new Map(),
  off: new Map(),
}));

export const tracing = {
  /** Somebody listens now. */
  on: false,
  /** Somebody has listened since the program began. */
  ever: false,
  watch: { trace: null, profile: null, inside: 0, stack: [] } as Watch,
  monitored: false,
};

/** Called when the first listener comes: functions that exist are made to ask for their traced form. */
export const firstListener = { come: (): void => {} };

export function refresh(): void {
  const w = tracing.watch;
  const wanted = w.trace !== null || w.profile !== null || tracing.monitored;
  tracing.on = wanted && w.inside === 0;
  if (wanted && !tracing.ever) {
    tracing.ever = true;
    firstListener.come();
  }
}

/** The watched tools changed. */
export function retool(): void {
  tracing.monitored = tools.some(
    (t) => t.events !== 0 || [...t.local.values()].some((v) => v !== 0),
  );
  refresh();
}

function hushed<T>(f: () => T): T {
  const w = tracing.watch;
  w.inside++;
  tracing.on = false;
  try {
    return f();
  } finally {
    w.inside--;
    refresh();
  }
}

/** Calls a trace function; one that raises is taken off. */
function callTrace(f: PyObj, fr: LiveFrame, what: string, arg: PyObj): void {
  try {
    const r = hushed(() => A.call3(f, fr, what, arg));
    if (r !== null) fr.trace = r;
  } catch (e) {
    tracing.watch.trace = null;
    fr.trace = null;
    refresh();
    throw e;
  }
}
function callProfile(fr: LiveFrame, what: string, arg: PyObj): void {
  const f = tracing.watch.profile;
  if (f === null) return;
  try {
    hushed(() => A.call3(f, fr, what, arg));
  } catch (e) {
    tracing.watch.profile = null;
    refresh();
    throw e;
  }
}

/** `sys.monitoring.DISABLE` and `MISSING`. */
export const sentinel = { DISABLE: null as PyObj, MISSING: null as PyObj };
/** Events that belong to a place and can be switched off there. */
const LOCAL_EVENTS = 0x7ff | BIT.BRANCH;
/** These come with CALL and cannot be asked for alone. */
const WITH_CALL = BIT.C_RETURN | BIT.C_RAISE;

function monitor(event: EventName, code: PyCode, offset: number, ...rest: PyObj[]): void {
  if (!tracing.monitored) return;
  const bit = BIT[event];
  for (const t of tools) {
    const wanted = t.events | (t.local.get(code) ?? 0);
    if ((wanted & ((bit & WITH_CALL) !== 0 ? BIT.CALL : bit)) === 0) continue;
    const f = t.callbacks.get(bit);
    if (f === undefined) continue;
    const place = bit * 2 ** 24 + offset;
    if (t.off.get(code)?.has(place)) continue;
    const args: PyObj[] = event === "LINE" ? [code, ...rest] : [code, offset * 2, ...rest];
    const r = hushed(() => A.call(f, args));
    if (r !== sentinel.DISABLE || r === null) continue;
    if ((bit & LOCAL_EVENTS) === 0) {
      t.callbacks.delete(bit);
      throw valueError(`Cannot disable ${event} events. Callback removed.`);
    }
    let off = t.off.get(code);
    if (off === undefined) t.off.set(code, (off = new Set()));
    off.add(place);
  }
}

// ---- what happens in a frame ----

function call(fr: LiveFrame): void {
  callProfile(fr, "call", null);
  const { trace } = tracing.watch;
  if (trace !== null) callTrace(trace, fr, "call", null);
}
export function started(fr: LiveFrame): void {
  monitor("PY_START", fr.code, 0);
  call(fr);
}
export function resumed(fr: LiveFrame): void {
  monitor("PY_RESUME", fr.code, fr.pos);
  call(fr);
}
export function thrownInto(fr: LiveFrame, e: PyBaseException): void {
  monitor("PY_THROW", fr.code, fr.pos, e);
  call(fr);
}

function local(fr: LiveFrame, what: string, arg: PyObj): void {
  if (tracing.watch.trace !== null && fr.trace !== null) callTrace(fr.trace, fr, what, arg);
}
export function atLine(fr: LiveFrame, line: number): void {
  monitor("LINE", fr.code, line, line);
  if (fr.traceLines) local(fr, "line", null);
  atOpcode(fr);
}
/** Of all instructions, those after which a debugger may want to stop: lines begin, calls end. */
export function atOpcode(fr: LiveFrame): void {
  monitor("INSTRUCTION", fr.code, fr.pos);
  if (fr.traceOpcodes) local(fr, "opcode", null);
}
export function returned(fr: LiveFrame, v: PyObj, yields: boolean): void {
  monitor(yields ? "PY_YIELD" : "PY_RETURN", fr.code, fr.pos, v);
  callProfile(fr, "return", v);
  local(fr, "return", v);
}
export function unwound(fr: LiveFrame, e: PyBaseException): void {
  monitor("PY_UNWIND", fr.code, fr.pos, e);
  callProfile(fr, "return", null);
  local(fr, "return", null);
}
export function raised(fr: LiveFrame, e: PyBaseException): void {
  monitor("RAISE", fr.code, fr.pos, e);
  if (tracing.watch.trace !== null && fr.trace !== null)
    callTrace(fr.trace, fr, "exception", mkTuple([e.cls, e, e.tb]));
}
export function reraised(fr: LiveFrame, e: PyBaseException): void {
  monitor("RERAISE", fr.code, fr.pos, e);
}
export function handles(fr: LiveFrame, e: PyBaseException): void {
  monitor("EXCEPTION_HANDLED", fr.code, fr.pos, e);
}

/** A call from a frame: `native` where the callee is no Python code. */
export function reportedCall(
  fr: LiveFrame,
  f: PyObj,
  native: PyObject | null,
  first: PyObj | undefined,
  run: () => PyObj,
): PyObj {
  const arg0 = first === undefined ? sentinel.MISSING : first;
  monitor("CALL", fr.code, fr.pos, f, arg0);
  if (native === null) return run();
  callProfile(fr, "c_call", native);
  let r: PyObj;
  try {
    r = run();
  } catch (e) {
    if (tracing.on) {
      monitor("C_RAISE", fr.code, fr.pos, f, arg0);
      callProfile(fr, "c_exception", native);
    }
    throw e;
  }
  if (tracing.on) {
    monitor("C_RETURN", fr.code, fr.pos, f, arg0);
    callProfile(fr, "c_return", native);
  }
  return r;
}
