/** Pickler: objects into bytes, with the very bytes that CPython's writes. */
import * as A from "../objects/abstract.js";
import { encode, encodeUtf8 } from "../objects/codecs.js";
import { E, err, isException, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { PyFunction } from "../objects/function.js";
import { PyDict, type PySet } from "../objects/hashtable.js";
import { intToBytes } from "../objects/int.js";
import { bitLength } from "../objects/intops.js";
import {
  type PyByteArray,
  type PyBytes,
  PyFloat,
  type PyInt,
  type PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  PyWStr,
  type Str,
  typeOf,
} from "../objects/object.js";
import { defaultState } from "../objects/objecttype.js";
import { typeHooks } from "../objects/type.js";
import {
  bytearray_type,
  bytes_type,
  dict_type,
  Ellipsis,
  ellipsis_type,
  frozenset_type,
  list_type,
  mkBytes,
  mkFloat,
  mkList,
  mkTuple,
  NotImplemented,
  none_type,
  notimplemented_type,
  object_type,
  set_type,
  tuple_type,
  type_type,
} from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { encodeRawUnicodeEscape } from "./codecs-escape.js";
import { PickleBuffer } from "./pickle-buffer.js";
import {
  builtInHere,
  compatNames,
  FRAME_HEADER,
  FRAME_MIN,
  FRAME_TARGET,
  follow,
  HIGHEST_PROTOCOL,
  moduleOf,
  OP,
  picklingError,
  registry,
} from "./pickle-codes.js";

const BATCH = 1000;
/** In fast mode, containers this deep are watched for cycles. */
const FAST_NESTING = 50;

const scratch = new DataView(new ArrayBuffer(8));
const attr = (module: string, name: string): PyObj =>
  A.getattr(importModule(interp(), module), name);
const kind = (o: PyObj): string => A.fullName(typeOf(o));

function noted(e: unknown, text: string): unknown {
  if (e instanceof PyBaseException) typeHooks.addNote(e, text);
  return e;
}

export class PyPickler extends PyObject {
  /** The file's `write`; null while `dumps` collects everything. */
  write: PyObj | undefined = undefined;
  ready = false;
  protocol = 0;
  bin = 1;
  fast = 0;
  fixImports = false;
  bufferCallback: PyObj = null;
  dispatchTable: PyObj | undefined = undefined;
  /** A `persistent_id` that was set on the pickler itself. */
  ownPersistentId: PyObj | undefined = undefined;
  running = false;
  memo = new Map<PyObj, number>();
  private persistentId: PyObj | undefined = undefined;
  private reducerOverride: PyObj | undefined = undefined;
  private buf: Uint8Array = new Uint8Array(256);
  private len = 0;
  private framing = false;
  private frameStart = -1;
  private nesting = 0;
  private fastMemo: Set<PyObj> | null = null;

  setProtocol(protocol: PyObj | undefined, fix: boolean): void {
    let p = HIGHEST_PROTOCOL;
    if (protocol !== undefined && protocol !== null) {
      p = Number(A.index(protocol));
      if (p < 0) p = HIGHEST_PROTOCOL;
      else if (p > HIGHEST_PROTOCOL)
        throw valueError(`pickle protocol must be <= ${HIGHEST_PROTOCOL}`);
    }
    this.protocol = p;
    this.bin = p > 0 ? 1 : 0;
    this.fixImports = fix && p < 3;
  }

  // ---- output ----

  private need(n: number): void {
    if (this.framing && this.frameStart < 0) {
      this.room(n + FRAME_HEADER);
      this.frameStart = this.len;
      this.len += FRAME_HEADER;
    } else this.room(n);
  }
  private room(n: number): void {
    if (this.len + n <= this.buf.length) return;
    const bigger = new Uint8Array(Math.max(this.buf.length * 2, this.len + n));
    bigger.set(this.buf.subarray(0, this.len));
    this.buf = bigger;
  }
  private op(code: number): void {
    this.need(1);
    this.buf[this.len++] = code;
  }
  private op1(code: number, x: number): void {
    this.need(2);
    this.buf[this.len++] = code;
    this.buf[this.len++] = x;
  }
  private op4(code: number, x: number): void {
    this.need(5);
    const b = this.buf;
    b[this.len++] = code;
    b[this.len++] = x & 255;
    b[this.len++] = (x >>> 8) & 255;
    b[this.len++] = (x >>> 16) & 255;
    b[this.len++] = x >>> 24;
  }
  private op8(code: number, x: number): void {
    this.op4(code, x >>> 0);
    this.raw(new Uint8Array(4));
    this.length32(this.len - 4, Math.floor(x / 2 ** 32));
  }
  private length32(at: number, x: number): void {
    for (let i = 0; i < 4; i++) this.buf[at + i] = (x >>> (8 * i)) & 255;
  }
  private raw(data: Uint8Array): void {
    this.need(data.length);
    this.buf.set(data, this.len);
    this.len += data.length;
  }
  private line(text: string): void {
    this.raw(Buffer.from(`${text}\n`, "latin1"));
  }
  private commitFrame(): void {
    if (!this.framing || this.frameStart < 0) return;
    const at = this.frameStart;
    const size = this.len - at - FRAME_HEADER;
    if (size >= FRAME_MIN) {
      this.buf[at] = OP.FRAME;
      this.length32(at + 1, size);
      this.length32(at + 5, Math.floor(size / 2 ** 32));
    } else {
      this.buf.copyWithin(at, at + FRAME_HEADER, this.len);
      this.len -= FRAME_HEADER;
    }
    this.frameStart = -1;
  }
  private flush(): void {
    if (this.write === undefined) return;
    A.call1(this.write, this.result());
    this.len = 0;
    this.frameStart = -1;
  }
  result(): PyBytes {
    return mkBytes(this.buf.slice(0, this.len));
  }
  /** Great payloads stand outside of frames and go to the file without a copy. */
  private payload(data: Uint8Array, whole: PyObj | null, header: () => void): void {
    if (data.length < FRAME_TARGET) {
      header();
      this.raw(data);
      return;
    }
    const framing = this.framing;
    this.commitFrame();
    this.framing = false;
    header();
    if (this.write === undefined) this.raw(data);
    else {
      this.flush();
      A.call1(this.write, whole ?? mkBytes(data.slice()));
    }
    this.framing = framing;
  }

  // ---- whole pickles ----

  dump(o: PyObj): void {
    this.len = 0;
    this.frameStart = -1;
    this.framing = false;
    this.reducerOverride = this.hook("reducer_override");
    this.persistentId = this.hook("persistent_id");
    try {
      if (this.protocol >= 2) this.op1(OP.PROTO, this.protocol);
      this.framing = this.protocol >= 4;
      this.save(o);
      this.op(OP.STOP);
      this.commitFrame();
    } finally {
      this.framing = false;
    }
  }
  finish(): void {
    this.flush();
  }
  /** A method that a subclass or a program has put there; undefined for the built-in one. */
  private hook(name: string): PyObj | undefined {
    if (!this.cls.isHeap && name !== "persistent_id") return undefined;
    if (this.ownPersistentId !== undefined && name === "persistent_id") return this.ownPersistentId;
    if (builtInHere(this, name)) return undefined;
    return A.getattrOpt(this, name);
  }

  // ---- memo ----

  private put(o: PyObj): void {
    if (this.fast) return;
    const i = this.memo.size;
    this.memo.set(o, i);
    if (this.protocol >= 4) this.op(OP.MEMOIZE);
    else if (!this.bin) this.line(`p${i}`);
    else if (i < 256) this.op1(OP.BINPUT, i);
    else this.op4(OP.LONG_BINPUT, i);
  }
  private get(i: number): void {
    if (!this.bin) this.line(`g${i}`);
    else if (i < 256) this.op1(OP.BINGET, i);
    else this.op4(OP.LONG_BINGET, i);
  }

  // ---- one object ----

  private save(o: PyObj, persistent = true): void {
    if (this.frameStart >= 0 && this.len - this.frameStart - FRAME_HEADER >= FRAME_TARGET) {
      this.commitFrame();
      this.flush();
    }
    if (persistent && this.persistentId !== undefined) {
      const pid = A.call1(this.persistentId, o);
      if (pid !== null) {
        this.savePersistent(pid);
        return;
      }
    }
    switch (typeof o) {
      case "number":
      case "bigint":
        this.saveInt(o);
        return;
      case "boolean":
        if (this.protocol >= 2) this.op(o ? OP.NEWTRUE : OP.NEWFALSE);
        else this.line(o ? "I01" : "I00");
        return;
      case "string": {
        const at = this.memo.get(o);
        if (at !== undefined) this.get(at);
        else this.saveStr(o);
        return;
      }
    }
    if (o === null) {
      this.op(OP.NONE);
      return;
    }
    if (o instanceof PyFloat && !o.cls.isHeap) {
      this.saveFloat(o.v);
      return;
    }
    const at = this.memo.get(o);
    if (at !== undefined) {
      this.get(at);
      return;
    }
    if (o instanceof PyWStr) this.saveStr(o);
    else this.saveObject(o);
  }

  private saveObject(o: PyObject): void {
    const t = o.cls;
    if (!t.isHeap && this.saveBuiltin(o, t)) return;
    let rv: PyObj | undefined;
    if (this.reducerOverride !== undefined) rv = A.call1(this.reducerOverride, o);
    if (rv === undefined || rv === NotImplemented) rv = this.reduced(o, t);
    if (rv === undefined) return;
    const name = A.asStr(rv);
    if (name !== undefined) {
      this.saveGlobal(o, name.toString());
      return;
    }
    try {
      if (!(rv instanceof PyTuple))
        throw picklingError(`__reduce__ must return a string or tuple, not ${kind(rv)}`);
      this.saveReduce(rv.items, o);
    } catch (e) {
      throw noted(e, `when serializing ${kind(o)} object`);
    }
  }
  private saveBuiltin(o: PyObject, t: PyType): boolean {
    switch (t) {
      case list_type:
        this.saveList(o as PyList);
        return true;
      case dict_type:
        this.saveDict(o as PyDict);
        return true;
      case tuple_type:
        this.saveTuple(o as PyTuple);
        return true;
      case bytes_type:
        this.saveBytes(o as PyBytes);
        return true;
      case set_type:
        this.saveSet(o as PySet);
        return true;
      case frozenset_type:
        this.saveFrozenset(o as PySet);
        return true;
      case bytearray_type:
        this.saveByteArray(o as PyByteArray);
        return true;
    }
    if (!(o instanceof PickleBuffer)) return false;
    this.saveBuffer(o);
    return true;
  }
  /** What the object's reduction gives; undefined when it needs none and is saved already. */
  private reduced(o: PyObject, t: PyType): PyObj | undefined {
    if (t === type_type) {
      this.saveType(o as PyType);
      return undefined;
    }
    if (o instanceof PyFunction) {
      this.saveGlobal(o);
      return undefined;
    }
    const reduce = this.dispatcher(t);
    if (reduce !== undefined) return A.call1(reduce, o);
    if (t.isSubtype(type_type)) {
      this.saveGlobal(o);
      return undefined;
    }
    if (this.plain(t)) {
      this.savePlain(o);
      return undefined;
    }
    const ex = A.getattrOpt(o, "__reduce_ex__");
    if (ex !== undefined) return A.call1(ex, this.protocol);
    const plain = A.getattrOpt(o, "__reduce__");
    if (plain !== undefined) return A.call0(plain);
    throw picklingError(`Can't pickle ${kind(o)} object`);
  }
  private dispatcher(t: PyType): PyObj | undefined {
    if (this.dispatchTable === undefined) return registry("dispatch_table").get(t);
    try {
      return A.getitem(this.dispatchTable, t);
    } catch (e) {
      if (isException(e, E.KeyError)) return undefined;
      throw e;
    }
  }
  /** Classes of Python code whose instances `object.__reduce_ex__` takes apart in the plain way. */
  private plainVersions = new Map<PyType, number>();
  private plain(t: PyType): boolean {
    if (this.protocol < 2 || !t.isHeap || this.reducerOverride !== undefined) return false;
    if (this.plainVersions.get(t) === t.version) return true;
    const own = (name: string): boolean => t.lookup(name) === object_type.dict.getStr(name);
    const solid = t.mro.every((c) => c === object_type || (c.isHeap && c.slots === null));
    if (
      !solid ||
      t.cls !== type_type ||
      !t.hasDict ||
      t.native !== null ||
      !own("__reduce_ex__") ||
      !own("__reduce__") ||
      !own("__getstate__") ||
      !own("__class__") ||
      A.customGetattr(t) ||
      t.lookup("__getattr__") !== undefined ||
      t.lookup("__getnewargs_ex__") !== undefined ||
      t.lookup("__getnewargs__") !== undefined
    )
      return false;
    this.plainVersions.set(t, t.version);
    return true;
  }
  private savePlain(o: PyObject): void {
    try {
      const state = defaultState(o);
      this.part(o.cls, o, "class");
      this.part(mkTuple([]), o, "__new__ arguments");
      this.op(OP.NEWOBJ);
      this.memoized(o);
      if (state !== null) {
        this.part(state, o, "state");
        this.op(OP.BUILD);
      }
    } catch (e) {
      throw noted(e, `when serializing ${kind(o)} object`);
    }
  }

  /** Saves what an object is made of; errors say which piece it was. */
  private part(piece: PyObj, of: PyObj, what: string): void {
    try {
      this.save(piece);
    } catch (e) {
      throw noted(e, `when serializing ${kind(of)} ${what}`);
    }
  }
  private memoized(o: PyObj): void {
    const at = this.memo.get(o);
    if (at === undefined) this.put(o);
    else {
      this.op(OP.POP);
      this.get(at);
    }
  }

  private savePersistent(pid: PyObj): void {
    if (this.bin) {
      this.save(pid, false);
      this.op(OP.BINPERSID);
      return;
    }
    const text = A.strJs(pid);
    for (let i = 0; i < text.length; i++)
      if (text.charCodeAt(i) > 127)
        throw picklingError("persistent IDs in protocol 0 must be ASCII strings");
    this.line(`P${text}`);
  }

  // ---- numbers and texts ----

  private saveInt(v: PyInt): void {
    const small = typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff;
    if (small && this.bin) {
      if (v >= 0 && v <= 0xff) this.op1(OP.BININT1, v);
      else if (v >= 0 && v <= 0xffff) {
        this.need(3);
        this.buf[this.len++] = OP.BININT2;
        this.buf[this.len++] = v & 255;
        this.buf[this.len++] = v >> 8;
      } else this.op4(OP.BININT, v);
    } else if (!small && this.protocol >= 2) {
      let n = (bitLength(v) >> 3) + 1;
      // -(2 ** (8 * k - 1)) needs no byte for its sign.
      if (v < 0 && n > 1 && BigInt(v) === -(1n << BigInt(8 * (n - 1) - 1))) n--;
      if (n < 256) this.op1(OP.LONG1, n);
      else this.op4(OP.LONG4, n);
      this.raw(intToBytes(v, n, true, true));
    } else this.line(small ? `I${v}` : `L${A.reprJs(v)}L`);
  }
  private saveFloat(v: number): void {
    if (!this.bin) {
      this.line(`F${A.reprJs(mkFloat(v))}`);
      return;
    }
    this.need(9);
    this.buf[this.len++] = OP.BINFLOAT;
    scratch.setFloat64(0, v);
    for (let i = 0; i < 8; i++) this.buf[this.len++] = scratch.getUint8(i);
  }
  private saveStr(s: Str): void {
    if (!this.bin) {
      this.op(OP.UNICODE);
      this.raw(rawUnicode(s));
      this.op(10);
    } else if (typeof s !== "string" || !this.saveAscii(s)) {
      const data = encodeUtf8(s, "surrogatepass");
      const n = data.length;
      this.payload(data, null, () => {
        if (n <= 0xff && this.protocol >= 4) this.op1(OP.SHORT_BINUNICODE, n);
        else if (n <= 0xffffffff) this.op4(OP.BINUNICODE, n);
        else if (this.protocol >= 4) this.op8(OP.BINUNICODE8, n);
        else
          throw err(
            E.OverflowError,
            "serializing a string larger than 4 GiB requires pickle protocol 4 or higher",
          );
      });
    }
    this.put(s);
  }
  /** Short texts of ASCII alone are written in place. */
  private saveAscii(s: string): boolean {
    const n = s.length;
    if (n > 255) return false;
    this.need(n + 5);
    const start = this.len;
    let at = start + (this.protocol >= 4 ? 2 : 5);
    const b = this.buf;
    for (let i = 0; i < n; i++) {
      const c = s.charCodeAt(i);
      if (c > 127) return false;
      b[at++] = c;
    }
    b[start] = this.protocol >= 4 ? OP.SHORT_BINUNICODE : OP.BINUNICODE;
    b[start + 1] = n;
    if (this.protocol < 4) b[start + 2] = b[start + 3] = b[start + 4] = 0;
    this.len = at;
    return true;
  }
  private saveBytes(o: PyBytes): void {
    if (this.protocol < 3) {
      const text = o.data.length === 0 ? null : Buffer.from(o.data).toString("latin1");
      this.saveReduce(
        text === null
          ? [bytes_type, mkTuple([])]
          : [attr("_codecs", "encode"), mkTuple([text, "latin1"])],
        o,
      );
      return;
    }
    this.bytesData(o.data, o);
    this.put(o);
  }
  private bytesData(data: Uint8Array, whole: PyObj | null): void {
    const n = data.length;
    this.payload(data, whole, () => {
      if (n <= 0xff) this.op1(OP.SHORT_BINBYTES, n);
      else if (n <= 0xffffffff) this.op4(OP.BINBYTES, n);
      else if (this.protocol >= 4) this.op8(OP.BINBYTES8, n);
      else
        throw err(
          E.OverflowError,
          "serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher",
        );
    });
  }
  private saveByteArray(o: PyByteArray): void {
    if (this.protocol < 5) {
      const args = o.data.length === 0 ? [] : [mkBytes(o.data.slice())];
      this.saveReduce([bytearray_type, mkTuple(args)], o);
      return;
    }
    this.payload(o.data, o, () => this.op8(OP.BYTEARRAY8, o.data.length));
    this.put(o);
  }
  private saveBuffer(o: PickleBuffer): void {
    if (this.protocol < 5)
      throw picklingError("PickleBuffer can only be pickled with protocol >= 5");
    const [data, readonly] = o.flat(() =>
      picklingError("PickleBuffer can not be pickled when pointing to a non-contiguous buffer"),
    );
    if (this.bufferCallback === null || A.truth(A.call1(this.bufferCallback, o))) {
      if (readonly) this.bytesData(data, null);
      else this.payload(data, null, () => this.op8(OP.BYTEARRAY8, data.length));
      this.put(o);
      return;
    }
    this.op(OP.NEXT_BUFFER);
    if (readonly) this.op(OP.READONLY_BUFFER);
  }

  // ---- containers ----

  private enter(o: PyObj): void {
    if (++this.nesting < FAST_NESTING) return;
    this.fastMemo ??= new Set();
    if (this.fastMemo.has(o)) {
      const at = BigInt(A.hash(o instanceof PyObject ? o.cls : 0)).toString(16);
      throw valueError(
        "fast mode: can't pickle cyclic objects including object type " +
          `${A.typeName(o)} at 0x${at}`,
      );
    }
    this.fastMemo.add(o);
  }
  private leave(o: PyObj): void {
    if (this.nesting-- >= FAST_NESTING) this.fastMemo?.delete(o);
  }
  /** In fast mode there is no memo to stop a cycle. */
  private guarded(o: PyObj, f: () => void): void {
    if (!this.fast) f();
    else {
      try {
        this.enter(o);
        f();
      } finally {
        this.leave(o);
      }
    }
  }

  private saveTuple(o: PyTuple): void {
    const items = o.items;
    const n = items.length;
    if (n === 0) {
      if (this.bin) this.op(OP.EMPTY_TUPLE);
      else {
        this.op(OP.MARK);
        this.op(OP.TUPLE);
      }
      return;
    }
    const short = n <= 3 && this.protocol >= 2;
    if (!short) this.op(OP.MARK);
    let i = 0;
    try {
      for (; i < n; i++) this.save(items[i]);
    } catch (e) {
      throw noted(e, `when serializing ${kind(o)} item ${i}`);
    }
    // A tuple that is in the memo now contains itself: what stands on the stack is superfluous.
    const at = this.memo.get(o);
    if (at !== undefined) {
      if (!short && this.bin) this.op(OP.POP_MARK);
      else for (let k = short ? 1 : 0; k <= n; k++) this.op(OP.POP);
      this.get(at);
      return;
    }
    this.op(short ? OP.TUPLE1 + n - 1 : OP.TUPLE);
    this.put(o);
  }
  private saveList(o: PyList): void {
    this.guarded(o, () => {
      if (this.bin) this.op(OP.EMPTY_LIST);
      else {
        this.op(OP.MARK);
        this.op(OP.LIST);
      }
      this.put(o);
      if (o.items.length === 0) return;
      if (!this.bin) this.appends(A.iter(o), o);
      else this.listItems(o);
    });
  }
  private listItems(o: PyList): void {
    const items = o.items;
    let i = 0;
    try {
      if (items.length === 1) {
        this.save(items[0]);
        this.op(OP.APPEND);
        return;
      }
      do {
        this.op(OP.MARK);
        const end = i + BATCH;
        for (; i < end && i < items.length; i++) this.save(items[i]);
        this.op(OP.APPENDS);
      } while (i < items.length);
    } catch (e) {
      throw noted(e, `when serializing ${kind(o)} item ${i}`);
    }
  }
  /** Items of any iterator, appended to what is on the stack. */
  private appends(it: PyObj, o: PyObj): void {
    let i = 0;
    const one = (x: PyObj): void => {
      try {
        this.save(x);
      } catch (e) {
        throw noted(e, `when serializing ${kind(o)} item ${i}`);
      }
      i++;
    };
    this.batches(it, OP.APPEND, OP.APPENDS, one);
  }
  private batches(it: PyObj, single: number, many: number, one: (x: PyObj) => void): void {
    if (!this.bin) {
      for (let x = A.next(it); x !== undefined; x = A.next(it)) {
        one(x);
        this.op(single);
      }
      return;
    }
    for (let n = BATCH; n === BATCH; ) {
      const first = A.next(it);
      if (first === undefined) return;
      let x = A.next(it);
      if (x === undefined) {
        one(first);
        this.op(single);
        return;
      }
      this.op(OP.MARK);
      one(first);
      n = 1;
      while (x !== undefined) {
        one(x);
        if (++n === BATCH) break;
        x = A.next(it);
      }
      this.op(many);
    }
  }
  private saveDict(o: PyDict): void {
    this.guarded(o, () => {
      if (this.bin) this.op(OP.EMPTY_DICT);
      else {
        this.op(OP.MARK);
        this.op(OP.DICT);
      }
      this.put(o);
      if (o.size === 0) return;
      if (!this.bin) this.setitems(A.iter(A.callMethod(o, "items", [])), o);
      else this.dictItems(o);
    });
  }
  private dictItems(o: PyDict): void {
    const size = o.size;
    const single = size === 1;
    let i = BATCH;
    for (const [k, v] of o.pairs()) {
      if (i === BATCH) {
        if (!single) this.op(OP.MARK);
        i = 0;
      }
      this.pair(k, v, o);
      if (o.size !== size) throw err(E.RuntimeError, "dictionary changed size during iteration");
      if (++i === BATCH) this.op(OP.SETITEMS);
    }
    if (single) this.op(OP.SETITEM);
    else {
      // After a full batch an empty one is written, as CPython does.
      if (i === BATCH) this.op(OP.MARK);
      this.op(OP.SETITEMS);
    }
  }
  private pair(k: PyObj, v: PyObj, o: PyObj): void {
    this.save(k);
    try {
      this.save(v);
    } catch (e) {
      throw noted(e, `when serializing ${kind(o)} item ${A.reprJs(k)}`);
    }
  }
  private setitems(it: PyObj, o: PyObj): void {
    this.batches(it, OP.SETITEM, OP.SETITEMS, (p) => {
      if (!(p instanceof PyTuple) || p.items.length !== 2)
        throw typeError("dict items iterator must return 2-tuples");
      this.pair(p.items[0], p.items[1], o);
    });
  }
  private saveSet(o: PySet): void {
    if (this.protocol < 4) {
      this.saveReduce([set_type, mkTuple([mkList([...o.keys()])])], o);
      return;
    }
    this.op(OP.EMPTY_SET);
    this.put(o);
    const size = o.size;
    if (size === 0) return;
    this.guarded(o, () => {
      let i = BATCH;
      try {
        for (const k of o.keys()) {
          if (i === BATCH) {
            this.op(OP.MARK);
            i = 0;
          }
          this.save(k);
          if (o.size !== size) throw err(E.RuntimeError, "set changed size during iteration");
          if (++i === BATCH) this.op(OP.ADDITEMS);
        }
      } catch (e) {
        throw noted(e, `when serializing ${kind(o)} element`);
      }
      if (i === BATCH) this.op(OP.MARK);
      this.op(OP.ADDITEMS);
    });
  }
  private saveFrozenset(o: PySet): void {
    if (this.protocol < 4) {
      this.saveReduce([frozenset_type, mkTuple([mkList([...o.keys()])])], o);
      return;
    }
    this.guarded(o, () => {
      this.op(OP.MARK);
      try {
        for (const k of o.keys()) this.save(k);
      } catch (e) {
        throw noted(e, `when serializing ${kind(o)} element`);
      }
      const at = this.memo.get(o);
      if (at !== undefined) {
        this.op(OP.POP_MARK);
        this.get(at);
        return;
      }
      this.op(OP.FROZENSET);
      this.put(o);
    });
  }

  // ---- globals ----

  private saveType(o: PyType): void {
    const of = SINGLETONS.get(o);
    if (of === undefined) this.saveGlobal(o);
    else this.saveReduce([type_type, mkTuple([of])], o);
  }
  private saveGlobal(o: PyObj, given?: string): void {
    let name = given;
    if (name === undefined) {
      const q = A.getattrOpt(o, "__qualname__") ?? A.getattr(o, "__name__");
      name = A.strJs(q);
    }
    const path = name.split(".");
    if (path.includes("<locals>")) throw picklingError(`Can't pickle local object ${A.reprJs(o)}`);
    const module = whichModule(o, name, path);
    if (this.protocol >= 2 && this.saveExtension(module, name)) return;
    if (this.protocol >= 4) {
      this.save(module);
      this.save(name);
      this.op(OP.STACK_GLOBAL);
    } else if (path.length > 1) {
      const getattr = A.getattr(interp().builtins, "getattr");
      for (let i = 1; i < path.length; i++) {
        this.save(getattr);
        if (this.protocol < 2) this.op(OP.MARK);
      }
      this.saveTopLevel(module, path[0]);
      for (let i = 1; i < path.length; i++) {
        this.save(path[i]);
        this.op(this.protocol < 2 ? OP.TUPLE : OP.TUPLE2);
        this.op(OP.REDUCE);
      }
    } else this.saveTopLevel(module, name);
    this.put(o);
  }
  private saveExtension(module: string, name: string): boolean {
    const code = registry("_extension_registry").get(mkTuple([module, name]));
    if (code === undefined) return false;
    const n = Number(A.index(code));
    if (n <= 0 || n > 0x7fffffff) throw err(E.RuntimeError, `extension code ${n} is out of range`);
    if (n <= 0xff) this.op1(OP.EXT1, n);
    else if (n <= 0xffff) {
      this.op1(OP.EXT2, n & 255);
      this.op(n >> 8);
    } else this.op4(OP.EXT4, n);
    return true;
  }
  private saveTopLevel(module: string, name: string): void {
    if (this.fixImports) [module, name] = compatNames(module, name, true);
    const text = (s: string, what: string): Uint8Array => {
      try {
        return encode(s, this.protocol >= 3 ? "utf-8" : "ascii", "strict");
      } catch (e) {
        throw because(
          e,
          `can't pickle ${what} identifier ${A.reprJs(s)} using pickle protocol ${this.protocol}`,
        );
      }
    };
    this.op(OP.GLOBAL);
    this.raw(text(module, "module"));
    this.op(10);
    this.raw(text(name, "global"));
    this.op(10);
  }

  // ---- what __reduce__ gives ----

  private saveReduce(rv: readonly PyObj[], o: PyObj): void {
    if (rv.length < 2 || rv.length > 6)
      throw picklingError("tuple returned by __reduce__ must contain 2 through 6 elements");
    const [func, args, state = null, listItems = null, dictItems = null, setter = null] = rv;
    const must = (nth: string, what: string, x: PyObj): PyBaseException =>
      picklingError(
        `${nth} item of the tuple returned by __reduce__ must be ${what}, not ${kind(x)}`,
      );
    const isIter = (x: PyObj): boolean => typeOf(x).lookup("__next__") !== undefined;
    if (!A.callable(func)) throw must("first", "callable", func);
    if (!(args instanceof PyTuple)) throw must("second", "a tuple", args);
    if (listItems !== null && !isIter(listItems)) throw must("fourth", "an iterator", listItems);
    if (dictItems !== null && !isIter(dictItems)) throw must("fifth", "an iterator", dictItems);
    if (setter !== null && !A.callable(setter)) throw must("sixth", "callable", setter);
    const name = this.protocol >= 2 ? A.getattrOpt(func, "__name__") : undefined;
    if (name === "__newobj_ex__") this.saveNewObjEx(args.items, o);
    else if (name === "__newobj__") this.saveNewObj(args.items, o);
    else {
      this.part(func, o, "reconstructor");
      this.part(args, o, "reconstructor arguments");
      this.op(OP.REDUCE);
    }
    this.memoized(o);
    if (listItems !== null) this.appends(listItems, o);
    if (dictItems !== null) this.setitems(dictItems, o);
    if (state === null) return;
    if (setter === null) {
      this.part(state, o, "state");
      this.op(OP.BUILD);
      return;
    }
    this.part(setter, o, "state setter");
    this.save(o);
    this.part(state, o, "state");
    this.op(OP.TUPLE2);
    this.op(OP.REDUCE);
    this.op(OP.POP);
  }
  private saveNewObj(args: readonly PyObj[], o: PyObj): void {
    if (args.length < 1)
      throw picklingError(`__newobj__ expected at least 1 argument, got ${args.length}`);
    const cls = args[0];
    if (!(cls instanceof PyType))
      throw picklingError(`first argument to __newobj__() must be a class, not ${kind(cls)}`);
    const own = A.getattr(o, "__class__");
    if (own !== cls)
      throw picklingError(
        `first argument to __newobj__() must be ${A.reprJs(own)}, not ${A.reprJs(cls)}`,
      );
    this.part(cls, o, "class");
    this.part(mkTuple(args.slice(1)), o, "__new__ arguments");
    this.op(OP.NEWOBJ);
  }
  private saveNewObjEx(three: readonly PyObj[], o: PyObj): void {
    if (three.length !== 3)
      throw picklingError(`__newobj_ex__ expected 3 arguments, got ${three.length}`);
    const [cls, args, kwargs] = three;
    const must = (nth: string, what: string, x: PyObj): PyBaseException =>
      picklingError(`${nth} argument to __newobj_ex__() must be ${what}, not ${kind(x)}`);
    if (!(cls instanceof PyType)) throw must("first", "a class", cls);
    if (!(args instanceof PyTuple)) throw must("second", "a tuple", args);
    if (!(kwargs instanceof PyDict)) throw must("third", "a dict", kwargs);
    if (this.protocol >= 4) {
      this.part(cls, o, "class");
      this.part(args, o, "__new__ arguments");
      this.part(kwargs, o, "__new__ arguments");
      this.op(OP.NEWOBJ_EX);
      return;
    }
    const kw = new Map<string, PyObj>();
    for (const [k, v] of kwargs.pairs()) kw.set(A.strJs(k), v);
    const partial = A.call(
      attr("functools", "partial"),
      [A.getattr(cls, "__new__"), cls, ...args.items],
      kw,
    );
    this.part(partial, o, "reconstructor");
    this.save(mkTuple([]));
    this.op(OP.REDUCE);
  }
}

const SINGLETONS = new Map<PyType, PyObj>([
  [none_type, null],
  [ellipsis_type, Ellipsis],
  [notimplemented_type, NotImplemented],
]);

/** Escapes what would end the line, on any system, as well. */
function rawUnicode(s: Str): Uint8Array {
  const data = encodeRawUnicodeEscape(s);
  const special = new Set([0, 10, 13, 26, 92]);
  if (!data.some((b) => special.has(b))) return data;
  const out: number[] = [];
  for (let i = 0; i < s.length; i++) {
    const c = typeof s === "string" ? s.charCodeAt(i) : s.cps[i];
    if (c < 256 && !special.has(c)) out.push(c);
    else {
      const hex = c > 0xffff ? `\\U${c.toString(16).padStart(8, "0")}` : hex4(c);
      for (let k = 0; k < hex.length; k++) out.push(hex.charCodeAt(k));
    }
  }
  return Uint8Array.from(out);
}
const hex4 = (c: number): string => `\\u${c.toString(16).padStart(4, "0")}`;

/** An error that stands for another one. */
function because(e: unknown, text: string): PyBaseException {
  const p = picklingError(text);
  if (e instanceof PyBaseException) p.context = e;
  return p;
}

/** The name of the module that a global is found in; checks that it is the same object there. */
function whichModule(o: PyObj, name: string, path: readonly string[]): string {
  let module = A.getattrOpt(o, "__module__");
  if (module === undefined || module === null) {
    for (const [key, m] of [...interp().modules.pairs()]) {
      if (key === "__main__" || key === "__mp_main__" || m === null) continue;
      try {
        if (follow(m, path) === o) return A.strJs(key);
      } catch (e) {
        if (!isException(e, E.AttributeError)) throw e;
      }
    }
    module = "__main__";
  }
  const text = A.strJs(module);
  let found: PyObj;
  try {
    if (A.asStr(module) === undefined)
      throw typeError(`module name must be a string, not ${A.typeName(module)}`);
    found = moduleOf(text);
  } catch (e) {
    if (!isException(e, E.ImportError) && !isException(e, E.ValueError)) throw e;
    throw because(e, `Can't pickle ${A.reprJs(o)}: ${A.strJs(e)}`);
  }
  let there: PyObj;
  try {
    there = follow(found, path);
  } catch (e) {
    if (!isException(e, E.AttributeError)) throw e;
    throw because(e, `Can't pickle ${A.reprJs(o)}: it's not found as ${text}.${name}`);
  }
  if (there !== o)
    throw picklingError(`Can't pickle ${A.reprJs(o)}: it's not the same object as ${text}.${name}`);
  return text;
}
