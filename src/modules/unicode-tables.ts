/** The tables of the Unicode character database, opened when first asked for. */
import { brotliDecompressSync } from "node:zlib";
import { NAMES, PROPERTIES } from "./generated/unicode-data.js";

interface PackedRuns {
  values: (string | number)[];
  starts: number[];
  which: number[];
}
interface Packed {
  version: string;
  category: PackedRuns;
  bidirectional: PackedRuns;
  combining: PackedRuns;
  width: PackedRuns;
  mirrored: PackedRuns;
  category32: PackedRuns;
  bidirectional32: PackedRuns;
  decomposition: [number, string][];
  numbers: [number, [number | null, number | null, number]][];
}
interface PackedNames {
  names: string;
  ranges: [number, number, string][];
  aliases: [string, number[]][];
}

function open<T>(data: string): T {
  return JSON.parse(brotliDecompressSync(Buffer.from(data, "base64")).toString("utf8")) as T;
}

/** A property that is the same for runs of characters. */
class Runs<T> {
  private readonly starts: Uint32Array;
  private readonly packed: PackedRuns;
  constructor(p: PackedRuns) {
    this.packed = p;
    this.starts = new Uint32Array(p.starts.length);
    let at = 0;
    p.starts.forEach((d, i) => {
      at += d;
      this.starts[i] = at;
    });
  }
  of(c: number): T {
    let lo = 0;
    let hi = this.starts.length;
    while (hi - lo > 1) {
      const mid = (lo + hi) >> 1;
      if (this.starts[mid] <= c) lo = mid;
      else hi = mid;
    }
    return this.packed.values[this.packed.which[lo]] as T;
  }
}
function sparse<T>(list: [number, T][]): Map<number, T> {
  const m = new Map<number, T>();
  let at = 0;
  for (const [d, v] of list) {
    at += d;
    m.set(at, v);
  }
  return m;
}

class Properties {
  readonly version: string;
  readonly category: Runs<string>;
  readonly bidirectional: Runs<string>;
  readonly combining: Runs<number>;
  readonly width: Runs<string>;
  readonly mirrored: Runs<number>;
  readonly category32: Runs<string>;
  readonly bidirectional32: Runs<string>;
  readonly decomposition: Map<number, string>;
  /** Decimal, digit and numeric value. */
  readonly numbers: Map<number, [number | null, number | null, number]>;
  constructor(p: Packed) {
    this.version = p.version;
    this.category = new Runs(p.category);
    this.bidirectional = new Runs(p.bidirectional);
    this.combining = new Runs(p.combining);
    this.width = new Runs(p.width);
    this.mirrored = new Runs(p.mirrored);
    this.category32 = new Runs(p.category32);
    this.bidirectional32 = new Runs(p.bidirectional32);
    this.decomposition = sparse(p.decomposition);
    this.numbers = sparse(p.numbers);
  }
}
let known: Properties | null = null;
export function properties(): Properties {
  return (known ??= new Properties(open<Packed>(PROPERTIES)));
}

class Names {
  readonly byCode = new Map<number, string>();
  readonly ranges: [number, number, string][];
  private readonly byName = new Map<string, number[]>();
  constructor(p: PackedNames) {
    this.ranges = p.ranges;
    let at = 0;
    for (const line of p.names.split("\n")) {
      const semi = line.indexOf(";");
      at += Number(line.slice(0, semi));
      const name = line.slice(semi + 1);
      this.byCode.set(at, name);
      this.byName.set(name, [at]);
    }
    for (const [name, cps] of p.aliases) this.byName.set(name, cps);
  }
  find(name: string): number[] | undefined {
    return this.byName.get(name);
  }
}
let knownNames: Names | null = null;
const names = (): Names => (knownNames ??= new Names(open<PackedNames>(NAMES)));

const L = [
  "G",
  "GG",
  "N",
  "D",
  "DD",
  "R",
  "M",
  "B",
  "BB",
  "S",
  "SS",
  "",
  "J",
  "JJ",
  "C",
  "K",
  "T",
  "P",
  "H",
];
const V = [
  "A",
  "AE",
  "YA",
  "YAE",
  "EO",
  "E",
  "YEO",
  "YE",
  "O",
  "WA",
  "WAE",
  "OE",
  "YO",
  "U",
  "WEO",
  "WE",
  "WI",
  "YU",
  "EU",
  "YI",
  "I",
];
const T = [
  "",
  "G",
  "GG",
  "GS",
  "N",
  "NJ",
  "NH",
  "D",
  "L",
  "LG",
  "LM",
  "LB",
  "LS",
  "LT",
  "LP",
  "LH",
  "M",
  "B",
  "BS",
  "S",
  "SS",
  "NG",
  "J",
  "C",
  "K",
  "T",
  "P",
  "H",
];
const HANGUL = "HANGUL SYLLABLE ";

export function nameOf(c: number): string | undefined {
  if (c >= 0xac00 && c <= 0xd7a3) {
    const i = c - 0xac00;
    return HANGUL + L[Math.floor(i / 588)] + V[Math.floor((i % 588) / 28)] + T[i % 28];
  }
  const n = names();
  const known = n.byCode.get(c);
  if (known !== undefined) return known;
  for (const [a, b, prefix] of n.ranges)
    if (c >= a && c <= b) return prefix + c.toString(16).toUpperCase().padStart(4, "0");
  return undefined;
}

let hangul: Map<string, number> | null = null;
/** The characters of a name, an alias or a named sequence. */
export function lookupName(name: string): number[] | undefined {
  const up = name.toUpperCase();
  if (up.startsWith(HANGUL)) {
    if (hangul === null) {
      hangul = new Map();
      for (let c = 0xac00; c <= 0xd7a3; c++) hangul.set(nameOf(c) as string, c);
    }
    const c = hangul.get(up);
    return c === undefined ? undefined : [c];
  }
  const n = names();
  const found = n.find(up);
  if (found !== undefined) return found;
  const m = /^(.*-)([0-9A-F]{4,6})$/.exec(up);
  if (m !== null) {
    const c = Number.parseInt(m[2], 16);
    for (const [a, b, prefix] of n.ranges)
      if (c >= a && c <= b && prefix === m[1] && nameOf(c) === up) return [c];
  }
  return undefined;
}
