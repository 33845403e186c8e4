/** itertools. */
import * as A from "../objects/abstract.js";
import { aliasHook, PyIter } from "../objects/abstract.js";
import { add } from "../objects/arith.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod, slots } from "../objects/function.js";
import { intAdd } from "../objects/intops.js";
import { defineModule } from "../objects/module.js";
import type { PyFloat, PyInt, PyObj, PyObject, PyType } from "../objects/object.js";
import { iterSlots } from "../objects/sequence.js";
import { builtinType, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

/** An iterator whose step is a JavaScript function, made when it is constructed. */
class Step extends PyIter {
  step: () => PyObj | undefined = () => undefined;
  busy = false;
  override $next(): PyObj | undefined {
    return this.step();
  }
}
const types: Record<string, PyType> = {};
function iterType(
  name: string,
  sig: string,
  make: (self: Step, ...args: never[]) => () => PyObj | undefined,
): PyType {
  const t = builtinType(name, { module: "itertools", ctor: Step });
  iterSlots(t);
  newMethod(t, sig, (c: PyType, ...args: unknown[]) => {
    const s = new c.ctor(c) as Step;
    s.step = make(s, ...(args as never[]));
    return s;
  });
  types[name] = t;
  return t;
}

const nonNegative = (o: PyObj, what: string): number => {
  const n = A.asIndex(o);
  if (n === undefined || n < 0 || n > 0x7fff_ffff_ffff_ffffn) throw valueError(what);
  return Number(n);
};

// ---- endless and simple ones ----

class Count extends Step {
  n: PyObj = 0;
  by: PyObj = 1;
  override $next(): PyObj | undefined {
    const v = this.n;
    this.n =
      typeof v === "number" && typeof this.by === "number" ? intAdd(v, this.by) : add(v, this.by);
    return v;
  }
}
const count = builtinType("count", { module: "itertools", ctor: Count });
types.count = count;
iterSlots(count);
newMethod(count, "($type, /, start=0, step=1)", (c: PyType, start?: PyObj, step?: PyObj) => {
  const x = new c.ctor(c) as Count;
  for (const v of [start, step])
    if (v !== undefined && A.asFloatFast(v) === undefined && !numberLike(v))
      throw typeError("a number is required");
  x.n = start ?? 0;
  x.by = step ?? 1;
  return x;
});
const numberLike = (o: PyObj): boolean =>
  A.getattrOpt(o, "__index__") !== undefined ||
  A.getattrOpt(o, "__float__") !== undefined ||
  A.getattrOpt(o, "__complex__") !== undefined ||
  A.getattrOpt(o, "__int__") !== undefined;
slots(count, {
  __repr__: (c: Count) =>
    c.by === 1 ? `count(${A.reprJs(c.n)})` : `count(${A.reprJs(c.n)}, ${A.reprJs(c.by)})`,
});

class Repeat extends Step {
  v: PyObj = null;
  left = -1;
  override $next(): PyObj | undefined {
    if (this.left === 0) return undefined;
    if (this.left > 0) this.left--;
    return this.v;
  }
}
const repeat = builtinType("repeat", { module: "itertools", ctor: Repeat });
types.repeat = repeat;
iterSlots(repeat);
newMethod(repeat, "($type, /, object, times=None)", (c: PyType, v: PyObj, times?: PyObj) => {
  const r = new c.ctor(c) as Repeat;
  r.v = v;
  if (times !== undefined) r.left = Math.max(0, A.ssize(times));
  return r;
});
slots(repeat, {
  __repr__: (r: Repeat) =>
    r.left < 0 ? `repeat(${A.reprJs(r.v)})` : `repeat(${A.reprJs(r.v)}, ${r.left})`,
});
methods(repeat, {
  __length_hint__: [
    "($self, /)",
    (r: Repeat) => {
      if (r.left < 0) throw typeError("len() of unsized object");
      return r.left;
    },
  ],
});

iterType("cycle", "($type, iterable, /)", (_s, it: PyObj) => {
  const src = A.iter(it);
  const saved: PyObj[] = [];
  let i = -1;
  return () => {
    if (i < 0) {
      const v = src.$next();
      if (v !== undefined) {
        saved.push(v);
        return v;
      }
      if (saved.length === 0) return undefined;
      i = 0;
    }
    const v = saved[i];
    i = (i + 1) % saved.length;
    return v;
  };
});

iterType(
  "accumulate",
  "($type, /, iterable, func=None, *, initial=None)",
  (_s, it: PyObj, f?: PyObj, init?: PyObj) => {
    const src = A.iter(it);
    let acc: PyObj | undefined;
    let start = init === undefined || init === null ? undefined : init;
    return () => {
      if (start !== undefined) {
        acc = start;
        start = undefined;
        return acc;
      }
      const v = src.$next();
      if (v === undefined) return undefined;
      acc =
        acc === undefined ? v : f === undefined || f === null ? add(acc, v) : A.call2(f, acc, v);
      return acc;
    };
  },
);

const chain = iterType("chain", "($type, *iterables)", (_s, its: PyObj[]) =>
  chainStep(A.iter(mkTuple(its))),
);
function chainStep(outer: PyObject): () => PyObj | undefined {
  let inner: PyObject | null = null;
  let over = false;
  return () => {
    while (!over) {
      if (inner === null) {
        const x = outer.$next();
        if (x === undefined) {
          over = true;
          break;
        }
        inner = A.iter(x);
      }
      const v = inner.$next();
      if (v !== undefined) return v;
      inner = null;
    }
    return undefined;
  };
}
methods(chain, {
  from_iterable: [
    "($cls, iterable, /)",
    (c: PyType, it: PyObj) => {
      const s = new c.ctor(c) as Step;
      s.step = chainStep(A.iter(it));
      return s;
    },
  ],
  __class_getitem__: ["($cls, item, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});

iterType("compress", "($type, /, data, selectors)", (_s, data: PyObj, sel: PyObj) => {
  const d = A.iter(data);
  const s = A.iter(sel);
  return () => {
    for (;;) {
      const v = d.$next();
      if (v === undefined) return undefined;
      const k = s.$next();
      if (k === undefined) return undefined;
      if (A.truth(k)) return v;
    }
  };
});
iterType("dropwhile", "($type, predicate, iterable, /)", (_s, f: PyObj, it: PyObj) => {
  const src = A.iter(it);
  let started = false;
  return () => {
    for (;;) {
      const v = src.$next();
      if (v === undefined || started) return v;
      if (!A.truth(A.call1(f, v))) {
        started = true;
        return v;
      }
    }
  };
});
iterType("takewhile", "($type, predicate, iterable, /)", (_s, f: PyObj, it: PyObj) => {
  const src = A.iter(it);
  let over = false;
  return () => {
    if (over) return undefined;
    const v = src.$next();
    if (v === undefined) return undefined;
    if (A.truth(A.call1(f, v))) return v;
    over = true;
    return undefined;
  };
});
iterType("filterfalse", "($type, function, iterable, /)", (_s, f: PyObj, it: PyObj) => {
  const src = A.iter(it);
  return () => {
    for (;;) {
      const v = src.$next();
      if (v === undefined) return undefined;
      if (!A.truth(f === null ? v : A.call1(f, v))) return v;
    }
  };
});
iterType("starmap", "($type, function, iterable, /)", (_s, f: PyObj, it: PyObj) => {
  const src = A.iter(it);
  return () => {
    const v = src.$next();
    return v === undefined ? undefined : A.call(f, A.toArray(v));
  };
});
iterType("pairwise", "($type, iterable, /)", (_s, it: PyObj) => {
  const src = A.iter(it);
  let old: PyObj | undefined;
  return () => {
    if (old === undefined) {
      old = src.$next();
      if (old === undefined) return undefined;
    }
    const v = src.$next();
    if (v === undefined) return undefined;
    const r = mkTuple([old, v]);
    old = v;
    return r;
  };
});
iterType(
  "batched",
  "($type, /, iterable, n, *, strict=False)",
  (_s, it: PyObj, n: PyObj, strict?: PyObj) => {
    const k = Number(A.index(n));
    if (k < 1) throw valueError("n must be at least one");
    const src = A.iter(it);
    const exact = strict !== undefined && A.truth(strict);
    return () => {
      const out: PyObj[] = [];
      while (out.length < k) {
        const v = src.$next();
        if (v === undefined) break;
        out.push(v);
      }
      if (out.length === 0) return undefined;
      if (exact && out.length < k) throw valueError("batched(): incomplete batch");
      return mkTuple(out);
    };
  },
);
iterType(
  "zip_longest",
  "($type, /, *iterables, fillvalue=None)",
  (_s, its: PyObj[], fill?: PyObj) => {
    const list: (PyObject | null)[] = its.map(A.iter);
    let active = list.length;
    const filler = fill ?? null;
    return () => {
      if (active === 0) return undefined;
      const out: PyObj[] = [];
      for (let i = 0; i < list.length; i++) {
        const it = list[i];
        let v: PyObj | undefined;
        if (it !== null) {
          v = it.$next();
          if (v === undefined) {
            list[i] = null;
            if (--active === 0) return undefined;
          }
        }
        out.push(v === undefined ? filler : v);
      }
      return mkTuple(out);
    };
  },
);

const islice = iterType("islice", "($type, iterable, /, *args)", (_s, it: PyObj, args: PyObj[]) => {
  if (args.length === 0) throw typeError("islice expected at least 2 arguments, got 1");
  if (args.length > 3)
    throw typeError(`islice expected at most 4 arguments, got ${args.length + 1}`);
  const bound = (o: PyObj, what: string): number => (o === null ? -1 : nonNegative(o, what));
  const stopText =
    args.length === 1
      ? "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
      : "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  const text = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  const start = args.length === 1 ? 0 : args[0] === null ? 0 : nonNegative(args[0], text);
  const stop = bound(
    args.length === 1 ? args[0] : args[1],
    args.length === 1 ? stopText : stopText,
  );
  let step = 1;
  if (args.length === 3 && args[2] !== null) {
    step = nonNegative(args[2], "Step for islice() must be a positive integer or None.");
    if (step < 1) throw valueError("Step for islice() must be a positive integer or None.");
  }
  let src: PyObject | null = A.iter(it);
  let i = 0;
  let next = start;
  return () => {
    if (src === null) return undefined;
    while (i < next) {
      if (stop >= 0 && i >= stop) break;
      if (src.$next() === undefined) {
        src = null;
        return undefined;
      }
      i++;
    }
    if (stop >= 0 && i >= stop) {
      src = null;
      return undefined;
    }
    const v = src.$next();
    if (v === undefined) {
      src = null;
      return undefined;
    }
    i++;
    next += step;
    if (stop >= 0 && next > stop) next = stop;
    return v;
  };
});
void islice;

// ---- combinations ----

iterType("product", "($type, /, *iterables, repeat=1)", (_s, its: PyObj[], rep?: PyObj) => {
  const n = rep === undefined ? 1 : Number(A.index(rep));
  if (n < 0) throw valueError("repeat argument cannot be negative");
  const once = n === 0 ? [] : its.map(A.toArray);
  const pools = Array.from({ length: n }, () => once).flat();
  const at = pools.map(() => 0);
  let state = pools.some((p) => p.length === 0) ? 2 : 0;
  return () => {
    if (state === 2) return undefined;
    if (state === 1) {
      let i = pools.length - 1;
      while (i >= 0 && ++at[i] === pools[i].length) at[i--] = 0;
      if (i < 0) {
        state = 2;
        return undefined;
      }
    }
    state = 1;
    return mkTuple(pools.map((p, i) => p[at[i]]));
  };
});
function combos(pool: PyObj[], r: number, again: boolean): () => PyObj | undefined {
  const n = pool.length;
  const at = Array.from({ length: r }, (_, i) => (again ? 0 : i));
  let first = true;
  let over = again ? n === 0 && r > 0 : r > n;
  return () => {
    if (over) return undefined;
    if (first) first = false;
    else {
      let i = r - 1;
      const max = (k: number): number => (again ? n - 1 : k + n - r);
      while (i >= 0 && at[i] === max(i)) i--;
      if (i < 0) {
        over = true;
        return undefined;
      }
      at[i]++;
      for (let j = i + 1; j < r; j++) at[j] = again ? at[i] : at[j - 1] + 1;
    }
    return mkTuple(at.map((k) => pool[k]));
  };
}
iterType("combinations", "($type, /, iterable, r)", (_s, it: PyObj, r: PyObj) => {
  const k = Number(A.index(r));
  if (k < 0) throw valueError("r must be non-negative");
  return combos(A.toArray(it), k, false);
});
iterType("combinations_with_replacement", "($type, /, iterable, r)", (_s, it: PyObj, r: PyObj) => {
  const k = Number(A.index(r));
  if (k < 0) throw valueError("r must be non-negative");
  return combos(A.toArray(it), k, true);
});
iterType("permutations", "($type, /, iterable, r=None)", (_s, it: PyObj, r?: PyObj) => {
  const pool = A.toArray(it);
  const n = pool.length;
  if (r !== undefined && r !== null && A.asIndex(r) === undefined)
    throw typeError("Expected int as r");
  const k = r === undefined || r === null ? n : Number(A.index(r));
  if (k < 0) throw valueError("r must be non-negative");
  const idx = pool.map((_, i) => i);
  const cycles = Array.from({ length: k }, (_, i) => n - i);
  let first = true;
  let over = k > n;
  return () => {
    if (over) return undefined;
    if (first) first = false;
    else {
      let i = k - 1;
      for (; i >= 0; i--) {
        if (--cycles[i] === 0) {
          const x = idx[i];
          idx.splice(i, 1);
          idx.push(x);
          cycles[i] = n - i;
        } else {
          const j = n - cycles[i];
          [idx[i], idx[j]] = [idx[j], idx[i]];
          break;
        }
      }
      if (i < 0) {
        over = true;
        return undefined;
      }
    }
    return mkTuple(idx.slice(0, k).map((x) => pool[x]));
  };
});

// ---- groupby, tee ----

const grouper = builtinType("_grouper", { module: "itertools", instantiable: false, ctor: Step });
iterSlots(grouper);
iterType("groupby", "($type, /, iterable, key=None)", (_s, it: PyObj, key?: PyObj) => {
  const src = A.iter(it);
  let curKey: PyObj | undefined;
  let curVal: PyObj | undefined;
  let target: PyObj | undefined;
  let id = 0;
  const advance = (): boolean => {
    const v = src.$next();
    if (v === undefined) return false;
    curVal = v;
    curKey = key === undefined || key === null ? v : A.call1(key, v);
    return true;
  };
  return () => {
    const mine = ++id;
    for (;;) {
      if (curKey !== undefined && (target === undefined || !A.eq(target, curKey))) break;
      if (!advance()) return undefined;
    }
    target = curKey;
    const g = new Step(grouper);
    const want = target as PyObj;
    g.step = () => {
      if (mine !== id) return undefined;
      if (curVal === undefined) {
        if (!advance()) return undefined;
      }
      if (!A.eq(want, curKey as PyObj)) return undefined;
      const v = curVal;
      curVal = undefined;
      return v;
    };
    return mkTuple([want, g]);
  };
});

/** What the iterators of one `tee` share: items that the slowest has not seen. */
interface TeeNode {
  value: PyObj | undefined;
  next: TeeNode | null;
}
class Tee extends PyIter {
  src!: PyObject;
  node!: TeeNode;
  shared!: { busy: boolean };
  override $next(): PyObj | undefined {
    if (this.node.next === null) {
      if (this.shared.busy) throw err(E.RuntimeError, "cannot re-enter the tee iterator");
      this.shared.busy = true;
      let v: PyObj | undefined;
      try {
        v = this.src.$next();
      } finally {
        this.shared.busy = false;
      }
      if (v === undefined) return undefined;
      this.node.value = v;
      this.node.next = { value: undefined, next: null };
    }
    const v = this.node.value;
    this.node = this.node.next;
    return v;
  }
  copy(): Tee {
    const t = new Tee(tee_type);
    t.src = this.src;
    t.node = this.node;
    t.shared = this.shared;
    return t;
  }
}
const tee_type = builtinType("_tee", { module: "itertools", ctor: Tee, hasWeakref: true });
iterSlots(tee_type);
function makeTee(it: PyObj): Tee {
  const src = A.iter(it);
  if (src instanceof Tee) return src.copy();
  const t = new Tee(tee_type);
  t.src = src;
  t.node = { value: undefined, next: null };
  t.shared = { busy: false };
  return t;
}
newMethod(tee_type, "($type, iterable, /)", (_c: PyType, it: PyObj) => makeTee(it));
methods(tee_type, { __copy__: ["($self, /)", (t: Tee) => t.copy()] });

registerModule("itertools", () =>
  defineModule(
    "itertools",
    "Functional tools for creating and using iterators.",
    {
      tee: [
        "($module, iterable, n=2, /)",
        (it: PyObj, n?: PyObj) => {
          const k = n === undefined ? 2 : Number(A.index(n));
          if (k < 0) throw valueError("n must be >= 0");
          if (k === 0) return mkTuple([]);
          const first = makeTee(it);
          return mkTuple([first, ...Array.from({ length: k - 1 }, () => first.copy())]);
        },
      ],
    },
    { ...types, _grouper: grouper, _tee: tee_type },
  ),
);

export type { PyFloat, PyInt };
