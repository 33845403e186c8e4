/** _operator: the operators as functions, and attrgetter, itemgetter, methodcaller. */
import * as A from "../objects/abstract.js";
import {
  absolute,
  add,
  and,
  binop,
  floordiv,
  inplace,
  invert,
  lshift,
  matmul,
  mod,
  mul,
  neg,
  type Op,
  or,
  pos,
  pow,
  rshift,
  sub,
  truediv,
  xor,
} from "../objects/arith.js";
import { bytesOf } from "../objects/buffer.js";
import { E, err, isException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { type PyObj, PyObject, type PyType, typeOf } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";

function oneArgument(name: string, args: PyObj[], kw: Kw | null): void {
  if (kw !== null && kw.size > 0) throw typeError(`${name}() takes no keyword arguments`);
  if (args.length !== 1) throw typeError(`${name} expected 1 argument, got ${args.length}`);
}

class AttrGetter extends PyObject {
  names: string[] = [];
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    oneArgument("attrgetter", args, kw);
    const get = (n: string): PyObj => n.split(".").reduce((o, p) => A.getattr(o, p), args[0]);
    return this.names.length === 1 ? get(this.names[0]) : mkTuple(this.names.map(get));
  }
}
class ItemGetter extends PyObject {
  items: PyObj[] = [];
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    oneArgument("itemgetter", args, kw);
    return this.$call1(args[0]);
  }
  override $call1(o: PyObj): PyObj {
    return this.items.length === 1
      ? A.getitem(o, this.items[0])
      : mkTuple(this.items.map((k) => A.getitem(o, k)));
  }
}
class MethodCaller extends PyObject {
  name = "";
  args: PyObj[] = [];
  kw: Kw | null = null;
  override $call(args: PyObj[], kw: Kw | null): PyObj {
    oneArgument("methodcaller", args, kw);
    return A.call(A.getattr(args[0], this.name), this.args, this.kw);
  }
}
const t = (name: string, ctor: new (c: PyType) => PyObject) =>
  builtinType(name, { module: "operator", ctor });
const attrgetter = t("attrgetter", AttrGetter);
const itemgetter = t("itemgetter", ItemGetter);
const methodcaller = t("methodcaller", MethodCaller);
for (const x of [attrgetter, itemgetter, methodcaller])
  slots(x, { __call__: (o: PyObject, args: PyObj[], kw: Kw) => o.$call(args, kw) });

for (const x of [attrgetter, itemgetter, methodcaller])
  getsets(x, { __text_signature__: () => "(obj, /)" });
methods(methodcaller, {
  __reduce__: [
    "($self, /)",
    (g: MethodCaller) => {
      if (g.kw === null) return mkTuple([g.cls, mkTuple([g.name, ...g.args])]);
      const partial = A.getattr(importModule(interp(), "functools"), "partial");
      return mkTuple([A.call(partial, [g.cls, g.name], g.kw), mkTuple(g.args)]);
    },
  ],
});

newMethod(attrgetter, "($type, attr, /, *attrs)", (c: PyType, first: PyObj, rest: PyObj[]) => {
  const g = new c.ctor(c) as AttrGetter;
  g.names = [first, ...rest].map((n) => {
    const s = A.asJs(n);
    if (s === undefined) throw typeError("attribute name must be a string");
    return s;
  });
  return g;
});
newMethod(itemgetter, "($type, item, /, *items)", (c: PyType, first: PyObj, rest: PyObj[]) => {
  const g = new c.ctor(c) as ItemGetter;
  g.items = [first, ...rest];
  return g;
});
newMethod(
  methodcaller,
  "($type, /, *args, **kwargs)",
  (c: PyType, [name, ...args]: PyObj[], kw: Kw) => {
    if (name === undefined)
      throw typeError("methodcaller needs at least one argument, the method name");
    const s = A.asJs(name);
    if (s === undefined) throw typeError("method name must be a string");
    const g = new c.ctor(c) as MethodCaller;
    g.name = s;
    g.args = args;
    g.kw = kw.size > 0 ? kw : null;
    return g;
  },
);
const list = (xs: PyObj[]): string => xs.map(A.reprJs).join(", ");
slots(attrgetter, { __repr__: (g: AttrGetter) => `operator.attrgetter(${list(g.names)})` });
slots(itemgetter, { __repr__: (g: ItemGetter) => `operator.itemgetter(${list(g.items)})` });
slots(methodcaller, {
  __repr__: (g: MethodCaller) =>
    `operator.methodcaller(${[A.reprJs(g.name), ...g.args.map(A.reprJs), ...[...(g.kw ?? [])].map(([k, v]) => `${k}=${A.reprJs(v)}`)].join(", ")})`,
});
methods(attrgetter, {
  __reduce__: ["($self, /)", (g: AttrGetter) => mkTuple([g.cls, mkTuple(g.names)])],
});
methods(itemgetter, {
  __reduce__: ["($self, /)", (g: ItemGetter) => mkTuple([g.cls, mkTuple(g.items)])],
});

const two = "($module, a, b, /)";
const one = "($module, a, /)";
const ops: Record<string, (a: PyObj, b: PyObj) => PyObj> = {
  add,
  sub,
  mul,
  matmul,
  truediv,
  floordiv,
  mod,
  pow,
  lshift,
  rshift,
  and_: and,
  or_: or,
  xor,
};
const cmp: Record<string, A.CmpOp> = {
  lt: "__lt__",
  le: "__le__",
  eq: "__eq__",
  ne: "__ne__",
  gt: "__gt__",
  ge: "__ge__",
};

function lengthHint(o: PyObj, def: PyObj | undefined): PyObj {
  const d = def === undefined ? 0 : A.index(def);
  // A TypeError means that the object cannot tell.
  const ask = (f: () => PyObj | undefined): PyObj | undefined => {
    try {
      return f();
    } catch (e) {
      if (isException(e, E.TypeError)) return undefined;
      throw e;
    }
  };
  const n = ask(() => A.lenOpt(o));
  if (n !== undefined) return n;
  const h = ask(() => A.callSpecial(o, "__length_hint__"));
  if (h === undefined) return d;
  const v = A.asInt(h);
  if (v === undefined) {
    if (typeOf(h).name === "NotImplementedType") return d;
    throw typeError(`__length_hint__ must be an integer, not ${A.typeName(h)}`);
  }
  if (v < 0) throw valueError("__length_hint__() should return >= 0");
  return v;
}

/** Set by the bridge: sq_concat and sq_inplace_concat of C types. */
export const concatHook = {
  call: (_a: PyObj, _b: PyObj, _inPlace: number): PyObj | undefined => undefined,
};

registerModule("_operator", () => {
  const table: FunctionTable = {
    neg: [one, neg],
    pos: [one, pos],
    inv: [one, invert],
    invert: [one, invert],
    abs: [one, absolute],
    index: [one, (o: PyObj) => A.index(o)],
    not_: [one, (o: PyObj) => !A.truth(o)],
    truth: [one, (o: PyObj) => A.truth(o)],
    is_: [two, (a: PyObj, b: PyObj) => a === b],
    is_not: [two, (a: PyObj, b: PyObj) => a !== b],
    is_none: [one, (a: PyObj) => a === null],
    is_not_none: [one, (a: PyObj) => a !== null],
    concat: [
      two,
      (a: PyObj, b: PyObj) => {
        if (typeOf(a).lookup("__getitem__") === undefined)
          throw typeError(`'${A.typeName(a)}' object can't be concatenated`);
        return concatHook.call(a, b, 0) ?? binop("add", a, b);
      },
    ],
    iconcat: [
      two,
      (a: PyObj, b: PyObj) => {
        if (typeOf(a).lookup("__getitem__") === undefined)
          throw typeError(`'${A.typeName(a)}' object can't be concatenated`);
        return concatHook.call(a, b, 1) ?? inplace("add", a, b);
      },
    ],
    contains: [two, (a: PyObj, b: PyObj) => A.contains(a, b)],
    countOf: [two, (a: PyObj, b: PyObj) => A.toArray(a).filter((x) => A.eq(x, b)).length],
    indexOf: [
      two,
      (a: PyObj, b: PyObj) => {
        let i = 0;
        for (const x of A.items(a)) {
          if (A.eq(x, b)) return i;
          i++;
        }
        throw valueError("sequence.index(x): x not in sequence");
      },
    ],
    getitem: [two, (a: PyObj, b: PyObj) => A.getitem(a, b)],
    setitem: [
      "($module, a, b, c, /)",
      (a: PyObj, b: PyObj, c: PyObj) => {
        A.setitem(a, b, c);
        return null;
      },
    ],
    delitem: [
      two,
      (a: PyObj, b: PyObj) => {
        A.delitem(a, b);
        return null;
      },
    ],
    length_hint: ["($module, obj, default=0, /)", lengthHint],
    call: [
      "($module, obj, /, *args, **kwargs)",
      (f: PyObj, args: PyObj[], kw: Kw) => A.call(f, args, kw),
    ],
    _compare_digest: [
      two,
      (a: PyObj, b: PyObj) => {
        const sa = A.asJs(a);
        const sb = A.asJs(b);
        if (sa !== undefined && sb !== undefined) {
          if (!/^[\x00-\x7f]*$/.test(sa + sb))
            throw typeError("comparing strings with non-ASCII characters is not supported");
          return timingSafeEqual(Buffer.from(sa), Buffer.from(sb));
        }
        const x = bytesOf(a);
        const y = bytesOf(b);
        if (x === undefined || y === undefined)
          throw typeError(
            `unsupported operand types(s) or combination of types: '${A.typeName(a)}' and '${A.typeName(b)}'`,
          );
        return timingSafeEqual(Buffer.from(x), Buffer.from(y));
      },
    ],
  };
  for (const [n, f] of Object.entries(ops)) {
    (table as Record<string, FunctionTable[string]>)[n] = [two, f];
    const base = n.replace("_", "") as Op;
    (table as Record<string, FunctionTable[string]>)[`i${base}`] = [
      two,
      (a: PyObj, b: PyObj) => inplace(base, a, b),
    ];
  }
  for (const [n, op] of Object.entries(cmp))
    (table as Record<string, FunctionTable[string]>)[n] = [
      two,
      (a: PyObj, b: PyObj) => A.richCompare(a, b, op),
    ];
  return defineModule("_operator", "Operator interface.", table, {
    attrgetter,
    itemgetter,
    methodcaller,
  });
});
function timingSafeEqual(a: Buffer, b: Buffer): boolean {
  let d = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) d |= a[i] ^ b[i % Math.max(1, b.length)];
  return d === 0;
}

export { E, err, newDict };
