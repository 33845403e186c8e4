/** _interpreters: further interpreters in the process, and code that runs in them. */
import {
  asInt,
  asStr,
  call,
  callable,
  getattrOpt,
  reprJs,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { PyCode } from "../objects/code.js";
import { encodeUtf8 } from "../objects/codecs.js";
import { PyBaseException, ts, typeError, valueError } from "../objects/errors.js";
import { builtinFunction, PyFunction } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { simpleNamespace } from "../objects/namespace.js";
import type { PyObj } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, function_type, mkList, mkTuple, newDict } from "../objects/types.js";
import { compileSource } from "../runtime/execute.js";
import { normalise } from "../runtime/frames.js";
import { registerModule } from "../runtime/interpreter.js";
import { raise } from "./exc.js";
import * as F from "./interp-family.js";
import {
  isShareable,
  receive,
  type Shared,
  share,
  shareArgs,
  shareStrictly,
  snapshot,
} from "./interp-share.js";

// ---- arguments ----

function idArg(o: PyObj): number {
  const n = asInt(o);
  if (n === undefined)
    throw typeError(`interpreter ID must be an int, got ${o === null ? "NoneType" : typeName(o)}`);
  if (n < 0) throw valueError(`interpreter ID must be a non-negative int, got ${n}`);
  return Number(n);
}
const flag = (o: PyObj | undefined): boolean => o !== undefined && truth(o);
/** With `restrict` only interpreters of this module's making are touched. */
function target(id: PyObj, restrict: PyObj | undefined, action: string): F.Member {
  const m = F.find(idArg(id));
  if (flag(restrict) && m.whence !== F.WHENCE.STDLIB)
    throw raise(F.interpreter_error, `cannot ${action} unrecognized interpreter ${m.id}`);
  return m;
}

// ---- configurations ----

type Config = Record<string, PyObj>;
const config = (on: string, gil: string): Config => {
  const names =
    "use_main_obmalloc allow_fork allow_exec allow_threads allow_daemon_threads check_multi_interp_extensions";
  return {
    ...Object.fromEntries(names.split(" ").map((n, i) => [n, on[i] === "1"])),
    gil,
  };
};
const CONFIGS: Record<string, Config> = {
  default: config("000101", "own"),
  isolated: config("000101", "own"),
  legacy: config("111110", "shared"),
  empty: config("000000", "default"),
};
function named(o: PyObj | undefined): Config {
  const s = o === undefined ? "" : asStr(o);
  if (s === undefined) throw typeError(`bad config ${reprJs(o as PyObj)}`);
  encodeUtf8(s, "strict");
  const c = s === "" ? CONFIGS.default : CONFIGS[String(s)];
  if (c === undefined) throw valueError(`unsupported config name '${String(s)}'`);
  return { ...c };
}
const GILS = ["own", "shared", "default"];
/** Takes values from a program; all that there are when `whole`. */
function update(c: Config, values: [string, PyObj][], whole: boolean): void {
  const given = new Map(values);
  for (const k of Object.keys(c)) {
    const v = given.get(k);
    given.delete(k);
    if (v === undefined) {
      if (whole) throw valueError(`missing config key: ${k}`);
      continue;
    }
    if (typeof v !== (k === "gil" ? "string" : "boolean"))
      throw typeError(`invalid config type: ${k}`);
    if (k === "gil" && !GILS.includes(v as string))
      throw valueError(`unsupported interpreter config .gil value '${v as string}'`);
    c[k] = v;
  }
  if (given.size > 0) {
    const shown = [...given].map(([k, v]) => `'${k}': ${reprJs(v)}`).join(", ");
    throw valueError(
      `config dict has ${given.size} extra item${given.size === 1 ? "" : "s"} ({${shown}})`,
    );
  }
}
function newConfig(name: PyObj | undefined, kw: Kw): PyObj {
  const c = named(name);
  update(c, [...kw], false);
  return simpleNamespace(c);
}
function configArg(o: PyObj | undefined): PyObj {
  let c = CONFIGS.default;
  if (o === undefined || o === null || asStr(o) !== undefined) c = named(o ?? undefined);
  else {
    const d = getattrOpt(o, "__dict__");
    if (!(d instanceof PyDict)) throw typeError(`bad config ${reprJs(o)}`);
    c = { ...CONFIGS.empty };
    update(
      c,
      [...d.pairs()].map(([k, v]) => [String(k), v]),
      true,
    );
  }
  // Modules that know of one interpreter alone cannot have memory that is not shared.
  if (c.use_main_obmalloc === false && c.check_multi_interp_extensions === false)
    throw raise(F.interpreter_error, "interpreter creation failed");
  return simpleNamespace(c);
}

// ---- running ----

/** Puts values into a namespace; they are taken in the caller's interpreter. */
function shareAll(o: PyObj | undefined): [PyObj, Shared][] {
  if (o === undefined || o === null) return [];
  if (!(o instanceof PyDict)) throw typeError(`expected 'shared' to be a dict, got ${typeName(o)}`);
  return [...o.pairs()].map(([k, v]) => {
    if (asStr(k) === undefined) throw typeError("bad argument type for built-in operation");
    return [k, shareStrictly(v)];
  });
}
function bind(m: F.Member, values: [PyObj, Shared][]): void {
  for (const [k, f] of values) F.mainOf(m).dict.set(k, f());
}
/** Runs f in `__main__` of another interpreter: null, or what is to be known of its exception. */
function run(m: F.Member, values: [PyObj, Shared][], f: () => void): PyObj {
  return F.session(m, () => {
    bind(m, values);
    try {
      f();
      return null;
    } catch (e) {
      const x = asPython(e);
      return snapshot(x);
    }
  });
}
function asPython(e: unknown): PyBaseException {
  if (e instanceof PyBaseException || e instanceof RangeError) return normalise(e);
  throw e;
}
function scriptCode(text: string): PyCode {
  return compileSource({ source: text, filename: "<script>", mode: "exec" });
}
const runCode = (m: F.Member, code: PyCode): void => {
  const { dict } = F.mainOf(m);
  if (code.run !== undefined && code.run !== null) code.run(dict, dict, m.core.builtinsDict);
  else call(call(function_type, [code, dict]), []);
};
/** The code of a function that takes nothing and gives nothing. */
function plainCode(o: PyObj): PyCode {
  const code = o instanceof PyFunction ? o.code : (o as PyCode);
  if (o instanceof PyFunction && code.freevars.length > 0)
    throw valueError("code with closures not supported");
  if (code.argcount + code.kwonly > 0 || (code.flags & 12) !== 0)
    throw valueError("code with args not supported");
  // The body of a lambda is what it returns.
  if (code.name === "<lambda>") throw valueError("code that returns a value is not a script");
  return code;
}
function execute(id: PyObj, script: PyObj, shared?: PyObj, restrict?: PyObj): PyObj {
  const m = target(id, restrict, "exec code for");
  const text = asStr(script);
  let code: PyCode;
  if (text !== undefined) code = scriptCode(text.toString());
  else if (script instanceof PyFunction || script instanceof PyCode) code = plainCode(script);
  else throw typeError(`unsupported script ${reprJs(script)}`);
  return run(m, shareAll(shared), () => runCode(m, code));
}
const CALLER = "<call>";
/** By a frame of the other `__main__`, which functions such as `globals` and `exec` look at. */
function callFromMain(m: F.Member, f: PyObj, args: PyObj[], kw: Kw): PyObj {
  const code = compileSource({ source: "__call__()", filename: CALLER, mode: "eval" });
  const { dict } = F.mainOf(m);
  const names = newDict();
  names.setStr(
    "__call__",
    builtinFunction("__call__", "($module, /)", () => call(f, args, kw.size === 0 ? null : kw)),
  );
  try {
    return code.run?.(dict, dict, names) as PyObj;
  } catch (e) {
    const x = asPython(e);
    if (x.tb !== null && x.tb.frame.code.filename === CALLER) x.tb = x.tb.next;
    throw x;
  }
}
function invoke(
  id: PyObj,
  f: PyObj,
  args?: PyObj,
  kwargs?: PyObj,
  _preserve?: PyObj,
  restrict?: PyObj,
): PyObj {
  const m = target(id, restrict, "make a call in");
  if (!callable(f)) throw typeError(`expected a callable, got ${reprJs(f)}`);
  const fn = share(f);
  const list = args === undefined || args === null ? null : shareArgs(mkTuple(toArray(args)));
  const named =
    kwargs instanceof PyDict
      ? [...kwargs.pairs()].map(([k, v]) => [String(k), share(v)] as const)
      : [];
  const [result, failure] = F.session(m, (): [Shared | null, PyObj] => {
    const target = receive("func", fn);
    const given = list === null ? [] : toArray(receive("args", list));
    const kw: Kw = new Map(named.map(([k, v]) => [k, receive("kwargs", v)]));
    try {
      const r = callFromMain(m, target, given, kw);
      try {
        return [share(r), null];
      } catch (e) {
        if (e instanceof PyBaseException && e.cls.isSubtype(F.not_shareable_error))
          return [
            () => {
              throw raise(F.not_shareable_error, "object does not support cross-interpreter data");
            },
            null,
          ];
        throw e;
      }
    } catch (e) {
      return [null, snapshot(asPython(e))];
    }
  });
  return mkTuple([result === null ? null : result(), failure]);
}

const pair = (m: F.Member): PyObj => mkTuple([m.id, m.whence]);
const buffer_view_type = builtinType("CrossInterpreterBufferView", {
  module: "_interpreters",
  subclassable: false,
  instantiable: false,
});

registerModule("_interpreters", () => {
  F.self();
  return defineModule(
    "_interpreters",
    "Primitive operations to manage interpreters of this process.",
    {
      create: [
        "($module, /, config=None, *, reqrefs=False)",
        (c?: PyObj, reqrefs?: PyObj) => {
          const m = F.make(configArg(c));
          m.counted = flag(reqrefs);
          return m.id;
        },
      ],
      destroy: [
        "($module, /, id, *, restrict=False)",
        (id: PyObj, restrict?: PyObj) => {
          F.end(target(id, restrict, "destroy"));
          return null;
        },
      ],
      list_all: [
        "($module, /, *, require_ready=False)",
        () => mkList([...F.self().family.members.values()].map(pair)),
      ],
      get_current: ["($module, /)", () => pair(F.self())],
      get_main: ["($module, /)", () => pair(F.find(0))],
      whence: ["($module, /, id)", (id: PyObj) => F.find(idArg(id)).whence],
      is_running: [
        "($module, /, id, *, restrict=False)",
        (id: PyObj, restrict?: PyObj) => target(id, restrict, "check if running for").running,
      ],
      get_config: [
        "($module, /, id, *, restrict=False)",
        (id: PyObj, restrict?: PyObj) =>
          target(id, restrict, "get the config of").config ??
          simpleNamespace({ ...CONFIGS.legacy, gil: "own" }),
      ],
      new_config: [
        "($module, *args, **kwargs)",
        (args: PyObj[], kw: Kw) => {
          if (args.length > 1)
            throw typeError(`new_config() takes at most 1 argument (${args.length} given)`);
          return newConfig(args[0], kw);
        },
      ],
      exec: ["($module, /, id, code, shared=None, *, restrict=False)", execute],
      run_string: [
        "($module, /, id, script, shared=None, *, restrict=False)",
        (id: PyObj, script: PyObj, shared?: PyObj, restrict?: PyObj) => {
          if (asStr(script) === undefined)
            throw typeError(
              `_interpreters.run_string() argument 2 must be str, not ${typeName(script)}`,
            );
          return execute(id, script, shared, restrict);
        },
      ],
      run_func: [
        "($module, /, id, func, shared=None, *, restrict=False)",
        (id: PyObj, func: PyObj, shared?: PyObj, restrict?: PyObj) => {
          if (!(func instanceof PyFunction || func instanceof PyCode))
            throw typeError(
              `_interpreters.run_func() argument 2 must be a function, not ${typeName(func)}`,
            );
          return execute(id, func, shared, restrict);
        },
      ],
      call: [
        "($module, /, id, callable, args=None, kwargs=None, *, preserve_exc=False, restrict=False)",
        invoke,
      ],
      set___main___attrs: [
        "($module, /, id, updates, *, restrict=False)",
        (id: PyObj, updates: PyObj, restrict?: PyObj) => {
          const m = target(id, restrict, "update __main__ for");
          const values = shareAll(updates);
          if (values.length === 0) throw valueError("arg 2 must be a non-empty dict");
          F.session(m, () => bind(m, values));
          return null;
        },
      ],
      is_shareable: ["($module, /, obj)", (o: PyObj) => isShareable(o)],
      incref: [
        "($module, /, id, *, implieslink=False, restrict=False)",
        (id: PyObj, link?: PyObj, restrict?: PyObj) => {
          const m = target(id, restrict, "incref");
          if (flag(link)) m.counted = true;
          m.refs++;
          return null;
        },
      ],
      decref: [
        "($module, /, id, *, restrict=False)",
        (id: PyObj, restrict?: PyObj) => {
          const m = target(id, restrict, "decref");
          m.refs--;
          if (m.refs <= 0 && m.counted && m !== F.self()) F.end(m);
          return null;
        },
      ],
      capture_exception: [
        "($module, /, exc=None)",
        (e?: PyObj) => {
          const x = e === undefined || e === null ? ts.handled : e;
          if (x === null) return null;
          if (!(x instanceof PyBaseException))
            throw typeError(`expected exception, got ${reprJs(x)}`);
          return snapshot(x);
        },
      ],
    },
    {
      InterpreterError: F.interpreter_error,
      InterpreterNotFoundError: F.not_found_error,
      NotShareableError: F.not_shareable_error,
      CrossInterpreterBufferView: buffer_view_type,
      ...Object.fromEntries(Object.entries(F.WHENCE).map(([k, v]) => [`WHENCE_${k}`, v])),
    },
  );
});
