/**
 * For binaries built for abi3t: what they hold is no address. An int of 62 bits and most floats are
 * the handle itself; any other object is an index into a table, with a number that tells a handle
 * whose object has gone. Behind the border objects lie as on the core compact.
 */
import { compact } from "./compact.js";
import type { CoreDescription } from "./core.js";

export const opaque: CoreDescription = {
  ...compact,
  name: "opaque",
  summary: "a PyObject* is a tagged handle, small ints and floats are in it; for abi3t only",
  faces: "handle",
};
