/** _pickle: the functions and types; pickle-save.ts and pickle-load.ts do the work. */
import * as A from "../objects/abstract.js";
import { contentsOf as contents } from "../objects/buffer.js";
import {
  attributeError,
  E,
  err,
  type PyBaseException,
  typeError,
  valueError,
} from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { memoryview_type } from "../objects/memoryview.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { builtinType, dict_type, mkTuple, newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { idOf } from "./builtins.js";
import { pickle_buffer_type } from "./pickle-buffer.js";
import {
  pickle_error,
  pickling_error,
  picklingError,
  unpickling_error,
  unpicklingError,
} from "./pickle-codes.js";
import { memoryHook, noPersistentLoad, PyUnpickler } from "./pickle-load.js";
import { PyPickler } from "./pickle-save.js";

memoryHook.type = () => memoryview_type;

// ---- Pickler ----

const PICKLER = signature(
  "($self, /, file, protocol=None, fix_imports=True, buffer_callback=None)",
);
const pickler_type = builtinType("Pickler", { module: "_pickle", ctor: PyPickler });

function setOutput(p: PyPickler, file: PyObj): void {
  p.write = A.getattrOpt(file, "write");
  if (p.write === undefined) throw typeError("file must have a 'write' attribute");
}
function configure(p: PyPickler, protocol?: PyObj, fix?: PyObj, callback?: PyObj): void {
  p.setProtocol(protocol, fix === undefined || A.truth(fix));
  p.bufferCallback = callback ?? null;
  if (p.bufferCallback !== null && p.protocol < 5)
    throw valueError("buffer_callback needs protocol >= 5");
  p.ready = true;
}
/** Runs one dump or load at a time. */
function alone<T>(p: PyPickler | PyUnpickler, f: () => T): T {
  if (p.running)
    throw err(
      E.RuntimeError,
      `${p instanceof PyPickler ? "Pickler" : "Unpickler"} object is already used`,
    );
  p.running = true;
  try {
    return f();
  } finally {
    p.running = false;
  }
}

slots(pickler_type, {
  __init__: (p: PyPickler, args: PyObj[], kw: Kw) => {
    const [file, protocol, fix, callback] = bindArgs(
      "Pickler",
      "Pickler",
      PICKLER,
      args,
      kw,
    ) as PyObj[];
    return alone(p, () => {
      p.ready = false;
      configure(p, protocol, fix, callback);
      p.ready = false;
      setOutput(p, file);
      p.ready = true;
      p.fast = 0;
      p.memo = new Map();
      p.dispatchTable = p.cls.isHeap ? A.getattrOpt(p, "dispatch_table") : p.dispatchTable;
      return null;
    });
  },
});
methods(pickler_type, {
  persistent_id: ["($self, obj, /)", () => null],
  dump: [
    "($self, obj, /)",
    (p: PyPickler, o: PyObj) => {
      if (!p.ready)
        throw picklingError(`Pickler.__init__() was not called by ${A.tpName(p.cls)}.__init__()`);
      return alone(p, () => {
        p.dump(o);
        p.finish();
        return null;
      });
    },
    "Write a pickled representation of the given object to the open file.",
  ],
  clear_memo: [
    "($self, /)",
    (p: PyPickler) => {
      p.memo = new Map();
      return null;
    },
  ],
  __sizeof__: ["($self, /)", (p: PyPickler) => p.cls.basicsize + p.memo.size * 16],
});
const flag = (name: "bin" | "fast") =>
  [
    (p: PyPickler) => p[name],
    (p: PyPickler, v: PyObj | undefined) => {
      if (v === undefined) throw typeError("can't delete numeric/char attribute");
      const n = BigInt(A.index(v));
      if (BigInt.asIntN(64, n) !== n)
        throw err(E.OverflowError, "Python int too large to convert to C long");
      p[name] = Number(BigInt.asIntN(32, n));
    },
  ] as const;
getsets(
  pickler_type,
  {
    bin: flag("bin"),
    fast: flag("fast"),
    dispatch_table: [
      (p: PyPickler) => {
        if (p.dispatchTable === undefined)
          throw attributeError(
            p,
            "dispatch_table",
            `'${A.typeName(p)}' object has no attribute 'dispatch_table'`,
          );
        return p.dispatchTable;
      },
      (p: PyPickler, v: PyObj | undefined) => {
        if (v === undefined && p.dispatchTable === undefined)
          throw attributeError(p, "dispatch_table", "dispatch_table");
        p.dispatchTable = v;
      },
    ],
  },
  true,
);

/** One attribute of the built-in types may be set although they have no `__dict__`. */
function settable(
  proto: PyObject,
  name: string,
  field: "ownPersistentId" | "ownPersistentLoad",
): void {
  type Own = Record<string, PyObj | undefined>;
  const get = PyObject.prototype.$getattro;
  const set = PyObject.prototype.$setattro;
  proto.$getattro = function (this: PyObject, n: string) {
    const own = n === name ? (this as unknown as Own)[field] : undefined;
    return own ?? get.call(this, n);
  };
  proto.$setattro = function (this: PyObject, n: string, v: PyObj | undefined) {
    if (n !== name) set.call(this, n, v);
    else (this as unknown as Own)[field] = v;
  };
}
settable(PyPickler.prototype, "persistent_id", "ownPersistentId");
settable(PyUnpickler.prototype, "persistent_load", "ownPersistentLoad");

// ---- Unpickler ----

const UNPICKLER = signature(
  "($self, /, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
);
const unpickler_type = builtinType("Unpickler", { module: "_pickle", ctor: PyUnpickler });

function setInput(u: PyUnpickler, file: PyObj): void {
  u.peek = A.getattrOpt(file, "peek");
  u.readinto = A.getattrOpt(file, "readinto");
  u.read = A.getattrOpt(file, "read");
  u.readline = A.getattrOpt(file, "readline");
  if (u.read === undefined || u.readline === undefined)
    throw typeError("file must have 'read' and 'readline' attributes");
}
function options(
  who: string,
  u: PyUnpickler,
  fix?: PyObj,
  encoding?: PyObj,
  errors?: PyObj,
  bufs?: PyObj,
): void {
  const text = (o: PyObj | undefined, name: string, usual: string): string => {
    if (o === undefined) return usual;
    const s = A.asJs(o);
    if (s === undefined)
      throw typeError(`${who}() argument '${name}' must be str, not ${A.typeName(o)}`);
    return s;
  };
  u.fixImports = fix === undefined || A.truth(fix);
  u.encoding = text(encoding, "encoding", "ASCII");
  u.errors = text(errors, "errors", "strict");
  u.buffers = bufs === undefined || bufs === null ? undefined : A.iter(bufs);
  u.ready = true;
}
slots(unpickler_type, {
  __init__: (u: PyUnpickler, args: PyObj[], kw: Kw) => {
    const [file, fix, encoding, errors, buffers] = bindArgs(
      "Unpickler",
      "Unpickler",
      UNPICKLER,
      args,
      kw,
    ) as PyObj[];
    return alone(u, () => {
      u.ready = false;
      setInput(u, file);
      options("Unpickler", u, fix, encoding, errors, buffers);
      u.setBytes(new Uint8Array(0));
      u.memo = [];
      u.memoSize = 0;
      return null;
    });
  },
});
methods(unpickler_type, {
  persistent_load: [
    "($self, pid, /)",
    () => {
      throw noPersistentLoad();
    },
  ],
  load: [
    "($self, /)",
    (u: PyUnpickler) => {
      if (!u.ready)
        throw unpicklingError(
          `Unpickler.__init__() was not called by ${A.tpName(u.cls)}.__init__()`,
        );
      return alone(u, () => u.load());
    },
  ],
  find_class: [
    "($self, module_name, global_name, /)",
    (u: PyUnpickler, module: PyObj, name: PyObj) => u.findClass(module, name),
  ],
  __sizeof__: ["($self, /)", (u: PyUnpickler) => u.cls.basicsize + u.memoSize * 8],
});

// ---- memos ----

class MemoProxy extends PyObject {
  of!: PyPickler | PyUnpickler;
}
function pairsOf(p: PyPickler | PyUnpickler): PyDict {
  const d = newDict();
  if (p instanceof PyPickler) for (const [o, i] of p.memo) d.set(idOf(o), mkTuple([i, o]));
  else for (const i of Object.keys(p.memo)) d.set(Number(i), p.memo[Number(i)] as PyObj);
  return d;
}
function proxyType(name: string): PyType {
  const t = builtinType(name, {
    module: "_pickle",
    ctor: MemoProxy,
    subclassable: false,
    instantiable: false,
  });
  t.set("__hash__", null);
  methods(t, {
    clear: [
      "($self, /)",
      (m: MemoProxy) => {
        if (m.of instanceof PyPickler) m.of.memo = new Map();
        else {
          m.of.memo = [];
          m.of.memoSize = 0;
        }
        return null;
      },
    ],
    copy: ["($self, /)", (m: MemoProxy) => pairsOf(m.of)],
    __reduce__: ["($self, /)", (m: MemoProxy) => mkTuple([dict_type, mkTuple([pairsOf(m.of)])])],
  });
  return t;
}
const pickler_memo_type = proxyType("PicklerMemoProxy");
const unpickler_memo_type = proxyType("UnpicklerMemoProxy");
function proxy(t: PyType, of: PyPickler | PyUnpickler): PyObj {
  const m = new MemoProxy(t);
  m.of = of;
  return m;
}
const noDelete = (): PyBaseException => typeError("attribute deletion is not supported");
getsets(pickler_type, {
  memo: [
    (p: PyPickler) => proxy(pickler_memo_type, p),
    (p: PyPickler, v: PyObj | undefined) => {
      if (v === undefined) throw noDelete();
      const memo = new Map<PyObj, number>();
      if (v instanceof MemoProxy && v.of instanceof PyPickler)
        for (const [o, i] of v.of.memo) memo.set(o, i);
      else if (v instanceof PyDict)
        for (const e of v.values()) {
          if (!(e instanceof PyTuple) || e.items.length !== 2)
            throw typeError("'memo' values must be 2-item tuples");
          memo.set(e.items[1], Number(A.index(e.items[0])));
        }
      else
        throw typeError(
          `'memo' attribute must be a PicklerMemoProxy object or dict, not ${A.typeName(v)}`,
        );
      p.memo = memo;
    },
  ],
});
getsets(unpickler_type, {
  memo: [
    (u: PyUnpickler) => proxy(unpickler_memo_type, u),
    (u: PyUnpickler, v: PyObj | undefined) => {
      if (v === undefined) throw noDelete();
      const memo: (PyObj | undefined)[] = [];
      let size = 0;
      if (v instanceof MemoProxy && v.of instanceof PyUnpickler) {
        for (const i of Object.keys(v.of.memo)) memo[Number(i)] = v.of.memo[Number(i)];
        size = v.of.memoSize;
      } else if (v instanceof PyDict)
        for (const [k, x] of v.pairs()) {
          if (typeof k !== "number") throw typeError("memo key must be integers");
          if (k < 0) throw valueError("memo key must be positive integers.");
          memo[k] = x;
          size++;
        }
      else
        throw typeError(
          `'memo' attribute must be an UnpicklerMemoProxy object or dict, not ${A.typeName(v)}`,
        );
      u.memo = memo;
      u.memoSize = size;
    },
  ],
});

registerModule("_pickle", () =>
  defineModule(
    "_pickle",
    "Optimized C implementation for the Python pickle module.",
    {
      dump: [
        "($module, /, obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)",
        (o: PyObj, file: PyObj, protocol?: PyObj, fix?: PyObj, callback?: PyObj) => {
          const p = new PyPickler(pickler_type);
          p.setProtocol(protocol, fix === undefined || A.truth(fix));
          setOutput(p, file);
          configure(p, protocol, fix, callback);
          p.dump(o);
          p.finish();
          return null;
        },
      ],
      dumps: [
        "($module, /, obj, protocol=None, *, fix_imports=True, buffer_callback=None)",
        (o: PyObj, protocol?: PyObj, fix?: PyObj, callback?: PyObj) => {
          const p = new PyPickler(pickler_type);
          configure(p, protocol, fix, callback);
          p.dump(o);
          return p.result();
        },
      ],
      load: [
        "($module, /, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
        (file: PyObj, fix?: PyObj, encoding?: PyObj, errors?: PyObj, buffers?: PyObj) => {
          const u = new PyUnpickler(unpickler_type);
          setInput(u, file);
          options("load", u, fix, encoding, errors, buffers);
          return u.load();
        },
      ],
      loads: [
        "($module, data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
        (data: PyObj, fix?: PyObj, encoding?: PyObj, errors?: PyObj, buffers?: PyObj) => {
          const u = new PyUnpickler(unpickler_type);
          u.setBytes(contents(data));
          options("loads", u, fix, encoding, errors, buffers);
          return u.load();
        },
      ],
    },
    {
      PickleBuffer: pickle_buffer_type,
      PickleError: pickle_error,
      PicklingError: pickling_error,
      UnpicklingError: unpickling_error,
      Pickler: pickler_type,
      Unpickler: unpickler_type,
    },
  ),
);
