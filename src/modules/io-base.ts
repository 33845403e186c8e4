/** _io: the abstract base classes, and what all streams share. */
import * as A from "../objects/abstract.js";
import { bytesOf, contiguous, getBuffer } from "../objects/buffer.js";
import {
  E,
  err,
  isException,
  type PyBaseException,
  typeError,
  valueError,
} from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { memoryview_type } from "../objects/memoryview.js";
import {
  PyByteArray,
  PyBytes,
  type PyInt,
  type PyObj,
  type PyObject,
  type PyType,
} from "../objects/object.js";
import { exposeDict } from "../objects/objecttype.js";
import { makeHeapType } from "../objects/type.js";
import {
  builtinType,
  bytearray_type,
  mkBytes,
  mkList,
  newDict,
  type_type,
} from "../objects/types.js";

export const DEFAULT_BUFFER_SIZE = 131072;

const unsupported_dict = newDict();
unsupported_dict.setStr("__module__", "io");
export const UnsupportedOperation: PyType = makeHeapType(
  type_type,
  "UnsupportedOperation",
  [E.OSError, E.ValueError],
  unsupported_dict,
);
export const unsupported = (what: string): PyBaseException => err(UnsupportedOperation, what);
export const closedError = (text = "I/O operation on closed file."): PyBaseException =>
  valueError(text);

// ---- arguments ----

/** A size: None and -1 mean "all". */
export function sizeArg(o: PyObj | undefined, d = -1): number {
  if (o === undefined || o === null) return d;
  if (A.asIndex(o) === undefined)
    throw typeError(`argument should be integer or None, not '${A.typeName(o)}'`);
  return A.ssize(o);
}

/** An offset in a file: what fits 64 bits. */
export function offsetArg(o: PyObj): number {
  const v = A.index(o);
  if (typeof v === "bigint" && (v >= 1n << 63n || v < -(1n << 63n)))
    throw err(E.OverflowError, "Python int too large to convert to C long");
  return Number(v);
}
export const toInt = (n: number): PyInt =>
  Number.isSafeInteger(n) ? n : normInt(BigInt(Math.trunc(n)));

/** The bytes of an argument for reading; the memory is the object's own. */
export function bytesArg(o: PyObj): Uint8Array {
  if (o instanceof PyBytes || o instanceof PyByteArray) return o.data;
  const d = bytesOf(o);
  if (d === undefined) throw typeError(`a bytes-like object is required, not '${A.typeName(o)}'`);
  return d;
}

/** Runs f on the writable memory of an argument. */
export function withWritable<T>(
  fn: string,
  o: PyObj,
  f: (data: Uint8Array) => T,
  argument = "argument",
): T {
  let view: ReturnType<typeof getBuffer>;
  try {
    view = getBuffer(o, true);
    if (view.readonly) throw err(E.BufferError, "Object is not writable.");
  } catch (e) {
    if (isException(e, E.TypeError) || isException(e, E.BufferError))
      throw typeError(
        `${fn}() ${argument} must be read-write bytes-like object, not ${A.typeName(o)}`,
      );
    throw e;
  }
  try {
    return f(contiguous(view));
  } finally {
    view.release();
  }
}

/** A memoryview of memory that belongs to a stream's buffer. */
export function viewOfMemory(data: Uint8Array): PyObj {
  const b = new PyByteArray(bytearray_type);
  b.data = data;
  return A.call1(memoryview_type, b);
}

export function newBytearray(data: Uint8Array): PyByteArray {
  const b = new PyByteArray(bytearray_type);
  b.data = data;
  return b;
}
/** Memory that is not cleared first. (A Buffer would not copy in `slice`.) */
export function alloc(n: number): Uint8Array {
  const b = Buffer.allocUnsafeSlow(n);
  return new Uint8Array(b.buffer, b.byteOffset, n);
}

export const isClosed = (o: PyObj): boolean => A.truth(A.getattr(o, "closed"));

// ---- types ----

const IO = { module: "_io", hasDict: true, hasWeakref: true } as const;
export const iobase_type = builtinType("_IOBase", IO);
export const rawiobase_type = builtinType("_RawIOBase", { ...IO, base: iobase_type });
export const bufferediobase_type = builtinType("_BufferedIOBase", { ...IO, base: iobase_type });
export const textiobase_type = builtinType("_TextIOBase", { ...IO, base: iobase_type });
for (const t of [iobase_type, rawiobase_type, bufferediobase_type, textiobase_type])
  t.dictoffset = 16;

export function checkClosed(o: PyObj): void {
  if (isClosed(o)) throw closedError();
}

/** Lines as `__next__` gives them: undefined at the end. */
export function nextLine(o: PyObj): PyObj | undefined {
  const line = A.callMethod(o, "readline", []);
  return A.len(line) === 0 ? undefined : line;
}

/** `__next__` that honours a subclass's own. */
export function nextBy(o: PyObject, own: PyObj, f: () => PyObj | undefined): PyObj | undefined {
  if (o.cls.isHeap && o.cls.lookup("__next__") !== own) {
    const n = o.cls.lookup("__next__");
    try {
      return A.callSlot(n as PyObj, o);
    } catch (e) {
      if (isException(e, E.StopIteration)) return undefined;
      throw e;
    }
  }
  return f();
}

/** One line of a stream that has only read(), and maybe peek(). */
function readline(o: PyObj, sizeObj?: PyObj): PyObj {
  const limit = sizeArg(sizeObj);
  const peek = A.getattrOpt(o, "peek");
  const parts: Uint8Array[] = [];
  let n = 0;
  while (limit < 0 || n < limit) {
    let want = 1;
    if (peek !== undefined) {
      const ahead = A.call1(peek, 1);
      if (!(ahead instanceof PyBytes))
        throw err(
          E.OSError,
          `peek() should have returned a bytes object, not '${A.typeName(ahead)}'`,
        );
      if (ahead.data.length > 0) {
        const at = ahead.data.indexOf(10);
        want = at < 0 ? ahead.data.length : at + 1;
        if (limit >= 0) want = Math.min(want, limit - n);
      }
    }
    const b = A.callMethod(o, "read", [want]);
    if (!(b instanceof PyBytes))
      throw err(E.OSError, `read() should have returned a bytes object, not '${A.typeName(b)}'`);
    if (b.data.length === 0) break;
    parts.push(b.data);
    n += b.data.length;
    if (b.data[b.data.length - 1] === 10) break;
  }
  return mkBytes(joinBytes(parts, n));
}

export function joinBytes(parts: Uint8Array[], total?: number): Uint8Array {
  if (parts.length === 1) return parts[0];
  const n = total ?? parts.reduce((a, b) => a + b.length, 0);
  const out = new Uint8Array(n);
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

export function readlines(o: PyObj, hintObj?: PyObj): PyObj {
  const hint = sizeArg(hintObj);
  const out: PyObj[] = [];
  let n = 0;
  const it = A.iter(o);
  let line: PyObj | undefined;
  while ((line = it.$next()) !== undefined) {
    out.push(line);
    if (hint > 0) {
      n += A.len(line);
      if (n >= hint) break;
    }
  }
  return mkList(out);
}

const no = (what: string) => (): PyObj => {
  throw unsupported(what);
};
const mustBe = (method: string, text: string) => (o: PyObj) => {
  if (A.callMethod(o, method, []) !== true) throw unsupported(`File or stream is not ${text}.`);
  return true;
};

exposeDict(iobase_type);
slots(iobase_type, {
  __iter__: (o: PyObj) => {
    checkClosed(o);
    return o;
  },
  __next__: (o: PyObj) => {
    const line = nextLine(o);
    if (line === undefined) throw err(E.StopIteration);
    return line;
  },
  __del__: (o: PyObj) => {
    // Errors while an object dies have nobody to handle them.
    try {
      if (!isClosed(o)) A.callMethod(o, "close", []);
    } catch (e) {
      if (!isException(e, E.Exception)) throw e;
    }
    return null;
  },
});
methods(iobase_type, {
  seek: ["($self, offset, whence=os.SEEK_SET, /)", no("seek")],
  tell: ["($self, /)", (o: PyObj) => A.callMethod(o, "seek", [0, 1])],
  truncate: ["($self, size=None, /)", no("truncate")],
  flush: [
    "($self, /)",
    (o: PyObj) => {
      if (A.getattrOpt(o, "__IOBase_closed") !== undefined) throw closedError();
      return null;
    },
  ],
  close: [
    "($self, /)",
    (o: PyObject) => {
      if (A.getattrOpt(o, "__IOBase_closed") !== undefined) return null;
      try {
        A.callMethod(o, "flush", []);
      } finally {
        A.setattr(o, "__IOBase_closed", true);
      }
      return null;
    },
  ],
  seekable: ["($self, /)", () => false],
  readable: ["($self, /)", () => false],
  writable: ["($self, /)", () => false],
  _checkClosed: [
    "($self, /)",
    (o: PyObj) => {
      checkClosed(o);
      return null;
    },
  ],
  _checkSeekable: ["($self, /)", mustBe("seekable", "seekable")],
  _checkReadable: ["($self, /)", mustBe("readable", "readable")],
  _checkWritable: ["($self, /)", mustBe("writable", "writable")],
  fileno: ["($self, /)", no("fileno")],
  isatty: [
    "($self, /)",
    (o: PyObj) => {
      checkClosed(o);
      return false;
    },
  ],
  __enter__: [
    "($self, /)",
    (o: PyObj) => {
      checkClosed(o);
      return o;
    },
  ],
  __exit__: ["($self, /, *args)", (o: PyObj) => A.callMethod(o, "close", [])],
  readline: ["($self, size=-1, /)", readline],
  readlines: ["($self, hint=-1, /)", readlines],
  writelines: [
    "($self, lines, /)",
    (o: PyObj, lines: PyObj) => {
      checkClosed(o);
      const it = A.iter(lines);
      let line: PyObj | undefined;
      while ((line = it.$next()) !== undefined) A.callMethod(o, "write", [line]);
      return null;
    },
  ],
});
getsets(iobase_type, {
  closed: (o: PyObject) => A.getattrOpt(o, "__IOBase_closed") !== undefined,
});

methods(rawiobase_type, {
  read: [
    "($self, size=-1, /)",
    (o: PyObj, sizeObj?: PyObj) => {
      const n = sizeArg(sizeObj);
      if (n < 0) return A.callMethod(o, "readall", []);
      const b = newBytearray(new Uint8Array(n));
      const r = A.callMethod(o, "readinto", [b]);
      if (r === null) return null;
      const got = A.ssize(r);
      if (got < 0 || got > n) throw valueError(`readinto returned ${got} outside buffer size ${n}`);
      return mkBytes(b.data.slice(0, got));
    },
  ],
  readall: [
    "($self, /)",
    (o: PyObj) => {
      const parts: Uint8Array[] = [];
      for (;;) {
        const b = A.callMethod(o, "read", [DEFAULT_BUFFER_SIZE]);
        if (b === null) {
          if (parts.length === 0) return null;
          break;
        }
        if (!(b instanceof PyBytes)) throw typeError("read() should return bytes");
        if (b.data.length === 0) break;
        parts.push(b.data);
      }
      return mkBytes(joinBytes(parts));
    },
  ],
  readinto: [
    "($self, buffer, /)",
    () => {
      throw err(E.NotImplementedError);
    },
  ],
  write: [
    "($self, b, /)",
    () => {
      throw err(E.NotImplementedError);
    },
  ],
});

const readinto = (method: string) => (o: PyObj, into: PyObj) =>
  withWritable(method === "read" ? "readinto" : "readinto1", into, (data) => {
    const b = A.callMethod(o, method, [data.length]);
    if (!(b instanceof PyBytes)) throw typeError("read() should return bytes");
    if (b.data.length > data.length)
      throw valueError(
        `read() returned too much data: ${data.length} bytes requested, ${b.data.length} returned`,
      );
    data.set(b.data);
    return b.data.length;
  });
methods(bufferediobase_type, {
  detach: ["($self, /)", no("detach")],
  read: ["($self, size=-1, /)", no("read")],
  read1: ["($self, size=-1, /)", no("read1")],
  readinto: ["($self, buffer, /)", readinto("read")],
  readinto1: ["($self, buffer, /)", readinto("read1")],
  write: ["($self, b, /)", no("write")],
});
methods(textiobase_type, {
  detach: ["($self, /)", no("detach")],
  read: ["($self, size=-1, /)", no("read")],
  readline: ["($self, size=-1, /)", no("readline")],
  write: [
    "($self, s, /)",
    (_o: PyObj, s: PyObj) => {
      if (A.asStr(s) === undefined)
        throw typeError(`write() argument 1 must be str, not ${A.typeName(s)}`);
      throw unsupported("write");
    },
  ],
});
getsets(textiobase_type, {
  encoding: () => null,
  newlines: () => null,
  errors: () => null,
});
