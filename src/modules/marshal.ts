/**
 * marshal. Compiled programs are JavaScript (runtime/execute.ts): a code object has a type code of
 * its own, which CPython refuses as unknown, as its "c" is refused here.
 */
import { asInt, callMethod, index, truth } from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { PyCode } from "../objects/code.js";
import { decodeUtf8, encodeUtf8 } from "../objects/codecs.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { stopIteration } from "../objects/generator.js";
import { normInt } from "../objects/hash.js";
import { PyDict, PySet } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import {
  PyByteArray,
  PyBytes,
  PyComplex,
  PyFloat,
  PyList,
  type PyObj,
  PyTuple,
  PyWStr,
} from "../objects/object.js";
import { PySlice, slice_type } from "../objects/slice.js";
import {
  complex_type,
  Ellipsis,
  mkBytes,
  mkFloat,
  mkFrozenSet,
  mkList,
  mkSet,
  mkTuple,
  newDict,
  set_type,
} from "../objects/types.js";
import { dumpCode, loadCode } from "../runtime/execute.js";
import { registerModule } from "../runtime/interpreter.js";

class Writer {
  readonly out: number[] = [];
  private depth = 0;
  private readonly allowCode: boolean;
  private readonly version: number;
  constructor(allowCode: boolean, version: number) {
    this.allowCode = allowCode;
    this.version = version;
  }
  byte(c: string): void {
    this.out.push(c.charCodeAt(0));
  }
  long(n: number): void {
    this.out.push(n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255);
  }
  double(v: number): void {
    const b = new Uint8Array(8);
    new DataView(b.buffer).setFloat64(0, v, true);
    this.out.push(...b);
  }
  put(o: PyObj): void {
    if (++this.depth > 2000) throw valueError("object too deeply nested to marshal");
    this.value(o);
    this.depth--;
  }
  private items(c: string, items: PyObj[]): void {
    this.byte(c);
    this.long(items.length);
    for (const x of items) this.put(x);
  }
  private code(o: PyCode): void {
    if (!this.allowCode) throw valueError("marshalling code objects is disallowed");
    const d = dumpCode(o);
    if (d === undefined) throw valueError("unmarshallable object");
    this.byte("m");
    this.long(d.length);
    for (const x of d) this.out.push(x);
  }
  private slice(o: PySlice): void {
    if (this.version < 5) throw valueError("unmarshallable object");
    this.byte(":");
    this.put(o.start);
    this.put(o.stop);
    this.put(o.step);
  }
  private value(o: PyObj): void {
    if (o === null) {
      this.byte("N");
      return;
    }
    if (o === true) {
      this.byte("T");
      return;
    }
    if (o === false) {
      this.byte("F");
      return;
    }
    if (o === Ellipsis) {
      this.byte(".");
      return;
    }
    if (typeof o === "number" && (o | 0) === o) {
      this.byte("i");
      this.long(o);
      return;
    }
    if (typeof o === "number" || typeof o === "bigint") {
      const b = BigInt(o);
      let a = b < 0n ? -b : b;
      const digits: number[] = [];
      while (a > 0n) {
        digits.push(Number(a & 0x7fffn));
        a >>= 15n;
      }
      this.byte("l");
      this.long(b < 0n ? -digits.length : digits.length);
      for (const d of digits) this.out.push(d & 255, d >> 8);
      return;
    }
    if (typeof o === "string" || o instanceof PyWStr) {
      const d = encodeUtf8(o, "surrogatepass");
      this.byte("u");
      this.long(d.length);
      for (const x of d) this.out.push(x);
      return;
    }
    if (o instanceof PyFloat && !o.cls.isHeap) {
      this.byte("g");
      this.double(o.v);
    } else if (o instanceof PyComplex && !o.cls.isHeap) {
      this.byte("y");
      this.double(o.re);
      this.double(o.im);
    } else if (o instanceof PyBytes || o instanceof PyByteArray) {
      this.byte("s");
      this.long(o.data.length);
      for (const x of o.data) this.out.push(x);
    } else if (o instanceof PyTuple && !o.cls.isHeap) this.items("(", o.items);
    else if (o instanceof PyList && !o.cls.isHeap) this.items("[", o.items);
    else if (o instanceof PyDict && !o.cls.isHeap) {
      this.byte("{");
      for (const [k, v] of o.pairs()) {
        this.put(k);
        this.put(v);
      }
      this.byte("0");
    } else if (o instanceof PySlice) this.slice(o);
    else if (o === E.StopIteration) this.byte("S");
    else if (o instanceof PySet && !o.cls.isHeap)
      this.items(o.cls === set_type ? "<" : ">", [...o.keys()]);
    else if (o instanceof PyCode) this.code(o);
    else {
      const d = bytesOf(o);
      if (d === undefined) throw valueError("unmarshallable object");
      this.byte("s");
      this.long(d.length);
      for (const x of d) this.out.push(x);
    }
  }
}

class Reader {
  private readonly d: Uint8Array;
  at = 0;
  private readonly refs: PyObj[] = [];
  private readonly allowCode: boolean;
  constructor(d: Uint8Array, allowCode: boolean) {
    this.d = d;
    this.allowCode = allowCode;
  }
  private code(): PyObj {
    if (!this.allowCode) throw valueError("unmarshalling code objects is disallowed");
    const c = loadCode(this.take(this.long()));
    if (c === undefined) throw valueError("bad marshal data (code of another version)");
    return c;
  }
  private take(n: number): Uint8Array {
    if (this.at + n > this.d.length) throw err(E.EOFError, "marshal data too short");
    const r = this.d.subarray(this.at, this.at + n);
    this.at += n;
    return r;
  }
  private long(): number {
    const b = this.take(4);
    return b[0] | (b[1] << 8) | (b[2] << 16) | (b[3] << 24);
  }
  private double(): number {
    const b = this.take(8);
    return new DataView(b.buffer, b.byteOffset, 8).getFloat64(0, true);
  }
  private count(what: string): number {
    const n = this.long();
    if (n < 0) throw valueError(`bad marshal data (${what} size out of range)`);
    return n;
  }
  private many(n: number): PyObj[] {
    const out: PyObj[] = [];
    for (let i = 0; i < n; i++) out.push(this.need());
    return out;
  }
  private need(): PyObj {
    const v = this.get();
    if (v === undefined) throw typeError("NULL object in marshal data for object");
    return v;
  }
  get(): PyObj | undefined {
    if (this.at >= this.d.length) throw err(E.EOFError, "EOF read where object expected");
    const code = this.d[this.at++];
    const slot = (code & 0x80) !== 0 ? this.refs.push(null) - 1 : -1;
    const v = this.value(String.fromCharCode(code & 0x7f), slot);
    if (slot >= 0 && v !== undefined) this.refs[slot] = v;
    return v;
  }
  private value(c: string, slot: number): PyObj | undefined {
    switch (c) {
      case "0":
        return undefined;
      case "N":
        return null;
      case "T":
        return true;
      case "F":
        return false;
      case "S":
        return stopIteration(null).cls;
      case ".":
        return Ellipsis;
      case "i":
        return this.long();
      case "l": {
        const n = this.long();
        let v = 0n;
        for (let i = 0; i < Math.abs(n); i++) {
          const b = this.take(2);
          const digit = b[0] | (b[1] << 8);
          if (digit > 0x7fff) throw valueError("bad marshal data (digit out of range in long)");
          if (digit === 0 && i === Math.abs(n) - 1)
            throw valueError("bad marshal data (unnormalized long data)");
          v |= BigInt(digit) << BigInt(15 * i);
        }
        return normInt(n < 0 ? -v : v);
      }
      case "g":
        return mkFloat(this.double());
      case "y": {
        const z = new PyComplex(complex_type);
        z.re = this.double();
        z.im = this.double();
        return z;
      }
      case "s":
        return mkBytes(this.take(this.long()).slice());
      case "u":
      case "t":
      case "a":
      case "A":
        return decodeUtf8(this.take(this.long()), "surrogatepass")[0];
      case "z":
      case "Z":
        return Buffer.from(this.take(this.take(1)[0])).toString("latin1");
      case ")":
        return mkTuple(this.many(this.take(1)[0]));
      case "(":
        return mkTuple(this.many(this.count("tuple")));
      case "[": {
        // A list or dict may hold itself.
        const n = this.count("list");
        const l = mkList([]) as PyList;
        if (slot >= 0) this.refs[slot] = l;
        for (let i = 0; i < n; i++) l.items.push(this.need());
        return l;
      }
      case ":":
        return new PySlice(slice_type, this.need(), this.need(), this.need());
      case "I": {
        const b = this.take(8);
        return normInt(new DataView(b.buffer, b.byteOffset, 8).getBigInt64(0, true));
      }
      case "{": {
        const d = newDict();
        if (slot >= 0) this.refs[slot] = d;
        for (;;) {
          const k = this.get();
          if (k === undefined) return d;
          d.set(k, this.need());
        }
      }
      case "<":
      case ">": {
        const s = c === "<" ? mkSet() : mkFrozenSet();
        for (const x of this.many(this.count("set"))) s.add(x);
        return s;
      }
      case "r": {
        const v = this.refs[this.long()];
        if (v === undefined) throw valueError("bad marshal data (invalid reference)");
        return v;
      }
      case "m":
        return this.code();
      default:
        throw valueError("bad marshal data (unknown type code)");
    }
  }
}

function load(d: Uint8Array, code: PyObj | undefined): [PyObj, number] {
  const r = new Reader(d, allowed(code));
  const v = r.get();
  if (v === undefined) throw typeError("NULL object in marshal data for object");
  return [v, r.at];
}

const allowed = (code: PyObj | undefined): boolean => code === undefined || truth(code);

function dump(o: PyObj, version: PyObj | undefined, code: PyObj | undefined): PyObj {
  const w = new Writer(allowed(code), version === undefined ? 5 : Number(index(version)));
  w.put(o);
  return mkBytes(Uint8Array.from(w.out));
}

registerModule("marshal", () =>
  defineModule(
    "marshal",
    "This module contains functions that can read and write Python values in a binary format.",
    {
      dumps: [
        "($module, value, version=5, /, *, allow_code=True)",
        (o: PyObj, v?: PyObj, code?: PyObj) => dump(o, v, code),
      ],
      dump: [
        "($module, value, file, version=5, /, *, allow_code=True)",
        (o: PyObj, f: PyObj, v?: PyObj, code?: PyObj) => callMethod(f, "write", [dump(o, v, code)]),
      ],
      loads: [
        "($module, bytes, /, *, allow_code=True)",
        (b: PyObj, code?: PyObj) => {
          const d = bytesOf(b);
          if (d === undefined) throw typeError("a bytes-like object is required");
          return load(d, code)[0];
        },
      ],
      load: [
        "($module, file, /, *, allow_code=True)",
        (f: PyObj, code?: PyObj) => {
          const d = bytesOf(callMethod(f, "read", []));
          if (d === undefined) throw typeError("file.read() returned not bytes");
          return load(d, code)[0];
        },
      ],
    },
    { version: 5 },
  ),
);

export { asInt };
