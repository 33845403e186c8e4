/** Upcalls: text and its codecs. */
import * as A from "../objects/abstract.js";
import { reprJs } from "../objects/abstract.js";
import { formatValue } from "../objects/format.js";
import type { PyBytes, PyObj } from "../objects/object.js";
import { joinStrs } from "../objects/str.js";
import { mkTuple } from "../objects/types.js";
import { codecs } from "./text_codecs.js";

export const textOps: Record<string, (...a: never[]) => unknown> = {
  str_encode: (s: PyObj, encoding: PyObj, errors: PyObj) =>
    A.callMethod(A.asStr(s) as PyObj, "encode", [encoding, errors]),
  str_decode: (b: PyObj, encoding: PyObj, errors: PyObj) =>
    A.callMethod(b, "decode", [encoding, errors]),
  str_from_object: (o: PyObj) => A.str(o),
  str_method: (o: PyObj, name: PyObj, ...args: PyObj[]) => A.callMethod(o, String(name), args),
  str_format: (o: PyObj, spec: PyObj) => formatValue(o, spec),
  str_join: (sep: PyObj, seq: PyObj) => joinStrs(A.asStr(sep) as never, seq),
  str_replace: (o: PyObj, a: PyObj, b: PyObj, n: PyObj) => A.callMethod(o, "replace", [a, b, n]),
  str_find: (o: PyObj, sub: PyObj, a: PyObj, b: PyObj) => A.callMethod(o, "find", [sub, a, b]),
  str_isidentifier: (o: PyObj) => (A.truth(A.callMethod(o, "isidentifier", [])) ? 1 : 0),
  bytes_repr: (o: PyObj) => reprJs(o),
  float_repr: (o: PyObj) => A.repr(o),
  /** Decodes what is complete: (text, bytes used). */
  codec: (encoding: PyObj, data: PyObj, errors: PyObj, final: number) =>
    mkTuple(codecs.decode(String(encoding), data as PyBytes, String(errors), final !== 0)),
};
