/** Function pointers of ctypes: calling C through koffi, and being called back. */
import { createRequire } from "node:module";
import {
  asInt,
  asJs,
  asStr,
  call,
  callable,
  getattr,
  getattrOpt,
  toArray,
} from "../objects/abstract.js";
import { E, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, newMethod, slots } from "../objects/function.js";
import { identity } from "../objects/hash.js";
import { PyBytes, type PyObj, PyTuple, type PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { mkTuple } from "../objects/types.js";
import { unraisable } from "../runtime/unraisable.js";
import { CODES } from "./ctypes-codes.js";
import { isPlain, load, store } from "./ctypes-data.js";
import {
  builtins,
  CData,
  fresh,
  infoOf,
  keep,
  need,
  objectOf,
  type PythonApi,
  pythonApi,
  type TypeInfo,
} from "./ctypes-info.js";
import { symbolAddress } from "./ctypes-libs.js";
import { carg, convertersOf, ffiValue, func_type, PyCArg, stored } from "./ctypes-types.js";
import { exceptionType, raise } from "./exc.js";
import { errno, setErrno } from "./libc.js";

export const argument_error = exceptionType("ctypes", "ArgumentError", [E.Exception]);
export const FLAG = { CDECL: 1, PYTHONAPI: 4, ERRNO: 8, LASTERROR: 16 } as const;

interface Koffi {
  proto(name: string, result: unknown, args: unknown[]): unknown;
  pointer(t: unknown): unknown;
  struct(name: string, members: Record<string, unknown>): unknown;
  array(t: unknown, n: number): unknown;
  call(p: bigint, t: unknown, ...args: unknown[]): unknown;
  decode(p: unknown, t: unknown): unknown;
  encode(p: unknown, t: unknown, v: unknown): void;
  register(f: (...a: unknown[]) => unknown, t: unknown): bigint;
  unregister(p: bigint): void;
}
let loaded: Koffi | null = null;
const koffi = (): Koffi => (loaded ??= createRequire(import.meta.url)("koffi") as Koffi);
let serial = 0;

/** koffi's type for a C type passed by value. */
function ffiType(t: PyType): unknown {
  const info = need(t);
  if (info.ffi !== undefined) return info.ffi;
  let f: unknown = "intptr_t";
  if (info.kind === "simple") {
    f = CODES[info.code].ffi;
    if (f === "") throw typeError(`${t.name} values cannot be passed by value`);
  } else if (info.kind === "struct" || info.kind === "union") f = structType(info);
  info.ffi = f;
  return f;
}
function structType(info: TypeInfo): unknown {
  const k = koffi();
  const members: Record<string, unknown> = {};
  let at = 0;
  let regular = info.kind === "struct" && info.fields.length > 0;
  info.fields.forEach((f, i) => {
    const inner = need(f.type);
    const start = Math.ceil(at / inner.align) * inner.align;
    if (f.bits >= 0 || f.offset !== start) regular = false;
    at = start + f.size;
    members[`f${i}`] =
      inner.kind === "array"
        ? k.array(ffiType(inner.item as PyType), inner.length)
        : ffiType(f.type);
  });
  if (!regular)
    return k.struct(`ctypes_s${++serial}`, { b: k.array("uint8_t", Math.max(info.size, 1)) });
  return k.struct(`ctypes_s${++serial}`, members);
}
const prototypes = new Map<string, unknown>();
const typeIds = new Map<unknown, number>();
function prototype(result: unknown, args: unknown[]): unknown {
  const id = (t: unknown): string => {
    if (typeof t === "string") return t;
    let n = typeIds.get(t);
    if (n === undefined) typeIds.set(t, (n = typeIds.size));
    return `#${n}`;
  };
  const key = [result, ...args].map(id).join(",");
  let p = prototypes.get(key);
  if (p === undefined) {
    p = koffi().proto(`ctypes_f${++serial}`, result, args);
    prototypes.set(key, p);
  }
  return p;
}

class CFunc extends CData {
  /** What it calls when it was made of a Python callable. */
  thunk: PyObj = null;
  pointer: bigint | null = null;
  argtypes: PyObj = null;
  converters: PyObj[] | null = null;
  ownArgs = false;
  restype: PyObj | undefined = undefined;
  errcheck: PyObj = null;
  paramflags: PyObj[] | null = null;
  get target(): bigint {
    return this.view.getBigUint64(0, true);
  }
}
(func_type as { ctor: unknown }).ctor = CFunc;

/** A parameter in the form that koffi takes: type and value. */
function convert(o: PyObj, n: number, alive: unknown[]): [unknown, unknown] {
  if (o instanceof PyCArg) {
    if (o.raw !== undefined) alive.push(o.raw);
    return [o.ffi, o.value];
  }
  if (o === null) return ["intptr_t", 0n];
  if (o instanceof CData) {
    const info = need(o.cls);
    alive.push(o);
    switch (info.kind) {
      case "simple":
        return [ffiType(o.cls), ffiValue(info.code, o.view)];
      case "array":
        return ["intptr_t", o.address];
      case "pointer":
      case "func":
        return ["intptr_t", o.view.getBigInt64(0, true)];
      default: {
        const t = ffiType(o.cls);
        return [t, koffi().decode(o.address, t)];
      }
    }
  }
  const i = asInt(o);
  if (i !== undefined) {
    const b = BigInt(i);
    if (b < -(1n << 31n) || b >= 1n << 32n) {
      if (b < -(1n << 63n) || b >= 1n << 64n)
        throw raise(argument_error, `argument ${n}: OverflowError: int too long to convert`);
    }
    return ["int32_t", Number(BigInt.asIntN(32, b))];
  }
  if (o instanceof PyBytes) {
    const a = stored("z", o);
    alive.push(a.raw);
    return [a.ffi, a.value];
  }
  if (asStr(o) !== undefined) {
    const a = stored("Z", o);
    alive.push(a.raw);
    return [a.ffi, a.value];
  }
  const as = getattrOpt(o, "_as_parameter_");
  if (as !== undefined) return convert(as, n, alive);
  throw raise(argument_error, `argument ${n}: TypeError: Don't know how to convert parameter ${n}`);
}

/** The Python value of what C gave back. */
function result(restype: PyObj, v: unknown): PyObj {
  if (restype === null) return null;
  const info = infoOf(restype);
  if (info === undefined) return call(restype, [Number(v)]);
  const t = restype as PyType;
  const o = fresh(t);
  fill(o.mem, info, v);
  const out = isPlain(t) ? load(t, o.mem, null, 0) : o;
  const check = getattrOpt(restype, "_check_retval_");
  return check === undefined ? out : call(check, [out]);
}
/** Writes a value as koffi has it into the memory of a C type. */
function fill(mem: Uint8Array, info: TypeInfo, v: unknown): void {
  const w = new DataView(mem.buffer, mem.byteOffset, mem.byteLength);
  if (info.kind === "struct" || info.kind === "union") {
    koffi().encode(mem, info.ffi, v);
    return;
  }
  if (info.code === "f") w.setFloat32(0, Number(v), true);
  else if (info.code === "d") w.setFloat64(0, Number(v), true);
  else {
    const b = BigInt.asUintN(
      64,
      typeof v === "boolean" ? (v ? 1n : 0n) : BigInt(v as number | bigint),
    );
    for (let i = 0; i < Math.min(info.size, 8); i++) mem[i] = Number((b >> BigInt(8 * i)) & 255n);
  }
}

/** errno as ctypes keeps it, apart from the real one. */
export const privateErrno = { value: 0 };

export function callAddress(address: bigint, args: PyObj[], restype: PyObj, flags: number): PyObj {
  const own = builtins.get(address);
  if (own !== undefined) return own(...args.map((a) => (a instanceof PyCArg ? a : a)));
  const alive: unknown[] = [];
  const pairs = args.map((a, i) => convert(a, i + 1, alive));
  const info = restype === null ? undefined : infoOf(restype);
  const ret =
    restype === null ? "void" : info === undefined ? "int32_t" : ffiType(restype as PyType);
  if ((flags & FLAG.PYTHONAPI) !== 0 && pythonApi.open !== null)
    return callPython(pythonApi.open(), address, args, pairs, restype, ret);
  const p = prototype(
    ret,
    pairs.map((x) => x[0]),
  );
  if ((flags & FLAG.ERRNO) !== 0) setErrno(privateErrno.value);
  pendingErrors.length = 0;
  const v = koffi().call(address, p, ...pairs.map((x) => x[1]));
  if ((flags & FLAG.ERRNO) !== 0) {
    privateErrno.value = errno();
    setErrno(0);
  }
  void alive.length;
  return result(restype, v);
}
const pendingErrors: unknown[] = [];

/** The object that an argument stands for, where C wants a PyObject pointer. */
function objectIn(a: PyObj): PyObj | undefined {
  if (a instanceof PyCArg) return a.tag === "O" ? a.obj : undefined;
  if (!(a instanceof CData) || need(a.cls).code !== "O") return undefined;
  return objectOf(a.view.getBigUint64(0, true));
}
/** The double whose lower half is a float, as a register has it. */
function asDoubleBits(v: number): number {
  const w = new DataView(new ArrayBuffer(8));
  w.setFloat32(0, v, true);
  return w.getFloat64(0, true);
}
function callPython(
  api: PythonApi,
  address: bigint,
  args: PyObj[],
  pairs: [unknown, unknown][],
  restype: PyObj,
  ret: unknown,
): PyObj {
  const lent = args.map((a) => {
    const o = objectIn(a);
    return o === undefined ? undefined : api.lend(o);
  });
  try {
    const integers: bigint[] = [];
    const floats: number[] = [];
    pairs.forEach(([type, v], i) => {
      if (type === "double") floats.push(Number(v));
      else if (type === "float") floats.push(asDoubleBits(Number(v)));
      else if (typeof type !== "string")
        throw typeError("a function of the Python API takes no structure by value");
      else integers.push(lent[i] ?? BigInt(v as number | bigint | boolean));
    });
    if (integers.length > api.maxWords || floats.length > api.maxFloats)
      throw typeError("too many arguments for a function of the Python API");
    const v = api.call(address, integers, floats, ret === "double");
    if (restype === null || infoOf(restype)?.code !== "O") {
      api.end(0n);
      return result(restype, ret === "int32_t" ? BigInt.asIntN(32, v as bigint) : v);
    }
    const given = BigInt(v as number | bigint);
    const o = api.end(given);
    if (given === 0n) throw valueError("PyObject is NULL");
    return o;
  } finally {
    for (const a of lent) if (a !== undefined) api.takeBack(a);
  }
}

function effective(f: CFunc): { restype: PyObj; converters: PyObj[] | null } {
  const info = need(f.cls);
  return {
    restype: f.restype === undefined ? info.restype : f.restype,
    converters: f.ownArgs ? f.converters : info.converters,
  };
}
/** Arguments by parameter flags: defaults, names and output parameters. */
function byFlags(f: CFunc, args: PyObj[], kw: Kw, types: PyObj[]): [PyObj[], number[]] {
  const out: PyObj[] = [];
  const outs: number[] = [];
  let used = 0;
  (f.paramflags as PyObj[]).forEach((p, i) => {
    const items = toArray(p);
    const flag = Number(asInt(items[0]) ?? 0);
    const name = items.length > 1 && items[1] !== null ? asJs(items[1]) : undefined;
    const dflt = items[2];
    if ((flag & 2) !== 0 && (flag & 1) === 0) {
      const t = types[i] as PyType;
      const pi = need(t);
      const o = call(pi.kind === "array" ? t : (pi.item as PyType), []);
      outs.push(out.length);
      out.push(o);
      return;
    }
    let v: PyObj | undefined;
    if (used < args.length) v = args[used++];
    else if (name !== undefined && kw.has(name)) v = kw.get(name);
    else if (dflt !== undefined) v = dflt;
    else if ((flag & 4) !== 0) v = 0;
    else
      throw typeError(
        name !== undefined ? `required argument '${name}' missing` : "not enough arguments",
      );
    if ((flag & 2) !== 0) outs.push(out.length);
    out.push(v as PyObj);
  });
  return [out, outs];
}
function invoke(f: CFunc, given: PyObj[], kw: Kw): PyObj {
  const { restype, converters } = effective(f);
  const types = f.ownArgs ? toArray(f.argtypes ?? mkTuple([])) : (need(f.cls).argtypes ?? []);
  let args = given;
  let outs: number[] = [];
  if (f.paramflags !== null) [args, outs] = byFlags(f, given, kw, types);
  const n = converters?.length ?? 0;
  if (converters !== null && args.length < n)
    throw typeError(
      `this function takes ${(need(f.cls).flags & FLAG.CDECL) !== 0 ? "at least " : ""}${n} argument${n === 1 ? "" : "s"} (${args.length} given)`,
    );
  const originals = args;
  const ready = args.map((a, i) => {
    if (outs.includes(i) && a instanceof CData) {
      const pi = infoOf(types[i]);
      return pi?.kind === "array" ? a : carg("P", "intptr_t", a.address, a);
    }
    if (converters === null || i >= n) return a;
    try {
      return call(converters[i], [a]);
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
      const text = e.args.items.length > 0 ? String(asJs(e.args.items[0]) ?? "") : "";
      const name = e.cls.name;
      throw raise(argument_error, `argument ${i + 1}: ${name}: ${text}`);
    }
  });
  const b = builtins.get(f.target);
  let r: PyObj;
  if (b !== undefined) r = b(...originals);
  else r = callAddress(f.target, ready, restype, need(f.cls).flags);
  if (f.errcheck !== null) {
    const checked = call(f.errcheck, [r, f, mkTuple(originals)]);
    if (outs.length === 0 || checked !== (mkTuple(originals) as PyObj)) {
      if (outs.length === 0) return checked;
      r = checked;
    }
  }
  if (outs.length === 0) return r;
  const values = outs.map((i) => {
    const o = originals[i];
    const m = getattrOpt(o, "__ctypes_from_outparam__");
    return m === undefined ? o : call(m, []);
  });
  return values.length === 1 ? values[0] : mkTuple(values);
}

// ---- callbacks ----

function makeCallback(f: CFunc, target: PyObj): void {
  const info = need(f.cls);
  const types = info.argtypes;
  if (types === null) throw typeError("cannot construct instance of this class: no argtypes");
  const restype = info.restype;
  const rinfo = restype === null ? undefined : infoOf(restype);
  if (restype !== null && (rinfo === undefined || rinfo.kind === "array"))
    throw typeError("invalid result type for callback function");
  const ret = restype === null ? "void" : ffiType(restype as PyType);
  const run = (...values: unknown[]): unknown => {
    let r: PyObj;
    try {
      const args = values.map((v, i) => {
        const t = types[i];
        const o = fresh(t);
        fill(o.mem, need(t), v);
        return isPlain(t) ? load(t, o.mem, null, 0) : o;
      });
      if ((info.flags & FLAG.ERRNO) !== 0) {
        const e = errno();
        setErrno(privateErrno.value);
        privateErrno.value = e;
      }
      r = call(target, args);
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
      unraisable(e, "Exception ignored while calling ctypes callback function", target);
      return zero(rinfo);
    }
    if (restype === null) return undefined;
    try {
      const o = fresh(restype as PyType);
      if (r === null && rinfo?.kind !== "simple") return zero(rinfo);
      store(restype as PyType, o.mem, r, o, 0);
      held.add(o);
      if (held.size > 256) held.delete(held.values().next().value as CData);
      if (rinfo?.kind === "simple") return ffiValue(rinfo.code, o.view);
      if (rinfo?.kind === "struct" || rinfo?.kind === "union")
        return koffi().decode(o.address, ret);
      return o.view.getBigInt64(0, true);
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
      if (r !== null || rinfo?.code !== "O")
        unraisable(
          e,
          "Exception ignored while converting result of ctypes callback function",
          target,
        );
      return zero(rinfo);
    }
  };
  const p = prototype(
    ret,
    types.map((t) => ffiType(t)),
  );
  f.pointer = koffi().register(run, koffi().pointer(p));
  f.thunk = target;
  f.view.setBigUint64(0, BigInt(f.pointer), true);
  keep(f, 0, target);
  ends.register(f, f.pointer);
}
/** Results that C may still look at. */
const held = new Set<CData>();
const zero = (i: TypeInfo | undefined): unknown =>
  i === undefined ? undefined : i.code === "?" ? false : i.code === "f" || i.code === "d" ? 0 : 0n;
const ends = new FinalizationRegistry<bigint>((p) => koffi().unregister(p));

newMethod(func_type, "($type, *args, **kwargs)", (t: PyType, args: PyObj[]) => {
  if (args.length === 0) return fresh(t);
  const f = fresh(t) as CFunc;
  const first = args[0];
  if (first instanceof PyTuple) {
    if (first.items.length < 2) throw typeError("argument 1 must be a tuple of (name, dll)");
    const [name, dll] = first.items;
    const h = asInt(getattr(dll, "_handle"));
    if (h === undefined)
      throw typeError("the _handle attribute of the second argument must be an integer");
    const s = name instanceof PyBytes ? Buffer.from(name.data).toString() : asJs(name);
    if (s === undefined) throw typeError("function name must be string, bytes object or integer");
    f.view.setBigUint64(0, symbolAddress(BigInt(h), s, E.AttributeError), true);
    keep(f, 0, dll);
    if (args.length > 1 && args[1] !== null) setParamFlags(f, args[1]);
    return f;
  }
  const i = asInt(first);
  if (i !== undefined && args.length === 1) {
    f.view.setBigUint64(0, BigInt.asUintN(64, BigInt(i)), true);
    return f;
  }
  if (!callable(first)) throw typeError("argument must be callable or integer function address");
  makeCallback(f, first);
  return f;
});
function setParamFlags(f: CFunc, o: PyObj): void {
  const types = need(f.cls).argtypes;
  if (types === null) throw typeError("abstract class");
  if (!(o instanceof PyTuple)) throw typeError("paramflags must be a tuple or None");
  if (o.items.length !== types.length)
    throw valueError("paramflags must have the same length as argtypes");
  o.items.forEach((p, i) => {
    const items = p instanceof PyTuple ? p.items : [];
    const flag = items.length > 0 ? asInt(items[0]) : undefined;
    if (flag === undefined)
      throw typeError("paramflags must be a sequence of (int [,string [,value]]) tuples");
    if ((Number(flag) & 2) !== 0) {
      const k = infoOf(types[i])?.kind;
      const code = infoOf(types[i])?.code ?? "";
      if (k !== "pointer" && k !== "array" && !"zZP".includes(code))
        throw typeError(`'out' parameter ${i + 1} must be a pointer type, not ${types[i].name}`);
    }
    if (![0, 1, 2, 4, 5, 3].includes(Number(flag) & 7))
      throw typeError("paramflag value %d not supported".replace("%d", String(flag)));
  });
  f.paramflags = o.items;
}
slots(func_type, {
  __call__: (f: CFunc, args: PyObj[], kw: Kw) => invoke(f, args, kw),
  __repr__: (f: CFunc) => `<${f.cls.name} object at 0x${identity(f).toString(16)}>`,
  __bool__: (f: CFunc) => f.target !== 0n,
});
getsets(func_type, {
  restype: [
    (f: CFunc) => effective(f).restype,
    (f: CFunc, v: PyObj | undefined) => {
      if (v === undefined) {
        f.restype = undefined;
        return;
      }
      if (v !== null && infoOf(v) === undefined && !callable(v))
        throw typeError("restype must be a type, a callable, or None");
      f.restype = v;
    },
  ],
  argtypes: [
    (f: CFunc) => {
      if (f.ownArgs) return f.argtypes;
      const a = need(f.cls).argtypes;
      return a === null ? null : mkTuple(a);
    },
    (f: CFunc, v: PyObj | undefined) => {
      if (v === undefined || v === null) {
        f.ownArgs = v === null;
        f.argtypes = null;
        f.converters = null;
        return;
      }
      const [, conv] = convertersOf(v);
      f.argtypes = v;
      f.converters = conv;
      f.ownArgs = true;
    },
  ],
  errcheck: [
    (f: CFunc) => f.errcheck,
    (f: CFunc, v: PyObj | undefined) => {
      if (v !== undefined && v !== null && !callable(v))
        throw typeError("the errcheck attribute must be callable");
      f.errcheck = v ?? null;
    },
  ],
});
