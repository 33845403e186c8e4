/** _lsprof: the profiler behind cProfile, over the profile events of runtime/tracing.ts. */
import * as A from "../objects/abstract.js";
import { valueError } from "../objects/errors.js";
import {
  builtinFunction,
  methods,
  newMethod,
  PyBoundMethod,
  PyBuiltin,
} from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { structSequence } from "../objects/structseq.js";
import type { PyFrame } from "../objects/traceback.js";
import { builtinType, mkFloat, mkList } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { refresh, tracing } from "../runtime/tracing.js";

const FIELDS = ["code", "callcount", "reccallcount", "totaltime", "inlinetime"];
const entry_type = structSequence("_lsprof", "profiler_entry", [...FIELDS, "calls"]);
const subentry_type = structSequence("_lsprof", "profiler_subentry", FIELDS);

/** Times are in the timer's unit: seconds of our own clock, or what an external one gives. */
interface Times {
  calls: number;
  recursive: number;
  total: number;
  inline: number;
  depth: number;
}
const noTimes = (): Times => ({ calls: 0, recursive: 0, total: 0, inline: 0, depth: 0 });
interface Entry extends Times {
  code: PyObj;
  callees: Map<Entry, Times>;
}
interface Call {
  entry: Entry;
  start: number;
  /** Time in what it called. */
  inside: number;
}

class PyProfiler extends PyObject {
  timer: PyObj = null;
  unit = 0;
  subcalls = true;
  builtins = true;
  enabled = false;
  entries = new Map<unknown, Entry>();
  stack: Call[] = [];
  hook: PyObj = null;

  now(): number {
    if (this.timer === null) return performance.now() / 1000;
    const v = A.call0(this.timer);
    if (this.unit > 0) return Number(A.index(v)) * this.unit;
    return A.asFloatFast(v) ?? 0;
  }
  private entry(key: unknown, code: PyObj): Entry {
    let e = this.entries.get(key);
    if (e === undefined) {
      e = { ...noTimes(), code, callees: new Map() };
      this.entries.set(key, e);
    }
    return e;
  }
  begin(key: unknown, code: PyObj): void {
    const entry = this.entry(key, code);
    const caller = this.stack.at(-1);
    entry.depth++;
    if (this.subcalls && caller !== undefined) {
      let sub = caller.entry.callees.get(entry);
      if (sub === undefined) caller.entry.callees.set(entry, (sub = noTimes()));
      sub.depth++;
    }
    this.stack.push({ entry, start: this.now(), inside: 0 });
  }
  end(): void {
    const call = this.stack.pop();
    if (call === undefined) return;
    const spent = this.now() - call.start;
    const caller = this.stack.at(-1);
    if (caller !== undefined) caller.inside += spent;
    count(call.entry, spent, call.inside);
    const sub = caller?.entry.callees.get(call.entry);
    if (sub !== undefined && this.subcalls) count(sub, spent, call.inside);
  }
  /** What the events of sys.setprofile mean here. */
  event(frame: PyObj, what: string, arg: PyObj): null {
    switch (what) {
      case "call":
        this.begin((frame as PyFrame).code, (frame as PyFrame).code);
        break;
      case "c_call":
        if (this.builtins) this.begin(nativeName(arg), nativeName(arg));
        break;
      case "return":
        this.end();
        break;
      default:
        if (this.builtins) this.end();
    }
    return null;
  }
}
const profiler_type = builtinType("Profiler", { module: "_lsprof", ctor: PyProfiler });

/** The outermost of recursive calls has all their time. */
function count(t: Times, spent: number, inside: number): void {
  t.depth--;
  if (t.depth === 0) t.total += spent;
  else t.recursive++;
  t.inline += spent - inside;
  t.calls++;
}

/** As cProfile shows a built-in: its name, without the addresses in its repr. */
function nativeName(f: PyObj): string {
  if (f instanceof PyBoundMethod)
    return `<method '${A.strJs(A.getattr(f, "__name__"))}' of '${A.typeName(f.self)}' objects>`;
  if (f instanceof PyBuiltin && f.self !== undefined && f.module === null)
    return `<method '${f.name}' of '${A.typeName(f.self)}' objects>`;
  const module = A.getattrOpt(f, "__module__") ?? null;
  const name = A.strJs(A.getattr(f, "__qualname__"));
  return `<built-in method ${module === null ? "" : `${A.strJs(module)}.`}${name}>`;
}

function setUp(
  p: PyProfiler,
  a: { timer?: PyObj; unit?: PyObj; sub?: PyObj; native?: PyObj },
): void {
  p.timer = a.timer ?? null;
  p.unit = a.unit === undefined ? 0 : (A.asFloatFast(a.unit) ?? 0);
  p.subcalls = a.sub === undefined || A.truth(a.sub);
  p.builtins = a.native === undefined || A.truth(a.native);
}

newMethod(
  profiler_type,
  "($type, /, *args, **kwargs)",
  (t: PyType, _a: PyObj[], _k: Kw) => new t.ctor(t),
);
methods(profiler_type, {
  __init__: [
    "($self, /, timer=None, timeunit=0.0, subcalls=True, builtins=True)",
    (p: PyProfiler, timer?: PyObj, unit?: PyObj, sub?: PyObj, native?: PyObj) => {
      setUp(p, { timer, unit, sub, native });
      return null;
    },
  ],
  enable: [
    "($self, /, subcalls=True, builtins=True)",
    (p: PyProfiler, sub?: PyObj, native?: PyObj) => {
      if (sub !== undefined) p.subcalls = A.truth(sub);
      if (native !== undefined) p.builtins = A.truth(native);
      if (tracing.watch.profile !== null && !p.enabled)
        throw valueError("Another profiling tool is already active");
      p.hook ??= builtinFunction(
        "profiler",
        "($module, frame, event, arg, /)",
        (f: PyObj, what: PyObj, arg: PyObj) => p.event(f, String(what), arg),
      );
      tracing.watch.profile = p.hook;
      p.enabled = true;
      refresh();
      return null;
    },
  ],
  disable: [
    "($self, /)",
    (p: PyProfiler) => {
      if (tracing.watch.profile === p.hook) tracing.watch.profile = null;
      p.enabled = false;
      refresh();
      while (p.stack.length > 0) p.end();
      return null;
    },
  ],
  clear: [
    "($self, /)",
    (p: PyProfiler) => {
      p.entries.clear();
      p.stack.length = 0;
      return null;
    },
  ],
  getstats: [
    "($self, /)",
    (p: PyProfiler) => {
      const row = (e: Entry, t: Times): PyObj[] => [
        e.code,
        t.calls,
        t.recursive,
        mkFloat(t.total),
        mkFloat(t.inline),
      ];
      const rows: PyObj[] = [];
      for (const e of p.entries.values()) {
        if (e.calls === 0) continue;
        const subs = [...e.callees].filter(([, t]) => t.calls > 0);
        const calls = subs.map(([c, t]) => subentry_type.make(row(c, t)));
        rows.push(entry_type.make([...row(e, e), calls.length === 0 ? null : mkList(calls)]));
      }
      return mkList(rows);
    },
  ],
});

registerModule("_lsprof", () =>
  defineModule(
    "_lsprof",
    "Fast profiler",
    {},
    {
      Profiler: profiler_type,
      profiler_entry: entry_type.type,
      profiler_subentry: subentry_type.type,
    },
  ),
);
