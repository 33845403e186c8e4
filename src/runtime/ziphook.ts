/** The hook that reads modules from Zip archives; `zipimport` itself is loaded for the first of them. */
import { readFileSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { call, getattr, toArray } from "../objects/abstract.js";
import { E, err } from "../objects/errors.js";
import { builtinFunction } from "../objects/function.js";
import { newModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { mkList } from "../objects/types.js";
import { execModule } from "./import.js";
import type { Interpreter } from "./interpreter.js";

/** What lies at a path, or at the nearest folder or file above it that exists. */
function nearest(path: string): Stats | undefined {
  for (let p = path; ; p = dirname(p)) {
    const found = statSync(p, { throwIfNoEntry: false });
    if (found !== undefined || p === dirname(p)) return found;
  }
}

function lies(path: string): boolean {
  try {
    return nearest(path)?.isFile() === true;
  } catch {
    return true; // not a folder: a name below a file
  }
}

/** As frozen code is: without a search of `sys.path`, which would come to the archive again. */
function zipimport(i: Interpreter): PyObj {
  const known = i.modules.getStr("zipimport");
  if (known !== undefined && known !== null) return known;
  const m = newModule("zipimport");
  i.modules.setStr("zipimport", m);
  const source = readFileSync(join(i.options.stdlib, "zipimport.py"));
  execModule(i, m, source, "<frozen zipimport>");
  return m;
}

export function addZipHook(i: Interpreter): void {
  const hook = builtinFunction("zipimporter", "($module, archivepath, /)", (path) => {
    if (typeof path !== "string" || path === "" || !lies(path))
      throw err(E.ImportError, "not a Zip file");
    return call(getattr(zipimport(i), "zipimporter"), [path]);
  });
  const hooks = i.sys.dict.getStr("path_hooks") ?? null;
  i.sys.dict.setStr("path_hooks", mkList([hook, ...toArray(hooks)]));
}
