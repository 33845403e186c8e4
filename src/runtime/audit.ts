/** Audit hooks (PEP 578): `sys.addaudithook`, and who tells them. Without hooks nothing is made. */
import { asStr, call2, typeName } from "../objects/abstract.js";
import { E, isException, typeError } from "../objects/errors.js";
import type { FunctionTable } from "../objects/module.js";
import type { BuiltinFn, PyObj } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import { type Interpreter, interp } from "./interpreter.js";

/** Each interpreter has hooks of its own. */
const hooks = new WeakMap<Interpreter, PyObj[]>();
/** Whether there are hooks: worth looking at before the arguments of an event are made. */
export const auditing = { on: false };

/** Tells the hooks; what one of them raises ends what was about to happen. */
export function audit(event: PyObj, ...args: PyObj[]): void {
  if (!auditing.on) return;
  const given = mkTuple(args);
  for (const h of hooks.get(interp()) ?? []) call2(h, event, given);
}

export const auditFunctions: FunctionTable = {
  audit: [
    "($module, event, /, *args)",
    (event: PyObj, args: PyObj[]) => {
      if (asStr(event) === undefined)
        throw typeError(`audit() argument 1 must be str, not ${typeName(event)}`);
      audit(event, ...args);
      return null;
    },
    "Passes the event to any hooks that are attached.",
  ],
  addaudithook: [
    "($module, /, hook)",
    (hook: PyObj) => {
      try {
        audit("sys.addaudithook");
      } catch (e) {
        // A hook may refuse others, without their program noticing.
        if (isException(e, E.Exception)) return null;
        throw e;
      }
      const mine = hooks.get(interp());
      if (mine === undefined) hooks.set(interp(), [hook]);
      else mine.push(hook);
      auditing.on = true;
      return null;
    },
    "Adds a new audit hook callback.",
  ],
};

/** An event's name, and its arguments from those of the function (all of them, if not said). */
export type Event = string | readonly [name: string, args: (...a: PyObj[]) => PyObj[]];

/** The functions of a table, those named here as ones that tell the hooks before they act. */
export function audited(table: FunctionTable, events: Record<string, Event>): FunctionTable {
  const out: Record<string, FunctionTable[string]> = { ...table };
  for (const name of Object.keys(events)) {
    const [sig, fn, doc] = table[name];
    out[name] = [sig, telling(fn, events[name]), doc];
  }
  return out;
}
export function telling(fn: BuiltinFn, e: Event): BuiltinFn {
  const [event, pick] = typeof e === "string" ? [e, null] : e;
  return ((...a: PyObj[]) => {
    if (auditing.on) audit(event, ...(pick === null ? a.map((x) => x ?? null) : pick(...a)));
    return fn(...a);
  }) as BuiltinFn;
}

/** `dir_fd` as events show it. */
const NO_FD = -1;
const dirFd = (v: PyObj | undefined): PyObj => v ?? NO_FD;
const oneDir = (path: PyObj, dir: PyObj): PyObj[] => [path, dirFd(dir)];
const twoDirs = (s: PyObj, d: PyObj, sd: PyObj, dd: PyObj): PyObj[] => [s, d, dirFd(sd), dirFd(dd)];

export const OS_EVENTS: Record<string, Event> = {
  listdir: ["os.listdir", (path) => [path ?? null]],
  scandir: ["os.scandir", (path) => [path ?? null]],
  mkdir: ["os.mkdir", (path, mode, dir) => [path, mode ?? 0o777, dirFd(dir)]],
  rmdir: ["os.rmdir", oneDir],
  remove: ["os.remove", oneDir],
  unlink: ["os.remove", oneDir],
  rename: ["os.rename", twoDirs],
  replace: ["os.rename", twoDirs],
  link: ["os.link", twoDirs],
  symlink: ["os.symlink", (s, d, _is, dir) => [s, d, dirFd(dir)]],
  chmod: ["os.chmod", (path, mode, dir) => [path, mode, dirFd(dir)]],
  chdir: ["os.chdir", (path) => [path]],
  truncate: ["os.truncate", (path, length) => [path, length]],
  system: ["os.system", (command) => [command]],
  kill: ["os.kill", (pid, sig) => [pid, sig]],
  putenv: ["os.putenv", (name, value) => [name, value]],
  unsetenv: ["os.unsetenv", (name) => [name]],
  open: ["open", (path, flags) => [path, null, flags]],
};
