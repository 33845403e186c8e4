/**
 * When V8 optimises. Code that runs once, as modules do while they are imported, costs a quarter more when
 * its functions are optimised as early as V8 likes (six imports of the library: 880 ms of processor time
 * against 630). While such code runs, V8 is to wait longer.
 *
 * V8 refuses cached code of other flags: what is cached is read and written patiently, too.
 */
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs between two looks at whether to optimise it: V8's own, and ours. */
const USUAL = "--interrupt-budget=67584";
const PATIENT = "--interrupt-budget=270336";

let depth = 0;
/** What `work` gives; V8 optimises later meanwhile. */
export function patiently<T>(work: () => T): T {
  if (depth++ === 0) setFlagsFromString(PATIENT);
  try {
    return work();
  } finally {
    if (--depth === 0) setFlagsFromString(USUAL);
  }
}

/** Of the V8 and the flags that cached code is good for. */
export const cacheTag = (): string => patiently(cachedDataVersionTag).toString(16);
