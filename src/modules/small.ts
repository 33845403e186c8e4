/** Modules of a few lines each: _string, _typing, _suggestions, _symtable's constants, _opcode. */
import { asStr, call1, getattr, PyIter, toArray, typeName } from "../objects/abstract.js";
import { typeError } from "../objects/errors.js";
import { closest } from "../objects/function.js";
import { union_type } from "../objects/genericalias.js";
import { defineModule } from "../objects/module.js";
import type { PyObj, Str } from "../objects/object.js";
import { iteratorType } from "../objects/sequence.js";
import { parseFormat, splitField } from "../objects/strformat.js";
import { interpolation_type, template_type } from "../objects/template.js";
import { mkList, mkTuple, newDict } from "../objects/types.js";
import {
  generic_type,
  NoDefault,
  paramspec_type,
  paramspecargs_type,
  paramspeckwargs_type,
  typealias_type,
  typevar_type,
  typevartuple_type,
} from "../objects/typevar.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";

const formatteriterator = iteratorType("formatteriterator");
class ListIter extends PyIter {
  private readonly items: PyObj[];
  private i = 0;
  constructor(items: PyObj[]) {
    super(formatteriterator);
    this.items = items;
  }
  override $next(): PyObj | undefined {
    return this.items[this.i++];
  }
}
const text = (o: PyObj): Str => {
  const s = asStr(o);
  if (s === undefined) throw typeError(`expected str, got ${typeName(o)}`);
  return s;
};

registerModule("_string", () =>
  defineModule("_string", "string helper module", {
    formatter_parser: [
      "($module, object, /)",
      (f: PyObj) =>
        new ListIter(
          parseFormat(text(f)).map((p) =>
            mkTuple([p.literal, p.field, p.field === null ? null : p.spec, p.conversion]),
          ),
        ),
    ],
    formatter_field_name_split: [
      "($module, object, /)",
      (f: PyObj) => {
        const [first, rest] = splitField(text(f));
        const num = (s: Str): PyObj =>
          typeof s === "string" && /^[0-9]+$/.test(s) ? Number(s) : s;
        return mkTuple([
          num(first),
          new ListIter(rest.map(([attr, n]) => mkTuple([attr, attr ? n : num(n)]))),
        ]);
      },
    ],
  }),
);

registerModule("_typing", () =>
  defineModule(
    "_typing",
    "Primitives and accelerators for the typing module.\n",
    { _idfunc: ["($module, x, /)", (x: PyObj) => x] },
    {
      TypeVar: typevar_type,
      ParamSpec: paramspec_type,
      TypeVarTuple: typevartuple_type,
      ParamSpecArgs: paramspecargs_type,
      ParamSpecKwargs: paramspeckwargs_type,
      TypeAliasType: typealias_type,
      Generic: generic_type,
      Union: union_type,
      NoDefault,
    },
  ),
);

/** Nobody wants to wait for a suggestion among more. */
const MANY = 750;
registerModule("_suggestions", () =>
  defineModule("_suggestions", null, {
    _generate_suggestions: [
      "($module, candidates, item, /)",
      (c: PyObj, item: PyObj) => {
        const names = toArray(c).map(String);
        return names.length >= MANY ? null : closest(String(item), names);
      },
    ],
  }),
);

registerModule("_templatelib", () =>
  defineModule(
    "_templatelib",
    null,
    {},
    { Template: template_type, Interpolation: interpolation_type },
  ),
);

/** What `sysconfig` reads of the build. */
registerModule("_sysconfigdata__linux_x86_64-linux-gnu", () => {
  const vars = newDict();
  const values: Record<string, PyObj> = {
    EXT_SUFFIX: ".abi3.so",
    SOABI: "abi3",
    SHLIB_SUFFIX: ".so",
    Py_DEBUG: 0,
    Py_GIL_DISABLED: 0,
    Py_ENABLE_SHARED: 0,
    WITH_DOC_STRINGS: 1,
    SIZEOF_VOID_P: 8,
    MULTIARCH: "x86_64-linux-gnu",
    CC: "cc",
    CFLAGS: "",
    LDFLAGS: "",
    HAVE_GETRANDOM: 1,
    TZPATH: "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
  };
  for (const k of Object.keys(values)) vars.setStr(k, values[k]);
  return defineModule(
    "_sysconfigdata__linux_x86_64-linux-gnu",
    null,
    {},
    { build_time_vars: vars },
  );
});

registerModule("_opcode", () =>
  defineModule(
    "_opcode",
    "Opcode support module.",
    {
      stack_effect: ["($module, opcode, oparg=None, /, *, jump=None)", () => 0],
      is_valid: ["($module, opcode)", () => false],
      has_arg: ["($module, opcode)", () => false],
      has_const: ["($module, opcode)", () => false],
      has_name: ["($module, opcode)", () => false],
      has_jump: ["($module, opcode)", () => false],
      has_free: ["($module, opcode)", () => false],
      has_local: ["($module, opcode)", () => false],
      has_exc: ["($module, opcode)", () => false],
      get_intrinsic1_descs: ["($module)", () => mkList([])],
      get_intrinsic2_descs: ["($module)", () => mkList([])],
      get_special_method_names: ["($module)", () => mkList([])],
      get_nb_ops: ["($module)", () => mkList([])],
      get_executor: ["($module, /, code, offset)", () => null],
      get_specialization_stats: ["($module)", () => null],
    },
    { ENABLE_SPECIALIZATION: false, ENABLE_SPECIALIZATION_FT: false },
  ),
);

export { call1, getattr, importModule, interp };
