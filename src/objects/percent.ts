/** `str % args`. */
import { asIndex, asInt, asStr, getitem, index, repr, str, typeName } from "./abstract.js";
import { E, err, typeError, valueError } from "./errors.js";
import { asDouble } from "./float.js";
import { floatDigits } from "./floatfmt.js";
import { toInt } from "./int.js";
import {
  PyFloat,
  type PyInt,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  type Str,
  typeOf,
} from "./object.js";
import { codeAt, concat, fromCodePoints, substring } from "./text.js";

interface Conversion {
  left: boolean;
  plus: boolean;
  space: boolean;
  alt: boolean;
  zero: boolean;
  width: number;
  precision: number;
}

function pad(s: Str, c: Conversion): Str {
  const n = c.width - s.length;
  if (n <= 0) return s;
  return c.left ? concat([s, " ".repeat(n)]) : concat([" ".repeat(n), s]);
}

/** Sign, prefix and digits to the width, zeros going behind the sign. */
function number(sign: string, prefix: string, digits: string, c: Conversion): Str {
  const head = sign + prefix;
  if (c.zero && !c.left) return head + digits.padStart(c.width - head.length, "0");
  return pad(head + digits, c);
}

function integer(v: PyInt, type: string, c: Conversion): Str {
  const negative = v < 0;
  const abs = negative ? -v : v;
  const base = type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
  let digits = abs.toString(base);
  if (type === "X") digits = digits.toUpperCase();
  if (c.precision > digits.length) digits = digits.padStart(c.precision, "0");
  const prefix = c.alt && base !== 10 ? `0${type === "o" ? "o" : type}` : "";
  const sign = negative ? "-" : c.plus ? "+" : c.space ? " " : "";
  return number(sign, prefix, digits, c);
}

function float(v: number, type: string, c: Conversion): Str {
  let text = floatDigits(v, type, c.precision < 0 ? 6 : c.precision, c.alt);
  const negative = text[0] === "-";
  if (negative) text = text.slice(1);
  const sign = negative ? "-" : c.plus ? "+" : c.space ? " " : "";
  if (!Number.isFinite(v)) return pad(sign + text, { ...c, zero: false });
  return number(sign, "", text, c);
}

/** The text of one value; `pos` is where the type stands in the format. */
function convert(v: PyObj, type: string, c: Conversion, pos: number): Str {
  switch (type) {
    case "s":
    case "r":
    case "a": {
      let s = type === "s" ? str(v) : repr(v);
      if (type === "a") s = ascii(s);
      if (c.precision >= 0) s = substring(s, 0, Math.min(c.precision, s.length));
      return pad(s, c);
    }
    case "c": {
      const s = asStr(v);
      if (s !== undefined) {
        if (s.length !== 1)
          throw typeError(
            `%c requires an int or a unicode character, not a string of length ${s.length}`,
          );
        return pad(s, c);
      } else {
        const k = asIndex(v);
        if (k === undefined)
          throw typeError(`%c requires an int or a unicode character, not ${typeName(v)}`);
        if (typeof k === "bigint" || k < 0 || k > 0x10ffff)
          throw err(E.OverflowError, "%c arg not in range(0x110000)");
        return pad(fromCodePoints([k]), c);
      }
    }
    case "d":
    case "i":
    case "u": {
      if (typeof v === "number" && c === PLAIN) return String(v);
      const t = typeOf(v);
      if (asIndex(v) === undefined && t.lookup("__int__") === undefined)
        throw typeError(`%${type} format: a real number is required, not ${typeName(v)}`);
      if (asStr(v) !== undefined)
        throw typeError(`%${type} format: a real number is required, not ${typeName(v)}`);
      return integer(asIndex(v) ?? toInt(v), "d", c);
    }
    case "o":
    case "x":
    case "X": {
      if (asIndex(v) === undefined)
        throw typeError(`%${type} format: an integer is required, not ${typeName(v)}`);
      return integer(index(v), type, c);
    }
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G":
      return float(asDouble(v), type, c);
    default: {
      const cp = type.codePointAt(0)!;
      throw valueError(
        `unsupported format character '${cp > 31 && cp < 127 ? type : "?"}' (0x${cp.toString(16)}) at index ${pos}`,
      );
    }
  }
}

const PLAIN: Conversion = {
  left: false,
  plus: false,
  space: false,
  alt: false,
  zero: false,
  width: -1,
  precision: -1,
};
const ITEM = /%([-+ #0]*)(\d{0,6})(?:\.(\d{0,6}))?([%sradiuoxXeEfFgGc])/g;
/** Texts and conversions in turn. */
interface Plan {
  texts: string[];
  types: string[];
  how: Conversion[];
}
const plans = new Map<string, Plan | null>();

/** How to fill a format that has neither names nor stars nor mistakes; null for any other. */
function planOf(f: string): Plan | null {
  const known = plans.get(f);
  if (known !== undefined) return known;
  let plan: Plan | null = { texts: [], types: [], how: [] };
  let text = "";
  let end = 0;
  for (const m of f.matchAll(ITEM)) {
    text += f.slice(end, m.index);
    end = m.index + m[0].length;
    if (text.includes("%")) break;
    if (m[4] === "%") {
      text += "%";
      if (m[0] !== "%%") break;
      // Only a `%` of the format itself may end the search above.
      plan.texts.push(text);
      plan.types.push("%");
      plan.how.push(PLAIN);
      text = "";
      continue;
    }
    plan.texts.push(text);
    plan.types.push(m[4]);
    plan.how.push(
      m[0].length === 2
        ? PLAIN
        : {
            left: m[1].includes("-"),
            plus: m[1].includes("+"),
            space: m[1].includes(" "),
            alt: m[1].includes("#"),
            zero: m[1].includes("0"),
            width: m[2] === "" ? -1 : Number(m[2]),
            precision: m[3] === undefined ? -1 : Number(m[3]),
          },
    );
    text = "";
  }
  if (text !== "" || f.slice(end).includes("%")) plan = null;
  else plan.texts.push(f.slice(end));
  if (plans.size > 500) plans.clear();
  plans.set(f, plan);
  return plan;
}
function fill(plan: Plan, items: readonly PyObj[]): Str | undefined {
  const { texts, types, how } = plan;
  let out = "";
  let at = 0;
  for (let i = 0; i < types.length; i++) {
    out += texts[i];
    if (types[i] === "%") continue;
    if (at >= items.length) throw typeError("not enough arguments for format string");
    const v = items[at++];
    const s =
      typeof v === "string" && how[i] === PLAIN && types[i] === "s"
        ? v
        : convert(v, types[i], how[i], 0);
    if (typeof s !== "string") return undefined;
    out += s;
  }
  if (at < items.length) throw typeError("not all arguments converted during string formatting");
  return out + texts[types.length];
}
/** Converting twice would show where a conversion runs Python code. */
const quiet = (v: PyObj): boolean => !(v instanceof PyObject) || v instanceof PyFloat;

export function percentFormat(f: Str, args: PyObj): Str {
  if (typeof f === "string" && (args instanceof PyTuple ? !args.cls.isHeap : quiet(args))) {
    const items = args instanceof PyTuple ? args.items : [args];
    const plan = items.every(quiet) ? planOf(f) : null;
    if (plan !== null) {
      const s = fill(plan, items);
      if (s !== undefined) return s;
    }
  }
  const tuple = args instanceof PyTuple ? args.items : null;
  let at = 0;
  let used = false;
  const isMapping =
    !(args instanceof PyTuple) &&
    asStr(args) === undefined &&
    typeOf(args).lookup("__getitem__") !== undefined;
  const nextArg = (): PyObj => {
    if (tuple !== null) {
      if (at >= tuple.length) throw typeError("not enough arguments for format string");
      return tuple[at++];
    }
    if (used) throw typeError("not enough arguments for format string");
    used = true;
    return args;
  };
  const out: Str[] = [];
  const n = f.length;
  let i = 0;
  let start = 0;
  let keyed = false;
  const ch = (k: number): string => (k < n ? String.fromCodePoint(codeAt(f, k)) : "");
  while (i < n) {
    if (codeAt(f, i) !== 37) {
      i++;
      continue;
    }
    out.push(substring(f, start, i));
    const first = ++i;
    const c: Conversion = { ...PLAIN };
    let value: PyObj | undefined;
    if (ch(i) === "(") {
      if (!isMapping) throw typeError("format requires a mapping");
      let depth = 1;
      const from = ++i;
      while (i < n && depth > 0) {
        const x = ch(i++);
        if (x === "(") depth++;
        else if (x === ")") depth--;
      }
      if (depth > 0) throw valueError("incomplete format key");
      value = getitem(args, substring(f, from, i - 1));
      keyed = true;
    }
    for (;;) {
      const x = ch(i);
      if (x === "-") c.left = true;
      else if (x === "+") c.plus = true;
      else if (x === " ") c.space = true;
      else if (x === "#") c.alt = true;
      else if (x === "0") c.zero = true;
      else break;
      i++;
    }
    const star = (): number => {
      const v = nextArg();
      const n = asInt(v);
      if (n === undefined) throw typeError("* wants int");
      if (typeof n === "bigint" || Math.abs(n) > 0x7fffffff)
        throw err(
          E.OverflowError,
          typeof n === "bigint"
            ? "Python int too large to convert to C ssize_t"
            : "Python int too large to convert to C int",
        );
      return n;
    };
    const digits = (): number => {
      let v = 0;
      while (/^[0-9]$/.test(ch(i))) v = v * 10 + Number(ch(i++));
      if (v > 0x7fffffff) throw valueError("width too big");
      return v;
    };
    if (ch(i) === "*") {
      i++;
      c.width = star();
      if (c.width < 0) {
        c.left = true;
        c.width = -c.width;
      }
    } else if (/^[0-9]$/.test(ch(i))) c.width = digits();
    if (ch(i) === ".") {
      i++;
      if (ch(i) === "*") {
        i++;
        c.precision = Math.max(0, star());
      } else c.precision = digits();
    }
    while (ch(i) === "l" || ch(i) === "h" || ch(i) === "L") i++;
    if (i >= n) throw valueError("incomplete format");
    const type = ch(i);
    const pos = i;
    i++;
    start = i;
    if (type === "%" && pos === first) {
      out.push("%");
      continue;
    }
    const v = value !== undefined ? value : nextArg();
    out.push(convert(v, type, c, pos));
  }
  out.push(substring(f, start, n));
  if (tuple !== null ? at < tuple.length && !keyed : !used && !keyed && !isMapping)
    throw typeError("not all arguments converted during string formatting");
  if (tuple === null && !used && !keyed && isMapping && args instanceof PyList)
    throw typeError("not all arguments converted during string formatting");
  return concat(out);
}

function ascii(s: Str): Str {
  let out = "";
  for (let i = 0; i < s.length; i++) {
    const c = codeAt(s, i);
    out += c < 128 ? String.fromCharCode(c) : escape(c);
  }
  return out;
}
const escape = (c: number): string =>
  c < 0x100
    ? `\\x${c.toString(16).padStart(2, "0")}`
    : c < 0x10000
      ? `\\u${c.toString(16).padStart(4, "0")}`
      : `\\U${c.toString(16).padStart(8, "0")}`;
