/** Attributes and texts of functions, methods, built-in functions, descriptors, cells, code. */
import {
  aliasHook,
  call1,
  callable,
  descrGet,
  eq,
  getattr,
  getattrOpt,
  index,
  instanceAttr,
  reprJs,
  richCompare,
  tpName,
  typeName,
} from "./abstract.js";
import { CO, type PyCode } from "./code.js";
import { attributeError, E, err, typeError } from "./errors.js";
import {
  freshCell,
  getsets,
  methods,
  newMethod,
  PyBoundMethod,
  PyBuiltin,
  PyCell,
  PyFunction,
  type PyGetSet,
  type PyMethodDescr,
  PySlotMethod,
  slots,
} from "./function.js";
import { identity } from "./hash.js";
import { PyDict } from "./hashtable.js";
import { PyModule } from "./module.js";
import { type PyObj, PyObject, PyTuple, PyType } from "./object.js";
import { addressOf } from "./objecttype.js";
import { annotationHooks, getDict, setDict } from "./type.js";
import {
  builtin_type,
  cell_type,
  classmethod_descriptor_type,
  code_type,
  function_type,
  getset_descriptor_type,
  member_descriptor_type,
  method_descriptor_type,
  method_type,
  method_wrapper_type,
  mkBytes,
  mkTuple,
  NotImplemented,
  newDict,
  wrapper_descriptor_type,
} from "./types.js";

// ---- Python functions ----

const needStr = (v: PyObj | undefined, what: string): string => {
  if (typeof v !== "string") throw typeError(`${what} must be set to a string object`);
  return v;
};

getsets(function_type, {
  __dict__: [
    getDict as never,
    (f: PyFunction, v: PyObj | undefined) => {
      if (v === undefined) throw typeError("cannot delete __dict__");
      setDict(f, v);
    },
  ],
});
getsets(
  function_type,
  {
    __globals__: (f: PyFunction) => f.globals,
    __builtins__: (f: PyFunction) => {
      const b = f.globals.getStr("__builtins__") ?? builtinsHook.module();
      return b instanceof PyModule ? b.dict : b;
    },
    __closure__: (f: PyFunction) => {
      if (f.closure === null) return null;
      f.cells ??= f.closure();
      return mkTuple(f.cells.slice());
    },
  },
  true,
);
getsets(function_type, {
  __name__: [
    (f: PyFunction) => f.name,
    (f: PyFunction, v) => {
      f.name = needStr(v, "__name__");
    },
  ],
  __qualname__: [
    (f: PyFunction) => f.qualname,
    (f: PyFunction, v) => {
      f.qualname = needStr(v, "__qualname__");
    },
  ],
  __doc__: [
    (f: PyFunction) => f.doc,
    (f: PyFunction, v) => {
      f.doc = v ?? null;
    },
  ],
  __module__: [
    (f: PyFunction) => f.module,
    (f: PyFunction, v) => {
      f.module = v ?? null;
    },
  ],
  __code__: [
    (f: PyFunction) => f.code,
    (f: PyFunction, v) => {
      const other = v as PyCode & { owner?: PyFunction };
      if (!(other instanceof PyObject) || other.cls !== code_type)
        throw typeError("__code__ must be set to a code object");
      if (other.freevars.length !== f.code.freevars.length)
        throw err(
          E.ValueError,
          `${f.name}() requires a code object with ${f.code.freevars.length} free vars, not ${other.freevars.length}`,
        );
      if ((other.flags & CO.ITERABLE_COROUTINE) !== 0) f.code.iterable = other.iterable = true;
      const cells = other.freevars.length > 0 ? (f.cells ??= f.closure?.() ?? []) : [];
      f.setCode(other, rebindHook.instantiate(other, f.globals, cells) ?? other.body ?? f.js);
    },
  ],
  __defaults__: [
    (f: PyFunction) => (f.defaults === null ? null : mkTuple(f.defaults)),
    (f: PyFunction, v) => {
      if (v === undefined || v === null) f.defaults = null;
      else if (v instanceof PyTuple) f.defaults = v.items.length === 0 ? null : v.items;
      else throw typeError("__defaults__ must be set to a tuple object");
    },
  ],
  __kwdefaults__: [
    (f: PyFunction) => f.kwdefaults,
    (f: PyFunction, v) => {
      if (v === undefined || v === null) f.kwdefaults = null;
      else if (v instanceof PyDict) f.kwdefaults = v;
      else throw typeError("__kwdefaults__ must be set to a dict object");
    },
  ],
  __annotate__: [
    (f: PyFunction) => f.annotate,
    (f: PyFunction, v) => {
      if (v === undefined) throw typeError("__annotate__ cannot be deleted");
      if (v !== null && !callable(v)) throw typeError("__annotate__ must be callable or None");
      f.annotate = v;
      if (v !== null) f.annotations = undefined;
    },
  ],
  __annotations__: [
    (f: PyFunction) => {
      if (f.annotations === undefined)
        f.annotations = f.annotate === null ? newDict() : annotationHooks.evaluate(f.annotate);
      return f.annotations;
    },
    (f: PyFunction, v) => {
      f.annotate = null;
      if (v === undefined || v === null) f.annotations = undefined;
      else if (v instanceof PyDict) f.annotations = v;
      else throw typeError("__annotations__ must be set to a dict object");
    },
  ],
  __type_params__: [
    (f: PyFunction) => f.typeParams ?? mkTuple([]),
    (f: PyFunction, v) => {
      if (!(v instanceof PyTuple)) throw typeError("__type_params__ must be set to a tuple");
      f.typeParams = v;
    },
  ],
});
annotationHooks.evaluate = (annotate: PyObj): PyObj => {
  const d = call1(annotate, 1);
  if (!(d instanceof PyDict))
    throw typeError(`__annotate__ returned non-dict of type '${typeName(d)}'`);
  return d;
};

slots(function_type, {
  __repr__: (f: PyFunction) => `<function ${f.qualname} at ${addressOf(f)}>`,
  __get__: (f: PyFunction, obj: PyObj) => (obj === null ? f : new PyBoundMethod(f, obj)),
  __call__: (f: PyFunction, args: PyObj[], kw: Map<string, PyObj>) => f.$call(args, kw),
});

/** Set by the runtime: makes the body of a code object anew over other cells. */
export const rebindHook = {
  instantiate: (_code: PyCode, _globals: PyDict, _cells: PyCell[]): PyFunction["js"] | undefined =>
    undefined,
  /** The program of a copy that `replace` made of a module's or expression's code. */
  program: (_copy: PyCode): PyCode["run"] => null,
  /** A function that runs a module's code in its globals. */
  asFunction: (_code: PyCode, _globals: PyDict): PyFunction["js"] | null => null,
};
newMethod(
  function_type,
  "($type, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
  (
    _t: PyType,
    code: PyCode,
    globals: PyObj,
    name?: PyObj,
    argdefs?: PyObj,
    closure?: PyObj,
    kwdefaults?: PyObj,
  ) => {
    if (!(code instanceof PyObject) || code.cls !== code_type)
      throw typeError(`function() argument 'code' must be code, not ${typeName(code)}`);
    if (!(globals instanceof PyDict))
      throw typeError(`function() argument 'globals' must be dict, not ${typeName(globals)}`);
    if (name !== undefined && name !== null && typeof name !== "string")
      throw typeError("arg 3 (name) must be None or string");
    if (argdefs !== undefined && argdefs !== null && !(argdefs instanceof PyTuple))
      throw typeError("arg 4 (defaults) must be None or tuple");
    if (!(closure instanceof PyTuple)) {
      if (closure !== undefined && closure !== null)
        throw typeError("arg 5 (closure) must be None or tuple");
      if (code.freevars.length > 0) throw typeError("arg 5 (closure) must be tuple");
    }
    if (kwdefaults !== undefined && kwdefaults !== null && !(kwdefaults instanceof PyDict))
      throw typeError("arg 6 (kwdefaults) must be None or dict");
    const given = closure instanceof PyTuple ? closure.items : [];
    if (code.freevars.length !== given.length)
      throw err(
        E.ValueError,
        `${code.name} requires closure of length ${code.freevars.length}, not ${given.length}`,
      );
    const cells = given.map((c) => {
      if (c instanceof PyCell) return c;
      throw typeError(`arg 5 (closure) expected cell, found ${typeName(c)}`);
    });
    const js =
      code.rebind !== null
        ? code.rebind(globals, cells)
        : code.run !== null
          ? rebindHook.asFunction(code, globals)
          : (rebindHook.instantiate(code, globals, cells) ?? code.body);
    if (js === null) throw typeError("this code object is not the body of a function");
    const f = new PyFunction(
      code,
      js,
      globals,
      argdefs instanceof PyTuple ? argdefs.items : null,
      kwdefaults instanceof PyDict ? kwdefaults : null,
      cells.length > 0 ? () => cells : null,
    );
    if (typeof name === "string") f.name = name;
    return f;
  },
);

// ---- bound methods ----

PyBoundMethod.prototype.$getattro = function (this: PyBoundMethod, name: string) {
  const d = this.cls.lookup(name);
  if (d !== undefined && name !== "__doc__") return descrGet(d, this, this.cls);
  return getattrOpt(this.func, name);
};
getsets(
  method_type,
  {
    __func__: (m: PyBoundMethod) => m.func,
    __self__: (m: PyBoundMethod) => m.self,
  },
  true,
);
function qualnameOf(o: PyObj): string {
  const q = getattrOpt(o, "__qualname__") ?? getattrOpt(o, "__name__");
  return typeof q === "string" ? q : "?";
}
slots(method_type, {
  __repr__: (m: PyBoundMethod) => `<bound method ${qualnameOf(m.func)} of ${reprJs(m.self)}>`,
  __eq__: (a: PyBoundMethod, b: PyObj) =>
    b instanceof PyBoundMethod ? a.self === b.self && eq(a.func, b.func) : NotImplemented,
  __hash__: (m: PyBoundMethod) =>
    (m.self instanceof PyObject ? identity(m.self) / 16 : 7) ^
    (m.func instanceof PyObject ? identity(m.func) / 16 : 3),
  __call__: (m: PyBoundMethod, args: PyObj[], kw: Map<string, PyObj>) => m.$call(args, kw),
  __get__: (m: PyObj) => m,
});
newMethod(method_type, "($type, function, instance, /)", (_t: PyType, f: PyObj, self: PyObj) => {
  if (!(f instanceof PyObject)) throw typeError("first argument must be callable");
  if (self === null) throw typeError("instance must not be None");
  return new PyBoundMethod(f, self);
});
methods(method_type, {
  __reduce__: [
    "($self, /)",
    (m: PyBoundMethod) =>
      mkTuple([
        getattr(builtinsHook.module(), "getattr"),
        mkTuple([m.self, getattr(m.func, "__name__")]),
      ]),
  ],
});
/** Set by the interpreter. */
export const builtinsHook = { module: (): PyObj => null };

// ---- built-in functions ----

getsets(builtin_type, {
  __name__: (b: PyBuiltin) => b.name,
  __qualname__: (b: PyBuiltin) =>
    b.owner !== null
      ? `${b.owner.qualname}.${b.name}`
      : b.self instanceof PyType
        ? `${b.self.qualname}.${b.name}`
        : b.name,
  __module__: [
    (b: PyBuiltin) => b.module,
    (b: PyBuiltin, v) => {
      b.module = v ?? null;
    },
  ],
  __self__: (b: PyBuiltin) => b.self ?? null,
  __doc__: (b: PyBuiltin) => b.doc,
  __text_signature__: (b: PyBuiltin) => b.sig.text,
});
slots(builtin_type, {
  __repr__: (b: PyBuiltin) =>
    b.self === undefined || typeName(b.self) === "module"
      ? `<built-in function ${b.name}>`
      : `<built-in method ${b.name} of ${typeName(b.self)} object at ${b.self instanceof PyObject ? addressOf(b.self) : "0x7f0000000000"}>`,
  __call__: (b: PyBuiltin, args: PyObj[], kw: Map<string, PyObj>) => b.$call(args, kw),
  __eq__: (a: PyBuiltin, b: PyObj) =>
    b instanceof PyBuiltin ? a === b || (a.fn === b.fn && a.self === b.self) : NotImplemented,
  __hash__: (b: PyBuiltin) => identity(b.fn as unknown as PyObject) / 16,
});
methods(builtin_type, {
  __reduce__: [
    "($self, /)",
    (b: PyBuiltin) =>
      b.self === undefined || typeName(b.self) === "module"
        ? b.name
        : mkTuple([getattr(builtinsHook.module(), "getattr"), mkTuple([b.self, b.name])]),
  ],
});

// ---- descriptors of built-in types ----

type AnyDescr = PyMethodDescr | PyGetSet;
for (const [t, what] of [
  [method_descriptor_type, "method"],
  [wrapper_descriptor_type, "slot wrapper"],
  [classmethod_descriptor_type, "method"],
  [getset_descriptor_type, "attribute"],
  [member_descriptor_type, "member"],
] as const) {
  getsets(t, {
    __name__: (d: AnyDescr) => d.name,
    __qualname__: (d: AnyDescr) => `${d.owner.qualname}.${d.name}`,
    __objclass__: (d: AnyDescr) => d.owner,
    __doc__: (d: AnyDescr) => d.doc,
  });
  slots(t, {
    __repr__: (d: AnyDescr) => `<${what} '${d.name}' of '${tpName(d.owner)}' objects>`,
    __get__: (d: AnyDescr, obj: PyObj, owner?: PyObj) =>
      d.$get(obj === null ? undefined : obj, owner as PyType),
  });
  if (what === "attribute" || what === "member")
    slots(t, {
      __set__: (d: AnyDescr, obj: PyObj, v: PyObj) => {
        d.$set(obj, v);
        return null;
      },
      __delete__: (d: AnyDescr, obj: PyObj) => {
        d.$set(obj, undefined);
        return null;
      },
    });
  else {
    slots(t, {
      __call__: (d: PyMethodDescr, args: PyObj[], kw: Map<string, PyObj>) => d.$call(args, kw),
    });
    getsets(t, { __text_signature__: (d: PyMethodDescr) => d.sig.text });
  }
  // What a class method is called on is lost, so CPython pickles none.
  if (t === classmethod_descriptor_type) continue;
  methods(t, {
    __reduce__: [
      "($self, /)",
      (d: AnyDescr) =>
        mkTuple([getattr(builtinsHook.module(), "getattr"), mkTuple([d.owner, d.name])]),
    ],
  });
}
getsets(method_wrapper_type, {
  __name__: (w: PySlotMethod) => w.descr.name,
  __qualname__: (w: PySlotMethod) => `${w.descr.owner.qualname}.${w.descr.name}`,
  __objclass__: (w: PySlotMethod) => w.descr.owner,
  __self__: (w: PySlotMethod) => w.self,
  __doc__: (w: PySlotMethod) => w.descr.doc,
  __text_signature__: (w: PySlotMethod) => w.descr.sig.text,
});
methods(method_wrapper_type, {
  __reduce__: [
    "($self, /)",
    (w: PySlotMethod) =>
      mkTuple([getattr(builtinsHook.module(), "getattr"), mkTuple([w.self, w.descr.name])]),
  ],
});
slots(method_wrapper_type, {
  __repr__: (w: PySlotMethod) =>
    `<method-wrapper '${w.descr.name}' of ${typeName(w.self)} object at ${w.self instanceof PyObject ? addressOf(w.self) : "0x7f0000000000"}>`,
  __call__: (w: PySlotMethod, args: PyObj[], kw: Map<string, PyObj>) => w.$call(args, kw),
  __eq__: (a: PySlotMethod, b: PyObj) =>
    b instanceof PySlotMethod ? a.descr === b.descr && a.self === b.self : NotImplemented,
  __hash__: (w: PySlotMethod) => identity(w.descr) / 16,
});

// ---- cells ----

getsets(cell_type, {
  cell_contents: [
    (c: PyCell) => {
      const v = c.load();
      if (v === undefined) throw err(E.ValueError, "cell is empty");
      return v;
    },
    (c: PyCell, v) => c.store(v),
  ],
});
newMethod(cell_type, "($type, contents=None, /)", (_t: PyType, v?: PyObj) => freshCell(v));
slots(cell_type, {
  __repr__: (c: PyCell) => {
    const v = c.load();
    return v === undefined
      ? `<cell at ${addressOf(c)}: empty>`
      : `<cell at ${addressOf(c)}: ${typeName(v)} object at ${v instanceof PyObject ? addressOf(v) : "0x7f0000000000"}>`;
  },
});
/** Cells compare as what they hold; an empty one comes first. */
for (const op of ["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"] as const)
  slots(cell_type, {
    [op]: (a: PyCell, b: PyObj) => {
      if (!(b instanceof PyCell)) return NotImplemented;
      const [x, y] = [a.load(), b.load()];
      return x === undefined || y === undefined
        ? richCompare(x === undefined ? 0 : 1, y === undefined ? 0 : 1, op)
        : richCompare(x, y, op);
    },
  });
cell_type.set("__hash__", null);

// ---- code ----

const strs = (a: string[]): PyObj => mkTuple(a.slice());
getsets(
  code_type,
  {
    co_name: (c: PyCode) => c.name,
    co_qualname: (c: PyCode) => c.qualname,
    co_filename: (c: PyCode) => c.filename,
    co_firstlineno: (c: PyCode) => c.firstlineno,
    co_flags: (c: PyCode) => c.flags,
    co_argcount: (c: PyCode) => c.argcount,
    co_posonlyargcount: (c: PyCode) => c.posonly,
    co_kwonlyargcount: (c: PyCode) => c.kwonly,
    co_nlocals: (c: PyCode) => c.varnames.length,
    co_varnames: (c: PyCode) => strs(c.varnames),
    co_freevars: (c: PyCode) => strs(c.freevars),
    co_cellvars: (c: PyCode) => strs(c.cellvars),
    co_names: (c: PyCode) => strs(c.names),
    co_consts: (c: PyCode) => mkTuple(c.doc === null ? c.consts : [c.doc, ...c.consts]),
    co_stacksize: () => 1,
    co_code: (c: PyCode) => mkBytes(c.bytecode ?? new Uint8Array(0)),
    co_lnotab: () => mkBytes(new Uint8Array(0)),
    co_linetable: () => mkBytes(new Uint8Array(0)),
    co_exceptiontable: () => mkBytes(new Uint8Array(0)),
  },
  true,
);
slots(code_type, {
  __repr__: (c: PyCode) =>
    `<code object ${c.name} at ${addressOf(c)}, file "${c.filename}", line ${c.firstlineno}>`,
});
methods(code_type, {
  co_positions: [
    "($self, /)",
    (c: PyCode) => {
      const out: PyObj[] = [];
      for (let i = 0; i + 3 < c.positions.length; i += 4)
        out.push(
          mkTuple([c.positions[i], c.positions[i + 1], c.positions[i + 2], c.positions[i + 3]]),
        );
      return getattr(mkTuple(out), "__iter__") instanceof PyObject
        ? (getattr(mkTuple(out), "__iter__") as PyObject).$call0()
        : null;
    },
  ],
  _varname_from_oparg: [
    "($self, /, oparg)",
    (c: PyCode, oparg: PyObj) => {
      const all = [...c.varnames, ...c.cellvars, ...c.freevars];
      const i = Number(index(oparg));
      if (i < 0 || i >= all.length) throw err(E.IndexError, "tuple index out of range");
      return all[i];
    },
  ],
  co_lines: [
    "($self, /)",
    (c: PyCode) => {
      const out: PyObj[] = [];
      for (let i = 0; i * 4 < c.positions.length; i++)
        out.push(mkTuple([i * 2, i * 2 + 2, c.positions[i * 4]]));
      return (getattr(mkTuple(out), "__iter__") as PyObject).$call0();
    },
  ],
  replace: ["($self, /, **changes)", replaced],
  __replace__: ["($self, /, **changes)", replaced],
});
function replaced(c: PyCode, changes: Map<string, PyObj>): PyCode {
  const copy = Object.create(Object.getPrototypeOf(c)) as PyCode;
  Object.assign(copy, c);
  copy.h = 0;
  copy.original = c.original ?? c;
  for (const [k, v] of changes) {
    const field = REPLACEABLE[k];
    if (field === undefined) throw typeError(`replace() got an unexpected keyword argument '${k}'`);
    (copy as unknown as Record<string, unknown>)[field] =
      v instanceof PyTuple ? v.items.slice() : v;
  }
  const by = copy.firstlineno - c.firstlineno;
  if (by !== 0)
    copy.positions = Array.from(copy.positions, (n, i) => (i % 4 < 2 && n > 0 ? n + by : n));
  const { run } = c;
  if (run !== null) {
    let own: PyCode["run"] = null;
    copy.run = (g, l, b) => {
      own ??= rebindHook.program(copy) ?? run;
      return own(g, l, b);
    };
  }
  return copy;
}
const REPLACEABLE: Record<string, string> = {
  co_name: "name",
  co_qualname: "qualname",
  co_filename: "filename",
  co_firstlineno: "firstlineno",
  co_flags: "flags",
  co_argcount: "argcount",
  co_posonlyargcount: "posonly",
  co_kwonlyargcount: "kwonly",
  co_varnames: "varnames",
  co_freevars: "freevars",
  co_cellvars: "cellvars",
  co_names: "names",
  co_consts: "consts",
  co_nlocals: "nlocals_",
  co_code: "code_",
  co_stacksize: "stacksize_",
  co_linetable: "linetable_",
  co_exceptiontable: "exceptiontable_",
};

export { aliasHook, attributeError, instanceAttr };
