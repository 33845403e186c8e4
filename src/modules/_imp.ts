/** _imp: what importlib asks of the interpreter. */
import { createHash } from "node:crypto";
import * as A from "../objects/abstract.js";
import { PyCode } from "../objects/code.js";
import { E, err, setMember } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyBytes, PyObj } from "../objects/object.js";
import { mkBytes, mkList } from "../objects/types.js";
import {
  interp,
  isBuiltinModule,
  makeBuiltinModule,
  registerModule,
} from "../runtime/interpreter.js";

/** The suffixes of extension modules that `import` looks for, in this order. */
const EXTENSION_SUFFIXES = [".abi3.so", ".abi3t.so", ".so"];
/** Where objects have no header that ordinary abi3 code could use. */
const OPAQUE_SUFFIXES = [".abi3t.so", ".abi3.so", ".so"];

const nameOf = (spec: PyObj): string => String(A.getattr(spec, "name"));

registerModule("_imp", () =>
  defineModule(
    "_imp",
    "(Extremely) low-level import machinery bits as used by importlib.",
    {
      acquire_lock: ["($module, /)", () => null],
      release_lock: ["($module, /)", () => null],
      lock_held: ["($module, /)", () => false],
      extension_suffixes: [
        "($module, /)",
        () => mkList((interp().options.opaque ? OPAQUE_SUFFIXES : EXTENSION_SUFFIXES).slice()),
      ],
      is_builtin: ["($module, name, /)", (n: PyObj) => (isBuiltinModule(String(n)) ? 1 : 0)],
      is_frozen: ["($module, name, /)", () => false],
      is_frozen_package: [
        "($module, name, /)",
        (n: PyObj) => {
          throw setMember(
            err(E.ImportError, `No such frozen object named ${String(n)}`),
            "name",
            n,
          );
        },
      ],
      find_frozen: ["($module, name, /, *, withdata=False)", () => null],
      get_frozen_object: [
        "($module, name, data=None, /)",
        (n: PyObj) => {
          throw setMember(
            err(E.ImportError, `No such frozen object named ${String(n)}`),
            "name",
            n,
          );
        },
      ],
      init_frozen: ["($module, name, /)", () => null],
      _frozen_module_names: ["($module, /)", () => mkList([])],
      _override_frozen_modules_for_tests: ["($module, override, /)", () => null],
      _override_multi_interp_extensions_check: ["($module, override, /)", () => 0],
      create_builtin: [
        "($module, spec, /)",
        (spec: PyObj) => {
          const i = interp();
          const n = nameOf(spec);
          const known = i.modules.getStr(n);
          if (known !== undefined) return known;
          return isBuiltinModule(n) ? makeBuiltinModule(i, n) : null;
        },
      ],
      exec_builtin: ["($module, mod, /)", () => 0],
      create_dynamic: [
        "($module, spec, file=<unrepresentable>, /)",
        (spec: PyObj) => {
          const i = interp();
          const name = nameOf(spec);
          const path = A.asJs(A.getattr(spec, "origin"));
          if (i.extensions === null)
            throw setMember(
              err(
                E.ImportError,
                "extension modules need Moult's native addon, which is not loaded",
              ),
              "name",
              name,
            );
          return i.extensions.create(name, String(path), spec);
        },
      ],
      exec_dynamic: [
        "($module, mod, /)",
        (m: PyObj) => {
          interp().extensions?.exec(m);
          return 0;
        },
      ],
      source_hash: [
        "($module, /, key, source)",
        (_k: PyObj, src: PyObj) =>
          mkBytes(
            createHash("sha1")
              .update((src as PyBytes).data)
              .digest()
              .subarray(0, 8),
          ),
      ],
      _fix_co_filename: [
        "($module, code, path, /)",
        (c: PyObj) => {
          void (c instanceof PyCode);
          return null;
        },
      ],
    },
    { check_hash_based_pycs: "default", pyc_magic_number_token: 0x0a0d0e2b },
  ),
);
