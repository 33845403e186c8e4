/** _codecs: the registry of codecs and error handlers, and the built-in codecs. */
import {
  asStr,
  call1,
  call2,
  callable,
  callMethod,
  getattrOpt,
  getitem,
  index,
  truth,
  typeName,
} from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import {
  codecHook,
  decode,
  decodeAscii,
  decodeLatin1,
  decodeUtf8,
  decodeWide,
  encode,
  encodeError,
  encodeSingle,
  encodeUtf8,
  encodeWide,
  errorHandlers,
  handleDecode,
  handleEncode,
  normalizeName,
} from "../objects/codecs.js";
import { E, err, isException, PyBaseException, typeError } from "../objects/errors.js";
import { builtinFunction } from "../objects/function.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import {
  PyByteArray,
  PyBytes,
  type PyObj,
  PyObject,
  PyTuple,
  type Str,
} from "../objects/object.js";
import { codeAt, codePoints, concat, fromCodePoints, needStr } from "../objects/text.js";
import { builtinType, mkBytes, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import {
  decodeEscape,
  decodeRawUnicodeEscape,
  decodeUnicodeEscape,
  decodeUtf7,
  encodeRawUnicodeEscape,
  encodeUnicodeEscape,
  encodeUtf7,
} from "./codecs-escape.js";

// ---- the registry ----

interface Registry {
  search: PyObj[];
  cache: Map<string, PyTuple>;
  loaded: boolean;
}
const registries = new WeakMap<Interpreter, Registry>();
function registry(): Registry {
  const i = interp();
  let r = registries.get(i);
  if (r === undefined) {
    r = { search: [], cache: new Map(), loaded: false };
    registries.set(i, r);
  }
  return r;
}

function lookupCodec(name: string): PyTuple {
  const r = registry();
  if (!r.loaded) {
    r.loaded = true;
    if (r.search.length === 0) importModule(interp(), "encodings");
  }
  const key = name
    .replace(/[A-Z]/g, (c) => c.toLowerCase())
    .replace(/[^a-z0-9.]+/g, "_")
    .replace(/^_|_$/g, "");
  const known = r.cache.get(key);
  if (known !== undefined) return known;
  for (const f of r.search) {
    const x = call1(f, key);
    if (x === null) continue;
    if (!(x instanceof PyTuple) || x.items.length !== 4)
      throw typeError("codec search functions must return 4-tuples");
    r.cache.set(key, x);
    return x;
  }
  throw err(E.LookupError, `unknown encoding: ${name}`);
}

function textCodec(name: string, alternate: string): PyTuple {
  const c = lookupCodec(name);
  if (c.cls.isHeap) {
    const text = getattrOpt(c, "_is_text_encoding");
    if (text !== undefined && !truth(text))
      throw err(
        E.LookupError,
        `'${name}' is not a text encoding; use ${alternate} to handle arbitrary codecs`,
      );
  }
  return c;
}

function run(c: PyTuple, decoding: boolean, name: string, o: PyObj, errors: string | null): PyObj {
  const f = c.items[decoding ? 1 : 0];
  let r: PyObj;
  try {
    r = errors === null ? call1(f, o) : call2(f, o, errors);
  } catch (e) {
    if (e instanceof PyBaseException)
      callMethod(e, "add_note", [
        `${decoding ? "decoding" : "encoding"} with '${name}' codec failed`,
      ]);
    throw e;
  }
  if (!(r instanceof PyTuple) || r.items.length !== 2)
    throw typeError(
      decoding
        ? "decoder must return a tuple (object,integer)"
        : "encoder must return a tuple (object, integer)",
    );
  return r.items[0];
}

codecHook.encode = (s, name, errors) => {
  const r = run(textCodec(name, "codecs.encode()"), false, name, s, errors);
  if (r instanceof PyBytes || r instanceof PyByteArray) return r.data;
  throw typeError(
    `'${name}' encoder returned '${typeName(r)}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types`,
  );
};
codecHook.decode = (b, name, errors) => {
  const r = run(textCodec(name, "codecs.decode()"), true, name, mkBytes(b), errors);
  const s = asStr(r);
  if (s !== undefined) return s;
  throw typeError(
    `'${name}' decoder returned '${typeName(r)}' instead of 'str'; use codecs.decode() to decode to arbitrary types`,
  );
};

/** Codecs that need no registry. */
const FAST = new Set(["utf-8", "utf8", "latin-1", "latin1", "iso-8859-1", "ascii", "us-ascii"]);

// ---- error handlers ----

const HANDLERS: Record<string, "edt" | "e" | "ed"> = {
  strict: "edt",
  ignore: "edt",
  replace: "edt",
  xmlcharrefreplace: "e",
  backslashreplace: "edt",
  namereplace: "e",
  surrogateescape: "ed",
  surrogatepass: "ed",
};
function member(e: PyBaseException, name: string): PyObj {
  return e.members?.[name] ?? null;
}
function builtinHandler(name: string): PyObj {
  const kinds = HANDLERS[name];
  return builtinFunction(
    name.startsWith("surrogate") ? name : `${name}_errors`,
    "($module, exc, /)",
    (e: PyObj) => {
      if (name === "strict") {
        if (e instanceof PyBaseException) throw e;
        throw typeError("codec must pass exception instance");
      }
      const unable = (): PyBaseException =>
        typeError(`don't know how to handle ${typeName(e)} in error callback`);
      if (!(e instanceof PyBaseException)) throw unable();
      const o = member(e, "object");
      // Positions outside the object count as its ends.
      const text = asStr(o);
      const size = text === undefined ? (bytesOf(o)?.length ?? 0) : codePoints(text).length;
      const start = Math.max(0, Math.min(Number(member(e, "start")), size - 1));
      const end = Math.min(Math.max(Number(member(e, "end")), 1), size);
      const encoding = String(member(e, "encoding"));
      const reason = String(member(e, "reason"));
      try {
        if (isException(e, E.UnicodeEncodeError)) {
          const f = handleEncode(
            name,
            normalizeName(encoding),
            asStr(o) as Str,
            start,
            end,
            reason,
          );
          const t = f.text;
          return mkTuple([t instanceof Uint8Array ? mkBytes(t) : t, f.next]);
        }
        if (isException(e, E.UnicodeDecodeError) && kinds.includes("d")) {
          const f = handleDecode(name, normalizeName(encoding), bytesOf(o)!, start, end, reason);
          return mkTuple([f.text as Str, f.next]);
        }
      } catch (x) {
        // What cannot be handled is raised as it came.
        throw isException(x, E.UnicodeError) ? e : x;
      }
      if (isException(e, E.UnicodeTranslateError) && kinds.includes("t")) {
        if (name === "replace") return mkTuple(["\ufffd".repeat(Math.max(0, end - start)), end]);
        const f = handleEncode(name, "", asStr(o) as Str, start, end, reason);
        return mkTuple([f.text as Str, f.next]);
      }
      throw unable();
    },
  );
}
const builtinHandlers = new Map(Object.keys(HANDLERS).map((n) => [n, builtinHandler(n)]));

// ---- character maps ----

/** What charmap_build gives for a table of 256 characters. */
class EncodingMap extends PyObject {
  readonly map: Map<number, number>;
  constructor(map: Map<number, number>) {
    super(encodingmap_type);
    this.map = map;
  }
}
const encodingmap_type = builtinType("EncodingMap", {
  subclassable: false,
  instantiable: false,
});

function charmapBuild(o: PyObj): PyObj {
  const s = asStr(o);
  if (s === undefined) throw typeError(`charmap_build() argument must be str, not ${typeName(o)}`);
  const cps = codePoints(s);
  if (cps.length === 256 && cps[0] === 0) {
    const m = new Map<number, number>();
    for (let i = 0; i < 256; i++) if (cps[i] !== 0xfffe && !m.has(cps[i])) m.set(cps[i], i);
    return new EncodingMap(m);
  }
  const d = newDict();
  for (let i = 0; i < cps.length; i++) d.set(cps[i], i);
  return d;
}

/** What a character map says of one character; undefined when it has nothing for it. */
function entry(map: PyObj, c: number): Exclude<PyObj, null> | undefined {
  try {
    return getitem(map, c) ?? undefined;
  } catch (e) {
    if (isException(e, E.LookupError)) return undefined;
    throw e;
  }
}
/** The bytes of one character, or undefined when the map has none. */
function mapped(map: PyObj, c: number): Uint8Array | number | undefined {
  if (map instanceof EncodingMap) return map.map.get(c);
  const v = entry(map, c);
  if (v === undefined) return undefined;
  if (v instanceof PyBytes) return v.data;
  if (typeof v === "number") {
    if (v < 0 || v > 255) throw typeError("character mapping must be in range(256)");
    return v;
  }
  throw typeError(`character mapping must return integer, bytes or None, not ${typeName(v)}`);
}

function charmapEncode(s: Str, errors: string, map: PyObj): Uint8Array {
  const out: number[] = [];
  const put = (c: number): boolean => {
    const m = mapped(map, c);
    if (m === undefined) return false;
    if (typeof m === "number") out.push(m);
    else out.push(...m);
    return true;
  };
  for (let i = 0; i < s.length; ) {
    if (put(codeAt(s, i))) {
      i++;
      continue;
    }
    let end = i + 1;
    while (end < s.length && mapped(map, codeAt(s, end)) === undefined) end++;
    const reason = "character maps to <undefined>";
    const f = handleEncode(errors, "charmap", s, i, end, reason);
    if (f.text instanceof Uint8Array) out.push(...f.text);
    else
      for (const c of codePoints(f.text))
        if (!put(c)) throw encodeError("charmap", s, i, end, reason);
    i = f.next;
  }
  return Uint8Array.from(out);
}

function charmapDecode(b: Uint8Array, errors: string, map: PyObj): Str {
  const table = asStr(map);
  const out: Str[] = [];
  let run: number[] = [];
  for (let i = 0; i < b.length; ) {
    let v: Str | number | undefined;
    if (table !== undefined) {
      if (b[i] < table.length) v = codeAt(table, b[i]);
      if (v === 0xfffe) v = undefined;
    } else v = decodeMapped(map, b[i]);
    if (v === undefined) {
      out.push(fromCodePoints(run));
      run = [];
      const f = handleDecode(errors, "charmap", b, i, i + 1, "character maps to <undefined>");
      out.push(f.text as Str);
      i = f.next;
      continue;
    }
    if (typeof v === "number") run.push(v);
    else run.push(...codePoints(v));
    i++;
  }
  out.push(fromCodePoints(run));
  return concat(out);
}
function decodeMapped(map: PyObj, c: number): Str | number | undefined {
  const v = entry(map, c);
  if (v === undefined) return undefined;
  if (typeof v === "number" || typeof v === "bigint") {
    if (v < 0 || v > 0x10ffff) throw typeError("character mapping must be in range(0x110000)");
    return v === 0xfffe ? undefined : Number(v);
  }
  const s = asStr(v);
  if (s === undefined) throw typeError("character mapping must return integer, None or str");
  return s === "\ufffe" ? undefined : s;
}

// ---- the functions ----

const errorsOf = (o: PyObj | undefined, fn: string, at: number): string => {
  if (o === undefined || o === null) return "strict";
  const s = asStr(o);
  if (s === undefined)
    throw typeError(`${fn}() argument ${at} must be str or None, not ${typeName(o)}`);
  return s.toString();
};
function data(o: PyObj): Uint8Array {
  const b = bytesOf(o);
  if (b === undefined) throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
  return b;
}
/** A str is taken as its UTF-8. */
function dataOrText(o: PyObj): Uint8Array {
  const s = asStr(o);
  return s !== undefined ? encodeUtf8(s) : data(o);
}
const table: FunctionTable = {};
type Encoder = (s: Str, errors: string) => Uint8Array;
type Decoder = (b: Uint8Array, errors: string, final: boolean) => [Str, number];

function encoder(name: string, f: Encoder): void {
  const fn = `${name}_encode`;
  (table as Record<string, FunctionTable[string]>)[fn] = [
    "($module, str, errors=None, /)",
    (o: PyObj, errors?: PyObj) => {
      const s = needStr(o, `${fn}() argument 1 must be str`);
      return mkTuple([mkBytes(f(s, errorsOf(errors, fn, 2))), s.length]);
    },
  ];
}
function decoder(name: string, f: Decoder, final: boolean | null, text = false): void {
  const fn = `${name}_decode`;
  const tail = final === null ? "" : `, final=${final ? "True" : "False"}`;
  (table as Record<string, FunctionTable[string]>)[fn] = [
    `($module, data, errors=None${tail}, /)`,
    (o: PyObj, errors?: PyObj, last?: PyObj) => {
      const b = text ? dataOrText(o) : data(o);
      const done = last === undefined ? (final ?? true) : truth(last);
      const [s, n] = f(b, errorsOf(errors, fn, 2), done);
      return mkTuple([s, n]);
    },
  ];
}

encoder("utf_8", encodeUtf8);
decoder("utf_8", decodeUtf8, false);
encoder("utf_7", encodeUtf7);
decoder("utf_7", decodeUtf7, false);
encoder("latin_1", (s, e) => encodeSingle(s, 256, "latin-1", e));
decoder("latin_1", (b) => [decodeLatin1(b), b.length], null);
encoder("ascii", (s, e) => encodeSingle(s, 128, "ascii", e));
decoder("ascii", (b, e) => [decodeAscii(b, e), b.length], null);
encoder("unicode_escape", encodeUnicodeEscape);
decoder("unicode_escape", decodeUnicodeEscape, true, true);
encoder("raw_unicode_escape", encodeRawUnicodeEscape);
decoder("raw_unicode_escape", decodeRawUnicodeEscape, true, true);
for (const bits of [16, 32] as const) {
  for (const order of ["le", "be"] as const) {
    encoder(`utf_${bits}_${order}`, (s, e) => encodeWide(s, bits, order, e));
    decoder(
      `utf_${bits}_${order}`,
      (b, e, final) => {
        const [s, n] = decodeWide(b, bits, order, e, final);
        return [s, n];
      },
      false,
    );
  }
  decoder(
    `utf_${bits}`,
    (b, e, final) => {
      const [s, n] = decodeWide(b, bits, "native", e, final);
      return [s, n];
    },
    false,
  );
  const t = table as Record<string, FunctionTable[string]>;
  t[`utf_${bits}_encode`] = [
    "($module, str, errors=None, byteorder=0, /)",
    (o: PyObj, errors?: PyObj, order?: PyObj) => {
      const s = needStr(o, `utf_${bits}_encode() argument 1 must be str`);
      const n = order === undefined ? 0 : Number(index(order));
      const e = errorsOf(errors, `utf_${bits}_encode`, 2);
      return mkTuple([
        mkBytes(encodeWide(s, bits, n === 0 ? "native" : n < 0 ? "le" : "be", e)),
        s.length,
      ]);
    },
  ];
  t[`utf_${bits}_ex_decode`] = [
    "($module, data, errors=None, byteorder=0, final=False, /)",
    (o: PyObj, errors?: PyObj, order?: PyObj, final?: PyObj) => {
      const n = order === undefined ? 0 : Number(index(order));
      const [s, used, found] = decodeWide(
        data(o),
        bits,
        n === 0 ? "native" : n < 0 ? "le" : "be",
        errorsOf(errors, `utf_${bits}_ex_decode`, 2),
        final !== undefined && truth(final),
      );
      return mkTuple([s, used, n === 0 ? found : n]);
    },
  ];
}
const ESCAPES: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 39: "\\'", 92: "\\\\" };

registerModule("_codecs", () =>
  defineModule("_codecs", null, {
    register: [
      "($module, search_function, /)",
      (f: PyObj) => {
        if (!callable(f)) throw typeError("argument must be callable");
        const r = registry();
        r.loaded = true;
        r.search.push(f);
        return null;
      },
    ],
    unregister: [
      "($module, search_function, /)",
      (f: PyObj) => {
        const r = registry();
        const at = r.search.indexOf(f);
        if (at >= 0) {
          r.search.splice(at, 1);
          r.cache.clear();
        }
        return null;
      },
    ],
    lookup: [
      "($module, encoding, /)",
      (n: PyObj) => lookupCodec(needStr(n, "lookup() argument must be str").toString()),
    ],
    encode: [
      "($module, /, obj, encoding='utf-8', errors='strict')",
      (o: PyObj, enc?: PyObj, errors?: PyObj) => {
        const n =
          enc === undefined
            ? "utf-8"
            : needStr(enc, "encode() argument 'encoding' must be str").toString();
        const s = asStr(o);
        if (s !== undefined && FAST.has(n))
          return mkBytes(encode(s, n, errorsOf(errors, "encode", 3)));
        const e = errors === undefined ? null : errorsOf(errors, "encode", 3);
        return run(lookupCodec(n), false, n, o, e);
      },
    ],
    decode: [
      "($module, /, obj, encoding='utf-8', errors='strict')",
      (o: PyObj, enc?: PyObj, errors?: PyObj) => {
        const n =
          enc === undefined
            ? "utf-8"
            : needStr(enc, "decode() argument 'encoding' must be str").toString();
        const b = FAST.has(n) ? bytesOf(o) : undefined;
        if (b !== undefined) return decode(b, n, errorsOf(errors, "decode", 3));
        const e = errors === undefined ? null : errorsOf(errors, "decode", 3);
        return run(lookupCodec(n), true, n, o, e);
      },
    ],
    escape_encode: [
      "($module, data, errors=None, /)",
      (o: PyObj) => {
        if (!(o instanceof PyBytes))
          throw typeError(`escape_encode() argument 1 must be bytes, not ${typeName(o)}`);
        let s = "";
        for (const c of o.data)
          s +=
            ESCAPES[c] ??
            (c < 32 || c >= 127 ? `\\x${c.toString(16).padStart(2, "0")}` : String.fromCharCode(c));
        return mkTuple([mkBytes(Uint8Array.from(Buffer.from(s, "latin1"))), o.data.length]);
      },
    ],
    escape_decode: [
      "($module, data, errors=None, /)",
      (o: PyObj, errors?: PyObj) => {
        const b = dataOrText(o);
        return mkTuple([mkBytes(decodeEscape(b, errorsOf(errors, "escape_decode", 2))), b.length]);
      },
    ],
    ...table,
    charmap_encode: [
      "($module, str, errors=None, mapping=None, /)",
      (o: PyObj, errors?: PyObj, map?: PyObj) => {
        const s = needStr(o, "charmap_encode() argument 1 must be str");
        const e = errorsOf(errors, "charmap_encode", 2);
        return mkTuple([
          mkBytes(
            map === undefined || map === null
              ? encodeSingle(s, 256, "latin-1", e)
              : charmapEncode(s, e, map),
          ),
          s.length,
        ]);
      },
    ],
    charmap_decode: [
      "($module, data, errors=None, mapping=None, /)",
      (o: PyObj, errors?: PyObj, map?: PyObj) => {
        const b = data(o);
        const e = errorsOf(errors, "charmap_decode", 2);
        return mkTuple([
          map === undefined || map === null ? decodeLatin1(b) : charmapDecode(b, e, map),
          b.length,
        ]);
      },
    ],
    charmap_build: ["($module, map, /)", charmapBuild],
    readbuffer_encode: [
      "($module, data, errors=None, /)",
      (o: PyObj) => {
        const b = dataOrText(o).slice();
        return mkTuple([mkBytes(b), b.length]);
      },
    ],
    register_error: [
      "($module, errors, handler, /)",
      (name: PyObj, h: PyObj) => {
        const n = needStr(name, "register_error() argument 1 must be str").toString();
        if (!callable(h)) throw typeError("handler must be callable");
        errorHandlers.set(n, h);
        return null;
      },
    ],
    _unregister_error: [
      "($module, errors, /)",
      (name: PyObj) => {
        const n = needStr(name, "_unregister_error() argument must be str").toString();
        if (builtinHandlers.has(n))
          throw err(E.ValueError, `cannot un-register built-in error handler '${n}'`);
        return errorHandlers.delete(n);
      },
    ],
    lookup_error: [
      "($module, name, /)",
      (name: PyObj) => {
        const n = needStr(name, "lookup_error() argument must be str").toString();
        const h = errorHandlers.get(n) ?? builtinHandlers.get(n);
        if (h === undefined) throw err(E.LookupError, `unknown error handler name '${n}'`);
        return h;
      },
    ],
  }),
);
