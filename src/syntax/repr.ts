/** Python's `repr` of constants. */
import type { ConstantValue, StrValue } from "./ast.js";
import { isPrintable } from "./chars.js";

const hex = (n: number, width: number): string => n.toString(16).padStart(width, "0");

function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

function reprCodePoint(cp: number, quote: string): string {
  if (cp === 92) return "\\\\";
  if (cp === 9) return "\\t";
  if (cp === 10) return "\\n";
  if (cp === 13) return "\\r";
  if (cp === quote.charCodeAt(0)) return `\\${quote}`;
  if (cp < 32 || cp === 127) return `\\x${hex(cp, 2)}`;
  if (cp < 127) return String.fromCharCode(cp);
  const char = String.fromCodePoint(cp);
  if ((cp < 0xd800 || cp > 0xdfff) && isPrintable(char)) return char;
  if (cp < 0x100) return `\\x${hex(cp, 2)}`;
  return cp < 0x10000 ? `\\u${hex(cp, 4)}` : `\\U${hex(cp, 8)}`;
}

export function reprStr(value: StrValue | string): string {
  const text = typeof value === "string" ? value : value.value;
  const quote = quoteFor(text);
  if (/^[ -~]*$/.test(text) && !text.includes("\\") && !text.includes(quote)) {
    return quote + text + quote;
  }
  let out = quote;
  const points = typeof value === "string" ? undefined : value.codePoints;
  if (points !== undefined) for (const cp of points) out += reprCodePoint(cp, quote);
  else for (const char of text) out += reprCodePoint(char.codePointAt(0)!, quote);
  return out + quote;
}

export function reprBytes(bytes: Uint8Array): string {
  let single = false;
  let double = false;
  for (const b of bytes) {
    if (b === 39) single = true;
    else if (b === 34) double = true;
  }
  const quote = single && !double ? '"' : "'";
  let out = `b${quote}`;
  for (const b of bytes) out += b < 128 ? reprCodePoint(b, quote) : `\\x${hex(b, 2)}`;
  return out + quote;
}

export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, exponent] = value.toExponential().split("e");
  const e = Number(exponent);
  if (e >= 16 || e < -4) {
    const sign = e < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(e)).padStart(2, "0")}`;
  }
  const text = String(value);
  if (text.includes("e")) return value.toFixed(20).replace(/0+$/, "");
  return text.includes(".") ? text : `${text}.0`;
}

export function reprConstant(c: ConstantValue): string {
  switch (c.type) {
    case "int":
      return String(c.value);
    case "float":
      return reprFloat(c.value);
    case "complex":
      return `${reprFloat(c.imag).replace(/\.0$/, "")}j`;
    case "str":
      return reprStr(c);
    case "bytes":
      return reprBytes(c.value);
    case "bool":
      return c.value ? "True" : "False";
    case "None":
      return "None";
    case "Ellipsis":
      return "Ellipsis";
  }
}
