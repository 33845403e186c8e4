/** What `repr` shows of a node: three levels of it, and the ends of long lists. */
import * as A from "../objects/abstract.js";
import type { Str } from "../objects/object.js";
import { PyList, type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { enterRepr, leaveRepr } from "../objects/reprguard.js";
import { concat } from "../objects/text.js";

const LEVELS = 3;

function joined(parts: Str[]): Str {
  return concat(parts.flatMap((p, i) => (i === 0 ? [p] : [", ", p])));
}

function listed(items: PyObj[], open: string, close: string, depth: number, base: PyType): Str {
  const ends = items.length > 2 ? [items[0], items[items.length - 1]] : items;
  const parts = ends.map((v) => shown(v, depth, base));
  if (items.length > 2) parts.splice(1, 0, "...");
  return concat([open, joined(parts), close]);
}

function shown(v: PyObj, depth: number, base: PyType): Str {
  if (v instanceof PyList) return listed(v.items, "[", "]", depth, base);
  if (v instanceof PyTuple) return listed(v.items, "(", ")", depth, base);
  return v instanceof PyObject && v.cls.isSubtype(base) ? node(v, depth, base) : A.repr(v);
}

function node(o: PyObject, depth: number, base: PyType): Str {
  if (depth <= 0 || !enterRepr(o)) return `${o.cls.name}(...)`;
  try {
    const fields = A.toArray(A.getattr(o.cls, "_fields")).map(String);
    const parts = fields.map((f) => concat([`${f}=`, shown(A.getattr(o, f), depth - 1, base)]));
    return concat([`${o.cls.name}(`, joined(parts), ")"]);
  } finally {
    leaveRepr(o);
  }
}

/** `base`: the class of all nodes. */
export const reprOf =
  (base: PyType) =>
  (o: PyObject): Str =>
    node(o, LEVELS, base);
