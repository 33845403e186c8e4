/** binascii. */
import { asStr, index, truth, typeName } from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { hex } from "../objects/bytes.js";
import { E, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { mkBytes } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { crc32, crcHqx } from "./checksums.js";
import { exceptionType, raise } from "./exc.js";

const error_type = exceptionType("binascii", "Error", [E.ValueError]);
const incomplete_type = exceptionType("binascii", "Incomplete", [E.Exception]);
const bad = (msg: string): PyBaseException => raise(error_type, msg);

export function needBytes(o: PyObj): Uint8Array {
  const b = bytesOf(o);
  if (b === undefined) throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
  return b;
}
function asciiOrBytes(o: PyObj): Uint8Array {
  const s = asStr(o);
  if (s !== undefined) {
    if (typeof s !== "string" || !/^[\x00-\x7f]*$/.test(s))
      throw valueError("string argument should contain only ASCII characters");
    return Uint8Array.from(Buffer.from(s, "latin1"));
  }
  const b = bytesOf(o);
  if (b === undefined)
    throw typeError(`argument should be bytes, buffer or ASCII string, not '${typeName(o)}'`);
  return b;
}
const flag = (o: PyObj | undefined, dflt: boolean): boolean => (o === undefined ? dflt : truth(o));
const out = (b: ArrayLike<number>): PyObj => mkBytes(Uint8Array.from(b));

function sextet(c: number): number {
  if (c >= 65 && c <= 90) return c - 65;
  if (c >= 97 && c <= 122) return c - 71;
  if (c >= 48 && c <= 57) return c + 4;
  return c === 43 ? 62 : c === 47 ? 63 : -1;
}

const odd = (n: number): PyBaseException =>
  bad(
    `Invalid base64-encoded string: number of data characters (${Math.floor(n / 3) * 4 + 1}) cannot be 1 more than a multiple of 4`,
  );
function fromBase64(d: Uint8Array, strict: boolean): Uint8Array {
  const r = new Uint8Array(Math.ceil(d.length / 4) * 3);
  let n = 0;
  let quad = 0;
  let left = 0;
  let pads = 0;
  let padded = false;
  if (strict && d.length > 0 && d[0] === 61) throw bad("Leading padding not allowed");
  for (let i = 0; i < d.length; i++) {
    const c = d[i];
    if (c === 61) {
      padded = true;
      if (strict && quad === 0) throw bad("Excess padding not allowed");
      if (strict && quad === 1) throw odd(n);
      pads++;
      if (strict && quad + pads >= 4 && i + 1 < d.length)
        throw bad(d[i + 1] === 61 ? "Excess padding not allowed" : "Excess data after padding");
      continue;
    }
    const v = sextet(c);
    if (v < 0) {
      if (strict) throw bad("Only base64 data is allowed");
      continue;
    }
    if (strict && padded) throw bad("Discontinuous padding not allowed");
    pads = 0;
    switch (quad) {
      case 0:
        left = v;
        break;
      case 1:
        r[n++] = (left << 2) | (v >> 4);
        left = v & 15;
        break;
      case 2:
        r[n++] = (left << 4) | (v >> 2);
        left = v & 3;
        break;
      default:
        r[n++] = (left << 6) | v;
    }
    quad = (quad + 1) & 3;
  }
  if (quad === 1) throw odd(n);
  if (quad !== 0 && quad + pads < 4) throw bad("Incorrect padding");
  return r.subarray(0, n);
}

function fromHex(o: PyObj): PyObj {
  const d = asciiOrBytes(o);
  if (d.length % 2 === 1) throw bad("Odd-length string");
  const digit = (c: number): number => {
    const v = c >= 48 && c <= 57 ? c - 48 : (c | 32) >= 97 && (c | 32) <= 102 ? (c | 32) - 87 : -1;
    if (v < 0) throw bad("Non-hexadecimal digit found");
    return v;
  };
  const r = new Uint8Array(d.length / 2);
  for (let i = 0; i < r.length; i++) r[i] = digit(d[2 * i]) * 16 + digit(d[2 * i + 1]);
  return mkBytes(r);
}
const toHex = (o: PyObj, sep?: PyObj, per?: PyObj): PyObj =>
  mkBytes(Uint8Array.from(Buffer.from(hex(needBytes(o), sep, per), "latin1")));

function fromUu(o: PyObj): PyObj {
  const d = asciiOrBytes(o);
  if (d.length === 0) throw bad("Missing length byte");
  const n = (d[0] - 32) & 63;
  const r = new Uint8Array(n);
  let at = 0;
  let i = 1;
  let acc = 0;
  let bits = 0;
  while (at < n) {
    let c = i < d.length ? d[i] : 0;
    if (c === 10 || c === 13 || i >= d.length) c = 0;
    else {
      if (c < 32 || c > 96) throw bad("Illegal char");
      c = (c - 32) & 63;
    }
    i++;
    acc = ((acc << 6) | c) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      r[at++] = (acc >> bits) & 255;
    }
  }
  for (; i < d.length; i++) {
    const c = d[i];
    if (c !== 32 && c !== 96 && c !== 10 && c !== 13) throw bad("Trailing garbage");
  }
  return mkBytes(r);
}
function toUu(d: Uint8Array, backtick: boolean): PyObj {
  if (d.length > 45) throw bad("At most 45 bytes at once");
  const ch = (v: number): number => (v === 0 && backtick ? 96 : v + 32);
  const r = [ch(d.length)];
  for (let i = 0; i < d.length; i += 3) {
    const x = (d[i] << 16) | ((d[i + 1] ?? 0) << 8) | (d[i + 2] ?? 0);
    r.push(ch(x >> 18), ch((x >> 12) & 63), ch((x >> 6) & 63), ch(x & 63));
  }
  r.push(10);
  return out(r);
}

const isHex = (c: number): boolean =>
  (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
function fromQp(d: Uint8Array, header: boolean): PyObj {
  const r: number[] = [];
  for (let i = 0; i < d.length; ) {
    const c = d[i];
    if (c === 61) {
      i++;
      if (i >= d.length) break;
      if (d[i] === 10 || d[i] === 13) {
        if (d[i] !== 10) while (i < d.length && d[i] !== 10) i++;
        if (i < d.length) i++;
      } else if (d[i] === 61) {
        r.push(61);
        i++;
      } else if (i + 1 < d.length && isHex(d[i]) && isHex(d[i + 1])) {
        r.push(Number.parseInt(String.fromCharCode(d[i], d[i + 1]), 16));
        i += 2;
      } else r.push(61);
    } else {
      r.push(header && c === 95 ? 32 : c);
      i++;
    }
  }
  return out(r);
}
function toQp(d: Uint8Array, quotetabs: boolean, istext: boolean, header: boolean): PyObj {
  const r: number[] = [];
  const first = d.indexOf(10);
  const crlf = first > 0 && d[first - 1] === 13;
  const HEX = "0123456789ABCDEF";
  const hexed = (c: number): void => {
    r.push(61, HEX.charCodeAt(c >> 4), HEX.charCodeAt(c & 15));
  };
  let line = 0;
  for (let i = 0; i < d.length; ) {
    const c = d[i];
    const last = i + 1 === d.length;
    const next = last ? -1 : d[i + 1];
    if (
      c > 126 ||
      c === 61 ||
      (header && c === 95) ||
      (c === 46 && line === 0 && (last || next === 10 || next === 13 || next === 0)) ||
      (!istext && (c === 13 || c === 10)) ||
      ((c === 9 || c === 32) && last) ||
      (c < 33 && c !== 13 && c !== 10 && c !== 9 && c !== 32) ||
      (c < 33 && c !== 13 && c !== 10 && (quotetabs || (!quotetabs && c !== 9 && c !== 32)))
    ) {
      if (line + 3 >= 76) {
        r.push(61, ...(crlf ? [13] : []), 10);
        line = 0;
      }
      hexed(c);
      i++;
      line += 3;
      continue;
    }
    if (istext && (c === 10 || (c === 13 && next === 10))) {
      // Blanks at the end of a line do not travel.
      const blank = r[r.length - 1];
      if (r.length > 0 && (blank === 32 || blank === 9)) {
        r.pop();
        hexed(blank);
      }
      if (crlf) r.push(13);
      r.push(10);
      i += c === 13 ? 2 : 1;
      line = 0;
      continue;
    }
    if (!last && next !== 10 && line + 1 >= 76) {
      r.push(61, ...(crlf ? [13] : []), 10);
      line = 0;
    }
    line++;
    r.push(header && c === 32 ? 95 : c);
    i++;
  }
  return out(r);
}

registerModule("binascii", () =>
  defineModule(
    "binascii",
    "Conversion between binary data and ASCII",
    {
      a2b_uu: ["($module, data, /)", fromUu],
      b2a_uu: [
        "($module, data, /, *, backtick=False)",
        (o: PyObj, b?: PyObj) => toUu(needBytes(o), flag(b, false)),
      ],
      a2b_base64: [
        "($module, data, /, *, strict_mode=False)",
        (o: PyObj, strict?: PyObj) => mkBytes(fromBase64(asciiOrBytes(o), flag(strict, false))),
      ],
      b2a_base64: [
        "($module, data, /, *, newline=True)",
        (o: PyObj, nl?: PyObj) => {
          const d = needBytes(o);
          const s = Buffer.from(d.buffer, d.byteOffset, d.length).toString("base64");
          return out(Buffer.from(flag(nl, true) ? `${s}\n` : s, "latin1"));
        },
      ],
      a2b_hex: ["($module, hexstr, /)", fromHex],
      b2a_hex: ["($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", toHex],
      hexlify: ["($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", toHex],
      unhexlify: ["($module, hexstr, /)", fromHex],
      crc_hqx: [
        "($module, data, crc, /)",
        (o: PyObj, crc: PyObj) =>
          crcHqx(needBytes(o), Number(BigInt.asUintN(16, BigInt(index(crc))))),
      ],
      crc32: [
        "($module, data, crc=0, /)",
        (o: PyObj, crc?: PyObj) =>
          crc32(
            needBytes(o),
            crc === undefined ? 0 : Number(BigInt.asUintN(32, BigInt(index(crc)))),
          ),
      ],
      a2b_qp: [
        "($module, /, data, header=False)",
        (o: PyObj, h?: PyObj) => fromQp(asciiOrBytes(o), flag(h, false)),
      ],
      b2a_qp: [
        "($module, /, data, quotetabs=False, istext=True, header=False)",
        (o: PyObj, q?: PyObj, t?: PyObj, h?: PyObj) =>
          toQp(needBytes(o), flag(q, false), flag(t, true), flag(h, false)),
      ],
    },
    { Error: error_type, Incomplete: incomplete_type },
  ),
);
