/** _bz2, over the system's libbz2. */
import { ssize } from "../objects/abstract.js";
import { E, err, type PyBaseException, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { builtinType, mkBytes } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
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

const RUN = 0;
const FINISH = 2;
const FINISH_OK = 3;
const STREAM_END = 4;
/** Offsets in bz_stream. */
const NEXT_IN = 0;
const AVAIL_IN = 8;
const NEXT_OUT = 24;
const AVAIL_OUT = 32;
const SIZE = 80;

const lib = (): SysLib => systemLibrary("_bz2", "libbz2.so.1.0");

const ERRORS: Record<number, () => PyBaseException> = {
  [-1]: () => err(E.RuntimeError, "Internal error - Invalid sequence of commands sent to libbzip2"),
  [-2]: () => valueError("Internal error - invalid parameters passed to libbzip2"),
  [-3]: () => err(E.MemoryError),
  [-4]: () => err(E.OSError, "Invalid data stream"),
  [-5]: () => err(E.OSError, "Invalid data stream"),
  [-6]: () => err(E.OSError, "Unknown I/O error"),
  [-7]: () =>
    err(E.EOFError, "Compressed file ended before the logical end-of-stream was detected"),
};
function check(code: number): void {
  if (code >= 0) return;
  throw ERRORS[code]?.() ?? err(E.OSError, `Unrecognized error from libbzip2: ${code}`);
}

const ends = new FinalizationRegistry<() => void>((f) => f());

class Compressor extends PyObject {
  readonly strm = new CStruct(SIZE);
  flushed = false;
}
const compressor_type = builtinType("BZ2Compressor", {
  module: "_bz2",
  ctor: Compressor,
  subclassable: false,
  doc: "BZ2Compressor(compresslevel=9, /)\n--\n\nCreate a compressor object for compressing data incrementally.",
});
newMethod(compressor_type, "($type, compresslevel=9, /)", (t: PyType, level?: PyObj) => {
  const n = level === undefined ? 9 : ssize(level);
  if (n < 1 || n > 9) throw valueError("compresslevel must be between 1 and 9");
  const c = new t.ctor(t) as Compressor;
  const { strm } = c;
  check(
    Number(
      lib().fn("int BZ2_bzCompressInit(void *s, int level, int verbosity, int work)")(
        strm.bytes,
        n,
        0,
        0,
      ),
    ),
  );
  ends.register(c, () => lib().fn("int BZ2_bzCompressEnd(void *s)")(strm.bytes));
  return c;
});
function compress(c: Compressor, input: Uint8Array, action: number): PyObj {
  const step = lib().fn("int BZ2_bzCompress(void *s, int action)");
  const { strm } = c;
  const out = new Output();
  strm.ptr(NEXT_IN, input);
  strm.u32(AVAIL_IN, input.length);
  for (;;) {
    out.grow();
    strm.ptr(NEXT_OUT, out.block);
    strm.u32(AVAIL_OUT, out.block.length);
    if (action === RUN && strm.u32(AVAIL_IN) === 0) break;
    const code = Number(step(strm.bytes, action));
    check(code);
    out.take(out.block.length - strm.u32(AVAIL_OUT));
    if (action === FINISH ? code === STREAM_END : strm.u32(AVAIL_IN) === 0) break;
    if (action === FINISH && code !== FINISH_OK) break;
  }
  return mkBytes(out.bytes());
}
compressorMethods(compressor_type, compress, RUN, FINISH);

class Decompressor extends PyObject {
  readonly strm = new CStruct(SIZE);
  readonly state = new Pending();
  failed = 0;
}
const decompressor_type = builtinType("BZ2Decompressor", {
  module: "_bz2",
  ctor: Decompressor,
  subclassable: false,
  doc: "BZ2Decompressor()\n--\n\nCreate a decompressor object for decompressing data incrementally.",
});
newMethod(decompressor_type, "($type, /)", (t: PyType) => {
  const d = new t.ctor(t) as Decompressor;
  const { strm } = d;
  check(
    Number(
      lib().fn("int BZ2_bzDecompressInit(void *s, int verbosity, int small)")(strm.bytes, 0, 0),
    ),
  );
  ends.register(d, () => lib().fn("int BZ2_bzDecompressEnd(void *s)")(strm.bytes));
  return d;
});
methods(decompressor_type, {
  decompress: [
    "($self, /, data, max_length=-1)",
    (d: Decompressor, o: PyObj, max?: PyObj) => {
      const limit = max === undefined ? -1 : ssize(max);
      const fresh = stableBytes(o);
      const { strm, state } = d;
      if (state.eof) throw err(E.EOFError, "End of stream already reached");
      // libbz2 must not be called again after an error.
      check(d.failed);
      const step = lib().fn("int BZ2_bzDecompress(void *s)");
      const input = state.with(fresh);
      const out = new Output(limit);
      strm.ptr(NEXT_IN, input);
      strm.u32(AVAIL_IN, input.length);
      while (out.grow()) {
        strm.ptr(NEXT_OUT, out.block);
        strm.u32(AVAIL_OUT, out.block.length);
        const code = Number(step(strm.bytes));
        if (code < 0) {
          state.needsInput = false;
          d.failed = code;
        }
        check(code);
        out.take(out.block.length - strm.u32(AVAIL_OUT));
        if (code === STREAM_END) {
          state.eof = true;
          break;
        }
        if (strm.u32(AVAIL_IN) === 0 && strm.u32(AVAIL_OUT) > 0) break;
      }
      const rest = input.slice(input.length - strm.u32(AVAIL_IN));
      state.needsInput = !state.eof && rest.length === 0;
      if (state.eof) state.unused = rest;
      state.rest = state.eof ? new Uint8Array(0) : stable(rest);
      if (!state.eof && out.full) state.needsInput = false;
      return mkBytes(out.bytes());
    },
  ],
});
getsets(
  decompressor_type,
  {
    ...pendingGetters,
  },
  true,
);

for (const t of [compressor_type, decompressor_type]) noPickle(t);

registerModule("_bz2", () => {
  lib();
  return defineModule(
    "_bz2",
    null,
    {},
    {
      BZ2Compressor: compressor_type,
      BZ2Decompressor: decompressor_type,
    },
  );
});
