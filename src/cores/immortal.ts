/**
 * As CPython from 3.12 to 3.14: singletons that are never counted, ints whose digits follow a word
 * of count and sign, and four words before each object, for weak references, attributes and the
 * collector.
 */
import type { CoreDescription } from "./core.js";

export const immortal: CoreDescription = {
  name: "immortal",
  version: 1,
  summary: "ints as digits behind a tag word, PEP 393 text, attributes before the object",
  prefix: 32,
  int: { repr: "tagged30", word: 0, count: 16, digits: 24 },
  float: { value: 16 },
  str: { repr: "pep393", length: 16, state: 32, data: 40, bytes: 40, utf8: 48, dataWide: 56 },
  bytes: { data: 32 },
  tuple: { items: 24 },
  list: { items: 24, allocated: 32, mirror: 40 },
  instance: { mirror: -24 },
  singletons: "immortal-3.14",
};
