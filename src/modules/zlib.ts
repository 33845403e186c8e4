/** zlib. */
import { constants } from "node:zlib";
import { index, ssize } from "../objects/abstract.js";
import { E, err, type PyBaseException, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkBytes } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { needBytes } from "./binascii.js";
import { adler32, crc32 } from "./checksums.js";
import { exceptionType, raise } from "./exc.js";
import { Deflater, Inflater, join, type Settings, ZlibError } from "./zlib-stream.js";

const error_type = exceptionType("zlib", "error", [E.Exception]);
const bad = (msg: string): PyBaseException => raise(error_type, msg);
const EMPTY = new Uint8Array(0);
const int = (o: PyObj | undefined, dflt: number): number =>
  o === undefined ? dflt : Number(index(o));

function failure(e: unknown, doing: string): unknown {
  if (!(e instanceof ZlibError)) return e;
  if (e.message === "Missing dictionary") return bad(`Error 2 ${doing}`);
  if (e.message === "Bad dictionary")
    return bad("Error -3 while setting zdict: invalid input data");
  return bad(`Error ${e.errno} ${doing}: ${e.message}`);
}
const windowOk = (w: number): boolean => {
  const a = Math.abs(w);
  return (a >= 9 && a <= 15) || (w >= 25 && w <= 31);
};
function settings(
  level: number,
  wbits: number,
  memLevel: number,
  strategy: number,
  dictionary: Uint8Array | null,
): Settings | null {
  if (level < -1 || level > 9 || !windowOk(wbits) || memLevel < 1 || memLevel > 9) return null;
  if (strategy < 0 || strategy > 4) return null;
  return { level, wbits, memLevel, strategy, dictionary };
}
const inflateOk = (w: number): boolean =>
  w === 0 ||
  (w >= -15 && w <= -8) ||
  (w >= 8 && w <= 15) ||
  w === 16 ||
  (w >= 24 && w <= 31) ||
  w === 32 ||
  (w >= 40 && w <= 47);

class PyCompress extends PyObject {
  readonly d: Deflater;
  constructor(d: Deflater) {
    super(compress_type);
    this.d = d;
  }
}
class PyDecompress extends PyObject {
  readonly i: Inflater;
  unused: Uint8Array = EMPTY;
  tail: Uint8Array = EMPTY;
  constructor(i: Inflater) {
    super(decompress_type);
    this.i = i;
  }
  run(data: Uint8Array, max: number): Uint8Array {
    try {
      const out = this.i.write(data, max);
      if (this.i.eof) {
        this.unused = join([this.unused, this.i.rest.slice()]);
        this.tail = EMPTY;
      } else this.tail = this.i.rest.slice();
      return out;
    } catch (e) {
      throw failure(e, "while decompressing data");
    }
  }
}
const compress_type = builtinType("Compress", {
  module: "zlib",
  subclassable: false,
  instantiable: false,
});
const decompress_type = builtinType("Decompress", {
  module: "zlib",
  subclassable: false,
  instantiable: false,
});
const copyDeflater = (c: PyCompress): PyObj => {
  if (c.d.finished) throw valueError("Inconsistent stream state");
  return new PyCompress(c.d.copy());
};
methods(compress_type, {
  compress: [
    "($self, data, /)",
    (c: PyCompress, data: PyObj) => {
      const b = needBytes(data);
      if (c.d.finished) throw bad("Error -2 while compressing data: inconsistent stream state");
      return mkBytes(c.d.write(b, constants.Z_NO_FLUSH));
    },
  ],
  flush: [
    "($self, mode=zlib.Z_FINISH, /)",
    (c: PyCompress, mode?: PyObj) => {
      const m = int(mode, constants.Z_FINISH);
      if (m === constants.Z_NO_FLUSH) return mkBytes(EMPTY);
      if (c.d.finished) throw bad("Error -2 while flushing: inconsistent stream state");
      return mkBytes(c.d.write(EMPTY, m));
    },
  ],
  copy: ["($self, /)", copyDeflater],
  __copy__: ["($self, /)", copyDeflater],
  __deepcopy__: ["($self, memo, /)", copyDeflater],
});
const copyInflater = (d: PyDecompress): PyObj => {
  const c = new PyDecompress(d.i.copy(d.tail.length + d.unused.length));
  c.unused = d.unused;
  c.tail = d.tail;
  return c;
};
methods(decompress_type, {
  decompress: [
    "($self, data, /, max_length=0)",
    (d: PyDecompress, data: PyObj, max?: PyObj) => {
      const n = max === undefined ? 0 : ssize(max);
      if (n < 0) throw valueError("max_length must be non-negative");
      return mkBytes(d.run(needBytes(data), n));
    },
  ],
  flush: [
    "($self, length=zlib.DEF_BUF_SIZE, /)",
    (d: PyDecompress, length?: PyObj) => {
      if (length !== undefined && ssize(length) <= 0)
        throw valueError("length must be greater than zero");
      return mkBytes(d.i.eof ? EMPTY : d.run(d.tail, 0));
    },
  ],
  copy: ["($self, /)", copyInflater],
  __copy__: ["($self, /)", copyInflater],
  __deepcopy__: ["($self, memo, /)", copyInflater],
});
getsets(
  decompress_type,
  {
    unused_data: (d: PyDecompress) => mkBytes(d.unused),
    unconsumed_tail: (d: PyDecompress) => mkBytes(d.tail),
    eof: (d: PyDecompress) => d.i.eof,
  },
  true,
);

/** The decompressor of the gzip module: it keeps what it has not read yet. */
class PyZlibDecompressor extends PyObject {
  i = new Inflater(15, null);
  input: Uint8Array = EMPTY;
  unused: Uint8Array = EMPTY;
  needsInput = true;
}
const zdecompressor_type = builtinType("_ZlibDecompressor", {
  module: "zlib",
  ctor: PyZlibDecompressor,
  subclassable: false,
});
newMethod(
  zdecompressor_type,
  "($type, wbits=15, zdict=b'')",
  (t: PyType, wbits?: PyObj, zdict?: PyObj) => {
    const d = new t.ctor(t) as PyZlibDecompressor;
    const w = int(wbits, 15);
    if (!inflateOk(w)) throw valueError("Invalid initialization option");
    const dict = zdict === undefined ? EMPTY : needBytes(zdict);
    d.i = new Inflater(w, dict.length > 0 ? dict.slice() : null);
    return d;
  },
);
methods(zdecompressor_type, {
  decompress: [
    "($self, /, data, max_length=-1)",
    (d: PyZlibDecompressor, data: PyObj, max?: PyObj) => {
      const b = needBytes(data);
      const n = max === undefined ? -1 : ssize(max);
      if (d.i.eof) throw err(E.EOFError, "End of stream already reached");
      const all = d.input.length > 0 ? join([d.input, b]) : b;
      d.input = EMPTY;
      if (n === 0) {
        d.input = all.slice();
        d.needsInput = all.length === 0;
        return mkBytes(EMPTY);
      }
      try {
        const out = d.i.write(all, Math.max(n, 0));
        if (d.i.eof) {
          d.unused = d.i.rest.slice();
          d.needsInput = false;
        } else {
          d.input = d.i.rest.slice();
          d.needsInput = d.input.length === 0 && (n < 0 || out.length < n);
        }
        return mkBytes(out);
      } catch (e) {
        throw failure(e, "while decompressing data");
      }
    },
  ],
});
getsets(
  zdecompressor_type,
  {
    eof: (d: PyZlibDecompressor) => d.i.eof,
    unused_data: (d: PyZlibDecompressor) => mkBytes(d.unused),
    needs_input: (d: PyZlibDecompressor) => d.needsInput,
  },
  true,
);

const crc = (o: PyObj | undefined, dflt: number): number =>
  o === undefined ? dflt : Number(BigInt.asUintN(32, BigInt(index(o))));

registerModule("zlib", () =>
  defineModule(
    "zlib",
    "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.\n",
    {
      adler32: [
        "($module, data, value=1, /)",
        (o: PyObj, v?: PyObj) => adler32(needBytes(o), crc(v, 1)),
      ],
      crc32: [
        "($module, data, value=0, /)",
        (o: PyObj, v?: PyObj) => crc32(needBytes(o), crc(v, 0)),
      ],
      compress: [
        "($module, data, /, level=zlib.Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)",
        (o: PyObj, level?: PyObj, wbits?: PyObj) => {
          const b = needBytes(o);
          const s = settings(int(level, -1), int(wbits, 15), 8, 0, null);
          if (s === null)
            throw bad(
              windowOk(int(wbits, 15)) ? "Bad compression level" : "Invalid initialization option",
            );
          return mkBytes(new Deflater(s).write(b, constants.Z_FINISH));
        },
      ],
      compressobj: [
        "($module, /, level=zlib.Z_DEFAULT_COMPRESSION, method=zlib.DEFLATED, wbits=MAX_WBITS, memLevel=zlib.DEF_MEM_LEVEL, strategy=zlib.Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)",
        (l?: PyObj, m?: PyObj, w?: PyObj, mem?: PyObj, st?: PyObj, zd?: PyObj) => {
          const dict = zd === undefined || zd === null ? null : needBytes(zd).slice();
          const s =
            int(m, 8) === 8
              ? settings(int(l, -1), int(w, 15), int(mem, 8), int(st, 0), dict)
              : null;
          if (s === null) throw valueError("Invalid initialization option");
          return new PyCompress(new Deflater(s));
        },
      ],
      decompress: [
        "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)",
        (o: PyObj, wbits?: PyObj, bufsize?: PyObj) => {
          const b = needBytes(o);
          const w = int(wbits, 15);
          if (bufsize !== undefined && ssize(bufsize) <= 0)
            throw valueError("bufsize must be positive");
          if (!inflateOk(w))
            throw bad("Error -2 while preparing to decompress data: inconsistent stream state");
          try {
            const i = new Inflater(w, null);
            const out = i.write(b, 0);
            if (!i.eof)
              throw bad("Error -5 while decompressing data: incomplete or truncated stream");
            return mkBytes(out);
          } catch (e) {
            throw failure(e, "while decompressing data");
          }
        },
      ],
      decompressobj: [
        "($module, /, wbits=MAX_WBITS, zdict=<unrepresentable>)",
        (wbits?: PyObj, zdict?: PyObj) => {
          const w = int(wbits, 15);
          if (!inflateOk(w)) throw valueError("Invalid initialization option");
          return new PyDecompress(
            new Inflater(
              w,
              zdict === undefined || zdict === null ? null : needBytes(zdict).slice(),
            ),
          );
        },
      ],
    },
    {
      error: error_type,
      _ZlibDecompressor: zdecompressor_type,
      MAX_WBITS: 15,
      DEFLATED: 8,
      DEF_MEM_LEVEL: 8,
      DEF_BUF_SIZE: 16384,
      Z_NO_COMPRESSION: 0,
      Z_BEST_SPEED: 1,
      Z_BEST_COMPRESSION: 9,
      Z_DEFAULT_COMPRESSION: -1,
      Z_FILTERED: 1,
      Z_HUFFMAN_ONLY: 2,
      Z_RLE: 3,
      Z_FIXED: 4,
      Z_DEFAULT_STRATEGY: 0,
      Z_NO_FLUSH: 0,
      Z_PARTIAL_FLUSH: 1,
      Z_SYNC_FLUSH: 2,
      Z_FULL_FLUSH: 3,
      Z_FINISH: 4,
      Z_BLOCK: 5,
      Z_TREES: 6,
      ZLIB_VERSION: "1.3.1",
      ZLIB_RUNTIME_VERSION: "1.3.1",
      __version__: "1.0",
    },
  ),
);
