/** The builtins module. */

import * as A from "../objects/abstract.js";
import { absolute, binop, floatDivmod } from "../objects/arith.js";
import { bytesOf } from "../objects/buffer.js";
import { PyCode } from "../objects/code.js";
import { mkComplex } from "../objects/complex.js";
import { E, err, isException, typeError, valueError } from "../objects/errors.js";
import { finalizersAlive } from "../objects/finalizers.js";
import { formatValue } from "../objects/format.js";
import { FrameLocals } from "../objects/framelocals.js";
import { builtinFunction, PyCell, PyFunction } from "../objects/function.js";
import { builtinsHook, rebindHook } from "../objects/functype.js";
import { identity } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import { intAdd, intPowMod, intToFloat } from "../objects/intops.js";
import {
  CallableIter,
  enumerate_type,
  filter_type,
  map_type,
  range_type,
  reversed_type,
  zip_type,
} from "../objects/iter.js";
import { memoryview_type } from "../objects/memoryview.js";
import { addFunctions, PyModule } from "../objects/module.js";
import {
  PyByteArray,
  PyBytes,
  PyComplex,
  PyFloat,
  type PyInt,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyType,
  PyWStr,
  typeOf,
} from "../objects/object.js";
import { classmethod_type, property_type, staticmethod_type } from "../objects/property.js";
import { builtinHook } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { slice_type } from "../objects/slice.js";
import { sortItems } from "../objects/sort.js";
import { asciiHook as formatAscii } from "../objects/strformat.js";
import { PySuper } from "../objects/super.js";
import { codeAt, fromCodePoints, reprStr } from "../objects/text.js";
import type { PyFrame } from "../objects/traceback.js";
import { buildClass } from "../objects/type.js";
import {
  bool_type,
  bytearray_type,
  bytes_type,
  complex_type,
  dict_type,
  Ellipsis,
  float_type,
  frozenset_type,
  int_type,
  list_type,
  mkBytes,
  mkFloat,
  mkList,
  mkTuple,
  NotImplemented,
  object_type,
  set_type,
  str_type,
  tuple_type,
  type_type,
} from "../objects/types.js";
import { anextDefault } from "../runtime/anext.js";
import { aiter as pyAiter } from "../runtime/async.js";
import { audit } from "../runtime/audit.js";
import { compileAst, compileModule, compileSource } from "../runtime/execute.js";
import { currentFrame, currentGlobals } from "../runtime/frames.js";
import { pyImport, setPlainImport } from "../runtime/import.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { lm } from "../runtime/methods.js";
import { asciiHook, caller, importHooks, localsReaders } from "../runtime/ops.js";
import { startHooks } from "../runtime/starthooks.js";
import type { ast, ParseOptions } from "../syntax/index.js";
import { callbacks } from "./_weakref.js";
import { observe } from "./lost.js";

const jsName = (o: PyObj, what: string): string => {
  const s = A.asJs(o);
  if (s === undefined) throw typeError(`attribute name must be string, not '${A.typeName(o)}'`);
  void what;
  return s;
};

// ---- sums, extremes ----

/** Neumaier's sum, as CPython's since 3.12: what rounding takes away is added at the end. */
class Compensated {
  private sum: number;
  private lost = 0;
  constructor(start: number) {
    this.sum = start;
  }
  add(x: number): void {
    const t = this.sum + x;
    this.lost += Math.abs(this.sum) >= Math.abs(x) ? this.sum - t + x : x - t + this.sum;
    this.sum = t;
  }
  get value(): number {
    return this.lost !== 0 && Number.isFinite(this.lost) ? this.sum + this.lost : this.sum;
  }
}
const realPart = (x: PyObj): number | undefined =>
  x instanceof PyFloat && x.cls === float_type
    ? x.v
    : typeof x === "number" || typeof x === "bigint"
      ? intToFloat(x)
      : undefined;

function sum(it: PyObj, start: PyObj): PyObj {
  if (A.asStr(start) !== undefined)
    throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  if (start instanceof PyBytes)
    throw typeError("sum() can't sum bytes [use b''.join(seq) instead]");
  if (start instanceof PyByteArray)
    throw typeError("sum() can't sum bytearray [use b''.join(seq) instead]");
  const src = A.iter(it);
  let acc: PyObj = start;
  let v: PyObj | undefined = src.$next();
  while (v !== undefined && (typeof acc === "number" || typeof acc === "bigint")) {
    if (typeof v === "number" || typeof v === "bigint") acc = intAdd(acc, v);
    else if (typeof v === "boolean") acc = intAdd(acc, v ? 1 : 0);
    else break;
    v = src.$next();
  }
  const plainFloat = (x: PyObj): x is PyFloat => x instanceof PyFloat && x.cls === float_type;
  if (v !== undefined && (plainFloat(acc) || (plainFloat(v) && A.asInt(acc) !== undefined))) {
    // The same as `Compensated` does, in variables.
    let s = plainFloat(acc) ? acc.v : intToFloat(acc as PyInt);
    let c = 0;
    while (v !== undefined) {
      let x: number;
      if (plainFloat(v)) x = v.v;
      else if (typeof v === "number") {
        x = v;
        s += x;
        v = src.$next();
        continue;
      } else break;
      const t = s + x;
      c += Math.abs(s) >= Math.abs(x) ? s - t + x : x - t + s;
      s = t;
      v = src.$next();
    }
    acc = mkFloat(c !== 0 && Number.isFinite(c) ? s + c : s);
  }
  const plainComplex = (x: PyObj): x is PyComplex =>
    x instanceof PyComplex && x.cls === complex_type;
  if (v !== undefined && (plainComplex(acc) || (plainComplex(v) && realPart(acc) !== undefined))) {
    const re = new Compensated(plainComplex(acc) ? acc.re : (realPart(acc) as number));
    const im = new Compensated(plainComplex(acc) ? acc.im : -0);
    while (v !== undefined) {
      const real = realPart(v);
      if (plainComplex(v)) {
        re.add(v.re);
        im.add(v.im);
      } else if (real !== undefined) re.add(real);
      else break;
      v = src.$next();
    }
    acc = mkComplex(re.value, im.value);
  }
  while (v !== undefined) {
    acc = A.add(acc, v);
    v = src.$next();
  }
  return acc;
}

function extreme(name: "min" | "max", args: PyObj[], key: PyObj, def: PyObj | undefined): PyObj {
  if (args.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
  if (args.length > 1 && def !== undefined)
    throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
  const op = name === "min" ? "__lt__" : "__gt__";
  if (args.length === 2 && key === null)
    return A.compareBool(args[1], args[0], op) ? args[1] : args[0];
  let best: PyObj | undefined;
  let bestKey: PyObj | undefined;
  const it = args.length > 1 ? A.iter(mkTuple(args)) : A.iter(args[0]);
  let v: PyObj | undefined;
  while ((v = it.$next()) !== undefined) {
    const k = key === null ? v : A.call1(key, v);
    if (bestKey === undefined || A.compareBool(k, bestKey, op)) {
      best = v;
      bestKey = k;
    }
  }
  if (best !== undefined) return best;
  if (def !== undefined) return def;
  throw valueError(`${name}() iterable argument is empty`);
}

// ---- eval, exec, compile ----

interface Namespaces {
  g: PyDict;
  l: PyObj;
}
/** The variables of the code that called: a call under another name (`b.locals()`) asks the frame. */
function callersLocals(f: PyFrame | null): PyObj {
  if (caller.locals !== null) return caller.locals();
  if (f === null) return interp().builtinsDict;
  const found = A.getattr(f, "f_locals");
  return found instanceof FrameLocals ? A.call1(dict_type, found) : found;
}

function namespaces(name: string, g: PyObj | undefined, l: PyObj | undefined): Namespaces {
  if (g === undefined || g === null) {
    const f = currentFrame();
    const globals = f?.globals ?? interp().builtinsDict;
    const own = callersLocals(f);
    if (g === null || g === undefined)
      return { g: globals, l: l === undefined || l === null ? own : l };
  }
  if (!(g instanceof PyDict))
    throw typeError(
      name === "eval"
        ? typeOf(g).lookup("__getitem__") !== undefined
          ? "globals must be a real dict; try eval(code, {}, mapping)"
          : "globals must be a dict"
        : `${name}() globals must be a dict, not ${A.typeName(g)}`,
    );
  if (l !== undefined && l !== null && typeOf(l).lookup("__getitem__") === undefined)
    throw typeError(
      `${name === "eval" ? "locals must be a mapping" : `exec() locals must be a mapping or None, not ${A.typeName(l)}`}`,
    );
  return { g, l: l === undefined || l === null ? g : l };
}

function run(code: PyCode, n: Namespaces): PyObj {
  if (n.g.getStr("__builtins__") === undefined) n.g.setStr("__builtins__", interp().builtinsDict);
  return runCode(code, n);
}
/** Runs code where it is told to, and leaves the namespaces as they are. */
export function runCode(code: PyCode, n: Namespaces): PyObj {
  if (code.run === null)
    throw typeError("code object passed to exec() may not contain free variables");
  const i = interp();
  const b = n.g.getStr("__builtins__");
  const dict = b === i.builtins || b === undefined ? i.builtinsDict : moduleDict(b);
  const before = caller.locals;
  caller.locals = null;
  try {
    return code.run(n.g, n.l, dict);
  } finally {
    caller.locals = before;
  }
}
/** `__builtins__` is a module or any mapping. */
function moduleDict(b: PyObj): PyObj {
  return b instanceof PyModule ? b.dict : b;
}

/** The text of a source argument. */
function sourceText(o: PyObj, name: string, what: string): string | Uint8Array {
  const s = A.asStr(o);
  if (s !== undefined) {
    const t = s.toString();
    if (t.includes("\0")) throw err(E.SyntaxError, "source code string cannot contain null bytes");
    return t;
  }
  const data = bytesOf(o);
  if (data !== undefined) return data;
  throw typeError(`${name}() arg 1 must be a ${what}`);
}

/** Set by the _ast module: the tree as Python objects, both ways. */
export const astHooks = {
  fromPython: (_o: PyObj, _mode: string): ast.Mod | undefined => undefined,
  toPython: (
    _text: string | Uint8Array,
    _filename: string,
    _mode: string,
    _how: Partial<ParseOptions>,
  ): PyObj => {
    throw err(E.NotImplementedError, "the _ast module is not part of this version");
  },
};

const FUTURE_ANNOTATIONS = 0x1000000;
const ONLY_AST = 0x400;
/** The flags of `compile()` that the parser knows, by their bits. */
const DONT_IMPLY_DEDENT = 0x200;
const IGNORE_COOKIE = 0x800;
const TYPE_COMMENTS = 0x1000;
const TOP_LEVEL_AWAIT = 0x2000;
const ALLOW_INCOMPLETE_INPUT = 0x4000;
const BARRY_AS_BDFL = 0x400000;
/** All that may be given: the futures' bits and PyCF_*. */
const KNOWN_FLAGS = 0x1fe0010 | 0xfe00;

function parserOptions(fl: number, version: number): Partial<ParseOptions> {
  return {
    typeComments: (fl & TYPE_COMMENTS) !== 0,
    ...(version >= 0 && (fl & ONLY_AST) !== 0 ? { featureVersion: version } : {}),
    flags: {
      dontImplyDedent: (fl & DONT_IMPLY_DEDENT) !== 0,
      allowIncompleteInput: (fl & ALLOW_INCOMPLETE_INPUT) !== 0,
      barryAsFLUFL: (fl & BARRY_AS_BDFL) !== 0,
      ignoreCookie: (fl & IGNORE_COOKIE) !== 0,
    },
  };
}

/** Bytes of source from which on the cache on disk is quicker than compiling. */
const CACHED_FROM = 500;

function compile(
  source: PyObj,
  filename: PyObj,
  mode: PyObj,
  flags: PyObj | undefined,
  optimize: PyObj | undefined,
  featureVersion: PyObj | undefined,
  alone: boolean,
): PyObj {
  const file =
    A.asJs(filename) ??
    (filename instanceof PyBytes ? Buffer.from(filename.data).toString() : undefined) ??
    A.asJs(A.callMethod(filename, "__fspath__", []));
  if (file === undefined) throw typeError(`expected str, bytes or os.PathLike object`);
  const asText = A.asStr(source);
  audit(
    "compile",
    asText === undefined ? source : mkBytes(Buffer.from(asText.toString(), "utf8")),
    filename,
  );
  const m = A.asJs(mode);
  const fl = flags === undefined ? 0 : Number(A.index(flags));
  if (m !== "exec" && m !== "eval" && m !== "single" && m !== "func_type")
    throw valueError("compile() mode must be 'exec', 'eval' or 'single'");
  if (m === "func_type" && (fl & ONLY_AST) === 0)
    throw valueError("compile() mode 'func_type' requires flag PyCF_ONLY_AST");
  if ((fl & ~KNOWN_FLAGS) !== 0) throw valueError("compile(): unrecognised flags");
  const opt = optimize === undefined ? -1 : Number(A.index(optimize));
  if (opt < -1 || opt > 2) throw valueError("compile(): invalid optimize value");
  const how = parserOptions(
    fl,
    featureVersion === undefined ? -1 : Number(A.index(featureVersion)),
  );
  const level = opt < 0 ? interp().flags.optimize : opt;
  const request = {
    filename: file,
    mode: m,
    optimize: level,
    futureAnnotations: (fl & FUTURE_ANNOTATIONS) !== 0,
    topLevelAwait: (fl & TOP_LEVEL_AWAIT) !== 0,
  } as const;
  if (
    A.asStr(source) === undefined &&
    !(source instanceof PyBytes) &&
    !(source instanceof PyByteArray)
  ) {
    const tree = astHooks.fromPython(source, m);
    if (tree !== undefined) return (fl & ONLY_AST) !== 0 ? source : compileAst(tree, request);
  }
  // As importlib compiles a module's file: such text comes again.
  if (
    source instanceof PyBytes &&
    m === "exec" &&
    fl === 0 &&
    alone &&
    featureVersion === undefined &&
    source.data.length > CACHED_FROM
  )
    return compileModule(source.data, file, level);
  const text = sourceText(source, "compile", "string, bytes or AST object");
  if ((fl & ONLY_AST) !== 0) return astHooks.toPython(text, file, m, how);
  return compileSource({ ...request, source: text, how });
}

function pyEval(source: PyObj, g?: PyObj, l?: PyObj): PyObj {
  const n = namespaces("eval", g, l);
  if (source instanceof PyCode) {
    if (source.freevars.length > 0)
      throw typeError("code object passed to eval() may not contain free variables");
    audit("exec", source);
    return source.run === null ? runClosure(source, n, []) : run(source, n);
  }
  let text = sourceText(source, "eval", "string, bytes or code object");
  if (typeof text === "string") text = text.replace(/^[ \t]+/, "");
  return run(compileSource({ source: text, filename: "<string>", mode: "eval" }), n);
}

/** Code with free variables, or a function's, runs as a function of the namespace without arguments. */
function runClosure(code: PyCode, n: Namespaces, cells: PyCell[]): PyObj {
  if (n.g.getStr("__builtins__") === undefined) n.g.setStr("__builtins__", interp().builtinsDict);
  const body = rebindHook.instantiate(code, n.g, cells);
  if (body === undefined) throw typeError("this code object cannot be run by exec()");
  return body();
}
function checkedCells(source: PyObj, closure: PyObj | undefined): PyCell[] | undefined {
  const given = closure === undefined ? null : closure;
  if (!(source instanceof PyCode)) {
    if (given !== null) throw typeError("closure can only be used when source is a code object");
    return undefined;
  }
  const count = source.freevars.length;
  if (count === 0) {
    if (given !== null) throw typeError("cannot use a closure with this code object");
    return source.run === null ? [] : undefined;
  }
  const cells = given instanceof PyTuple ? given.items.filter((c) => c instanceof PyCell) : [];
  if (!(given instanceof PyTuple) || given.items.length !== count || cells.length !== count)
    throw typeError(`code object requires a closure of exactly length ${count}`);
  return cells;
}

function pyExec(source: PyObj, g?: PyObj, l?: PyObj, closure?: PyObj): PyObj {
  const n = namespaces("exec", g, l);
  const cells = checkedCells(source, closure);
  if (cells !== undefined) {
    audit("exec", source);
    runClosure(source as PyCode, n, cells);
    return null;
  }
  const code =
    source instanceof PyCode
      ? source
      : compileSource({
          source: sourceText(source, "exec", "string, bytes or code object"),
          filename: "<string>",
        });
  audit("exec", code);
  run(code, n);
  return null;
}

function locals(): PyObj {
  return caller.locals?.() ?? callersLocals(currentFrame());
}

// ---- output and input ----

function stream(name: "stdout" | "stderr" | "stdin"): PyObj {
  const f = interp().sys.dict.getStr(name);
  if (f === undefined) throw err(E.RuntimeError, `lost sys.${name}`);
  return f;
}

/** `out.write(s)` as compiled code calls it: no bound method is made. */
function put(out: PyObj, s: PyObj): void {
  const o = out as unknown as Record<string, PyObj | undefined>;
  lm(out, "write", o["@write"]).$call2(out, s);
}

function print(args: PyObj[], sep?: PyObj, end?: PyObj, file?: PyObj, flush?: PyObj): PyObj {
  const out = file === undefined || file === null ? stream("stdout") : file;
  if (out === null) return null;
  const text = (o: PyObj | undefined, d: string, what: string): PyObj => {
    if (o === undefined || o === null) return d;
    if (A.asStr(o) === undefined)
      throw typeError(`${what} must be None or a string, not ${A.typeName(o)}`);
    return o;
  };
  const s = text(sep, " ", "sep");
  const e = text(end, "\n", "end");
  if (finalizersAlive() > 0 || callbacks.waiting > 0) observe();
  for (let i = 0; i < args.length; i++) {
    if (i > 0) put(out, s);
    const a = args[i];
    put(out, typeof a === "string" ? a : A.str(a));
  }
  put(out, e);
  if (flush !== undefined && A.truth(flush)) A.callMethod(out, "flush", []);
  return null;
}

function input(prompt?: PyObj): PyObj {
  const out = stream("stdout");
  if (prompt !== undefined) A.callMethod(out, "write", [A.str(prompt)]);
  try {
    A.callMethod(out, "flush", []);
  } catch {
    // What cannot be flushed is written to all the same.
  }
  const line = A.callMethod(stream("stdin"), "readline", []);
  const s = A.asStr(line);
  if (s === undefined || s.length === 0) throw err(E.EOFError, "EOF when reading a line");
  return codeAt(s, s.length - 1) === 10
    ? A.getitem(line, slice_type.$call([null, -1], null))
    : line;
}

// ---- attributes, classes ----

function dir(o?: PyObj): PyObj {
  const names =
    o === undefined ? A.toArray(A.callMethod(locals(), "keys", [])) : A.toArray(dirOf(o));
  return A.call1(sorted.f, mkList(names));
}
function dirOf(o: PyObj): PyObj {
  const r = A.callSpecial(o, "__dir__");
  if (r === undefined) throw typeError("object does not provide __dir__");
  return r;
}
const sorted = { f: null as PyObj };

function divmod(a: PyObj, b: PyObj): PyObj {
  if (a instanceof PyFloat && b instanceof PyFloat && a.cls === float_type && b.cls === float_type)
    return mkTuple(floatDivmod(a.v, b.v).map(mkFloat));
  return binop("divmod", a, b);
}

function pow(base: PyObj, exp: PyObj, mod?: PyObj): PyObj {
  if (mod === undefined || mod === null) return binop("pow", base, exp);
  if (!typeOf(base).isHeap && !typeOf(exp).isHeap) {
    const [x, y, z] = [A.asInt(base), A.asInt(exp), A.asInt(mod)];
    if (x !== undefined && y !== undefined && z !== undefined) return intPowMod(x, y, z);
  }
  const forms: [PyObj, string, PyObj][] = [[base, "__pow__", exp]];
  const below = typeOf(exp) !== typeOf(base) && typeOf(exp).isSubtype(typeOf(base));
  if (typeOf(exp).isHeap) forms[below ? "unshift" : "push"]([exp, "__rpow__", base]);
  for (const [o, name, other] of forms) {
    const r = A.callSpecial(o, name, other, mod);
    if (r !== undefined && r !== NotImplemented) return r;
  }
  throw typeError(
    `unsupported operand type(s) for ** or pow(): '${A.typeName(base)}', '${A.typeName(exp)}', '${A.typeName(mod)}'`,
  );
}

function ord(c: PyObj): PyObj {
  const s = A.asStr(c);
  if (s !== undefined) {
    if (s.length === 1) return codeAt(s, 0);
    throw typeError(`ord() expected a character, but string of length ${s.length} found`);
  }
  if (c instanceof PyBytes || c instanceof PyByteArray) {
    if (c.data.length === 1) return c.data[0];
    throw typeError(`ord() expected a character, but string of length ${c.data.length} found`);
  }
  throw typeError(`ord() expected string of length 1, but ${A.typeName(c)} found`);
}

function radix(o: PyObj, base: number, prefix: string): PyObj {
  const v = A.index(o);
  return v < 0 ? `-${prefix}${(-v).toString(base)}` : prefix + v.toString(base);
}

export function fillBuiltins(i: Interpreter): PyModule {
  const m = i.builtins;
  m.dict.setStr(
    "__doc__",
    "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().",
  );
  addFunctions(m, {
    __build_class__: [
      "($module, func, name, /, *bases, **kwds)",
      (f: PyObj, name: PyObj, bases: PyObj[], kw: Kw) => {
        if (!(f instanceof PyFunction)) throw typeError("__build_class__: func must be a function");
        if (typeof name !== "string") throw typeError("__build_class__: name is not a string");
        return buildClass(name, bases, kw.size > 0 ? kw : null, (ns) => A.call1(f, ns));
      },
    ],
    __import__: [
      "($module, /, name, globals=None, locals=None, fromlist=(), level=0)",
      (name: PyObj, g?: PyObj, _l?: PyObj, from?: PyObj, level?: PyObj) =>
        pyImport(
          name,
          g ?? null,
          from === undefined ? null : from,
          level === undefined ? 0 : Number(A.index(level)),
        ),
    ],
    abs: [
      "($module, number, /)",
      (o: PyObj) => absolute(o),
      "Return the absolute value of the argument.",
    ],
    aiter: [
      "($module, async_iterable, /)",
      (o: PyObj) => {
        if (typeOf(o).lookup("__aiter__") === undefined)
          throw typeError(`'${A.typeName(o)}' object is not an async iterable`);
        return pyAiter(o);
      },
    ],
    anext: [
      "($module, aiterator, default=<unrepresentable>, /)",
      (it: PyObj, def?: PyObj) => {
        const r = A.callSpecial(it, "__anext__");
        if (r === undefined) throw typeError(`'${A.typeName(it)}' object is not an async iterator`);
        return def === undefined ? r : anextDefault(r, def);
      },
    ],
    all: [
      "($module, iterable, /)",
      (it: PyObj) => {
        for (const v of A.items(it)) if (!A.truth(v)) return false;
        return true;
      },
      "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True.",
    ],
    any: [
      "($module, iterable, /)",
      (it: PyObj) => {
        for (const v of A.items(it)) if (A.truth(v)) return true;
        return false;
      },
      "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False.",
    ],
    ascii: ["($module, obj, /)", (o: PyObj) => ascii(o)],
    bin: ["($module, number, /)", (o: PyObj) => radix(o, 2, "0b")],
    oct: ["($module, number, /)", (o: PyObj) => radix(o, 8, "0o")],
    hex: ["($module, number, /)", (o: PyObj) => radix(o, 16, "0x")],
    breakpoint: [
      "($module, /, *args, **kws)",
      (args: PyObj[], kw: Kw) => {
        const hook = interp().sys.dict.getStr("breakpointhook");
        if (hook === undefined) throw err(E.RuntimeError, "lost sys.breakpointhook");
        audit("builtins.breakpoint", hook);
        return A.call(hook, args, kw);
      },
    ],
    callable: [
      "($module, obj, /)",
      (o: PyObj) => A.callable(o),
      "Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are instances of classes with a\n__call__() method.",
    ],
    chr: [
      "($module, i, /)",
      (o: PyObj) => {
        const n = A.index(o);
        if (typeof n === "bigint" || n < 0 || n > 0x10ffff)
          throw valueError("chr() arg not in range(0x110000)");
        return n <= 0xffff ? String.fromCharCode(n) : fromCodePoints([n]);
      },
    ],
    compile: [
      "($module, /, source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
      (s: PyObj, f: PyObj, mode: PyObj, flags?: PyObj, d?: PyObj, o?: PyObj, v?: PyObj) =>
        compile(s, f, mode, flags, o, v, d !== undefined && A.truth(d)),
    ],
    delattr: [
      "($module, obj, name, /)",
      (o: PyObj, n: PyObj) => {
        A.delattr(o, jsName(n, "delattr"));
        return null;
      },
    ],
    dir: ["($module, object=<unrepresentable>, /)", dir],
    divmod: [
      "($module, x, y, /)",
      divmod,
      "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.",
    ],
    eval: ["($module, source, /, globals=None, locals=None)", pyEval],
    exec: [
      "($module, source, /, globals=None, locals=None, *, closure=None)",
      (s: PyObj, g?: PyObj, l?: PyObj, closure?: PyObj) => pyExec(s, g, l, closure),
    ],
    format: [
      "($module, value, format_spec='', /)",
      (v: PyObj, spec?: PyObj) => {
        if (spec !== undefined && A.asStr(spec) === undefined)
          throw typeError(`format() argument 2 must be str, not ${A.typeName(spec)}`);
        return formatValue(v, spec ?? "");
      },
    ],
    getattr: [
      "($module, object, name, default=<unrepresentable>, /)",
      (o: PyObj, n: PyObj, def?: PyObj) => {
        const name = jsName(n, "getattr");
        if (def === undefined) return A.getattr(o, name);
        const v = A.getattrOpt(o, name);
        return v === undefined ? def : v;
      },
      "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object; getattr(x, 'y') is equivalent to x.y.\nWhen a default argument is given, it is returned when the attribute doesn't\nexist; without it, an exception is raised in that case.",
    ],
    globals: ["($module, /)", () => currentGlobals() ?? interp().builtinsDict],
    hasattr: [
      "($module, obj, name, /)",
      (o: PyObj, n: PyObj) => A.getattrOpt(o, jsName(n, "hasattr")) !== undefined,
    ],
    hash: ["($module, obj, /)", (o: PyObj) => A.hash(o)],
    id: [
      "($module, obj, /)",
      (o: PyObj) => {
        const n = idOf(o);
        audit("builtins.id", n);
        return n;
      },
    ],
    input: ["($module, prompt='', /)", input],
    isinstance: ["($module, obj, class_or_tuple, /)", (o: PyObj, c: PyObj) => A.isInstance(o, c)],
    issubclass: ["($module, cls, class_or_tuple, /)", (o: PyObj, c: PyObj) => A.isSubclass(o, c)],
    iter: [
      "($module, object, sentinel=<unrepresentable>, /)",
      (o: PyObj, s?: PyObj) => {
        if (s === undefined) return A.iter(o);
        if (!A.callable(o)) throw typeError("iter(v, w): v must be callable");
        return new CallableIter(o, s);
      },
    ],
    len: [
      "($module, obj, /)",
      (o: PyObj) => A.lenExact(o),
      "Return the number of items in a container.",
    ],
    locals: ["($module, /)", locals],
    max: [
      "($module, /, *args, key=None, default=<unrepresentable>)",
      (args: PyObj[], key?: PyObj, def?: PyObj) => extreme("max", args, key ?? null, def),
    ],
    min: [
      "($module, /, *args, key=None, default=<unrepresentable>)",
      (args: PyObj[], key?: PyObj, def?: PyObj) => extreme("min", args, key ?? null, def),
    ],
    next: [
      "($module, iterator, default=<unrepresentable>, /)",
      (it: PyObj, def?: PyObj) => {
        const f = typeOf(it).lookup("__next__");
        if (f === undefined) throw typeError(`'${A.typeName(it)}' object is not an iterator`);
        if (def === undefined) return A.callSlot(f, it);
        try {
          const v = (it as PyObject).$next();
          return v === undefined ? def : v;
        } catch (e) {
          if (isException(e, E.StopIteration)) return def;
          throw e;
        }
      },
    ],
    open: [
      "($module, /, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
      (...args: (PyObj | undefined)[]) => {
        const f = A.getattr(pyImport("_io", null, mkTuple(["open"]), 0), "open");
        const kw: Kw = new Map();
        const names = [
          "file",
          "mode",
          "buffering",
          "encoding",
          "errors",
          "newline",
          "closefd",
          "opener",
        ];
        names.forEach((n, k) => {
          const v = args[k];
          if (v !== undefined) kw.set(n, v);
        });
        return A.call(f, [], kw);
      },
    ],
    ord: ["($module, character, /)", ord],
    pow: ["($module, /, base, exp, mod=None)", pow],
    print: ["($module, /, *args, sep=' ', end='\\n', file=None, flush=False)", print],
    repr: ["($module, obj, /)", (o: PyObj) => A.repr(o)],
    round: [
      "($module, /, number, ndigits=None)",
      (n: PyObj, d?: PyObj) => {
        const f = typeOf(n).lookup("__round__");
        if (f === undefined)
          throw typeError(`type ${A.typeName(n)} doesn't define __round__ method`);
        return d === undefined || d === null ? A.callSlotAny(f, n, []) : A.callSlotAny(f, n, [d]);
      },
    ],
    setattr: [
      "($module, obj, name, value, /)",
      (o: PyObj, n: PyObj, v: PyObj) => {
        A.setattr(o, jsName(n, "setattr"), v);
        return null;
      },
    ],
    sorted: [
      "($module, iterable, /, *, key=None, reverse=False)",
      (it: PyObj, key?: PyObj, reverse?: PyObj) => {
        const by = key === undefined || key === null ? null : (x: PyObj) => A.call1(key, x);
        const down = reverse !== undefined && A.truth(reverse);
        return mkList(sortItems(A.listed(it), by, down));
      },
    ],
    sum: ["($module, iterable, /, start=0)", (it: PyObj, s?: PyObj) => sum(it, s ?? 0)],
    vars: [
      "($module, object=<unrepresentable>, /)",
      (o?: PyObj) => {
        if (o === undefined) return locals();
        const d = A.getattrOpt(o, "__dict__");
        if (d === undefined) throw typeError("vars() argument must have __dict__ attribute");
        return d;
      },
    ],
  });
  const types: Record<string, PyObj> = {
    bool: bool_type,
    bytearray: bytearray_type,
    bytes: bytes_type,
    classmethod: classmethod_type,
    complex: complex_type,
    dict: dict_type,
    enumerate: enumerate_type,
    filter: filter_type,
    float: float_type,
    frozenset: frozenset_type,
    int: int_type,
    list: list_type,
    map: map_type,
    memoryview: memoryview_type,
    object: object_type,
    property: property_type,
    range: range_type,
    reversed: reversed_type,
    set: set_type,
    slice: slice_type,
    staticmethod: staticmethod_type,
    str: str_type,
    super: PySuper.type,
    tuple: tuple_type,
    type: type_type,
    zip: zip_type,
    None: null,
    True: true,
    False: false,
    Ellipsis,
    NotImplemented,
    __debug__: i.flags.optimize === 0,
  };
  for (const k of Object.keys(types)) m.dict.setStr(k, types[k]);
  for (const k of Object.keys(E)) m.dict.setStr(k, E[k]);
  for (const n of ["locals", "vars", "dir", "eval", "exec"])
    localsReaders.add(m.dict.getStr(n) as PyObject);
  setPlainImport(m.dict.getStr("__import__") as PyObj);
  asciiHook.f = m.dict.getStr("ascii") as PyObj;
  formatAscii.f = ascii;
  builtinHook.get = (name) => interp().builtins.dict.getStr(name) as PyObj;
  sorted.f = m.dict.getStr("sorted") as PyObj;
  rebindHook.asFunction = (code, g) => () => run(code, { g, l: g });
  builtinsHook.module = () => interp().builtins;
  importHooks.display = (v) => {
    const hook = interp().sys.dict.getStr("displayhook");
    if (hook === undefined) throw err(E.RuntimeError, "lost sys.displayhook");
    A.call1(hook, v);
  };
  return m;
}

export function ascii(o: PyObj): PyObj {
  const r = A.repr(o);
  if (typeof r === "string" && /^[\x00-\x7f]*$/.test(r)) return r;
  const parts: string[] = [];
  for (let k = 0; k < r.length; k++) {
    const c = codeAt(r, k);
    if (c < 0x80) parts.push(String.fromCharCode(c));
    else if (c < 0x100) parts.push(`\\x${c.toString(16).padStart(2, "0")}`);
    else if (c < 0x10000) parts.push(`\\u${c.toString(16).padStart(4, "0")}`);
    else parts.push(`\\U${c.toString(16).padStart(8, "0")}`);
  }
  return parts.join("");
}

/** `id()`: a number that no other living object has; equal values of int and str share theirs. */
export function idOf(o: PyObj): PyObj {
  if (o instanceof PyObject) return identity(o);
  if (o === null) return 0x7e0000000000;
  if (typeof o === "boolean") return o ? 0x7e0000000020 : 0x7e0000000040;
  if (typeof o === "number") return 0x7d0000000000 + o * 32;
  return identity(valueIds(o));
}
const boxes = new Map<string | bigint, PyObject>();
function valueIds(o: string | bigint): PyObject {
  let b = boxes.get(o);
  if (b === undefined) {
    if (boxes.size > 10000) boxes.clear();
    boxes.set(o, (b = new PyObject(object_type)));
  }
  return b;
}

registerModule("builtins", (i) => i.builtins);
startHooks.builtins = (i) => {
  fillBuiltins(i);
};

export { builtinFunction, PyList, PyTuple, PyType, PyWStr, reprStr, typeOf };
