/** Upcalls: text and its codecs. */
import * as A from "../objects/abstract.js";
import { reprJs } from "../objects/abstract.js";
import { E, isException, typeError, valueError } from "../objects/errors.js";
import { formatValue } from "../objects/format.js";
import type { PyBytes, PyObj, PyTuple, Str } from "../objects/object.js";
import { joinStrs } from "../objects/str.js";
import { codePoints, concat, fromCodePoints } from "../objects/text.js";
import { mkTuple } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { codecs } from "./text_codecs.js";

const lookupError = (name: string): PyObj =>
  A.call(A.getattr(importModule(interp(), "_codecs"), "lookup_error"), [name]);

/** As `str.translate`, but what the table maps to None goes to an error handler. */
function translate(s: Str, table: PyObj, errors: string): PyObj {
  const cps = codePoints(s);
  const out: Str[] = [];
  for (let i = 0; i < cps.length; ) {
    const to = mapped(table, cps[i]);
    if (to !== null) {
      out.push(to);
      i++;
      continue;
    }
    let end = i + 1;
    while (end < cps.length && mapped(table, cps[end]) === null) end++;
    const fix = A.call(lookupError(errors), [
      A.call(E.UnicodeTranslateError, [s, i, end, "character maps to <undefined>"]),
    ]) as PyTuple;
    out.push(A.asStr(fix.items[0]) as Str);
    const next = Number(fix.items[1]);
    i = next < 0 ? next + cps.length : next;
  }
  return concat(out);
}
/** What a character becomes; null for what is not to be there. */
function mapped(table: PyObj, c: number): Str | null {
  let to: PyObj;
  try {
    to = A.getitem(table, c);
  } catch (e) {
    if (isException(e, E.LookupError)) return fromCodePoints([c]);
    throw e;
  }
  if (to === null) return null;
  const text = A.asStr(to);
  if (text !== undefined) return text;
  const n = A.asInt(to);
  if (n === undefined) throw typeError("character mapping must return integer, None or str");
  if (n < 0 || n > 0x10ffff) throw valueError("character mapping must be in range(0x110000)");
  return fromCodePoints([Number(n)]);
}

export const textOps: Record<string, (...a: never[]) => unknown> = {
  str_encode: (s: PyObj, encoding: PyObj, errors: PyObj) =>
    A.callMethod(A.asStr(s) as PyObj, "encode", [encoding, errors]),
  str_decode: (b: PyObj, encoding: PyObj, errors: PyObj) =>
    A.callMethod(b, "decode", [encoding, errors]),
  str_from_object: (o: PyObj) => A.str(o),
  str_method: (o: PyObj, name: PyObj, ...args: PyObj[]) => A.callMethod(o, String(name), args),
  str_format: (o: PyObj, spec: PyObj) => formatValue(o, spec),
  str_join: (sep: PyObj, seq: PyObj) => joinStrs(A.asStr(sep) as never, seq),
  str_translate: (s: PyObj, table: PyObj, errors: PyObj) =>
    translate(A.asStr(s) as Str, table, String(errors)),
  str_replace: (o: PyObj, a: PyObj, b: PyObj, n: PyObj) => A.callMethod(o, "replace", [a, b, n]),
  str_find: (o: PyObj, sub: PyObj, a: PyObj, b: PyObj) => A.callMethod(o, "find", [sub, a, b]),
  str_isidentifier: (o: PyObj) => (A.truth(A.callMethod(o, "isidentifier", [])) ? 1 : 0),
  bytes_repr: (o: PyObj) => reprJs(o),
  float_repr: (o: PyObj) => A.repr(o),
  /** Decodes what is complete: (text, bytes used). */
  codec: (encoding: PyObj, data: PyObj, errors: PyObj, final: number) =>
    mkTuple(codecs.decode(String(encoding), data as PyBytes, String(errors), final !== 0)),
};
