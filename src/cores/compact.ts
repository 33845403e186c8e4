/** Moult's own core, made for the border: one 64-bit word for an int, UTF-8 text, no prefix. */
import type { CoreDescription } from "./core.js";

export const compact: CoreDescription = {
  name: "compact",
  version: 1,
  summary: "ints in one word, UTF-8 text, immortal singletons, nothing before the header",
  prefix: 0,
  int: { repr: "word64", word: 16, count: 24, digits: 32 },
  float: { value: 16 },
  str: { repr: "utf8", bytes: 16, length: 24, state: 0, utf8: 0, data: 32, dataWide: 32 },
  bytes: { data: 24 },
  tuple: { items: 32 },
  list: { allocated: 24, items: 32, mirror: 40 },
  instance: { mirror: 16 },
  singletons: "immortal",
};
