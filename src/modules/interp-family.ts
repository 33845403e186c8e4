/**
 * The interpreters that Python code knows of: the one that was there first, and those it made. They
 * run on one heap and take turns; what one gives to another is copied (interp-share.ts).
 */

import { toArray } from "../objects/abstract.js";
import { E, ts } from "../objects/errors.js";
import { newModule, type PyModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { mkList } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { enter, type Interpreter, interp, lifeHooks } from "../runtime/interpreter.js";
import { warn } from "./_warnings.js";
import { exceptionType, raise } from "./exc.js";

export const WHENCE = {
  UNKNOWN: 0,
  RUNTIME: 1,
  LEGACY_CAPI: 2,
  CAPI: 3,
  XI: 4,
  STDLIB: 5,
} as const;

const MODULE = "concurrent.interpreters";
export const interpreter_error = exceptionType(MODULE, "InterpreterError", [E.Exception]);
export const not_found_error = exceptionType(MODULE, "InterpreterNotFoundError", [
  interpreter_error,
]);
export const not_shareable_error = exceptionType(MODULE, "NotShareableError", [E.TypeError]);

export interface Member {
  readonly id: number;
  readonly whence: number;
  readonly core: Interpreter;
  readonly family: Family;
  /** Ends with its last reference, if that was asked for. */
  refs: number;
  counted: boolean;
  /** Its `__main__` runs something. */
  running: boolean;
  config: PyObj;
  /** What unpickled objects find in place of `__main__`: the first interpreter's script, run again. */
  script: PyModule | null;
}
export interface Family {
  readonly members: Map<number, Member>;
  next: number;
  /** Told when a member has ended. */
  readonly ended: ((id: number) => void)[];
}

const memberOf = new WeakMap<Interpreter, Member>();
function join(family: Family, core: Interpreter, whence: number, config: PyObj): Member {
  const m: Member = {
    id: family.next++,
    whence,
    core,
    family,
    refs: 0,
    counted: false,
    running: whence === WHENCE.RUNTIME,
    config,
    script: null,
  };
  family.members.set(m.id, m);
  memberOf.set(core, m);
  return m;
}
/** The member that runs; an interpreter that nobody here made begins a family. */
export function self(): Member {
  const core = interp();
  const known = memberOf.get(core);
  if (known !== undefined) return known;
  const family: Family = { members: new Map(), next: 0, ended: [] };
  core.atExit.unshift(() => endAll(family));
  return join(family, core, WHENCE.RUNTIME, null);
}
export function find(id: number): Member {
  const m = self().family.members.get(id);
  if (m === undefined) throw raise(not_found_error, `unrecognized interpreter ID ${id}`);
  return m;
}
export const mainOf = (m: Member): PyModule => m.core.modules.getStr("__main__") as PyModule;

export function make(config: PyObj): Member {
  const { family, core: parent } = self();
  const core = lifeHooks.open({ ...parent.options, flags: parent.flags });
  const m = join(family, core, WHENCE.STDLIB, config);
  const main = newModule("__main__");
  main.dict.setStr("__builtins__", core.builtins);
  core.modules.setStr("__main__", main);
  for (const name of ["path", "argv"]) {
    const list = parent.sys.dict.getStr(name);
    if (list !== undefined) core.sys.dict.setStr(name, mkList([...toArray(list)]));
  }
  if (parent.modules.getStr("site") !== undefined) within(m, () => importModule(core, "site"));
  return m;
}

/** Runs f as the member's code; what is under way in the caller is out of its sight. */
export function within<T>(m: Member, f: () => T): T {
  const before = enter(m.core);
  const { handled } = ts;
  ts.handled = null;
  try {
    return f();
  } finally {
    ts.handled = handled;
    enter(before);
  }
}
/** The same for what runs in `__main__`: one at a time. */
export function session<T>(m: Member, f: () => T): T {
  if (m.running) throw raise(interpreter_error, "interpreter already running");
  m.running = true;
  try {
    return within(m, f);
  } finally {
    m.running = false;
  }
}

export function end(m: Member): void {
  if (m === self()) throw raise(interpreter_error, "cannot destroy the current interpreter");
  if (m.running) throw raise(interpreter_error, "interpreter running");
  if (!m.family.members.delete(m.id)) return;
  lifeHooks.close(m.core);
  for (const f of m.family.ended) f(m.id);
}
function endAll(family: Family): void {
  const left = [...family.members.values()].filter((m) => m.whence === WHENCE.STDLIB);
  if (left.length === 0) return;
  warn(E.RuntimeWarning, "remaining subinterpreters; close them with Interpreter.close()");
  for (const m of left) if (!m.running) end(m);
}
