/**
 * A core from a file: its description as JSON. For trying one out; a core that stays is a file of
 * this folder.
 */
import { readFileSync } from "node:fs";
import { type CoreDescription, INT_REPR, SINGLETONS, STR_REPR } from "./core.js";

export class CoreFileError extends Error {}

const WORD = 8;
const HEADER = 16;
const VAR_HEADER = 24;
/** What C++ aligns objects to, and what the flags of a block can say. */
const PREFIX_STEP = 16;

type Json = Record<string, unknown>;

/** Throws CoreFileError with one line that names the file. */
export function readCore(path: string): CoreDescription {
  const fail = (why: string): never => {
    throw new CoreFileError(`${path}: ${why}`);
  };
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch (e) {
    fail((e as Error).message);
  }
  let json: Json = {};
  try {
    json = JSON.parse(text) as Json;
  } catch (e) {
    fail((e as Error).message);
  }
  const part = (name: string): Json => {
    const v = json[name];
    if (typeof v !== "object" || v === null) return fail(`lacks "${name}"`);
    return v as Json;
  };
  const choice = <K extends string>(
    v: unknown,
    of: Readonly<Record<K, number>>,
    what: string,
  ): K =>
    typeof v === "string" && v in of
      ? (v as K)
      : fail(`${what} must be one of ${Object.keys(of).join(", ")}`);
  /** An offset behind `from`; a word that the representation does not use may be left out. */
  const offset = (of: Json, group: string, name: string, from: number, needed = true): number => {
    const v = of[name];
    if (v === undefined && !needed) return 0;
    if (typeof v !== "number" || !Number.isInteger(v) || v % WORD !== 0)
      return fail(`${group}.${name} must be a multiple of ${WORD}`);
    if (v < from) return fail(`${group}.${name} must be ${from} or more: the header comes first`);
    return v;
  };
  const distinct = (group: string, ...offsets: number[]): void => {
    if (new Set(offsets).size !== offsets.length) fail(`two fields of ${group} lie at one place`);
  };

  const name = typeof json.name === "string" ? json.name : fail('lacks "name"');
  const prefix = json.prefix;
  if (typeof prefix !== "number" || prefix < 0 || prefix % PREFIX_STEP !== 0)
    return fail(`prefix must be a multiple of ${PREFIX_STEP}`);
  const int = part("int");
  const intRepr = choice(int.repr, INT_REPR, "int.repr");
  const value = intRepr === "word64";
  const str = part("str");
  const strRepr = choice(str.repr, STR_REPR, "str.repr");
  const kinds = strRepr === "pep393";
  const list = part("list");
  const mirror = part("instance").mirror;
  if (typeof mirror !== "number" || mirror % WORD !== 0 || (mirror < HEADER && mirror >= 0))
    return fail(`instance.mirror must be a multiple of ${WORD} behind the header or in the prefix`);
  if (mirror < 0 && -mirror > prefix) return fail("instance.mirror lies before the prefix");
  const core: CoreDescription = {
    name: `${name} (${path})`.slice(0, 31),
    version: 1,
    summary: typeof json.summary === "string" ? json.summary : "",
    prefix,
    int: {
      repr: intRepr,
      word: offset(int, "int", "word", HEADER, value),
      count: offset(int, "int", "count", HEADER),
      digits: offset(int, "int", "digits", HEADER),
    },
    float: { value: offset(part("float"), "float", "value", HEADER) },
    str: {
      repr: strRepr,
      length: offset(str, "str", "length", HEADER),
      bytes: offset(str, "str", "bytes", HEADER),
      state: offset(str, "str", "state", HEADER, kinds),
      utf8: offset(str, "str", "utf8", HEADER, kinds),
      data: offset(str, "str", "data", HEADER),
      dataWide: offset(str, "str", kinds ? "dataWide" : "data", HEADER),
    },
    bytes: { data: offset(part("bytes"), "bytes", "data", VAR_HEADER) },
    tuple: { items: offset(part("tuple"), "tuple", "items", VAR_HEADER) },
    list: {
      items: offset(list, "list", "items", VAR_HEADER),
      allocated: offset(list, "list", "allocated", VAR_HEADER),
      mirror: offset(list, "list", "mirror", VAR_HEADER),
    },
    instance: { mirror },
    singletons: choice(json.singletons, SINGLETONS, "singletons"),
  };
  distinct("int", core.int.count, core.int.digits, ...(value ? [core.int.word] : []));
  distinct("list", core.list.items, core.list.allocated, core.list.mirror);
  const { length, bytes, state, utf8, data, dataWide } = core.str;
  distinct("str", length, bytes, ...(kinds ? [state, utf8, dataWide] : [data]));
  const words = value ? [core.int.word, core.int.count] : [core.int.count];
  if (words.some((w) => w > core.int.digits)) fail("int.digits must come last");
  if (kinds ? Math.max(length, state) > data : Math.max(length, bytes) > data)
    fail("str.data must come last");
  if (kinds && Math.max(length, state, bytes, utf8) > dataWide) fail("str.dataWide must come last");
  return core;
}
