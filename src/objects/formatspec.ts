/** The format mini-language: `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`. */
import { asStr, typeName } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { floatDigits } from "./floatfmt.js";
import type { PyInt, PyObj, Str } from "./object.js";
import { charAt, codeAt, concat, fromCodePoints, substring } from "./text.js";

export interface Spec {
  fill: Str;
  align: string;
  /** The align character was written. */
  aligned: boolean;
  sign: string;
  noNegZero: boolean;
  alt: boolean;
  width: number;
  grouping: string;
  precision: number;
  fracGrouping: string;
  type: string;
}

/** Specs that were read before, by the type they are for; nobody changes a Spec. */
const specs = new Map<string, Map<string, Spec>>();

/** Parses a format spec; `kind` names the type in messages. */
export function parseSpec(text: PyObj, kind: string, defAlign: string, defType: string): Spec {
  const s = asStr(text);
  if (s === undefined) throw typeError(`__format__() argument must be str, not ${typeName(text)}`);
  if (typeof s !== "string") return readSpec(s, kind, defAlign, defType);
  let known = specs.get(kind);
  if (known === undefined) specs.set(kind, (known = new Map()));
  let spec = known.get(s);
  if (spec === undefined) {
    spec = readSpec(s, kind, defAlign, defType);
    if (known.size > 200) known.clear();
    known.set(s, spec);
  }
  return spec;
}
function readSpec(s: Str, kind: string, defAlign: string, defType: string): Spec {
  const r: Spec = {
    fill: " ",
    align: defAlign,
    aligned: false,
    sign: "-",
    noNegZero: false,
    alt: false,
    width: -1,
    grouping: "",
    precision: -1,
    fracGrouping: "",
    type: defType,
  };
  const n = s.length;
  let i = 0;
  const ch = (at: number): string => (at < n ? String.fromCodePoint(codeAt(s, at)) : "");
  const isAlign = (c: string): boolean => c !== "" && "<>=^".includes(c);
  let fillGiven = false;
  if (n - i >= 2 && isAlign(ch(i + 1))) {
    r.fill = charAt(s, i);
    r.align = ch(i + 1);
    r.aligned = fillGiven = true;
    i += 2;
  } else if (isAlign(ch(i))) {
    r.align = ch(i);
    r.aligned = true;
    i++;
  }
  if (ch(i) !== "" && "+- ".includes(ch(i))) r.sign = ch(i++);
  if (ch(i) === "z") {
    r.noNegZero = true;
    i++;
  }
  if (ch(i) === "#") {
    r.alt = true;
    i++;
  }
  if (!fillGiven && ch(i) === "0") {
    r.fill = "0";
    if (!r.aligned && defAlign === ">") r.align = "=";
    i++;
  }
  const number = (): number => {
    let v = -1;
    while (/^[0-9]$/.test(ch(i))) {
      v = (v < 0 ? 0 : v) * 10 + Number(ch(i++));
      if (v > Number.MAX_SAFE_INTEGER) throw valueError("Too many decimal digits in format string");
    }
    return v;
  };
  r.width = number();
  const group = (): string => {
    let g = "";
    if (ch(i) === ",") {
      g = ",";
      i++;
    }
    if (ch(i) === "_") {
      if (g !== "") throw valueError("Cannot specify both ',' and '_'.");
      g = "_";
      i++;
    }
    if (ch(i) === "," && g === "_") throw valueError("Cannot specify both ',' and '_'.");
    return g;
  };
  r.grouping = group();
  if (ch(i) === ".") {
    i++;
    r.precision = number();
    r.fracGrouping = group();
    if (r.precision < 0 && r.fracGrouping === "")
      throw valueError("Format specifier missing precision");
  }
  if (n - i > 1)
    throw valueError(
      `Invalid format specifier '${substring(s, 0, n).toString()}' for object of type '${kind}'`,
    );
  if (n - i === 1) r.type = ch(i);
  if (r.fracGrouping !== "" && r.type === "n")
    throw valueError(`Cannot specify '${r.fracGrouping}' with 'n'.`);
  if (r.grouping !== "") {
    const ok =
      "defgEG%F\0".includes(r.type || "\0") || (r.grouping === "_" && "boxX".includes(r.type));
    if (!ok) throw valueError(`Cannot specify '${r.grouping}' with ${quoteType(r.type)}.`);
  }
  return r;
}

function quoteType(t: string): string {
  const c = t.codePointAt(0) ?? 0;
  return c > 32 && c < 128 ? `'${t}'` : `'\\x${c.toString(16)}'`;
}

export function unknownCode(type: string, kind: string): Error {
  return valueError(
    `Unknown format code ${quoteType(type)} for object of type '${kind}'`,
  ) as unknown as Error;
}

/** Pads a text. */
function pad(s: Str, spec: Spec): Str {
  const n = s.length;
  if (spec.width <= n) return s;
  const left = spec.width - n;
  const fill = (k: number): Str =>
    typeof spec.fill === "string"
      ? spec.fill.repeat(k)
      : fromCodePoints(new Array<number>(k).fill(codeAt(spec.fill, 0)));
  switch (spec.align) {
    case "<":
      return concat([s, fill(left)]);
    case "^": {
      const l = left >> 1;
      return concat([fill(l), s, fill(left - l)]);
    }
    default:
      return concat([fill(left), s]);
  }
}

export function formatStr(s: Str, text: PyObj): Str {
  if (text === "") return s;
  const spec = parseSpec(text, "str", "<", "s");
  if (spec.type !== "s") throw unknownCode(spec.type, "str");
  if (spec.sign !== "-")
    throw valueError(
      spec.sign === " "
        ? "Space not allowed in string format specifier"
        : "Sign not allowed in string format specifier",
    );
  if (spec.noNegZero)
    throw valueError("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alt) throw valueError("Alternate form (#) not allowed in string format specifier");
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
  const cut = spec.precision >= 0 ? substring(s, 0, Math.min(spec.precision, s.length)) : s;
  return pad(cut, spec);
}

/** Inserts separators from the right, `size` digits apart; pads with zeros to `minWidth`. */
function group(digits: string, sep: string, size: number, minWidth: number): string {
  if (sep === "") return digits.padStart(minWidth, "0");
  const parts: string[] = [];
  let rest = digits;
  let width = 0;
  while (rest.length > size) {
    parts.unshift(rest.slice(-size));
    rest = rest.slice(0, -size);
    width += size + sep.length;
  }
  while (width + rest.length < minWidth) {
    if (rest.length === size) {
      parts.unshift(rest);
      width += size + sep.length;
      rest = "";
      if (width + 1 > minWidth) {
        rest = "0";
        break;
      }
    }
    rest = `0${rest}`;
  }
  if (rest === "") return parts.join(sep);
  return [rest, ...parts].join(sep);
}

function locale(type: string): string {
  return type === "n" ? localeHook.grouping() : "";
}
/** Set by _locale. */
export const localeHook = { grouping: (): string => "", decimalPoint: (): string => "." };

/** Puts sign, prefix, digits and padding together. */
function assemble(
  negative: boolean,
  prefix: string,
  int: string,
  rest: string,
  spec: Spec,
  size: number,
): Str {
  const sign = negative ? "-" : spec.sign === "-" ? "" : spec.sign;
  const sep = spec.grouping !== "" ? spec.grouping : locale(spec.type);
  const zeroPad =
    spec.align === "=" && spec.fill === "0"
      ? spec.width - sign.length - prefix.length - rest.length
      : 0;
  const body = group(int, sep, size, Math.max(zeroPad, 0)) + rest;
  if (spec.align === "=") {
    const head = sign + prefix;
    const missing = spec.width - head.length - body.length;
    if (missing <= 0) return head + body;
    return concat([head, fillText(spec.fill, missing), body]);
  }
  return pad(sign + prefix + body, spec);
}
function fillText(fill: Str, n: number): Str {
  return typeof fill === "string"
    ? fill.repeat(n)
    : fromCodePoints(new Array<number>(n).fill(codeAt(fill, 0)));
}

const RADIX: Record<string, [number, string]> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

const INT_TYPES = new Set(["d", "n", "c", ...Object.keys(RADIX)]);

export function formatInt(value: PyInt | boolean, text: PyObj): Str {
  if (text === "") return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  const v: PyInt = typeof value === "boolean" ? (value ? 1 : 0) : value;
  const kind = typeof value === "boolean" ? "bool" : "int";
  const spec = parseSpec(text, kind, ">", "d");
  if ("eEfFgG%".includes(spec.type)) {
    const f = Number(v);
    if (!Number.isFinite(f)) throw err(E.OverflowError, "int too large to convert to float");
    return formatFloatSpec(f, spec, kind);
  }
  if (!INT_TYPES.has(spec.type)) throw unknownCode(spec.type, kind);
  if (spec.precision >= 0) throw valueError("Precision not allowed in integer format specifier");
  if (spec.noNegZero)
    throw valueError("Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.type === "c") {
    if (spec.sign !== "-") throw valueError("Sign not allowed with integer format specifier 'c'");
    if (spec.alt)
      throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
    if (typeof v === "bigint" || v < 0 || v > 0x10ffff)
      throw err(E.OverflowError, "%c arg not in range(0x110000)");
    return pad(fromCodePoints([v]), { ...spec, align: spec.aligned ? spec.align : "<" });
  }
  const negative = v < 0;
  const abs = negative ? -v : v;
  const r = RADIX[spec.type];
  if (r !== undefined) {
    let digits = abs.toString(r[0]);
    if (spec.type === "X") digits = digits.toUpperCase();
    return assemble(negative, spec.alt ? r[1] : "", digits, "", spec, 4);
  }
  return assemble(negative, "", abs.toString(), "", spec, 3);
}

const FLOAT_TYPES = new Set(["r", "g0", "e", "E", "f", "F", "g", "G"]);
export function formatFloatSpec(v: number, spec: Spec, kind: string): Str {
  let type = spec.type;
  let precision = spec.precision;
  let percent = "";
  if (precision > 0x7fffffff) throw valueError("precision too big");
  if (type === "") {
    // As repr, but with at least one digit behind the point; with a precision as 'g'.
    type = precision < 0 ? "r" : "g0";
  } else if (type === "%") {
    v *= 100;
    type = "f";
    percent = "%";
  } else if (type === "n") type = "g";
  if (precision < 0 && type !== "r") precision = 6;
  if (!FLOAT_TYPES.has(type)) throw unknownCode(spec.type, kind);
  let text = floatDigits(v, type, precision, spec.alt);
  let negative = text[0] === "-";
  if (negative) text = text.slice(1);
  if (negative && spec.noNegZero && !/[1-9in]/i.test(text.replace(/e.*$/i, ""))) negative = false;
  let end = 0;
  while (end < text.length && text.charCodeAt(end) <= 57 && text.charCodeAt(end) >= 48) end++;
  if (end === 0) {
    // inf, nan
    const s = { ...spec, grouping: "" };
    return s.fill === "0" && s.align === "="
      ? assembleWord(negative, text + percent, s)
      : assemble(negative, "", text, percent, s, 3);
  }
  let rest = text.slice(end);
  if (spec.fracGrouping !== "") {
    const f = /^\.(\d+)(.*)$/.exec(rest);
    if (f !== null) rest = `.${f[1].replace(/(\d{3})(?=\d)/g, `$1${spec.fracGrouping}`)}${f[2]}`;
  }
  return assemble(negative, "", text.slice(0, end), rest + percent, spec, 3);
}
function assembleWord(negative: boolean, word: string, spec: Spec): Str {
  const sign = negative ? "-" : spec.sign === "-" ? "" : spec.sign;
  return sign + word.padStart(spec.width - sign.length, "0");
}

export function formatFloat(v: number, text: PyObj): Str {
  const spec = parseSpec(text, "float", ">", "");
  return formatFloatSpec(v, spec, "float");
}

/** complex: real and imaginary part each by the spec, then padded. */
export function formatComplex(re: number, im: number, text: PyObj): Str {
  const spec = parseSpec(text, "complex", ">", "");
  if (spec.fill === "0")
    throw valueError("Zero padding is not allowed in complex format specifier");
  if (spec.align === "=")
    throw valueError("'=' alignment flag is not allowed in complex format specifier");
  if (spec.type === "%") throw unknownCode("%", "complex");
  const bare = spec.type === "";
  const part = (x: number, sign: string): string =>
    String(
      formatFloatSpec(
        x,
        {
          ...spec,
          width: -1,
          align: ">",
          sign,
          type: bare && spec.precision >= 0 ? "g" : spec.type,
        },
        "complex",
      ),
    );
  const strip = (s: string): string => (bare ? s.replace(/\.0$/, "") : s);
  let out: string;
  if (bare && re === 0 && !Object.is(re, -0)) out = `${strip(part(im, spec.sign))}j`;
  else {
    out = `${strip(part(re, spec.sign))}${strip(part(im, "+"))}j`;
    if (bare) out = `(${out})`;
  }
  return pad(out, spec);
}
