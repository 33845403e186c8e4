/**
 * Reading a shared object without opening it.
 *
 * Loading a broken file can kill the process (a file cut short is mapped all the same, and touching
 * what is missing is a bus error), so everything `dlopen` would follow is followed here first, by
 * the dynamic loader's own route: program headers, then the dynamic section, then the tables it
 * names. Section headers are used only to notice truncation, because stripped files have none.
 *
 * Every number in the file is doubted: whatever bytes come in, `readElf` returns or throws
 * `ElfError`.
 */

/** What is wrong with the file, in one line that does not name it. */
export class ElfError extends Error {
  override name = "ElfError";
}

export type ElfBinding = "local" | "global" | "weak" | "other";
export type ElfSymbolKind = "function" | "object" | "tls" | "untyped" | "other";

export interface ElfSymbol {
  readonly name: string;
  readonly binding: ElfBinding;
  readonly kind: ElfSymbolKind;
  /** Hidden and internal symbols cannot be found from outside. */
  readonly visible: boolean;
  /** The symbol version, such as "GLIBC_2.34". */
  readonly version?: string;
  /** Of an import: the library that its version is asked of. */
  readonly library?: string;
}

export interface ElfFile {
  readonly type: "shared object" | "executable" | "relocatable" | "core dump" | "other";
  readonly machine: string;
  readonly needed: readonly string[];
  readonly soname?: string;
  readonly runpath?: string;
  /** Symbols that other objects must provide. */
  readonly imports: readonly ElfSymbol[];
  /** Symbols that this object provides. */
  readonly exports: readonly ElfSymbol[];
}

const MACHINES: Record<number, string> = {
  2: "SPARC",
  3: "x86",
  8: "MIPS",
  20: "PowerPC",
  21: "PowerPC64",
  22: "S390",
  40: "ARM",
  50: "IA-64",
  62: "x86-64",
  183: "AArch64",
  243: "RISC-V",
  258: "LoongArch",
};

const OF_ARCH: Record<string, number> = { x64: 62, arm64: 183, riscv64: 243, ppc64: 21, s390x: 22 };

const TYPES: Record<number, ElfFile["type"]> = {
  1: "relocatable",
  2: "executable",
  3: "shared object",
  4: "core dump",
};

const PT_LOAD = 1;
const PT_DYNAMIC = 2;

const DT_NEEDED = 1;
const DT_HASH = 4;
const DT_STRTAB = 5;
const DT_SYMTAB = 6;
const DT_STRSZ = 10;
const DT_SYMENT = 11;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_RUNPATH = 29;
const DT_GNU_HASH = 0x6ffffef5;
const DT_VERSYM = 0x6ffffff0;
const DT_VERDEF = 0x6ffffffc;
const DT_VERDEFNUM = 0x6ffffffd;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;

const SHT_DYNSYM = 11;
const SYMBOL_SIZE = 24;
const LONGEST_NAME = 0xffff;

interface Segment {
  readonly address: number;
  readonly offset: number;
  readonly fileSize: number;
}

interface Version {
  readonly name: string;
  readonly library?: string;
}

/** Little-endian numbers at any offset; an offset outside the file is an error, not undefined. */
class Bytes {
  readonly #view: DataView;
  readonly #buffer: Buffer;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get size(): number {
    return this.#view.byteLength;
  }

  need(offset: number, length: number, what: string): void {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      throw new ElfError(`truncated: ${what} outside the file`);
    }
  }

  u8(offset: number, what: string): number {
    this.need(offset, 1, what);
    return this.#view.getUint8(offset);
  }

  u16(offset: number, what: string): number {
    this.need(offset, 2, what);
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number, what: string): number {
    this.need(offset, 4, what);
    return this.#view.getUint32(offset, true);
  }

  /** Numbers beyond 2^53 lose digits here, but they lie outside of any file all the same. */
  u64(offset: number, what: string): number {
    this.need(offset, 8, what);
    return Number(this.#view.getBigUint64(offset, true));
  }

  text(offset: number, end: number, what: string): string {
    this.need(offset, 0, what);
    const limit = Math.min(end, this.size, offset + LONGEST_NAME);
    const stop = this.#buffer.subarray(offset, limit).indexOf(0);
    if (stop < 0) throw new ElfError(`corrupt: ${what} without an end`);
    return this.#buffer.toString("utf8", offset, offset + stop);
  }
}

/** Where memory addresses of the loaded object lie in the file. */
class Image {
  constructor(
    readonly bytes: Bytes,
    readonly segments: readonly Segment[],
  ) {}

  offsetOf(address: number, what: string): number {
    for (const segment of this.segments) {
      if (address >= segment.address && address < segment.address + segment.fileSize) {
        return segment.offset + (address - segment.address);
      }
    }
    throw new ElfError(`corrupt: ${what} outside every segment`);
  }
}

class Strings {
  /** Linkers let names share their ends, but a table read a hundred times over is an attack. */
  #budget: number;

  constructor(
    readonly bytes: Bytes,
    readonly start: number,
    readonly size: number,
  ) {
    this.#budget = 64 * size + LONGEST_NAME;
  }

  at(index: number, what: string): string {
    if (index >= this.size) throw new ElfError(`corrupt: ${what} outside the string table`);
    const text = this.bytes.text(this.start + index, this.start + this.size, what);
    this.#budget -= text.length;
    if (this.#budget < 0) throw new ElfError("corrupt: names far longer than the string table");
    return text;
  }
}

/** The entries of the dynamic section; DT_NEEDED is the only one that may stand there twice. */
class Dynamic {
  readonly needed: number[] = [];
  readonly #values = new Map<number, number>();

  constructor(bytes: Bytes, offset: number, size: number) {
    for (let at = offset; at + 16 <= offset + size; at += 16) {
      const tag = bytes.u64(at, "dynamic section");
      const value = bytes.u64(at + 8, "dynamic section");
      if (tag === 0) return;
      if (tag === DT_NEEDED) this.needed.push(value);
      else this.#values.set(tag, value);
    }
  }

  get(tag: number): number | undefined {
    return this.#values.get(tag);
  }
}

/** `arch` is a value of `process.arch`; a file for any other machine is refused. */
export function readElf(data: Uint8Array, arch: string = process.arch): ElfFile {
  const bytes = new Bytes(data);
  checkMagic(data);
  const type = TYPES[bytes.u16(16, "file header")] ?? "other";
  const machine = checkMachine(bytes, arch);
  const segments: Segment[] = [];
  const dynamicAt = readProgramHeaders(bytes, segments);
  checkSectionHeaders(bytes);
  if (dynamicAt === undefined) throw new ElfError("no dynamic section: not a shared object");

  const image = new Image(bytes, segments);
  const dynamic = new Dynamic(bytes, dynamicAt.offset, dynamicAt.fileSize);
  const strings = readStringTable(image, dynamic);
  const text = (tag: number, what: string) => {
    const index = dynamic.get(tag);
    return index === undefined ? undefined : strings.at(index, what);
  };

  const imports: ElfSymbol[] = [];
  const exports: ElfSymbol[] = [];
  readSymbols(image, dynamic, strings, imports, exports);
  const soname = text(DT_SONAME, "name of the object");
  const runpath = text(DT_RUNPATH, "run path") ?? text(DT_RPATH, "run path");
  return {
    type,
    machine,
    needed: dynamic.needed.map((index) => strings.at(index, "name of a needed library")),
    ...(soname === undefined ? {} : { soname }),
    ...(runpath === undefined ? {} : { runpath }),
    imports,
    exports,
  };
}

function checkMagic(data: Uint8Array): void {
  const starts = (...magic: number[]) => magic.every((byte, i) => data[i] === byte);
  if (data.length === 0) throw new ElfError("not an ELF file: it is empty");
  if (starts(0x4d, 0x5a)) throw new ElfError("not an ELF file: made for Windows (PE)");
  if (starts(0xcf, 0xfa, 0xed, 0xfe) || starts(0xca, 0xfe, 0xba, 0xbe)) {
    throw new ElfError("not an ELF file: made for macOS (Mach-O)");
  }
  if (!starts(0x7f, 0x45, 0x4c, 0x46)) throw new ElfError("not an ELF file");
  if (data.length < 64) throw new ElfError("truncated: file header outside the file");
}

function checkMachine(bytes: Bytes, arch: string): string {
  const ours = OF_ARCH[arch];
  const here = ours === undefined ? arch : MACHINES[ours];
  const width = bytes.u8(4, "file header");
  if (width === 1) throw new ElfError(`32-bit (this is ${here})`);
  if (width !== 2) throw new ElfError(`corrupt: file class ${width}`);
  const order = bytes.u8(5, "file header");
  if (order === 2) throw new ElfError(`big-endian (this is ${here})`);
  if (order !== 1) throw new ElfError(`corrupt: byte order ${order}`);
  const number = bytes.u16(18, "file header");
  const machine = MACHINES[number] ?? `machine number ${number}`;
  if (number !== ours) throw new ElfError(`for another machine: ${machine} (this is ${here})`);
  return machine;
}

/** Returns the dynamic segment. */
function readProgramHeaders(bytes: Bytes, segments: Segment[]): Segment | undefined {
  const start = bytes.u64(32, "file header");
  const entrySize = bytes.u16(54, "file header");
  const count = bytes.u16(56, "file header");
  if (count > 0 && entrySize !== 56) {
    throw new ElfError(`corrupt: program headers of ${entrySize} bytes`);
  }
  bytes.need(start, count * 56, "program header table");
  let dynamic: Segment | undefined;
  for (let i = 0; i < count; i++) {
    const at = start + i * 56;
    const type = bytes.u32(at, "program header");
    if (type !== PT_LOAD && type !== PT_DYNAMIC) continue;
    const segment = {
      offset: bytes.u64(at + 8, "program header"),
      address: bytes.u64(at + 16, "program header"),
      fileSize: bytes.u64(at + 32, "program header"),
    };
    bytes.need(segment.offset, segment.fileSize, `segment ${i}`);
    if (type === PT_LOAD) segments.push(segment);
    else dynamic = segment;
  }
  return dynamic;
}

/** The table stands at the end of the file, so a file cut short shows here first. */
function checkSectionHeaders(bytes: Bytes): void {
  const start = bytes.u64(40, "file header");
  const count = bytes.u16(60, "file header");
  if (start === 0 || count === 0) return;
  bytes.need(start, count * bytes.u16(58, "file header"), "section header table");
}

function readStringTable(image: Image, dynamic: Dynamic): Strings {
  const address = dynamic.get(DT_STRTAB);
  const size = dynamic.get(DT_STRSZ);
  if (address === undefined || size === undefined) throw new ElfError("corrupt: no string table");
  const start = image.offsetOf(address, "string table");
  image.bytes.need(start, size, "string table");
  return new Strings(image.bytes, start, size);
}

function readSymbols(
  image: Image,
  dynamic: Dynamic,
  strings: Strings,
  imports: ElfSymbol[],
  exports: ElfSymbol[],
): void {
  const { bytes } = image;
  const address = dynamic.get(DT_SYMTAB);
  if (address === undefined) throw new ElfError("corrupt: no symbol table");
  const entrySize = dynamic.get(DT_SYMENT) ?? SYMBOL_SIZE;
  if (entrySize !== SYMBOL_SIZE) throw new ElfError(`corrupt: symbols of ${entrySize} bytes`);
  const start = image.offsetOf(address, "symbol table");
  const count = countSymbols(image, dynamic, start);
  bytes.need(start, count * SYMBOL_SIZE, "symbol table");
  const versions = readVersions(image, dynamic, strings);
  const versym = dynamic.get(DT_VERSYM);
  const versymAt = versym === undefined ? undefined : image.offsetOf(versym, "version table");

  for (let i = 1; i < count; i++) {
    const at = start + i * SYMBOL_SIZE;
    const info = bytes.u8(at + 4, "symbol");
    const binding = BINDINGS[info >> 4] ?? "other";
    const name = strings.at(bytes.u32(at, "symbol"), "name of a symbol");
    if (binding === "local" || name === "") continue;
    const undefinedHere = bytes.u16(at + 6, "symbol") === 0;
    const number = versymAt === undefined ? 1 : bytes.u16(versymAt + i * 2, "version table");
    const version = versions.get(number & 0x7fff);
    const symbol: ElfSymbol = {
      name,
      binding,
      kind: KINDS[info & 15] ?? "other",
      visible: (bytes.u8(at + 5, "symbol") & 3) % 3 === 0,
      ...(version === undefined ? {} : { version: version.name }),
      ...(version?.library === undefined ? {} : { library: version.library }),
    };
    (undefinedHere ? imports : exports).push(symbol);
  }
}

const BINDINGS: Record<number, ElfBinding> = { 0: "local", 1: "global", 2: "weak", 10: "global" };
const KINDS: Record<number, ElfSymbolKind> = {
  0: "untyped",
  1: "object",
  2: "function",
  6: "tls",
  10: "function",
};

/**
 * No field says how many dynamic symbols there are. The old hash table has a chain entry for each;
 * the GNU one orders the exported symbols behind the others, so that the end of the last chain is
 * the end.
 */
function countSymbols(image: Image, dynamic: Dynamic, symbolsAt: number): number {
  const { bytes } = image;
  const hash = dynamic.get(DT_HASH);
  if (hash !== undefined) {
    return bytes.u32(image.offsetOf(hash, "hash table") + 4, "hash table");
  }
  const gnu = dynamic.get(DT_GNU_HASH);
  if (gnu === undefined) throw new ElfError("corrupt: no hash table");
  const at = image.offsetOf(gnu, "hash table");
  const bucketCount = bytes.u32(at, "hash table");
  const firstHashed = bytes.u32(at + 4, "hash table");
  const bloomWords = bytes.u32(at + 8, "hash table");
  const buckets = at + 16 + bloomWords * 8;
  bytes.need(buckets, bucketCount * 4, "hash table");
  let last = 0;
  for (let i = 0; i < bucketCount; i++) last = Math.max(last, bytes.u32(buckets + i * 4, "bucket"));
  if (last < firstHashed) return countUnhashed(image, dynamic, symbolsAt, firstHashed);
  const chains = buckets + bucketCount * 4;
  while ((bytes.u32(chains + (last - firstHashed) * 4, "hash table") & 1) === 0) last++;
  return last + 1;
}

/** Nothing is exported, so the hash table knows nothing of the imports. */
function countUnhashed(
  image: Image,
  dynamic: Dynamic,
  symbolsAt: number,
  firstHashed: number,
): number {
  const { bytes } = image;
  const sections = bytes.u64(40, "file header");
  const sectionCount = sections === 0 ? 0 : bytes.u16(60, "file header");
  for (let i = 0; i < sectionCount; i++) {
    const at = sections + i * bytes.u16(58, "file header");
    if (bytes.u32(at + 4, "section header") === SHT_DYNSYM) {
      return Math.floor(bytes.u64(at + 32, "section header") / SYMBOL_SIZE);
    }
  }
  // Linkers put the string table right behind the symbols.
  const stringsAt = image.offsetOf(dynamic.get(DT_STRTAB) ?? 0, "string table");
  return stringsAt > symbolsAt ? Math.floor((stringsAt - symbolsAt) / SYMBOL_SIZE) : firstHashed;
}

/** Names of the versions by their number in the version table; 0 and 1 mean none. */
function readVersions(image: Image, dynamic: Dynamic, strings: Strings): Map<number, Version> {
  const { bytes } = image;
  const versions = new Map<number, Version>();
  let budget = 0x10000;
  const spend = () => {
    if (--budget < 0) throw new ElfError("corrupt: more versions than can be numbered");
  };
  const need = dynamic.get(DT_VERNEED);
  if (need !== undefined) {
    let at = image.offsetOf(need, "version needs");
    for (let left = dynamic.get(DT_VERNEEDNUM) ?? 0; left > 0; left--) {
      spend();
      const library = strings.at(bytes.u32(at + 4, "version need"), "name of a library");
      let aux = at + bytes.u32(at + 8, "version need");
      for (let more = bytes.u16(at + 2, "version need"); more > 0; more--) {
        spend();
        const name = strings.at(bytes.u32(aux + 8, "version need"), "name of a version");
        versions.set(bytes.u16(aux + 6, "version need") & 0x7fff, { name, library });
        const next = bytes.u32(aux + 12, "version need");
        if (next === 0) break;
        aux += next;
      }
      const next = bytes.u32(at + 12, "version need");
      if (next === 0) break;
      at += next;
    }
  }
  const defined = dynamic.get(DT_VERDEF);
  if (defined !== undefined) {
    let at = image.offsetOf(defined, "version definitions");
    for (let left = dynamic.get(DT_VERDEFNUM) ?? 0; left > 0; left--) {
      spend();
      const aux = at + bytes.u32(at + 12, "version definition");
      const name = strings.at(bytes.u32(aux, "version definition"), "name of a version");
      const index = bytes.u16(at + 4, "version definition") & 0x7fff;
      // The first definition names the library itself.
      if (index > 1) versions.set(index, { name });
      const next = bytes.u32(at + 16, "version definition");
      if (next === 0) break;
      at += next;
    }
  }
  return versions;
}
