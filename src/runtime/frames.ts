/**
 * Exceptions in flight and frames.
 *
 * No frame exists while code runs. Each compiled function catches what passes through it and adds
 * a traceback entry (`tb`), so a traceback grows as CPython's does. `except` and `finally` catch
 * too: `exc` adds this frame's entry then, and a re-raise (`rer`) marks the exception with the
 * code whose entry it already has, for the function's own catch to take back.
 *
 * `sys._getframe` reads the JavaScript stack: compiled programs are scripts named `moult:...`, and
 * `lineMap` tells for each line of their text which code and Python line it belongs to.
 */

import { typeName } from "../objects/abstract.js";
import type { PyCode } from "../objects/code.js";
import { chain, E, err, isException, PyBaseException, ts, typeError } from "../objects/errors.js";
import type { PyDict } from "../objects/hashtable.js";
import { type PyObj, PyType } from "../objects/object.js";
import { PyFrame, PyTraceback } from "../objects/traceback.js";
import { tracing } from "./tracing.js";

/** Anything JavaScript may throw, as a Python exception. */
export function normalise(e: unknown): PyBaseException {
  if (e instanceof PyBaseException) return e;
  // Near the end of the stack even a regular expression fails: plain string tests only.
  if (e instanceof Error && e.message.includes("call stack"))
    return err(E.RecursionError, "maximum recursion depth exceeded");
  if (e instanceof RangeError && (e.message.startsWith("Invalid") || e.message.includes("BigInt")))
    return err(E.MemoryError);
  if (process.env.MOULT_DEBUG !== undefined) console.error(e);
  const text = e instanceof Error ? `${e.name}: ${e.message}` : String(e);
  const x = err(E.SystemError, `internal error: ${text}`);
  (x as { jsError?: unknown }).jsError = e;
  return x;
}

function addEntry(
  e: PyBaseException,
  code: PyCode,
  g: PyDict,
  pos: number,
  values?: (PyObj | undefined)[],
): void {
  const f = new PyFrame(code, g, pos);
  if (values !== undefined) f.over(values);
  e.tb = new PyTraceback(f, e.tb);
}

/** An exception leaves a function, whose variables have these values. */
export function tb(
  thrown: unknown,
  code: PyCode,
  g: PyDict,
  pos: number,
  values?: (PyObj | undefined)[],
): PyBaseException {
  const e = normalise(thrown);
  if (e.here === code) {
    e.here = null;
    if (values !== undefined && e.tb !== null && e.tb.frame.code === code) e.tb.frame.over(values);
    return e;
  }
  addEntry(e, code, g, pos, values);
  return e;
}

/** An exception leaves a comprehension: the entry belongs to the code around it. */
export function tbc(thrown: unknown, code: PyCode, g: PyDict, pos: number): PyBaseException {
  const e = tb(thrown, code, g, pos);
  e.here = code;
  return e;
}

/** An exception is caught in the function that code belongs to. */
export function exc(thrown: unknown, code: PyCode, g: PyDict, pos: number): PyBaseException {
  return tb(thrown, code, g, pos);
}

/** Goes on raising what `exc` gave. */
export function rer(e: PyBaseException, code: PyCode): PyBaseException {
  e.here = code;
  return e;
}

/** Makes e the handled exception; gives the one before, for `popx`. */
export function pushx(e: PyBaseException): PyBaseException | null {
  const before = ts.handled;
  ts.handled = e;
  return before;
}
export function popx(before: PyBaseException | null): void {
  ts.handled = before;
}

function instance(x: PyObj, what: string): PyBaseException {
  if (x instanceof PyBaseException) return x;
  if (x instanceof PyType && x.isSubtype(E.BaseException)) {
    const e = x.$call0();
    if (e instanceof PyBaseException) return e;
    throw typeError(
      `calling <class '${x.name}'> should have returned an instance of BaseException, not <class '${typeName(e)}'>`,
    );
  }
  throw typeError(what);
}

/** `raise x [from cause]`: what to throw. */
export function raise(x: PyObj, cause: PyObj | undefined): PyBaseException {
  const e = instance(x, "exceptions must derive from BaseException");
  if (cause !== undefined) {
    e.cause =
      cause === null ? null : instance(cause, "exception causes must derive from BaseException");
    e.suppress = true;
  }
  e.here = null;
  return chain(e);
}

/** `raise` without an exception: the frame of this code gets no entry for it. */
export function reraise(code: PyCode): PyBaseException {
  if (ts.handled === null) throw err(E.RuntimeError, "No active exception to reraise");
  ts.handled.here = code;
  return ts.handled;
}

// ---- running frames ----

export interface Script {
  codes: PyCode[];
  /** Indices of codes in the traced form: their frames exist. */
  live: ReadonlySet<number> | null;
  lineMap: Int32Array;
  globals: PyDict | null;
}

const scripts = new Map<string, Script>();
/** Which of them an interpreter has run: they go when it is closed. */
const scriptsOf = new WeakMap<object, [string, Script][]>();
/** Registers a script under its file name, which V8's stack gives back. */
export function addScript(filename: string, s: Script, owner: object | null): void {
  scripts.set(filename, s);
  if (owner === null) return;
  const own = scriptsOf.get(owner);
  if (own === undefined) scriptsOf.set(owner, [[filename, s]]);
  else own.push([filename, s]);
}

export const hasScript = (filename: string): boolean => scripts.has(filename);

export function forgetScripts(owner: object): void {
  // Another interpreter may run the same program, under the same name.
  for (const [name, s] of scriptsOf.get(owner) ?? [])
    if (scripts.get(name) === s) scripts.delete(name);
  scriptsOf.delete(owner);
}

/** A frame seen on the JavaScript stack. */
interface Seen {
  live: boolean;
  script: Script;
  code: PyCode;
  line: number;
}

/** Namespaces of modules and class bodies that run now, innermost last. */
export const running: { code: PyCode; locals: PyObj; globals: PyDict }[] = [];

/** The code that runs at a line (counted from 1) of a JavaScript file, if that is a function of it. */
export function codeAt(file: string, name: string | null, line: number): PyCode | undefined {
  if (!file.startsWith("moult:") || (name !== "$F" && name !== "$M")) return undefined;
  const script = scripts.get(file);
  return script?.codes[script.lineMap[(line - 1) * 2]];
}

/** The innermost Python frames among so many JavaScript frames. */
function jsStack(limit = Infinity): Seen[] {
  const oldLimit = Error.stackTraceLimit;
  const oldPrepare = Error.prepareStackTrace;
  let sites: NodeJS.CallSite[] = [];
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_e, s) => s;
    const holder: { stack?: NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, jsStack);
    sites = holder.stack ?? [];
  } finally {
    Error.stackTraceLimit = oldLimit;
    Error.prepareStackTrace = oldPrepare;
  }
  const out: Seen[] = [];
  for (const s of sites) {
    const file = s.getFileName();
    if (file === null || file === undefined || !file.startsWith("moult:")) continue;
    // Comprehensions and other inner arrow functions are part of the code around them.
    const name = s.getFunctionName();
    if (name !== "$F" && name !== "$M") continue;
    const script = scripts.get(file);
    if (script === undefined) continue;
    const js = (s.getLineNumber() ?? 1) - 1;
    const c = script.lineMap[js * 2];
    if (c === undefined || c < 0) continue;
    const live = script.live?.has(c) ?? false;
    out.push({ live, script, code: script.codes[c], line: script.lineMap[js * 2 + 1] });
  }
  return out;
}

/** Frames of untraced functions by their height on the stack, once somebody watches. */
const known: PyFrame[] = [];

/** The chain of running Python frames, innermost first; null when there is none. */
export function currentFrame(depth = 0): PyFrame | null {
  const seen = jsStack();
  let first: PyFrame | null = null;
  let inner: PyFrame | null = null;
  let ns = running.length - 1;
  const { stack } = tracing.watch;
  let top = stack.length - 1;
  for (let i = 0; i < seen.length; i++) {
    const s = seen[i];
    let globals = s.script.globals;
    let locals: PyObj | undefined;
    if (ns >= 0 && running[ns].code === s.code) {
      globals = running[ns].globals;
      locals = running[ns].locals;
      ns--;
    }
    let f: PyFrame | null = null;
    if (s.live) {
      while (top >= 0 && stack[top].code !== s.code) top--;
      if (top >= 0) f = stack[top--];
    }
    if (i < depth) continue;
    if (f === null) {
      // Who watches compares frames; the one seen here before is most likely the same.
      const at = seen.length - i;
      const before = tracing.ever ? known[at] : undefined;
      f = before?.code === s.code ? before : new PyFrame(s.code, globals as PyDict, 0);
      if (tracing.ever) known[at] = f;
      f.line = s.line;
      f.height = seen.length - i;
      if (locals !== undefined) f.locals = locals as PyFrame["locals"];
    }
    if (inner === null) first = f;
    else inner.back = f;
    inner = f;
  }
  // A frame that was seen before may have had another below it.
  if (inner !== null) inner.back = null;
  return first;
}

/** So many JavaScript frames are looked at first for a Python frame near the top. */
const NEAR = 24;

/** Globals of the running Python code, the innermost or `depth` further out; no frame is made. */
export function currentGlobals(depth = 0): PyDict | null {
  let seen = jsStack(NEAR * (depth + 1));
  if (seen.length <= depth) seen = jsStack();
  let ns = running.length - 1;
  for (let i = 0; i < seen.length; i++) {
    const s = seen[i];
    const inModule = ns >= 0 && running[ns].code === s.code;
    if (i === depth) return (inModule ? running[ns].globals : s.script.globals) as PyDict;
    if (inModule) ns--;
  }
  return null;
}

export { chain, isException };
