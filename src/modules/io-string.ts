/** _io.StringIO. */
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { type PyObj, PyObject, PyTuple, type PyType, type Str } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { codeAt, concat, substring } from "../objects/text.js";
import { builtinType, mkTuple } from "../objects/types.js";
import {
  closedError,
  nextBy,
  nextLine,
  offsetArg,
  sizeArg,
  textiobase_type,
  toInt,
} from "./io-base.js";
import { fromLf, hasChar, indexOfChar, Newlines, toLf } from "./io-newline.js";
import { clinicInt } from "./os-path.js";

export class PyStringIO extends PyObject {
  ready = false;
  isClosed = false;
  /** The content is `text` and then `tail`, which holds what was written at the end. */
  private text: Str = "";
  private tail: Str[] = [];
  private tailSize = 0;
  pos = 0;
  newline: string | null = "\n";
  /** Universal newlines: found, and translated unless newline is "". */
  lines: Newlines | null = null;
  /** What "\n" is written as. */
  private writeNl: string | null = null;

  init(newline: string | null): void {
    this.text = "";
    this.tail = [];
    this.tailSize = 0;
    this.pos = 0;
    this.newline = newline;
    this.lines = newline === null || newline === "" ? new Newlines(newline === null) : null;
    this.writeNl = newline === "\r" || newline === "\r\n" ? newline : null;
    this.isClosed = false;
    this.ready = true;
  }
  check(): void {
    if (!this.ready) throw valueError("I/O operation on uninitialized object");
    if (this.isClosed) throw closedError("I/O operation on closed file");
  }
  get size(): number {
    return this.text.length + this.tailSize;
  }
  all(): Str {
    if (this.tail.length > 0) {
      this.text = concat([this.text, ...this.tail]);
      this.tail = [];
      this.tailSize = 0;
    }
    return this.text;
  }
  /** As given: for `initial_value`, which may hold any line ends. */
  write(s: Str): void {
    if (this.lines !== null) {
      s = this.lines.feed(s, true);
    }
    if (this.writeNl !== null && hasChar(s, "\n")) s = fromLf(s, this.writeNl);
    this.put(s);
  }
  put(s: Str): void {
    const n = s.length;
    if (n === 0) return;
    const size = this.size;
    if (this.pos === size) {
      this.tail.push(s);
      this.tailSize += n;
    } else {
      const t = this.all();
      this.text =
        this.pos > size
          ? concat([t, "\0".repeat(this.pos - size), s])
          : concat([
              substring(t, 0, this.pos),
              s,
              substring(t, Math.min(size, this.pos + n), size),
            ]);
    }
    this.pos += n;
  }
  read(n: number): Str {
    const t = this.all();
    const left = Math.max(0, t.length - this.pos);
    if (n < 0 || n > left) n = left;
    if (n === t.length && this.pos === 0) {
      this.pos = n;
      return t;
    }
    const s = n === 0 ? "" : substring(t, this.pos, this.pos + n);
    this.pos += n;
    return s;
  }
  line(limit: number): Str {
    const t = this.all();
    if (this.pos >= t.length || limit === 0) return "";
    let end = lineEnd(t, this.pos, this.newline);
    if (limit >= 0) end = Math.min(end, this.pos + limit);
    const s = substring(t, this.pos, end);
    this.pos = end;
    return s;
  }
  truncate(n: number): void {
    if (n < this.size) this.text = substring(this.all(), 0, n);
  }
  override $next(): PyObj | undefined {
    return nextBy(this, ownNext, () => {
      this.check();
      if (this.cls.isHeap) return nextLine(this);
      const s = this.line(-1);
      return s.length === 0 ? undefined : s;
    });
  }
}

/** Where the line that starts at `from` ends. */
function lineEnd(t: Str, from: number, newline: string | null): number {
  if (newline === "") {
    const lf = indexOfChar(t, 10, from);
    const cr = indexOfChar(t, 13, from);
    if (cr >= 0 && (lf < 0 || cr < lf))
      return cr + 1 < t.length && codeAt(t, cr + 1) === 10 ? cr + 2 : cr + 1;
    return lf < 0 ? t.length : lf + 1;
  }
  if (newline === "\r\n") {
    for (let at = from; ; ) {
      at = indexOfChar(t, 13, at);
      if (at < 0) return t.length;
      if (at + 1 < t.length && codeAt(t, at + 1) === 10) return at + 2;
      at++;
    }
  }
  const at = indexOfChar(t, newline === "\r" ? 13 : 10, from);
  return at < 0 ? t.length : at + 1;
}

export const stringio_type = builtinType("StringIO", {
  module: "_io",
  base: textiobase_type,
  ctor: PyStringIO,
});

function newlineArg(o: PyObj | undefined, d: string | null): string | null {
  if (o === undefined) return d;
  if (o === null) return null;
  const s = A.asJs(o);
  if (s === undefined) throw typeError(`newline must be str or None, not ${A.typeName(o)}`);
  if (!["", "\n", "\r", "\r\n"].includes(s))
    throw valueError(`illegal newline value: ${A.reprJs(o)}`);
  return s;
}

const INIT = signature("(initial_value='', newline='\\n')");
newMethod(stringio_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(stringio_type, {
  __init__: (s: PyStringIO, args: PyObj[], kw: Kw) => {
    const [value, newline] = bindArgs("StringIO", "StringIO", INIT, args, kw) as (
      | PyObj
      | undefined
    )[];
    const nl = newlineArg(newline, "\n");
    let text: Str = "";
    if (value !== undefined && value !== null) {
      const t = A.asStr(value);
      if (t === undefined)
        throw typeError(`initial_value must be str or None, not ${A.typeName(value)}`);
      text = t;
    }
    s.init(nl);
    if (text.length > 0) s.write(text);
    s.pos = 0;
    return null;
  },
  __next__: (s: PyStringIO) => {
    s.check();
    const line = s.cls.isHeap ? nextLine(s) : s.$next();
    if (line === undefined) throw err(E.StopIteration);
    return line;
  },
});
const ownNext = stringio_type.lookup("__next__") as PyObj;

const yes = (s: PyStringIO): boolean => (s.check(), true);
methods(stringio_type, {
  close: [
    "($self, /)",
    (s: PyStringIO) => {
      s.init("\n");
      s.isClosed = true;
      return null;
    },
  ],
  getvalue: ["($self, /)", (s: PyStringIO) => (s.check(), s.all())],
  read: [
    "($self, size=-1, /)",
    (s: PyStringIO, n?: PyObj) => {
      const size = sizeArg(n);
      s.check();
      return s.read(size);
    },
  ],
  readline: [
    "($self, size=-1, /)",
    (s: PyStringIO, n?: PyObj) => {
      const size = sizeArg(n);
      s.check();
      return s.line(size);
    },
  ],
  tell: ["($self, /)", (s: PyStringIO) => (s.check(), toInt(s.pos))],
  truncate: [
    "($self, pos=None, /)",
    (s: PyStringIO, pos?: PyObj) => {
      s.check();
      const n = pos === undefined || pos === null ? s.pos : sizeArg(pos);
      if (n < 0) throw valueError(`Negative size value ${n}`);
      s.truncate(n);
      return toInt(n);
    },
  ],
  seek: [
    "($self, pos, whence=0, /)",
    (s: PyStringIO, pos: PyObj, whence?: PyObj) => {
      const at = offsetArg(pos);
      const w = whence === undefined ? 0 : clinicInt(whence);
      s.check();
      if (w < 0 || w > 2) throw valueError(`Invalid whence (${w}, should be 0, 1 or 2)`);
      if (at < 0 && w === 0) throw valueError(`Negative seek position ${at}`);
      if (w !== 0 && at !== 0) throw err(E.OSError, "Can't do nonzero cur-relative seeks");
      s.pos = w === 0 ? at : w === 1 ? s.pos : s.size;
      return toInt(s.pos);
    },
  ],
  write: [
    "($self, s, /)",
    (s: PyStringIO, o: PyObj) => {
      const t = A.asStr(o);
      if (t === undefined) throw typeError(`string argument expected, got '${A.typeName(o)}'`);
      s.check();
      s.write(t);
      return t.length;
    },
  ],
  seekable: ["($self, /)", yes],
  readable: ["($self, /)", yes],
  writable: ["($self, /)", yes],
  __getstate__: [
    "($self, /)",
    (s: PyStringIO) => {
      s.check();
      const d = A.instanceNames(s).length > 0 ? A.callMethod(A.materialise(s), "copy", []) : null;
      return mkTuple([s.all(), s.newline, toInt(s.pos), d]);
    },
  ],
  __setstate__: [
    "($self, state, /)",
    (s: PyStringIO, state: PyObj) => {
      if (!(state instanceof PyTuple) || state.items.length < 4)
        throw typeError(
          `${A.typeName(s)}.__setstate__ argument should be 4-tuple, got ${A.typeName(state)}`,
        );
      const [value, newline, pos, dict] = state.items;
      s.init(newlineArg(newline, "\n"));
      const t = value === null ? "" : A.asStr(value);
      if (t === undefined)
        throw typeError(`initial_value must be str or None, not ${A.typeName(value)}`);
      s.put(t);
      const i = A.asInt(pos);
      if (i === undefined)
        throw typeError(`third item of state must be an integer, got a ${A.typeName(pos)}`);
      if (i < 0) throw valueError("position value cannot be negative");
      s.pos = Number(i);
      if (dict !== null) {
        if (!(dict instanceof PyDict))
          throw typeError(`fourth item of state should be a dict, got a ${A.typeName(dict)}`);
        A.materialise(s).updateFrom(dict);
      }
      return null;
    },
  ],
});
getsets(stringio_type, {
  closed: (s: PyStringIO) => {
    if (!s.ready) throw valueError("I/O operation on uninitialized object");
    return s.isClosed;
  },
  newlines: (s: PyStringIO) => {
    s.check();
    return s.lines === null ? null : s.lines.newlines;
  },
  line_buffering: (s: PyStringIO) => {
    s.check();
    return false;
  },
});

export { toLf };
