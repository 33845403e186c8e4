/** _symtable: the compiler's scopes as the symtable module reads them. */
import { asJs, callMethod, typeName } from "../objects/abstract.js";
import { typeError, valueError } from "../objects/errors.js";
import { getsets, slots } from "../objects/function.js";
import { identity } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import { PyByteArray, PyBytes, type PyObj, PyObject } from "../objects/object.js";
import { builtinType, mkList, newDict } from "../objects/types.js";
import { scopesOf } from "../runtime/execute.js";
import { registerModule } from "../runtime/interpreter.js";
import type { Scope, ScopeKind, Sym, SymScope } from "../syntax/scopes.js";

const TYPES: Record<ScopeKind, number> = {
  function: 0,
  class: 1,
  module: 2,
  annotation: 3,
  type_alias: 4,
  type_params: 5,
  type_variable: 6,
};
const SCOPE: Record<SymScope, number> = {
  local: 1,
  global_explicit: 2,
  global_implicit: 3,
  free: 4,
  cell: 5,
};
const SCOPE_OFF = 12;

class PyEntry extends PyObject {
  scope: Scope = null as unknown as Scope;
  symbols: PyObj = null;
  children: PyObj = null;
}
const entry_type = builtinType("symtable entry", {
  ctor: PyEntry,
  subclassable: false,
  instantiable: false,
});
/** A comprehension that runs inside the block around it is no block of its own: its children are. */
function blocks(s: Scope): Scope[] {
  return s.children.flatMap((c) => (c.inlined ? blocks(c) : [c]));
}
function entry(s: Scope): PyEntry {
  const e = new PyEntry(entry_type);
  e.scope = s;
  const d = newDict();
  const flags = (x: Sym): number => x.flags | (SCOPE[x.scope] << SCOPE_OFF);
  for (const [name, x] of s.symbols) d.set(name, flags(x));
  e.symbols = d;
  e.children = mkList(blocks(s).map(entry));
  return e;
}
slots(entry_type, {
  __repr__: (e: PyEntry) =>
    `<symtable entry ${e.scope.name}(${identity(e)}), line ${e.scope.lineno}>`,
});
getsets(
  entry_type,
  {
    id: (e: PyEntry) => identity(e),
    name: (e: PyEntry) => e.scope.name,
    symbols: (e: PyEntry) => e.symbols,
    varnames: (e: PyEntry) => mkList([...e.scope.params]),
    children: (e: PyEntry) => e.children,
    nested: (e: PyEntry) => (e.scope.nested ? 1 : 0),
    type: (e: PyEntry) => TYPES[e.scope.kind],
    lineno: (e: PyEntry) => e.scope.lineno,
  },
  true,
);

function symtable(source: PyObj, filename: PyObj, mode: PyObj): PyObj {
  const m = asJs(mode);
  if (m === undefined) throw typeError(`symtable() argument 3 must be str, not ${typeName(mode)}`);
  if (m !== "exec" && m !== "eval" && m !== "single")
    throw valueError("symtable() arg 3 must be 'exec' or 'eval' or 'single'");
  const name =
    asJs(filename) ??
    (filename instanceof PyBytes
      ? Buffer.from(filename.data).toString()
      : String(callMethod(filename, "__fspath__", [])));
  const text =
    source instanceof PyBytes || source instanceof PyByteArray ? source.data : asJs(source);
  if (text === undefined) throw typeError("symtable() arg 1 must be a string or bytes");
  if (typeof text === "string" && text.includes("\0"))
    throw valueError("source code string cannot contain null bytes");
  return entry(scopesOf({ source: text, filename: name, mode: m }));
}

registerModule("_symtable", () =>
  defineModule(
    "_symtable",
    null,
    { symtable: ["($module, source, filename, startstr, /)", symtable] },
    {
      USE: 16,
      DEF_GLOBAL: 1,
      DEF_NONLOCAL: 8,
      DEF_LOCAL: 2,
      DEF_PARAM: 4,
      DEF_TYPE_PARAM: 1024,
      DEF_FREE_CLASS: 64,
      DEF_IMPORT: 128,
      DEF_BOUND: 134,
      DEF_ANNOT: 256,
      DEF_COMP_ITER: 512,
      DEF_COMP_CELL: 2048,
      SCOPE_OFF,
      SCOPE_MASK: 15,
      FREE: SCOPE.free,
      LOCAL: SCOPE.local,
      GLOBAL_IMPLICIT: SCOPE.global_implicit,
      GLOBAL_EXPLICIT: SCOPE.global_explicit,
      CELL: SCOPE.cell,
      TYPE_FUNCTION: TYPES.function,
      TYPE_CLASS: TYPES.class,
      TYPE_MODULE: TYPES.module,
      TYPE_ANNOTATION: TYPES.annotation,
      TYPE_TYPE_ALIAS: TYPES.type_alias,
      TYPE_TYPE_PARAMETERS: TYPES.type_params,
      TYPE_TYPE_VARIABLE: TYPES.type_variable,
    },
  ),
);
