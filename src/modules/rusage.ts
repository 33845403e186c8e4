/** struct rusage, for resource and for posix.wait3. */

import type { PyObj } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { mkFloat } from "../objects/types.js";

export const struct_rusage = structSequence("resource", "struct_rusage", [
  "ru_utime",
  "ru_stime",
  "ru_maxrss",
  "ru_ixrss",
  "ru_idrss",
  "ru_isrss",
  "ru_minflt",
  "ru_majflt",
  "ru_nswap",
  "ru_inblock",
  "ru_oublock",
  "ru_msgsnd",
  "ru_msgrcv",
  "ru_nsignals",
  "ru_nvcsw",
  "ru_nivcsw",
]);

/** From the 144 bytes that C fills. */
export function rusage(b: Buffer): PyObj {
  const long = (i: number): number => Number(b.readBigInt64LE(i * 8));
  const v: PyObj[] = [mkFloat(long(0) + long(1) * 1e-6), mkFloat(long(2) + long(3) * 1e-6)];
  for (let i = 4; i < 18; i++) v.push(long(i));
  return struct_rusage.make(v);
}
