/** `except*` (PEP 654). */
import { call1, callMethod, exceptionMatches, isInstance } from "../objects/abstract.js";
import { E, PyBaseException, typeError } from "../objects/errors.js";
import { type PyObj, PyTuple, PyType } from "../objects/object.js";
import { mkList, mkTuple } from "../objects/types.js";

const isGroup = (e: PyObj): boolean =>
  e instanceof PyBaseException && e.cls.isSubtype(E.BaseExceptionGroup);

export class StarMatch {
  private readonly orig: PyBaseException;
  private rest: PyBaseException | null;
  private readonly results: PyBaseException[] = [];
  constructor(e: PyBaseException) {
    this.orig = e;
    this.rest = e;
  }

  /** The part of what is left that the clause takes, as a group; null when nothing. */
  match(cls: PyObj): PyBaseException | null {
    const check = (c: PyObj): void => {
      if (!(c instanceof PyType) || !c.isSubtype(E.BaseException))
        throw typeError("catching classes that do not inherit from BaseException is not allowed");
      if (c.isSubtype(E.BaseExceptionGroup))
        throw typeError("catching ExceptionGroup with except* is not allowed. Use except instead.");
    };
    if (cls instanceof PyTuple) cls.items.forEach(check);
    else check(cls);
    const e = this.rest;
    if (e === null) return null;
    if (exceptionMatches(e, cls)) {
      this.rest = null;
      if (isGroup(e)) return e;
      const g = call1Group(e);
      g.tb = e.tb;
      return g;
    }
    if (!isGroup(e)) return null;
    const pair = callMethod(e, "split", [cls]);
    if (!(pair instanceof PyTuple) || pair.items.length < 2)
      throw typeError("split must return a 2-tuple");
    this.rest = pair.items[1] as PyBaseException | null;
    return pair.items[0] as PyBaseException | null;
  }

  /** A handler raised (or re-raised). */
  raised(e: PyBaseException): void {
    this.results.push(e);
  }

  /** What goes on being raised after all clauses. */
  finish(): PyBaseException | null {
    if (this.results.length === 0) return this.rest;
    const raised: PyBaseException[] = [];
    const reraised: PyBaseException[] = [];
    for (const r of this.results) {
      if (isGroup(r) && sameOrigin(r, this.orig)) reraised.push(r);
      else raised.push(r);
    }
    if (this.rest !== null) reraised.push(this.rest);
    let again: PyBaseException | null = null;
    if (reraised.length > 0) {
      again = isGroup(this.orig) ? projection(this.orig, reraised) : reraised[0];
      if (raised.length === 0) return again;
    }
    const all: PyObj[] = again === null ? raised : [...raised, again];
    if (all.length === 1) return raised[0];
    const g = E.ExceptionGroup ?? E.BaseExceptionGroup;
    const allExc = all.every((x) => isInstance(x, E.Exception));
    const res = (allExc ? g : E.BaseExceptionGroup).$call(["", mkList(all)], null);
    return res as PyBaseException;
  }
}

function call1Group(e: PyBaseException): PyBaseException {
  const g = e.cls.isSubtype(E.Exception) ? E.ExceptionGroup : E.BaseExceptionGroup;
  return g.$call(["", mkTuple([e])], null) as PyBaseException;
}

/** Parts split from one group share traceback, cause, context and notes. */
function sameOrigin(a: PyBaseException, b: PyBaseException): boolean {
  return a === b || (a.cause === b.cause && a.context === b.context && sharesTraceback(a, b));
}
function sharesTraceback(a: PyBaseException, b: PyBaseException): boolean {
  let t = a.tb;
  while (t !== null) {
    if (t === b.tb) return true;
    t = t.next;
  }
  return a.tb === b.tb;
}

/** The subgroup of orig that holds just the leaves of the given parts. */
function projection(orig: PyBaseException, parts: PyBaseException[]): PyBaseException | null {
  const leaves = new Set<PyBaseException>();
  const collect = (e: PyBaseException): void => {
    if (!isGroup(e)) {
      leaves.add(e);
      return;
    }
    for (const x of (e.members?.exceptions as PyTuple).items) collect(x as PyBaseException);
  };
  parts.forEach(collect);
  const build = (e: PyBaseException): PyBaseException | null => {
    if (!isGroup(e)) return leaves.has(e) ? e : null;
    const kept = (e.members?.exceptions as PyTuple).items
      .map((x) => build(x as PyBaseException))
      .filter((x) => x !== null);
    if (kept.length === 0) return null;
    if (kept.length === (e.members?.exceptions as PyTuple).items.length) return e;
    const g = callMethod(e, "derive", [mkList(kept)]) as PyBaseException;
    g.tb = e.tb;
    g.cause = e.cause;
    g.context = e.context;
    g.suppress = e.suppress;
    return g;
  };
  return build(orig);
}

export { call1 };
