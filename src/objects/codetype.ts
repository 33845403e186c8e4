/**
 * `types.CodeType(...)`: what tools and extensions make to show in tracebacks. Its bytecode is
 * CPython's, which nothing here can run.
 */
import { index, typeName } from "./abstract.js";
import { PyCode } from "./code.js";
import { E, err, typeError } from "./errors.js";
import { newMethod } from "./function.js";
import { PyBytes, type PyObj, PyTuple, type PyType } from "./object.js";
import { code_type } from "./types.js";

const NUMBER = (o: PyObj): boolean => index(o) !== undefined;
const BYTES = (o: PyObj): boolean => o instanceof PyBytes;
const TUPLE = (o: PyObj): boolean => o instanceof PyTuple;
const TEXT = (o: PyObj): boolean => typeof o === "string";
/** What each argument must be, and how messages name that; numbers have a message of their own. */
const ARGUMENTS: readonly [(o: PyObj) => boolean, string][] = [
  ...new Array<[typeof NUMBER, string]>(6).fill([NUMBER, "int"]),
  [BYTES, "bytes"],
  ...new Array<[typeof TUPLE, string]>(3).fill([TUPLE, "tuple"]),
  ...new Array<[typeof TEXT, string]>(3).fill([TEXT, "str"]),
  [NUMBER, "int"],
  ...new Array<[typeof BYTES, string]>(2).fill([BYTES, "bytes"]),
  ...new Array<[typeof TUPLE, string]>(2).fill([TUPLE, "tuple"]),
];
const COUNTS = ["argcount", "posonlyargcount", "kwonlyargcount", "nlocals", "stacksize"];

function names(o: PyObj): string[] {
  const items = (o as PyTuple).items;
  for (const v of items)
    if (typeof v !== "string")
      throw typeError(`name tuples must contain only strings, not '${typeName(v)}'`);
  return items as string[];
}

function make(_t: PyType, given: PyObj[]): PyCode {
  const n = given.length;
  if (n < 16) throw typeError(`code expected at least 16 arguments, got ${n}`);
  if (n > 18) throw typeError(`code expected at most 18 arguments, got ${n}`);
  given.forEach((o, i) => {
    const [fits, what] = ARGUMENTS[i];
    if (!fits(o)) throw typeError(`code() argument ${i + 1} must be ${what}, not ${typeName(o)}`);
  });
  const number = (i: number): number => Number(index(given[i]));
  COUNTS.forEach((what, i) => {
    if (number(i) < 0) throw err(E.ValueError, `code: ${what} must not be negative`);
  });
  const varnames = names(given[9]);
  if (number(0) + number(2) > varnames.length)
    throw err(E.ValueError, "code: co_varnames is too small");
  if (number(3) !== varnames.length)
    throw err(E.ValueError, "code: co_nlocals != len(co_varnames)");
  const c = new PyCode({
    name: given[11] as string,
    qualname: given[12] as string,
    filename: given[10] as string,
    firstlineno: number(13),
    flags: number(5),
    argcount: number(0),
    posonly: number(1),
    kwonly: number(2),
    varnames,
    freevars: n > 16 ? names(given[16]) : [],
    cellvars: n > 17 ? names(given[17]) : [],
    names: names(given[8]),
    positions: [],
    doc: null,
  });
  c.consts = (given[7] as PyTuple).items;
  c.bytecode = (given[6] as PyBytes).data;
  return c;
}

newMethod(code_type, "($type, *args)", make);
