/** Structural pattern matching: sequences, mappings, classes (PEP 634). */
import * as A from "../objects/abstract.js";
import { E, isException, typeError, valueError } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import { PyList, type PyObj, PyTuple, PyType, TPFLAGS, typeOf } from "../objects/object.js";
import { mkList, newDict } from "../objects/types.js";

/**
 * The items when v is a sequence of the right length, else null. At the place of a star stands an
 * array of what it takes; nothing is read for a star without a name.
 */
export function matchSeq(v: PyObj, n: number, star: number, named: boolean): unknown[] | null {
  if ((typeOf(v).flags & TPFLAGS.SEQUENCE) === 0) return null;
  const len = A.len(v);
  if (star < 0 ? len !== n : len < n) return null;
  const plain = (v instanceof PyList || v instanceof PyTuple) && !v.cls.isHeap ? v.items : null;
  const part = (from: number, to: number): PyObj[] => {
    if (plain !== null) return plain.slice(from, to);
    const out: PyObj[] = [];
    for (let i = from; i < to; i++) out.push(A.getitem(v, i));
    return out;
  };
  if (star < 0) return part(0, len);
  const after = n - star;
  return [...part(0, star), named ? part(star, len - after) : [], ...part(len - after, len)];
}

export function matchMap(v: PyObj, keys: PyObj[], rest: boolean): PyObj[] | null {
  if ((typeOf(v).flags & TPFLAGS.MAPPING) === 0) return null;
  if (A.len(v) < keys.length) return null;
  const out: PyObj[] = [];
  const seen = newDict();
  const get = keys.length > 0 ? A.getattr(v, "get") : null;
  const missing = mkList([]);
  for (const k of keys) {
    if (seen.has(k)) throw valueError(`mapping pattern checks duplicate key (${A.reprJs(k)})`);
    seen.set(k, null);
    const x = A.call2(get, k, missing);
    if (x === missing) return null;
    out.push(x);
  }
  if (rest) {
    const d = newDict();
    if (v instanceof PyDict && !v.cls.isHeap) d.updateFrom(v);
    else for (const k of A.toArray(A.call0(A.getattr(v, "keys")))) d.set(k, A.getitem(v, k));
    for (const k of keys) d.delete(k);
    out.push(d);
  }
  return out;
}

export function matchClass(v: PyObj, cls: PyObj, npos: number, kwNames: string[]): PyObj[] | null {
  if (!(cls instanceof PyType)) throw typeError("called match pattern must be a class");
  if (!A.isInstance(v, cls)) return null;
  const out: PyObj[] = [];
  const seen = new Set<string>();
  const get = (name: string): boolean => {
    if (seen.has(name))
      throw typeError(`${cls.name}() got multiple sub-patterns for attribute '${name}'`);
    seen.add(name);
    try {
      const x = A.lookupAttr(v, name);
      if (x === undefined) return false;
      out.push(x);
      return true;
    } catch (e) {
      if (isException(e, E.AttributeError)) return false;
      throw e;
    }
  };
  if (npos > 0) {
    const args = A.getattrOpt(cls, "__match_args__");
    let self = false;
    let names: PyObj[] = [];
    if (args === undefined) self = (cls.flags & TPFLAGS.MATCH_SELF) !== 0;
    else if (args instanceof PyTuple) names = args.items;
    else throw typeError(`${cls.name}.__match_args__ must be a tuple (got ${A.typeName(args)})`);
    const allowed = self ? 1 : names.length;
    if (npos > allowed)
      throw typeError(
        `${cls.name}() accepts ${allowed} positional sub-pattern${allowed === 1 ? "" : "s"} (${npos} given)`,
      );
    if (self) out.push(v);
    else
      for (let i = 0; i < npos; i++) {
        const n = names[i];
        if (typeof n !== "string")
          throw typeError(`__match_args__ elements must be strings (got ${A.typeName(n)})`);
        if (!get(n)) return null;
      }
  }
  for (const n of kwNames) if (!get(n)) return null;
  return out;
}
