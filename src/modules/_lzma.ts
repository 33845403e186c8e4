/** _lzma, over the system's liblzma. */
import { asInt, getattrOpt, getitem, len, ssize, toArray, typeName } from "../objects/abstract.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { type PyInt, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkBytes, newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";
import {
  CStruct,
  compressorMethods,
  noPickle,
  Output,
  Pending,
  pendingGetters,
  type SysLib,
  stable,
  stableBytes,
  systemLibrary,
} from "./syslib.js";

const error_type = exceptionType("_lzma", "LZMAError", [E.Exception]);
const lib = (): SysLib => systemLibrary("_lzma", "liblzma.so.5");

const FORMAT = { AUTO: 0, XZ: 1, ALONE: 2, RAW: 3 } as const;
const CHECK = { NONE: 0, CRC32: 1, CRC64: 4, SHA256: 10, UNKNOWN: 16 } as const;
const LZMA1 = 0x4000000000000001n;
const LZMA2 = 0x21n;
const DELTA = 3n;
const BCJ = [4n, 5n, 6n, 7n, 8n, 9n];
const NO_VLI = 0xffffffffffffffffn;

const OK = 0;
const STREAM_END = 1;
const GET_CHECK = 4;
const NO_CHECK = 2;
const BUF_ERROR = 10;
const RUN = 0;
const FINISH = 3;
/** Offsets in lzma_stream. */
const NEXT_IN = 0;
const AVAIL_IN = 8;
const NEXT_OUT = 24;
const AVAIL_OUT = 32;
const SIZE = 136;

const TEXT: Record<number, string> = {
  6: "Memory usage limit exceeded",
  7: "Input format not supported by decoder",
  8: "Invalid or unsupported options",
  9: "Corrupt input data",
  10: "Insufficient buffer space",
  11: "Internal error",
};
function failure(code: number): PyBaseException {
  if (code === 5) return err(E.MemoryError);
  if (code === 3) return raise(error_type, "Unsupported integrity check");
  return raise(error_type, TEXT[code] ?? `Unrecognized error from liblzma: ${code}`);
}
function check(code: number): void {
  if (code === OK || code === STREAM_END || code === NO_CHECK || code === GET_CHECK) return;
  throw failure(code);
}

// ---- filters ----

/** Keeps what a chain of filters points to. */
interface Chain {
  bytes: Uint8Array;
  keep: CStruct[];
}
function u32(o: PyObj, what = "uint32_t"): number {
  const v = asInt(o);
  if (v === undefined)
    throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
  if (v < 0) throw valueError("Cannot convert negative int");
  if (v > 0xffffffff) throw err(E.OverflowError, `Python int too large for C ${what}`);
  return Number(v);
}
/** Field of lzma_options_lzma by the key of the filter specification. */
const LZMA_FIELDS: Record<string, [offset: number, what: string]> = {
  dict_size: [0, "uint32_t"],
  lc: [20, "uint32_t"],
  lp: [24, "uint32_t"],
  pb: [28, "uint32_t"],
  mode: [32, "lzma_mode"],
  nice_len: [36, "uint32_t"],
  mf: [40, "lzma_match_finder"],
  depth: [44, "uint32_t"],
};
function lzmaOptions(spec: PyDict): CStruct {
  const preset = spec.getStr("preset");
  const s = new CStruct(128);
  const level = preset === undefined ? 6 : u32(preset, "uint32_t");
  if (Number(lib().fn("int lzma_lzma_preset(void *o, uint32_t p)")(s.bytes, level)) !== 0)
    throw raise(error_type, `Invalid compression preset: ${level}`);
  for (const k of spec.keys()) {
    const name = String(k);
    if (name === "id" || name === "preset") continue;
    const f = LZMA_FIELDS[name];
    if (f === undefined) throw valueError("Invalid filter specifier for LZMA filter");
    s.u32(f[0], u32(spec.getStr(name) as PyObj, f[1]));
  }
  return s;
}
function onlyKeys(spec: PyDict, key: string, kind: string): PyObj | undefined {
  for (const k of spec.keys())
    if (k !== "id" && k !== key) throw valueError(`Invalid filter specifier for ${kind} filter`);
  return spec.getStr(key);
}
function filterOf(spec: PyObj): [bigint, CStruct | null] {
  if (!(spec instanceof PyDict)) {
    if (getattrOpt(spec, "__getitem__") === undefined || getattrOpt(spec, "keys") === undefined)
      throw typeError("Filter specifier must be a dict or dict-like object");
    const d = newDict();
    for (const k of toArray(spec)) d.set(k, getitem(spec, k));
    spec = d;
  }
  const d = spec as PyDict;
  const idObj = d.getStr("id");
  if (idObj === undefined) throw valueError('Filter specifier must have an "id" entry');
  const raw = asInt(idObj);
  if (raw === undefined)
    throw typeError(`'${typeName(idObj)}' object cannot be interpreted as an integer`);
  if (raw < 0) throw valueError("Cannot convert negative int");
  const id = BigInt(raw);
  if (id === LZMA1 || id === LZMA2) return [id, lzmaOptions(d)];
  if (id === DELTA) {
    const dist = onlyKeys(d, "dist", "delta");
    const s = new CStruct(64);
    s.u32(4, dist === undefined ? 1 : u32(dist, "uint32_t"));
    return [id, s];
  }
  if (BCJ.includes(id)) {
    const start = onlyKeys(d, "start_offset", "BCJ");
    if (start === undefined) return [id, null];
    const s = new CStruct(64);
    s.u32(0, u32(start, "uint32_t"));
    return [id, s];
  }
  throw valueError(`Invalid filter ID: ${id}`);
}
function chainOf(specs: PyObj): Chain {
  if (specs instanceof PyDict) throw typeError("dict is not a sequence");
  const n = len(specs);
  if (n > 4) throw valueError("Too many filters - liblzma supports a maximum of 4");
  const s = new CStruct(16 * 5);
  const keep: CStruct[] = [];
  for (let i = 0; i < n; i++) {
    const [id, options] = filterOf(getitem(specs, i));
    s.view.setBigUint64(16 * i, id, true);
    s.ptr(16 * i + 8, options?.bytes ?? null);
    if (options !== null) keep.push(options);
  }
  s.view.setBigUint64(16 * n, NO_VLI, true);
  return { bytes: s.bytes, keep };
}

const ends = new FinalizationRegistry<CStruct>((s) => {
  lib().fn("void lzma_end(void *s)")(s.bytes);
});

// ---- compressing ----

class Compressor extends PyObject {
  readonly strm = new CStruct(SIZE);
  flushed = false;
  chain: Chain | null = null;
}
const compressor_type = builtinType("LZMACompressor", {
  module: "_lzma",
  ctor: Compressor,
  subclassable: false,
  doc: "A compressor object for compressing data incrementally, in the .xz, .lzma or raw format.",
});
newMethod(
  compressor_type,
  "($type, /, format=FORMAT_XZ, check=-1, preset=None, filters=None)",
  (t: PyType, formatO?: PyObj, checkO?: PyObj, presetO?: PyObj, filters?: PyObj) => {
    const format = formatO === undefined ? FORMAT.XZ : ssize(formatO);
    let kind = checkO === undefined ? -1 : ssize(checkO);
    const given = presetO ?? null;
    const chain = filters ?? null;
    if (given !== null && chain !== null)
      throw valueError("Cannot specify both preset and filter chain");
    const preset = given === null ? 6 : u32(given, "uint32_t");
    if (format !== FORMAT.XZ && kind !== -1 && kind !== CHECK.NONE)
      throw valueError("Integrity checks are only supported by FORMAT_XZ");
    const c = new t.ctor(t) as Compressor;
    const b = c.strm.bytes;
    const L = lib();
    let code: number | bigint;
    if (format === FORMAT.XZ) {
      if (kind === -1) kind = CHECK.CRC64;
      if (chain === null)
        code = L.fn("int lzma_easy_encoder(void *s, uint32_t preset, int check)")(b, preset, kind);
      else {
        c.chain = chainOf(chain);
        code = L.fn("int lzma_stream_encoder(void *s, void *f, int check)")(b, c.chain.bytes, kind);
      }
    } else if (format === FORMAT.ALONE) {
      let options: CStruct;
      if (chain === null) {
        options = new CStruct(128);
        if (Number(L.fn("int lzma_lzma_preset(void *o, uint32_t p)")(options.bytes, preset)) !== 0)
          throw raise(error_type, `Invalid compression preset: ${preset}`);
      } else {
        const one = len(chain) === 1 ? filterOf(getitem(chain, 0)) : null;
        if (one === null || one[0] !== LZMA1 || one[1] === null)
          throw valueError("Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter");
        options = one[1];
      }
      c.chain = { bytes: options.bytes, keep: [options] };
      code = L.fn("int lzma_alone_encoder(void *s, void *o)")(b, options.bytes);
    } else if (format === FORMAT.RAW) {
      if (chain === null) throw valueError("Must specify filters for FORMAT_RAW");
      c.chain = chainOf(chain);
      code = L.fn("int lzma_raw_encoder(void *s, void *f)")(b, c.chain.bytes);
    } else throw valueError(`Invalid container format: ${format}`);
    check(Number(code));
    ends.register(c, c.strm);
    return c;
  },
);
function compress(c: Compressor, input: Uint8Array, action: number): PyObj {
  const step = lib().fn("int lzma_code(void *s, int action)");
  const { strm } = c;
  const out = new Output();
  strm.ptr(NEXT_IN, input);
  strm.size(AVAIL_IN, input.length);
  for (;;) {
    out.grow();
    strm.ptr(NEXT_OUT, out.block);
    strm.size(AVAIL_OUT, out.block.length);
    let code = Number(step(strm.bytes, action));
    if (code === BUF_ERROR && input.length === 0 && strm.size(AVAIL_OUT) > 0) code = OK;
    check(code);
    out.take(out.block.length - strm.size(AVAIL_OUT));
    if (
      action === RUN ? strm.size(AVAIL_IN) === 0 && strm.size(AVAIL_OUT) > 0 : code === STREAM_END
    )
      break;
  }
  return mkBytes(out.bytes());
}
compressorMethods(compressor_type, compress, RUN, FINISH);

// ---- decompressing ----

class Decompressor extends PyObject {
  readonly strm = new CStruct(SIZE);
  readonly state = new Pending();
  check: number = CHECK.UNKNOWN;
  chain: Chain | null = null;
}
const decompressor_type = builtinType("LZMADecompressor", {
  module: "_lzma",
  ctor: Decompressor,
  subclassable: false,
  doc: "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)\n--\n\nCreate a decompressor object for decompressing data incrementally.",
});
newMethod(
  decompressor_type,
  "($type, /, format=FORMAT_AUTO, memlimit=None, filters=None)",
  (t: PyType, formatO?: PyObj, memO?: PyObj, filters?: PyObj) => {
    const format = formatO === undefined ? FORMAT.AUTO : ssize(formatO);
    let limit: PyInt = NO_VLI;
    if (memO !== undefined && memO !== null) {
      if (format === FORMAT.RAW) throw valueError("Cannot specify memory limit with FORMAT_RAW");
      const v = asInt(memO);
      if (v === undefined)
        throw typeError(`'${typeName(memO)}' object cannot be interpreted as an integer`);
      limit = BigInt(v);
    }
    const chain = filters ?? null;
    if (format === FORMAT.RAW && chain === null)
      throw valueError("Must specify filters for FORMAT_RAW");
    if (format !== FORMAT.RAW && chain !== null)
      throw valueError("Cannot specify filters except with FORMAT_RAW");
    const d = new t.ctor(t) as Decompressor;
    const b = d.strm.bytes;
    const L = lib();
    // Ask for the kind of check as soon as it is known, and do not insist on one.
    const flags = 0x01 | 0x04;
    let code: number | bigint;
    if (format === FORMAT.AUTO)
      code = L.fn("int lzma_auto_decoder(void *s, uint64_t mem, uint32_t f)")(b, limit, flags);
    else if (format === FORMAT.XZ)
      code = L.fn("int lzma_stream_decoder(void *s, uint64_t mem, uint32_t f)")(b, limit, flags);
    else if (format === FORMAT.ALONE) {
      d.check = CHECK.NONE;
      code = L.fn("int lzma_alone_decoder(void *s, uint64_t mem)")(b, limit);
    } else if (format === FORMAT.RAW) {
      d.check = CHECK.NONE;
      d.chain = chainOf(chain as PyObj);
      code = L.fn("int lzma_raw_decoder(void *s, void *f)")(b, d.chain.bytes);
    } else throw valueError(`Invalid container format: ${format}`);
    check(Number(code));
    ends.register(d, d.strm);
    return d;
  },
);
methods(decompressor_type, {
  decompress: [
    "($self, /, data, max_length=-1)",
    (d: Decompressor, o: PyObj, max?: PyObj) => {
      const limit = max === undefined ? -1 : ssize(max);
      const fresh = stableBytes(o);
      const { strm, state } = d;
      if (state.eof) throw err(E.EOFError, "Already at end of stream");
      const L = lib();
      const step = L.fn("int lzma_code(void *s, int action)");
      const input = state.with(fresh);
      const out = new Output(limit);
      strm.ptr(NEXT_IN, input);
      strm.size(AVAIL_IN, input.length);
      let left = 0;
      while (out.grow()) {
        strm.ptr(NEXT_OUT, out.block);
        strm.size(AVAIL_OUT, out.block.length);
        let code: number;
        for (;;) {
          code = Number(step(strm.bytes, RUN));
          if (code === GET_CHECK || code === NO_CHECK)
            d.check = Number(L.fn("int lzma_get_check(void *s)")(strm.bytes));
          if (code !== GET_CHECK && code !== NO_CHECK) break;
        }
        if (code === BUF_ERROR && strm.size(AVAIL_IN) === 0 && strm.size(AVAIL_OUT) > 0) code = OK;
        check(code);
        left = strm.size(AVAIL_OUT);
        out.take(out.block.length - left);
        if (code === STREAM_END) {
          state.eof = true;
          break;
        }
        if (left > 0 && strm.size(AVAIL_IN) === 0) break;
      }
      const rest = input.slice(input.length - strm.size(AVAIL_IN));
      if (state.eof) {
        state.needsInput = false;
        state.unused = rest;
        state.rest = new Uint8Array(0);
      } else {
        state.needsInput = rest.length === 0 && left > 0;
        state.rest = stable(rest);
      }
      return mkBytes(out.bytes());
    },
  ],
});
getsets(
  decompressor_type,
  {
    check: (d: Decompressor) => d.check,
    ...pendingGetters,
  },
  true,
);

// ---- filter properties ----

function encodeProperties(spec: PyObj): PyObj {
  const [id, options] = filterOf(spec);
  const f = new CStruct(16);
  f.view.setBigUint64(0, id, true);
  f.ptr(8, options?.bytes ?? null);
  const size = new CStruct(8);
  const L = lib();
  check(Number(L.fn("int lzma_properties_size(void *size, void *f)")(size.bytes, f.bytes)));
  const out = new CStruct(Math.max(size.u32(0), 1));
  check(Number(L.fn("int lzma_properties_encode(void *f, void *out)")(f.bytes, out.bytes)));
  return mkBytes(new Uint8Array(out.bytes.subarray(0, size.u32(0))));
}
function decodeProperties(idO: PyObj, props: PyObj): PyObj {
  const v = asInt(idO);
  if (v === undefined)
    throw typeError(`'${typeName(idO)}' object cannot be interpreted as an integer`);
  const id = BigInt(v);
  const b = stableBytes(props);
  const d = newDict();
  d.setStr("id", v);
  // The layouts of encoded properties are part of the formats.
  const view = new DataView(b.buffer);
  const bad = () => failure(8);
  if (id === LZMA1) {
    if (b.length !== 5 || b[0] > 224) throw bad();
    d.setStr("dict_size", view.getUint32(1, true));
    d.setStr("lc", b[0] % 9);
    d.setStr("lp", Math.floor(b[0] / 9) % 5);
    d.setStr("pb", Math.floor(b[0] / 45));
  } else if (id === LZMA2) {
    if (b.length !== 1 || b[0] > 40) throw bad();
    d.setStr(
      "dict_size",
      b[0] === 40 ? 0xffffffff : (2 | (b[0] & 1)) * 2 ** (Math.floor(b[0] / 2) + 11),
    );
  } else if (id === DELTA) {
    if (b.length !== 1) throw bad();
    d.setStr("dist", b[0] + 1);
  } else if (BCJ.includes(id)) {
    if (b.length !== 0 && b.length !== 4) throw bad();
    if (b.length === 4) d.setStr("start_offset", view.getUint32(0, true));
  } else throw valueError(`Invalid filter ID: ${id}`);
  return d;
}

for (const t of [compressor_type, decompressor_type]) noPickle(t);

registerModule("_lzma", () => {
  lib();
  return defineModule(
    "_lzma",
    null,
    {
      is_check_supported: [
        "($module, check_id, /)",
        (o: PyObj) => Number(lib().fn("uint8_t lzma_check_is_supported(int c)")(ssize(o))) !== 0,
      ],
      _encode_filter_properties: ["($module, filter, /)", encodeProperties],
      _decode_filter_properties: ["($module, filter_id, encoded_props, /)", decodeProperties],
    },
    {
      LZMACompressor: compressor_type,
      LZMADecompressor: decompressor_type,
      LZMAError: error_type,
      FORMAT_AUTO: 0,
      FORMAT_XZ: 1,
      FORMAT_ALONE: 2,
      FORMAT_RAW: 3,
      CHECK_NONE: 0,
      CHECK_CRC32: 1,
      CHECK_CRC64: 4,
      CHECK_SHA256: 10,
      CHECK_ID_MAX: 15,
      CHECK_UNKNOWN: 16,
      FILTER_LZMA1: LZMA1,
      FILTER_LZMA2: 33,
      FILTER_DELTA: 3,
      FILTER_X86: 4,
      FILTER_POWERPC: 5,
      FILTER_IA64: 6,
      FILTER_ARM: 7,
      FILTER_ARMTHUMB: 8,
      FILTER_SPARC: 9,
      MF_HC3: 3,
      MF_HC4: 4,
      MF_BT2: 18,
      MF_BT3: 19,
      MF_BT4: 20,
      MODE_FAST: 1,
      MODE_NORMAL: 2,
      PRESET_DEFAULT: 6,
      PRESET_EXTREME: 2147483648,
    },
  );
});
