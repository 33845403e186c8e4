/**
 * What objects look like in memory. Nothing here knows a core's description: live objects are
 * made, their bytes are read, and known contents are searched for in them.
 */
import { type PyObj, PyObject } from "../objects/object.js";
import { mkFloat, mkTuple } from "../objects/types.js";
import type { Interpreter } from "../runtime/interpreter.js";
import { native, type Ptr } from "./addon.js";
import { createBridge } from "./index.js";
import { put } from "./wire.js";

export interface FoundLayout {
  type: string;
  /** Bytes of the block, what stands before the object included. */
  size: number;
  /** Bytes before the object's address. */
  prefix: number;
  refcnt: number;
  /** Name of a field and the offset at which its content was found. */
  fields: Record<string, number>;
  /** The object's bytes from its address on. */
  bytes: Uint8Array;
}

interface Sample {
  address: Ptr;
  room: number;
  before: number;
  refcnt: number;
  bytes: Uint8Array;
  words: BigUint64Array;
}

function sample(values: PyObj[], list: boolean): Sample {
  values.forEach((v, i) => {
    put(i, v);
  });
  const at = list ? native.addressOf(values.length) : native.addressOf();
  const n = at.room > 0 ? at.room & ~7 : 64;
  const bytes = native.peek(at.address, n) as Uint8Array;
  return { ...at, bytes, words: new BigUint64Array(bytes.buffer, bytes.byteOffset, n >> 3) };
}

const findBytes = (s: Sample, what: Uint8Array, from = 16): number => {
  for (let i = from; i + what.length <= s.bytes.length; i++)
    if (what.every((b, j) => s.bytes[i + j] === b)) return i;
  return -1;
};
const findWord = (s: Sample, v: bigint, from = 16): number => {
  for (let i = from >> 3; i < s.words.length; i++) if (s.words[i] === v) return i * 8;
  return -1;
};
const le32 = (...v: number[]): Uint8Array => new Uint8Array(new Uint32Array(v).buffer);

function report(type: string, s: Sample, fields: Record<string, number>): FoundLayout {
  native.dropAddress(s.address);
  const found = Object.fromEntries(Object.entries(fields).filter(([, at]) => at >= 0));
  return {
    type,
    size: s.before + s.room,
    prefix: s.before,
    refcnt: s.refcnt,
    fields: found,
    bytes: s.bytes,
  };
}

/** The pointer in a block that leads to the addresses of known items. */
function findItems(s: Sample, items: Ptr[]): number {
  for (let i = 2; i < s.words.length; i++) {
    const p = Number(s.words[i]);
    if (p < 4096 || p > 0x7fffffffffff) continue;
    const there = native.peek(p, items.length * 8);
    if (there === undefined) continue;
    const w = new BigUint64Array(there.buffer, there.byteOffset, items.length);
    if (items.every((a, j) => Number(w[j]) === a)) return i * 8;
  }
  return -1;
}

function addressOf(v: PyObj): Ptr {
  put(0, v);
  const p = native.addressOf().address;
  native.dropAddress(p);
  return p;
}

/** Looks at a live int, float, str, tuple, list and instance of the interpreter's core. */
export function describeLayouts(i: Interpreter): FoundLayout[] {
  createBridge(i).activate();
  const out: FoundLayout[] = [];

  // 2**40 + 5: one word, or two digits of 30 bits (5 and 2**10).
  const int = sample([2 ** 40 + 5], false);
  out.push(
    report("int", int, {
      word: findWord(int, 2n ** 40n + 5n),
      digits: findBytes(int, le32(5, 1024)),
      digit_count: findWord(int, 2n),
    }),
  );
  const float = sample([mkFloat(1.5)], false);
  out.push(report("float", float, { value: findWord(float, 0x3ff8000000000000n) }));

  const str = sample(["grün"], false);
  out.push(
    report("str", str, {
      utf8: findBytes(str, Buffer.from("grün")),
      latin1: findBytes(str, Buffer.from("grün", "latin1")),
      length: findWord(str, 4n),
      utf8_size: findWord(str, 5n),
    }),
  );

  const small = [3, 1, 2];
  const items = small.map(addressOf);
  const tuple = sample([mkTuple([...small])], false);
  out.push(report("tuple", tuple, { size: findWord(tuple, 3n) }));
  const list = sample(small, true);
  out.push(
    report("list", list, {
      size: findWord(list, 3n),
      items: findItems(list, items),
    }),
  );
  const plain = sample([new PyObject(i.builtins.cls)], false);
  out.push(report("instance", plain, {}));
  return out;
}

export interface FoundField {
  size: number;
  field: string;
  offset: number;
}

/** The field that tells cores apart, of an int, a str and a list. */
export function inspectLayout(i: Interpreter): Record<"int" | "str" | "list", FoundField> {
  const found = describeLayouts(i);
  const one = (type: string, ...fields: string[]): FoundField => {
    const l = found.find((x) => x.type === type) as FoundLayout;
    const field = fields.find((f) => f in l.fields);
    if (field === undefined) throw new Error(`moult: the contents of ${type} were not found`);
    return { size: l.size, field, offset: l.fields[field] };
  };
  return {
    int: one("int", "word", "digits"),
    str: one("str", "utf8", "latin1"),
    list: one("list", "items"),
  };
}
