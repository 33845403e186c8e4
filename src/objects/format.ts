/** `format()` of any object and the joining of f-strings. */
import { asStr, callSlot, str, typeName } from "./abstract.js";
import { typeError } from "./errors.js";
import { type PyObj, type Str, typeOf } from "./object.js";
import { concat } from "./text.js";

/** `format(v, spec)`. */
export function formatValue(v: PyObj, spec: PyObj): Str {
  if (spec === "") {
    if (typeof v === "string") return v;
    if (typeof v === "number") return String(v);
  }
  const f = typeOf(v).lookup("__format__");
  if (f === undefined) throw typeError(`Type ${typeName(v)} doesn't define __format__`);
  const r = callSlot(f, v, spec);
  const s = asStr(r);
  if (s === undefined) throw typeError(`__format__ must return a str, not ${typeName(r)}`);
  return s;
}

/** Joins the parts of an f-string, all strs. */
export function joinStr(parts: PyObj[]): Str {
  let s = "";
  for (const p of parts) {
    if (typeof p !== "string") return concat(parts.map((x) => asStr(x) ?? str(x)));
    s += p;
  }
  return s;
}
