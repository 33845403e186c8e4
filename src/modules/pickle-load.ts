/** Unpickler: bytes of any protocol into objects. */
import * as A from "../objects/abstract.js";
import { contentsOf as contents, getBuffer } from "../objects/buffer.js";
import { decode, decodeUtf8 } from "../objects/codecs.js";
import {
  E,
  err,
  isException,
  type PyBaseException,
  typeError,
  valueError,
} from "../objects/errors.js";
import { parseFloatText } from "../objects/float.js";
import { PyDict, PySet } from "../objects/hashtable.js";
import { intFromBytes } from "../objects/int.js";
import { parseIntText } from "../objects/intparse.js";
import {
  PyBytes,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  type Str,
} from "../objects/object.js";
import { getDict } from "../objects/type.js";
import {
  bytearray_type,
  EMPTY_TUPLE,
  frozenset_type,
  list_type,
  mkBytes,
  mkFloat,
  mkList,
  mkSet,
  mkTuple,
  newDict,
  object_type,
} from "../objects/types.js";
import { decodeEscape, decodeRawUnicodeEscape } from "./codecs-escape.js";
import {
  builtInHere,
  compatNames,
  follow,
  HIGHEST_PROTOCOL,
  moduleOf,
  OP,
  registry,
  unpicklingError,
} from "./pickle-codes.js";

const EMPTY = new Uint8Array(0);
/** Bytes asked for with `peek`, so that small reads do not call Python each time. */
const PREFETCH = 128 * 1024;
const scratch = new DataView(new ArrayBuffer(8));
const truncated = (): PyBaseException => unpicklingError("pickle data was truncated");

export class PyUnpickler extends PyObject {
  ready = false;
  running = false;
  read: PyObj | undefined = undefined;
  readline: PyObj | undefined = undefined;
  peek: PyObj | undefined = undefined;
  readinto: PyObj | undefined = undefined;
  buffers: PyObj | undefined = undefined;
  encoding = "ASCII";
  errors = "strict";
  fixImports = true;
  protocol = 0;
  memo: (PyObj | undefined)[] = [];
  memoSize = 0;
  /** A `persistent_load` that was set on the unpickler itself. */
  ownPersistentLoad: PyObj | undefined = undefined;
  private persistentLoad: PyObj | undefined = undefined;
  private data: Uint8Array = EMPTY;
  private pos = 0;
  /** Where the frame or else the data ends: nothing may be read across. */
  private limit = 0;
  /** `data` was only looked at: what is used of it must still be read. */
  private peeked = false;
  private stack: PyObj[] = [];
  private marks: number[] = [];
  /** Items below belong to the marks; only a MARK operation may touch them. */
  private fence = 0;

  setBytes(data: Uint8Array): void {
    this.data = data;
    this.pos = 0;
    this.limit = data.length;
  }

  // ---- input ----

  /** Reads what was used of the bytes that were only looked at. */
  private skip(): void {
    if (this.peeked && this.pos > 0) A.call1(this.read!, this.pos);
    this.peeked = false;
    this.setBytes(EMPTY);
  }
  /** Makes n bytes available, if the frame or the file has them. */
  private fetch(n: number): void {
    if (this.limit < this.data.length) {
      if (this.pos < this.limit) throw unpicklingError("pickle exhausted before end of frame");
      this.limit = this.data.length;
      if (this.pos + n <= this.limit) return;
    }
    if (this.read === undefined) throw truncated();
    this.skip();
    if (this.peek !== undefined && n < PREFETCH) {
      let ahead: PyObj | undefined;
      try {
        ahead = A.call1(this.peek, PREFETCH);
      } catch (e) {
        if (!isException(e, E.NotImplementedError)) throw e;
        this.peek = undefined;
      }
      if (ahead !== undefined) {
        const d = contents(ahead);
        if (d.length >= n) {
          this.setBytes(d);
          this.peeked = true;
          return;
        }
      }
    }
    this.setBytes(this.bytesFrom(A.call1(this.read, n), "read()"));
    if (this.data.length < n) throw truncated();
  }
  private bytesFrom(o: PyObj, what: string): Uint8Array {
    if (!(o instanceof PyBytes))
      throw typeError(`${what} from the underlying stream did not return bytes`);
    return o.data;
  }
  private take(n: number): Uint8Array {
    if (this.pos + n > this.limit) this.fetch(n);
    const at = this.pos;
    this.pos += n;
    return this.data.subarray(at, at + n);
  }
  private byte(): number {
    if (this.pos >= this.limit) this.fetch(1);
    return this.data[this.pos++];
  }
  private uint(n: number): number {
    const b = this.take(n);
    let v = 0;
    for (let i = n - 1; i >= 0; i--) v = v * 256 + b[i];
    return v;
  }
  private size(n: number, what: string): number {
    const v = this.uint(n);
    if (v > Number.MAX_SAFE_INTEGER)
      throw err(
        E.OverflowError,
        `${what} exceeds system's maximum size of 9223372036854775807 bytes`,
      );
    return v;
  }
  /** A line without its end. */
  private line(): Uint8Array {
    const end = this.data.indexOf(10, this.pos);
    if (this.limit < this.data.length && (end < 0 || end >= this.limit)) {
      if (this.pos < this.limit) throw unpicklingError("pickle exhausted before end of frame");
      this.limit = this.data.length;
    }
    if (end >= 0) {
      const at = this.pos;
      this.pos = end + 1;
      return this.data.subarray(at, end);
    }
    if (this.readline === undefined) throw truncated();
    this.skip();
    const d = this.bytesFrom(A.call0(this.readline), "readline()");
    if (d.length === 0 || d[d.length - 1] !== 10) throw truncated();
    this.setBytes(d);
    this.pos = d.length;
    return d.subarray(0, d.length - 1);
  }
  /** A line that may not be empty. */
  private word(): Uint8Array {
    const b = this.line();
    if (b.length === 0) throw truncated();
    return b;
  }
  private text(): string {
    return Buffer.from(this.line()).toString("latin1");
  }

  // ---- the stack ----

  private underflow(): PyBaseException {
    return unpicklingError(
      this.marks.length > 0 ? "unexpected MARK found" : "unpickling stack underflow",
    );
  }
  private pop(): PyObj {
    if (this.stack.length <= this.fence) throw this.underflow();
    return this.stack.pop() as PyObj;
  }
  private top(): PyObj {
    if (this.stack.length <= this.fence) throw this.underflow();
    return this.stack[this.stack.length - 1];
  }
  private mark(): number {
    const at = this.marks.pop();
    if (at === undefined) throw unpicklingError("could not find MARK");
    this.fence = this.marks.length > 0 ? this.marks[this.marks.length - 1] : 0;
    return at;
  }
  private popMark(): PyObj[] {
    return this.stack.splice(this.mark());
  }
  private tuple(n: number): PyTuple {
    if (this.stack.length - this.fence < n) throw this.underflow();
    return mkTuple(this.stack.splice(this.stack.length - n));
  }

  // ---- whole pickles ----

  load(): PyObj {
    this.persistentLoad = this.persistent();
    this.stack = [];
    this.marks = [];
    this.fence = 0;
    this.protocol = 0;
    try {
      for (;;) {
        if (this.pos >= this.limit) {
          try {
            this.fetch(1);
          } catch (e) {
            if (isException(e, E.Exception) && e.cls === truncated().cls)
              throw err(E.EOFError, "Ran out of input");
            throw e;
          }
        }
        const code = this.data[this.pos++];
        if (code === OP.STOP) break;
        this.step(code);
      }
      const value = this.pop();
      this.skipPeeked();
      return value;
    } finally {
      this.stack = [];
    }
  }
  private skipPeeked(): void {
    if (this.peeked) this.skip();
  }
  private persistent(): PyObj | undefined {
    if (this.ownPersistentLoad !== undefined) return this.ownPersistentLoad;
    if (!this.cls.isHeap) return undefined;
    if (builtInHere(this, "persistent_load")) return undefined;
    return A.getattrOpt(this, "persistent_load");
  }

  private step(code: number): void {
    const stack = this.stack;
    switch (code) {
      case OP.SHORT_BINUNICODE:
        stack.push(this.utf8(this.byte()));
        return;
      case OP.MEMOIZE:
        this.store(this.memoSize);
        return;
      case OP.BINGET:
        stack.push(this.recall(this.byte()));
        return;
      case OP.LONG_BINGET:
        stack.push(this.recall(this.uint(4)));
        return;
      case OP.BININT1:
        stack.push(this.byte());
        return;
      case OP.BININT2:
        stack.push(this.uint(2));
        return;
      case OP.BININT:
        stack.push(this.uint(4) | 0);
        return;
      case OP.BINFLOAT: {
        const b = this.take(8);
        for (let i = 0; i < 8; i++) scratch.setUint8(i, b[i]);
        stack.push(mkFloat(scratch.getFloat64(0)));
        return;
      }
      case OP.MARK:
        this.marks.push((this.fence = stack.length));
        return;
      case OP.NONE:
        stack.push(null);
        return;
      case OP.NEWTRUE:
        stack.push(true);
        return;
      case OP.NEWFALSE:
        stack.push(false);
        return;
      case OP.EMPTY_TUPLE:
        stack.push(EMPTY_TUPLE);
        return;
      case OP.EMPTY_LIST:
        stack.push(mkList([]));
        return;
      case OP.EMPTY_DICT:
        stack.push(newDict());
        return;
      case OP.EMPTY_SET:
        stack.push(mkSet());
        return;
      case OP.TUPLE:
        stack.push(mkTuple(this.popMark()));
        return;
      case OP.TUPLE1:
        stack.push(this.tuple(1));
        return;
      case OP.TUPLE2:
        stack.push(this.tuple(2));
        return;
      case OP.TUPLE3:
        stack.push(this.tuple(3));
        return;
      case OP.APPEND:
        if (stack.length - this.fence < 2) throw this.underflow();
        this.append([this.pop()]);
        return;
      case OP.APPENDS:
        this.append(this.popMark());
        return;
      case OP.SETITEM: {
        const v = this.pop();
        const k = this.pop();
        this.setItems([k, v]);
        return;
      }
      case OP.SETITEMS:
        this.setItems(this.popMark());
        return;
      case OP.ADDITEMS:
        this.addItems(this.popMark());
        return;
      case OP.BUILD:
        this.build();
        return;
      case OP.NEWOBJ:
        this.newObj(false);
        return;
      case OP.NEWOBJ_EX:
        this.newObj(true);
        return;
      case OP.REDUCE: {
        const args = this.pop();
        const f = this.pop();
        if (!(args instanceof PyTuple)) throw typeError("argument list must be a tuple");
        stack.push(A.call(f, args.items.slice()));
        return;
      }
      case OP.STACK_GLOBAL: {
        const name = this.pop();
        const module = this.pop();
        if (typeof name !== "string" || typeof module !== "string")
          throw unpicklingError("STACK_GLOBAL requires str");
        stack.push(this.find(module, name));
        return;
      }
      case OP.GLOBAL: {
        const module = decodeUtf8(this.word())[0];
        const name = decodeUtf8(this.word())[0];
        stack.push(this.find(module, name));
        return;
      }
      default:
        this.rare(code);
    }
  }

  private rare(code: number): void {
    const stack = this.stack;
    switch (code) {
      case OP.BINPUT:
        this.store(this.byte());
        return;
      case OP.LONG_BINPUT:
        this.store(this.uint(4));
        return;
      case OP.PUT: {
        const i = this.number();
        if (i < 0) throw valueError("negative PUT argument");
        this.store(i);
        return;
      }
      case OP.GET:
        stack.push(this.recall(this.number()));
        return;
      case OP.BINUNICODE:
        stack.push(this.utf8(this.uint(4)));
        return;
      case OP.BINUNICODE8:
        stack.push(this.utf8(this.size(8, "BINUNICODE8")));
        return;
      case OP.UNICODE:
        stack.push(decodeRawUnicodeEscape(this.line(), "strict", true)[0]);
        return;
      case OP.SHORT_BINBYTES:
        stack.push(mkBytes(this.take(this.byte()).slice()));
        return;
      case OP.BINBYTES:
        stack.push(mkBytes(this.block(this.uint(4))));
        return;
      case OP.BINBYTES8:
        stack.push(mkBytes(this.block(this.size(8, "BINBYTES8"))));
        return;
      case OP.BYTEARRAY8:
        stack.push(A.call1(bytearray_type, mkBytes(this.block(this.size(8, "BYTEARRAY8")))));
        return;
      case OP.SHORT_BINSTRING:
        stack.push(this.oldString(this.take(this.byte())));
        return;
      case OP.BINSTRING: {
        const n = this.uint(4) | 0;
        if (n < 0) throw unpicklingError("BINSTRING pickle has negative byte count");
        stack.push(this.oldString(this.take(n)));
        return;
      }
      case OP.STRING: {
        const b = this.line();
        const n = b.length;
        if (n < 2 || b[0] !== b[n - 1] || (b[0] !== 34 && b[0] !== 39))
          throw unpicklingError("the STRING opcode argument must be quoted");
        stack.push(this.oldString(decodeEscape(b.subarray(1, n - 1), "strict")));
        return;
      }
      case OP.INT:
        stack.push(this.intLine());
        return;
      case OP.LONG: {
        const t = this.text();
        const digits = t.endsWith("L") ? t.slice(0, -1) : t;
        stack.push(parseIntText(digits, 10, digits));
        return;
      }
      case OP.LONG1:
        stack.push(intFromBytes(this.take(this.byte()), true, true));
        return;
      case OP.LONG4: {
        const n = this.uint(4) | 0;
        if (n < 0) throw unpicklingError("LONG pickle has negative byte count");
        stack.push(intFromBytes(this.take(n), true, true));
        return;
      }
      case OP.FLOAT: {
        const t = this.text();
        const v = /^\s|\s$|_/.test(t) ? undefined : parseFloatText(t);
        if (v === undefined) throw valueError(`could not convert string to float: '${t}\n'`);
        stack.push(mkFloat(v));
        return;
      }
      case OP.LIST:
        stack.push(mkList(this.popMark()));
        return;
      case OP.DICT: {
        const items = this.popMark();
        if (items.length % 2 !== 0) throw unpicklingError("odd number of items for DICT");
        const d = newDict();
        for (let i = 0; i < items.length; i += 2) d.set(items[i], items[i + 1]);
        stack.push(d);
        return;
      }
      case OP.FROZENSET:
        stack.push(A.call1(frozenset_type, mkTuple(this.popMark())));
        return;
      case OP.POP: {
        const n = this.marks.length;
        if (n > 0 && this.marks[n - 1] === stack.length) this.mark();
        else this.pop();
        return;
      }
      case OP.POP_MARK:
        this.popMark();
        return;
      case OP.DUP:
        stack.push(this.top());
        return;
      case OP.INST: {
        const args = this.marks.length > 0 ? this.stack.splice(this.mark()) : this.popMark();
        const module = decode(this.word(), "ascii", "strict");
        const name = decode(this.word(), "ascii", "strict");
        stack.push(this.instantiate(this.find(module, name), args));
        return;
      }
      case OP.OBJ: {
        const args = this.popMark();
        if (args.length === 0) throw this.underflow();
        stack.push(this.instantiate(args[0], args.slice(1)));
        return;
      }
      case OP.PROTO: {
        const p = this.byte();
        if (p > HIGHEST_PROTOCOL) throw valueError(`unsupported pickle protocol: ${p}`);
        this.protocol = p;
        return;
      }
      case OP.FRAME: {
        const n = this.uint(8);
        if (n > Number.MAX_SAFE_INTEGER)
          throw err(
            E.OverflowError,
            "FRAME length exceeds system's maximum of 9223372036854775807 bytes",
          );
        if (this.limit < this.data.length && this.pos < this.limit)
          throw unpicklingError("beginning of a new frame before end of current frame");
        this.take(n);
        this.pos -= n;
        this.limit = this.pos + n;
        return;
      }
      case OP.EXT1:
        stack.push(this.extension(this.byte()));
        return;
      case OP.EXT2:
        stack.push(this.extension(this.uint(2)));
        return;
      case OP.EXT4:
        stack.push(this.extension(this.uint(4) | 0));
        return;
      case OP.PERSID: {
        const t = this.text();
        for (let i = 0; i < t.length; i++)
          if (t.charCodeAt(i) > 127)
            throw unpicklingError("persistent IDs in protocol 0 must be ASCII strings");
        stack.push(this.byId(t));
        return;
      }
      case OP.BINPERSID:
        stack.push(this.byId(this.pop()));
        return;
      case OP.NEXT_BUFFER: {
        if (this.buffers === undefined)
          throw unpicklingError(
            "pickle stream refers to out-of-band data but no *buffers* argument was given",
          );
        const b = A.next(this.buffers);
        if (b === undefined) throw unpicklingError("not enough out-of-band buffers");
        stack.push(b);
        return;
      }
      case OP.READONLY_BUFFER: {
        const v = getBuffer(this.top());
        const readonly = v.readonly;
        v.release();
        if (!readonly) {
          const view = A.call1(memoryviewType(), this.pop());
          stack.push(A.callMethod(view, "toreadonly", []));
        }
        return;
      }
      default: {
        const plain = code >= 0x20 && code <= 0x7e && code !== 39 && code !== 92;
        const shown = plain
          ? String.fromCharCode(code)
          : `\\x${code.toString(16).padStart(2, "0")}`;
        throw unpicklingError(`invalid load key, '${shown}'.`);
      }
    }
  }

  // ---- pieces ----

  private utf8(n: number): Str {
    const b = this.take(n);
    if (n < 64) {
      let s = "";
      for (let i = 0; i < n; i++) {
        if (b[i] > 127) return decodeUtf8(b, "surrogatepass")[0];
        s += String.fromCharCode(b[i]);
      }
      return s;
    }
    return decodeUtf8(b, "surrogatepass")[0];
  }
  /** Bytes of their own; great ones are read straight into their place when the file can. */
  private block(n: number): Uint8Array {
    if (this.limit < this.data.length || this.pos + n <= this.limit) return this.take(n).slice();
    const left = this.data.length - this.pos;
    if (this.read === undefined) throw truncated();
    const out = new Uint8Array(n);
    out.set(this.data.subarray(this.pos));
    this.pos = this.data.length;
    this.skip();
    let at = left;
    if (this.readinto === undefined) {
      const d = this.bytesFrom(A.call1(this.read, n - at), "read()");
      out.set(d.subarray(0, n - at), at);
      at += d.length;
    } else {
      const room = A.call1(bytearray_type, n - at);
      const got = A.call1(this.readinto, A.call1(memoryviewType(), room));
      const k = Number(A.index(got));
      if (k < 0) throw valueError("readinto() returned negative size");
      out.set(contents(room), at);
      at += k;
    }
    if (at < n) throw truncated();
    return out;
  }
  private oldString(b: Uint8Array): PyObj {
    if (this.encoding === "bytes") return mkBytes(b.slice());
    return decode(b.slice(), this.encoding, this.errors);
  }
  private number(): number {
    const t = this.text();
    return Number(parseIntText(t, 10, `${t}\n`));
  }
  private intLine(): PyObj {
    const t = this.text();
    if (t === "00") return false;
    if (t === "01") return true;
    try {
      return parseIntText(t, 10, t);
    } catch (e) {
      if (isException(e, E.ValueError)) throw valueError("could not convert string to int");
      throw e;
    }
  }
  private store(i: number): void {
    const v = this.top();
    if (this.memo[i] === undefined) this.memoSize++;
    this.memo[i] = v;
  }
  private recall(i: number): PyObj {
    const v = this.memo[i];
    if (v === undefined) throw unpicklingError(`Memo value not found at index ${i}`);
    return v;
  }
  private append(items: PyObj[]): void {
    const list = this.top();
    if (list instanceof PyList && list.cls === list_type) {
      for (const x of items) list.items.push(x);
      return;
    }
    const extend = A.getattrOpt(list, "extend");
    if (extend !== undefined) A.call1(extend, mkList(items));
    else {
      const one = A.getattr(list, "append");
      for (const x of items) A.call1(one, x);
    }
  }
  private setItems(items: PyObj[]): void {
    const d = this.top();
    if (items.length % 2 !== 0) throw unpicklingError("odd number of items for SETITEMS");
    const plain = d instanceof PyDict && !d.cls.isHeap;
    for (let i = 0; i < items.length; i += 2)
      if (plain) d.set(items[i], items[i + 1]);
      else A.setitem(d, items[i], items[i + 1]);
  }
  private addItems(items: PyObj[]): void {
    const s = this.top();
    if (s instanceof PySet) for (const x of items) s.add(x);
    else {
      const add = A.getattr(s, "add");
      for (const x of items) A.call1(add, x);
    }
  }
  private instantiate(cls: PyObj, args: PyObj[]): PyObj {
    if (args.length > 0 || !(cls instanceof PyType) || A.getattrOpt(cls, "__getinitargs__"))
      return A.call(cls, args);
    return A.call(A.getattr(cls, "__new__"), [cls]);
  }
  private newObj(ex: boolean): void {
    const what = ex ? "NEWOBJ_EX" : "NEWOBJ";
    const kwargs = ex ? this.pop() : null;
    const args = this.pop();
    const cls = this.pop();
    if (!(cls instanceof PyType))
      throw unpicklingError(`${what} class argument must be a type, not ${A.typeName(cls)}`);
    if (!(args instanceof PyTuple))
      throw unpicklingError(`${what} args argument must be a tuple, not ${A.typeName(args)}`);
    if (ex && !(kwargs instanceof PyDict))
      throw unpicklingError(`${what} kwargs argument must be a dict, not ${A.typeName(kwargs)}`);
    const make = cls.lookup("__new__");
    if (args.items.length === 0 && kwargs === null && cls.isHeap && cls.native === null)
      if (make === object_type.dict.getStr("__new__") && (cls.flags & ABSTRACT) === 0) {
        this.stack.push(A.allocate(cls));
        return;
      }
    if (make === undefined || make === null)
      throw unpicklingError(`${what} class argument '${A.tpName(cls)}' doesn't have __new__`);
    let kw: Map<string, PyObj> | null = null;
    if (kwargs instanceof PyDict && kwargs.size > 0) {
      kw = new Map();
      for (const [k, v] of kwargs.pairs()) {
        if (A.asStr(k) === undefined) throw typeError("keywords must be strings");
        kw.set(A.strJs(k), v);
      }
    }
    this.stack.push(A.call(A.getattr(cls, "__new__"), [cls, ...args.items], kw));
  }
  private build(): void {
    let state = this.pop();
    const inst = this.top();
    const own = A.getattrOpt(inst, "__setstate__");
    if (own !== undefined) {
      A.call1(own, state);
      return;
    }
    let slots: PyObj = null;
    if (state instanceof PyTuple && state.items.length === 2) [state, slots] = state.items;
    if (state !== null) {
      if (!(state instanceof PyDict)) throw unpicklingError("state is not a dictionary");
      this.fill(inst, state);
    }
    if (slots !== null) {
      if (!(slots instanceof PyDict)) throw unpicklingError("slot state is not a dictionary");
      for (const [k, v] of [...slots.pairs()]) {
        const name = A.asJs(k);
        if (name === undefined)
          throw typeError(`attribute name must be string, not '${A.typeName(k)}'`);
        A.setattr(inst, name, v);
      }
    }
  }
  /** What `inst.__dict__[k] = v` does, for each pair. */
  private fill(inst: PyObj, state: PyDict): void {
    if (inst instanceof PyObject && inst.odict === undefined && inst.cls.hasDict) {
      const d = inst.cls.lookup("__dict__");
      if (d instanceof PyObject && (d as { getter?: unknown }).getter === getDict) {
        let plain = true;
        for (const k of state.keys())
          if (typeof k !== "string" || !A.canStore(inst, k)) plain = false;
        if (plain) {
          const props = inst as unknown as Record<string, PyObj>;
          for (const [k, v] of state.pairs()) props[`@${k as string}`] = v;
          return;
        }
      }
    }
    const d = A.getattr(inst, "__dict__");
    for (const [k, v] of [...state.pairs()]) A.setitem(d, k, v);
  }
  private extension(code: number): PyObj {
    const cached = registry("_extension_cache").get(code);
    if (cached !== undefined) return cached;
    const pair = registry("_inverted_registry").get(code);
    if (pair === undefined) {
      if (code <= 0) throw unpicklingError("EXT specifies code <= 0");
      throw valueError(`unregistered extension code ${code}`);
    }
    const [module, name] = pair instanceof PyTuple && pair.items.length === 2 ? pair.items : [];
    if (typeof module !== "string" || typeof name !== "string")
      throw valueError(`_inverted_registry[${code}] isn't a 2-tuple of strings`);
    const o = this.find(module, name);
    registry("_extension_cache").set(code, o);
    return o;
  }
  private byId(pid: PyObj): PyObj {
    if (this.persistentLoad === undefined) throw noPersistentLoad();
    return A.call1(this.persistentLoad, pid);
  }
  private find(module: PyObj, name: PyObj): PyObj {
    if (!this.cls.isHeap || builtInHere(this, "find_class")) return this.findClass(module, name);
    return A.callMethod(this, "find_class", [module, name]);
  }
  findClass(moduleName: PyObj, globalName: PyObj): PyObj {
    if (A.asStr(moduleName) === undefined) throw typeError("module name must be a string");
    let module = A.strJs(moduleName);
    if (A.asStr(globalName) === undefined)
      throw typeError(
        this.protocol >= 4
          ? `must be str, not ${A.typeName(globalName)}`
          : `attribute name must be string, not '${A.typeName(globalName)}'`,
      );
    let name = A.strJs(globalName);
    if (this.protocol < 3 && this.fixImports) [module, name] = compatNames(module, name, false);
    const m = moduleOf(module);
    if (this.protocol < 4) return A.getattr(m, name);
    const path = name.split(".");
    if (path.length === 1) return A.getattr(m, name);
    try {
      return follow(m, path);
    } catch (e) {
      if (!isException(e, E.AttributeError)) throw e;
      const x = err(
        E.AttributeError,
        `Can't resolve path ${A.reprJs(name)} on module ${A.reprJs(module)}`,
      );
      x.context = e;
      throw x;
    }
  }
}

/** Py_TPFLAGS_IS_ABSTRACT: such a class may not be instantiated. */
const ABSTRACT = 1 << 20;

export const noPersistentLoad = (): PyBaseException =>
  unpicklingError(
    "A load persistent id instruction was encountered, but no persistent_load function was specified.",
  );

let memoryview: PyObj | undefined;
const memoryviewType = (): PyObj => (memoryview ??= memoryHook.type());
/** Set by _pickle.ts. */
export const memoryHook = {} as { type(): PyObj };
