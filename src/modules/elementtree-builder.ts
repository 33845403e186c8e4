/** xml.etree.ElementTree.TreeBuilder. */
import {
  call,
  callable,
  callMethod,
  getattr,
  setattr,
  truth,
  typeName,
} from "../objects/abstract.js";
import { add } from "../objects/arith.js";
import { E, err, typeError } from "../objects/errors.js";
import { methods, newMethod, slots } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { concat, needStr } from "../objects/text.js";
import { builtinType, mkTuple, newDict } from "../objects/types.js";
import { type Interpreter, interp } from "../runtime/interpreter.js";
import { element_type, MODULE, mkElement, PyElement } from "./elementtree-element.js";

/** What each interpreter has of its own: the classes and functions that Python code gave. */
interface State {
  parseError: PyType;
  comment: PyObj;
  pi: PyObj;
}
const states = new WeakMap<Interpreter, State>();
/** A module that is imported anew goes on with the class that its parsers raise. */
export function stateOf(i: Interpreter, parseError: () => PyType): State {
  let s = states.get(i);
  if (s === undefined) states.set(i, (s = { parseError: parseError(), comment: null, pi: null }));
  return s;
}
export const state = (): State => states.get(interp()) as State;

export class PyTreeBuilder extends PyObject {
  root: PyObj = null;
  /** The element that is open; the one that text belongs to. */
  current: PyObj = null;
  last: PyObj = null;
  /** Text stands behind `last`, no longer in it. */
  after = false;
  data: PyObj[] = [];
  stack: PyObj[] = [];
  factory: PyObj = null;
  comments: PyObj = null;
  pis: PyObj = null;
  insertComments = false;
  insertPis = false;
  /** `append` of a list of events, and which of them it wants. */
  report: PyObj = null;
  events: ReadonlySet<string> = new Set();
}
export const builder_type = builtinType("TreeBuilder", {
  module: MODULE,
  ctor: PyTreeBuilder,
  basicsize: 168,
  doc: null,
});

export function event(b: PyTreeBuilder, name: string, what: PyObj): void {
  if (b.report !== null && b.events.has(name)) call(b.report, [mkTuple([name, what])]);
}
function joined(list: PyObj[]): PyObj {
  if (list.length === 1) return list[0];
  if (list.every((s) => typeof s === "string")) return list.join("");
  return concat(list.map((s) => needStr(s, "sequence item")));
}
function flush(b: PyTreeBuilder): void {
  if (b.data.length === 0) return;
  const text = joined(b.data);
  b.data = [];
  const name = b.after ? "tail" : "text";
  const e = b.last;
  if (e instanceof PyElement && e.cls === element_type) {
    const before = e[name];
    e[name] = before === null ? text : add(before, text);
    return;
  }
  const before = getattr(e, name);
  setattr(e, name, before === null ? text : add(before, text));
}
function append(parent: PyObj, e: PyObj): void {
  if (parent instanceof PyElement && parent.cls === element_type && e instanceof PyElement)
    parent.children.push(e);
  else callMethod(parent, "append", [e]);
}

/** `attrib` null: none. */
export function start(b: PyTreeBuilder, tag: PyObj, attrib: PyDict | null): PyObj {
  flush(b);
  const e =
    b.factory === null ? mkElement(tag, attrib) : call(b.factory, [tag, attrib ?? newDict()]);
  if (b.current !== null) append(b.current, e);
  else {
    if (b.root !== null) throw err(state().parseError, "multiple elements on top level");
    b.root = e;
  }
  b.stack.push(b.current);
  b.current = b.last = e;
  b.after = false;
  event(b, "start", e);
  return e;
}
export function data(b: PyTreeBuilder, text: PyObj): void {
  // Before the first element there is nobody to have it.
  if (b.last !== null) b.data.push(text);
}
export function end(b: PyTreeBuilder): PyObj {
  flush(b);
  if (b.stack.length === 0) throw err(E.IndexError, "pop from empty stack");
  b.last = b.current;
  b.current = b.stack.pop() as PyObj;
  b.after = true;
  event(b, "end", b.last);
  return b.last;
}
function single(b: PyTreeBuilder, e: PyObj, insert: boolean): void {
  if (!insert || b.current === null) return;
  append(b.current, e);
  b.last = e;
  b.after = true;
}
export function comment(b: PyTreeBuilder, text: PyObj): PyObj {
  let e = text;
  if (b.comments !== null) {
    e = call(b.comments, [text]);
    flush(b);
    single(b, e, b.insertComments);
  }
  event(b, "comment", e);
  return e;
}
export function pi(b: PyTreeBuilder, target: PyObj, text: PyObj): PyObj {
  let e: PyObj;
  if (b.pis !== null) {
    e = call(b.pis, [target, text]);
    flush(b);
    single(b, e, b.insertPis);
  } else e = mkTuple([target, text]);
  event(b, "pi", e);
  return e;
}
export const finish = (b: PyTreeBuilder): PyObj => b.root;

export function newBuilder(): PyTreeBuilder {
  const b = new PyTreeBuilder(builder_type);
  const s = state();
  b.comments = s.comment;
  b.pis = s.pi;
  return b;
}

const SIGNATURE = signature(
  "($self, /, element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments=False, insert_pis=False)",
);
/** Fills the type in, when the module is first imported. */
export function setupBuilder(): void {
  const t = builder_type;
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
  slots(t, {
    __init__: (b: PyTreeBuilder, args: PyObj[], kw: Kw) => {
      const [factory, comments, pis, insertComments, insertPis] = bindArgs(
        "TreeBuilder",
        "TreeBuilder",
        SIGNATURE,
        args,
        kw,
      ) as (PyObj | undefined)[];
      // Element itself is made without a call.
      b.factory = factory === undefined || factory === element_type ? null : factory;
      const s = state();
      b.comments = comments ?? s.comment;
      b.pis = pis ?? s.pi;
      b.insertComments = comments !== null && insertComments !== undefined && truth(insertComments);
      b.insertPis = pis !== null && insertPis !== undefined && truth(insertPis);
      return null;
    },
  });
  methods(t, {
    data: [
      "($self, data, /)",
      (b: PyTreeBuilder, text: PyObj) => {
        data(b, text);
        return null;
      },
    ],
    start: [
      "($self, tag, attrs, /)",
      (b: PyTreeBuilder, tag: PyObj, attrs: PyObj) => {
        if (!(attrs instanceof PyDict))
          throw typeError(
            `start() argument 2 must be dict, not ${attrs === null ? "None" : typeName(attrs)}`,
          );
        return start(b, tag, attrs);
      },
    ],
    end: ["($self, tag, /)", (b: PyTreeBuilder) => end(b)],
    comment: ["($self, text, /)", comment],
    pi: [
      "($self, target, text=None, /)",
      (b: PyTreeBuilder, target: PyObj, text?: PyObj) => pi(b, target, text ?? null),
    ],
    close: ["($self, /)", finish],
  });
}

export function setFactories(commentFactory: PyObj, piFactory: PyObj): PyObj {
  for (const [f, what] of [
    [commentFactory, "Comment"],
    [piFactory, "PI"],
  ] as const)
    if (f !== null && !callable(f))
      throw typeError(`${what} factory must be callable, not ${typeName(f)}`);
  const s = state();
  const before = mkTuple([s.comment, s.pi]);
  s.comment = commentFactory;
  s.pi = piFactory;
  return before;
}
