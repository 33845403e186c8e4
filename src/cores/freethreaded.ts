/**
 * For binaries built for abi3t: the 32-byte header of PEP 703. Thread, flags, mutex, collector bits
 * and the extension's own count stand before the shared count and the type, which the runtime uses.
 */
import type { CoreDescription } from "./core.js";

export const freethreaded: CoreDescription = {
  name: "freethreaded",
  version: 1,
  summary: "PEP 703's header: thread, mutex, collector bits, two counts; for abi3t only",
  prefix: 16,
  int: { repr: "tagged30", word: 0, count: 16, digits: 24 },
  float: { value: 16 },
  str: { repr: "pep393", length: 16, state: 32, data: 40, bytes: 40, utf8: 48, dataWide: 56 },
  bytes: { data: 32 },
  tuple: { items: 24 },
  list: { items: 24, allocated: 32, mirror: 40 },
  instance: { mirror: 24 },
  singletons: "immortal-3.14",
  faces: "split-header",
};
