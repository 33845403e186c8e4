/** As CPython up to 3.11: a collector's head before each object, digits, PEP 393, counted None. */
import type { CoreDescription } from "./core.js";

export const classic: CoreDescription = {
  name: "classic",
  version: 1,
  summary: "ints as 30-bit digits, PEP 393 text, counted singletons, 16 bytes before the header",
  prefix: 16,
  int: { repr: "digits30", word: 0, count: 16, digits: 24 },
  float: { value: 16 },
  str: { repr: "pep393", length: 16, state: 32, data: 48, bytes: 48, utf8: 56, dataWide: 72 },
  bytes: { data: 32 },
  tuple: { items: 24 },
  list: { items: 24, allocated: 32, mirror: 40 },
  instance: { mirror: 24 },
  singletons: "counted",
};
