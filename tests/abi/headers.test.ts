import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { STABLE_SYMBOLS } from "../../src/abi/generated/symbols.js";
import { include, inTemporaryDirectory, run, sharedObject } from "./build.js";

const LEVELS = [2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const limited = (minor: number) =>
  `-DPy_LIMITED_API=0x03${minor.toString(16).padStart(2, "0")}0000`;
const oneLiners = fileURLToPath(new URL("one-liners.c", import.meta.url));

/** Another set of headers to compare with, where the machine has one. */
const cpython = { include: "/usr/include/python3.11", minor: 11 };
const hasCpython = existsSync(join(cpython.include, "Python.h"));

/** Names that the object compiled from `source` needs from elsewhere. */
function needs(source: string, ...flags: string[]): string[] {
  return inTemporaryDirectory((directory) => {
    const object = join(directory, "it.o");
    run("cc", ["-c", "-fPIC", "-O1", "-DNDEBUG", "-w", ...flags, "-o", object, "-xc", "-"], source);
    const listed = run("nm", ["-u", object]).matchAll(/^\s*U (\S+)$/gm);
    return [...listed].map((match) => match[1]!).sort();
  });
}

/** What the program prints, as a list of lines. */
function prints(source: string, ...flags: string[]): string[] {
  return inTemporaryDirectory((directory) => {
    const program = join(directory, "it");
    run("cc", ["-w", "-O0", ...flags, "-o", program, "-xc", "-"], source);
    return run(program, []).trim().split("\n");
  });
}

describe("Python.h is clean", () => {
  const source = `#include <Python.h>
#include <structmember.h>
PyMODINIT_FUNC PyInit_x(void);
PyMODINIT_FUNC PyInit_x(void) { return NULL; }
PyObject *f(PyObject *o) { Py_CLEAR(o); if (PyList_Check(o)) Py_RETURN_TRUE; Py_RETURN_NONE; }
`;
  const strict = ["-Wall", "-Wextra", "-pedantic", "-Werror", `-I${include}`, "-fsyntax-only", "-"];
  for (const minor of LEVELS) {
    test(`at 3.${minor}, as C11 and C++17`, () => {
      run("cc", ["-std=c11", "-xc", limited(minor), ...strict], source);
      run("c++", ["-std=c++17", "-xc++", limited(minor), ...strict], source);
    });
  }

  test("without a level, with a bare one, and for abi3t", () => {
    for (const flag of [
      "-DNO_LEVEL",
      "-DPy_LIMITED_API",
      "-DPy_LIMITED_API=3",
      "-DPy_TARGET_ABI3T=0x030f0000",
    ]) {
      run("cc", ["-std=c11", "-xc", flag, ...strict], source);
      run("c++", ["-std=c++17", "-xc++", flag, ...strict], source);
    }
    expect(() =>
      run("cc", ["-std=c11", "-xc", "-DPy_TARGET_ABI3T=0x030e0000", ...strict], source),
    ).toThrow(/starts at 3\.15/);
  });
});

describe("what is declared", () => {
  const addresses = (names: string[]) => `#include <Python.h>
void *all[] = {${names.map((name) => `(void *)&${name},`).join("\n")}};`;

  test("every function and variable of the API, at the newest level", () => {
    const names = [...STABLE_SYMBOLS].filter(([, symbol]) => !symbol.abiOnly).map(([name]) => name);
    // Macros that give an old name to a newer function.
    const renamed = new Set([
      "PyObject_Length",
      "PySequence_Length",
      "PySequence_In",
      "PyMapping_Length",
    ]);
    const found = needs(addresses(names), limited(15), `-I${include}`);
    expect(found).toEqual(names.filter((name) => !renamed.has(name)).sort());
  });

  test("nothing before its time, but for what headers never gated", () => {
    const ungated = /^(PyVectorcall_NARGS|PyIter_Check|PyIndex_Check|Py_Is\w*|Py_X?NewRef)$/;
    const declared = (minor: number, names: string[]) =>
      inTemporaryDirectory((directory) => {
        const file = join(directory, "it.c");
        writeFileSync(
          file,
          `#include <Python.h>\n${names.map((n) => `void *a_${n} = (void *)&${n};`).join("\n")}`,
        );
        try {
          run("cc", [
            "-fsyntax-only",
            "-fmax-errors=0",
            "-w",
            limited(minor),
            `-I${include}`,
            file,
          ]);
          return names;
        } catch (error) {
          const missing = new Set(
            [
              ...String((error as { stderr: string }).stderr).matchAll(/[‘'](\w+)[’'] undeclared/g),
            ].map((m) => m[1]!),
          );
          return names.filter((name) => !missing.has(name));
        }
      });
    for (const minor of [10, 11, 12, 13, 14]) {
      const later = [...STABLE_SYMBOLS].filter(([, s]) => s.added[1] > minor).map(([name]) => name);
      expect(
        declared(minor, later).filter((name) => !ungated.test(name)),
        `3.${minor}`,
      ).toEqual([]);
    }
  });
});

describe("layouts and numbers are those of the stable ABI", () => {
  const offsets: [struct: string, size: number, fields: Record<string, number>][] = [
    ["PyObject", 16, { ob_refcnt: 0, ob_type: 8 }],
    ["PyVarObject", 24, { ob_base: 0, ob_size: 16 }],
    ["PyMethodDef", 32, { ml_name: 0, ml_meth: 8, ml_flags: 16, ml_doc: 24 }],
    ["PyGetSetDef", 40, { name: 0, get: 8, set: 16, doc: 24, closure: 32 }],
    ["PyMemberDef", 40, { name: 0, type: 8, offset: 16, flags: 24, doc: 32 }],
    ["PyModuleDef_Base", 40, { ob_base: 0, m_init: 16, m_index: 24, m_copy: 32 }],
    [
      "PyModuleDef",
      104,
      {
        m_base: 0,
        m_name: 40,
        m_doc: 48,
        m_size: 56,
        m_methods: 64,
        m_slots: 72,
        m_traverse: 80,
        m_clear: 88,
        m_free: 96,
      },
    ],
    ["PyModuleDef_Slot", 16, { slot: 0, value: 8 }],
    ["PyType_Slot", 16, { slot: 0, pfunc: 8 }],
    ["PyType_Spec", 32, { name: 0, basicsize: 8, itemsize: 12, flags: 16, slots: 24 }],
    ["PyStructSequence_Field", 16, { name: 0, doc: 8 }],
    ["PyStructSequence_Desc", 32, { name: 0, doc: 8, fields: 16, n_in_sequence: 24 }],
    [
      "Py_buffer",
      80,
      {
        buf: 0,
        obj: 8,
        len: 16,
        itemsize: 24,
        readonly: 32,
        ndim: 36,
        format: 40,
        shape: 48,
        strides: 56,
        suboffsets: 64,
        internal: 72,
      },
    ],
  ];
  const newest: typeof offsets = [
    [
      "PyABIInfo",
      12,
      {
        abiinfo_major_version: 0,
        abiinfo_minor_version: 1,
        flags: 2,
        build_version: 4,
        abi_version: 8,
      },
    ],
    ["PySlot", 16, { sl_id: 0, sl_flags: 2, sl_reserved: 4, sl_ptr: 8, sl_uint64: 8 }],
    ["PyLongLayout", 4, { bits_per_digit: 0, digit_size: 1, digits_order: 2, digit_endianness: 3 }],
    ["PyLongExport", 40, { value: 0, negative: 8, ndigits: 16, digits: 24, _reserved: 32 }],
    ["PyCriticalSection", 16, {}],
    ["PyCriticalSection2", 24, {}],
  ];
  const program = (structs: typeof offsets) => `#include <stdio.h>
#include <stddef.h>
#include <Python.h>
#include <structmember.h>
int main(void) {
${structs
  .map(
    ([name, , fields]) =>
      `printf("${name} %zu", sizeof(${name}));${Object.keys(fields)
        .map((field) => `printf(" ${field} %zu", offsetof(${name}, ${field}));`)
        .join("")}puts("");`,
  )
  .join("\n")}
}`;
  const expected = (structs: typeof offsets) =>
    structs.map(([name, size, fields]) => [name, size, ...Object.entries(fields).flat()].join(" "));

  for (const minor of [11, 12, 14, 15]) {
    test(`structures at 3.${minor}`, () => {
      expect(prints(program(offsets), limited(minor), `-I${include}`)).toEqual(expected(offsets));
    });
  }

  test("structures new in 3.15", () => {
    expect(prints(program(newest), limited(15), `-I${include}`)).toEqual(expected(newest));
  });

  test.runIf(hasCpython)("structures as CPython has them", () => {
    expect(prints(program(offsets), limited(cpython.minor), `-I${cpython.include}`)).toEqual(
      expected(offsets),
    );
  });

  test.runIf(hasCpython)("numbers as CPython has them", () => {
    for (const minor of [2, 5, 8, 11]) {
      const macros = numericMacros(minor);
      expect(macros.length, `3.${minor}`).toBeGreaterThan(130);
      const source = `#include <stdio.h>
#include <Python.h>
#include <structmember.h>
int main(void) {
${macros.map((name) => `printf("${name} %lld\\n", (long long)(${name}));`).join("\n")}
}`;
      const both = [include, cpython.include].map((path) =>
        prints(source, limited(minor), `-I${path}`),
      );
      expect(both[0], `3.${minor}`).toEqual(both[1]);
    }
  });

  /** Names of slots, flags and types of members that both sets of headers define. */
  function numericMacros(minor: number): string[] {
    const source = "#include <Python.h>\n#include <structmember.h>\n";
    const defined = (path: string) => {
      const text = run("cc", ["-dM", "-E", "-xc", limited(minor), `-I${path}`, "-"], source);
      return new Set([...text.matchAll(/^#define (\w+) /gm)].map((match) => match[1]!));
    };
    const theirs = defined(cpython.include);
    const wanted =
      /^(Py_(tp|nb|sq|mp|am|bf|mod)_\w+|Py_TPFLAGS_\w+|METH_\w+|T_\w+|READONLY|RESTRICTED|PyBUF_\w+|Py_(LT|LE|EQ|NE|GT|GE)|Py_\w+_input|PYTHON_ABI_VERSION|Py_CLEANUP_SUPPORTED|Py_DTS\w+)$/;
    return [...defined(include)].filter((name) => theirs.has(name) && wanted.test(name)).sort();
  }

  test("the start of a module definition is as 3.14 writes it", () => {
    const bytes = sharedObject(
      '#include <Python.h>\nPyModuleDef def = {PyModuleDef_HEAD_INIT, "m", "marker", -1, 0, 0, 0, 0, 0};',
      limited(10),
    );
    const head = Buffer.from([0, 0, 0, 0xc0, 0, 0, 5, 0, ...Array(32).fill(0)]);
    expect(bytes.includes(head)).toBe(true);
  });
});

describe("what is inlined", () => {
  const compiled = (minor: number, path: string) =>
    needs(readFileSync(oneLiners, "utf8"), limited(minor), `-I${path}`);

  for (const minor of [2, 3, 5, 7, 8, 9, 10, 11]) {
    test.runIf(hasCpython)(
      `at 3.${minor} the same symbols are needed as with CPython's headers`,
      () => {
        expect(compiled(minor, include)).toEqual(compiled(minor, cpython.include));
      },
    );
  }

  const calls: [string, number][] = [
    ["_Py_IncRef", 12],
    ["_Py_DecRef", 12],
    ["Py_GetConstantBorrowed", 13],
    ["_Py_SetRefcnt", 13],
    ["Py_TYPE", 14],
    ["Py_REFCNT", 14],
    ["Py_SIZE", 15],
    ["Py_SET_SIZE", 15],
    ["Py_IS_TYPE", 15],
  ];
  test("and from when on what is a call", () => {
    for (const minor of [11, 12, 13, 14, 15]) {
      const symbols = compiled(minor, include);
      for (const [name, since] of calls)
        expect(symbols.includes(name), `${name} at 3.${minor}`).toBe(minor >= since);
      expect(symbols.includes("_Py_Dealloc"), `3.${minor}`).toBe(minor < 12);
      expect(symbols.includes("_Py_NoneStruct"), `3.${minor}`).toBe(minor < 13);
      expect(
        symbols.filter((name) => !STABLE_SYMBOLS.has(name)),
        `3.${minor}`,
      ).toEqual(["_GLOBAL_OFFSET_TABLE_"].filter((name) => symbols.includes(name)));
    }
  });

  test("formats with # go by the names that old versions need for them", () => {
    const source =
      '#include <Python.h>\nint f(PyObject *a, char **s, Py_ssize_t *n) { return PyArg_ParseTuple(a, "y#", s, n); }';
    const clean = (minor: number) =>
      needs(source, "-DPY_SSIZE_T_CLEAN", limited(minor), `-I${include}`);
    expect(clean(12)).toContain("_PyArg_ParseTuple_SizeT");
    expect(clean(13)).toContain("PyArg_ParseTuple");
  });
});
