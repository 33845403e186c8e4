/** unicodedata. */
import { asStr, typeName } from "../objects/abstract.js";
import { lookupHook, nameHook } from "../objects/codecs.js";
import { keyError, typeError, valueError } from "../objects/errors.js";
import { getsets, methods } from "../objects/function.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { type PyObj, PyObject, type Str } from "../objects/object.js";
import { codeAt, codePoints, fromCodePoints, fromUtf16, strEq } from "../objects/text.js";
import { builtinType, mkFloat } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { widthHook } from "../runtime/traceback.js";
import { lookupName, nameOf, properties } from "./unicode-tables.js";

nameHook.of = (c) => {
  const n = nameOf(c);
  return n === undefined ? undefined : `\\N{${n}}`;
};
lookupHook.of = (name) => {
  const c = lookupName(name);
  return c !== undefined && c.length === 1 ? c[0] : undefined;
};

function char(o: PyObj, fn: string, at = ""): number {
  const s = asStr(o);
  if (s === undefined)
    throw typeError(`${fn}() argument${at} must be a unicode character, not ${typeName(o)}`);
  if (s.length !== 1)
    throw typeError(
      `${fn}(): argument${at} must be a unicode character, not a string of length ${s.length}`,
    );
  return codeAt(s, 0);
}

function hangulParts(i: number): string {
  const tail = i % 28;
  return [0x1100 + Math.floor(i / 588), 0x1161 + Math.floor((i % 588) / 28), 0x11a7 + tail]
    .slice(0, tail === 0 ? 2 : 3)
    .map((c) => c.toString(16).toUpperCase())
    .join(" ");
}

const FORMS = ["NFC", "NFKC", "NFD", "NFKD"];
function normalize(form: PyObj, o: PyObj, fn: string): [Str, Str] {
  const f = asStr(form);
  if (f === undefined) throw typeError(`${fn}() argument 1 must be str, not ${typeName(form)}`);
  const s = asStr(o);
  if (s === undefined) throw typeError(`${fn}() argument 2 must be str, not ${typeName(o)}`);
  if (s.length === 0) return [s, s];
  if (!FORMS.includes(f.toString())) throw valueError("invalid normalization form");
  if (typeof s === "string" && /^[\x00-\x7f]*$/.test(s)) return [s, s];
  return [s, fromUtf16(s.toString().normalize(f.toString()))];
}

/** The functions; for the database of Unicode 3.2 when `old`. */
function functions(old: boolean): FunctionTable {
  const p = properties;
  const assigned = (c: number): boolean => !old || p().category32.of(c) !== "Cn";
  const number =
    (fn: string, at: 0 | 1 | 2, missing: string) =>
    (o: PyObj, d?: PyObj): PyObj => {
      const c = char(o, fn, " 1");
      const v = assigned(c) ? p().numbers.get(c)?.[at] : undefined;
      if (v === undefined || v === null) {
        if (d === undefined) throw valueError(missing);
        return d;
      }
      return at === 2 ? mkFloat(v) : v;
    };
  return {
    decimal: ["($self, chr, default=<unrepresentable>, /)", number("decimal", 0, "not a decimal")],
    digit: ["($self, chr, default=<unrepresentable>, /)", number("digit", 1, "not a digit")],
    numeric: [
      "($self, chr, default=<unrepresentable>, /)",
      number("numeric", 2, "not a numeric character"),
    ],
    category: [
      "($self, chr, /)",
      (o: PyObj) => (old ? p().category32 : p().category).of(char(o, "category")),
    ],
    bidirectional: [
      "($self, chr, /)",
      (o: PyObj) => (old ? p().bidirectional32 : p().bidirectional).of(char(o, "bidirectional")),
    ],
    combining: [
      "($self, chr, /)",
      (o: PyObj) => {
        const c = char(o, "combining");
        return assigned(c) ? p().combining.of(c) : 0;
      },
    ],
    mirrored: [
      "($self, chr, /)",
      (o: PyObj) => {
        const c = char(o, "mirrored");
        return assigned(c) ? p().mirrored.of(c) : 0;
      },
    ],
    east_asian_width: [
      "($self, chr, /)",
      (o: PyObj) => {
        const c = char(o, "east_asian_width");
        return assigned(c) ? p().width.of(c) : "N";
      },
    ],
    decomposition: [
      "($self, chr, /)",
      (o: PyObj) => {
        const c = char(o, "decomposition");
        if (c >= 0xac00 && c <= 0xd7a3) return hangulParts(c - 0xac00);
        return assigned(c) ? (p().decomposition.get(c) ?? "") : "";
      },
    ],
    name: [
      "($self, chr, default=<unrepresentable>, /)",
      (o: PyObj, d?: PyObj) => {
        const c = char(o, "name", " 1");
        const n = assigned(c) ? nameOf(c) : undefined;
        if (n !== undefined) return n;
        if (d === undefined) throw valueError("no such name");
        return d;
      },
    ],
    lookup: [
      "($self, name, /)",
      (o: PyObj) => {
        const s = asStr(o);
        if (s === undefined)
          throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
        const c = lookupName(s.toString());
        if (c === undefined || (old && (c.length > 1 || !assigned(c[0]))))
          throw keyError(`undefined character name '${s.toString()}'`);
        return fromCodePoints(c);
      },
    ],
    is_normalized: [
      "($self, form, unistr, /)",
      (form: PyObj, o: PyObj) => strEq(...normalize(form, o, "is_normalized")),
    ],
    normalize: [
      "($self, form, unistr, /)",
      (form: PyObj, o: PyObj) => {
        const [s, n] = normalize(form, o, "normalize");
        if (!old || codePoints(s).every(assigned)) return n;
        // Characters that Unicode 3.2 does not know stay as they are.
        const out: Str[] = [];
        let run: number[] = [];
        const f = String(form);
        const flush = (): void => {
          if (run.length > 0) out.push(fromUtf16(fromCodePoints(run).toString().normalize(f)));
          run = [];
        };
        for (const c of codePoints(s))
          if (assigned(c)) run.push(c);
          else {
            flush();
            out.push(fromCodePoints([c]));
          }
        flush();
        return fromUtf16(out.map((x) => x.toString()).join(""));
      },
    ],
  };
}

class PyUcd extends PyObject {}
const ucd_type = builtinType("UCD", {
  module: "unicodedata",
  ctor: PyUcd,
  subclassable: false,
  instantiable: false,
});
const oldFunctions = functions(true);
methods(
  ucd_type,
  Object.fromEntries(
    Object.entries(oldFunctions).map(([name, [sig, f]]) => [
      name,
      [sig, (_s: PyObj, ...a: PyObj[]) => (f as (...x: PyObj[]) => PyObj)(...a)] as const,
    ]),
  ),
);
getsets(ucd_type, { unidata_version: () => "3.2.0" }, true);

widthHook.isWide = (c) => {
  const w = properties().width.of(c);
  return w === "W" || w === "F";
};

registerModule("unicodedata", () =>
  defineModule(
    "unicodedata",
    "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from the Unicode Consortium.",
    functions(false),
    { unidata_version: "16.0.0", UCD: ucd_type, ucd_3_2_0: new PyUcd(ucd_type) },
  ),
);
