/** ". Did you mean: 'x'?" behind the message of a NameError, AttributeError or ImportError. */
import { callMethod, getattrOpt, toArray } from "../objects/abstract.js";
import { E, type PyBaseException } from "../objects/errors.js";
import { closest } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { type PyObj, typeOf } from "../objects/object.js";
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
  if (e.cls === E.AttributeError && m.obj !== undefined) {
    const names = namesOf(m.obj);
    near = closest(name, name.startsWith("_") ? names : names.filter((n) => !n.startsWith("_")));
  } else if (e.cls.isSubtype(E.NameError)) {
    let t = e.tb;
    while (t !== null && t.next !== null) t = t.next;
    const g = t?.frame.globals;
    const pool = [
      ...(t?.frame.code.varnames ?? []),
      ...(g instanceof PyDict ? [...g.keys()] : []),
      ...interp().builtinsDict.keys(),
    ].filter((x): x is string => typeof x === "string");
    near = closest(name, pool);
    if (near === null || isBuiltinModule(name)) {
      if (knownModule(name))
        return near === null
          ? `. Did you forget to import '${name}'?`
          : `. Did you mean: '${near}'? Or did you forget to import '${name}'?`;
    }
  } else if (e.cls === E.ImportError && typeof m.name_from === "string") {
    const mod = interp().modules.getStr(name);
    if (mod !== undefined) near = closest(m.name_from, namesOf(mod));
  }
  return near === null ? null : `. Did you mean: '${near}'?`;
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
