/**
 * Reading zip archives with every number doubted. A wheel is a zip file from a stranger: its
 * directory may lie about sizes, hide symbolic links in the attributes, or name the same path
 * twice.
 */
import { crc32, inflateRawSync } from "node:zlib";

/** What is wrong with the archive, in one line that does not name it. */
export class ZipError extends Error {
  override name = "ZipError";
}

export interface ZipEntry {
  /** As stored: nothing has been done about "..", absolute paths or backslashes. */
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "other";
  readonly executable: boolean;
  readonly size: number;
  /** The contents, checked against size and CRC. */
  read(): Uint8Array;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const UNIX = 3;

class Reader {
  readonly view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  need(offset: number, length: number): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.bytes.length)) {
      throw new ZipError("truncated or corrupt: an entry lies outside the file");
    }
  }
  u16(offset: number): number {
    this.need(offset, 2);
    return this.view.getUint16(offset, true);
  }
  u32(offset: number): number {
    this.need(offset, 4);
    return this.view.getUint32(offset, true);
  }
  u64(offset: number): number {
    this.need(offset, 8);
    return Number(this.view.getBigUint64(offset, true));
  }
  slice(offset: number, length: number): Uint8Array {
    this.need(offset, length);
    return this.bytes.subarray(offset, offset + length);
  }
}

/** Throws ZipError; `read` of an entry does too. */
export function readZip(bytes: Uint8Array): ZipEntry[] {
  const reader = new Reader(bytes);
  let { offset, count } = findDirectory(reader);
  const entries: ZipEntry[] = [];
  const seen = new Set<string>();
  for (; count > 0; count--) {
    if (reader.u32(offset) !== CENTRAL) throw new ZipError("corrupt: no entry where one should be");
    const nameLength = reader.u16(offset + 28);
    const extraLength = reader.u16(offset + 30);
    const entry = readEntry(reader, offset, nameLength, extraLength);
    if (seen.has(entry.path)) throw new ZipError(`corrupt: ${entry.path} is in it twice`);
    seen.add(entry.path);
    entries.push(entry);
    offset += 46 + nameLength + extraLength + reader.u16(offset + 32);
  }
  return entries;
}

function findDirectory(reader: Reader): { offset: number; count: number } {
  const last = reader.bytes.length - 22;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (reader.u32(at) !== END || at + 22 + reader.u16(at + 20) !== reader.bytes.length) continue;
    const offset = reader.u32(at + 16);
    const count = reader.u16(at + 10);
    if (offset !== 0xffffffff && count !== 0xffff) return { offset, count };
    if (at < 20 || reader.u32(at - 20) !== END_64_LOCATOR) return { offset, count };
    const end64 = reader.u64(at - 12);
    if (reader.u32(end64) !== END_64) throw new ZipError("corrupt: no zip64 directory");
    return { offset: reader.u64(end64 + 48), count: reader.u64(end64 + 32) };
  }
  throw new ZipError("not a zip file, or truncated: no directory at its end");
}

function readEntry(reader: Reader, at: number, nameLength: number, extraLength: number): ZipEntry {
  const flags = reader.u16(at + 8);
  const method = reader.u16(at + 10);
  const crc = reader.u32(at + 16);
  const path = Buffer.from(reader.slice(at + 46, nameLength)).toString("utf8");
  const extra = zip64Extra(reader, at + 46 + nameLength, extraLength);
  const wide = (value: number) => (value === 0xffffffff ? (extra.shift() ?? value) : value);
  const size = wide(reader.u32(at + 24));
  const packedSize = wide(reader.u32(at + 20));
  const local = wide(reader.u32(at + 42));
  const mode = reader.u16(at + 4) >> 8 === UNIX ? reader.u32(at + 38) >>> 16 : 0;
  if ((flags & 1) !== 0) throw new ZipError(`${path} is encrypted`);
  if (method !== 0 && method !== 8) throw new ZipError(`${path} uses compression method ${method}`);
  return {
    path,
    kind: kindOf(path, mode),
    executable: (mode & 0o111) !== 0,
    size,
    read() {
      if (reader.u32(local) !== LOCAL)
        throw new ZipError(`corrupt: ${path} is not where it should be`);
      const start = local + 30 + reader.u16(local + 26) + reader.u16(local + 28);
      const packed = reader.slice(start, packedSize);
      const contents = method === 0 ? packed : inflate(packed, size, path);
      if (contents.length !== size || crc32(contents) !== crc) {
        throw new ZipError(`corrupt: ${path} does not have the size or checksum it should`);
      }
      return contents;
    },
  };
}

/** The 64-bit numbers of an entry whose 32-bit fields are full, in their fixed order. */
function zip64Extra(reader: Reader, start: number, length: number): number[] {
  reader.need(start, length);
  for (let at = start; at + 4 <= start + length; ) {
    const size = reader.u16(at + 2);
    if (reader.u16(at) === 1) {
      const values: number[] = [];
      for (let i = 0; i + 8 <= size; i += 8) values.push(reader.u64(at + 4 + i));
      return values;
    }
    at += 4 + size;
  }
  return [];
}

function kindOf(path: string, mode: number): ZipEntry["kind"] {
  const type = mode & 0o170000;
  if (type === 0o120000) return "link";
  if (type === 0o040000 || path.endsWith("/")) return "directory";
  return type === 0 || type === 0o100000 ? "file" : "other";
}

function inflate(packed: Uint8Array, size: number, path: string): Uint8Array {
  try {
    // One byte more than promised is enough to notice that the promise was wrong.
    return inflateRawSync(packed, { maxOutputLength: size + 1 });
  } catch {
    throw new ZipError(`corrupt: ${path} cannot be unpacked`);
  }
}
