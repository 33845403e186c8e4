/** `frame.f_locals` of a function (PEP 667): a mapping that reads and writes its variables. */
import * as A from "./abstract.js";
import { E, err, typeError } from "./errors.js";
import { methods, newMethod, slots } from "./function.js";
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject, type PyType } from "./object.js";
import { PyFrame } from "./traceback.js";
import { builtinType, mkList, NotImplemented, newDict } from "./types.js";

/** The variables that a frame shows, in the order in which its `read` gives them. */
export function frameNames(f: PyFrame): string[] {
  const c = f.code;
  return [...new Set([...c.varnames, ...c.cellvars, ...c.freevars])].filter(
    (n) => !n.startsWith("."),
  );
}

export const proxy_type = builtinType("FrameLocalsProxy", { subclassable: false });

export class FrameLocals extends PyObject {
  readonly frame: PyFrame;
  constructor(frame: PyFrame) {
    super(proxy_type);
    this.frame = frame;
  }
  /** What is bound now: variables first, then what was only given to the proxy. */
  dict(): PyDict {
    const d = newDict();
    const values = this.frame.read?.() ?? [];
    frameNames(this.frame).forEach((n, i) => {
      if (values[i] !== undefined) d.setStr(n, values[i]);
    });
    if (this.frame.extra !== undefined) d.updateFrom(this.frame.extra);
    return d;
  }
  private index(k: PyObj): number {
    return typeof k === "string" && this.frame.read !== undefined
      ? frameNames(this.frame).indexOf(k)
      : -1;
  }
  get(k: PyObj): PyObj | undefined {
    A.hash(k);
    const i = this.index(k);
    if (i >= 0) return this.frame.read?.()[i];
    return this.frame.extra?.get(k);
  }
  set(k: PyObj, v: PyObj): void {
    A.hash(k);
    const i = this.index(k);
    if (i >= 0) this.frame.write?.(i, v);
    else (this.frame.extra ??= newDict()).set(k, v);
  }
  remove(k: PyObj): PyObj {
    if (this.index(k) >= 0)
      throw err(E.ValueError, "cannot remove local variables from FrameLocalsProxy");
    const v = this.frame.extra?.get(k);
    if (v === undefined) throw err(E.KeyError, k);
    this.frame.extra?.delete(k);
    return v;
  }
  /** Takes the items of a mapping. */
  merge(other: PyObj): void {
    const d = newDict();
    A.call1(A.getattr(d, "update"), other);
    for (const k of A.toArray(d)) this.set(k, d.get(k) as PyObj);
  }
}

const isMapping = (o: PyObj): boolean =>
  o instanceof FrameLocals || A.getattrOpt(o, "keys") !== undefined;
const asDict = (o: PyObj): PyObj => (o instanceof FrameLocals ? o.dict() : o);

newMethod(proxy_type, "($type, frame, /)", (_t: PyType, f: PyObj) => {
  if (!(f instanceof PyFrame)) throw typeError(`expect frame, not ${A.typeName(f)}`);
  return new FrameLocals(f);
});
slots(proxy_type, {
  __getitem__: (p: FrameLocals, k: PyObj) => {
    const v = p.get(k);
    if (v === undefined) throw err(E.KeyError, `local variable '${A.reprJs(k)}' is not defined`);
    return v;
  },
  __setitem__: (p: FrameLocals, k: PyObj, v: PyObj) => {
    p.set(k, v);
    return null;
  },
  __delitem__: (p: FrameLocals, k: PyObj) => {
    p.remove(k);
    return null;
  },
  __contains__: (p: FrameLocals, k: PyObj) => p.get(k) !== undefined,
  __len__: (p: FrameLocals) => p.dict().size,
  __iter__: (p: FrameLocals) => A.iter(mkList(A.toArray(p.dict()))),
  __repr__: (p: FrameLocals) => A.repr(p.dict()),
  __eq__: (p: FrameLocals, o: PyObj) =>
    o instanceof FrameLocals
      ? o.frame === p.frame
      : A.isInstance(o, typeOfDict())
        ? A.eq(p.dict(), o)
        : NotImplemented,
  __or__: (p: FrameLocals, o: PyObj) => {
    if (!isMapping(o)) return NotImplemented;
    const d = p.dict();
    A.call1(A.getattr(d, "update"), asDict(o));
    return d;
  },
  __ror__: (p: FrameLocals, o: PyObj) => {
    if (!isMapping(o)) return NotImplemented;
    const d = newDict();
    A.call1(A.getattr(d, "update"), asDict(o));
    A.call1(A.getattr(d, "update"), p.dict());
    return d;
  },
  __ior__: (p: FrameLocals, o: PyObj) => {
    if (!isMapping(o)) return NotImplemented;
    p.merge(asDict(o));
    return p;
  },
});
const typeOfDict = (): PyType => newDict().cls;
const view =
  (name: string) =>
  (p: FrameLocals): PyObj =>
    mkList(A.toArray(A.call0(A.getattr(p.dict(), name))));
methods(proxy_type, {
  __contains__: ["($self, key, /)", (p: FrameLocals, k: PyObj) => p.get(k) !== undefined],
  __reversed__: ["($self, /)", (p: FrameLocals) => mkList(A.toArray(p.dict()).reverse())],
  keys: ["($self, /)", view("keys")],
  values: ["($self, /)", view("values")],
  items: ["($self, /)", view("items")],
  copy: ["($self, /)", (p: FrameLocals) => p.dict()],
  get: [
    "($self, key, default=None, /)",
    (p: FrameLocals, k: PyObj, d?: PyObj) => p.get(k) ?? d ?? null,
  ],
  setdefault: [
    "($self, key, default=None, /)",
    (p: FrameLocals, k: PyObj, d?: PyObj) => {
      const v = p.get(k);
      if (v !== undefined) return v;
      p.set(k, d ?? null);
      return d ?? null;
    },
  ],
  pop: [
    "($self, key, default=<unrepresentable>, /)",
    (p: FrameLocals, k: PyObj, d?: PyObj) => {
      if (p.get(k) === undefined && d !== undefined) return d;
      return p.remove(k);
    },
  ],
  update: [
    "($self, other, /)",
    (p: FrameLocals, o: PyObj) => {
      if (!isMapping(o))
        throw typeError("update() argument must be dict or another FrameLocalsProxy");
      p.merge(asDict(o));
      return null;
    },
  ],
});
