/** What the parameters and results of rows can be (rows.ts). */

/** How a parameter is declared, filled from the Python value `v`, and told as a result. */
export interface Kind {
  readonly declare: string;
  readonly take?: string;
  readonly pass: string;
  readonly give?: string;
  readonly after?: string;
}
const TEXT = (name: string): string => `${name} ? PyUnicode_FromString(${name}) : none()`;

export const PARAMETERS: Record<string, Kind> = {
  /** NULL where the Python name NULL stands. */
  O: { declare: "PyObject* @", take: "@ = v == null_object ? NULL : v", pass: "@" },
  /** An object that the function keeps, so that its count is not told. */
  K: { declare: "PyObject* @", take: "@ = v == null_object ? NULL : v", pass: "@" },
  /** A reference that the function steals. */
  N: { declare: "PyObject* @", take: "@ = v == null_object ? NULL : v; Py_XINCREF(@)", pass: "@" },
  T: { declare: "PyTypeObject* @", take: "@ = (PyTypeObject*)v", pass: "@" },
  s: { declare: "const char* @", take: "@ = text(v)", pass: "@" },
  /** The bytes of a bytes object. */
  y: { declare: "const char* @", take: "@ = v == Py_None ? NULL : PyBytes_AsString(v)", pass: "@" },
  /** The same, and how many there are. */
  "y#": {
    declare: "const char* @; Py_ssize_t @n = 0",
    take: "@ = v == Py_None ? NULL : (@n = PyBytes_Size(v), PyBytes_AsString(v))",
    pass: "@, @n",
  },
  L: { declare: "long long @", take: "@ = PyLong_AsLongLong(v)", pass: "@" },
  U: { declare: "unsigned long long @", take: "@ = PyLong_AsUnsignedLongLong(v)", pass: "@" },
  z: { declare: "size_t @", take: "@ = PyLong_AsSize_t(v)", pass: "@" },
  p: { declare: "void* @", take: "@ = PyLong_AsVoidPtr(v)", pass: "@" },
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
  ">L": { declare: "long long @ = -77", pass: "&@", give: "PyLong_FromLongLong(@)" },
  ">h": { declare: "int32_t @ = -77", pass: "&@", give: "PyLong_FromLong(@)" },
  ">H": { declare: "uint32_t @ = 77", pass: "&@", give: "PyLong_FromUnsignedLong(@)" },
  ">q": { declare: "int64_t @ = -77", pass: "&@", give: "PyLong_FromLongLong(@)" },
  ">Q": { declare: "uint64_t @ = 77", pass: "&@", give: "PyLong_FromUnsignedLongLong(@)" },
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

export const RESULTS: Record<string, { type: string; failed: string; give: string }> = {
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
  L: {
    type: "long long",
    failed: "r == -1 && PyErr_Occurred()",
    give: "PyLong_FromLongLong(r)",
  },
  U: {
    type: "unsigned long long",
    failed: "r == (unsigned long long)-1 && PyErr_Occurred()",
    give: "PyLong_FromUnsignedLongLong(r)",
  },
  z: {
    type: "size_t",
    failed: "r == (size_t)-1 && PyErr_Occurred()",
    give: "PyLong_FromSize_t(r)",
  },
  p: { type: "void*", failed: "r == NULL && PyErr_Occurred()", give: "PyLong_FromVoidPtr(r)" },
  d: { type: "double", failed: "r == -1.0 && PyErr_Occurred()", give: "PyFloat_FromDouble(r)" },
  u: { type: "Py_UCS4", failed: "r == (Py_UCS4)-1", give: "PyLong_FromUnsignedLong(r)" },
  v: { type: "void", failed: "PyErr_Occurred()", give: "none()" },
};
