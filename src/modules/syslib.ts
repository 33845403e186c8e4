/**
 * Shared libraries of the system that CPython's own modules link against: bzip2, liblzma, zstd,
 * SQLite. A machine without one has no such module, as a CPython built without it.
 */
import { createRequire } from "node:module";
import { tpName } from "../objects/abstract.js";
import { contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, setMember, typeError, valueError } from "../objects/errors.js";
import { methods } from "../objects/function.js";
import type { PyObj, PyObject, PyType } from "../objects/object.js";
import { mkBytes } from "../objects/types.js";
import { addressOf, type CValue } from "./libc.js";

export type SysFunction = (...args: CValue[]) => number | bigint;
interface Loaded {
  func(prototype: string): SysFunction;
}

export class SysLib {
  private readonly lib: Loaded;
  private readonly functions = new Map<string, SysFunction>();
  constructor(lib: Loaded) {
    this.lib = lib;
  }
  /** A function by its C prototype; found once. */
  fn(prototype: string): SysFunction {
    let f = this.functions.get(prototype);
    if (f === undefined) this.functions.set(prototype, (f = this.lib.func(prototype)));
    return f;
  }
  /** The same, undefined when the library has no such function. */
  optional(prototype: string): SysFunction | undefined {
    try {
      return this.fn(prototype);
    } catch {
      return undefined;
    }
  }
}

const open = new Map<string, SysLib>();
/** Opens a library for a module; an ImportError when it is not there. */
export function systemLibrary(module: string, file: string): SysLib {
  const known = open.get(file);
  if (known !== undefined) return known;
  const koffi = createRequire(import.meta.url)("koffi") as { load(path: string): Loaded };
  let lib: SysLib;
  try {
    lib = new SysLib(koffi.load(file));
  } catch {
    const e = err(
      E.ImportError,
      `${file}: cannot open shared object file: No such file or directory`,
    );
    throw setMember(e, "name", module);
  }
  open.set(file, lib);
  return lib;
}

/** A C struct in memory that C may keep a pointer to. */
export class CStruct {
  readonly bytes: Buffer;
  readonly view: DataView;
  constructor(size: number) {
    this.bytes = Buffer.from(new ArrayBuffer(size));
    this.view = new DataView(this.bytes.buffer);
  }
  get address(): bigint {
    return addressOf(this.bytes);
  }
  ptr(offset: number, b: Uint8Array | null, skip = 0): void {
    this.view.setBigUint64(
      offset,
      b === null || b.length === 0 ? 0n : addressOf(b) + BigInt(skip),
      true,
    );
  }
  u32(offset: number, v?: number): number {
    if (v !== undefined) this.view.setUint32(offset, v, true);
    return this.view.getUint32(offset, true);
  }
  size(offset: number, v?: number): number {
    if (v !== undefined) this.view.setBigUint64(offset, BigInt(v), true);
    return Number(this.view.getBigUint64(offset, true));
  }
}

/** Output of a length that is not known before: blocks that grow, up to a limit (-1: none). */
export class Output {
  private readonly blocks: Uint8Array[] = [];
  private total = 0;
  private readonly limit: number;
  block: Uint8Array = new Uint8Array(0);
  constructor(limit = -1) {
    this.limit = limit;
  }
  /** A fresh block; false when the limit is reached. */
  grow(): boolean {
    let n = Math.min(32768 << Math.min(this.blocks.length, 9), 1 << 24);
    if (this.limit >= 0) n = Math.min(n, this.limit - this.total);
    if (n <= 0) return false;
    this.block = new Uint8Array(new ArrayBuffer(n));
    return true;
  }
  take(n: number): void {
    if (n > 0) this.blocks.push(this.block.subarray(0, n));
    this.total += n;
  }
  get full(): boolean {
    return this.limit >= 0 && this.total >= this.limit;
  }
  bytes(): Uint8Array {
    return this.blocks.length === 1
      ? this.blocks[0].slice()
      : new Uint8Array(Buffer.concat(this.blocks));
  }
}

/** Input that a decompressor has not used yet, and what it says about it. */
export class Pending {
  rest: Uint8Array = new Uint8Array(0);
  eof = false;
  needsInput = true;
  unused: Uint8Array = new Uint8Array(0);
  with(data: Uint8Array): Uint8Array {
    return this.rest.length === 0 ? data : new Uint8Array(Buffer.concat([this.rest, data]));
  }
}
/** Memory of its own for bytes that C reads. */
export function stable(b: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new ArrayBuffer(b.length));
  copy.set(b);
  return copy;
}

/** The same for what an object's buffer holds now. */
export function stableBytes(o: PyObj): Uint8Array {
  const v = getBuffer(o);
  const b = stable(contiguous(v));
  v.release();
  return b;
}

/** `compress` and `flush` of a compressor; `step` feeds the library with one of two actions. */
export function compressorMethods<T extends PyObject & { flushed: boolean }>(
  type: PyType,
  step: (c: T, input: Uint8Array, action: number) => PyObj,
  run: number,
  finish: number,
): void {
  methods(type, {
    compress: [
      "($self, data, /)",
      (c: T, o: PyObj) => {
        const b = stableBytes(o);
        if (c.flushed) throw valueError("Compressor has been flushed");
        return step(c, b, run);
      },
    ],
    flush: [
      "($self, /)",
      (c: T) => {
        if (c.flushed) throw valueError("Repeated call to flush()");
        c.flushed = true;
        return step(c, new Uint8Array(0), finish);
      },
    ],
  });
}

/** What a decompressor tells of its input. */
export const pendingGetters = {
  eof: (d: { state: Pending }): PyObj => d.state.eof,
  needs_input: (d: { state: Pending }): PyObj => d.state.needsInput,
  unused_data: (d: { state: Pending }): PyObj => mkBytes(d.state.unused),
};

/** Objects around C state cannot be pickled. */
export function noPickle(t: PyType): void {
  const refuse = (): never => {
    throw typeError(`cannot pickle '${tpName(t)}' object`);
  };
  methods(t, {
    __reduce__: ["($self, /)", refuse],
    __reduce_ex__: ["($self, protocol, /)", refuse],
  });
}
