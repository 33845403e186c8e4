/** The symbols that this build of the addon exports. */
import { readFileSync } from "node:fs";
import { readElf } from "../abi/elf.js";
import { addonPath } from "./addon.js";

let known: ReadonlySet<string> | undefined;
export function exportedSymbols(): ReadonlySet<string> {
  if (known === undefined) {
    const path = process.env.MOULT_ADDON ?? addonPath;
    const elf = readElf(readFileSync(path));
    known = new Set(elf.exports.map((s) => s.name).filter((n) => /^_?Py/.test(n)));
  }
  return known;
}
