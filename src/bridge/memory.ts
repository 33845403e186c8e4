/**
 * The memory of live objects, word by word, with a name for each word whose meaning was found by
 * looking for known contents. No description of a core is read here.
 */
import type { PyObj } from "../objects/object.js";
import type { Interpreter } from "../runtime/interpreter.js";
import { native, type Ptr } from "./addon.js";
import { createBridge } from "./index.js";
import { put } from "./wire.js";

export interface Field {
  readonly name: string;
  /** From the object's address. */
  readonly offset: number;
  readonly size: number;
  /** Part of what compiled extensions may look at. */
  readonly contract: boolean;
}

export interface ObjectMemory {
  readonly type: string;
  readonly shown: string;
  readonly address: Ptr;
  /** Bytes in front of the object's address. */
  readonly prefix: number;
  /** Bytes of the block, its prefix included. */
  readonly size: number;
  /** From the block's start on. */
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
  /** What an extension has as its PyObject*, when that is not the address. */
  readonly face?: string;
}

interface Found {
  address: Ptr;
  before: number;
  room: number;
  bytes: Uint8Array;
}

/** Objects that are not in blocks of the heap are shown up to here. */
const OUTSIDE = 64;

function look(values: PyObj[], asList: boolean): Found {
  values.forEach((v, k) => {
    put(k, v);
  });
  const at = asList ? native.addressOf(values.length) : native.addressOf();
  const room = at.room > 0 ? at.room : OUTSIDE;
  const bytes = native.peek(at.address - at.before, at.before + room);
  if (bytes === undefined) throw new Error("moult: the memory of a live object cannot be read");
  return { address: at.address, before: at.before, room, bytes };
}

const wordAt = (f: Found, offset: number): bigint =>
  new DataView(f.bytes.buffer, f.bytes.byteOffset).getBigUint64(f.before + offset, true);

/** Offset of the first word behind the header, or in the prefix, that is as asked for. */
function find(f: Found, is: (word: bigint, offset: number) => boolean, from = 16): number {
  for (let o = from; o + 8 <= f.room; o += 8) if (is(wordAt(f, o), o)) return o;
  for (let o = -f.before; o < 0; o += 8) if (is(wordAt(f, o), o)) return o;
  return Number.NaN;
}
function findText(f: Found, what: Uint8Array, from = 16): number {
  const at = Buffer.from(f.bytes).indexOf(what, f.before + from);
  return at < 0 ? Number.NaN : at - f.before;
}
const equals =
  (v: bigint) =>
  (word: bigint): boolean =>
    word === v;
/** The word points at memory that begins with these bytes. */
const leadsTo =
  (what: Uint8Array) =>
  (word: bigint): boolean => {
    if (word < 4096n || word > 0x7fffffffffffn) return false;
    const there = native.peek(Number(word), what.length);
    return there !== undefined && Buffer.compare(there, what) === 0;
  };
const words = (...v: (number | bigint)[]): Uint8Array =>
  new Uint8Array(new BigUint64Array(v.map(BigInt)).buffer);
const halves = (...v: number[]): Uint8Array => new Uint8Array(new Uint32Array(v).buffer);
const own = (name: string, offset: number, size = 8): Field => ({
  name,
  offset,
  size,
  contract: false,
});

/** PEP 703's half of a header, when the main thread's number stands where it should. */
function splitHeader(f: Found): Field[] {
  f.bytes = native.peek(f.address - f.before, f.bytes.length) ?? f.bytes;
  if (f.before < 16 || wordAt(f, -16) !== BigInt(process.pid)) return [];
  return [
    own("ob_tid", -16),
    own("ob_flags", -8, 2),
    own("ob_mutex", -6, 1),
    own("ob_gc_bits", -5, 1),
    own("ob_ref_local", -4, 4),
  ];
}

function describe(
  type: string,
  shown: string,
  f: Found,
  sized: boolean,
  fields: readonly Field[],
): ObjectMemory {
  const face = native.faceOf(f.address);
  const visible = BigInt(`0x${face}`) === BigInt(f.address);
  const head = visible ? [] : splitHeader(f);
  const contract: Field[] = [
    {
      name: head.length > 0 ? "ob_ref_shared" : "ob_refcnt",
      offset: 0,
      size: 8,
      contract: visible,
    },
    { name: "ob_type", offset: 8, size: 8, contract: visible },
  ];
  if (sized) contract.push({ name: "ob_size", offset: 16, size: 8, contract: visible });
  const all = [...head, ...contract, ...fields.filter((x) => !Number.isNaN(x.offset))];
  return {
    type,
    shown,
    address: f.address,
    prefix: f.before,
    size: f.before + f.room,
    bytes: f.bytes,
    fields: all.sort((a, b) => a.offset - b.offset),
    ...(visible ? {} : { face }),
  };
}

function address(v: PyObj): Ptr {
  put(0, v);
  const p = native.addressOf().address;
  native.dropAddress(p);
  return p;
}

/** The word that leads to what C looked at. */
function mirrorField(f: Found): Field {
  const ext = native.extOf(f.address);
  const now = { ...f, bytes: native.peek(f.address - f.before, f.bytes.length) ?? f.bytes };
  f.bytes = now.bytes;
  return own("seen by C", ext === 0 ? Number.NaN : find(now, equals(BigInt(ext))));
}

/** What `readMemory` looks at; made by Python code, for classes and instances are Python's. */
export const SPECIMENS = `
class Point:
    "A class to look at"
    x = y = 0
i = 2**40 + 5
big = 2**64 + 7
s = "grün"
plain = "abcd"
d = {"a": 1}
p = Point()
object_ = object
`;

/** Live objects of the interpreter's core: int, str, list, dict, instance and type. */
export function readMemory(i: Interpreter, of: (name: string) => PyObj): ObjectMemory[] {
  createBridge(i).activate();
  const out: ObjectMemory[] = [];

  // 2**40 + 5 is one word, or two digits of 30 bits: 5 and 2**10; 2**64 + 7 two limbs: 7 and 1.
  const int = look([of("i")], false);
  const big = look([of("big")], false);
  const limbs = findText(big, words(7, 1));
  out.push(
    describe("int", "2**40 + 5", int, false, [
      own("value", find(int, equals(2n ** 40n + 5n))),
      own("number of limbs", Number.isNaN(limbs) ? Number.NaN : find(big, equals(2n))),
      own("digits", findText(int, halves(5, 1024))),
      own("number of digits", Number.isNaN(limbs) ? find(int, equals(2n)) : Number.NaN),
      own("tag (count, sign)", find(int, equals(16n))),
    ]),
  );

  const str = look([of("s")], false);
  const ascii = look([of("plain")], false);
  const utf8 = findText(str, Buffer.from("grün\0"));
  const latin1 = findText(str, Buffer.from("grün\0", "latin1"));
  out.push(
    describe("str", "'grün'", str, false, [
      own("UTF-8 text", utf8, 6),
      own("Latin-1 text", latin1, 5),
      own("characters", find(str, equals(4n))),
      own("bytes of UTF-8", find(str, equals(5n))),
      own(
        "kind, ASCII",
        find(ascii, (w) => (w & 0xffffffffn) === 0x101n),
        4,
      ),
    ]),
  );

  const small = [3, 1, 2];
  const items = words(...small.map(address));
  const list = look(small, true);
  const at = find(list, leadsTo(items), 24);
  out.push(
    describe("list", "[3, 1, 2]", list, true, [
      own("items", at),
      own("room for items", find(list, equals(3n), 24)),
    ]),
  );

  const dict = look([of("d")], false);
  out.push(describe("dict", "{'a': 1}", dict, false, [mirrorField(dict)]));
  const instance = look([of("p")], false);
  out.push(describe("instance", "Point()", instance, false, [mirrorField(instance)]));

  const type = look([of("Point")], false);
  const object = BigInt(address(of("object_")));
  out.push(
    describe("type", "class Point", type, true, [
      own("name", find(type, leadsTo(Buffer.from("Point\0")), 24)),
      own("base", find(type, equals(object), 24)),
      own("resolution order", find(type, leadsTo(words(type.address, object)), 24)),
    ]),
  );
  for (const f of [int, big, str, ascii, list, dict, instance, type]) native.dropAddress(f.address);
  return out;
}

/** Sizes of blocks, each with its prefix; what lies outside of the heap counts by its header. */
export function blockSize(i: Interpreter, v: PyObj): number {
  createBridge(i).activate();
  put(0, v);
  const a = native.addressOf();
  native.dropAddress(a.address);
  return a.room === 0 ? 16 : a.before + a.room;
}
