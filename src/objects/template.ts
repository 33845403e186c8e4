/** t-strings: string.templatelib.Template and Interpolation (PEP 750). */
import { aliasHook, asStr, callMissing, items, PyIter, reprJs, typeName } from "./abstract.js";
import { typeError, valueError } from "./errors.js";
import { joinStr } from "./format.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { type PyObj, PyObject, type PyTuple, type PyType } from "./object.js";
import { iteratorType } from "./sequence.js";
import type { Kw } from "./signature.js";
import { builtinType, mkTuple } from "./types.js";

export const template_type = builtinType("Template", {
  subclassable: false,
  module: "string.templatelib",
});
export const interpolation_type = builtinType("Interpolation", {
  subclassable: false,
  module: "string.templatelib",
});

export class PyInterpolation extends PyObject {
  readonly value: PyObj;
  readonly expression: PyObj;
  readonly conversion: PyObj;
  readonly spec: PyObj;
  constructor(value: PyObj, expression: PyObj, conversion: PyObj, spec: PyObj) {
    super(interpolation_type);
    this.value = value;
    this.expression = expression;
    this.conversion = conversion;
    this.spec = spec;
  }
}

export class PyTemplate extends PyObject {
  readonly strings: PyTuple;
  readonly interpolations: PyTuple;
  constructor(parts: PyObj[]) {
    super(template_type);
    const strings: PyObj[] = [];
    const interps: PyObj[] = [];
    let text: PyObj = "";
    for (const p of parts) {
      if (p instanceof PyInterpolation) {
        strings.push(text);
        text = "";
        interps.push(p);
      } else text = joinStr([text, p]);
    }
    strings.push(text);
    this.strings = mkTuple(strings);
    this.interpolations = mkTuple(interps);
  }
}

const template_iter_type = iteratorType("TemplateIter", "string.templatelib");
class TemplateIter extends PyIter {
  private readonly parts: PyObj[] = [];
  private i = 0;
  constructor(t: PyTemplate) {
    super(template_iter_type);
    t.strings.items.forEach((s, i) => {
      if (s !== "") this.parts.push(s);
      if (i < t.interpolations.items.length) this.parts.push(t.interpolations.items[i]);
    });
  }
  override $next(): PyObj | undefined {
    return this.i < this.parts.length ? this.parts[this.i++] : undefined;
  }
}

/** Set by the import system: a function of `string.templatelib` that makes pickled templates. */
export const templateHook = { unpickle: (): PyObj => null };
methods(template_type, {
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
  __reduce__: [
    "($self, /)",
    (t: PyTemplate) => mkTuple([templateHook.unpickle(), mkTuple([t.strings, t.interpolations])]),
  ],
});

newMethod(template_type, "($type, *args, **kwargs)", (_c: PyType, args: PyObj[], kw: Kw) => {
  if (kw.size > 0) throw typeError("Template.__new__ only accepts *args arguments");
  for (const a of args)
    if (typeof a !== "string" && !(a instanceof PyInterpolation) && typeName(a) !== "str")
      throw typeError(
        `Template.__new__ *args need to be of type 'str' or 'Interpolation', got ${typeName(a)}`,
      );
  return new PyTemplate(args);
});
getsets(template_type, {
  strings: (t: PyTemplate) => t.strings,
  interpolations: (t: PyTemplate) => t.interpolations,
  values: (t: PyTemplate) =>
    mkTuple(t.interpolations.items.map((i) => (i as PyInterpolation).value)),
});
slots(template_type, {
  __iter__: (t: PyTemplate) => new TemplateIter(t),
  __repr__: (t: PyTemplate) =>
    `Template(strings=${reprJs(t.strings)}, interpolations=${reprJs(t.interpolations)})`,
  __add__: (a: PyTemplate, b: PyObj) => {
    if (!(b instanceof PyTemplate))
      throw typeError(
        `can only concatenate string.templatelib.Template (not "${typeName(b)}") to string.templatelib.Template`,
      );
    return new PyTemplate([...parts(a), ...parts(b)]);
  },
});
function parts(t: PyTemplate): PyObj[] {
  return t.strings.items.flatMap((s, i) =>
    i < t.interpolations.items.length ? [s, t.interpolations.items[i]] : [s],
  );
}

newMethod(
  interpolation_type,
  "($type, value, expression='', conversion=None, format_spec='')",
  (_c: PyType, v: PyObj, e: PyObj = "", c: PyObj = null, s: PyObj = "") => {
    const text = (name: string, x: PyObj): void => {
      if (asStr(x) === undefined)
        throw typeError(`Interpolation() argument '${name}' must be str, not ${typeName(x)}`);
    };
    text("expression", e);
    if (c !== null) {
      text("conversion", c);
      if (!["s", "a", "r"].includes(String(c)))
        throw valueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
    }
    text("format_spec", s);
    return new PyInterpolation(v, e, c, s);
  },
);
getsets(
  interpolation_type,
  {
    value: (i: PyInterpolation) => i.value,
    expression: (i: PyInterpolation) => i.expression,
    conversion: (i: PyInterpolation) => i.conversion,
    format_spec: (i: PyInterpolation) => i.spec,
  },
  true,
);
slots(interpolation_type, {
  __repr__: (i: PyInterpolation) =>
    `Interpolation(${[i.value, i.expression, i.conversion, i.spec].map(reprJs).join(", ")})`,
});
interpolation_type.set(
  "__match_args__",
  mkTuple(["value", "expression", "conversion", "format_spec"]),
);
methods(interpolation_type, {
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
  __reduce__: [
    "($self, /)",
    (i: PyInterpolation) =>
      mkTuple([interpolation_type, mkTuple([i.value, i.expression, i.conversion, i.spec])]),
  ],
});

export { callMissing, items };
