/** sqlite3.Row and sqlite3.Blob. */
import {
  asIndex,
  asInt,
  asJs,
  type CmpOp,
  getitem,
  hash,
  index,
  iter,
  richCompare,
  ssize,
  typeName,
} from "../objects/abstract.js";
import { contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod, slots } from "../objects/function.js";
import { type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { PySlice, sliceIndices } from "../objects/slice.js";
import { builtinType, mkBytes, mkList, mkTuple, NotImplemented } from "../objects/types.js";
import * as Q from "./sqlite-api.js";
import { type Ptr, S } from "./sqlite-api.js";
import type { PyConnection } from "./sqlite-connection.js";
import { SQLITE } from "./sqlite-consts.js";
import { cursor_type, type PyCursor } from "./sqlite-cursor.js";

export class PyRow extends PyObject {
  data: PyTuple = mkTuple([]);
  description: PyObj = null;
}
export const row_type = builtinType("Row", { module: "sqlite3", ctor: PyRow });
newMethod(row_type, "($type, cursor, data, /)", (t: PyType, cursor: PyObj, data: PyObj) => {
  if (!(cursor instanceof PyObject) || !cursor.cls.isSubtype(cursor_type))
    throw typeError(`Row() argument 1 must be sqlite3.Cursor, not ${typeName(cursor)}`);
  if (!(data instanceof PyTuple))
    throw typeError(`Row() argument 2 must be tuple, not ${typeName(data)}`);
  const r = new t.ctor(t) as PyRow;
  r.data = data;
  r.description = (cursor as PyCursor).description;
  return r;
});
function names(r: PyRow): string[] {
  if (!(r.description instanceof PyTuple)) return [];
  return r.description.items.map((d) => asJs((d as PyTuple).items[0]) ?? "");
}
const fold = (s: string): string => s.replace(/[A-Z]/g, (c) => c.toLowerCase());
slots(row_type, {
  __getitem__: (r: PyRow, k: PyObj) => {
    const i = asInt(k);
    if (i !== undefined) {
      const n = Number(i);
      const v = r.data.items[n < 0 ? n + r.data.items.length : n];
      if (v === undefined) throw err(E.IndexError, "tuple index out of range");
      return v;
    }
    const s = asJs(k);
    if (s !== undefined) {
      const list = names(r);
      const at = list.findIndex((n) => n === s || fold(n) === fold(s));
      if (at < 0) throw err(E.IndexError, "No item with that key");
      return r.data.items[at];
    }
    if (k instanceof PySlice) return getitem(r.data, k);
    throw err(E.IndexError, "Index must be int or string");
  },
  __len__: (r: PyRow) => r.data.items.length,
  __iter__: (r: PyRow) => iter(r.data),
  __hash__: (r: PyRow) => Number(hash(r.data)) ^ Number(hash(r.description)),
  __eq__: (r: PyRow, o: PyObj) => compareRows(r, o, "__eq__"),
  __ne__: (r: PyRow, o: PyObj) => compareRows(r, o, "__ne__"),
});
function compareRows(r: PyRow, o: PyObj, op: CmpOp): PyObj {
  if (!(o instanceof PyRow)) return NotImplemented;
  const same = richCompare(r.description, o.description, "__eq__");
  if (same !== true) return op === "__ne__";
  return richCompare(r.data, o.data, op);
}
methods(row_type, { keys: ["($self, /)", (r: PyRow) => mkList(names(r))] });

// ---- Blob ----

export class PyBlob extends PyObject {
  connection: PyConnection = null as unknown as PyConnection;
  ptr: Ptr = null;
  offset = 0;
}
export const blob_type = builtinType("Blob", {
  module: "sqlite3",
  ctor: PyBlob,
  subclassable: false,
  instantiable: false,
});
export function makeBlob(c: PyConnection, ptr: Ptr): PyBlob {
  const b = new PyBlob(blob_type);
  b.connection = c;
  b.ptr = ptr;
  c.blobs.add(b);
  return b;
}
export function closeBlob(b: PyBlob): void {
  if (b.ptr !== null) S.blobClose(b.ptr);
  b.ptr = null;
  b.connection.blobs.delete(b);
}
function open(b: PyBlob): Ptr {
  b.connection.check();
  if (b.ptr === null) throw Q.programming("Cannot operate on a closed blob.");
  return b.ptr;
}
function failed(b: PyBlob, rc: number): PyBaseException {
  if (rc === SQLITE.ABORT) return Q.operational("Cannot operate on an expired blob handle");
  return Q.failure(b.connection.db, rc);
}
function read(b: PyBlob, at: number, n: number): Uint8Array {
  const out = Buffer.from(new ArrayBuffer(Math.max(n, 1)));
  const rc = S.blobRead(b.ptr, out, n, at);
  if (rc !== SQLITE.OK) throw failed(b, rc);
  return new Uint8Array(out.subarray(0, n));
}
function write(b: PyBlob, data: Uint8Array, at: number): void {
  if (at + data.length > S.blobBytes(b.ptr)) throw valueError("data longer than blob length");
  const rc = S.blobWrite(b.ptr, data.length === 0 ? Q.EMPTY : data, data.length, at);
  if (rc !== SQLITE.OK) throw failed(b, rc);
}
function bytes(o: PyObj): Uint8Array {
  const v = getBuffer(o);
  const d = contiguous(v).slice();
  v.release();
  return d;
}
function position(b: PyBlob, k: PyObj): number {
  const i = ssize(k, E.IndexError);
  const n = S.blobBytes(b.ptr);
  const at = i < 0 ? i + n : i;
  if (at < 0 || at >= n) throw err(E.IndexError, "Blob index out of range");
  return at;
}
slots(blob_type, {
  __len__: (b: PyBlob) => S.blobBytes(open(b)),
  __getitem__: (b: PyBlob, k: PyObj) => {
    open(b);
    if (asIndex(k) !== undefined) return read(b, position(b, k), 1)[0];
    if (!(k instanceof PySlice)) throw typeError("Blob indices must be integers");
    const n = S.blobBytes(b.ptr);
    const { start, step, length: count } = sliceIndices(k, n);
    if (count === 0) return mkBytes(new Uint8Array(0));
    const low = step > 0 ? start : start + (count - 1) * step;
    const span = Math.abs(step) * (count - 1) + 1;
    const d = read(b, low, span);
    if (step === 1) return mkBytes(d);
    return mkBytes(Uint8Array.from({ length: count }, (_, i) => d[start + i * step - low]));
  },
  __setitem__: (b: PyBlob, k: PyObj, v: PyObj) => {
    open(b);
    if (asIndex(k) !== undefined) {
      if (asInt(v) === undefined)
        throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
      const at = position(b, k);
      const x = Number(index(v));
      if (x < 0 || x > 255) throw valueError("byte must be in range(0, 256)");
      write(b, Uint8Array.of(x), at);
      return null;
    }
    if (!(k instanceof PySlice)) throw typeError("Blob indices must be integers");
    const n = S.blobBytes(b.ptr);
    const { start, step, length: count } = sliceIndices(k, n);
    const d = bytes(v);
    if (d.length !== count) throw err(E.IndexError, "Blob slice assignment is wrong size");
    if (count === 0) return null;
    if (step === 1) write(b, d, start);
    else for (let i = 0; i < count; i++) write(b, d.subarray(i, i + 1), start + i * step);
    return null;
  },
  __delitem__: (b: PyBlob, k: PyObj) => {
    open(b);
    throw typeError(
      k instanceof PySlice
        ? "Blob doesn't support slice deletion"
        : "Blob doesn't support item deletion",
    );
  },
});
methods(blob_type, {
  close: [
    "($self, /)",
    (b: PyBlob) => {
      b.connection.check();
      closeBlob(b);
      return null;
    },
  ],
  read: [
    "($self, length=-1, /)",
    (b: PyBlob, n?: PyObj) => {
      open(b);
      const left = S.blobBytes(b.ptr) - b.offset;
      let want = n === undefined ? -1 : ssize(n);
      if (want < 0 || want > left) want = left;
      if (want === 0) return mkBytes(new Uint8Array(0));
      const d = read(b, b.offset, want);
      b.offset += want;
      return mkBytes(d);
    },
  ],
  write: [
    "($self, data, /)",
    (b: PyBlob, o: PyObj) => {
      open(b);
      const d = bytes(o);
      write(b, d, b.offset);
      b.offset += d.length;
      return null;
    },
  ],
  seek: [
    "($self, offset, origin=0, /)",
    (b: PyBlob, o: PyObj, w?: PyObj) => {
      open(b);
      const n = S.blobBytes(b.ptr);
      const by = ssize(o);
      const whence = w === undefined ? 0 : ssize(w);
      if (whence < 0 || whence > 2)
        throw valueError("'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END");
      if (Math.abs(by) > 0x7fffffff && whence !== 0)
        throw err(E.OverflowError, "seek offset results in offset overflow");
      const at = by + (whence === 0 ? 0 : whence === 1 ? b.offset : n);
      if (at < 0 || at > n) throw valueError("offset out of blob range");
      b.offset = at;
      return null;
    },
  ],
  tell: [
    "($self, /)",
    (b: PyBlob) => {
      open(b);
      return b.offset;
    },
  ],
  __enter__: [
    "($self, /)",
    (b: PyBlob) => {
      open(b);
      return b;
    },
  ],
  __exit__: [
    "($self, type, val, tb, /)",
    (b: PyBlob) => {
      open(b);
      closeBlob(b);
      return false;
    },
  ],
});
