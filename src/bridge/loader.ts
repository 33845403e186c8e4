/** Loading extension modules: look at the file, open it, run its init function. */
import { readFileSync } from "node:fs";
import { auditBinary, type BinaryAudit } from "../abi/audit.js";
import { ElfError } from "../abi/elf.js";
import { STABLE_SYMBOLS } from "../abi/generated/symbols.js";
import type { AbiLevel } from "../cores/core.js";
import { findCore } from "../cores/index.js";
import { E, err, type PyBaseException, setMember } from "../objects/errors.js";
import type { PyDict } from "../objects/hashtable.js";
import { newModule, PyModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { newDict } from "../objects/types.js";
import { type Interpreter, interp } from "../runtime/interpreter.js";
import { native } from "./addon.js";
import { finish } from "./downcalls.js";
import { exportedSymbols } from "./exports.js";
import { CTL, i32, put } from "./wire.js";

function importError(msg: string, name: string, path: string): PyBaseException {
  const e = err(E.ImportError, msg);
  setMember(e, "name", name);
  setMember(e, "path", path);
  return e;
}

/** `PyInit_x`, or `PyInitU_` and punycode for names beyond ASCII. */
export function initName(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is meant
  if (/^[\x00-\x7f]*$/.test(last)) return `PyInit_${last}`;
  return `PyInitU_${punycode(last).replace(/-/g, "_")}`;
}

/** RFC 3492. */
function punycode(s: string): string {
  const cps = [...s].map((c) => c.codePointAt(0) as number);
  let out = cps
    .filter((c) => c < 128)
    .map((c) => String.fromCharCode(c))
    .join("");
  const basic = out.length;
  if (basic > 0) out += "-";
  let n = 128;
  let delta = 0;
  let bias = 72;
  let done = basic;
  const digit = (d: number): string => String.fromCharCode(d < 26 ? d + 97 : d + 22);
  while (done < cps.length) {
    const m = Math.min(...cps.filter((c) => c >= n));
    delta += (m - n) * (done + 1);
    n = m;
    for (const c of cps) {
      if (c < n) delta++;
      if (c !== n) continue;
      let q = delta;
      for (let k = 36; ; k += 36) {
        const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (q < t) break;
        out += digit(t + ((q - t) % (36 - t)));
        q = Math.floor((q - t) / (36 - t));
      }
      out += digit(q);
      delta = done === basic ? Math.floor(delta / 700) : delta >> 1;
      delta += Math.floor(delta / (done + 1));
      let k = 0;
      while (delta > 455) {
        delta = Math.floor(delta / 35);
        k += 36;
      }
      bias = k + Math.floor((36 * delta) / (delta + 38));
      delta = 0;
      done++;
    }
    delta++;
    n++;
  }
  return out;
}

/**
 * Single-phase modules that are not initialised twice: their dict as it was after init, and the
 * interpreter that they belong to. Their C statics are the process's, so a second interpreter is
 * refused, as CPython refuses them in isolated subinterpreters.
 */
const copies = new Map<string, { dict: PyDict; owner: Interpreter }>();
/** Its single-phase modules may be loaded anew by another interpreter. */
export function disown(i: Interpreter): void {
  for (const [key, copy] of copies) if (copy.owner === i) copies.delete(key);
}
const SINGLE_ONCE = 1;

/** Refuses what a version of the limited API had not got yet. */
function checkLevel(audit: BinaryAudit, level: AbiLevel, name: string, path: string): void {
  const since = (symbol: string): number => STABLE_SYMBOLS.get(symbol)?.added[1] ?? 0;
  const weak = new Set(audit.elf.imports.filter((s) => s.binding === "weak").map((s) => s.name));
  const late = audit.stable.filter((s) => since(s) > level && !weak.has(s));
  if (late.length > 0)
    throw importError(
      `${path}: undefined symbol: ${late.map((s) => `${s} (since 3.${since(s)})`).join(", ")}; ` +
        `this is the limited API of 3.${level}`,
      name,
      path,
    );
}

/** Refuses a binary whose code uses the headers of objects, on a core that has none to show. */
function checkFaces(audit: BinaryAudit, name: string, path: string): void {
  const core = findCore(interp().core);
  if (core?.faces === undefined || audit.inits.some((i) => i.startsWith("PyModExport"))) return;
  throw importError(
    `${path}: built for abi3, whose code reads and writes the first 16 bytes of each object; on ` +
      `the core ${core.name} a PyObject* does not point at them. ` +
      "It needs a binary that was built for abi3t (Py_TARGET_ABI3T)",
    name,
    path,
  );
}

function inspect(name: string, path: string): void {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (e) {
    throw importError(
      `${path}: cannot open shared object file: ${(e as Error).message}`,
      name,
      path,
    );
  }
  try {
    const audit = auditBinary(bytes, path, { exported: exportedSymbols() });
    const gone = [...audit.leaks.filter((s) => !exportedSymbols().has(s)), ...audit.lacking];
    if (gone.length > 0)
      throw importError(`${path}: undefined symbol: ${gone.join(", ")}`, name, path);
    checkFaces(audit, name, path);
    const level = interp().options.abi;
    if (level !== undefined) checkLevel(audit, level, name, path);
  } catch (e) {
    if (e instanceof ElfError) throw importError(`${path}: ${e.message}`, name, path);
    throw e;
  }
}

/** `_imp.create_dynamic(spec)`: the module, not executed yet when its init has two phases. */
export function createExtension(name: string, path: string, spec: PyObj): PyObj {
  const key = `${path}\0${name}`;
  const copy = copies.get(key);
  if (copy !== undefined) {
    if (copy.owner !== interp())
      throw importError(`module ${name} does not support loading in subinterpreters`, name, path);
    const m = newModule(name);
    m.dict.updateFrom(copy.dict);
    return m;
  }
  inspect(name, path);
  const lib = native.openLibrary(path);
  if (typeof lib === "string") throw importError(lib, name, path);
  const hook = initName(name);
  // PyModExport_ came with 3.15.
  const slots =
    (interp().options.abi ?? 15) < 15
      ? 0
      : native.findSymbol(lib, hook.replace("PyInit", "PyModExport"));
  if (slots !== 0) {
    put(0, spec);
    const m = finish(native.runExport(slots, name)) as PyObj;
    if (m instanceof PyModule) m.dict.setStr("__file__", path);
    return m;
  }
  const init = native.findSymbol(lib, hook);
  if (init === 0)
    throw importError(
      `dynamic module does not define module export function (${hook})`,
      name,
      path,
    );
  put(0, spec);
  const r = native.runInit(init, name);
  const how = i32[CTL.NRES];
  const m = finish(r) as PyObj;
  if (m instanceof PyModule && how !== 3) {
    m.dict.setStr("__file__", path);
    if (how === SINGLE_ONCE) {
      const dict = newDict();
      dict.updateFrom(m.dict);
      copies.set(key, { dict, owner: interp() });
    }
  }
  return m;
}

/** A module of the table of built-in ones (PyImport_AppendInittab): made and executed. */
export function createBuiltin(name: string, init: number): PyModule {
  const spec = newModule("spec");
  spec.dict.setStr("name", name);
  put(0, spec);
  const m = finish(native.runInit(init, name)) as PyModule;
  execExtension(m);
  return m;
}

/** `_imp.exec_dynamic(module)`. */
export function execExtension(module: PyObj): void {
  put(0, module);
  finish(native.execModule());
}
