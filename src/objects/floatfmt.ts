/** Decimal text of doubles: repr and the e, f, g forms at any precision, correctly rounded. */

/** `repr(float)`: the shortest text that reads back, in CPython's layout. */
export function floatRepr(v: number): string {
  return floatDigits(v, "r", 0, false);
}

/** The exact decimal value of |v| as an integer times 10**-scale. */
function exact(v: number): { digits: bigint; scale: number } {
  const buf = new DataView(new ArrayBuffer(8));
  buf.setFloat64(0, v);
  const hi = buf.getUint32(0);
  const e = (hi >>> 20) & 0x7ff;
  let m = (BigInt(hi & 0xfffff) << 32n) | BigInt(buf.getUint32(4));
  if (e !== 0) m |= 1n << 52n;
  const exp = (e === 0 ? 1 : e) - 1075;
  if (exp >= 0) return { digits: m << BigInt(exp), scale: 0 };
  return { digits: m * 5n ** BigInt(-exp), scale: -exp };
}

/** |v| rounded half to even at 10**-places, as the digits of an integer (no point). */
function fixedDigits(v: number, places: number): string {
  const { digits, scale } = exact(v);
  if (scale <= places) return (digits * 10n ** BigInt(places - scale)).toString();
  const d = 10n ** BigInt(scale - places);
  let q = digits / d;
  const r = digits % d;
  if (r * 2n > d || (r * 2n === d && q % 2n === 1n)) q += 1n;
  return q.toString();
}

/**
 * JavaScript rounds the exact value as well, but a tie away from zero: those few go the long way.
 * A tie lies half way between multiples of 10**-precision, so it is an odd multiple of
 * 2**-(precision+1).
 */
export function fixed(v: number, precision: number): string {
  if (precision <= 100 && v < 1e21 && (v * 2 ** (precision + 1)) % 2 !== 1)
    return v.toFixed(precision);
  return fixedExact(v, precision);
}
function fixedExact(v: number, precision: number): string {
  const d = fixedDigits(v, precision).padStart(precision + 1, "0");
  return precision === 0 ? d : `${d.slice(0, -precision)}.${d.slice(-precision)}`;
}

/** |v| with n significant digits: the digits and the decimal exponent of the first one. */
function significant(v: number, n: number): { digits: string; exp: number } {
  if (v === 0) return { digits: "0".repeat(n), exp: 0 };
  if (n <= 100) {
    // One digit more tells a tie, which JavaScript rounds away from zero.
    const more = v.toExponential(n);
    const at = more.indexOf("e");
    if (more[at - 1] !== "5" || Number(more) !== v) {
      const text = v.toExponential(n - 1);
      const end = text.indexOf("e");
      const digits = n === 1 ? text.slice(0, end) : text[0] + text.slice(2, end);
      return { digits, exp: Number(text.slice(end + 1)) };
    }
  }
  let exp = Math.floor(Math.log10(v));
  for (;;) {
    const places = n - 1 - exp;
    let d: string;
    if (places >= 0) d = fixedDigits(v, places);
    else {
      const { digits, scale } = exact(v);
      const p = 10n ** BigInt(-places + scale);
      let q = digits / p;
      const r = digits % p;
      if (r * 2n > p || (r * 2n === p && q % 2n === 1n)) q += 1n;
      d = q.toString();
    }
    if (d.length > n) {
      exp++;
      if (/^10*$/.test(d)) return { digits: d.slice(0, n), exp };
      continue;
    }
    if (d.length < n) {
      exp--;
      continue;
    }
    return { digits: d, exp };
  }
}

const expText = (e: number): string =>
  `e${e < 0 ? "-" : "+"}${String(Math.abs(e)).padStart(2, "0")}`;

/**
 * @param type r (repr), e, f, g, g0 (like g, but with ".0" behind an integer), or upper case.
 */
export function floatDigits(v: number, type: string, precision: number, alt: boolean): string {
  const upper = type === "E" || type === "F" || type === "G";
  const sign = v < 0 || Object.is(v, -0) ? "-" : "";
  if (Number.isNaN(v)) return upper ? "NAN" : "nan";
  if (!Number.isFinite(v)) return sign + (upper ? "INF" : "inf");
  const a = Math.abs(v);
  let out: string;
  switch (type.toLowerCase()) {
    case "r":
      out = shortest(a);
      break;
    case "f":
      out = fixed(a, precision);
      if (alt && precision === 0) out += ".";
      break;
    case "e": {
      const { digits, exp } = significant(a, precision + 1);
      out = digits[0];
      if (precision > 0) out += `.${digits.slice(1)}`;
      else if (alt) out += ".";
      out += expText(exp);
      break;
    }
    default: {
      const p = precision === 0 ? 1 : precision;
      const { digits, exp } = significant(a, p);
      // format(x, ".3") without a type switches to an exponent one digit earlier.
      const limit = type === "g0" ? Math.min(p, p) - 1 : p;
      if (exp < -4 || exp >= (type === "g0" ? Math.max(limit, 1) : p)) {
        const d = alt ? digits : digits.replace(/0+$/, "");
        out = digits[0];
        if (d.length > 1) out += `.${d.slice(1)}`;
        else if (alt) out += ".";
        out += expText(exp);
        if (type === "g0" && exp >= 0 && exp < p && p === 1) out = plain(digits, exp, alt);
      } else out = plain(digits, exp, alt);
      if (type === "g0" && !/[.e]/.test(out)) out += ".0";
    }
  }
  return sign + (upper ? out.toUpperCase() : out);
}

/** Digits around a point at 10**exp, without trailing zeros unless alt. */
function plain(digits: string, exp: number, alt: boolean): string {
  let int: string;
  let frac: string;
  if (exp < 0) {
    int = "0";
    frac = "0".repeat(-exp - 1) + digits;
  } else {
    int = digits.slice(0, exp + 1).padEnd(exp + 1, "0");
    frac = digits.slice(exp + 1);
  }
  if (!alt) frac = frac.replace(/0+$/, "");
  return frac === "" ? (alt ? `${int}.` : int) : `${int}.${frac}`;
}

function shortest(a: number): string {
  if (a === 0) return "0.0";
  // Between these JavaScript writes the same digits without an exponent.
  if (a >= 1e-4 && a < 1e16) return Number.isInteger(a) ? `${a}.0` : String(a);
  const s = a.toExponential();
  const at = s.indexOf("e");
  const digits = s.slice(0, at).replace(".", "");
  const exp = Number(s.slice(at + 1));
  if (exp < -4 || exp >= 16) {
    return digits.length === 1
      ? `${digits}${expText(exp)}`
      : `${digits[0]}.${digits.slice(1)}${expText(exp)}`;
  }
  const p = plain(digits, exp, false);
  return p.includes(".") ? p : `${p}.0`;
}
