/**
 * marshal. Compiled programs are JavaScript (runtime/execute.ts): a code object has a type code of
 * its own, which CPython refuses as unknown, as its "c" is refused here.
 */
import { callMethod, index, reprJs, truth, typeName } from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { PyCode } from "../objects/code.js";
import { decodeUtf8, encodeUtf8 } from "../objects/codecs.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { parseFloatText } from "../objects/float.js";
import { floatDigits } from "../objects/floatfmt.js";
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
  type Str,
} from "../objects/object.js";
import { PySlice, slice_type } from "../objects/slice.js";
import {
  bytearray_type,
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

const MAX_DEPTH = 2000;
/** What the compiler interns; other text is written as not interned. */
const IDENTIFIER = /^[A-Za-z0-9_]*$/;
const ASCII = /^[\0-\x7f]*$/;
const REF = 0x80;

class Writer {
  readonly out: number[] = [];
  private depth = 0;
  /** Where objects have been written before, from version 3 on: values are one when they are equal. */
  private readonly seen = new Map<unknown, number>();
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
  private bytes(d: ArrayLike<number>): void {
    this.long(d.length);
    for (let i = 0; i < d.length; i++) this.out.push(d[i]);
  }
  private items(c: string, items: PyObj[]): void {
    if (c === "(" && this.version >= 4 && items.length < 256) {
      this.byte(")");
      this.out.push(items.length);
    } else {
      this.byte(c);
      this.long(items.length);
    }
    for (const x of items) this.put(x);
  }
  /** Writes where `key` stands already; else gives it the next number, and says so in the code. */
  private shared(key: unknown, write: () => void): void {
    if (this.version < 3) {
      write();
      return;
    }
    const at = this.seen.get(key);
    if (at !== undefined) {
      this.byte("r");
      this.long(at);
      return;
    }
    this.seen.set(key, this.seen.size);
    const start = this.out.length;
    write();
    this.out[start] |= REF;
  }
  private text(o: Str): void {
    const short = this.version >= 4 && typeof o === "string" && ASCII.test(o);
    const interned = this.version >= 3 && typeof o === "string" && IDENTIFIER.test(o);
    const d = encodeUtf8(o, "surrogatepass");
    if (short && d.length < 256) {
      this.byte(interned ? "Z" : "z");
      this.out.push(d.length, ...d);
      return;
    }
    this.byte(short ? (interned ? "A" : "a") : interned ? "t" : "u");
    this.bytes(d);
  }
  private float(v: number): void {
    if (this.version > 1) this.double(v);
    else {
      const d = Buffer.from(floatDigits(v, "g", 17, false));
      this.out.push(d.length, ...d);
    }
  }
  private long_(b: bigint): void {
    let a = b < 0n ? -b : b;
    const digits: number[] = [];
    while (a > 0n) {
      digits.push(Number(a & 0x7fffn));
      a >>= 15n;
    }
    this.byte("l");
    this.long(b < 0n ? -digits.length : digits.length);
    for (const d of digits) this.out.push(d & 255, d >> 8);
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
      this.shared(o, () => {
        this.byte("i");
        this.long(o);
      });
      return;
    }
    if (typeof o === "number" || typeof o === "bigint") {
      const b = BigInt(o);
      this.shared(b, () => this.long_(b));
    } else if (typeof o === "string" || o instanceof PyWStr)
      this.shared(`u${o.toString()}`, () => this.text(o));
    else if (o === E.StopIteration) this.byte("S");
    else this.shared(this.keyOf(o), () => this.object(o));
  }
  private keyOf(o: PyObj): unknown {
    if (o instanceof PyFloat) return `f${Object.is(o.v, -0) ? "-0" : o.v}`;
    return o;
  }
  private object(o: PyObj): void {
    if (o instanceof PyFloat && !o.cls.isHeap) {
      this.byte(this.version > 1 ? "g" : "f");
      this.float(o.v);
    } else if (o instanceof PyComplex && !o.cls.isHeap) {
      this.byte(this.version > 1 ? "y" : "x");
      this.float(o.re);
      this.float(o.im);
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
    else if (o instanceof PySet && !o.cls.isHeap)
      this.items(o.cls === set_type ? "<" : ">", [...o.keys()]);
    else if (o instanceof PyCode) this.code(o);
    else {
      const d = bytesOf(o);
      if (d === undefined) throw valueError("unmarshallable object");
      this.byte("s");
      this.bytes(d);
    }
  }
}

/** Where the bytes come from: `n` of them, or fewer at the end. */
type Source = (n: number) => Uint8Array;

class Reader {
  private readonly read: Source;
  /** Undefined: of an object that is not finished. */
  private readonly refs: (PyObj | undefined)[] = [];
  private readonly allowCode: boolean;
  private depth = 0;
  constructor(read: Source, allowCode: boolean) {
    this.read = read;
    this.allowCode = allowCode;
  }
  private code(): PyObj {
    if (!this.allowCode) throw valueError("unmarshalling code objects is disallowed");
    const c = loadCode(this.take(this.long()));
    if (c === undefined) throw valueError("bad marshal data (code of another version)");
    return c;
  }
  private take(n: number): Uint8Array {
    const r = this.read(n);
    if (r.length < n) throw err(E.EOFError, "marshal data too short");
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
  private textDouble(): number {
    const t = latin1(this.take(this.take(1)[0]));
    const v = parseFloatText(t);
    if (v === undefined) throw valueError(`could not convert string to float: ${reprJs(t)}`);
    return v;
  }
  private count(what: string): number {
    const n = this.long();
    if (n < 0) throw valueError(`bad marshal data (${what} size out of range)`);
    return n;
  }
  private many(n: number, what: string): PyObj[] {
    const out: PyObj[] = [];
    for (let i = 0; i < n; i++) out.push(this.need(what));
    return out;
  }
  /** The whole value. */
  root(): PyObj {
    try {
      return this.need();
    } catch (e) {
      throw e instanceof RangeError ? valueError("recursion limit exceeded") : e;
    }
  }
  private need(what = "object"): PyObj {
    const v = this.get();
    if (v === undefined) throw typeError(`NULL object in marshal data for ${what}`);
    return v;
  }
  get(): PyObj | undefined {
    const head = this.read(1);
    if (head.length === 0) throw err(E.EOFError, "EOF read where object expected");
    const code = head[0];
    if (++this.depth > MAX_DEPTH) throw valueError("recursion limit exceeded");
    const slot = (code & REF) !== 0 ? this.refs.push(undefined) - 1 : -1;
    const v = this.value(String.fromCharCode(code & 0x7f), slot);
    if (slot >= 0 && v !== undefined) this.refs[slot] = v;
    this.depth--;
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
        if (n === -0x80000000) throw valueError("bad marshal data (long size out of range)");
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
      case "f":
        return mkFloat(this.textDouble());
      case "x":
      case "y": {
        const z = new PyComplex(complex_type);
        z.re = c === "y" ? this.double() : this.textDouble();
        z.im = c === "y" ? this.double() : this.textDouble();
        return z;
      }
      case "s":
        return mkBytes(this.take(this.count("bytes object")).slice());
      case "u":
      case "t":
        return decodeUtf8(this.take(this.count("string")), "surrogatepass")[0];
      case "a":
      case "A":
        return latin1(this.take(this.count("string")));
      case "z":
      case "Z":
        return latin1(this.take(this.take(1)[0]));
      case ")":
        return mkTuple(this.many(this.take(1)[0], "tuple"));
      case "(":
        return mkTuple(this.many(this.count("tuple"), "tuple"));
      case "[": {
        // A list or dict may hold itself.
        const n = this.count("list");
        const l = mkList([]) as PyList;
        if (slot >= 0) this.refs[slot] = l;
        for (let i = 0; i < n; i++) l.items.push(this.need("list"));
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
        const n = this.count("set");
        // A set may be in what it holds; a frozenset may not.
        if (slot >= 0 && c === "<") this.refs[slot] = s;
        for (let i = 0; i < n; i++) s.add(this.need("set"));
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

const latin1 = (d: Uint8Array): string => Buffer.from(d).toString("latin1");

function inMemory(d: Uint8Array): Source {
  let at = 0;
  return (n) => d.subarray(at, (at += n));
}
/** Only as much is taken from a file as the value needs: another may follow. */
function inFile(f: PyObj): Source {
  const first = callMethod(f, "read", [0]);
  if (!(first instanceof PyBytes))
    throw typeError(`file.read() returned not bytes but ${typeName(first)}`);
  return (n) => {
    if (n === 0) return new Uint8Array(0);
    const into = new PyByteArray(bytearray_type);
    into.data = new Uint8Array(n);
    const got = Number(index(callMethod(f, "readinto", [into])));
    if (got > n)
      throw valueError(`read() returned too much data: ${n} bytes requested, ${got} returned`);
    return into.data.subarray(0, Math.max(got, 0));
  };
}

const allowed = (code: PyObj | undefined): boolean => code === undefined || truth(code);

function dump(o: PyObj, version: PyObj | undefined, code: PyObj | undefined): PyObj {
  const w = new Writer(allowed(code), version === undefined ? 5 : Number(index(version)));
  try {
    w.put(o);
  } catch (e) {
    // JavaScript's own stack may end sooner.
    throw e instanceof RangeError ? valueError("object too deeply nested to marshal") : e;
  }
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
          if (d === undefined)
            throw typeError(`a bytes-like object is required, not '${typeName(b)}'`);
          return new Reader(inMemory(d), allowed(code)).root();
        },
      ],
      load: [
        "($module, file, /, *, allow_code=True)",
        (f: PyObj, code?: PyObj) => new Reader(inFile(f), allowed(code)).root(),
      ],
    },
    { version: 5 },
  ),
);
