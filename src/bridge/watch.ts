/**
 * What cores that hunt for broken binaries (native/hunt.h) must know of the API: its functions, and
 * how many arguments each has, read from our own headers.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { STABLE_SYMBOLS } from "../abi/generated/symbols.js";
import { native } from "./addon.js";

const include = fileURLToPath(new URL("../../include", import.meta.url));
const PROTOTYPE = /\b(_?Py\w+)\s*\(((?:[^()]|\([^()]*\))*)\)\s*(?:__attribute__[^;]*)?;/g;

/** Numbers of fixed arguments. */
export function arities(): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const file of readdirSync(include).filter((f) => f.endsWith(".h"))) {
    const text = readFileSync(join(include, file), "utf8").replace(
      /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
      "",
    );
    for (const [, name, list] of text.matchAll(PROTOTYPE)) {
      const flat = list.replace(/\([^()]*\)/g, "").trim();
      const parameters = flat === "" || flat === "void" ? [] : flat.split(",");
      found.set(name, parameters.filter((p) => p.trim() !== "...").length);
    }
  }
  return found;
}

let done = false;
export function watchFunctions(): void {
  if (done) return;
  done = true;
  const known = arities();
  for (const [name, symbol] of STABLE_SYMBOLS)
    if (symbol.kind === "function") native.watchFunction(name, known.get(name) ?? 0);
}
