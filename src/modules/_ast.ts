/** _ast: the node classes of the `ast` module, and the tree as Python objects both ways. */
import * as A from "../objects/abstract.js";
import { or } from "../objects/arith.js";
import { mkComplex } from "../objects/complex.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod, PyGetSet, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { PySet } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import {
  PyBytes,
  PyComplex,
  PyFloat,
  PyInstance,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  type PyType,
} from "../objects/object.js";
import { exposeDict } from "../objects/objecttype.js";
import type { Kw } from "../objects/signature.js";
import { fromUtf16 } from "../objects/text.js";
import { makeHeapType } from "../objects/type.js";
import {
  builtinType,
  Ellipsis,
  int_type,
  list_type,
  mkBytes,
  mkFloat,
  mkList,
  mkTuple,
  newDict,
  object_type,
  str_type,
  type_type,
} from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { readerHooks } from "../runtime/reader.js";
import { syntaxError, warnSyntax } from "../runtime/syntaxerror.js";
import { type ast, FIELDS, type ParseMode, PySyntaxError, parse } from "../syntax/index.js";
import { warn } from "./_warnings.js";
import { grammarDoc, grammarOf } from "./ast-grammar.js";
import { reprOf } from "./ast-repr.js";
import { validate } from "./ast-validate.js";
import { astHooks } from "./builtins.js";

const LOCATION = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
/** Sum types, their constructors, and whether they carry a place. */
const SUMS: Record<string, [constructors: string, located: boolean]> = {
  mod: ["Module Interactive Expression FunctionType", false],
  stmt: [
    "FunctionDef AsyncFunctionDef ClassDef Return Delete Assign TypeAlias AugAssign AnnAssign For " +
      "AsyncFor While If With AsyncWith Match Raise Try TryStar Assert Import ImportFrom Global " +
      "Nonlocal Expr Pass Break Continue",
    true,
  ],
  expr: [
    "BoolOp NamedExpr BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp " +
      "Await Yield YieldFrom Compare Call FormattedValue Interpolation JoinedStr TemplateStr Constant " +
      "Attribute Subscript Starred Name List Tuple Slice",
    true,
  ],
  expr_context: ["Load Store Del", false],
  boolop: ["And Or", false],
  operator: ["Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv", false],
  unaryop: ["Invert Not UAdd USub", false],
  cmpop: ["Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn", false],
  excepthandler: ["ExceptHandler", true],
  pattern: [
    "MatchValue MatchSingleton MatchSequence MatchMapping MatchClass MatchStar MatchAs MatchOr",
    true,
  ],
  type_ignore: ["TypeIgnore", false],
  type_param: ["TypeVar ParamSpec TypeVarTuple", true],
};
const PRODUCTS: Record<string, boolean> = {
  comprehension: false,
  arguments: false,
  arg: true,
  keyword: true,
  alias: true,
  withitem: false,
  match_case: false,
};
/** Fields that may be None (`?` in the grammar) and so default to it. */
const OPTIONAL: Record<string, string> = {
  FunctionDef: "returns type_comment",
  AsyncFunctionDef: "returns type_comment",
  Return: "value",
  Assign: "type_comment",
  AnnAssign: "value",
  For: "type_comment",
  AsyncFor: "type_comment",
  With: "type_comment",
  AsyncWith: "type_comment",
  Raise: "exc cause",
  Assert: "msg",
  ImportFrom: "module level",
  Yield: "value",
  FormattedValue: "format_spec",
  Interpolation: "format_spec",
  Constant: "kind",
  Slice: "lower upper step",
  ExceptHandler: "type name",
  arguments: "vararg kwarg",
  arg: "annotation type_comment",
  keyword: "arg",
  alias: "asname",
  withitem: "optional_vars",
  match_case: "guard",
  MatchMapping: "rest",
  MatchStar: "name",
  MatchAs: "pattern name",
  TypeVar: "bound default_value",
  ParamSpec: "default_value",
  TypeVarTuple: "default_value",
};
/** Fields that are lists, whatever their node. */
const LISTS = new Set(
  (
    "body type_ignores argtypes decorator_list type_params bases keywords targets orelse items cases handlers " +
    "finalbody names values keys elts generators ops comparators args ifs posonlyargs kwonlyargs kw_defaults " +
    "defaults patterns kwd_attrs kwd_patterns"
  ).split(" "),
);
function isList(kind: string, field: string): boolean {
  if (!LISTS.has(field)) return false;
  if (field === "args") return kind === "Call" || kind === "arguments";
  if (field === "body") return !["Expression", "Lambda", "IfExp"].includes(kind);
  if (field === "orelse") return kind !== "IfExp";
  return true;
}

const AST = builtinType("AST", {
  module: "ast",
  ctor: PyInstance,
  hasDict: true,
  hasWeakref: true,
});
exposeDict(AST);
AST.set("_fields", mkTuple([]));
AST.set("_attributes", mkTuple([]));
AST.set("__match_args__", mkTuple([]));
newMethod(AST, "($type, /, *args, **kwargs)", (t: PyType) => new t.ctor(t));

const classes = new Map<string, PyType>();
const singletons = new Map<string, PyObject>();

const names = (o: PyObj): string[] => A.toArray(o).map(String);
slots(AST, {
  __repr__: reprOf(AST),
  __init__: (o: PyObject, args: PyObj[], kw: Kw) => {
    const fields = names(A.getattr(o.cls, "_fields"));
    if (args.length > fields.length)
      throw typeError(
        `${o.cls.name} constructor takes at most ${fields.length} positional argument${fields.length === 1 ? "" : "s"}`,
      );
    const missing = new Set(fields);
    args.forEach((v, i) => {
      A.setattr(o, fields[i], v);
      missing.delete(fields[i]);
    });
    const attributes = names(A.getattr(o.cls, "_attributes"));
    for (const [k, v] of kw) {
      if (fields.includes(k)) {
        if (!missing.delete(k))
          throw typeError(`${o.cls.name} got multiple values for argument '${k}'`);
      } else if (!attributes.includes(k))
        warn(
          E.DeprecationWarning,
          `${o.cls.name}.__init__ got an unexpected keyword argument '${k}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.`,
        );
      A.setattr(o, k, v);
    }
    const kind = kindOf(o);
    if (kind === null) return null;
    for (const f of missing) {
      if (f === "ctx") A.setattr(o, f, singletons.get("Load") as PyObj);
      else if (isList(kind, f)) A.setattr(o, f, mkList([]));
      else if (OPTIONAL[kind]?.split(" ").includes(f)) {
        // The class attribute None answers.
      } else if (FIELDS[kind as ast.Kind] !== undefined)
        warn(
          E.DeprecationWarning,
          `${o.cls.name}.__init__ missing 1 required positional argument: '${f}'. This will become an error in Python 3.15.`,
        );
    }
    return null;
  },
});
methods(AST, {
  __reduce__: ["($self, /)", (o: PyObject) => mkTuple([o.cls, mkTuple([]), A.materialise(o)])],
  __replace__: [
    "($self, /, **fields)",
    (o: PyObject, kw: Kw) => {
      const known = new Set([
        ...names(A.getattr(o.cls, "_fields")),
        ...names(A.getattr(o.cls, "_attributes")),
      ]);
      for (const k of kw.keys())
        if (!known.has(k))
          throw typeError(`${o.cls.name}.__replace__ got an unexpected keyword argument '${k}'.`);
      const c = new o.cls.ctor(o.cls);
      A.materialise(c).updateFrom(A.materialise(o));
      for (const [k, v] of kw) A.setattr(c, k, v);
      return c;
    },
  ],
});

/** The constructor's name that an object stands for, through subclasses. */
function kindOf(o: PyObj): string | null {
  if (!(o instanceof PyObject)) return null;
  for (const t of o.cls.mro) if (classes.get(t.name) === t) return t.name;
  return null;
}

function make(name: string, base: PyType, fields: readonly string[], located: boolean): PyType {
  const d = newDict();
  d.setStr("__module__", "ast");
  d.setStr("_fields", mkTuple([...fields]));
  d.setStr("__match_args__", mkTuple([...fields]));
  d.setStr("_attributes", mkTuple(located ? [...LOCATION] : []));
  const opt = OPTIONAL[name]?.split(" ") ?? [];
  for (const f of opt) d.setStr(f, null);
  // Sums have the places that their nodes may be without.
  if (located && fields.length === 0 && SUMS[name] !== undefined)
    for (const f of ["end_lineno", "end_col_offset"]) d.setStr(f, null);
  else if (located && PRODUCTS[name])
    for (const f of ["end_lineno", "end_col_offset"]) d.setStr(f, null);
  d.setStr("__doc__", grammarDoc(name));
  const t = makeHeapType(type_type, name, [base], d);
  classes.set(name, t);
  return t;
}

let built = false;
function build(): void {
  if (built) return;
  built = true;
  const simple = new Set(["expr_context", "boolop", "operator", "unaryop", "cmpop"]);
  for (const [sum, [list, located]] of Object.entries(SUMS)) {
    const base = make(sum, AST, [], located);
    for (const name of list.split(" ")) {
      const t = make(name, base, FIELDS[name as ast.Kind] ?? [], located);
      if (simple.has(sum)) singletons.set(name, new t.ctor(t));
    }
  }
  for (const [name, located] of Object.entries(PRODUCTS))
    make(name, AST, FIELDS[name as ast.Kind], located);
  for (const [name, t] of classes)
    if (SUMS[name] === undefined) t.set("_field_types", fieldTypes(name));
}

const PLAIN: Record<string, PyType> = { int: int_type, string: str_type, identifier: str_type };
/** `_field_types`: annotations of a node's fields. */
function fieldTypes(kind: string): PyObj {
  const d = newDict();
  for (const f of grammarOf(kind)) {
    const t: PyObj = PLAIN[f.type] ?? classes.get(f.type) ?? object_type;
    d.setStr(
      f.name,
      f.list ? A.aliasHook.make(list_type, mkTuple([t])) : f.optional ? or(t, null) : t,
    );
  }
  return d;
}

// ---- tree to Python ----

function constantToPy(c: ast.ConstantValue): PyObj {
  switch (c.type) {
    case "None":
      return null;
    case "Ellipsis":
      return Ellipsis;
    case "float":
      return mkFloat(c.value);
    case "complex":
      return mkComplex(0, c.imag);
    case "str":
      return fromUtf16(c.value, c.codePoints);
    case "bytes":
      return mkBytes(Uint8Array.from(c.value));
    default:
      return c.value;
  }
}

function toPy(node: ast.Node): PyObject {
  const t = classes.get(node.kind) as PyType;
  const o = new t.ctor(t);
  const rec = node as unknown as Record<string, unknown>;
  for (const f of FIELDS[node.kind]) A.setInstanceAttr(o, f, fieldToPy(node, f, rec[f]));
  if ("lineno" in node && node.kind !== "TypeIgnore")
    for (const f of LOCATION) A.setInstanceAttr(o, f, rec[f] as number);
  return o;
}
function fieldToPy(node: ast.Node, field: string, v: unknown): PyObj {
  if (node.kind === "Constant" && field === "kind") return node.u ? "u" : null;
  if (v === null || v === undefined) return null;
  if (Array.isArray(v)) return mkList(v.map((x) => fieldToPy(node, field, x)));
  if (typeof v === "number") return v;
  if (typeof v === "string")
    return field === "op" || field === "ops" || field === "ctx"
      ? (singletons.get(v) as PyObj)
      : fromUtf16(v);
  if (typeof v === "object" && "kind" in v) return toPy(v as ast.Node);
  return constantToPy(v as ast.ConstantValue);
}

// ---- Python to tree ----

function constantFromPy(v: PyObj): ast.ConstantValue {
  if (v === null) return { type: "None" };
  if (v === Ellipsis) return { type: "Ellipsis" };
  if (typeof v === "boolean") return { type: "bool", value: v };
  if (typeof v === "number" || typeof v === "bigint") return { type: "int", value: v };
  const s = A.asStr(v);
  if (s !== undefined) return { type: "str", value: s.toString() };
  if (v instanceof PyFloat) return { type: "float", value: v.v };
  if (v instanceof PyComplex) return { type: "complex", imag: v.im };
  if (v instanceof PyBytes) return { type: "bytes", value: v.data };
  throw typeError(
    v instanceof PyTuple || v instanceof PySet
      ? `got an invalid type in Constant: ${A.typeName(v)}`
      : `got an invalid type in Constant: ${A.typeName(v)}`,
  );
}

const IDENTIFIERS = new Set([
  "name",
  "id",
  "attr",
  "arg",
  "asname",
  "module",
  "rest",
  "type_comment",
  "tag",
]);

function need(o: PyObject, kind: string, field: string): PyObj {
  const v = A.getattrOpt(o, field);
  if (v === undefined) throw typeError(`required field "${field}" missing from ${kind}`);
  return v;
}
function fromPy(o: PyObj): ast.Node {
  const kind = kindOf(o);
  if (kind === null || FIELDS[kind as ast.Kind] === undefined)
    throw typeError(`expected some sort of expr, but got ${A.reprJs(o)}`);
  const out: Record<string, unknown> = { kind };
  const obj = o as PyObject;
  for (const f of FIELDS[kind as ast.Kind]) {
    if (kind === "Constant" && f === "kind") {
      out.u = A.getattrOpt(obj, "kind") === "u";
      continue;
    }
    const optional = OPTIONAL[kind]?.split(" ").includes(f) === true;
    const raw = optional ? (A.getattrOpt(obj, f) ?? null) : need(obj, kind, f);
    out[f] = fieldFromPy(kind, f, raw);
  }
  const located =
    Object.values(SUMS).some(([l, loc]) => loc && l.split(" ").includes(kind)) || PRODUCTS[kind];
  if (located) {
    for (const f of ["lineno", "col_offset"]) out[f] = Number(A.index(need(obj, sumOf(kind), f)));
    for (const [f, d] of [
      ["end_lineno", "lineno"],
      ["end_col_offset", "col_offset"],
    ]) {
      const v = A.getattrOpt(obj, f) ?? null;
      out[f] = v === null ? out[d] : Number(A.index(v));
    }
  }
  return out as unknown as ast.Node;
}
function sumOf(kind: string): string {
  return Object.entries(SUMS).find(([, [l]]) => l.split(" ").includes(kind))?.[0] ?? kind;
}
function fieldFromPy(kind: string, f: string, v: PyObj): unknown {
  if (kind === "Constant" && f === "value") return constantFromPy(v);
  if (kind === "MatchSingleton" && f === "value") return constantFromPy(v);
  if (kind === "Interpolation" && f === "str") return constantFromPy(v);
  if (isList(kind, f)) {
    if (!(v instanceof PyList))
      throw typeError(`${kind} field "${f}" must be a list, not a ${A.typeName(v)}`);
    return v.items.map((x) => oneFromPy(kind, f, x));
  }
  return oneFromPy(kind, f, v);
}
function oneFromPy(kind: string, f: string, v: PyObj): unknown {
  if (v === null) return null;
  if (f === "ctx" || f === "op" || f === "ops") {
    const k = kindOf(v);
    if (k === null) throw typeError(`expected some sort of operator, but got ${A.reprJs(v)}`);
    return k;
  }
  const s = A.asJs(v);
  if (s !== undefined) {
    if (["None", "True", "False"].includes(s) && f === "id")
      throw valueError(`identifier field can't represent '${s}' constant`);
    return s;
  }
  if (IDENTIFIERS.has(f) && !(v instanceof PyObject && kindOf(v) !== null))
    throw typeError("AST identifier must be of type str");
  if (typeof v === "number" || typeof v === "bigint") return Number(normInt(BigInt(v)));
  if (typeof v === "boolean") return v ? 1 : 0;
  void kind;
  return fromPy(v);
}

const MODE_KIND: Record<string, string> = {
  exec: "Module",
  eval: "Expression",
  single: "Interactive",
  func_type: "FunctionType",
};
astHooks.fromPython = (o, mode) => {
  build();
  if (!(o instanceof PyObject) || !o.cls.isSubtype(AST)) return undefined;
  const kind = kindOf(o);
  if (kind !== MODE_KIND[mode])
    throw typeError(`expected ${MODE_KIND[mode]} node, got ${o.cls.name}`);
  const tree = fromPy(o) as ast.Mod;
  validate(tree);
  return tree;
};
astHooks.toPython = (text, filename, mode, how) => {
  build();
  try {
    return toPy(
      parse(text, {
        filename,
        mode: mode as ParseMode,
        ...how,
        ...readerHooks,
        warn: (w) => warnSyntax(w, filename, null),
      }),
    );
  } catch (e) {
    if (e instanceof PySyntaxError) throw syntaxError(e);
    if (e instanceof RangeError && /call stack/.test(e.message))
      throw err(E.RecursionError, "maximum recursion depth exceeded during compilation");
    throw e;
  }
};

registerModule("_ast", () => {
  build();
  return defineModule(
    "_ast",
    null,
    {},
    {
      AST,
      ...Object.fromEntries(classes),
      PyCF_ONLY_AST: 0x400,
      PyCF_TYPE_COMMENTS: 0x1000,
      PyCF_ALLOW_TOP_LEVEL_AWAIT: 0x2000,
      PyCF_OPTIMIZED_AST: 0x8000 | 0x400,
    },
  );
});

export { PyGetSet };
