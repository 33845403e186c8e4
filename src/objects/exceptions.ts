/** The methods and attributes of the built-in exceptions; ExceptionGroup. */

import {
  aliasHook,
  asInt,
  asStr,
  callMethod,
  getattr,
  isInstance,
  isSubclass,
  repr,
  reprJs,
  str,
  strJs,
  toArray,
  typeName,
} from "./abstract.js";
import { bytesOf } from "./buffer.js";
import {
  E,
  EXC_MEMBERS,
  E as Exc,
  err,
  excDict,
  osErrorClass,
  PyBaseException,
  typeError,
  valueError,
} from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { PyDict } from "./hashtable.js";
import { PyBytes, PyList, type PyObj, PyTuple, PyType, type Str } from "./object.js";
import { exposeDict } from "./objecttype.js";
import type { Kw } from "./signature.js";
import { codeAt, concat } from "./text.js";
import { PyTraceback } from "./traceback.js";
import { exceptionNewInit, makeHeapType, typeHooks } from "./type.js";
import { mkBytes, mkList, mkTuple, newDict } from "./types.js";

const Base = E.BaseException;
const mem = (e: PyBaseException, name: string): PyObj => e.members?.[name] ?? null;

newMethod(Base, "($type, /, *args, **kwargs)", (t: PyType, args: PyObj[]) => {
  const e = new t.ctor(t) as PyBaseException;
  e.args = mkTuple(args);
  return e;
});

function noKeywords(e: PyBaseException, kw: Kw): void {
  if (kw.size > 0) throw typeError(`${e.cls.name}() takes no keyword arguments`);
}

slots(Base, {
  __init__: (e: PyBaseException, args: PyObj[], kw: Kw) => {
    noKeywords(e, kw);
    e.args = mkTuple(args);
    return null;
  },
  __str__: (e: PyBaseException) => {
    const a = e.args.items;
    return a.length === 0 ? "" : a.length === 1 ? str(a[0]) : repr(e.args);
  },
  __repr__: (e: PyBaseException) =>
    e.args.items.length === 1
      ? concat([e.cls.name, "(", repr(e.args.items[0]), ")"])
      : concat([e.cls.name, repr(e.args)]),
});
exposeDict(Base);
getsets(Base, {
  args: [
    (e: PyBaseException) => e.args,
    (e: PyBaseException, v) => {
      if (v === undefined) throw typeError("args may not be deleted");
      e.args = mkTuple(toArray(v));
    },
  ],
  __traceback__: [
    (e: PyBaseException) => e.tb,
    (e: PyBaseException, v) => {
      if (v === undefined) throw typeError("__traceback__ may not be deleted");
      if (v !== null && !(v instanceof PyTraceback))
        throw typeError("__traceback__ must be a traceback or None");
      e.tb = v;
    },
  ],
  __context__: [
    (e: PyBaseException) => e.context,
    (e: PyBaseException, v) => {
      if (v === undefined) throw typeError("__context__ may not be deleted");
      if (v !== null && !(v instanceof PyBaseException))
        throw typeError("exception context must be None or derive from BaseException");
      e.context = v;
    },
  ],
  __cause__: [
    (e: PyBaseException) => e.cause,
    (e: PyBaseException, v) => {
      if (v === undefined) throw typeError("__cause__ may not be deleted");
      if (v !== null && !(v instanceof PyBaseException))
        throw typeError("exception cause must be None or derive from BaseException");
      e.cause = v;
      e.suppress = true;
    },
  ],
});
getsets(
  Base,
  {
    __suppress_context__: [
      (e: PyBaseException) => e.suppress,
      (e: PyBaseException, v) => {
        if (v === undefined) throw typeError("can't delete numeric/char attribute");
        if (typeof v !== "boolean") throw typeError("attribute value type must be bool");
        e.suppress = v;
      },
    ],
  },
  true,
);

function addNote(e: PyBaseException, note: PyObj): PyObj {
  if (typeof note !== "string" && typeName(note) !== "str")
    throw typeError(`add_note() argument must be str, not ${typeName(note)}`);
  const d = excDict(e);
  let notes = d.getStr("__notes__");
  if (notes === undefined) {
    notes = mkList([]);
    d.setStr("__notes__", notes);
  }
  if (!(notes instanceof PyList)) throw typeError("Cannot add note: __notes__ is not a list");
  notes.items.push(note);
  return null;
}
typeHooks.addNote = (e, note) => {
  addNote(e, note);
};

methods(Base, {
  add_note: ["($self, note, /)", addNote, "Add a note to the exception"],
  with_traceback: [
    "($self, tb, /)",
    (e: PyBaseException, tb: PyObj) => {
      if (tb !== null && !(tb instanceof PyTraceback))
        throw typeError("__traceback__ must be a traceback or None");
      e.tb = tb;
      return e;
    },
    "Set self.__traceback__ to tb and return self.",
  ],
  __setstate__: [
    "($self, state, /)",
    (e: PyBaseException, state: PyObj) => {
      if (state === null) return null;
      if (!(state instanceof PyDict)) throw typeError("state is not a dictionary");
      for (const [k, v] of state.pairs()) callMethod(e, "__setattr__", [k, v]);
      return null;
    },
  ],
  __reduce__: [
    "($self, /)",
    (e: PyBaseException) => {
      const d = e.odict;
      return d !== undefined && d.size > 0 ? mkTuple([e.cls, e.args, d]) : mkTuple([e.cls, e.args]);
    },
  ],
});

const unicodeCheck = new Map<PyType, (e: PyBaseException) => void>();
const UNICODE_FIELDS = new Set([
  E.UnicodeEncodeError,
  E.UnicodeDecodeError,
  E.UnicodeTranslateError,
]);
for (const [t, names] of EXC_MEMBERS)
  for (const n of names) {
    if (n === "characters_written" || UNICODE_FIELDS.has(t)) continue;
    if (t === E.BaseExceptionGroup) {
      getsets(t, { [n]: ((e: PyBaseException) => mem(e, n)) as never }, true);
      continue;
    }
    getsets(
      t,
      {
        [n]: [
          ((e: PyBaseException) => mem(e, n)) as never,
          ((e: PyBaseException, v: PyObj | undefined) => {
            (e.members ??= {})[n] = v ?? null;
          }) as never,
        ],
      },
      true,
    );
  }

/** An `__init__` that calls BaseException's and then fills members. */
function init(
  t: PyType,
  fill: (e: PyBaseException, args: PyObj[], kw: Kw) => void,
  keywords = false,
): void {
  slots(t, {
    __init__: (e: PyBaseException, args: PyObj[], kw: Kw) => {
      if (!keywords) noKeywords(e, kw);
      e.args = mkTuple(args);
      fill(e, args, kw);
      return null;
    },
  });
}
const set = (e: PyBaseException, values: Record<string, PyObj>): void => {
  e.members = { ...e.members, ...values };
};

init(E.StopIteration, (e, a) => set(e, { value: a[0] ?? null }));
init(E.SystemExit, (e, a) =>
  set(e, { code: a.length === 0 ? null : a.length === 1 ? a[0] : e.args }),
);

function keywordsOnly(e: PyBaseException, kw: Kw, allowed: string[]): void {
  for (const k of kw.keys())
    if (!allowed.includes(k))
      throw typeError(`${e.cls.name}() got an unexpected keyword argument '${k}'`);
}
init(
  E.AttributeError,
  (e, _a, kw) => {
    keywordsOnly(e, kw, ["name", "obj"]);
    set(e, { name: kw.get("name") ?? null, obj: kw.get("obj") ?? null });
  },
  true,
);
init(
  E.NameError,
  (e, _a, kw) => {
    keywordsOnly(e, kw, ["name"]);
    set(e, { name: kw.get("name") ?? null });
  },
  true,
);
init(
  E.ImportError,
  (e, a, kw) => {
    keywordsOnly(e, kw, ["name", "path", "name_from"]);
    set(e, {
      msg: a.length === 1 ? a[0] : null,
      name: kw.get("name") ?? null,
      path: kw.get("path") ?? null,
      name_from: kw.get("name_from") ?? null,
    });
  },
  true,
);
/** `__reduce__` of exceptions whose keyword-only fields are part of the state. */
function stateful(t: PyType, names: string[], withArgs: boolean): void {
  const state = (e: PyBaseException): PyObj => {
    const d = newDict();
    if (e.odict !== undefined) d.updateFrom(e.odict);
    for (const n of names) if (mem(e, n) !== null) d.setStr(n, mem(e, n));
    if (withArgs) d.setStr("args", e.args);
    return d.size > 0 ? d : null;
  };
  methods(t, {
    __getstate__: ["($self, /)", state],
    __reduce__: [
      "($self, /)",
      (e: PyBaseException) => {
        const s = state(e);
        return mkTuple(s === null ? [e.cls, e.args] : [e.cls, e.args, s]);
      },
    ],
  });
}
stateful(E.AttributeError, ["name"], true);
stateful(E.ImportError, ["name", "path", "name_from"], false);
slots(E.ImportError, {
  __str__: (e: PyBaseException) => (typeof mem(e, "msg") === "string" ? mem(e, "msg") : baseStr(e)),
});
const baseStr = (e: PyBaseException): PyObj =>
  e.args.items.length === 0 ? "" : e.args.items.length === 1 ? str(e.args.items[0]) : repr(e.args);
slots(E.KeyError, {
  __str__: (e: PyBaseException) => (e.args.items.length === 1 ? repr(e.args.items[0]) : baseStr(e)),
});

exceptionNewInit.new = Base.dict.getStr("__new__");
exceptionNewInit.init = Base.dict.getStr("__init__");

// ---- OSError ----

newMethod(E.OSError, "($type, /, *args, **kwargs)", (t: PyType, args: PyObj[], kw: Kw) => {
  if (fillsInInit(t)) return new t.ctor(t);
  if (kw.size > 0) throw typeError(`${t.name}() takes no keyword arguments`);
  let cls = t;
  if (t === E.OSError && args.length >= 2 && args.length <= 5) {
    const n = asInt(args[0]);
    if (typeof n === "number") cls = osErrorClass(n);
  }
  const e = new cls.ctor(cls) as PyBaseException;
  fillOs(e, args);
  return e;
});
/** A subclass with an `__init__` of its own, and no `__new__`, decides what the arguments are. */
const fillsInInit = (t: PyType): boolean =>
  t.lookup("__init__") !== osInit && t.lookup("__new__") === osNew;
const osNew = E.OSError.dict.getStr("__new__");

function fillOs(e: PyBaseException, args: PyObj[]): void {
  e.args = mkTuple(args);
  const m: Record<string, PyObj> = {
    errno: null,
    strerror: null,
    filename: null,
    filename2: null,
  };
  if (args.length >= 2 && args.length <= 5) {
    m.errno = args[0];
    m.strerror = args[1];
    if (args.length >= 3) {
      const blocking = e.cls.isSubtype(E.BlockingIOError) && asInt(args[2]) !== undefined;
      if (blocking) m.characters_written = args[2];
      else {
        m.filename = args[2];
        if (args.length === 5) m.filename2 = args[4];
        e.args = mkTuple(args.slice(0, 2));
      }
    }
  }
  e.members = m;
}
slots(E.OSError, {
  __init__: (e: PyBaseException, args: PyObj[], kw: Kw) => {
    // __new__ did the work, unless a subclass has its own __init__.
    if (fillsInInit(e.cls)) {
      noKeywords(e, kw);
      fillOs(e, args);
    }
    return null;
  },
  __str__: (e: PyBaseException) => {
    const m = e.members;
    if (m === null) return baseStr(e);
    if (m.filename !== null && m.filename !== undefined) {
      const two =
        m.filename2 !== null && m.filename2 !== undefined ? ` -> ${reprJs(m.filename2)}` : "";
      return concat([`[Errno ${strJs(m.errno)}] ${strJs(m.strerror)}: `, repr(m.filename), two]);
    }
    if (m.errno !== null && m.strerror !== null)
      return `[Errno ${strJs(m.errno)}] ${strJs(m.strerror)}`;
    return baseStr(e);
  },
});
const osInit = E.OSError.dict.getStr("__init__");
getsets(E.BlockingIOError, {
  characters_written: [
    (e: PyBaseException) => {
      const v = e.members?.characters_written;
      if (v === undefined || v === null) throw err(E.AttributeError, "characters_written");
      return v;
    },
    (e: PyBaseException, v) => {
      (e.members ??= {}).characters_written = v ?? null;
    },
  ],
});
methods(E.OSError, {
  __reduce__: [
    "($self, /)",
    (e: PyBaseException) => {
      let args: PyObj = e.args;
      if (e.args.items.length === 2 && mem(e, "filename") !== null)
        args =
          mem(e, "filename2") !== null
            ? mkTuple([...e.args.items, mem(e, "filename"), null, mem(e, "filename2")])
            : mkTuple([...e.args.items, mem(e, "filename")]);
      return e.odict !== undefined && e.odict.size > 0
        ? mkTuple([e.cls, args, e.odict])
        : mkTuple([e.cls, args]);
    },
  ],
});
E.EnvironmentError = E.OSError;
E.IOError = E.OSError;

// ---- SyntaxError ----

init(
  E.SyntaxError,
  (e, a, kw) => {
    void kw;
    if (a.length >= 1) set(e, { msg: a[0] });
    if (a.length === 2) {
      const d = toArray(a[1]);
      if (d.length < 4 || d.length > 7)
        throw typeError(
          d.length < 4
            ? `function takes at least 4 arguments (${d.length} given)`
            : `function takes at most 7 arguments (${d.length} given)`,
        );
      if (d.length === 5)
        throw typeError("end_offset must be provided when end_lineno is provided");
      set(e, {
        filename: d[0],
        lineno: d[1],
        offset: d[2],
        text: d[3],
        end_lineno: d[4] ?? null,
        end_offset: d[5] ?? null,
        _metadata: d[6] ?? null,
      });
    }
  },
  true,
);
slots(E.SyntaxError, {
  __str__: (e: PyBaseException) => {
    const file = mem(e, "filename");
    const line = mem(e, "lineno");
    const msg = strJs(mem(e, "msg"));
    const base = typeof file === "string" ? file.slice(file.lastIndexOf("/") + 1) : null;
    if (base !== null && typeof line === "number") return `${msg} (${base}, line ${line})`;
    if (base !== null) return `${msg} (${base})`;
    if (typeof line === "number") return `${msg} (line ${line})`;
    return msg;
  },
});

// ---- Unicode errors ----

function unicodeInit(t: PyType, withEncoding: boolean, wantBytes: boolean): void {
  const names = withEncoding
    ? ["encoding", "object", "start", "end", "reason"]
    : ["object", "start", "end", "reason"];
  init(t, (e, a) => {
    if (a.length !== names.length)
      throw typeError(`function takes exactly ${names.length} arguments (${a.length} given)`);
    const v: Record<string, PyObj> = {};
    names.forEach((n, i) => {
      v[n] = a[i];
    });
    const o = v.object;
    if (withEncoding && asStr(a[0]) === undefined)
      throw typeError(`argument 1 must be str, not ${typeName(a[0])}`);
    if (wantBytes && !(o instanceof PyBytes)) {
      const data = bytesOf(o);
      if (data === undefined)
        throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
      v.object = mkBytes(data);
    } else if (!wantBytes && typeName(o) !== "str" && !isInstance(o, strType()))
      throw typeError(`argument ${withEncoding ? 2 : 1} must be str, not ${typeName(o)}`);
    set(e, v);
  });
}

import { str_type } from "./types.js";

const strType = (): PyType => str_type;
unicodeInit(E.UnicodeEncodeError, true, false);
unicodeInit(E.UnicodeDecodeError, true, true);
unicodeInit(E.UnicodeTranslateError, false, false);

/** The attributes of a Unicode error are only as good as its object. */
for (const t of UNICODE_FIELDS) {
  const bytes = t === E.UnicodeDecodeError;
  const isObject = (v: PyObj | undefined): boolean =>
    v !== undefined && (bytes ? v instanceof PyBytes : asStr(v) !== undefined);
  const check = (e: PyBaseException): void => {
    const o = e.members?.object;
    if (o === undefined) throw typeError("UnicodeError 'object' attribute is not set");
    if (!isObject(o))
      throw typeError(`UnicodeError 'object' attribute must be a ${bytes ? "bytes" : "string"}`);
  };
  const text = (n: string) => [
    (e: PyBaseException) => mem(e, n),
    (e: PyBaseException, v: PyObj | undefined) => {
      e.members ??= {};
      if (v === undefined) delete e.members[n];
      else e.members[n] = v;
    },
  ];
  const place = (n: string) => [
    (e: PyBaseException) => mem(e, n),
    (e: PyBaseException, v: PyObj | undefined) => {
      const i = v === undefined ? undefined : asInt(v);
      if (i === undefined) throw typeError("an integer is required");
      (e.members ??= {})[n] = i;
    },
  ];
  const fields: Record<string, unknown> = { object: text("object"), reason: text("reason") };
  if (t !== E.UnicodeTranslateError) fields.encoding = text("encoding");
  fields.start = place("start");
  fields.end = place("end");
  getsets(t, fields as never, true);
  unicodeCheck.set(t, check);
}

/** A field of an error that may never have been initialised. */
const field = (v: PyObj | undefined): string => (v === undefined ? "<NULL>" : strJs(v));

function escapeChar(c: number): string {
  if (c <= 0xff) return `\\x${c.toString(16).padStart(2, "0")}`;
  if (c <= 0xffff) return `\\u${c.toString(16).padStart(4, "0")}`;
  return `\\U${c.toString(16).padStart(8, "0")}`;
}
for (const [t, what] of [
  [E.UnicodeEncodeError, "encode"],
  [E.UnicodeDecodeError, "decode"],
  [E.UnicodeTranslateError, "translate"],
] as const)
  slots(t, {
    __str__: (e: PyBaseException) => {
      const m = e.members;
      if (m === null || m.object === undefined) return "";
      // These may run code that changes the rest.
      const reason = field(m.reason);
      const head =
        what === "translate" ? "can't translate" : `'${field(m.encoding)}' codec can't ${what}`;
      unicodeCheck.get(t)!(e);
      const o = m.object;
      const start = Number(m.start ?? 0);
      const end = Number(m.end ?? 0);
      const unit = what === "decode" ? "byte" : "character";
      const n = o instanceof PyBytes ? o.data.length : (o as string).length;
      if (start >= 0 && start < n && end === start + 1) {
        const c = o instanceof PyBytes ? o.data[start] : codeAt(o as string, start);
        const shown =
          what === "decode" ? `0x${c.toString(16).padStart(2, "0")}` : `'${escapeChar(c)}'`;
        return `${head} ${unit} ${shown} in position ${start}: ${reason}`;
      }
      return `${head} ${unit}s in position ${start}-${end - 1}: ${reason}`;
    },
  });

// ---- groups (PEP 654) ----

const Group = E.BaseExceptionGroup;
E.ExceptionGroup = makeHeapType(Group.cls, "ExceptionGroup", [Group, E.Exception], newDict());
E.ExceptionGroup.dict.setStr("__module__", "builtins");

newMethod(Group, "($type, *args, **kwargs)", (t: PyType, args: PyObj[]) => {
  if (args.length !== 2)
    throw typeError(
      `BaseExceptionGroup.__new__() takes exactly 2 arguments (${args.length} given)`,
    );
  const [msg, excs] = args;
  if (typeName(msg) !== "str" && !isInstance(msg, str_type))
    throw typeError(`BaseExceptionGroup.__new__() argument 1 must be str, not ${typeName(msg)}`);
  if (!(excs instanceof PyList) && !(excs instanceof PyTuple) && !hasGetitem(excs))
    throw typeError("second argument (exceptions) must be a sequence");
  const list = toArray(excs);
  if (list.length === 0)
    throw valueError("second argument (exceptions) must be a non-empty sequence");
  list.forEach((x, i) => {
    if (!(x instanceof PyBaseException))
      throw valueError(`Item ${i} of second argument (exceptions) is not an exception`);
  });
  const allExceptions = list.every((x) => isInstance(x, Exc.Exception));
  let cls = t;
  if (t === Group && allExceptions) cls = E.ExceptionGroup;
  else if (!allExceptions && t === E.ExceptionGroup)
    throw typeError("Cannot nest BaseExceptions in an ExceptionGroup");
  else if (!allExceptions && t.isSubtype(E.Exception))
    throw typeError(`Cannot nest BaseExceptions in '${t.name}'`);
  const e = new cls.ctor(cls) as PyBaseException;
  e.args = mkTuple(args);
  e.members = { message: msg, exceptions: mkTuple(list) };
  if (excs instanceof PyList) givenAs.set(e, null);
  else if (!(excs instanceof PyTuple)) givenAs.set(e, repr(excs));
  return e;
});
/** How a group shows its exceptions when they were no tuple: as a list, or as the text made then. */
const givenAs = new WeakMap<PyBaseException, Str | null>();
function hasGetitem(o: PyObj): boolean {
  return isSubclass(typeOfObj(o), typeOfObj(o)) && typeOfObj(o).lookup("__getitem__") !== undefined;
}

import { typeOf as typeOfObj } from "./object.js";

slots(Group, {
  __repr__: (e: PyBaseException) => {
    const list = mem(e, "exceptions");
    const shown = givenAs.get(e);
    const text =
      shown === undefined ? repr(list) : (shown ?? repr(mkList((list as PyTuple).items.slice())));
    return concat([e.cls.name, "(", repr(mem(e, "message")), ", ", text, ")"]);
  },
  __init__: (e: PyBaseException, args: PyObj[], kw: Kw) => {
    noKeywords(e, kw);
    e.args = mkTuple(args);
    return null;
  },
  __str__: (e: PyBaseException) => {
    const n = (mem(e, "exceptions") as PyTuple).items.length;
    return concat([str(mem(e, "message")), ` (${n} sub-exception${n === 1 ? "" : "s"})`]);
  },
});

type Condition = (e: PyBaseException) => boolean;
function condition(c: PyObj): Condition {
  const isClass = (x: PyObj): boolean => x instanceof PyType && x.isSubtype(E.BaseException);
  if (isClass(c)) return (e) => e.cls.isSubtype(c as PyType);
  if (c instanceof PyTuple && c.items.every(isClass))
    return (e) => c.items.some((t) => e.cls.isSubtype(t as PyType));
  if (!(c instanceof PyType) && typeOfObj(c).lookup("__call__") !== undefined)
    return (e) => callMethod(c, "__call__", [e]) === true;
  throw typeError("expected a function, exception type or tuple of exception types");
}
const exceptionsOf = (e: PyBaseException): PyBaseException[] =>
  (mem(e, "exceptions") as PyTuple).items as PyBaseException[];

function derive(e: PyBaseException, excs: PyBaseException[]): PyBaseException {
  const g = callMethod(e, "derive", [mkList(excs)]);
  if (!(g instanceof PyBaseException) || !g.cls.isSubtype(Group))
    throw typeError("derive must return an instance of BaseExceptionGroup");
  g.tb = e.tb;
  g.context = e.context;
  g.cause = e.cause;
  g.suppress = e.suppress;
  const notes = e.odict?.getStr("__notes__");
  if (notes instanceof PyList) excDict(g).setStr("__notes__", mkList(notes.items.slice()));
  return g;
}

function split(e: PyBaseException, c: Condition): [PyBaseException | null, PyBaseException | null] {
  if (c(e)) return [e, null];
  if (!e.cls.isSubtype(Group)) return [null, e];
  const yes: PyBaseException[] = [];
  const no: PyBaseException[] = [];
  for (const x of exceptionsOf(e)) {
    const [a, b] = split(x, c);
    if (a !== null) yes.push(a);
    if (b !== null) no.push(b);
  }
  return [yes.length > 0 ? derive(e, yes) : null, no.length > 0 ? derive(e, no) : null];
}
methods(Group, {
  derive: [
    "($self, excs, /)",
    (e: PyBaseException, excs: PyObj) => callMethod(Group, "__call__", [mem(e, "message"), excs]),
  ],
  split: [
    "($self, matcher_value, /)",
    (e: PyBaseException, c: PyObj) => mkTuple(split(e, condition(c))),
  ],
  subgroup: [
    "($self, matcher_value, /)",
    (e: PyBaseException, c: PyObj) => split(e, condition(c))[0],
  ],
  __class_getitem__: ["($cls, item, /)", (t: PyObj, i: PyObj) => aliasHook.make(t, i)],
});

export { getattr };
