/** _zstd, over the system's libzstd. */
import { createRequire } from "node:module";
import { asInt, ssize, toArray, truth, typeName } from "../objects/abstract.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, type PyObj, PyObject, PyTuple, PyType, typeOf } from "../objects/object.js";
import { builtinType, mkBytes, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";
import { viewOf } from "./libc.js";
import {
  CStruct,
  noPickle,
  Output,
  Pending,
  type SysLib,
  stable,
  stableBytes,
  systemLibrary,
} from "./syslib.js";

const error_type = exceptionType("compression.zstd", "ZstdError", [E.Exception]);
const lib = (): SysLib => systemLibrary("_zstd", "libzstd.so.1");
const CONTINUE = 0;
const FLUSH_BLOCK = 1;
const FLUSH_FRAME = 2;

function text(p: bigint): string {
  const bytes = new Uint8Array(viewOf(p, 256));
  return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString();
}
const isError = (r: number | bigint): boolean =>
  Number(lib().fn("unsigned int ZSTD_isError(size_t c)")(r)) !== 0;
const errorName = (r: number | bigint): string =>
  text(BigInt(lib().fn("intptr_t ZSTD_getErrorName(size_t c)")(r)));
function check(r: number | bigint, what: string): number {
  if (isError(r)) throw raise(error_type, `${what}: ${errorName(r)}`);
  return Number(r);
}

/** Parameters by number: [compression, decompression] names. */
const C_PARAMS: Record<string, number> = {
  compressionLevel: 100,
  windowLog: 101,
  hashLog: 102,
  chainLog: 103,
  searchLog: 104,
  minMatch: 105,
  targetLength: 106,
  strategy: 107,
  enableLongDistanceMatching: 160,
  ldmHashLog: 161,
  ldmMinMatch: 162,
  ldmBucketSizeLog: 163,
  ldmHashRateLog: 164,
  contentSizeFlag: 200,
  checksumFlag: 201,
  dictIDFlag: 202,
  nbWorkers: 400,
  jobSize: 401,
  overlapLog: 402,
};
const PUBLIC = (n: number): string => {
  const k = Object.keys(C_PARAMS).find((x) => C_PARAMS[x] === n);
  return k === undefined
    ? `unknown parameter (key ${n})`
    : k
        .replace(/ID/g, "_id")
        .replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)
        .replace("__", "_");
};
interface Bounds {
  error: bigint | number;
  lowerBound: number;
  upperBound: number;
}
let boundsType: unknown = null;
function bounds(param: number, compress: boolean): [number, number] {
  if (boundsType === null) {
    const koffi = createRequire(import.meta.url)("koffi") as {
      struct(n: string, m: Record<string, string>): unknown;
    };
    boundsType = koffi.struct("ZSTD_bounds", {
      error: "size_t",
      lowerBound: "int",
      upperBound: "int",
    });
  }
  const f = lib().fn(
    compress
      ? "ZSTD_bounds ZSTD_cParam_getBounds(int p)"
      : "ZSTD_bounds ZSTD_dParam_getBounds(int p)",
  ) as unknown as (p: number) => Bounds;
  const b = f(param);
  if (isError(b.error))
    throw raise(
      error_type,
      `Unable to get zstd ${compress ? "compression" : "decompression"} parameter bounds: ${errorName(b.error)}`,
    );
  return [b.lowerBound, b.upperBound];
}
const types = { c: null as PyObj, d: null as PyObj };

function intOf(o: PyObj, what: string): number {
  const v = asInt(o);
  if (v === undefined) throw typeError(what);
  if (v < -2147483648 || v > 2147483647)
    throw valueError(what.replace("must be an int", "must be in the range of a C int"));
  return Number(v);
}
/** Applies an options dict; gives the level it set, if any. */
function applyOptions(ctx: bigint, o: PyObj, compress: boolean): void {
  const kind = compress ? "compression" : "decompression";
  if (!(o instanceof PyDict))
    throw typeError(
      `${compress ? "ZstdCompressor" : "ZstdDecompressor"}() argument 'options' must be dict, not ${typeName(o)}`,
    );
  for (const k of o.keys()) {
    if (typeOf(k) === (compress ? types.d : types.c))
      throw typeError(
        compress
          ? "compression options dictionary key must not be a DecompressionParameter attribute"
          : "decompression options dictionary key must not be a CompressionParameter attribute",
      );
    const key = intOf(k, "dictionary key must be an int");
    const v = intOf(o.get(k) as PyObj, "dictionary value must be an int");
    const set = lib().fn(
      compress
        ? "size_t ZSTD_CCtx_setParameter(intptr_t c, int p, int v)"
        : "size_t ZSTD_DCtx_setParameter(intptr_t c, int p, int v)",
    );
    const r = set(ctx, key, v);
    if (isError(r)) {
      const name = compress ? PUBLIC(key) : key === 100 ? "window_log_max" : PUBLIC(key);
      if (name.startsWith("unknown")) throw valueError(`invalid ${kind} parameter '${name}'`);
      const [lo, hi] = bounds(key, compress);
      throw valueError(
        `${kind} parameter '${name}' received an illegal value ${v}; the valid range is [${lo}, ${hi}]`,
      );
    }
  }
}

// ---- dictionaries ----

class ZstdDict extends PyObject {
  content: Uint8Array = new Uint8Array(0);
  id = 0;
}
const dict_type = builtinType("ZstdDict", {
  module: "compression.zstd",
  ctor: ZstdDict,
  doc: "ZstdDict(dict_content, /, *, is_raw=False)\n--\n\nA dictionary for compression and decompression.",
});
newMethod(
  dict_type,
  "($type, dict_content, /, *, is_raw=False)",
  (t: PyType, o: PyObj, raw?: PyObj) => {
    const b = stableBytes(o);
    if (b.length < 8)
      throw valueError("Zstandard dictionary content too short (must have at least eight bytes)");
    const d = new t.ctor(t) as ZstdDict;
    d.content = b;
    if (!(raw !== undefined && truth(raw))) {
      d.id = Number(
        lib().fn("unsigned int ZSTD_getDictID_fromDict(const void *d, size_t n)")(b, b.length),
      );
      if (d.id === 0) throw valueError("invalid Zstandard dictionary");
    }
    return d;
  },
);
slots(dict_type, {
  __len__: (d: ZstdDict) => d.content.length,
  __repr__: (d: ZstdDict) => `<ZstdDict dict_id=${d.id} dict_size=${d.content.length}>`,
});
getsets(dict_type, {
  dict_content: (d: ZstdDict) => mkBytes(d.content),
  dict_id: (d: ZstdDict) => d.id,
  as_digested_dict: (d: ZstdDict) => mkTuple([d, 0]),
  as_undigested_dict: (d: ZstdDict) => mkTuple([d, 1]),
  as_prefix: (d: ZstdDict) => mkTuple([d, 2]),
});
function loadDict(ctx: bigint, o: PyObj, compress: boolean): ZstdDict {
  let d = o;
  let how = compress ? 1 : 0;
  if (o instanceof PyTuple && o.items.length === 2 && o.items[0] instanceof ZstdDict) {
    d = o.items[0];
    how = Number(asInt(o.items[1]) ?? -1);
  }
  if (!(d instanceof ZstdDict)) throw typeError("zstd_dict argument should be a ZstdDict object.");
  const side = compress ? "CCtx" : "DCtx";
  const f = how === 2 ? `refPrefix` : `loadDictionary`;
  check(
    lib().fn(`size_t ZSTD_${side}_${f}(intptr_t c, const void *d, size_t n)`)(
      ctx,
      d.content,
      d.content.length,
    ),
    `Unable to load Zstandard dictionary or prefix for ${compress ? "compression" : "decompression"}`,
  );
  return d;
}

// ---- compressing ----

const ends = new FinalizationRegistry<() => void>((f) => f());
class Compressor extends PyObject {
  ctx = 0n;
  lastMode = FLUSH_FRAME;
  dict: ZstdDict | null = null;
}
const compressor_type = builtinType("ZstdCompressor", {
  module: "compression.zstd",
  ctor: Compressor,
  doc: "ZstdCompressor(level=None, options=None, zstd_dict=None)\n--\n\nCreate a compressor object for compressing data incrementally.",
});
newMethod(
  compressor_type,
  "($type, level=None, options=None, zstd_dict=None)",
  (t: PyType, level?: PyObj, options?: PyObj, dict?: PyObj) => {
    if (level !== undefined && level !== null && options !== undefined && options !== null)
      throw typeError("Only one of level or options should be used.");
    const c = new t.ctor(t) as Compressor;
    const ctx = BigInt(lib().fn("intptr_t ZSTD_createCCtx()")());
    c.ctx = ctx;
    ends.register(c, () => lib().fn("size_t ZSTD_freeCCtx(intptr_t c)")(ctx));
    if (level !== undefined && level !== null) {
      const n = asInt(level);
      if (n === undefined) throw typeError("invalid type for level, expected int");
      const [lo, hi] = bounds(100, true);
      if (n < lo || n > hi)
        throw valueError(`illegal compression level ${n}; the valid range is [${lo}, ${hi}]`);
      check(
        lib().fn("size_t ZSTD_CCtx_setParameter(intptr_t c, int p, int v)")(ctx, 100, Number(n)),
        "Unable to set compression level",
      );
    }
    if (options !== undefined && options !== null) applyOptions(ctx, options, true);
    if (dict !== undefined && dict !== null) c.dict = loadDict(ctx, dict, true);
    return c;
  },
);
for (const [k, v] of Object.entries({ CONTINUE, FLUSH_BLOCK, FLUSH_FRAME }))
  compressor_type.set(k, v);
function run(c: Compressor, input: Uint8Array, mode: number): PyObj {
  const step = lib().fn("size_t ZSTD_compressStream2(intptr_t c, void *out, void *in, int mode)");
  const inb = new CStruct(24);
  const outb = new CStruct(24);
  inb.ptr(0, input.length > 0 ? input : stable(Uint8Array.of(0)));
  inb.size(8, input.length);
  const out = new Output();
  for (;;) {
    out.grow();
    outb.ptr(0, out.block);
    outb.size(8, out.block.length);
    outb.size(16, 0);
    const left = step(c.ctx, outb.bytes, inb.bytes, mode);
    if (isError(left)) {
      c.lastMode = FLUSH_FRAME;
      lib().fn("size_t ZSTD_CCtx_reset(intptr_t c, int what)")(c.ctx, 1);
      throw raise(error_type, `Unable to compress Zstandard data: ${errorName(left)}`);
    }
    out.take(outb.size(16));
    if (mode === CONTINUE ? inb.size(16) === input.length : Number(left) === 0) break;
  }
  c.lastMode = mode;
  return mkBytes(out.bytes());
}
methods(compressor_type, {
  compress: [
    "($self, /, data, mode=ZstdCompressor.CONTINUE)",
    (c: Compressor, o: PyObj, mode?: PyObj) => {
      const m = mode === undefined ? CONTINUE : ssize(mode);
      if (m < 0 || m > 2)
        throw valueError(
          "mode argument wrong value, it should be one of ZstdCompressor.CONTINUE, ZstdCompressor.FLUSH_BLOCK, ZstdCompressor.FLUSH_FRAME.",
        );
      return run(c, stableBytes(o), m);
    },
  ],
  flush: [
    "($self, /, mode=ZstdCompressor.FLUSH_FRAME)",
    (c: Compressor, mode?: PyObj) => {
      const m = mode === undefined ? FLUSH_FRAME : ssize(mode);
      if (m !== FLUSH_BLOCK && m !== FLUSH_FRAME)
        throw valueError(
          "mode argument wrong value, it should be ZstdCompressor.FLUSH_FRAME or ZstdCompressor.FLUSH_BLOCK.",
        );
      return run(c, new Uint8Array(0), m);
    },
  ],
  set_pledged_input_size: [
    "($self, size, /)",
    (c: Compressor, o: PyObj) => {
      if (c.lastMode !== FLUSH_FRAME)
        throw valueError(
          "set_pledged_input_size() method must be called when last_mode == FLUSH_FRAME",
        );
      const n = o === null ? 0xffffffffffffffffn : BigInt(asInt(o) ?? -1);
      if (n < 0n)
        throw valueError("size argument should be a positive int less than 18446744073709551614");
      check(
        lib().fn("size_t ZSTD_CCtx_setPledgedSrcSize(intptr_t c, uint64_t n)")(c.ctx, n),
        "Unable to set pledged uncompressed content size",
      );
      return null;
    },
  ],
});
getsets(compressor_type, { last_mode: (c: Compressor) => c.lastMode }, true);

// ---- decompressing ----

class Decompressor extends PyObject {
  ctx = 0n;
  readonly state = new Pending();
  dict: ZstdDict | null = null;
}
const decompressor_type = builtinType("ZstdDecompressor", {
  module: "compression.zstd",
  ctor: Decompressor,
  doc: "ZstdDecompressor(zstd_dict=None, options=None)\n--\n\nCreate a decompressor object for decompressing data incrementally.",
});
newMethod(
  decompressor_type,
  "($type, zstd_dict=None, options=None)",
  (t: PyType, dict?: PyObj, options?: PyObj) => {
    const d = new t.ctor(t) as Decompressor;
    const ctx = BigInt(lib().fn("intptr_t ZSTD_createDCtx()")());
    d.ctx = ctx;
    ends.register(d, () => lib().fn("size_t ZSTD_freeDCtx(intptr_t c)")(ctx));
    if (dict !== undefined && dict !== null) d.dict = loadDict(ctx, dict, false);
    if (options !== undefined && options !== null) applyOptions(ctx, options, false);
    return d;
  },
);
methods(decompressor_type, {
  decompress: [
    "($self, /, data, max_length=-1)",
    (d: Decompressor, o: PyObj, max?: PyObj) => {
      const { state } = d;
      const fresh = stableBytes(o);
      if (state.eof) throw err(E.EOFError, "Already at the end of a Zstandard frame.");
      const input = stable(state.with(fresh));
      const out = new Output(max === undefined ? -1 : ssize(max));
      const step = lib().fn("size_t ZSTD_decompressStream(intptr_t c, void *out, void *in)");
      const inb = new CStruct(24);
      const outb = new CStruct(24);
      inb.ptr(0, input.length > 0 ? input : stable(Uint8Array.of(0)));
      inb.size(8, input.length);
      let full = false;
      while (out.grow()) {
        outb.ptr(0, out.block);
        outb.size(8, out.block.length);
        outb.size(16, 0);
        const r = step(d.ctx, outb.bytes, inb.bytes);
        if (isError(r)) {
          lib().fn("size_t ZSTD_DCtx_reset(intptr_t c, int what)")(d.ctx, 1);
          throw raise(error_type, `Unable to decompress Zstandard data: ${errorName(r)}`);
        }
        out.take(outb.size(16));
        full = outb.size(16) === out.block.length;
        if (Number(r) === 0) {
          state.eof = true;
          break;
        }
        if (!full && inb.size(16) === input.length) break;
      }
      const rest = input.slice(inb.size(16));
      if (state.eof) {
        state.needsInput = false;
        state.unused = rest;
        state.rest = new Uint8Array(0);
      } else {
        state.rest = rest;
        state.needsInput = rest.length === 0 && !full;
      }
      return mkBytes(out.bytes());
    },
  ],
});
getsets(decompressor_type, {
  eof: (d: Decompressor) => d.state.eof,
  needs_input: (d: Decompressor) => d.state.needsInput,
  unused_data: (d: Decompressor) => mkBytes(d.state.eof ? d.state.unused : new Uint8Array(0)),
});

// ---- frames and training ----

function frameInfo(o: PyObj): PyObj {
  const b = stableBytes(o);
  const size = BigInt.asUintN(
    64,
    BigInt(lib().fn("uint64_t ZSTD_getFrameContentSize(const void *b, size_t n)")(b, b.length)),
  );
  if (size === 0xfffffffffffffffen)
    throw raise(
      error_type,
      "Error when getting information from the header of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than the frame header (6-18 bytes).",
    );
  const id = Number(
    lib().fn("unsigned int ZSTD_getDictID_fromFrame(const void *b, size_t n)")(b, b.length),
  );
  return mkTuple([size === 0xffffffffffffffffn ? null : Number(size), id]);
}
function samples(bytes: PyObj, sizes: PyObj): [Uint8Array, Uint8Array, number] {
  const b = bytes instanceof PyBytes ? stable(bytes.data) : stableBytes(bytes);
  const list = toArray(sizes).map((x) => ssize(x));
  if (list.length === 0) throw valueError("the number of samples should be > 0");
  const s = new CStruct(8 * list.length);
  list.forEach((n, i) => {
    s.size(8 * i, n);
  });
  if (list.reduce((x, y) => x + y, 0) !== b.length)
    throw valueError("The samples size tuple doesn't match the concatenation's size.");
  return [b, s.bytes, list.length];
}
const dictError = (r: number | bigint, what: string): PyBaseException | null =>
  Number(lib().fn("unsigned int ZDICT_isError(size_t c)")(r)) !== 0
    ? raise(
        error_type,
        `${what}: ${text(BigInt(lib().fn("intptr_t ZDICT_getErrorName(size_t c)")(r)))}`,
      )
    : null;

for (const t of [compressor_type, decompressor_type, dict_type]) noPickle(t);
registerModule("_zstd", () => {
  const version = Number(lib().fn("unsigned int ZSTD_versionNumber()")());
  const constants: Record<string, PyObj> = {};
  for (const [k, v] of Object.entries(C_PARAMS)) constants[`ZSTD_c_${k}`] = v;
  "fast dfast greedy lazy lazy2 btlazy2 btopt btultra btultra2".split(" ").forEach((k, i) => {
    constants[`ZSTD_${k}`] = i + 1;
  });
  return defineModule(
    "_zstd",
    "Implementation module for Zstandard compression.",
    {
      get_frame_info: ["($module, /, frame_buffer)", frameInfo],
      get_frame_size: [
        "($module, /, frame_buffer)",
        (o: PyObj) => {
          const b = stableBytes(o);
          const r = lib().fn("size_t ZSTD_findFrameCompressedSize(const void *b, size_t n)")(
            b,
            b.length,
          );
          if (isError(r))
            throw raise(
              error_type,
              `Error when finding the compressed size of a Zstandard frame. Ensure the frame_buffer argument starts from the beginning of a frame, and its length is not less than this complete frame. Zstd error message: ${errorName(r)}.`,
            );
          return Number(r);
        },
      ],
      get_param_bounds: [
        "($module, /, parameter, is_compress)",
        (p: PyObj, c: PyObj) => mkTuple(bounds(ssize(p), truth(c))),
      ],
      set_parameter_types: [
        "($module, /, c_parameter_type, d_parameter_type)",
        (c: PyObj, d: PyObj) => {
          if (!(c instanceof PyType) || !(d instanceof PyType))
            throw valueError(
              "The two arguments should be CompressionParameter and DecompressionParameter types.",
            );
          types.c = c;
          types.d = d;
          return null;
        },
      ],
      train_dict: [
        "($module, samples_bytes, samples_sizes, dict_size, /)",
        (bytes: PyObj, sizes: PyObj, n: PyObj) => {
          const size = ssize(n);
          if (size <= 0) throw valueError("dict_size argument should be positive number.");
          const [b, s, count] = samples(bytes, sizes);
          const out = stable(new Uint8Array(size));
          const r = lib().fn(
            "size_t ZDICT_trainFromBuffer(void *d, size_t n, const void *s, const void *z, unsigned int c)",
          )(out, size, b, s, count);
          const e = dictError(r, "Unable to train the Zstandard dictionary");
          if (e !== null) throw e;
          return mkBytes(out.slice(0, Number(r)));
        },
      ],
      finalize_dict: [
        "($module, custom_dict_bytes, samples_bytes, samples_sizes, dict_size, compression_level, /)",
        (custom: PyObj, bytes: PyObj, sizes: PyObj, n: PyObj, level: PyObj) => {
          const size = ssize(n);
          if (size <= 0) throw valueError("dict_size argument should be positive number.");
          const [b, s, count] = samples(bytes, sizes);
          const own = stableBytes(custom);
          const out = stable(new Uint8Array(size));
          const k = createRequire(import.meta.url)("koffi") as {
            struct(name: string, m: Record<string, string>): unknown;
          };
          if (!paramsKnown.value) {
            k.struct("ZDICT_params_t", {
              compressionLevel: "int",
              notificationLevel: "unsigned int",
              dictID: "unsigned int",
            });
            paramsKnown.value = true;
          }
          const f = lib().fn(
            "size_t ZDICT_finalizeDictionary(void *d, size_t n, const void *c, size_t cn, const void *s, const void *z, unsigned int k, ZDICT_params_t p)",
          ) as unknown as (...a: unknown[]) => number | bigint;
          const r = f(out, size, own, own.length, b, s, count, {
            compressionLevel: ssize(level),
            notificationLevel: 0,
            dictID: 0,
          });
          const e = dictError(r, "Unable to finalize the Zstandard dictionary");
          if (e !== null) throw e;
          return mkBytes(out.slice(0, Number(r)));
        },
      ],
    },
    {
      ...constants,
      ZSTD_d_windowLogMax: 100,
      ZSTD_CLEVEL_DEFAULT: 3,
      ZSTD_DStreamOutSize: 131072,
      ZstdCompressor: compressor_type,
      ZstdDecompressor: decompressor_type,
      ZstdDict: dict_type,
      ZstdError: error_type,
      zstd_version: text(BigInt(lib().fn("intptr_t ZSTD_versionString()")())),
      zstd_version_number: version,
    },
  );
});
const paramsKnown = { value: false };
