/** _ctypes: the module; its types are in ctypes-*.ts. */
import {
  asInt,
  asJs,
  asStr,
  call,
  getattrOpt,
  index,
  ssize,
  truth,
  typeName,
} from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { normInt } from "../objects/hash.js";
import { viewOfMemory } from "../objects/memoryview.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, type PyObj, PyType } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { mkBytes, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { argument_error, callAddress, FLAG, privateErrno } from "./ctypes-call.js";
import { CODES } from "./ctypes-codes.js";
import { cfield_type, unpickle } from "./ctypes-data.js";
import {
  allocate,
  builtinAddress,
  CData,
  cStringAt,
  fresh,
  infoOf,
  keep,
  memoryAt,
  need,
  objectOf,
  wideAt,
} from "./ctypes-info.js";
import { dlclose, dlopen, symbolAddress } from "./ctypes-libs.js";
import {
  array_type,
  carg,
  cdata_type,
  func_type,
  PyCArg,
  pointer_type,
  simple_type,
  structure_type,
  union_type,
} from "./ctypes-types.js";

/** The address an argument stands for, as a `void *` parameter takes it. */
function addressArg(o: PyObj): bigint {
  if (o === null) return 0n;
  if (o instanceof PyCArg) return BigInt(o.value as bigint);
  if (o instanceof CData) {
    const i = need(o.cls);
    return i.kind === "array" || i.kind === "struct" || i.kind === "union"
      ? o.address
      : o.view.getBigUint64(0, true);
  }
  const n = asInt(o);
  if (n !== undefined) return BigInt.asUintN(64, BigInt(n));
  if (o instanceof PyBytes || asStr(o) !== undefined) {
    const v = new DataView(new ArrayBuffer(8));
    CODES[o instanceof PyBytes ? "z" : "Z"].set(v, o, true);
    return v.getBigUint64(0, true);
  }
  throw err(
    argument_error,
    `argument 1: TypeError: '${typeName(o)}' object cannot be interpreted as ctypes.c_void_p`,
  );
}
function cast(p: PyObj, source: PyObj, t: PyObj): PyObj {
  const info = infoOf(t);
  const ok =
    info !== undefined &&
    (info.kind === "pointer" || info.kind === "func" || "sPzUZXO".includes(info.code || "-"));
  if (!ok)
    throw typeError(
      `cast() argument 2 must be a pointer type, not ${t instanceof PyType ? t.name : typeName(t)}`,
    );
  const r = fresh(t as PyType);
  r.view.setBigUint64(0, addressArg(p), true);
  if (source instanceof CData) {
    keep(r, 0, source);
    if (source.raws !== null) r.raws = new Map(source.raws);
  } else if (source !== null) keep(r, 0, source);
  return r;
}
const cdata = (o: PyObj, f: string): CData => {
  if (!(o instanceof CData))
    throw typeError(`${f}() argument 1 must be _ctypes._CData, not ${typeName(o)}`);
  return o;
};
const layout = (o: PyObj, what: string) => {
  const i = o instanceof PyType ? infoOf(o) : o instanceof CData ? infoOf(o.cls) : undefined;
  if (i === undefined) throw typeError(`this type has no ${what}`);
  return i;
};

/** A size as C's int has it: -1 means up to the NUL, other negative ones nothing. */
function sizeArg(o: PyObj | undefined, what: string): number {
  if (o === undefined) return -1;
  const n = Number(BigInt.asIntN(32, BigInt(index(o))));
  if (n < -1) throw err(E.SystemError, `Negative size passed to ${what}`);
  return n;
}

registerModule("_ctypes", () => {
  const libc = dlopen(null, 0);
  const symbol = (n: string): bigint => symbolAddress(libc, n, E.OSError);
  const m = defineModule(
    "_ctypes",
    "Create and manipulate C compatible data types in Python.",
    {
      sizeof: [
        "($module, obj, /)",
        (o: PyObj) => (o instanceof CData ? o.mem.length : layout(o, "size").size),
      ],
      alignment: ["($module, obj, /)", (o: PyObj) => layout(o, "alignment").align],
      addressof: [
        "($module, obj, /)",
        (o: PyObj) => {
          if (!(o instanceof CData))
            throw typeError(`addressof() argument must be _ctypes._CData, not ${typeName(o)}`);
          return normInt(o.address);
        },
      ],
      byref: [
        "($module, obj, offset=0, /)",
        (o: PyObj, at?: PyObj) => {
          const d = cdata(o, "byref");
          const off = at === undefined ? 0 : ssize(at);
          return carg("P", "intptr_t", d.address + BigInt(off), d);
        },
      ],
      resize: [
        "($module, obj, size, /)",
        (o: PyObj, n: PyObj) => {
          if (!(o instanceof CData)) throw typeError("excepted ctypes instance");
          const size = ssize(n);
          const least = need(o.cls).size;
          if (size < least) throw valueError(`minimum size is ${least}`);
          if (!o.owned)
            throw valueError("Memory cannot be resized because this object doesn't own it");
          const mem = allocate(size);
          mem.set(o.mem.subarray(0, Math.min(size, o.mem.length)));
          o.mem = mem;
          return null;
        },
      ],
      buffer_info: [
        "($module, o, /)",
        (o: PyObj) => {
          let i = layout(o, "buffer info");
          const shape: PyObj[] = [];
          while (i.kind === "array") {
            shape.push(i.length);
            i = need(i.item as PyType);
          }
          return mkTuple([i.format, shape.length, mkTuple(shape)]);
        },
      ],
      get_errno: ["($module, /)", () => privateErrno.value],
      set_errno: [
        "($module, value, /)",
        (v: PyObj) => {
          const old = privateErrno.value;
          privateErrno.value = ssize(v);
          return old;
        },
      ],
      dlopen: [
        "($module, name, flag=RTLD_NOW, /)",
        (name: PyObj, mode?: PyObj) => {
          const s =
            name === null
              ? null
              : name instanceof PyBytes
                ? Buffer.from(name.data).toString()
                : asJs(name);
          if (s === undefined)
            throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(name)}`);
          return normInt(dlopen(s, mode === undefined ? 2 : ssize(mode)));
        },
      ],
      dlclose: [
        "($module, handle, /)",
        (h: PyObj) => {
          dlclose(BigInt(asInt(h) ?? 0));
          return null;
        },
      ],
      dlsym: [
        "($module, handle, name, /)",
        (h: PyObj, n: PyObj) =>
          normInt(symbolAddress(BigInt(asInt(h) ?? 0), asJs(n) ?? "", E.OSError)),
      ],
      call_function: [
        "($module, address, arguments, /)",
        (a: PyObj, args: PyObj) => callRaw(a, args),
      ],
      call_cdeclfunction: [
        "($module, address, arguments, /)",
        (a: PyObj, args: PyObj) => callRaw(a, args),
      ],
      PyObj_FromPtr: ["($module, obj, /)", (p: PyObj) => objectOf(BigInt(asInt(p) ?? 0)) ?? null],
      Py_INCREF: ["($module, obj, /)", (o: PyObj) => o],
      Py_DECREF: ["($module, obj, /)", (o: PyObj) => o],
      _unpickle: [
        "($module, typ, state, /)",
        (t: PyObj, state: PyObj) => {
          const o = fresh(t as PyType);
          const set = getattrOpt(o, "__setstate__") as PyObj;
          call(set, (state as unknown as { items: PyObj[] }).items);
          return o;
        },
      ],
    },
    {
      _CData: cdata_type,
      _SimpleCData: simple_type,
      Structure: structure_type,
      Union: union_type,
      Array: array_type,
      _Pointer: pointer_type,
      CFuncPtr: func_type,
      CField: cfield_type,
      ArgumentError: argument_error,
      FUNCFLAG_CDECL: FLAG.CDECL,
      FUNCFLAG_PYTHONAPI: FLAG.PYTHONAPI,
      FUNCFLAG_USE_ERRNO: FLAG.ERRNO,
      FUNCFLAG_USE_LASTERROR: FLAG.LASTERROR,
      RTLD_LOCAL: 0,
      RTLD_GLOBAL: 256,
      CTYPES_MAX_ARGCOUNT: 1024,
      SIZEOF_TIME_T: 8,
      __version__: "1.1.0",
      _memmove_addr: normInt(symbol("memmove")),
      _memset_addr: normInt(symbol("memset")),
      _cast_addr: normInt(builtinAddress(cast)),
      _string_at_addr: normInt(
        builtinAddress((p: PyObj, o?: PyObj) => {
          const n = sizeArg(o, "PyBytes_FromStringAndSize");
          return mkBytes(
            p instanceof PyBytes && n >= 0 && n <= p.data.length
              ? p.data.slice(0, n)
              : cStringAt(addressArg(p), n),
          );
        }),
      ),
      _wstring_at_addr: normInt(
        builtinAddress((p: PyObj, o?: PyObj) =>
          fromUtf16(wideAt(addressArg(p), sizeArg(o, "PyUnicode_FromWideChar"))),
        ),
      ),
      _memoryview_at_addr: normInt(
        builtinAddress((p: PyObj, n: PyObj, readonly?: PyObj) => {
          const size = ssize(n);
          if (size < 0)
            throw valueError(
              "memoryview_at: size is negative (or overflowed): ".concat(String(size)),
            );
          const b = mkBytes(memoryAt(addressArg(p), size));
          const data = b.data;
          return viewOfMemory({
            obj: null,
            data,
            itemsize: 1,
            readonly: readonly !== undefined && truth(readonly),
            format: "B",
            shape: [size],
            strides: [1],
            release: () => {},
          });
        }),
      ),
    },
  );
  unpickle.f = m.dict.getStr("_unpickle") as PyObj;
  return m;
});
function callRaw(a: PyObj, args: PyObj): PyObj {
  const items = (args as unknown as { items?: PyObj[] }).items;
  if (items === undefined) throw typeError("argument 2 must be tuple");
  return callAddress(BigInt(asInt(a) ?? 0), items, null, FLAG.CDECL);
}
