/** The mmap module: files and memory mapped by the C library, seen as JavaScript memory. */
import { fstatSync } from "node:fs";
import * as A from "../objects/abstract.js";
import { PyIter } from "../objects/abstract.js";
import type { BufferView } from "../objects/buffer.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import { PySlice, sliceIndices } from "../objects/slice.js";
import { builtinType, mkBytes } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { bytesArg, toInt } from "./io-base.js";
import { c, call, errno, viewOf } from "./libc.js";
import { Exports } from "./lost.js";
import { MMAP } from "./os-consts.js";
import { consts, fromNode, sysError } from "./os-errors.js";
import { clinicInt } from "./os-path.js";

const ACCESS = { DEFAULT: 0, READ: 1, WRITE: 2, COPY: 3 } as const;
const ACCESS_NAMES = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"];
const FAILED = (1n << 64n) - 1n;

class PyMmap extends PyObject {
  address = 0n;
  /** The memory; null once it was given back. */
  data: Uint8Array | null = null;
  pos = 0;
  offset = 0;
  fd = -1;
  access: number = ACCESS.DEFAULT;
  flags = 1;
  readonly exports = new Exports();

  check(): Uint8Array {
    if (this.data === null) throw valueError("mmap closed or invalid");
    return this.data;
  }
  checkWritable(): void {
    if (this.access === ACCESS.READ) throw typeError("mmap can't modify a readonly memory map.");
  }
  checkResize(): void {
    if (this.exports.busy())
      throw err(E.BufferError, "mmap can't resize with extant pointers exported.");
    if (this.access === ACCESS.READ || this.access === ACCESS.COPY)
      throw typeError("mmap can't resize a readonly or copy-on-write memory map.");
  }
  map(address: bigint, size: number): void {
    this.address = address;
    this.data = new Uint8Array(viewOf(address, size));
  }
  close(): void {
    if (this.exports.busy()) throw err(E.BufferError, "cannot close exported pointers exist");
    if (this.data === null) return;
    const n = this.data.length;
    this.data = null;
    if (this.fd >= 0) c("int close(int fd)")(this.fd);
    this.fd = -1;
    c("int munmap(uint64_t at, size_t n)")(this.address, n);
  }
  override $buffer(writable: boolean): BufferView {
    const data = this.check();
    if (writable && this.access === ACCESS.READ)
      throw err(E.BufferError, "Object is not writable.");
    return this.exports.add({
      obj: this,
      data,
      itemsize: 1,
      readonly: this.access === ACCESS.READ,
      format: "B",
      shape: [data.length],
      strides: [1],
      release: () => {},
    });
  }
}
const mmap_type = builtinType("mmap", { module: "mmap", hasWeakref: true, ctor: PyMmap });

const iter_type = iteratorType("mmap_iterator");
class MmapIter extends PyIter {
  private readonly f: () => PyObj | undefined;
  constructor(f: () => PyObj | undefined) {
    super(iter_type);
    this.f = f;
  }
  override $next(): PyObj | undefined {
    return this.f();
  }
}

const size = (o: PyObj): number => A.ssize(o);

newMethod(
  mmap_type,
  "($type, fileno, length, flags=MAP_SHARED, prot=PROT_READ|PROT_WRITE, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)",
  (
    t: PyType,
    filenoO: PyObj,
    lengthO: PyObj,
    flagsO?: PyObj,
    protO?: PyObj,
    accessO?: PyObj,
    offsetO?: PyObj,
    trackO?: PyObj,
  ) => {
    const fd = clinicInt(filenoO);
    let length = size(lengthO);
    let flags = flagsO === undefined ? 1 : clinicInt(flagsO);
    let prot = protO === undefined ? 3 : clinicInt(protO);
    const access = accessO === undefined ? 0 : clinicInt(accessO);
    const offset = offsetO === undefined ? 0 : size(offsetO);
    if (length < 0) throw err(E.OverflowError, "memory mapped length must be positive");
    if (offset < 0) throw err(E.OverflowError, "memory mapped offset must be positive");
    if (access !== 0 && (flags !== 1 || prot !== 3))
      throw valueError("mmap can't specify both access and flags, prot.");
    if (access === ACCESS.READ) [flags, prot] = [1, 1];
    else if (access === ACCESS.WRITE) [flags, prot] = [1, 3];
    else if (access === ACCESS.COPY) [flags, prot] = [2, 3];
    else if (access !== 0) throw valueError("mmap invalid access parameter.");
    let own: number = access;
    if (access === ACCESS.DEFAULT) {
      const readable = (prot & 1) !== 0;
      const writable = (prot & 2) !== 0;
      if (!readable || !writable) own = writable ? ACCESS.WRITE : ACCESS.READ;
    }
    if (fd !== -1) {
      try {
        const st = fstatSync(fd);
        if (st.isFile()) {
          if (length === 0) {
            if (st.size === 0) throw valueError("cannot mmap an empty file");
            if (offset >= st.size) throw valueError("mmap offset is greater than file size");
            length = st.size - offset;
          } else if (offset > st.size || st.size - offset < length)
            throw valueError("mmap length is greater than file size");
        }
      } catch (e) {
        throw fromNode(e);
      }
    } else flags |= 0x20;
    const m = new t.ctor(t) as PyMmap;
    m.access = own;
    m.flags = flags;
    m.offset = offset;
    if (fd !== -1 && (trackO === undefined || A.truth(trackO)))
      m.fd = call("int fcntl(int fd, int cmd, int arg)", [fd, 1030, 0]);
    const at = BigInt(
      c("uint64_t mmap(uint64_t at, size_t n, int prot, int flags, int fd, int64_t offset)")(
        0,
        length,
        prot,
        flags,
        fd,
        offset,
      ),
    );
    if (at === FAILED) {
      const n = errno();
      if (m.fd >= 0) c("int close(int fd)")(m.fd);
      throw sysError(n);
    }
    m.map(at, length);
    return m;
  },
);

function find(
  m: PyMmap,
  viewO: PyObj,
  startO: PyObj | undefined,
  endO: PyObj | undefined,
  last: boolean,
): PyObj {
  const d = m.check();
  const bound = (o: PyObj | undefined, none: number): number => {
    if (o === undefined || o === null) return none;
    const v = A.ssize(o, null);
    return Math.max(0, Math.min(d.length, v < 0 ? v + d.length : v));
  };
  const start = bound(startO, last ? m.pos : m.pos);
  const end = bound(endO, d.length);
  const needle = bytesArg(viewO);
  if (end - start < needle.length) return -1;
  const hay = Buffer.from(d.buffer, d.byteOffset, end);
  const n = Buffer.from(needle.buffer, needle.byteOffset, needle.length);
  const at = last ? hay.lastIndexOf(n) : hay.indexOf(n, start);
  return at < start ? -1 : at;
}
const take = (m: PyMmap, n: number): PyObj => {
  const d = m.check();
  const r = d.slice(m.pos, m.pos + n);
  m.pos += r.length;
  return mkBytes(r);
};
function itemIndex(m: PyMmap, k: PyObj): number {
  const d = m.check();
  const i = A.asIndex(k);
  if (i === undefined) throw typeError("mmap indices must be integers");
  const at = Number(i) < 0 ? Number(i) + d.length : Number(i);
  if (at < 0 || at >= d.length) throw err(E.IndexError, "mmap index out of range");
  return at;
}

slots(mmap_type, {
  __repr__: (m: PyMmap) =>
    m.data === null
      ? "<mmap.mmap closed=True>"
      : `<mmap.mmap closed=False, access=${ACCESS_NAMES[m.access]}, length=${m.data.length}, pos=${m.pos}, offset=${m.offset}>`,
  __len__: (m: PyMmap) => toInt(m.check().length),
  __iter__: (m: PyMmap) => {
    // As a sequence a map has bytes objects of one byte.
    let i = 0;
    return new MmapIter(() =>
      i < m.check().length ? mkBytes(m.check().slice(i, ++i)) : undefined,
    );
  },
  __getitem__: (m: PyMmap, k: PyObj) => {
    const d = m.check();
    if (!(k instanceof PySlice)) return d[itemIndex(m, k)];
    const r = sliceIndices(k, d.length);
    if (r.step === 1) return mkBytes(d.slice(r.start, r.start + r.length));
    return mkBytes(Uint8Array.from({ length: r.length }, (_x, i) => d[r.start + i * r.step]));
  },
  __setitem__: (m: PyMmap, k: PyObj, v: PyObj) => {
    const d = m.check();
    m.checkWritable();
    if (!(k instanceof PySlice)) {
      const at = itemIndex(m, k);
      const n = A.asIndex(v);
      if (n === undefined) throw typeError("mmap item value must be an int");
      if (n < 0 || n > 255) throw valueError("mmap item value must be in range(0, 256)");
      d[at] = Number(n);
      return null;
    }
    const r = sliceIndices(k, d.length);
    const src = bytesArg(v);
    if (src.length !== r.length) throw err(E.IndexError, "mmap slice assignment is wrong size");
    if (r.step === 1) d.set(src, r.start);
    else for (let i = 0; i < r.length; i++) d[r.start + i * r.step] = src[i];
    return null;
  },
  __delitem__: () => {
    throw typeError("mmap doesn't support item deletion");
  },
});
methods(mmap_type, {
  close: ["($self, /)", (m: PyMmap) => (m.close(), null)],
  find: [
    "($self, view, start=None, end=None, /)",
    (m: PyMmap, v: PyObj, s?: PyObj, e?: PyObj) => find(m, v, s, e, false),
  ],
  rfind: [
    "($self, view, start=None, end=None, /)",
    (m: PyMmap, v: PyObj, s?: PyObj, e?: PyObj) => find(m, v, s, e, true),
  ],
  flush: [
    "($self, offset=0, size=None, /)",
    (m: PyMmap, o?: PyObj, s?: PyObj) => {
      const d = m.check();
      const at = o === undefined ? 0 : size(o);
      const n = s === undefined || s === null ? d.length - at : size(s);
      if (at < 0 || n < 0 || d.length - at < n) throw valueError("flush values out of range");
      if (m.access === ACCESS.READ || m.access === ACCESS.COPY) return null;
      call("int msync(uint64_t at, size_t n, int flags)", [m.address + BigInt(at), n, 4]);
      return null;
    },
  ],
  madvise: [
    "($self, option, start=0, length=None, /)",
    (m: PyMmap, option: PyObj, s?: PyObj, l?: PyObj) => {
      const d = m.check();
      const at = s === undefined ? 0 : size(s);
      let n = l === undefined || l === null ? d.length : size(l);
      if (at < 0 || at >= d.length) throw valueError("madvise start out of bounds");
      if (n < 0) throw valueError("madvise length invalid");
      n = Math.min(n, d.length - at);
      call("int madvise(uint64_t at, size_t n, int advice)", [
        m.address + BigInt(at),
        n,
        clinicInt(option),
      ]);
      return null;
    },
  ],
  move: [
    "($self, dest, src, count, /)",
    (m: PyMmap, dst: PyObj, src: PyObj, n: PyObj) => {
      const d = m.check();
      m.checkWritable();
      const [to, from, count] = [size(dst), size(src), size(n)];
      if (to < 0 || from < 0 || count < 0 || d.length - to < count || d.length - from < count)
        throw valueError("source, destination, or count out of range");
      d.copyWithin(to, from, from + count);
      return null;
    },
  ],
  read: [
    "($self, n=None, /)",
    (m: PyMmap, n?: PyObj) => {
      const left = m.check().length - m.pos;
      const want = n === undefined || n === null ? left : size(n);
      return take(m, want < 0 || want > left ? left : want);
    },
  ],
  read_byte: [
    "($self, /)",
    (m: PyMmap) => {
      const d = m.check();
      if (m.pos >= d.length) throw valueError("read byte out of range");
      return d[m.pos++];
    },
  ],
  readline: [
    "($self, /)",
    (m: PyMmap) => {
      const d = m.check();
      const at = d.indexOf(10, m.pos);
      return take(m, (at < 0 ? d.length : at + 1) - m.pos);
    },
  ],
  resize: [
    "($self, newsize, /)",
    (m: PyMmap, o: PyObj) => {
      const d = m.check();
      const n = size(o);
      m.checkResize();
      if (n < 0 || Number.MAX_SAFE_INTEGER - n < m.offset)
        throw valueError("new size out of range");
      if (m.fd >= 0) call("int ftruncate(int fd, int64_t n)", [m.fd, m.offset + n]);
      const at = BigInt(
        c("uint64_t mremap(uint64_t at, size_t old, size_t new, int flags)")(
          m.address,
          d.length,
          n,
          1,
        ),
      );
      if (at === FAILED) throw sysError(errno());
      m.map(at, n);
      return null;
    },
  ],
  seek: [
    "($self, pos, whence=0, /)",
    (m: PyMmap, o: PyObj, w?: PyObj) => {
      const d = m.check();
      const how = w === undefined ? 0 : clinicInt(w);
      const by = size(o);
      let at: number;
      if (how === 0) at = by;
      else if (how === 1) at = m.pos + by;
      else if (how === 2) at = d.length + by;
      else throw valueError("unknown seek type");
      if (at < 0 || at > d.length) throw valueError("seek out of range");
      m.pos = at;
      return toInt(at);
    },
  ],
  seekable: ["($self, /)", () => true],
  size: [
    "($self, /)",
    (m: PyMmap) => {
      const d = m.check();
      return toInt(m.fd >= 0 ? fstatSync(m.fd).size : d.length);
    },
  ],
  tell: ["($self, /)", (m: PyMmap) => (m.check(), toInt(m.pos))],
  write: [
    "($self, bytes, /)",
    (m: PyMmap, o: PyObj) => {
      const d = m.check();
      const b = bytesArg(o);
      m.checkWritable();
      if (m.pos > d.length || d.length - m.pos < b.length) throw valueError("data out of range");
      d.set(b, m.pos);
      m.pos += b.length;
      return b.length;
    },
  ],
  write_byte: [
    "($self, byte, /)",
    (m: PyMmap, o: PyObj) => {
      const d = m.check();
      const n = Number(A.index(o));
      if (n < 0 || n > 255) throw err(E.OverflowError, "unsigned byte integer is out of range");
      m.checkWritable();
      if (m.pos >= d.length) throw valueError("write byte out of range");
      d[m.pos++] = n;
      return null;
    },
  ],
  __enter__: ["($self, /)", (m: PyMmap) => (m.check(), m)],
  __exit__: ["($self, exc_type, exc_value, traceback, /)", (m: PyMmap) => (m.close(), null)],
});
getsets(mmap_type, { closed: (m: PyMmap) => m.data === null });

registerModule("mmap", () =>
  defineModule("mmap", null, {}, { ...consts(MMAP), mmap: mmap_type, error: E.OSError }),
);
