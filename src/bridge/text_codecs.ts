/** Stateful decoding, through the standard library's codec functions. */
import { call, getattr, toArray } from "../objects/abstract.js";
import type { PyBytes, PyObj } from "../objects/object.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";

export const codecs = {
  decode(encoding: string, data: PyBytes, errors: string, final: boolean): PyObj[] {
    const m = importModule(interp(), "_codecs");
    const f = getattr(m, `${encoding.replace(/-/g, "_")}_decode`);
    return toArray(call(f, [data, errors, final]));
  },
};
