/** _multibytecodec and the _codecs_* modules: East Asian codecs as Python objects. */
import { asJs, callMethod, getattr, toArray, truth, typeName } from "../objects/abstract.js";
import { contiguous, getBuffer } from "../objects/buffer.js";
import { handleDecode, handleEncode } from "../objects/codecs.js";
import { E, err, typeError } from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType, type Str } from "../objects/object.js";
import { codePoints, concat, fromUtf16 } from "../objects/text.js";
import { builtinType, mkBytes, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { CODECS, type Codec } from "./cjk-codecs.js";

class PyCodec extends PyObject {
  codec: Codec = null as unknown as Codec;
}
const codec_type = builtinType("MultibyteCodec", {
  module: "_multibytecodec",
  ctor: PyCodec,
  instantiable: false,
  subclassable: false,
});

function bytesArg(o: PyObj): Uint8Array {
  const v = getBuffer(o);
  const d = contiguous(v).slice();
  v.release();
  return d;
}
function textArg(o: PyObj): Str {
  const s = asJs(o);
  if (s !== undefined) return fromUtf16(s);
  throw typeError("couldn't convert the object to str.");
}

function encodeText(
  c: Codec,
  text: Str,
  errors: string,
  state: string,
  final: boolean,
): { bytes: Uint8Array; state: string } {
  const out: number[] = [];
  const cps = codePoints(text);
  for (let i = 0; i < cps.length; ) {
    const r = c.encode(String.fromCodePoint(cps[i]), state);
    if (r !== undefined) {
      out.push(...r.bytes);
      state = r.state;
      i++;
      continue;
    }
    const { text: sub, next } = handleEncode(
      errors,
      c.name,
      text,
      i,
      i + 1,
      "illegal multibyte sequence",
    );
    if (sub instanceof Uint8Array) out.push(...sub);
    else
      for (const ch of sub.toString()) {
        const e = c.encode(ch, state);
        if (e === undefined) {
          // The replacement cannot be encoded either: the first error stands.
          handleEncode("strict", c.name, text, i, i + 1, "illegal multibyte sequence");
          continue;
        }
        out.push(...e.bytes);
        state = e.state;
      }
    i = next;
  }
  if (final) {
    out.push(...c.reset(state));
    if (state !== "" || c.start !== "") state = c.start;
  }
  return { bytes: Uint8Array.from(out), state };
}
function decodeBytes(
  c: Codec,
  b: Uint8Array,
  errors: string,
  state: string,
  final: boolean,
): { text: Str; used: number; state: string } {
  const parts: Str[] = [];
  let run = "";
  let i = 0;
  while (i < b.length) {
    const r = c.decode(b, i, state);
    if (r === "more" && !final) break;
    if (r !== "more" && "text" in r) {
      run += r.text;
      i += r.length;
      if (r.state !== undefined) state = r.state;
      continue;
    }
    parts.push(fromUtf16(run));
    run = "";
    const end = r === "more" ? b.length : i + r.bad;
    const why = r === "more" ? "incomplete multibyte sequence" : "illegal multibyte sequence";
    const { text: sub, next } = handleDecode(errors, c.name, b, i, end, why);
    parts.push(sub as Str);
    i = next;
  }
  parts.push(fromUtf16(run));
  return { text: concat(parts), used: i, state };
}
const errorsOf = (o: PyObj | undefined): string =>
  o === undefined || o === null ? "strict" : (asJs(o) ?? "strict");

methods(codec_type, {
  encode: [
    "($self, /, input, errors=None)",
    (c: PyCodec, input: PyObj, errors?: PyObj) => {
      const t = textArg(input);
      const r = encodeText(c.codec, t, errorsOf(errors), c.codec.start, true);
      return mkTuple([mkBytes(r.bytes), t.length]);
    },
  ],
  decode: [
    "($self, /, input, errors=None)",
    (c: PyCodec, input: PyObj, errors?: PyObj) => {
      const b = bytesArg(input);
      const r = decodeBytes(c.codec, b, errorsOf(errors), c.codec.start, true);
      return mkTuple([r.text, b.length]);
    },
  ],
});

/** What incremental and stream classes share: a codec, how errors go, what is pending. */
class Stateful extends PyObject {
  codec: Codec = null as unknown as Codec;
  errors: PyObj = "strict";
  state = "";
  text: Str = "";
  bytes: Uint8Array = new Uint8Array(0);
  stream: PyObj = null;
}
function setup(t: PyType, errors: PyObj | undefined, stream: PyObj = null): Stateful {
  const s = new t.ctor(t) as Stateful;
  const c = getattr(t, "codec");
  if (!(c instanceof PyCodec)) throw typeError("codec is unexpected type");
  s.codec = c.codec;
  s.errors = errors === undefined || errors === null ? "strict" : errors;
  s.state = c.codec.start;
  s.stream = stream;
  return s;
}
const stateful = (name: string): PyType => {
  const t = builtinType(name, { module: "_multibytecodec", ctor: Stateful });
  getsets(t, {
    errors: [
      (s: Stateful) => s.errors,
      (s: Stateful, v: PyObj | undefined) => {
        if (v === undefined || asJs(v) === undefined) throw typeError("errors must be a string");
        s.errors = v;
      },
    ],
  });
  return t;
};
const encoder_type = stateful("MultibyteIncrementalEncoder");
const decoder_type = stateful("MultibyteIncrementalDecoder");
const reader_type = stateful("MultibyteStreamReader");
const writer_type = stateful("MultibyteStreamWriter");
for (const t of [encoder_type, decoder_type])
  newMethod(t, "($type, /, errors='strict')", (c: PyType, e?: PyObj) => setup(c, e));
for (const t of [reader_type, writer_type])
  newMethod(t, "($type, /, stream, errors='strict')", (c: PyType, stream: PyObj, e?: PyObj) =>
    setup(c, e, stream),
  );

function encodeNext(s: Stateful, input: PyObj, final: boolean): Uint8Array {
  const r = encodeText(s.codec, textArg(input), errorsOf(s.errors), s.state, final);
  s.state = r.state;
  return r.bytes;
}
function decodeNext(s: Stateful, b: Uint8Array, final: boolean): Str {
  const all = s.bytes.length > 0 ? Buffer.concat([s.bytes, b]) : b;
  const r = decodeBytes(s.codec, new Uint8Array(all), errorsOf(s.errors), s.state, final);
  s.state = r.state;
  s.bytes = new Uint8Array(all.subarray(r.used));
  return r.text;
}
const flag = (o: PyObj | undefined): boolean => o !== undefined && truth(o);
const restart = (s: Stateful): PyObj => {
  s.state = s.codec.start;
  s.bytes = new Uint8Array(0);
  return null;
};
methods(encoder_type, {
  encode: [
    "($self, /, input, final=False)",
    (s: Stateful, input: PyObj, final?: PyObj) => mkBytes(encodeNext(s, input, flag(final))),
  ],
  getstate: ["($self, /)", (s: Stateful) => packState(s)],
  setstate: ["($self, state, /)", (s: Stateful, v: PyObj) => unpackState(s, v)],
  reset: ["($self, /)", restart],
});
/** A number for a state: its index among those seen. */
const states: string[] = [""];
function packState(s: Stateful): PyObj {
  let i = states.indexOf(s.state);
  if (i < 0) i = states.push(s.state) - 1;
  return i;
}
function unpackState(s: Stateful, v: PyObj): PyObj {
  if (typeof v !== "number") throw typeError(`setstate() argument must be int, not ${typeName(v)}`);
  s.state = states[v] ?? s.codec.start;
  return null;
}
methods(decoder_type, {
  decode: [
    "($self, /, input, final=False)",
    (s: Stateful, input: PyObj, final?: PyObj) => decodeNext(s, bytesArg(input), flag(final)),
  ],
  getstate: ["($self, /)", (s: Stateful) => mkTuple([mkBytes(s.bytes), packState(s)])],
  setstate: [
    "($self, state, /)",
    (s: Stateful, v: PyObj) => {
      const [b, n] = toArray(v);
      s.bytes = bytesArg(b);
      return unpackState(s, n);
    },
  ],
  reset: ["($self, /)", restart],
});
function readAll(s: Stateful, method: string, size: PyObj | undefined): Str {
  const args = size === undefined || size === null ? [] : [size];
  for (;;) {
    const chunk = callMethod(s.stream, method, args);
    const b = bytesArg(chunk);
    const final = args.length === 0 || b.length === 0;
    const t = decodeNext(s, b, final);
    if (t.length > 0 || final) return t;
  }
}
methods(reader_type, {
  read: ["($self, sizeobj=None, /)", (s: Stateful, n?: PyObj) => readAll(s, "read", n)],
  readline: ["($self, sizeobj=None, /)", (s: Stateful, n?: PyObj) => readAll(s, "readline", n)],
  readlines: [
    "($self, sizehintobj=None, /)",
    (s: Stateful, n?: PyObj) => callMethod(readAll(s, "read", n), "splitlines", [true]),
  ],
  reset: ["($self, /)", restart],
});
getsets(reader_type, { stream: (s: Stateful) => s.stream });
getsets(writer_type, { stream: (s: Stateful) => s.stream });
const write = (s: Stateful, t: PyObj): void => {
  callMethod(s.stream, "write", [mkBytes(encodeNext(s, t, false))]);
};
methods(writer_type, {
  write: [
    "($self, strobj, /)",
    (s: Stateful, t: PyObj) => {
      write(s, t);
      return null;
    },
  ],
  writelines: [
    "($self, lines, /)",
    (s: Stateful, lines: PyObj) => {
      for (const l of toArray(lines)) write(s, l);
      return null;
    },
  ],
  reset: [
    "($self, /)",
    (s: Stateful) => {
      const tail = s.codec.reset(s.state);
      s.state = s.codec.start;
      if (tail.length > 0) callMethod(s.stream, "write", [mkBytes(Uint8Array.from(tail))]);
      return null;
    },
  ],
});

registerModule("_multibytecodec", () =>
  defineModule(
    "_multibytecodec",
    null,
    {},
    {
      MultibyteIncrementalEncoder: encoder_type,
      MultibyteIncrementalDecoder: decoder_type,
      MultibyteStreamReader: reader_type,
      MultibyteStreamWriter: writer_type,
    },
  ),
);
for (const [module, codecs] of Object.entries(CODECS))
  registerModule(module, () =>
    defineModule(module, null, {
      getcodec: [
        "($module, encoding, /)",
        (name: PyObj) => {
          const s = asJs(name);
          if (s === undefined) throw typeError("encoding name must be a string.");
          const make = Object.hasOwn(codecs, s) ? codecs[s] : undefined;
          if (make === undefined) throw err(E.LookupError, "no such codec is supported.");
          const c = new PyCodec(codec_type);
          c.codec = make();
          return c;
        },
      ],
    }),
  );
