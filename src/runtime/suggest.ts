/** ". Did you mean: 'x'?" behind the message of a NameError, AttributeError or ImportError. */
import { frameNames } from "../compiler/unit.js";
import { callMethod, getattrOpt, toArray } from "../objects/abstract.js";
import { E, type PyBaseException } from "../objects/errors.js";
import { closest } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { type PyObj, typeOf } from "../objects/object.js";
import type { PyFrame } from "../objects/traceback.js";
import { interp, isBuiltinModule } from "./interpreter.js";

function namesOf(o: PyObj): string[] {
  try {
    const d = callMethod(o, "__dir__", []);
    return toArray(d).filter((x): x is string => typeof x === "string");
  } catch {
    return [];
  }
}

export function suggestion(e: PyBaseException): string | null {
  const m = e.members;
  if (m === null) return null;
  const name = m.name;
  if (typeof name !== "string") return null;
  let near: string | null = null;
  let t = e.tb;
  while (t !== null && t.next !== null) t = t.next;
  const frame = t?.frame;
  const self = frame === undefined ? undefined : localOf(frame, "self");
  if (e.cls.isSubtype(E.AttributeError) && m.obj !== undefined) {
    const names = namesOf(m.obj);
    const all = name.startsWith("_") || (self !== undefined && self === m.obj);
    near = among(name, all ? names : names.filter((n) => !n.startsWith("_")));
  } else if (e.cls.isSubtype(E.NameError)) {
    if (self !== undefined && has(self, name)) return `. Did you mean: 'self.${name}'?`;
    const g = frame?.globals;
    const pool = [
      ...(frame === undefined ? [] : boundNames(frame)),
      ...(g instanceof PyDict ? [...g.keys()] : []),
      ...interp().builtinsDict.keys(),
    ].filter((x): x is string => typeof x === "string");
    near = among(name, pool);
    if (near === null || isBuiltinModule(name)) {
      if (knownModule(name))
        return near === null
          ? `. Did you forget to import '${name}'?`
          : `. Did you mean: '${near}'? Or did you forget to import '${name}'?`;
    }
  } else if (e.cls.isSubtype(E.ImportError) && typeof m.name_from === "string") {
    const mod = interp().modules.getStr(name);
    if (mod !== undefined) near = among(m.name_from, namesOf(mod));
  }
  return near === null ? null : `. Did you mean: '${near}'?`;
}

/** Nobody wants to wait for a suggestion among more. */
const MANY = 750;
const among = (name: string, names: string[]): string | null =>
  names.length >= MANY ? null : closest(name, names);

function has(o: PyObj, name: string): boolean {
  try {
    return getattrOpt(o, name) !== undefined;
  } catch {
    return false;
  }
}
/** What a frame that has ended kept of its variables. */
function localOf(f: PyFrame, name: string): PyObj | undefined {
  const i = frameNames(f.code).indexOf(name);
  return i < 0 ? undefined : f.read?.()[i];
}
function boundNames(f: PyFrame): string[] {
  const values = f.read?.();
  return frameNames(f.code).filter((_, i) => values === undefined || values[i] !== undefined);
}

function knownModule(name: string): boolean {
  const names = interp().sys.dict.getStr("stdlib_module_names");
  const has = names === undefined ? undefined : getattrOpt(names, "__contains__");
  return (
    has !== undefined &&
    typeOf(name).name === "str" &&
    callMethod(names as PyObj, "__contains__", [name]) === true
  );
}
