/** _interpqueues: queues that all interpreters of a family see. */
import { asInt, call, getattrOpt, typeName } from "../objects/abstract.js";
import { E, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, type PyObject, PyType } from "../objects/object.js";
import { mkList, mkTuple } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { type Interpreter, interp, registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";
import { type Family, self } from "./interp-family.js";
import { type Shared, share, sharers, shareStrictly } from "./interp-share.js";

const MODULE = "concurrent.interpreters";
const queue_error = exceptionType(MODULE, "QueueError", [E.RuntimeError]);
const not_found = exceptionType(MODULE, "QueueNotFoundError", [queue_error]);

/** What becomes of an item whose interpreter has ended. */
const UNBOUND = { REMOVE: 1, ERROR: 2, REPLACE: 3 } as const;
/** How items that are not shareable are taken. */
const FALLBACK = { NONE: 0, FULL: 1 } as const;

interface Item {
  /** Null when the interpreter that put it has ended. */
  data: Shared | null;
  readonly from: number;
  readonly unbound: number;
}
interface Queue {
  readonly max: number;
  readonly unbound: number;
  readonly fallback: number;
  refs: number;
  items: Item[];
}
interface Queues {
  next: number;
  readonly byId: Map<number, Queue>;
}
const known = new WeakMap<Family, Queues>();
function queues(): Queues {
  const { family } = self();
  let q = known.get(family);
  if (q === undefined) {
    q = { next: 1, byId: new Map() };
    known.set(family, q);
    const { byId } = q;
    family.ended.push((id) => {
      for (const x of byId.values()) {
        x.items = x.items.filter((i) => i.from !== id || i.unbound !== UNBOUND.REMOVE);
        for (const i of x.items) if (i.from === id) i.data = null;
      }
    });
  }
  return q;
}
function idArg(o: PyObj): number {
  const n = asInt(o);
  if (n === undefined)
    throw typeError(`queue ID must be an int, got ${o === null ? "NoneType" : typeName(o)}`);
  if (n < 0) throw valueError(`queue ID must be a non-negative int, got ${n}`);
  return Number(n);
}
function find(o: PyObj): [number, Queue] {
  const id = idArg(o);
  const q = queues().byId.get(id);
  if (q === undefined) throw raise(not_found, `queue ${id} not found`);
  return [id, q];
}

/** The classes of `concurrent.interpreters` in each interpreter. */
interface Classes {
  queue: PyType;
  empty: PyType;
  full: PyType;
}
const classes = new WeakMap<Interpreter, Classes>();
function ownClasses(): Classes {
  const i = interp();
  if (!classes.has(i)) importModule(i, "concurrent.interpreters._queues");
  return classes.get(i) as Classes;
}
sharers.push((o: PyObject) => {
  const c = classes.get(interp());
  if (c === undefined || !o.cls.isSubtype(c.queue)) return undefined;
  const id = getattrOpt(o, "_id") ?? null;
  // On its way it counts as bound.
  find(id)[1].refs++;
  return () => {
    const q = call(ownClasses().queue, [id]);
    release(id);
    return q;
  };
});
function release(o: PyObj): null {
  const [id, q] = find(o);
  if (q.refs === 0) throw raise(queue_error, `queue ${id} never bound`);
  if (--q.refs === 0) queues().byId.delete(id);
  return null;
}
const number = (o: PyObj | undefined, missing: number): number => {
  const n = o === undefined ? -1 : Number(asInt(o) ?? -1);
  return n < 0 ? missing : n;
};
function unboundArg(o: PyObj | undefined, missing: number): number {
  const n = number(o, missing);
  if (n < UNBOUND.REMOVE || n > UNBOUND.REPLACE) throw valueError(`unsupported unboundop ${n}`);
  return n;
}
function fallbackArg(o: PyObj | undefined, missing: number): number {
  const n = number(o, missing);
  if (n > FALLBACK.FULL) throw valueError(`unsupported fallback ${n}`);
  return n;
}

registerModule("_interpqueues", () =>
  defineModule(
    "_interpqueues",
    "Queues between the interpreters of this process.",
    {
      create: [
        "($module, /, maxsize, unboundop=-1, fallback=-1)",
        (max: PyObj, unbound?: PyObj, fallback?: PyObj) => {
          const all = queues();
          const n = asInt(max);
          if (n === undefined)
            throw typeError(`'${typeName(max)}' object cannot be interpreted as an integer`);
          const q: Queue = {
            max: Number(n),
            unbound: unboundArg(unbound, UNBOUND.REPLACE),
            fallback: fallbackArg(fallback, FALLBACK.FULL),
            refs: 0,
            items: [],
          };
          all.byId.set(all.next, q);
          return all.next++;
        },
      ],
      destroy: [
        "($module, /, qid)",
        (id: PyObj) => {
          queues().byId.delete(find(id)[0]);
          return null;
        },
      ],
      list_all: [
        "($module, /)",
        () =>
          mkList(
            [...queues().byId].reverse().map(([id, q]) => mkTuple([id, q.unbound, q.fallback])),
          ),
      ],
      put: [
        "($module, /, qid, obj, unboundop=-1, fallback=-1)",
        (id: PyObj, o: PyObj, unbound?: PyObj, fallback?: PyObj) => {
          const [n, q] = find(id);
          const item: Item = {
            from: self().id,
            unbound: unboundArg(unbound, q.unbound),
            data: fallbackArg(fallback, q.fallback) === FALLBACK.FULL ? share(o) : shareStrictly(o),
          };
          if (q.max > 0 && q.items.length >= q.max)
            throw raise(ownClasses().full, `queue ${n} is full`);
          q.items.push(item);
          return null;
        },
      ],
      get: [
        "($module, /, qid)",
        (id: PyObj) => {
          const [n, q] = find(id);
          const item = q.items.shift();
          if (item === undefined) throw raise(ownClasses().empty, `queue ${n} is empty`);
          return mkTuple(item.data === null ? [null, item.unbound] : [item.data(), null]);
        },
      ],
      bind: [
        "($module, /, qid)",
        (id: PyObj) => {
          find(id)[1].refs++;
          return null;
        },
      ],
      release: ["($module, /, qid)", release],
      get_maxsize: ["($module, /, qid)", (id: PyObj) => find(id)[1].max],
      get_queue_defaults: [
        "($module, /, qid)",
        (id: PyObj) => {
          const [, q] = find(id);
          return mkTuple([q.unbound, q.fallback]);
        },
      ],
      is_full: [
        "($module, /, qid)",
        (id: PyObj) => {
          const [, q] = find(id);
          return q.max > 0 && q.items.length >= q.max;
        },
      ],
      get_count: ["($module, /, qid)", (id: PyObj) => find(id)[1].items.length],
      _register_heap_types: [
        "($module, /, queuetype, emptyerror, fullerror)",
        (queue: PyObj, empty: PyObj, full: PyObj) => {
          for (const [t, what] of [
            [queue, "queuetype"],
            [empty, "emptyerror"],
            [full, "fullerror"],
          ] as const)
            if (!(t instanceof PyType))
              throw typeError(`expected a type for '${what}', got ${typeName(t)}`);
          classes.set(interp(), {
            queue: queue as PyType,
            empty: empty as PyType,
            full: full as PyType,
          });
          return null;
        },
      ],
    },
    { QueueError: queue_error, QueueNotFoundError: not_found },
  ),
);
