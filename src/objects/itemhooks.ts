/** Breaks the load-order knot between item codecs and float. */
import type { PyObj } from "./object.js";

export const asDoubleHook = { f: (_o: PyObj): number => Number.NaN };
