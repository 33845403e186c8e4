/** _io.BytesIO. */
import * as A from "../objects/abstract.js";
import { instanceNames } from "../objects/abstract.js";
import type { BufferView } from "../objects/buffer.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { memoryview_type } from "../objects/memoryview.js";
import { type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { builtinType, mkBytes, mkList, mkTuple } from "../objects/types.js";
import {
  bufferediobase_type,
  bytesArg,
  closedError,
  nextBy,
  nextLine,
  offsetArg,
  sizeArg,
  toInt,
  withWritable,
} from "./io-base.js";
import { Exports } from "./lost.js";
import { clinicInt } from "./os-path.js";

const EMPTY = new Uint8Array(0);

export class PyBytesIO extends PyObject {
  /** The first `size` bytes are the content. */
  data: Uint8Array | null = EMPTY;
  size = 0;
  pos = 0;
  readonly exports = new Exports();
  /** `data` belongs to somebody else as well, so it must be copied before it changes. */
  shared = false;

  check(): Uint8Array {
    if (this.data === null) throw closedError();
    return this.data;
  }
  checkExports(): void {
    if (this.exports.busy())
      throw err(E.BufferError, "Existing exports of data: object cannot be re-sized");
  }
  /** Room for n bytes; what was behind the content is zero. */
  private grow(n: number): void {
    const d = this.data as Uint8Array;
    if (n <= d.length && !this.shared) return;
    const bigger = new Uint8Array(
      n <= d.length ? d.length : Math.max(n, d.length + (d.length >> 1), 64),
    );
    bigger.set(this.size === d.length ? d : d.subarray(0, this.size));
    this.data = bigger;
    this.shared = false;
  }
  write(b: Uint8Array): number {
    this.check();
    this.checkExports();
    const n = b.length;
    if (n === 0) return 0;
    this.grow(this.pos + n);
    const d = this.data as Uint8Array;
    if (this.pos > this.size) d.fill(0, this.size, this.pos);
    d.set(b, this.pos);
    this.pos += n;
    if (this.pos > this.size) this.size = this.pos;
    return n;
  }
  read(n: number): Uint8Array {
    const d = this.check();
    const left = Math.max(0, this.size - this.pos);
    if (n < 0 || n > left) n = left;
    if (n > 0 && this.pos === 0 && n === d.length) {
      // All of it: the memory is shared until a write.
      this.pos = n;
      if (this.exports.exports === 0) {
        this.shared = true;
        return d;
      }
      return d.slice();
    }
    const r = d.slice(this.pos, this.pos + n);
    this.pos += n;
    return r;
  }
  line(limit: number): Uint8Array {
    const d = this.check();
    if (this.pos >= this.size) return EMPTY;
    const at = d.indexOf(10, this.pos);
    let end = at < 0 || at >= this.size ? this.size : at + 1;
    if (limit >= 0) end = Math.min(end, this.pos + limit);
    const r = d.slice(this.pos, end);
    this.pos = end;
    return r;
  }
  value(): Uint8Array {
    const d = this.check();
    if (this.size === d.length && this.exports.exports === 0) {
      this.shared = true;
      return d;
    }
    return d.slice(0, this.size);
  }
  unshare(): void {
    if (this.shared) this.grow(this.size);
  }
  override $next(): PyObj | undefined {
    return nextBy(this, ownNext, () => {
      if (this.cls.isHeap) return nextLine(this);
      const line = this.line(-1);
      return line.length === 0 ? undefined : mkBytes(line);
    });
  }
}
export const bytesio_type = builtinType("BytesIO", {
  module: "_io",
  base: bufferediobase_type,
  ctor: PyBytesIO,
});

const INIT = signature("(initial_bytes=b'')");
newMethod(bytesio_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(bytesio_type, {
  __init__: (b: PyBytesIO, args: PyObj[], kw: Kw) => {
    const [initial] = bindArgs("BytesIO", "BytesIO", INIT, args, kw) as (PyObj | undefined)[];
    b.checkExports();
    b.data = EMPTY;
    b.size = b.pos = 0;
    b.shared = true;
    if (initial !== undefined && initial !== null) {
      const d = bytesArg(initial);
      // Immutable memory can be shared, other memory may change.
      b.data = initial instanceof PyBytes ? d : d.slice();
      b.shared = initial instanceof PyBytes;
      b.size = d.length;
    }
    return null;
  },
  __iter__: (b: PyObj) => b,
  __next__: (b: PyBytesIO) => {
    const line = b.cls.isHeap ? nextLine(b) : b.$next();
    if (line === undefined) throw err(E.StopIteration);
    return line;
  },
});

import { PyBytes } from "../objects/object.js";

const ownNext = bytesio_type.lookup("__next__") as PyObj;

const yes = (b: PyBytesIO): boolean => (b.check(), true);
methods(bytesio_type, {
  readable: ["($self, /)", yes],
  seekable: ["($self, /)", yes],
  writable: ["($self, /)", yes],
  isatty: ["($self, /)", (b: PyBytesIO) => (b.check(), false)],
  flush: ["($self, /)", (b: PyBytesIO) => (b.check(), null)],
  close: [
    "($self, /)",
    (b: PyBytesIO) => {
      b.checkExports();
      b.data = null;
      return null;
    },
  ],
  tell: ["($self, /)", (b: PyBytesIO) => (b.check(), toInt(b.pos))],
  write: ["($self, b, /)", (b: PyBytesIO, o: PyObj) => (b.check(), b.write(bytesArg(o)))],
  writelines: [
    "($self, lines, /)",
    (b: PyBytesIO, lines: PyObj) => {
      b.check();
      const it = A.iter(lines);
      let line: PyObj | undefined;
      while ((line = it.$next()) !== undefined) b.write(bytesArg(line));
      return null;
    },
  ],
  read: ["($self, size=-1, /)", (b: PyBytesIO, n?: PyObj) => mkBytes(b.read(sizeArg(n)))],
  read1: ["($self, size=-1, /)", (b: PyBytesIO, n?: PyObj) => mkBytes(b.read(sizeArg(n)))],
  readinto: [
    "($self, buffer, /)",
    (b: PyBytesIO, o: PyObj) =>
      withWritable("readinto", o, (into) => {
        const d = b.check();
        const n = Math.min(into.length, Math.max(0, b.size - b.pos));
        into.set(d.subarray(b.pos, b.pos + n));
        b.pos += n;
        return n;
      }),
  ],
  readline: ["($self, size=-1, /)", (b: PyBytesIO, n?: PyObj) => mkBytes(b.line(sizeArg(n)))],
  readlines: [
    "($self, size=None, /)",
    (b: PyBytesIO, hint?: PyObj) => {
      b.check();
      const max = sizeArg(hint);
      const out: PyObj[] = [];
      let n = 0;
      for (;;) {
        const line = b.line(-1);
        if (line.length === 0) break;
        out.push(mkBytes(line));
        n += line.length;
        if (max > 0 && n >= max) break;
      }
      return mkList(out);
    },
  ],
  getvalue: ["($self, /)", (b: PyBytesIO) => mkBytes(b.value())],
  getbuffer: [
    "($self, /)",
    (b: PyBytesIO) => {
      b.check();
      b.unshare();
      return A.call1(memoryview_type, new BytesIOBuffer(b));
    },
  ],
  seek: [
    "($self, pos, whence=0, /)",
    (b: PyBytesIO, pos: PyObj, whence?: PyObj) => {
      let at = offsetArg(pos);
      const w = whence === undefined ? 0 : clinicInt(whence);
      b.check();
      if (at < 0 && w === 0) throw valueError(`negative seek value ${at}`);
      if (w === 1) at += b.pos;
      else if (w === 2) at += b.size;
      else if (w !== 0) throw valueError(`invalid whence (${w}, should be 0, 1 or 2)`);
      b.pos = Math.max(0, at);
      return toInt(b.pos);
    },
  ],
  truncate: [
    "($self, size=None, /)",
    (b: PyBytesIO, size?: PyObj) => {
      const d = b.check();
      b.checkExports();
      const n = size === undefined || size === null ? b.pos : sizeArg(size);
      if (n < 0) throw valueError(`negative size value ${n}`);
      if (n < b.size) {
        b.data = d.slice(0, n);
        b.shared = false;
        b.size = n;
      }
      return toInt(n);
    },
  ],
  __getstate__: [
    "($self, /)",
    (b: PyBytesIO) => {
      const d = instanceNames(b).length > 0 ? A.callMethod(A.materialise(b), "copy", []) : null;
      return mkTuple([mkBytes(b.value()), toInt(b.pos), d]);
    },
  ],
  __setstate__: [
    "($self, object, /)",
    (b: PyBytesIO, state: PyObj) => {
      if (!(state instanceof PyTuple) || state.items.length < 3)
        throw typeError(
          `${A.typeName(b)}.__setstate__ argument should be 3-tuple, got ${A.typeName(state)}`,
        );
      b.checkExports();
      const [value, pos, dict] = state.items;
      const d = bytesArg(value);
      b.data = EMPTY;
      b.size = b.pos = 0;
      b.shared = true;
      b.write(d);
      const i = A.asInt(pos);
      if (i === undefined)
        throw typeError(`second item of state must be an integer, not ${A.typeName(pos)}`);
      if (i < 0) throw valueError("position value cannot be negative");
      b.pos = Number(i);
      if (dict !== null) {
        if (!(dict instanceof PyDict))
          throw typeError(`third item of state should be a dict, got a ${A.typeName(dict)}`);
        A.materialise(b).updateFrom(dict);
      }
      return null;
    },
  ],
  __sizeof__: ["($self, /)", (b: PyBytesIO) => 88 + (b.data?.length ?? 0)],
});
getsets(bytesio_type, { closed: (b: PyBytesIO) => b.data === null });

// ---- the window on a BytesIO's memory ----

export const bytesiobuffer_type = builtinType("_BytesIOBuffer", {
  module: "_io",
  subclassable: false,
  instantiable: false,
});
class BytesIOBuffer extends PyObject {
  readonly source: PyBytesIO;
  constructor(source: PyBytesIO) {
    super(bytesiobuffer_type);
    this.source = source;
  }
  override $buffer(): BufferView {
    const b = this.source;
    b.unshare();
    return b.exports.add({
      obj: this,
      data: b.check().subarray(0, b.size),
      itemsize: 1,
      readonly: false,
      format: "B",
      shape: [b.size],
      strides: [1],
      release: () => {},
    });
  }
}
