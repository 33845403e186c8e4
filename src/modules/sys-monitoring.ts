/** `sys.monitoring`: tools that are told what code does. */
import * as A from "../objects/abstract.js";
import { PyCode } from "../objects/code.js";
import { typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { simpleNamespace } from "../objects/namespace.js";
import type { PyObj } from "../objects/object.js";
import { newDict, object_type } from "../objects/types.js";
import {
  BIT,
  EVENTS,
  type EventName,
  retool,
  sentinel,
  type Tool,
  tools,
} from "../runtime/tracing.js";

const ALL = (1 << EVENTS.length) - 1;
const C_EVENTS = BIT.C_RETURN | BIT.C_RAISE;
const LOCAL = 0x7ff | BIT.BRANCH;
const USER_TOOLS = 6;

function toolId(id: PyObj): number {
  const n = Number(A.index(id));
  if (n < 0 || n >= USER_TOOLS) throw valueError(`invalid tool ${n} (must be between 0 and 5)`);
  return n;
}
function used(id: PyObj): Tool {
  const n = toolId(id);
  const t = tools[n];
  if (t.name === null) throw valueError(`tool ${n} is not in use`);
  return t;
}
const clear = (t: Tool): void => {
  t.events = 0;
  t.local.clear();
  t.callbacks.clear();
  t.off.clear();
};
/** An event set as it is kept: BRANCH stands for both of its sides. */
function eventSet(v: PyObj, what: string): number {
  const n = Number(A.index(v));
  if (n < 0 || n > ALL) throw valueError(`invalid ${what} 0x${(n >>> 0).toString(16)}`);
  if ((n & C_EVENTS) !== 0 && (n & BIT.CALL) === 0)
    throw valueError("cannot set C_RETURN or C_RAISE events independently");
  const own = n & ~C_EVENTS;
  return (own & BIT.BRANCH) === 0 ? own : own | BIT.BRANCH_LEFT | BIT.BRANCH_RIGHT;
}
function codeArg(c: PyObj): PyCode {
  if (!(c instanceof PyCode)) throw typeError("code must be a code object");
  return c;
}

const functions = {
  use_tool_id: [
    "($module, tool_id, name, /)",
    (id: PyObj, name: PyObj) => {
      const n = toolId(id);
      if (typeof name !== "string") throw valueError("tool name must be a str");
      if (tools[n].name !== null) throw valueError(`tool ${n} is already in use`);
      tools[n].name = name;
      return null;
    },
  ],
  clear_tool_id: [
    "($module, tool_id, /)",
    (id: PyObj) => {
      clear(tools[toolId(id)]);
      retool();
      return null;
    },
  ],
  free_tool_id: [
    "($module, tool_id, /)",
    (id: PyObj) => {
      const t = tools[toolId(id)];
      clear(t);
      t.name = null;
      retool();
      return null;
    },
  ],
  get_tool: ["($module, tool_id, /)", (id: PyObj) => tools[toolId(id)].name],
  register_callback: [
    "($module, tool_id, event, func, /)",
    (id: PyObj, event: PyObj, f: PyObj) => {
      const n = toolId(id);
      const e = Number(A.index(event));
      if (e <= 0 || (e & (e - 1)) !== 0)
        throw valueError("The callback can only be set for one event at a time");
      if (e > ALL) throw valueError(`invalid event ${e}`);
      const t = tools[n];
      const before = t.callbacks.get(e) ?? null;
      const set = (bit: number): void => {
        if (f === null) t.callbacks.delete(bit);
        else t.callbacks.set(bit, f);
      };
      set(e);
      if (e === BIT.BRANCH) {
        set(BIT.BRANCH_LEFT);
        set(BIT.BRANCH_RIGHT);
      }
      return before;
    },
  ],
  get_events: ["($module, tool_id, /)", (id: PyObj) => tools[toolId(id)].events],
  set_events: [
    "($module, tool_id, event_set, /)",
    (id: PyObj, v: PyObj) => {
      toolId(id);
      const e = eventSet(v, "event set");
      used(id).events = e;
      retool();
      return null;
    },
  ],
  get_local_events: [
    "($module, tool_id, code, /)",
    (id: PyObj, c: PyObj) => {
      const code = codeArg(c);
      return used(id).local.get(code) ?? 0;
    },
  ],
  set_local_events: [
    "($module, tool_id, code, event_set, /)",
    (id: PyObj, c: PyObj, v: PyObj) => {
      const code = codeArg(c);
      const e = eventSet(v, "local event set");
      if ((e & ~LOCAL) !== 0) throw valueError(`invalid local event set 0x${e.toString(16)}`);
      const t = used(id);
      if (e === 0) t.local.delete(code);
      else t.local.set(code, e);
      retool();
      return null;
    },
  ],
  restart_events: [
    "($module, /)",
    () => {
      for (const t of tools) t.off.clear();
      return null;
    },
  ],
  _all_events: [
    "($module, /)",
    () => {
      const d = newDict();
      for (const name of EVENTS) {
        let mask = 0;
        tools.forEach((t, i) => {
          if ((t.events & BIT[name as EventName]) !== 0) mask |= 1 << i;
        });
        if (mask !== 0) d.setStr(name, mask);
      }
      return d;
    },
  ],
} as const;

export function monitoring(): PyObj {
  const m = defineModule("sys.monitoring", null, functions as never);
  m.dict.setStr("events", simpleNamespace({ NO_EVENTS: 0, ...BIT }));
  for (const [n, v] of [
    ["DEBUGGER_ID", 0],
    ["COVERAGE_ID", 1],
    ["PROFILER_ID", 2],
    ["OPTIMIZER_ID", 5],
  ] as const)
    m.dict.setStr(n, v);
  for (const n of ["DISABLE", "MISSING"] as const) {
    sentinel[n] ??= A.call0(object_type);
    m.dict.setStr(n, sentinel[n]);
  }
  return m;
}
