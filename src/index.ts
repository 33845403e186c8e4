/**
 * The JavaScript API.
 *
 * ```ts
 * const py = await Interpreter.create({ core: "compact", path: ["site-packages"] });
 * py.run("x = 6 * 7");
 * py.eval("x");                       // 42
 * const bcrypt = py.import("bcrypt"); // a proxy: bcrypt.hashpw(...)
 * py.close();
 * ```
 *
 * Conversions: None is null, bool boolean, int number (bigint beyond 2**53), float number, str
 * string, bytes and bytearray Uint8Array (a copy), list and tuple arrays, dict with str keys an
 * object; everything else is a proxy whose properties are the Python attributes and which can be
 * called if the object can. The other way round arrays become lists, plain objects and Maps dicts, Sets sets, a
 * number with a fraction a float. Keyword arguments: `f(1, kw({ sep: "," }))`.
 */
import "./objects/index.js";
import "./modules/index.js";
import { createBridge, offerApi } from "./bridge/index.js";
import { ABI_LEVELS, CORE_NAMES, cores, DEFAULT_CORE, findCore } from "./cores/index.js";
import { flushStdio, makeStdio } from "./modules/_io.js";
import { joinThreads } from "./modules/_thread.js";
import * as A from "./objects/abstract.js";
import { bytesOf } from "./objects/buffer.js";
import { PyBaseException } from "./objects/errors.js";
import { finalizeAll } from "./objects/finalizers.js";
import { warnUnawaited } from "./objects/generator.js";
import { normInt } from "./objects/hash.js";
import { PyDict } from "./objects/hashtable.js";
import { newModule, type PyModule } from "./objects/module.js";
import {
  PyByteArray,
  PyBytes,
  PyFloat,
  PyIntSub,
  PyList,
  type PyObj,
  PyObject,
  PyStrSub,
  PyTuple,
  PyWStr,
} from "./objects/object.js";
import { fromUtf16 } from "./objects/text.js";
import { mkBytes, mkFloat, mkList, mkSet, newDict } from "./objects/types.js";
import { boot } from "./runtime/boot.js";
import { writeCache } from "./runtime/execute.js";
import { forgetScripts, normalise } from "./runtime/frames.js";
import {
  type Interpreter as Core,
  enter,
  type InterpreterOptions,
  interp,
  lifeHooks,
  registerModule,
} from "./runtime/interpreter.js";
import { importModule, runSource } from "./runtime/run.js";
import { stdlibDir } from "./runtime/stdlib.js";
import { patiently } from "./runtime/tiering.js";
import { formatException } from "./runtime/traceback.js";

// The run-time module of cffi is in the addon, for it is not one of the stable ABI itself.
offerApi(() => createBridge(interp()).activate());
registerModule("_cffi_backend", (i) => createBridge(i).cffiBackend(), false);

export interface CreateOptions {
  /** Object layout: "compact" (default), "classic", "immortal", "shuffled:SEED". */
  core?: string;
  /** The version of the limited API that extensions see, such as "3.11". Default: all of it. */
  abi?: string;
  /** Folders put in front of `sys.path`. */
  path?: string[];
  /** Folders of installed packages, behind the standard library. */
  sitePackages?: string[];
  argv?: string[];
  executable?: string;
  flags?: Parameters<typeof boot>[0]["flags"];
}

const kwTag = Symbol("moult.kw");
export interface KeywordArguments {
  [kwTag]: Record<string, unknown>;
}
/** Keyword arguments for a call: `f(1, kw({ name: value }))`, as the last argument. */
export function kw(values: Record<string, unknown>): KeywordArguments {
  return { [kwTag]: values };
}

/** The minor version of a level of the limited API. */
export function parseAbi(text: string): number {
  const m = /^3\.(\d{1,2})$/.exec(text);
  const minor = m === null ? Number.NaN : Number(m[1]);
  if (!(minor >= ABI_LEVELS.min && minor <= ABI_LEVELS.max))
    throw new RangeError(
      `moult: no level '${text}' of the limited API (there are: 3.${ABI_LEVELS.min} to 3.${ABI_LEVELS.max})`,
    );
  return minor;
}

/** A Python exception: `type` is its class name, `traceback` the text that Python prints. */
export class PythonError extends Error {
  readonly type: string;
  readonly traceback: string;
  /** The exception object, as a proxy. */
  readonly exception: unknown;
  constructor(type: string, message: string, traceback: string, exception: unknown) {
    super(message === "" ? type : `${type}: ${message}`);
    this.name = "PythonError";
    this.type = type;
    this.traceback = traceback;
    this.exception = exception;
  }
}

const targets = new WeakMap<object, PyObject>();

function open(options: InterpreterOptions): Core {
  const i = patiently(() => boot(options, makeStdio));
  // The native side starts with the first extension module.
  i.extensions = {
    create: (name, path, spec) => createBridge(i).create(name, path, spec),
    exec: (m) => createBridge(i).exec(m),
    close: () => {},
  };
  return i;
}
lifeHooks.open = open;
/** Ends an interpreter that Python code made. */
lifeHooks.close = (i) => {
  const before = enter(i);
  try {
    // Without `threading` none of the threads is its own.
    if (i.modules.getStr("threading") !== undefined) joinThreads(i);
    for (const f of i.atExit.reverse()) f();
    flushStdio(i);
    i.extensions?.close();
    forgetScripts(i);
  } finally {
    enter(before);
  }
};

export class Interpreter {
  readonly core: string;
  /** The parts that the CLI uses. */
  readonly internals: Core;
  readonly main: PyModule;
  private closed = false;
  private readonly proxies = new WeakMap<PyObject, object>();

  private constructor(core: string, i: Core) {
    this.core = core;
    this.internals = i;
    this.main = newModule("__main__");
    this.main.dict.setStr("__builtins__", i.builtins);
    i.modules.setStr("__main__", this.main);
  }

  static async create(options: CreateOptions = {}): Promise<Interpreter> {
    const description = findCore(options.core ?? DEFAULT_CORE);
    const core = description?.name;
    if (core === undefined)
      throw new RangeError(
        `moult: no core named '${options.core}' (there are: ${CORE_NAMES.join(", ")})`,
      );
    const i = open({
      core,
      abi: options.abi === undefined ? undefined : parseAbi(options.abi),
      opaque: description?.faces !== undefined,
      stdlib: stdlibDir(),
      path: options.path,
      sitePackages: options.sitePackages,
      argv: options.argv,
      executable: options.executable,
      flags: options.flags,
    });
    return new Interpreter(core, i);
  }

  /** Runs with this interpreter current; Python exceptions become PythonError. */
  private within<T>(f: () => T): T {
    if (this.closed) throw new Error("moult: this interpreter is closed");
    const before = enter(this.internals);
    try {
      return f();
    } catch (e) {
      throw this.toError(e);
    } finally {
      enter(before);
    }
  }

  private toError(thrown: unknown): unknown {
    if (thrown instanceof PythonError) return thrown;
    if (!(thrown instanceof PyBaseException) && !(thrown instanceof RangeError)) return thrown;
    const e = normalise(thrown);
    let message: string;
    try {
      message = A.strJs(e);
    } catch {
      message = "<exception str() failed>";
    }
    return new PythonError(e.cls.name, message, formatException(e), this.toJs(e));
  }

  /** Executes statements in `__main__`. */
  run(source: string, filename = "<string>"): void {
    this.within(() => {
      runSource(this.internals, this.main, source, filename, "exec");
    });
  }

  /** Evaluates an expression in `__main__`. */
  eval(source: string): unknown {
    return this.within(() =>
      this.toJs(runSource(this.internals, this.main, source, "<string>", "eval")),
    );
  }

  import(name: string): unknown {
    return this.within(() => this.toJs(importModule(this.internals, name)));
  }

  /** Sets a global variable of `__main__`. */
  set(name: string, value: unknown): void {
    this.within(() => this.main.dict.setStr(name, this.toPy(value)));
  }

  /** Runs exit functions, flushes the streams and gives the native side back. Idempotent. */
  close(): void {
    if (this.closed) return;
    const before = enter(this.internals);
    try {
      joinThreads(this.internals);
      for (const f of this.internals.atExit.reverse()) f();
      warnUnawaited();
      finalizeAll();
      flushStdio(this.internals);
      writeCache();
      this.internals.extensions?.close();
      forgetScripts(this.internals);
    } finally {
      enter(before === this.internals ? null : before);
      this.closed = true;
    }
  }

  toPy(v: unknown): PyObj {
    switch (typeof v) {
      case "undefined":
        return null;
      case "boolean":
        return v;
      case "string":
        return fromUtf16(v);
      case "bigint":
        return normInt(v);
      case "number":
        return Number.isSafeInteger(v) && !Object.is(v, -0) ? v : mkFloat(v);
      case "function":
        return this.functionToPy(v as (...a: unknown[]) => unknown);
      case "symbol":
        throw new TypeError("moult: a symbol has no Python counterpart");
    }
    if (v === null) return null;
    const o = v as object;
    const known = targets.get(o);
    if (known !== undefined) return known;
    if (o instanceof PyObject) return o;
    if (o instanceof Uint8Array) return mkBytes(Uint8Array.from(o));
    if (o instanceof ArrayBuffer) return mkBytes(new Uint8Array(o.slice(0)));
    if (Array.isArray(o)) return mkList(o.map((x) => this.toPy(x)));
    if (o instanceof Set) {
      const set = mkSet();
      for (const x of o) set.add(this.toPy(x));
      return set;
    }
    const d = newDict();
    if (o instanceof Map) for (const [k, x] of o) d.set(this.toPy(k), this.toPy(x));
    else for (const [k, x] of Object.entries(o)) d.set(fromUtf16(k), this.toPy(x));
    return d;
  }

  private functionToPy(f: (...a: unknown[]) => unknown): PyObj {
    const known = targets.get(f);
    if (known !== undefined) return known;
    return builtinFunction(
      f.name === "" ? "<javascript>" : f.name,
      "(*args, **kwargs)",
      (args: PyObj[], k: Map<string, PyObj>) => {
        const js = args.map((a) => this.toJs(a));
        if (k.size > 0) js.push(Object.fromEntries([...k].map(([n, x]) => [n, this.toJs(x)])));
        return this.toPy(f(...js));
      },
    );
  }

  toJs(v: PyObj): unknown {
    if (v === null || typeof v !== "object") return v;
    if (v instanceof PyWStr) return v.toString();
    if (v instanceof PyFloat) return v.v;
    if (v instanceof PyIntSub) return v.v;
    if (v instanceof PyStrSub) return v.v.toString();
    if (v instanceof PyBytes || v instanceof PyByteArray)
      return Uint8Array.from(bytesOf(v) as Uint8Array);
    if ((v instanceof PyList || v instanceof PyTuple) && !v.cls.isHeap)
      return v.items.map((x) => this.toJs(x));
    if (v instanceof PyDict && !v.cls.isHeap) {
      const pairs = [...v.pairs()];
      if (pairs.every(([k]) => A.asStr(k) !== undefined))
        return Object.fromEntries(pairs.map(([k, x]) => [String(k), this.toJs(x)]));
      return new Map(pairs.map(([k, x]) => [this.toJs(k), this.toJs(x)]));
    }
    return this.proxy(v);
  }

  private proxy(o: PyObject): object {
    let p = this.proxies.get(o);
    if (p !== undefined) return p;
    const call = (...args: unknown[]): unknown =>
      this.within(() => {
        let keywords: Map<string, PyObj> | null = null;
        const last = args[args.length - 1];
        if (typeof last === "object" && last !== null && kwTag in last) {
          keywords = new Map(
            Object.entries((last as KeywordArguments)[kwTag]).map(([k, x]) => [k, this.toPy(x)]),
          );
          args = args.slice(0, -1);
        }
        return this.toJs(
          A.call(
            o,
            args.map((a) => this.toPy(a)),
            keywords,
          ),
        );
      });
    p = new Proxy(call, {
      get: (_t, key) => {
        if (typeof key === "symbol") {
          if (key === Symbol.iterator) return () => this.iterate(o);
          if (key === Symbol.toPrimitive) return () => this.within(() => A.strJs(o));
          return undefined;
        }
        if (key === "then") return undefined;
        if (key === "toString") return () => this.within(() => A.strJs(o));
        return this.within(() => {
          const a = A.getattrOpt(o, key);
          return a === undefined ? undefined : this.toJs(a);
        });
      },
      set: (_t, key, value) => {
        this.within(() => A.setattr(o, String(key), this.toPy(value)));
        return true;
      },
      has: (_t, key) =>
        typeof key === "string" && this.within(() => A.getattrOpt(o, key) !== undefined),
      deleteProperty: (_t, key) => {
        this.within(() => A.delattr(o, String(key)));
        return true;
      },
    });
    this.proxies.set(o, p);
    targets.set(p, o);
    return p;
  }

  private *iterate(o: PyObject): IterableIterator<unknown> {
    const it = this.within(() => A.iter(o));
    for (;;) {
      const v = this.within(() => it.$next());
      if (v === undefined) return;
      yield this.toJs(v);
    }
  }
}

import { builtinFunction } from "./objects/function.js";

export { cores };
