/** The sys module. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as A from "../objects/abstract.js";
import {
  E,
  err,
  isException,
  PyBaseException,
  ts,
  typeError,
  valueError,
} from "../objects/errors.js";
import { newMethod } from "../objects/function.js";
import { asyncgenHooks } from "../objects/generator.js";
import { PyDict } from "../objects/hashtable.js";
import { digitsLimit } from "../objects/int.js";
import { defineModule, type PyModule } from "../objects/module.js";
import { simpleNamespace } from "../objects/namespace.js";
import { type PyObj, PyObject, PyTuple, PyType, typeOf } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { mkBytes, mkFloat, mkList, mkTuple, newDict } from "../objects/types.js";
import { audit, auditFunctions } from "../runtime/audit.js";
import { currentFrame, currentGlobals } from "../runtime/frames.js";
import {
  builtinModuleNames,
  type Interpreter,
  interp,
  registerModule,
} from "../runtime/interpreter.js";
import { startHooks } from "../runtime/starthooks.js";
import { currentThread, handledByThread, threadSystem } from "../runtime/threads.js";
import { printException } from "../runtime/traceback.js";
import { showUnraisable, unraisableArgs } from "../runtime/unraisable.js";
import { VERSION } from "../runtime/version.js";
import { warn } from "./_warnings.js";
import { monitoring } from "./sys-monitoring.js";
import { tracingFunctions } from "./sys-tracing.js";

export const version_info_type = structSequence("sys", "version_info", [
  "major",
  "minor",
  "micro",
  "releaselevel",
  "serial",
]);
const flags_type = structSequence("sys", "flags", [
  "debug",
  "inspect",
  "interactive",
  "optimize",
  "dont_write_bytecode",
  "no_user_site",
  "no_site",
  "ignore_environment",
  "verbose",
  "bytes_warning",
  "quiet",
  "hash_randomization",
  "isolated",
  "dev_mode",
  "utf8_mode",
  "warn_default_encoding",
  "safe_path",
  "int_max_str_digits",
  "gil",
  "thread_inherit_context",
  "context_aware_warnings",
]);
for (const { type } of [version_info_type, flags_type])
  newMethod(type, "($type, *args, **kwargs)", () => {
    throw typeError(`cannot create 'sys.${type.name}' instances`);
  });
const float_info_type = structSequence("sys", "float_info", [
  "max",
  "max_exp",
  "max_10_exp",
  "min",
  "min_exp",
  "min_10_exp",
  "dig",
  "mant_dig",
  "epsilon",
  "radix",
  "rounds",
]);
const int_info_type = structSequence("sys", "int_info", [
  "bits_per_digit",
  "sizeof_digit",
  "default_max_str_digits",
  "str_digits_check_threshold",
]);
const hash_info_type = structSequence("sys", "hash_info", [
  "width",
  "modulus",
  "inf",
  "nan",
  "imag",
  "algorithm",
  "hash_bits",
  "seed_bits",
  "cutoff",
]);
const thread_info_type = structSequence("sys", "thread_info", ["name", "lock", "version"]);
const asyncgen_hooks_type = structSequence("sys", "asyncgen_hooks", ["firstiter", "finalizer"]);

let recursionLimit = 1000;
let switchInterval = 0.005;
/** What V8 allows itself, and what a call of a Python function takes of it, roughly. */
const V8_STACK = 984 << 10;
const FRAME_BYTES = 600;

function excInfo(): PyObj {
  const e = ts.handled;
  return e === null ? mkTuple([null, null, null]) : mkTuple([e.cls, e, e.tb]);
}

function getFrame(depth: PyObj | undefined): PyObj {
  const n = depth === undefined ? 0 : Number(A.index(depth));
  const f = currentFrame(Math.max(0, n));
  if (f === null) throw valueError("call stack is not deep enough");
  audit("sys._getframe", f);
  return f;
}

/** Set by gc and the bridge: the reference count of a native object. */
export const refcountHook = { get: (_o: PyObject): number | undefined => undefined };

/** The stdlib's `sys.stdlib_module_names` cannot be read off the zip: the top-level names. */
function stdlibNames(i: Interpreter): PyObj {
  const set = A.call1(
    i.builtinsDict.getStr("frozenset") as PyObj,
    mkList([...builtinModuleNames(true), ...topLevel(i.options.stdlib)]),
  );
  return set;
}
/** What the encoding of stdout cannot say is written as escapes. */
function writeDisplayed(out: PyObj, text: PyObj): void {
  try {
    A.callMethod(out, "write", [text]);
  } catch (e) {
    if (!isException(e, E.UnicodeEncodeError)) throw e;
    const encoding = A.getattr(out, "encoding");
    const data = A.callMethod(text, "encode", [encoding, "backslashreplace"]);
    const buffer = A.getattrOpt(out, "buffer");
    if (buffer !== undefined) A.callMethod(buffer, "write", [data]);
    else A.callMethod(out, "write", [A.callMethod(data, "decode", [encoding, "strict"])]);
  }
}

/** What `breakpoint()` calls as `PYTHONBREAKPOINT` says; undefined: nothing. */
function debugger_(i: Interpreter): PyObj | undefined {
  const named = i.flags.ignoreEnvironment ? "" : (process.env.PYTHONBREAKPOINT ?? "");
  if (named === "0") return undefined;
  const path = named === "" ? "pdb.set_trace" : named;
  const dot = path.lastIndexOf(".");
  const [module, name] = [dot < 0 ? "builtins" : path.slice(0, dot), path.slice(dot + 1)];
  try {
    if (module === "") throw err(E.ImportError);
    const load = i.builtinsDict.getStr("__import__") as PyObj;
    return A.getattr(A.call(load, [module, null, null, mkList([name]), 0], null), name);
  } catch (e) {
    const ours = [E.ImportError, E.AttributeError, E.ValueError].some((t) => isException(e, t));
    if (named === "" || !ours) throw e;
    const text = `Ignoring unimportable $PYTHONBREAKPOINT: "${path}"`;
    warn(E.RuntimeWarning, text);
    return undefined;
  }
}

function topLevel(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((f) => f.endsWith(".py") || !f.includes("."))
      .map((f) => f.replace(/\.py$/, ""));
  } catch {
    return [];
  }
}

import { readdirSync } from "node:fs";

export function makeSys(i: Interpreter): PyModule {
  const o = i.options;
  const fl = i.flags;
  const prefix = process.env.MOULT_PREFIX ?? process.cwd();
  const versionInfo = version_info_type.make([...VERSION.info]);
  const hexversion =
    (VERSION.info[0] << 24) | (VERSION.info[1] << 16) | (VERSION.info[2] << 8) | 0xf0;
  const paths = [...(o.path ?? []), o.stdlib, ...(o.sitePackages ?? [])];
  const warnoptions = mkList(fl.warnOptions.slice());
  const xoptions = newDict();
  for (const k of Object.keys(fl.xOptions)) xoptions.setStr(k, fl.xOptions[k]);
  const m = defineModule(
    "sys",
    "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
    {
      exc_info: ["($module, /)", excInfo],
      exception: ["($module, /)", () => ts.handled],
      exit: [
        "($module, status=None, /)",
        (status?: PyObj) => {
          const e = err(E.SystemExit, status === undefined || status === null ? undefined : status);
          if (status instanceof PyTuple) e.args = status;
          e.members = {
            code:
              status === undefined
                ? null
                : status instanceof PyTuple
                  ? status.items.length === 0
                    ? null
                    : status.items.length === 1
                      ? status.items[0]
                      : status
                  : status,
          };
          throw e;
        },
      ],
      _getframe: ["($module, depth=0, /)", getFrame],
      _getframemodulename: [
        "($module, /, depth=0)",
        (d?: PyObj) => {
          const depth = d === undefined ? 0 : Number(A.index(d));
          return currentGlobals(Math.max(depth, 0))?.getStr("__name__") ?? null;
        },
      ],
      _current_frames: [
        "($module, /)",
        () => {
          const d = newDict();
          const f = currentFrame();
          if (f !== null) d.set(currentThread().ident, f);
          return d;
        },
      ],
      _current_exceptions: [
        "($module, /)",
        () => {
          const d = newDict();
          for (const [id, e] of handledByThread()) d.set(id, e);
          return d;
        },
      ],
      getrecursionlimit: ["($module, /)", () => recursionLimit],
      setrecursionlimit: [
        "($module, limit, /)",
        (n: PyObj) => {
          const v = Number(A.index(n));
          if (v < 1) throw valueError("recursion limit must be greater or equal than 1");
          recursionLimit = v;
          threadSystem().allowStack(Math.max(V8_STACK, v * FRAME_BYTES));
          return null;
        },
      ],
      getswitchinterval: ["($module, /)", () => mkFloat(switchInterval)],
      setswitchinterval: [
        "($module, interval, /)",
        (v: PyObj) => {
          const x = A.asFloatFast(v);
          if (x === undefined) throw typeError(`must be real number, not ${A.typeName(v)}`);
          if (x <= 0) throw valueError("switch interval must be strictly positive");
          switchInterval = x;
          threadSystem().setInterval(x);
          return null;
        },
      ],
      getrefcount: [
        "($module, object, /)",
        (x: PyObj) => (x instanceof PyObject ? (refcountHook.get(x) ?? 2) : 0xc0000000),
      ],
      getsizeof: [
        "($module, object, default=<unrepresentable>, /)",
        (x: PyObj, d?: PyObj) => {
          const r = A.callMethod(x, "__sizeof__", []);
          void d;
          const gc = (typeOf(x).flags & (1 << 14)) !== 0 ? 16 : 0;
          return Number(A.index(r)) + gc;
        },
      ],
      intern: [
        "($module, string, /)",
        (s: PyObj) => {
          if (A.asStr(s) === undefined)
            throw typeError(`intern() argument must be str, not ${A.typeName(s)}`);
          return s;
        },
      ],
      _is_interned: ["($module, string, /)", () => true],
      getdefaultencoding: ["($module, /)", () => "utf-8"],
      getfilesystemencoding: ["($module, /)", () => "utf-8"],
      getfilesystemencodeerrors: ["($module, /)", () => "surrogateescape"],
      is_finalizing: ["($module, /)", () => false],
      // Nobody can attach to this process and have it run a script.
      is_remote_debug_enabled: ["($module, /)", () => false],
      _is_gil_enabled: ["($module, /)", () => true],
      _get_cpu_count_config: ["($module, /)", () => -1],
      getallocatedblocks: ["($module, /)", () => 0],
      ...tracingFunctions,
      ...auditFunctions,
      set_asyncgen_hooks: [
        "($module, firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        (f?: PyObj, g?: PyObj) => {
          const given = Object.entries({ finalizer: g, firstiter: f });
          for (const [name, v] of given)
            if (v !== undefined && v !== null && !A.callable(v))
              throw typeError(`callable ${name} expected, got ${A.typeName(v)}`);
          if (f !== undefined) asyncgenHooks.firstiter = f;
          if (g !== undefined) asyncgenHooks.finalizer = g;
          return null;
        },
      ],
      get_asyncgen_hooks: [
        "($module, /)",
        () => asyncgen_hooks_type.make([asyncgenHooks.firstiter, asyncgenHooks.finalizer]),
      ],
      get_coroutine_origin_tracking_depth: ["($module, /)", () => 0],
      set_coroutine_origin_tracking_depth: ["($module, /, depth)", () => null],
      set_int_max_str_digits: [
        "($module, /, maxdigits)",
        (n: PyObj) => {
          const v = Number(A.index(n));
          if (v !== 0 && v < 640) throw valueError("maxdigits must be 0 or larger than 640");
          digitsLimit.value = v;
          return null;
        },
      ],
      get_int_max_str_digits: ["($module, /)", () => digitsLimit.value],
      displayhook: [
        "($module, object, /)",
        (v: PyObj) => {
          if (v === null) return null;
          const b = i.builtinsDict;
          b.setStr("_", null);
          const out = i.sys.dict.getStr("stdout") ?? null;
          if (out === null) throw err(E.RuntimeError, "lost sys.stdout");
          writeDisplayed(out, A.repr(v));
          A.callMethod(out, "write", ["\n"]);
          b.setStr("_", v);
          return null;
        },
      ],
      excepthook: [
        "($module, exctype, value, traceback, /)",
        (_t: PyObj, v: PyObj, tb: PyObj) => {
          if (v instanceof PyBaseException) {
            if (v.tb === null && tb !== null) v.tb = tb as unknown as typeof v.tb;
            printException(interp(), v);
          }
          return null;
        },
      ],
      unraisablehook: [
        "($module, unraisable, /)",
        (u: PyObj) => {
          showUnraisable(u);
          return null;
        },
      ],
      breakpointhook: [
        "($module, /, *args, **kws)",
        (args: PyObj[], kw: Map<string, PyObj>) => {
          const debug = debugger_(i);
          return debug === undefined ? null : A.call(debug, args, kw);
        },
      ],
      _clear_type_cache: ["($module, /)", () => null],
      _clear_type_descriptors: [
        "($module, type, /)",
        (t: PyObj) => {
          if (!(t instanceof PyType)) throw typeError("argument must be a type");
          for (const n of ["__dict__", "__weakref__"]) t.dict.delete(n);
          t.modified();
          return null;
        },
      ],
      _clear_internal_caches: ["($module, /)", () => null],
      _debugmallocstats: ["($module, /)", () => null],
    },
    {
      version: `${VERSION.text} (moult) [TypeScript, Node.js ${process.version}]`,
      hexversion,
      api_version: 1013,
      copyright: "Copyright (c) 2026 The Moult authors.",
      platform: process.platform === "linux" ? "linux" : process.platform,
      byteorder: "little",
      maxsize: (1n << 63n) - 1n,
      maxunicode: 0x10ffff,
      float_repr_style: "short",
      executable: o.executable ?? "",
      _base_executable: o.executable ?? "",
      prefix,
      exec_prefix: prefix,
      base_prefix: prefix,
      base_exec_prefix: prefix,
      platlibdir: "lib",
      pycache_prefix: null,
      dont_write_bytecode: true,
      _git: mkTuple(["Moult", "", ""]),
      _framework: "",
      abiflags: "",
      _stdlib_dir: o.stdlib,
      _home: null,
      ps1: ">>> ",
      ps2: "... ",
      _xoptions: xoptions,
      warnoptions,
      argv: mkList((o.argv ?? [""]).slice()),
      orig_argv: mkList((o.argv ?? [""]).slice()),
      path: mkList(paths),
      meta_path: mkList([]),
      path_hooks: mkList([]),
      path_importer_cache: newDict(),
      modules: i.modules,
      builtin_module_names: mkTuple(builtinModuleNames()),
      version_info: versionInfo,
      flags: flags_type.make([
        0,
        fl.inspect ? 1 : 0,
        0,
        fl.optimize,
        1,
        fl.noUserSite ? 1 : 0,
        fl.noSite ? 1 : 0,
        fl.ignoreEnvironment ? 1 : 0,
        fl.verbose,
        fl.bytesWarning,
        fl.quiet ? 1 : 0,
        process.env.PYTHONHASHSEED === "0" ? 0 : 1,
        fl.isolated ? 1 : 0,
        fl.devMode,
        1,
        0,
        fl.safePath,
        4300,
        1,
        0,
        0,
      ]),
      float_info: float_info_type.make([
        mkFloat(Number.MAX_VALUE),
        1024,
        308,
        mkFloat(2.2250738585072014e-308),
        -1021,
        -307,
        15,
        53,
        mkFloat(Number.EPSILON),
        2,
        1,
      ]),
      int_info: int_info_type.make([30, 4, 4300, 640]),
      hash_info: hash_info_type.make([
        64,
        (1n << 61n) - 1n,
        314159,
        0,
        1000003,
        "siphash13",
        64,
        128,
        0,
      ]),
      thread_info: thread_info_type.make(["pthread", "semaphore", "NPTL"]),
      implementation: simpleNamespace({
        name: "moult",
        cache_tag: "moult-314",
        version: versionInfo,
        hexversion,
        _multiarch: "x86_64-linux-gnu",
        supports_isolated_interpreters: true,
      }),
    },
  );
  m.dict.setStr("UnraisableHookArgs", unraisableArgs.type);
  for (const k of ["displayhook", "excepthook", "unraisablehook", "breakpointhook"])
    m.dict.setStr(`__${k}__`, m.dict.getStr(k) as PyObj);
  m.dict.setStr("monitoring", monitoring());
  // CPython's own JIT: V8's is no part of it.
  const no = ["($module, /)", () => false] as const;
  m.dict.setStr(
    "_jit",
    defineModule("sys._jit", null, { is_available: no, is_enabled: no, is_active: no }),
  );
  m.dict.setStr("stdlib_module_names", stdlibNames(i));
  return m;
}

registerModule("sys", (i) => i.sys);
startHooks.sys = makeSys;

export { existsSync, join, mkBytes, PyDict };
