/** _io.IncrementalNewlineDecoder, and the translation of line ends that it does. */
import * as A from "../objects/abstract.js";
import { typeError, valueError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { PyBytes, type PyObj, PyObject, PyTuple, PyWStr, type Str } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { codeAt, concat, fromCodePoints, substring } from "../objects/text.js";
import { builtinType, mkBytes, mkTuple } from "../objects/types.js";

const CR = 1;
const LF = 2;
const CRLF = 4;

export function hasChar(s: Str, c: string): boolean {
  return typeof s === "string" ? s.includes(c) : s.cps.includes(c.charCodeAt(0));
}
export function indexOfChar(s: Str, c: number, from: number): number {
  return typeof s === "string" ? s.indexOf(String.fromCharCode(c), from) : s.cps.indexOf(c, from);
}
/** `\r\n` and `\r` become `\n`. */
export function toLf(s: Str): Str {
  if (typeof s === "string") return s.replace(/\r\n?/g, "\n");
  const out: number[] = [];
  for (let i = 0; i < s.cps.length; i++) {
    const c = s.cps[i];
    if (c !== 13) out.push(c);
    else {
      out.push(10);
      if (s.cps[i + 1] === 10) i++;
    }
  }
  return fromCodePoints(out);
}
/** `\n` becomes nl. */
export function fromLf(s: Str, nl: string): Str {
  if (typeof s === "string") return s.replaceAll("\n", nl);
  const out: number[] = [];
  for (const c of s.cps)
    if (c === 10) for (let i = 0; i < nl.length; i++) out.push(nl.charCodeAt(i));
    else out.push(c);
  return fromCodePoints(out);
}

/** Finds and translates line ends across pieces of text. */
export class Newlines {
  readonly translate: boolean;
  pendingCr = false;
  seen = 0;
  constructor(translate: boolean) {
    this.translate = translate;
  }
  feed(s: Str, final: boolean): Str {
    if (this.pendingCr && (final || s.length > 0)) {
      s = concat(["\r", s]);
      this.pendingCr = false;
    }
    // A CR at the end may be half of a CRLF.
    if (!final && s.length > 0 && codeAt(s, s.length - 1) === 13) {
      s = substring(s, 0, s.length - 1);
      this.pendingCr = true;
    }
    if (s.length === 0) return s;
    if (!hasChar(s, "\r")) {
      if ((this.seen & LF) === 0 && hasChar(s, "\n")) this.seen |= LF;
      return s;
    }
    if (this.seen !== (CR | LF | CRLF))
      for (let i = 0; i < s.length; i++) {
        const c = codeAt(s, i);
        if (c === 10) this.seen |= LF;
        else if (c === 13) {
          if (i + 1 < s.length && codeAt(s, i + 1) === 10) {
            this.seen |= CRLF;
            i++;
          } else this.seen |= CR;
        }
      }
    return this.translate ? toLf(s) : s;
  }
  reset(): void {
    this.seen = 0;
    this.pendingCr = false;
  }
  get newlines(): PyObj {
    const found: string[] = [];
    if ((this.seen & CR) !== 0) found.push("\r");
    if ((this.seen & LF) !== 0) found.push("\n");
    if ((this.seen & CRLF) !== 0) found.push("\r\n");
    return found.length === 0 ? null : found.length === 1 ? found[0] : mkTuple(found);
  }
}

class PyNewlineDecoder extends PyObject {
  decoder: PyObj = null;
  lines: Newlines | null = null;
  get nl(): Newlines {
    if (this.lines === null) throw valueError("IncrementalNewlineDecoder.__init__() not called");
    return this.lines;
  }
}
export const newlinedecoder_type = builtinType("IncrementalNewlineDecoder", {
  module: "_io",
  ctor: PyNewlineDecoder,
});
const INIT = signature("(decoder, translate, errors='strict')");
slots(newlinedecoder_type, {
  __init__: (d: PyNewlineDecoder, args: PyObj[], kw: Kw) => {
    const name = "IncrementalNewlineDecoder";
    const [decoder, translate] = bindArgs(name, name, INIT, args, kw) as PyObj[];
    d.decoder = decoder;
    d.lines = new Newlines(A.truth(translate));
    return null;
  },
});
methods(newlinedecoder_type, {
  decode: [
    "($self, /, input, final=False)",
    (d: PyNewlineDecoder, input: PyObj, final?: PyObj) => {
      const nl = d.nl;
      const last = final !== undefined && A.truth(final);
      const out = d.decoder === null ? input : A.callMethod(d.decoder, "decode", [input, last]);
      const s = A.asStr(out);
      if (s === undefined)
        throw typeError(`decoder should return a string result, not '${A.typeName(out)}'`);
      return nl.feed(s, last);
    },
  ],
  getstate: [
    "($self, /)",
    (d: PyNewlineDecoder) => {
      const nl = d.nl;
      let buffer: PyObj = mkBytes(new Uint8Array(0));
      let flag = 0n;
      if (d.decoder !== null) {
        const s = A.callMethod(d.decoder, "getstate", []);
        if (!(s instanceof PyTuple)) throw typeError("illegal decoder state");
        buffer = s.items[0];
        flag = BigInt(A.index(s.items[1])) << 1n;
      }
      return mkTuple([buffer, normInt(flag | (nl.pendingCr ? 1n : 0n))]);
    },
  ],
  setstate: [
    "($self, state, /)",
    (d: PyNewlineDecoder, state: PyObj) => {
      const nl = d.nl;
      if (!(state instanceof PyTuple)) throw typeError("state argument must be a tuple");
      const flag = state.items.length === 2 ? A.asIndex(state.items[1]) : undefined;
      if (flag === undefined) throw typeError("setstate(): illegal state argument");
      nl.pendingCr = (BigInt(flag) & 1n) === 1n;
      if (d.decoder !== null)
        A.callMethod(d.decoder, "setstate", [
          mkTuple([state.items[0], normInt(BigInt(flag) >> 1n)]),
        ]);
      return null;
    },
  ],
  reset: [
    "($self, /)",
    (d: PyNewlineDecoder) => {
      d.nl.reset();
      if (d.decoder !== null) A.callMethod(d.decoder, "reset", []);
      return null;
    },
  ],
});
getsets(newlinedecoder_type, { newlines: (d: PyNewlineDecoder) => d.nl.newlines });

export { PyBytes, PyWStr };
