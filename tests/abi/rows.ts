/**
 * Rows: calls of API functions, told in text files (`rows/*.rows`) and compared with what CPython
 * printed for them.
 *
 *     PyCodec_Encode O: O s s
 *       "text", "latin-1", None
 *
 * A head names the function, what it returns, and its parameters; `@3.15` behind it the level that
 * has it. Each indented line is one call: a tuple of Python values. From the heads a C extension is
 * generated that calls the functions; `drive` is the Python script that makes the calls. Where one
 * call does not say it (variadic functions, structs, pairs), a head `=name: parameters` is followed
 * by the lines of a C body (`|`) that sees them as a0, a1..., and gives an object. A body before the
 * first head is C for the whole file. A head that ends in `!` is of calls that run in a process each.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Kind, PARAMETERS, RESULTS } from "./row_kinds.js";

export interface Row {
  readonly name: string;
  readonly result: string;
  readonly parameters: readonly string[];
  readonly level: number;
  readonly alone: boolean;
  readonly calls: string[];
  readonly body: string[];
}

export interface RowFile {
  readonly name: string;
  readonly level: number;
  readonly rows: readonly Row[];
  readonly shared: readonly string[];
}

export const folder = join(import.meta.dirname, "rows");
const HEAD = /^(?:(\w+) (\S+)|=(\w+)):([^@!]*)(?:@3\.(\d+))?\s*(!?)$/;

function readFile(file: string): RowFile {
  const rows: Row[] = [];
  const shared: string[] = [];
  for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
    const text = line.trim();
    if (text === "" || line.startsWith("#")) continue;
    if (text.startsWith("|")) {
      (rows.at(-1)?.body ?? shared).push(text.slice(1));
      continue;
    }
    if (line.startsWith(" ")) {
      rows[rows.length - 1].calls.push(text);
      continue;
    }
    const m = HEAD.exec(line);
    if (m === null) throw new Error(`${file}: ${line}`);
    rows.push({
      name: m[1] ?? m[3],
      result: m[2] ?? "",
      parameters: m[4].split(" ").filter((p) => p !== ""),
      level: Number(m[5] ?? 14),
      alone: m[6] === "!",
      calls: [],
      body: [],
    });
  }
  const level = rows[0].level;
  if (rows.some((r) => r.level !== level)) throw new Error(`${file}: more than one level`);
  return { name: file.slice(0, -".rows".length), level, rows, shared };
}

export function readRows(): RowFile[] {
  const files = readdirSync(folder).filter((f) => f.endsWith(".rows"));
  return files.sort().map(readFile);
}

/** How many rows call each of the functions. */
export function coverage(files: readonly RowFile[], names: Iterable<string>): Map<string, number> {
  const count = new Map([...names].map((n) => [n, 0]));
  for (const { rows, shared } of files)
    for (const row of rows) {
      const code =
        row.body.length > 0 ? [...row.body, ...sharedBy(row, shared)].join("\n") : row.name;
      for (const word of new Set(code.match(/\w+/g))) {
        const before = count.get(word);
        if (before !== undefined) count.set(word, before + Math.max(1, row.calls.length));
      }
    }
  return count;
}

/** The lines of the file's own C that a row's body reaches by a name defined there. */
function sharedBy(row: Row, shared: readonly string[]): string[] {
  const words = new Set(row.body.join("\n").match(/\w+/g));
  return shared.filter((line) => {
    const m = /\b(\w+)\s*\(/.exec(line);
    return m !== null && words.has(m[1]);
  });
}

const OLD = new Set(
  (
    "PyUnicode_AsDecodedObject PyUnicode_AsDecodedUnicode PyUnicode_AsEncodedObject " +
    "PyUnicode_AsEncodedUnicode PyMarshal_WriteObjectToString PyMarshal_ReadObjectFromString " +
    "PySys_AddXOption PySys_AddWarnOption PySys_HasWarnOptions PySys_ResetWarnOptions " +
    "PySys_GetXOptions PyFile_FromFd"
  ).split(" "),
);

function wrapper(row: Row): string {
  const kinds: Kind[] = row.parameters.map((p, i) => {
    const k = PARAMETERS[p];
    if (k === undefined) throw new Error(`${row.name}: no parameter kind ${p}`);
    const at = (s: string | undefined): string | undefined => s?.replaceAll("@", `a${i}`);
    return {
      declare: at(k.declare) as string,
      take: at(k.take),
      pass: at(k.pass) as string,
      give: at(k.give),
      after: at(k.after),
    };
  });
  if (row.body.length > 0) return bodied(row, kinds);
  const r = RESULTS[row.result];
  if (r === undefined) throw new Error(`${row.name}: no result kind ${row.result}`);
  const lines = taken(kinds);
  const call = `${row.name}(${kinds.map((k) => k.pass).join(", ")})`;
  lines.push(row.result === "v" ? `  ${call};` : `  ${r.type} r = (${r.type})${call};`);
  for (const k of kinds) if (k.after !== undefined) lines.push(`  ${k.after};`);
  lines.push(`  if (${r.failed}) return failure();`);
  const outs = kinds.filter((k) => k.give !== undefined).map((k) => `, ${k.give}`);
  lines.push(`  return pack(${outs.length + 1}, ${r.give}${outs.join("")});`);
  // Names that no header declares any more.
  const hidden = OLD.has(row.name)
    ? `#ifndef Py_TARGET_ABI3T\nextern ${r.type} ${row.name}();\n#endif\n`
    : "";
  return `${hidden}static PyObject* row_${row.name}(PyObject* self, PyObject* args) {
  PyObject* v = NULL; (void)self; (void)v; (void)args;
${lines.join("\n")}
}`;
}

/** The C that fills the parameters from the tuple of arguments. */
function taken(kinds: readonly Kind[]): string[] {
  let given = 0;
  const lines = kinds.map((k) => `  ${k.declare};`);
  for (const k of kinds)
    if (k.take !== undefined) lines.push(`  v = PyTuple_GetItem(args, ${given++}); ${k.take};`);
  lines.push("  if (PyErr_Occurred()) return NULL;");
  return lines;
}

/** A row of which the C is written out. */
function bodied(row: Row, kinds: readonly Kind[]): string {
  return `static PyObject* row_${row.name}(PyObject* self, PyObject* args) {
  PyObject* v = NULL; (void)self; (void)v; (void)args;
${taken(kinds).join("\n")}
${row.body.join("\n")}
}`;
}

/** Old headers take lengths behind "#" for ints without it, which CPython refuses by now. */
const CLEAN = "#define PY_SSIZE_T_CLEAN\n";
const PROLOGUE = `#include <Python.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <errno.h>
#include <stddef.h>
extern const char* PyUnicode_AsUTF8AndSize(PyObject*, Py_ssize_t*);
extern wchar_t* PyUnicode_AsWideCharString(PyObject*, Py_ssize_t*);
static PyObject* null_object;
static PyObject* none(void) { Py_INCREF(Py_None); return Py_None; }
static PyObject* borrowed(PyObject* o) { if (!o) o = null_object; Py_INCREF(o); return o; }
static PyObject* owned(PyObject* o) { if (!o || o == null_object) return borrowed(null_object); return o; }
static const char* text(PyObject* o) { return o == Py_None ? NULL : PyUnicode_AsUTF8AndSize(o, NULL); }
static wchar_t* wide(PyObject* o) { return o == Py_None ? NULL : PyUnicode_AsWideCharString(o, NULL); }
static PyObject* freed(char* s) { PyObject* r = PyUnicode_FromString(s); PyMem_Free(s); return r; }
static PyObject* freed_wide(wchar_t* s) { PyObject* r = PyUnicode_FromWideChar(s, -1); PyMem_Free(s); return r; }
static PyObject* num(long n) { return PyLong_FromLong(n); }
static PyObject* str(const char* s) { return s ? PyUnicode_FromString(s) : none(); }
/* NULL without an error is told as such. */
static PyObject* failure(void) { return PyErr_Occurred() ? NULL : borrowed(null_object); }
static PyObject* pack(int n, ...) {
  va_list va; va_start(va, n);
  PyObject* t = PyTuple_New(n);
  for (int i = 0; i < n; i++) { PyObject* o = va_arg(va, PyObject*); if (!o) return NULL; PyTuple_SetItem(t, i, o); }
  va_end(va);
  if (PyErr_Occurred()) return NULL;
  if (n > 1) return t;
  PyObject* o = PyTuple_GetItem(t, 0); Py_INCREF(o); Py_DECREF(t); return o;
}
/* The error that is set, as an object; NULL is told as such. */
static PyObject* error(void) {
  PyObject *t = NULL, *e = NULL, *tb = NULL;
  PyErr_Fetch(&t, &e, &tb); PyErr_NormalizeException(&t, &e, &tb);
  Py_XDECREF(t); Py_XDECREF(tb);
  return owned(e);
}
/* Calls show(function, arguments) and tells how the counts of the arguments have changed by it. */
static PyObject* watched(PyObject* self, PyObject* args) {
  Py_ssize_t before[16], n, i; (void)self;
  PyObject* list = PyTuple_GetItem(args, 2);
  n = PyTuple_Size(list); if (n > 16) n = 16;
  for (i = 0; i < n; i++) before[i] = Py_REFCNT(PyTuple_GetItem(list, i));
  PyObject* told = PyObject_CallFunctionObjArgs(PyTuple_GetItem(args, 0), PyTuple_GetItem(args, 1), list, NULL);
  if (!told) return NULL;
  PyObject* deltas = PyTuple_New(n);
  for (i = 0; i < n; i++) PyTuple_SetItem(deltas, i, PyLong_FromSsize_t(Py_REFCNT(PyTuple_GetItem(list, i)) - before[i]));
  return pack(2, told, deltas);
}
`;

export const moduleOf = (file: RowFile): string => `rows_${file.name.replaceAll(/\W/g, "_")}`;

export function extensionSource(file: RowFile, rows = file.rows): string {
  const module = moduleOf(file);
  const unused = "freed, freed_wide, owned, wide, text, none, failure, num, str, error"
    .split(", ")
    .map((f) => `(void)${f};`)
    .join(" ");
  // Rows that name the twins of functions would be given them for the functions, too.
  const named = [...file.shared, ...file.rows.flatMap((r) => r.body)].some((l) => /_SizeT/.test(l));
  return `${named ? "" : CLEAN}${PROLOGUE}
${file.shared.map(oldNames).join("\n")}
${rows.map((r) => `#line 1 "row ${r.name}"\n${wrapper(r)}`).join("\n")}
#line 1 "${module}.c"
static PyMethodDef methods[] = {
  {"watched", watched, METH_VARARGS, NULL},
${rows.map((r) => `  {"${r.name}", row_${r.name}, METH_VARARGS, NULL},`).join("\n")}
  {NULL, NULL, 0, NULL}};
static int fill(PyObject* m) {
  ${unused}
  null_object = PyObject_CallObject((PyObject*)&PyBaseObject_Type, NULL);
  Py_INCREF(null_object);
  return PyModule_AddObject(m, "NULL", null_object);
}
#ifdef Py_TARGET_ABI3T
PyABIInfo_VAR(abi_info);
static PySlot definition[] = {
  PySlot_DATA(Py_mod_abi, &abi_info), PySlot_DATA(Py_mod_name, "${module}"),
  PySlot_STATIC_DATA(Py_mod_methods, methods), PySlot_FUNC(Py_mod_exec, fill), PySlot_END};
PyMODEXPORT_FUNC PyModExport_${module}(void) { return definition; }
#else
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "${module}", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_${module}(void) {
  PyObject* m = PyModule_Create(&def);
  if (m && fill(m) < 0) Py_CLEAR(m);
  return m;
}
#endif
`;
}

/** Functions that no header declares any more are for old binaries alone. */
const oldNames = (line: string, k: number): string =>
  `#line 1 "shared ${k}"\n${/\bextern\b/.test(line) ? `#ifndef Py_TARGET_ABI3T\n${line}\n#endif` : line}`;

/** The C compiler's word on a line of the file's own C or of a row. */
const REFUSED = /^(shared|row) (\w+):\d+:\d+: error/gm;

/**
 * What is left of a file for headers that do not have everything its rows use: `errors` gives what a
 * compiler says of a source.
 */
export function fitting(file: RowFile, errors: (source: string) => string): RowFile {
  for (let left = file; ; ) {
    const refused = new Map<string, Set<string>>([
      ["shared", new Set()],
      ["row", new Set()],
    ]);
    const said = errors(extensionSource(left));
    for (const [, what, name] of said.matchAll(REFUSED)) refused.get(what)?.add(name);
    const [shared, rows] = [...refused.values()];
    if (shared.size + rows.size === 0) {
      if (/: error/.test(said)) throw new Error(`${file.name}: ${said}`);
      return left;
    }
    left = {
      ...left,
      shared: left.shared.map((line, k) => (shared.has(String(k)) ? "" : line)),
      rows: left.rows.filter((r) => !rows.has(r.name)),
    };
  }
}

const FIXTURES = String.raw`import re, sys, types, codecs, io, warnings, math, collections, weakref, os
warnings.simplefilter("ignore")
NULL = api.NULL
class Raises:
    def __index__(self): raise LookupError("no index")
    def __str__(self): raise LookupError("no str")
    __repr__ = __hash__ = __bool__ = __len__ = __iter__ = __str__
    def __eq__(self, o): raise LookupError("no eq")
    def __getattr__(self, n): raise LookupError("no attr")
class Index:
    def __index__(self): return 7
    def __float__(self): return 2.5
class BadIndex:
    def __index__(self): return "seven"
    __float__ = __bytes__ = __str__ = __repr__ = __index__
    def __iter__(self): return 5
    def __len__(self): return -1
class IntSub(int): pass
class StrSub(str): pass
class ListSub(list): pass
class TupleSub(tuple): pass
class DictSub(dict): pass
class BytesSub(bytes): pass
class FloatSub(float): pass
class Plain:
    attr = 1
class Call:
    def __call__(self, *a, **k): return (a, k)
class Slots:
    __slots__ = ("a",)
class Ops:
    def __getattr__(self, n): raise AttributeError(n)
for _n in "add sub mul matmul truediv floordiv mod lshift rshift and or xor".split():
    setattr(Ops, "__%s__" % _n, lambda s, o, n=_n: (n, o))
    setattr(Ops, "__r%s__" % _n, lambda s, o, n=_n: ("r" + n, o))
    setattr(Ops, "__i%s__" % _n, lambda s, o, n=_n: ("i" + n, o))
def raiser(*a, **k): raise LookupError("raised", *a)
big = 1 << 70
lone = "a\ud800b"
MUTABLE = (list, dict, set, bytearray, ListSub, DictSub)
noted = []
sys.unraisablehook = lambda a: noted.append("  unraisable %r %s" % (a.exc_value, a.err_msg))
def show(o):
    return "NULL" if o is NULL else "(" + ", ".join(map(show, o)) + ")" if type(o) is tuple else repr(o)
def clean(s):
    s = re.sub(r"\.\./[\w/]+\.c:\d+: ", "", s)
    s = re.sub(r"\d+ kB", "# kB", s)
    s = re.sub(r"(<module '[\w.]+') (from '[^']*'|\(frozen\))>", r"\1>", s)
    return re.sub(r"0x[0-9a-f]{6,}", "0x#", s).encode("ascii", "backslashreplace").decode()
def tell(f, args):
    try:
        r = clean(show(f(*args)))
        kept = [clean(show(a)) for a in args if type(a) in MUTABLE]
        if kept: r += "  with " + ", ".join(kept)
    except BaseException as e:
        r = "!! " + type(e).__name__ + ": " + clean(str(e))
    return r
def changes(values, deltas, told):
    # Instances of these are counted the same wherever they live.
    return ["%d:%+d" % (i, d) for i, (v, d) in enumerate(zip(values, deltas))
            if d and i in told and type(v) in MUTABLE + (Plain, Call, Raises)]
def run(name, case, told):
    args = eval("(" + case + ",)" if case else "()")
    text, deltas = api.watched(tell, getattr(api, name), args)
    d = changes(args, deltas, told)
    if d: text += "  counts " + ", ".join(d)
    text += clean("".join(noted))
    noted.clear()
    print(name + "(" + case + ") ->", text, flush=True)
`;

/** The script that makes the calls, one line each; with arguments K and N, call N of row K alone. */
export function driver(file: RowFile, rows = file.rows): string {
  const calls = rows.map((r) => [
    r.name,
    r.calls.length > 0 ? r.calls : [""],
    r.parameters
      .filter((p) => PARAMETERS[p].take !== undefined)
      .flatMap((p, i) => (p === "O" ? [i] : [])),
    r.alone ? 1 : 0,
  ]);
  return `import ${moduleOf(file)} as api
${FIXTURES}
rows = ${JSON.stringify(calls)}
if len(sys.argv) > 1:
    k, n = map(int, sys.argv[1:])
    run(rows[k][0], rows[k][1][n], rows[k][2])
else:
    for name, cases, told, alone in rows:
        if alone: continue
        for case in cases: run(name, case, told)
`;
}
