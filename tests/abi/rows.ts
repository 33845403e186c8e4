/**
 * Rows: calls of single API functions, told in text files (`rows/*.rows`) and compared with what
 * CPython printed for them.
 *
 *     PyCodec_Encode O: O s s
 *       "text", "latin-1", None
 *
 * A head names the function, what it returns, and its parameters; `@3.15` behind it the level that
 * has it. Each indented line is one call: a tuple of Python values. From the heads a C extension is
 * generated that calls the functions; `drive` is the Python script that makes the calls.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Row {
  readonly name: string;
  readonly result: string;
  readonly parameters: readonly string[];
  readonly level: number;
  readonly calls: string[];
}

const folder = join(import.meta.dirname, "rows");

export function readRows(): Row[] {
  const rows: Row[] = [];
  for (const file of readdirSync(folder)
    .filter((f) => f.endsWith(".rows"))
    .sort())
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      if (line.startsWith(" ")) {
        rows[rows.length - 1].calls.push(line.trim());
        continue;
      }
      const m = /^(\w+) (\S+):([^@]*)(?:@3\.(\d+))?$/.exec(line);
      if (m === null) throw new Error(`${file}: ${line}`);
      const parameters = m[3].split(" ").filter((p) => p !== "");
      rows.push({ name: m[1], result: m[2], parameters, level: Number(m[4] ?? 14), calls: [] });
    }
  return rows;
}

/** How a parameter is declared, filled from the Python value `v`, and told as a result. */
interface Kind {
  readonly declare: string;
  readonly take?: string;
  readonly pass: string;
  readonly give?: string;
  readonly after?: string;
}
const TEXT = (name: string): string => `${name} ? PyUnicode_FromString(${name}) : none()`;

const PARAMETERS: Record<string, Kind> = {
  /** NULL where the Python name NULL stands. */
  O: { declare: "PyObject* @", take: "@ = v == null_object ? NULL : v", pass: "@" },
  /** A reference that the function steals. */
  N: { declare: "PyObject* @", take: "@ = v == null_object ? NULL : v; Py_XINCREF(@)", pass: "@" },
  T: { declare: "PyTypeObject* @", take: "@ = (PyTypeObject*)v", pass: "@" },
  s: { declare: "const char* @", take: "@ = text(v)", pass: "@" },
  /** The bytes of a bytes object. */
  y: { declare: "const char* @", take: "@ = v == Py_None ? NULL : PyBytes_AsString(v)", pass: "@" },
  w: { declare: "wchar_t* @", take: "@ = wide(v)", pass: "@", after: "PyMem_Free(@)" },
  n: { declare: "Py_ssize_t @", take: "@ = PyLong_AsSsize_t(v)", pass: "@" },
  i: { declare: "int @", take: "@ = (int)PyLong_AsLong(v)", pass: "@" },
  l: { declare: "long @", take: "@ = PyLong_AsLong(v)", pass: "@" },
  k: { declare: "unsigned long @", take: "@ = PyLong_AsUnsignedLong(v)", pass: "@" },
  d: { declare: "double @", take: "@ = PyFloat_AsDouble(v)", pass: "@" },
  c: { declare: "int @", take: "@ = *text(v)", pass: "(char)@" },
  u: { declare: "Py_UCS4 @", take: "@ = (Py_UCS4)PyLong_AsLong(v)", pass: "@" },
  /** Written by the function. */
  ">O": { declare: "PyObject* @ = null_object", pass: "&@", give: "owned(@)" },
  ">B": { declare: "PyObject* @ = null_object", pass: "&@", give: "borrowed(@)" },
  ">n": { declare: "Py_ssize_t @ = -77", pass: "&@", give: "PyLong_FromSsize_t(@)" },
  ">i": { declare: "int @ = -77", pass: "&@", give: "PyLong_FromLong(@)" },
  ">z": { declare: "size_t @ = 77", pass: "&@", give: "PyLong_FromSize_t(@)" },
  /** Read and written. */
  "=i": {
    declare: "int @",
    take: "@ = (int)PyLong_AsLong(v)",
    pass: "&@",
    give: "PyLong_FromLong(@)",
  },
  "=O": {
    declare: "PyObject* @",
    take: "@ = v; Py_INCREF(@)",
    pass: "&@",
    give: "owned(@)",
  },
  /** A pointer into the text before it: what is left is told. */
  ">e": { declare: "char* @ = NULL", pass: "&@", give: TEXT("@") },
};

const RESULTS: Record<string, { type: string; failed: string; give: string }> = {
  O: { type: "PyObject*", failed: "!r", give: "r" },
  B: { type: "PyObject*", failed: "0", give: "borrowed(r)" },
  T: { type: "PyTypeObject*", failed: "!r", give: "(PyObject*)r" },
  s: { type: "const char*", failed: "!r", give: "PyUnicode_FromString(r)" },
  /** Text that the caller frees. */
  S: { type: "char*", failed: "!r", give: "freed(r)" },
  W: { type: "wchar_t*", failed: "!r", give: "freed_wide(r)" },
  i: { type: "int", failed: "r == -1 && PyErr_Occurred()", give: "PyLong_FromLong(r)" },
  l: { type: "long", failed: "r == -1 && PyErr_Occurred()", give: "PyLong_FromLong(r)" },
  n: { type: "Py_ssize_t", failed: "r == -1 && PyErr_Occurred()", give: "PyLong_FromSsize_t(r)" },
  k: {
    type: "unsigned long",
    failed: "r == (unsigned long)-1 && PyErr_Occurred()",
    give: "PyLong_FromUnsignedLong(r)",
  },
  d: { type: "double", failed: "r == -1.0 && PyErr_Occurred()", give: "PyFloat_FromDouble(r)" },
  u: { type: "Py_UCS4", failed: "r == (Py_UCS4)-1", give: "PyLong_FromUnsignedLong(r)" },
  v: { type: "void", failed: "PyErr_Occurred()", give: "none()" },
};

const OLD = new Set(
  (
    "PyUnicode_AsDecodedObject PyUnicode_AsDecodedUnicode PyUnicode_AsEncodedObject " +
    "PyUnicode_AsEncodedUnicode PyMarshal_WriteObjectToString PyMarshal_ReadObjectFromString " +
    "PySys_AddXOption PySys_AddWarnOption PySys_HasWarnOptions PySys_ResetWarnOptions " +
    "PySys_GetXOptions PyFile_FromFd"
  ).split(" "),
);

function wrapper(row: Row): string {
  const kinds = row.parameters.map((p, i) => {
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
  const r = RESULTS[row.result];
  if (r === undefined) throw new Error(`${row.name}: no result kind ${row.result}`);
  let given = 0;
  const lines = kinds.map((k) => `  ${k.declare};`);
  for (const k of kinds)
    if (k.take !== undefined) lines.push(`  v = PyTuple_GetItem(args, ${given++}); ${k.take};`);
  lines.push("  if (PyErr_Occurred()) return NULL;");
  const call = `${row.name}(${kinds.map((k) => k.pass).join(", ")})`;
  lines.push(row.result === "v" ? `  ${call};` : `  ${r.type} r = (${r.type})${call};`);
  for (const k of kinds) if (k.after !== undefined) lines.push(`  ${k.after};`);
  lines.push(`  if (${r.failed}) return failure();`);
  const outs = kinds.filter((k) => k.give !== undefined).map((k) => `, ${k.give}`);
  lines.push(`  return pack(${outs.length + 1}, ${r.give}${outs.join("")});`);
  // Names that no header declares any more.
  const hidden = OLD.has(row.name) ? `extern ${r.type} ${row.name}();\n` : "";
  return `${hidden}static PyObject* row_${row.name}(PyObject* self, PyObject* args) {
  PyObject* v = NULL; (void)self; (void)v; (void)args;
${lines.join("\n")}
}`;
}

const PROLOGUE = `#include <Python.h>
#include <stdarg.h>
static PyObject* null_object;
static PyObject* none(void) { Py_INCREF(Py_None); return Py_None; }
static PyObject* borrowed(PyObject* o) { if (!o) o = null_object; Py_INCREF(o); return o; }
static PyObject* owned(PyObject* o) { if (!o || o == null_object) return borrowed(null_object); return o; }
static const char* text(PyObject* o) { return o == Py_None ? NULL : PyUnicode_AsUTF8AndSize(o, NULL); }
static wchar_t* wide(PyObject* o) { return o == Py_None ? NULL : PyUnicode_AsWideCharString(o, NULL); }
static PyObject* freed(char* s) { PyObject* r = PyUnicode_FromString(s); PyMem_Free(s); return r; }
static PyObject* freed_wide(wchar_t* s) { PyObject* r = PyUnicode_FromWideChar(s, -1); PyMem_Free(s); return r; }
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
(void)0;
`.replace("(void)0;\n", "");

export function extensionSource(rows: readonly Row[], module: string): string {
  const unused = "freed, freed_wide, owned, wide, text, none, failure"
    .split(", ")
    .map((f) => `(void)${f};`)
    .join(" ");
  return `${PROLOGUE}
${rows.map(wrapper).join("\n")}
static PyMethodDef methods[] = {
${rows.map((r) => `  {"${r.name}", row_${r.name}, METH_VARARGS, NULL},`).join("\n")}
  {NULL, NULL, 0, NULL}};
static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "${module}", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_${module}(void) {
  ${unused}
  PyObject* m = PyModule_Create(&def);
  if (!m) return NULL;
  null_object = PyObject_CallNoArgs((PyObject*)&PyBaseObject_Type);
  PyModule_AddObjectRef(m, "NULL", null_object);
  return m;
}
`;
}

/** The script that makes the calls; all rows of a level, one line a call. */
export function driver(rows: readonly Row[], module: string): string {
  const calls = rows.map((r) => [r.name, r.calls.length > 0 ? r.calls : [""]]);
  return `import re, sys, types, codecs, io, warnings, math, collections
warnings.simplefilter("ignore")
import ${module} as api
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
big = 1 << 70
lone = "a\\ud800b"
def show(o):
    return "NULL" if o is NULL else "(" + ", ".join(map(show, o)) + ")" if type(o) is tuple else repr(o)
def clean(s):
    s = re.sub(r"^\\.\\./[\\w/]+\\.c:\\d+: ", "", s)
    return re.sub(r"0x[0-9a-f]{6,}", "0x#", s).encode("ascii", "backslashreplace").decode()
for name, cases in ${JSON.stringify(calls)}:
    for case in cases:
        try:
            args = eval("(" + case + ",)" if case else "()")
            r = clean(show(getattr(api, name)(*args)))
            kept = [clean(show(a)) for a in args if type(a) in (list, dict, set, bytearray, ListSub, DictSub)]
            if kept: r += "  with " + ", ".join(kept)
        except BaseException as e:
            r = "!! " + type(e).__name__ + ": " + clean(str(e))
        print(name + "(" + case + ") ->", r, flush=True)
`;
}
