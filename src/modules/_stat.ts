/** _stat: tests and parts of a file's mode. */
import { index } from "../objects/abstract.js";
import { E, err } from "../objects/errors.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { registerModule } from "../runtime/interpreter.js";
import { STAT } from "./os-consts.js";
import { consts } from "./os-errors.js";

function mode(o: PyObj): number {
  const v = index(o);
  if (v < 0) throw err(E.OverflowError, "can't convert negative value to unsigned int");
  if (v > 0xffffffff) throw err(E.OverflowError, "mode out of range");
  return Number(v);
}
const TYPES: readonly (readonly [number, string])[] = [
  [0o120000, "l"],
  [0o140000, "s"],
  [0o100000, "-"],
  [0o060000, "b"],
  [0o040000, "d"],
  [0o020000, "c"],
  [0o010000, "p"],
];
function filemode(o: PyObj): PyObj {
  const m = mode(o);
  const t = TYPES.find(([k]) => (m & 0o170000) === k)?.[1] ?? "?";
  const part = (shift: number, special: number, on: string): string => {
    const b = (m >> shift) & 7;
    const x = (b & 1) !== 0;
    const last = (m & special) !== 0 ? (x ? on : on.toUpperCase()) : x ? "x" : "-";
    return ((b & 4) !== 0 ? "r" : "-") + ((b & 2) !== 0 ? "w" : "-") + last;
  };
  return t + part(6, 0o4000, "s") + part(3, 0o2000, "s") + part(0, 0o1000, "t");
}

registerModule("_stat", () => {
  const f: FunctionTable = {};
  const is = (name: string, kind: number): void => {
    f[name] = ["($module, mode, /)", (o: PyObj) => (mode(o) & 0o170000) === kind];
  };
  is("S_ISBLK", 0o060000);
  is("S_ISCHR", 0o020000);
  is("S_ISDIR", 0o040000);
  is("S_ISFIFO", 0o010000);
  is("S_ISLNK", 0o120000);
  is("S_ISREG", 0o100000);
  is("S_ISSOCK", 0o140000);
  for (const n of ["S_ISDOOR", "S_ISPORT", "S_ISWHT"])
    f[n] = ["($module, mode, /)", (o: PyObj) => (mode(o), false)];
  f.S_IFMT = ["($module, mode, /)", (o: PyObj) => mode(o) & 0o170000];
  f.S_IMODE = ["($module, mode, /)", (o: PyObj) => mode(o) & 0o7777];
  f.filemode = ["($module, mode, /)", filemode];
  return defineModule("_stat", null, f, consts(STAT));
});
