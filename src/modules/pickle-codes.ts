/** What pickling and unpickling share: the codes of the format, the errors, the registries. */
import * as A from "../objects/abstract.js";
import { call, getattr, typeName } from "../objects/abstract.js";
import { E, err, type PyBaseException } from "../objects/errors.js";
import { PyMethodDescr } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { type PyObj, type PyObject, PyTuple } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";

export const HIGHEST_PROTOCOL = 5;
export const DEFAULT_PROTOCOL = 5;
/** A frame is closed when it holds this much; greater objects stand outside of frames. */
export const FRAME_TARGET = 64 * 1024;
export const FRAME_MIN = 4;
export const FRAME_HEADER = 9;

const code = (c: string): number => c.charCodeAt(0);
export const OP = {
  MARK: code("("),
  STOP: code("."),
  POP: code("0"),
  POP_MARK: code("1"),
  DUP: code("2"),
  FLOAT: code("F"),
  INT: code("I"),
  BININT: code("J"),
  BININT1: code("K"),
  LONG: code("L"),
  BININT2: code("M"),
  NONE: code("N"),
  PERSID: code("P"),
  BINPERSID: code("Q"),
  REDUCE: code("R"),
  STRING: code("S"),
  BINSTRING: code("T"),
  SHORT_BINSTRING: code("U"),
  UNICODE: code("V"),
  BINUNICODE: code("X"),
  APPEND: code("a"),
  BUILD: code("b"),
  GLOBAL: code("c"),
  DICT: code("d"),
  EMPTY_DICT: code("}"),
  APPENDS: code("e"),
  GET: code("g"),
  BINGET: code("h"),
  INST: code("i"),
  LONG_BINGET: code("j"),
  LIST: code("l"),
  EMPTY_LIST: code("]"),
  OBJ: code("o"),
  PUT: code("p"),
  BINPUT: code("q"),
  LONG_BINPUT: code("r"),
  SETITEM: code("s"),
  TUPLE: code("t"),
  EMPTY_TUPLE: code(")"),
  SETITEMS: code("u"),
  BINFLOAT: code("G"),
  PROTO: 0x80,
  NEWOBJ: 0x81,
  EXT1: 0x82,
  EXT2: 0x83,
  EXT4: 0x84,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  BINBYTES: code("B"),
  SHORT_BINBYTES: code("C"),
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
  NEXT_BUFFER: 0x97,
  READONLY_BUFFER: 0x98,
} as const;

export const pickle_error = exceptionType("_pickle", "PickleError", [E.Exception]);
export const pickling_error = exceptionType("_pickle", "PicklingError", [pickle_error]);
export const unpickling_error = exceptionType("_pickle", "UnpicklingError", [pickle_error]);
export const picklingError = (text: string): PyBaseException => raise(pickling_error, text);
export const unpicklingError = (text: string): PyBaseException => raise(unpickling_error, text);

function attribute(module: string, name: string): PyObj {
  return getattr(importModule(interp(), module), name);
}
const dicts = (module: string, names: readonly string[]): Record<string, PyDict> =>
  Object.fromEntries(
    names.map((n) => {
      const d = attribute(module, n);
      if (!(d instanceof PyDict))
        throw err(E.RuntimeError, `${module}.${n} should be a dict, not ${typeName(d)}`);
      return [n, d];
    }),
  );

/** The dicts of copyreg; programs change them, so they are those of the module. */
let registries: Record<string, PyDict> | null = null;
export function registry(name: string): PyDict {
  registries ??= dicts("copyreg", [
    "dispatch_table",
    "_extension_registry",
    "_inverted_registry",
    "_extension_cache",
  ]);
  return registries[name];
}
let maps: Record<string, PyDict> | null = null;
function compat(name: string): PyDict {
  maps ??= dicts("_compat_pickle", [
    "NAME_MAPPING",
    "IMPORT_MAPPING",
    "REVERSE_NAME_MAPPING",
    "REVERSE_IMPORT_MAPPING",
  ]);
  return maps[name];
}

/** The names of a global in Python 2, or back. */
export function compatNames(module: string, name: string, reverse: boolean): [string, string] {
  const names = reverse ? "REVERSE_NAME_MAPPING" : "NAME_MAPPING";
  const imports = reverse ? "REVERSE_IMPORT_MAPPING" : "IMPORT_MAPPING";
  const pair = compat(names).get(mkTuple([module, name]));
  if (pair !== undefined) {
    if (!(pair instanceof PyTuple) || pair.items.length !== 2)
      throw err(
        E.RuntimeError,
        `_compat_pickle.${names} values should be 2-tuples, not ${typeName(pair)}`,
      );
    const [m, n] = pair.items;
    if (typeof m !== "string" || typeof n !== "string")
      throw err(
        E.RuntimeError,
        `_compat_pickle.${names} values should be pairs of str, not (${typeName(m)}, ${typeName(n)})`,
      );
    return [m, n];
  }
  const m = compat(imports).getStr(module);
  if (m === undefined) return [module, name];
  if (typeof m !== "string")
    throw err(
      E.RuntimeError,
      `_compat_pickle.${imports} values should be strings, not ${typeName(m)}`,
    );
  return [m, name];
}

/** Imports a module as `__import__(name, level=0)` does and gives the module of that name. */
export function moduleOf(name: string): PyObj {
  const i = interp();
  const loaded = i.modules.getStr(name);
  if (loaded !== undefined && loaded !== null) return loaded;
  call(getattr(i.builtins, "__import__"), [name], new Map([["level", 0]]));
  return importModule(i, name);
}

/** Follows attribute names from an object. */
export function follow(o: PyObj, path: readonly string[]): PyObj {
  for (const name of path) o = getattr(o, name);
  return o;
}

/** Whether an object has the method of its built-in base, which needs no call through Python. */
export function builtInHere(o: PyObject, name: string): boolean {
  const d = o.cls.lookup(name);
  return d instanceof PyMethodDescr && !d.owner.isHeap && A.instanceAttr(o, name) === undefined;
}
