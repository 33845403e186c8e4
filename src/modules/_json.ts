/** _json: the scanner and encoder under the json package. */
import {
  asInt,
  asStr,
  call,
  call1,
  callMethod,
  getattr,
  items as iterate,
  repr,
  ssize,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { E, err, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { parseFloatText } from "../objects/float.js";
import { floatRepr } from "../objects/floatfmt.js";
import { getsets, newMethod, PyBuiltin, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { intRepr } from "../objects/int.js";
import { parseIntText } from "../objects/intparse.js";
import { defineModule } from "../objects/module.js";
import {
  PyFloat,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  type PyType,
  type Str,
} from "../objects/object.js";
import { sortItems } from "../objects/sort.js";
import { codeAt, concat, fromCodePoints, substring } from "../objects/text.js";
import {
  builtinType,
  dict_type,
  float_type,
  int_type,
  mkFloat,
  mkList,
  mkTuple,
  newDict,
} from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";

function decodeError(msg: string, doc: Str, pos: number): PyBaseException {
  const cls = getattr(importModule(interp(), "json.decoder"), "JSONDecodeError");
  return call(cls, [msg, doc, pos]) as PyBaseException;
}
function stop(pos: number): PyBaseException {
  const e = err(E.StopIteration, pos);
  e.members = { value: pos };
  return e;
}

const ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Reads a string whose opening quote is before `pos`; gives the text and the next place. */
function scanString(s: Str, pos: number, strict: boolean): [Str, number] {
  const begin = pos - 1;
  const out: Str[] = [];
  for (;;) {
    let end: number;
    if (typeof s === "string") {
      for (end = pos; end < s.length; end++) {
        const x = s.charCodeAt(end);
        if (x === 34 || x === 92 || x < 32) break;
      }
    } else {
      end = pos;
      while (end < s.length && s.cps[end] !== 34 && s.cps[end] !== 92 && s.cps[end] > 31) end++;
    }
    if (end >= s.length) throw decodeError("Unterminated string starting at", s, begin);
    const c = codeAt(s, end);
    if (c === 34) {
      if (out.length === 0) return [substring(s, pos, end), end + 1];
      out.push(substring(s, pos, end));
      return [joinPieces(out), end + 1];
    }
    if (c !== 92) {
      if (strict) throw decodeError("Invalid control character at", s, end);
      out.push(substring(s, pos, end + 1));
      pos = end + 1;
      continue;
    }
    out.push(substring(s, pos, end));
    if (end + 1 >= s.length) throw decodeError("Unterminated string starting at", s, begin);
    const e = String.fromCharCode(codeAt(s, end + 1));
    if (e !== "u") {
      const x = ESCAPES[e];
      if (x === undefined) throw decodeError("Invalid \\escape", s, end);
      out.push(x);
      pos = end + 2;
      continue;
    }
    let v = hex4(s, end + 2);
    if (v < 0) throw decodeError("Invalid \\uXXXX escape", s, end + 1);
    pos = end + 6;
    if (
      v >= 0xd800 &&
      v <= 0xdbff &&
      pos + 1 < s.length &&
      codeAt(s, pos) === 92 &&
      codeAt(s, pos + 1) === 117
    ) {
      const low = hex4(s, pos + 2);
      if (low >= 0xdc00 && low <= 0xdfff) {
        v = 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
        pos += 6;
      }
    }
    out.push(fromCodePoints([v]));
  }
}
function joinPieces(parts: Str[]): Str {
  return concat(parts);
}
function hex4(s: Str, at: number): number {
  if (at + 4 > s.length) return -1;
  let v = 0;
  for (let i = at; i < at + 4; i++) {
    const c = codeAt(s, i);
    const d =
      c >= 48 && c <= 57 ? c - 48 : c >= 97 && c <= 102 ? c - 87 : c >= 65 && c <= 70 ? c - 55 : -1;
    if (d < 0) return -1;
    v = v * 16 + d;
  }
  return v;
}

// ---- the scanner ----

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;

class PyScanner extends PyObject {
  strict = true;
  objectHook: PyObj = null;
  pairsHook: PyObj = null;
  parseFloat: PyObj = null;
  parseInt: PyObj = null;
  parseConstant: PyObj = null;
  private memo = new Map<string, string>();

  override $call(args: PyObj[], kw: Map<string, PyObj> | null): PyObj {
    const o = args.length > 0 ? args[0] : kw?.get("string");
    const i = args[1] ?? kw?.get("idx");
    if (o === undefined || i === undefined)
      throw typeError(
        `scan_once() missing required argument '${o === undefined ? "string" : "idx"}' (pos ${o === undefined ? 1 : 2})`,
      );
    const s = asStr(o);
    if (s === undefined) throw typeError(`first argument must be a string, not ${typeName(o)}`);
    const at = ssize(i);
    if (at < 0) throw valueError("idx cannot be negative");
    const r = this.value(s, at);
    this.memo = new Map();
    return mkTuple([r, this.next]);
  }

  private next = 0;

  private space(s: Str, i: number): number {
    for (; i < s.length; i++) {
      const c = codeAt(s, i);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) break;
    }
    return i;
  }

  private word(s: Str, i: number, w: string): boolean {
    if (i + w.length > s.length) return false;
    for (let k = 0; k < w.length; k++) if (codeAt(s, i + k) !== w.charCodeAt(k)) return false;
    this.next = i + w.length;
    return true;
  }

  private value(s: Str, i: number): PyObj {
    if (i >= s.length) throw stop(i);
    switch (codeAt(s, i)) {
      case 34: {
        const [t, next] = scanString(s, i + 1, this.strict);
        this.next = next;
        return t;
      }
      case 123:
        return this.object(s, i + 1);
      case 91:
        return this.array(s, i + 1);
      case 110:
        if (this.word(s, i, "null")) return null;
        break;
      case 116:
        if (this.word(s, i, "true")) return true;
        break;
      case 102:
        if (this.word(s, i, "false")) return false;
        break;
      case 78:
        if (this.word(s, i, "NaN")) return call1(this.parseConstant, "NaN");
        break;
      case 73:
        if (this.word(s, i, "Infinity")) return call1(this.parseConstant, "Infinity");
        break;
      case 45:
        if (this.word(s, i, "-Infinity")) return call1(this.parseConstant, "-Infinity");
        break;
    }
    return this.number(s, i);
  }

  private number(s: Str, i: number): PyObj {
    const js = typeof s === "string" ? s : this.ascii(s, i);
    NUMBER.lastIndex = typeof s === "string" ? i : 0;
    const m = NUMBER.exec(js);
    if (m === null) throw stop(i);
    const text = m[0];
    this.next = i + text.length;
    if (m[1] !== undefined || m[2] !== undefined) {
      if (this.parseFloat !== float_type) return call1(this.parseFloat, text);
      return mkFloat(parseFloatText(text) as number);
    }
    if (this.parseInt !== int_type) return call1(this.parseInt, text);
    return text.length <= 15 ? Number(text) + 0 : parseIntText(text, 10, text);
  }

  /** The characters of a number, from i on. */
  private ascii(s: Str, i: number): string {
    let out = "";
    for (; i < s.length; i++) {
      const c = codeAt(s, i);
      if (!((c >= 48 && c <= 57) || c === 45 || c === 43 || c === 46 || c === 69 || c === 101))
        break;
      out += String.fromCharCode(c);
    }
    return out;
  }

  private object(s: Str, i: number): PyObj {
    const pairs: PyObj[] | null = this.pairsHook !== null ? [] : null;
    const d = newDict();
    i = this.space(s, i);
    if (i >= s.length || codeAt(s, i) !== 125) {
      for (;;) {
        if (i >= s.length || codeAt(s, i) !== 34)
          throw decodeError("Expecting property name enclosed in double quotes", s, i);
        const [key, afterKey] = scanString(s, i + 1, this.strict);
        let k = key;
        if (typeof key === "string") {
          const known = this.memo.get(key);
          if (known !== undefined) k = known;
          else this.memo.set(key, key);
        }
        i = this.space(s, afterKey);
        if (i >= s.length || codeAt(s, i) !== 58)
          throw decodeError("Expecting ':' delimiter", s, i);
        i = this.space(s, i + 1);
        const v = this.value(s, i);
        if (pairs !== null) pairs.push(mkTuple([k, v]));
        else if (typeof k === "string") d.setStr(k, v);
        else d.set(k, v);
        i = this.space(s, this.next);
        if (i < s.length && codeAt(s, i) === 125) break;
        if (i >= s.length || codeAt(s, i) !== 44)
          throw decodeError("Expecting ',' delimiter", s, i);
        const comma = i;
        i = this.space(s, i + 1);
        if (i < s.length && codeAt(s, i) === 125)
          throw decodeError("Illegal trailing comma before end of object", s, comma);
      }
    }
    i++;
    let r: PyObj = d;
    if (pairs !== null) r = call1(this.pairsHook, mkList(pairs));
    else if (this.objectHook !== null) r = call1(this.objectHook, d);
    this.next = i;
    return r;
  }

  private array(s: Str, i: number): PyObj {
    const out: PyObj[] = [];
    i = this.space(s, i);
    if (i >= s.length || codeAt(s, i) !== 93) {
      for (;;) {
        out.push(this.value(s, i));
        i = this.space(s, this.next);
        if (i < s.length && codeAt(s, i) === 93) break;
        if (i >= s.length || codeAt(s, i) !== 44)
          throw decodeError("Expecting ',' delimiter", s, i);
        const comma = i;
        i = this.space(s, i + 1);
        if (i < s.length && codeAt(s, i) === 93)
          throw decodeError("Illegal trailing comma before end of array", s, comma);
      }
    }
    this.next = i + 1;
    return mkList(out);
  }
}

const scanner_type = builtinType("Scanner", { module: "_json", ctor: PyScanner });
newMethod(scanner_type, "($type, /, context)", (t: PyType, c: PyObj) => {
  const s = new t.ctor(t) as PyScanner;
  s.strict = truth(getattr(c, "strict"));
  s.objectHook = getattr(c, "object_hook");
  s.pairsHook = getattr(c, "object_pairs_hook");
  s.parseFloat = getattr(c, "parse_float");
  s.parseInt = getattr(c, "parse_int");
  s.parseConstant = getattr(c, "parse_constant");
  return s;
});
slots(scanner_type, {
  __call__: (s: PyScanner, args: PyObj[], kw: Map<string, PyObj>) => s.$call(args, kw),
});
getsets(
  scanner_type,
  {
    strict: (s: PyScanner) => s.strict,
    object_hook: (s: PyScanner) => s.objectHook,
    object_pairs_hook: (s: PyScanner) => s.pairsHook,
    parse_float: (s: PyScanner) => s.parseFloat,
    parse_int: (s: PyScanner) => s.parseInt,
    parse_constant: (s: PyScanner) => s.parseConstant,
  },
  true,
);

// ---- the encoder ----

const SHORT: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
const unit = (c: string): string =>
  SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** UTF-16 has the very surrogates that JSON wants. */
export function quoteAscii(s: Str): string {
  const js = typeof s === "string" ? s : s.toString();
  if (/^[ !#-[\]-~]*$/.test(js)) return `"${js}"`;
  return `"${js.replace(/["\\]|[^ -~]/g, unit)}"`;
}
export function quote(s: Str): Str {
  if (typeof s === "string") return `"${s.replace(/["\\\u0000-\u001f]/g, unit)}"`;
  const out: Str[] = ['"'];
  let at = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.cps[i];
    if (c > 31 && c !== 34 && c !== 92) continue;
    out.push(substring(s, at, i), unit(String.fromCharCode(c)));
    at = i + 1;
  }
  out.push(substring(s, at, s.length), '"');
  return concat(out);
}

/** Text as it grows: a JavaScript string as long as that will do. */
class Out {
  private text = "";
  private parts: Str[] | null = null;
  push(s: Str): void {
    if (typeof s === "string") this.text += s;
    else {
      (this.parts ??= []).push(this.text, s);
      this.text = "";
    }
  }
  add(s: string): void {
    this.text += s;
  }
  done(): Str {
    return this.parts === null ? this.text : concat([...this.parts, this.text]);
  }
}

const note = (e: unknown, text: string): void => {
  if (e instanceof PyBaseException) callMethod(e, "add_note", [text]);
};

class PyEncoder extends PyObject {
  markers: PyObj = null;
  default: PyObj = null;
  encoder: PyObj = null;
  indent: PyObj = null;
  keySeparator: Str = ": ";
  itemSeparator: Str = ", ";
  sortKeys = false;
  skipKeys = false;
  allowNan = true;
  private fast: ((s: Str) => Str) | null = null;
  private readonly active = new Set<PyObj>();

  override $call(args: PyObj[], kw: Map<string, PyObj> | null): PyObj {
    const o = args.length > 0 ? args[0] : kw?.get("obj");
    if (o === undefined) throw typeError("_iterencode() missing required argument 'obj' (pos 1)");
    const level = args[1] ?? kw?.get("_current_indent_level") ?? 0;
    this.fast =
      this.encoder instanceof PyBuiltin && this.encoder.module === "_json"
        ? this.encoder.name === "encode_basestring_ascii"
          ? quoteAscii
          : this.encoder.name === "encode_basestring"
            ? quote
            : null
        : null;
    const out = new Out();
    this.active.clear();
    const indent = asStr(this.indent);
    const n = Number(asInt(level) ?? 0);
    this.value(
      o,
      out,
      indent === undefined ? null : concat(["\n", ...new Array<Str>(n).fill(indent)]),
    );
    return mkTuple([out.done()]);
  }

  private string(s: Str): Str {
    if (this.fast !== null) return this.fast(s);
    const r = asStr(call1(this.encoder, s));
    if (r === undefined) throw typeError(`encoder() must return a string, not ${typeName(s)}`);
    return r;
  }

  private float(v: number, shown: PyObj): string {
    if (Number.isFinite(v)) return floatRepr(v);
    if (!this.allowNan)
      throw valueError(
        `Out of range float values are not JSON compliant: ${repr(shown).toString()}`,
      );
    return Number.isNaN(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
  }

  private mark(o: PyObj): void {
    if (this.markers === null) return;
    if (this.active.has(o)) throw valueError("Circular reference detected");
    this.active.add(o);
  }
  private unmark(o: PyObj): void {
    if (this.markers !== null) this.active.delete(o);
  }

  private value(o: PyObj, out: Out, nl: Str | null): void {
    if (o === null) out.add("null");
    else if (o === true) out.add("true");
    else if (o === false) out.add("false");
    else if (typeof o === "string") out.push(this.string(o));
    else if (typeof o === "number" || typeof o === "bigint") out.push(intRepr(o));
    else if (o instanceof PyFloat) out.push(this.float(o.v, o));
    else if (o instanceof PyList || o instanceof PyTuple) this.list(o, out, nl);
    else if (o instanceof PyDict) this.dict(o, out, nl);
    else {
      const s = asStr(o);
      const i = s === undefined ? asInt(o) : undefined;
      if (s !== undefined) out.push(this.string(s));
      else if (i !== undefined) out.push(intRepr(i));
      else {
        this.mark(o);
        const r = call1(this.default, o);
        try {
          this.value(r, out, nl);
        } catch (e) {
          note(e, `when serializing ${typeName(o)} object`);
          throw e;
        }
        this.unmark(o);
      }
    }
  }

  private deeper(nl: Str | null): Str | null {
    return nl === null ? null : concat([nl, asStr(this.indent) as Str]);
  }

  private list(o: PyList | PyTuple, out: Out, nl: Str | null): void {
    const items = o.cls.isHeap ? toArray(o) : o.items;
    if (items.length === 0) {
      out.add("[]");
      return;
    }
    this.mark(o);
    const inner = this.deeper(nl);
    out.add("[");
    if (inner !== null) out.push(inner);
    for (let i = 0; i < items.length; i++) {
      if (i > 0) {
        out.push(this.itemSeparator);
        if (inner !== null) out.push(inner);
      }
      try {
        this.value(items[i], out, inner);
      } catch (e) {
        note(e, `when serializing ${typeName(o)} item ${i}`);
        throw e;
      }
    }
    this.unmark(o);
    if (nl !== null) out.push(nl);
    out.add("]");
  }

  private key(k: PyObj): Str | undefined {
    const s = asStr(k);
    if (s !== undefined) return s;
    if (k instanceof PyFloat) return this.float(k.v, k);
    if (k === null) return "null";
    if (k === true) return "true";
    if (k === false) return "false";
    const i = asInt(k);
    if (i !== undefined) return intRepr(i);
    if (this.skipKeys) return undefined;
    throw typeError(`keys must be str, int, float, bool or None, not ${typeName(k)}`);
  }

  private dict(o: PyDict, out: Out, nl: Str | null): void {
    if (o.size === 0) {
      out.add("{}");
      return;
    }
    this.mark(o);
    let pairs: Iterable<[PyObj, PyObj]>;
    if (o.cls !== dict_type || this.sortKeys) {
      let list = [...iterate(callMethod(o, "items", []))];
      if (this.sortKeys) list = sortItems(list, null, false);
      pairs = list.map((p) => {
        if (!(p instanceof PyTuple) || p.items.length !== 2)
          throw valueError("items must return 2-tuples");
        return [p.items[0], p.items[1]];
      });
    } else pairs = o.map ?? [...o.pairs()];
    const inner = this.deeper(nl);
    out.add("{");
    let first = true;
    for (const [k, v] of pairs) {
      const key = this.key(k);
      if (key === undefined) continue;
      if (!first) out.push(this.itemSeparator);
      if (inner !== null) out.push(inner);
      first = false;
      out.push(this.string(key));
      out.push(this.keySeparator);
      try {
        this.value(v, out, inner);
      } catch (e) {
        note(e, `when serializing ${typeName(o)} item ${repr(k).toString()}`);
        throw e;
      }
    }
    this.unmark(o);
    if (nl !== null && !first) out.push(nl);
    out.add("}");
  }
}
const encoder_type = builtinType("Encoder", { module: "_json", ctor: PyEncoder });
newMethod(
  encoder_type,
  "($type, /, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
  (
    t: PyType,
    markers: PyObj,
    dflt: PyObj,
    encoder: PyObj,
    indent: PyObj,
    keySep: PyObj,
    itemSep: PyObj,
    sortKeys: PyObj,
    skipKeys: PyObj,
    allowNan: PyObj,
  ) => {
    if (markers !== null && !(markers instanceof PyDict))
      throw typeError(`make_encoder() argument 1 must be dict or None, not ${typeName(markers)}`);
    const text = (o: PyObj, n: number): Str => {
      const s = asStr(o);
      if (s === undefined)
        throw typeError(`make_encoder() argument ${n} must be str, not ${typeName(o)}`);
      return s;
    };
    const e = new t.ctor(t) as PyEncoder;
    e.markers = markers;
    e.default = dflt;
    e.encoder = encoder;
    e.indent = indent;
    e.keySeparator = text(keySep, 5);
    e.itemSeparator = text(itemSep, 6);
    e.sortKeys = truth(sortKeys);
    e.skipKeys = truth(skipKeys);
    e.allowNan = truth(allowNan);
    return e;
  },
);
slots(encoder_type, {
  __call__: (e: PyEncoder, args: PyObj[], kw: Map<string, PyObj>) => e.$call(args, kw),
});
getsets(
  encoder_type,
  {
    markers: (e: PyEncoder) => e.markers,
    default: (e: PyEncoder) => e.default,
    encoder: (e: PyEncoder) => e.encoder,
    indent: (e: PyEncoder) => e.indent,
    key_separator: (e: PyEncoder) => e.keySeparator,
    item_separator: (e: PyEncoder) => e.itemSeparator,
    sort_keys: (e: PyEncoder) => e.sortKeys,
    skipkeys: (e: PyEncoder) => e.skipKeys,
  },
  true,
);

const text = (o: PyObj): Str => {
  const s = asStr(o);
  if (s === undefined) throw typeError(`first argument must be a string, not ${typeName(o)}`);
  return s;
};

registerModule("_json", () =>
  defineModule(
    "_json",
    "json speedups\n",
    {
      encode_basestring_ascii: ["($module, string, /)", (o: PyObj) => quoteAscii(text(o))],
      encode_basestring: ["($module, string, /)", (o: PyObj) => quote(text(o))],
      scanstring: [
        "($module, string, end, strict=True, /)",
        (o: PyObj, end: PyObj, strict?: PyObj) => {
          const s = text(o);
          const i = ssize(end);
          if (i < 0 || i > s.length) throw valueError("end is out of bounds");
          return mkTuple(scanString(s, i, strict === undefined || truth(strict)));
        },
      ],
    },
    { make_scanner: scanner_type, make_encoder: encoder_type },
  ),
);
