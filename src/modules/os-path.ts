/** File names as arguments: str, bytes, os.PathLike, or an open descriptor. */
import { asIndex, asInt, asStr, callSpecial, index, typeName } from "../objects/abstract.js";
import { decodeUtf8, encodeUtf8 } from "../objects/codecs.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { PyBytes, type PyObj, type Str, typeOf } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { mkBytes } from "../objects/types.js";

/** What node:fs takes as a path. */
export type FsPath = string | Buffer;

export interface PathArg {
  /** Empty when a descriptor was given. */
  fs: FsPath;
  /** The descriptor, or -1. */
  fd: number;
  /** The argument was None (or absent). */
  none: boolean;
  /** As OSError.filename has it. */
  obj: PyObj;
  bytes: boolean;
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Node's form of a str: a Buffer when undecodable bytes hide in it as surrogates. */
export function strToFs(s: Str): FsPath {
  if (typeof s === "string") {
    // Every surrogate in a plain string is a character of its own.
    return /[\ud800-\udfff]/.test(s) ? Buffer.from(encodeUtf8(s, "surrogateescape")) : s;
  }
  const js = s.toString();
  return LONE.test(js) ? Buffer.from(encodeUtf8(s, "surrogateescape")) : js;
}

export const asBuffer = (b: Uint8Array): Buffer =>
  Buffer.from(b.buffer, b.byteOffset, b.byteLength);

/** `os.fsencode` of a str. */
export function fsencode(s: Str): Uint8Array {
  return encodeUtf8(s, "surrogateescape");
}
/** `os.fsdecode` of bytes. */
export function fsdecode(b: Uint8Array): Str {
  return decodeUtf8(b, "surrogateescape")[0];
}
/** A name as Node gave it: text when it was valid UTF-8, else its bytes. */
export function fsName(n: string | Uint8Array): Str {
  return typeof n === "string" ? fromUtf16(n) : fsdecode(n);
}

/** `os.fspath`: str or bytes. */
export function fspath(o: PyObj): PyObj {
  if (asStr(o) !== undefined || o instanceof PyBytes) return o;
  const r = typeOf(o).lookup("__fspath__") == null ? undefined : callSpecial(o, "__fspath__");
  if (r === undefined)
    throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(o)}`);
  if (asStr(r) !== undefined || r instanceof PyBytes) return r;
  throw typeError(
    `expected ${typeName(o)}.__fspath__() to return str or bytes, not ${typeName(r)}`,
  );
}

/** A C int. */
export function cInt(o: PyObj): number {
  const v = index(o);
  if (typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff) return v;
  throw err(
    E.OverflowError,
    typeof v === "bigint" && (v >= 1n << 63n || v < -(1n << 63n))
      ? "Python int too large to convert to C int"
      : v > 0
        ? "signed integer is greater than maximum"
        : "signed integer is less than minimum",
  );
}
/** As argument clinic's `int` reports an overflow. */
export function clinicInt(o: PyObj): number {
  const v = index(o);
  if (typeof v === "number" && v >= -0x80000000 && v <= 0x7fffffff) return v;
  throw err(E.OverflowError, "Python int too large to convert to C int");
}

/** A descriptor: an int, or an object with `fileno()`. */
export function fdArg(o: PyObj): number {
  const v = asInt(o);
  if (v === undefined) {
    if (typeOf(o).lookup("fileno") === undefined)
      throw typeError("argument must be an int, or have a fileno() method.");
    const r = callMethod(o, "fileno", []);
    const n = asInt(r);
    if (n === undefined) throw typeError("fileno() returned a non-integer");
    return checkFd(cInt(r));
  }
  return checkFd(clinicInt(o));
}
function checkFd(fd: number): number {
  if (fd < 0) throw valueError(`file descriptor cannot be a negative integer (${fd})`);
  return fd;
}

import { callMethod } from "../objects/abstract.js";

export interface PathOptions {
  fd?: boolean;
  nullable?: boolean;
  /** Name of the argument in messages. */
  arg?: string;
}

const CWD: PathArg = { fs: ".", fd: -1, none: true, obj: null, bytes: false };

/** Converts a path argument of the function `fn`. */
export function pathArg(fn: string, o: PyObj | undefined, opt: PathOptions = {}): PathArg {
  if (typeof o === "string") {
    if (o.includes("\0")) throw nul(fn, opt);
    return { fs: strToFs(o), fd: -1, none: false, obj: o, bytes: false };
  }
  if (o === undefined || (o === null && opt.nullable === true)) return CWD;
  let p: PyObj = o;
  if (asStr(p) === undefined && !(p instanceof PyBytes)) {
    const i = opt.fd === true ? asIndex(o) : undefined;
    if (i !== undefined) return { fs: "", fd: clinicInt(i), none: false, obj: o, bytes: false };
    const f = typeOf(o).lookup("__fspath__");
    if (f === undefined || f === null) throw badPath(fn, o, opt);
    p = fspath(o);
  }
  if (p instanceof PyBytes) {
    if (p.data.includes(0)) throw nul(fn, opt);
    return { fs: asBuffer(p.data), fd: -1, none: false, obj: p, bytes: true };
  }
  const s = asStr(p) as Str;
  const fs = strToFs(s);
  if (fs.includes("\0")) throw nul(fn, opt);
  return { fs, fd: -1, none: false, obj: p, bytes: false };
}

function nul(fn: string, opt: PathOptions) {
  return valueError(`${fn}: embedded null character in ${opt.arg ?? "path"}`);
}
function badPath(fn: string, o: PyObj, opt: PathOptions) {
  const kinds = opt.fd
    ? opt.nullable
      ? "string, bytes, os.PathLike, integer or None"
      : "string, bytes, os.PathLike or integer"
    : opt.nullable
      ? "string, bytes, os.PathLike or None"
      : "string, bytes or os.PathLike";
  return typeError(`${fn}: ${opt.arg ?? "path"} should be ${kinds}, not ${typeName(o)}`);
}

export const fdPath = (fd: number): string => `/proc/self/fd/${fd}`;

/** The value of a `dir_fd` argument: undefined for the working directory. */
export function dirFd(o: PyObj | undefined): number | undefined {
  if (o === undefined || o === null) return undefined;
  if (asIndex(o) === undefined)
    throw typeError(`argument should be integer or None, not ${typeName(o)}`);
  return clinicInt(o);
}

/** A path relative to an open directory, through /proc. */
export function atDir(fs: FsPath, dir: number | undefined): FsPath {
  if (dir === undefined) return fs;
  if (typeof fs === "string")
    return fs.startsWith("/") ? fs : fs === "" ? fs : `${fdPath(dir)}/${fs}`;
  return fs[0] === 47 || fs.length === 0 ? fs : Buffer.concat([Buffer.from(`${fdPath(dir)}/`), fs]);
}

export function joinFs(dir: FsPath, name: string | Buffer): FsPath {
  if (typeof dir === "string" && typeof name === "string")
    return dir.endsWith("/") ? dir + name : `${dir}/${name}`;
  const d = Buffer.from(dir as string);
  const n = Buffer.from(name as string);
  return Buffer.concat(d[d.length - 1] === 47 ? [d, n] : [d, Buffer.from("/"), n]);
}

export const bytesName = (b: Uint8Array): PyObj => mkBytes(new Uint8Array(b));

/** A user or group number; -1 stands for "unchanged". */
export function idArg(o: PyObj, what: "uid" | "gid"): number {
  const v = asIndex(o);
  if (v === undefined) throw typeError(`${what} should be integer, not ${typeName(o)}`);
  if (v === -1) return 0xffffffff;
  if (v < 0) throw err(E.OverflowError, `${what} is less than minimum`);
  if (v > 0xffffffff) throw err(E.OverflowError, `${what} is greater than maximum`);
  return Number(v);
}
