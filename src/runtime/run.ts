/** Running programs in a module's namespace. */
import type { PyModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import type { ParseMode } from "../syntax/index.js";
import { compileSource } from "./execute.js";
import type { Interpreter } from "./interpreter.js";
import { rememberSource } from "./traceback.js";

export { importModule } from "./import.js";

export function runSource(
  i: Interpreter,
  m: PyModule,
  source: string | Uint8Array,
  filename: string,
  mode: ParseMode,
): PyObj {
  if (typeof source === "string" && filename.startsWith("<")) rememberSource(filename, source);
  const code = compileSource({
    source,
    filename,
    mode,
    optimize: i.flags.optimize,
    how: { fromFile: typeof source !== "string" },
  });
  return code.run!(m.dict, m.dict, i.builtinsDict);
}
