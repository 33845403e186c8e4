/** `str.format`: replacement fields with attribute and index look-ups, nested specs. */
import { getattr, getitem, repr, str } from "./abstract.js";
import { E, err, keyError, valueError } from "./errors.js";
import { formatValue } from "./format.js";
import type { PyObj, Str } from "./object.js";
import type { Kw } from "./signature.js";
import { codeAt, concat, substring } from "./text.js";

/** Positional arguments (null for format_map) and keyword arguments (a Map or a mapping). */
interface Source {
  args: PyObj[] | null;
  kw: Kw | PyObj;
  /** -1: explicit numbers were used; else the next automatic number. */
  auto: number;
  manual: boolean;
}

export interface FieldPart {
  literal: Str;
  field: Str | null;
  conversion: string | null;
  spec: Str;
  /** `splitField(field)`, once it has been needed. */
  split?: Split;
}
type Split = readonly [first: Str, rest: [boolean, Str][]];

/** Splits a format string into literal text and fields (`_string.formatter_parser`). */
export function parseFormat(f: Str): FieldPart[] {
  const out: FieldPart[] = [];
  const n = f.length;
  let i = 0;
  let literal: Str[] = [];
  let start = 0;
  while (i < n) {
    const c = codeAt(f, i);
    if (c !== 123 && c !== 125) {
      i++;
      continue;
    }
    if (i + 1 < n && codeAt(f, i + 1) === c) {
      literal.push(substring(f, start, i + 1));
      i += 2;
      start = i;
      continue;
    }
    if (c === 125) throw valueError("Single '}' encountered in format string");
    literal.push(substring(f, start, i));
    i++;
    if (i >= n) throw valueError("Single '{' encountered in format string");
    // The field name ends at ! : or }, outside brackets.
    const from = i;
    let depth = 1;
    let bracket = false;
    while (i < n) {
      const x = codeAt(f, i);
      if (x === 91) bracket = true;
      else if (x === 93) bracket = false;
      else if (!bracket && x === 123) throw valueError("unexpected '{' in field name");
      else if (!bracket && (x === 125 || x === 58 || x === 33)) break;
      i++;
    }
    if (i >= n) throw valueError("expected '}' before end of string");
    const field = substring(f, from, i);
    let conversion: string | null = null;
    let spec: Str = "";
    if (codeAt(f, i) === 33) {
      i++;
      if (i >= n) throw valueError("end of string while looking for conversion specifier");
      conversion = String.fromCodePoint(codeAt(f, i++));
      if (i >= n) throw valueError("unmatched '{' in format spec");
      const x = codeAt(f, i);
      if (x !== 58 && x !== 125) throw valueError("expected ':' after conversion specifier");
    }
    if (codeAt(f, i) === 58) {
      const specFrom = ++i;
      depth = 1;
      while (i < n) {
        const x = codeAt(f, i);
        if (x === 123) depth++;
        else if (x === 125 && --depth === 0) break;
        i++;
      }
      if (i >= n) throw valueError("unmatched '{' in format spec");
      spec = substring(f, specFrom, i);
    }
    i++;
    start = i;
    out.push({ literal: concat(literal), field, conversion, spec });
    literal = [];
  }
  literal.push(substring(f, start, n));
  const rest = concat(literal);
  if (rest.length > 0) out.push({ literal: rest, field: null, conversion: null, spec: "" });
  return out;
}

/** First part of a field name, and the accesses behind it: [isAttribute, name or index]. */
export function splitField(field: Str): Split {
  const s = field;
  let i = 0;
  while (i < s.length && codeAt(s, i) !== 46 && codeAt(s, i) !== 91) i++;
  const first = substring(s, 0, i);
  const rest: [boolean, Str][] = [];
  while (i < s.length) {
    const c = codeAt(s, i);
    const from = i + 1;
    if (c === 46) {
      i++;
      while (i < s.length && codeAt(s, i) !== 46 && codeAt(s, i) !== 91) i++;
      if (i === from) throw valueError("Empty attribute in format string");
      rest.push([true, substring(s, from, i)]);
    } else if (c === 91) {
      while (i < s.length && codeAt(s, i) !== 93) i++;
      if (i >= s.length) throw valueError("Missing ']' in format string");
      if (i === from) throw valueError("Empty attribute in format string");
      rest.push([false, substring(s, from, i)]);
      i++;
    } else throw valueError("Only '.' or '[' may follow ']' in format field specifier");
  }
  return [first, rest];
}

const isNumber = (s: Str): boolean => typeof s === "string" && /^[0-9]+$/.test(s);

function index(digits: Str): number {
  const n = Number(digits);
  if (n > 2 ** 63 - 1024) throw valueError("Too many decimal digits in format string");
  return n;
}

function fieldValue(src: Source, [first, rest]: Split): PyObj {
  let v: PyObj;
  if (first.length === 0 || isNumber(first)) {
    let n: number;
    if (first.length === 0) {
      if (src.manual)
        throw valueError(
          "cannot switch from manual field specification to automatic field numbering",
        );
      n = src.auto++;
    } else {
      if (src.auto > 0)
        throw valueError(
          "cannot switch from automatic field numbering to manual field specification",
        );
      src.manual = true;
      n = index(first);
    }
    if (src.args === null) throw valueError("Format string contains positional fields");
    if (n >= src.args.length)
      throw err(E.IndexError, `Replacement index ${n} out of range for positional args tuple`);
    v = src.args[n];
  } else if (src.kw instanceof Map) {
    const k = src.kw.get(first.toString());
    if (k === undefined) throw keyError(first);
    v = k;
  } else v = getitem(src.kw, first);
  for (const [isAttr, name] of rest)
    v = isAttr ? getattr(v, name.toString()) : getitem(v, isNumber(name) ? index(name) : name);
  return v;
}

/** What was parsed lately: programs format with few texts, again and again. */
const parsed = new Map<string, FieldPart[]>();
const KEPT = 256;
function partsOf(f: Str): FieldPart[] {
  if (typeof f !== "string") return parseFormat(f);
  let parts = parsed.get(f);
  if (parts === undefined) {
    parts = parseFormat(f);
    if (parsed.size >= KEPT) parsed.clear();
    parsed.set(f, parts);
  }
  return parts;
}

function render(f: Str, src: Source, depth: number): Str {
  if (depth < 0) throw valueError("Max string recursion exceeded");
  const out: Str[] = [];
  for (const p of partsOf(f)) {
    out.push(p.literal);
    if (p.field === null) continue;
    p.split ??= splitField(p.field);
    let v = fieldValue(src, p.split);
    switch (p.conversion) {
      case null:
        break;
      case "r":
        v = repr(v);
        break;
      case "s":
        v = str(v);
        break;
      case "a":
        v = asciiHook.f(v);
        break;
      default: {
        const c = p.conversion;
        throw valueError(
          c > " " && c < "\x7f"
            ? `Unknown conversion specifier ${c}`
            : `Unknown conversion specifier \\x${c.codePointAt(0)!.toString(16)}`,
        );
      }
    }
    const spec = p.spec.length > 0 ? render(p.spec, src, depth - 1) : "";
    out.push(formatValue(v, spec));
  }
  return concat(out);
}
/** Set by builtins: `ascii()`. */
export const asciiHook = { f: (o: PyObj): PyObj => repr(o) };

export function formatFields(f: Str, args: PyObj[] | null, kw: Kw | PyObj): Str {
  return render(f, { args, kw, auto: 0, manual: false }, 2);
}
