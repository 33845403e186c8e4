/** Stand-in streams until _io is there. */
import { writeSync } from "node:fs";
import { asStr } from "../objects/abstract.js";
import { methods } from "../objects/function.js";
import { PyObject, type PyObj } from "../objects/object.js";
import { builtinType } from "../objects/types.js";
import type { Interpreter } from "../runtime/interpreter.js";
const t = builtinType("RawStream", { hasDict: true });
class Raw extends PyObject { fd = 1; }
methods(t, {
  write: ["($self, s, /)", (r: Raw, s: PyObj) => { writeSync(r.fd, String(asStr(s))); return null; }],
  flush: ["($self, /)", () => null],
});
export function makeStdio(i: Interpreter): void {
  for (const [n, fd] of [["stdout", 1], ["stderr", 2]] as const) { const r = new Raw(t); r.fd = fd; i.sys.dict.setStr(n, r); }
}
export function flushStdio(_i: Interpreter): void {}
