/**
 * Exceptions: the classes, how code here raises them, and the exception being handled.
 *
 * `throw err(E.TypeError, "text")` raises. A PyBaseException is thrown as itself.
 */
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject, type PyTuple, type PyType, TPFLAGS } from "./object.js";
import type { PyTraceback } from "./traceback.js";
import { builtinType, EMPTY_TUPLE, mkTuple, newDict } from "./types.js";

export class PyBaseException extends PyObject {
  args: PyTuple = EMPTY_TUPLE;
  cause: PyBaseException | null = null;
  context: PyBaseException | null = null;
  suppress = false;
  tb: PyTraceback | null = null;
  /** Values of the attributes that the class declares as members (errno, name, code...). */
  members: Record<string, PyObj> | null = null;
  /** See runtime/frames.ts: the code whose traceback entry was already added. */
  here: unknown = null;
}

/** Sets `__context__` to what is being handled, without making a cycle. */
export function chain(e: PyBaseException): PyBaseException {
  const h = ts.handled;
  if (h === null || h === e) return e;
  if (h.context === null) {
    e.context = h;
    return e;
  }
  let o: PyBaseException = h;
  const seen = new Set<PyBaseException>();
  while (o.context !== null && !seen.has(o)) {
    seen.add(o);
    if (o.context === e) {
      o.context = null;
      break;
    }
    o = o.context;
  }
  e.context = h;
  return e;
}

/** What a thread knows about exceptions; switched with the thread. */
export const ts: { handled: PyBaseException | null } = { handled: null };

/** Class, base, and the members it adds. */
const TABLE: readonly (readonly [string, string, ...string[]])[] = [
  ["BaseException", ""],
  ["BaseExceptionGroup", "BaseException", "message", "exceptions"],
  ["GeneratorExit", "BaseException"],
  ["KeyboardInterrupt", "BaseException"],
  ["SystemExit", "BaseException", "code"],
  ["Exception", "BaseException"],
  ["ArithmeticError", "Exception"],
  ["FloatingPointError", "ArithmeticError"],
  ["OverflowError", "ArithmeticError"],
  ["ZeroDivisionError", "ArithmeticError"],
  ["AssertionError", "Exception"],
  ["AttributeError", "Exception", "name", "obj"],
  ["BufferError", "Exception"],
  ["EOFError", "Exception"],
  ["ImportError", "Exception", "msg", "name", "path", "name_from"],
  ["ModuleNotFoundError", "ImportError"],
  ["LookupError", "Exception"],
  ["IndexError", "LookupError"],
  ["KeyError", "LookupError"],
  ["MemoryError", "Exception"],
  ["NameError", "Exception", "name"],
  ["UnboundLocalError", "NameError"],
  ["OSError", "Exception", "errno", "strerror", "filename", "filename2"],
  ["BlockingIOError", "OSError", "characters_written"],
  ["ChildProcessError", "OSError"],
  ["ConnectionError", "OSError"],
  ["BrokenPipeError", "ConnectionError"],
  ["ConnectionAbortedError", "ConnectionError"],
  ["ConnectionRefusedError", "ConnectionError"],
  ["ConnectionResetError", "ConnectionError"],
  ["FileExistsError", "OSError"],
  ["FileNotFoundError", "OSError"],
  ["InterruptedError", "OSError"],
  ["IsADirectoryError", "OSError"],
  ["NotADirectoryError", "OSError"],
  ["PermissionError", "OSError"],
  ["ProcessLookupError", "OSError"],
  ["TimeoutError", "OSError"],
  ["ReferenceError", "Exception"],
  ["RuntimeError", "Exception"],
  ["NotImplementedError", "RuntimeError"],
  ["RecursionError", "RuntimeError"],
  ["PythonFinalizationError", "RuntimeError"],
  ["StopAsyncIteration", "Exception"],
  ["StopIteration", "Exception", "value"],
  [
    "SyntaxError",
    "Exception",
    "msg",
    "filename",
    "lineno",
    "offset",
    "text",
    "end_lineno",
    "end_offset",
    "print_file_and_line",
    "_metadata",
  ],
  ["_IncompleteInputError", "SyntaxError"],
  ["IndentationError", "SyntaxError"],
  ["TabError", "IndentationError"],
  ["SystemError", "Exception"],
  ["TypeError", "Exception"],
  ["ValueError", "Exception"],
  ["UnicodeError", "ValueError"],
  ["UnicodeDecodeError", "UnicodeError", "encoding", "object", "start", "end", "reason"],
  ["UnicodeEncodeError", "UnicodeError", "encoding", "object", "start", "end", "reason"],
  ["UnicodeTranslateError", "UnicodeError", "encoding", "object", "start", "end", "reason"],
  ["Warning", "Exception"],
  ["BytesWarning", "Warning"],
  ["DeprecationWarning", "Warning"],
  ["EncodingWarning", "Warning"],
  ["FutureWarning", "Warning"],
  ["ImportWarning", "Warning"],
  ["PendingDeprecationWarning", "Warning"],
  ["ResourceWarning", "Warning"],
  ["RuntimeWarning", "Warning"],
  ["SyntaxWarning", "Warning"],
  ["UnicodeWarning", "Warning"],
  ["UserWarning", "Warning"],
];

/** Every built-in exception class by name (ExceptionGroup is added by exceptions.ts). */
export const E: Record<string, PyType> = {};
/** The members each class declares itself. */
export const EXC_MEMBERS: Map<PyType, readonly string[]> = new Map();
for (const [name, base, ...members] of TABLE) {
  const t = builtinType(name, {
    base: base === "" ? undefined : E[base],
    ctor: PyBaseException,
    flags: TPFLAGS.BASE_EXC_SUBCLASS | TPFLAGS.HAVE_GC,
    hasDict: true,
    basicsize: 72 + 8 * members.length,
  });
  t.dictoffset = 16;
  E[name] = t;
  EXC_MEMBERS.set(t, members);
}

/** Makes (and does not throw) an exception with one argument, chained to the handled one. */
export function err(type: PyType, msg?: PyObj): PyBaseException {
  const e = new type.ctor(type) as PyBaseException;
  if (msg !== undefined) {
    e.args = mkTuple([msg]);
    if (MSG_MEMBER.has(type)) setMember(e, "msg", msg);
  }
  e.context = ts.handled;
  return e;
}
const MSG_MEMBER = new Set<PyType>([E.ImportError, E.ModuleNotFoundError, E.SyntaxError]);

export function setMember(e: PyBaseException, name: string, v: PyObj): PyBaseException {
  (e.members ??= {})[name] = v;
  return e;
}

/** Set by the _warnings module: a warning raised by the interpreter itself. */
export const warnHook = { warn: (_category: PyType, _text: string): void => {} };

export const typeError = (msg: string): PyBaseException => err(E.TypeError, msg);
export const valueError = (msg: string): PyBaseException => err(E.ValueError, msg);

export function attributeError(obj: PyObj, name: string, msg: string): PyBaseException {
  const e = err(E.AttributeError, msg);
  e.members = { name, obj };
  return e;
}

export function keyError(key: PyObj): PyBaseException {
  return err(E.KeyError, key);
}

/** errno to the OSError subclass that CPython raises for it (Linux numbers). */
const ERRNO_CLASS: Record<number, string> = {
  1: "PermissionError",
  2: "FileNotFoundError",
  3: "ProcessLookupError",
  4: "InterruptedError",
  10: "ChildProcessError",
  11: "BlockingIOError",
  13: "PermissionError",
  17: "FileExistsError",
  20: "NotADirectoryError",
  21: "IsADirectoryError",
  32: "BrokenPipeError",
  103: "ConnectionAbortedError",
  104: "ConnectionResetError",
  108: "BrokenPipeError",
  110: "TimeoutError",
  111: "ConnectionRefusedError",
  114: "BlockingIOError",
  115: "BlockingIOError",
};

export function osErrorClass(errno: number): PyType {
  return E[ERRNO_CLASS[errno] ?? "OSError"];
}

/** OSError(errno, text[, filename[, None, filename2]]) of the right subclass. */
export function osError(
  errno: number,
  text: string,
  filename?: PyObj,
  filename2?: PyObj,
): PyBaseException {
  const t = osErrorClass(errno);
  const e = err(t);
  e.args = mkTuple([errno, text]);
  e.members = { errno, strerror: text, filename: filename ?? null, filename2: filename2 ?? null };
  return e;
}

export function isException(e: unknown, type: PyType): e is PyBaseException {
  return e instanceof PyBaseException && e.cls.isSubtype(type);
}

/** The attribute dict of an exception, made when missing. */
export function excDict(e: PyBaseException): PyDict {
  return (e.odict ??= newDict());
}
