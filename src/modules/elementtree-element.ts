/** xml.etree.ElementTree.Element, and the iterators over its descendants. */
import {
  asIndex,
  asStr,
  callMethod,
  eq,
  index,
  iter,
  PyIter,
  repr,
  reprJs,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { mergeInto } from "../objects/dict.js";
import { E, err, isException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { identity } from "../objects/hash.js";
import { PyDict } from "../objects/hashtable.js";
import { PyBytes, type PyObj, PyObject, type PyType, type Str } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { enterRepr, leaveRepr } from "../objects/reprguard.js";
import { itemIndex, iterSlots, sizedIndex } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { PySlice, sliceArray, sliceIndices } from "../objects/slice.js";
import { codeAt, concat } from "../objects/text.js";
import { builtinType, mkList, mkTuple, newDict } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { warn } from "./_warnings.js";

export const MODULE = "xml.etree.ElementTree";

export class PyElement extends PyObject {
  tag: PyObj = null;
  text: PyObj = null;
  tail: PyObj = null;
  /** Made when first asked for. */
  attrib: PyDict | null = null;
  children: PyElement[] = [];
}
export const element_type = builtinType("Element", {
  module: MODULE,
  ctor: PyElement,
  hasWeakref: true,
  basicsize: 56,
  doc: null,
});

export function mkElement(tag: PyObj, attrib: PyDict | null): PyElement {
  const e = new PyElement(element_type);
  e.tag = tag;
  e.attrib = attrib;
  return e;
}
export function attribOf(e: PyElement): PyDict {
  return (e.attrib ??= newDict());
}
function copyDict(d: PyDict): PyDict {
  const r = newDict();
  mergeInto(r, d);
  return r;
}
/** The dict of an element that is made by call: a given one and keywords together. */
function attributes(fn: string, place: number, given: PyObj | undefined, kw: Kw): PyDict | null {
  if (given !== undefined && !(given instanceof PyDict))
    throw typeError(`${fn}() argument ${place} must be dict, not ${shownType(given)}`);
  const named = kw.get("attrib");
  if (given === undefined && named !== undefined && !(named instanceof PyDict))
    throw typeError(`attrib must be dict, not ${shownType(named)}`);
  const base = given ?? (named as PyDict | undefined);
  const r = base === undefined ? newDict() : copyDict(base);
  for (const [k, v] of kw) if (given !== undefined || k !== "attrib") r.setStr(k, v);
  return r.size === 0 ? null : r;
}
const shownType = (o: PyObj): string => (o === null ? "None" : typeName(o));
function counted(fn: string, given: number, min: number, max: number): void {
  if (given < min || given > max)
    throw typeError(
      `${fn}() takes ${given < min ? `at least ${min}` : `at most ${max}`} ` +
        `argument${(given < min ? min : max) === 1 ? "" : "s"} (${given} given)`,
    );
}
export function subElement(args: PyObj[], kw: Kw): PyObj {
  counted("SubElement", args.length, 2, 3);
  const parent = args[0];
  if (!(parent instanceof PyElement))
    throw typeError(`SubElement() argument 1 must be ${MODULE}.Element, not ${shownType(parent)}`);
  const e = mkElement(args[1], attributes("SubElement", 3, args[2], kw));
  parent.children.push(e);
  return e;
}

function needElement(o: PyObj): PyElement {
  if (o instanceof PyElement) return o;
  throw typeError(`expected an Element, not "${typeName(o)}"`);
}
function argElement(fn: string, o: PyObj): PyElement {
  if (o instanceof PyElement) return o;
  throw typeError(`${fn} must be ${MODULE}.Element, not ${shownType(o)}`);
}
/** The items of an iterable; `complaint` when it is none. */
function listOf(o: PyObj, complaint: string): PyObj[] {
  let it: PyObj;
  try {
    it = iter(o);
  } catch (e) {
    if (isException(e, E.TypeError)) throw typeError(complaint);
    throw e;
  }
  return toArray(it);
}

// ---- items ----

/** A slice whose parts are asked for once: they may change the element. */
function settled(k: PySlice): PySlice {
  const part = (o: PyObj): PyObj => (o === null ? null : (asIndex(o) ?? o));
  return new PySlice(k.cls, part(k.start), part(k.stop), part(k.step));
}
function getItem(e: PyElement, k: PyObj): PyObj {
  if (k instanceof PySlice) {
    const s = settled(k);
    return mkList(sliceArray(e.children, s));
  }
  const n = asIndex(k);
  if (n === undefined) throw typeError("element indices must be integers");
  return e.children[itemIndex(n, e.children.length, "child")];
}
function setItem(e: PyElement, k: PyObj, v: PyObj | undefined): void {
  if (!(k instanceof PySlice)) {
    const n = asIndex(k);
    if (n === undefined) throw typeError("element indices must be integers");
    const i = itemIndex(n, e.children.length, "child", "child assignment index out of range");
    if (v === undefined) e.children.splice(i, 1);
    else e.children[i] = needElement(v);
    return;
  }
  const s = settled(k);
  const fresh = v === undefined ? [] : listOf(v, "assignment expects an iterable").map(needElement);
  const list = e.children;
  const r = sliceIndices(s, list.length);
  if (r.step === 1) {
    list.splice(r.start, Math.max(0, r.stop - r.start), ...fresh);
    return;
  }
  const at = Array.from({ length: r.length }, (_, i) => r.start + i * r.step);
  if (v === undefined) {
    const gone = new Set(at);
    e.children = list.filter((_, i) => !gone.has(i));
    return;
  }
  if (fresh.length !== r.length)
    throw valueError(
      `attempt to assign sequence of size ${fresh.length} to extended slice of size ${r.length}`,
    );
  at.forEach((i, n) => {
    list[i] = fresh[n];
  });
}

// ---- looking for children ----

/** Whether a tag is a path, which ElementPath understands. */
function isPath(tag: PyObj): boolean {
  const s: Str | undefined =
    tag instanceof PyBytes ? Buffer.from(tag.data).toString("latin1") : asStr(tag);
  if (s === undefined) return true;
  const n = s.length;
  const at = (i: number): string => (i < n ? String.fromCodePoint(codeAt(s, i)) : "");
  // {}tag and {*}tag are patterns.
  if (at(0) === "{" && (at(1) === "}" || (at(1) === "*" && at(2) === "}"))) return true;
  let outside = true;
  for (let i = 0; i < n; i++) {
    const c = at(i);
    if (c === "{") outside = false;
    else if (c === "}") outside = true;
    else if (outside && "/*[@.".includes(c)) return true;
  }
  return false;
}
const paths = (): PyObj => importModule(interp(), "xml.etree.ElementPath");
const simple = (path: PyObj, ns: PyObj | undefined): boolean =>
  (ns === undefined || ns === null) && !isPath(path);
function first(e: PyElement, tag: PyObj): PyElement | undefined {
  for (const c of [...e.children]) if (eq(c.tag, tag)) return c;
  return undefined;
}

// ---- iterators ----

export class PyElementIter extends PyIter {
  /** Elements with the number of children that were passed. */
  private stack: [PyElement, number][] = [];
  private root: PyElement | null;
  private readonly wanted: PyObj;
  private readonly texts: boolean;
  constructor(root: PyElement, wanted: PyObj, texts: boolean) {
    super();
    this.cls = iter_type;
    this.h = 0;
    this.root = root;
    this.wanted = wanted;
    this.texts = texts;
  }
  /** The text of an element, or its tail; undefined for none. */
  private said(v: PyObj): PyObj | undefined {
    return v !== null && truth(v) ? v : undefined;
  }
  private enter(e: PyElement): PyObj | undefined {
    if (!this.texts) {
      this.stack.push([e, 0]);
      return this.wanted === null || e.tag === this.wanted || eq(e.tag, this.wanted)
        ? e
        : undefined;
    }
    // Comments and the like have functions as tags: nothing in them is text.
    const open = e.tag === null || asStr(e.tag) !== undefined;
    this.stack.push([e, open ? 0 : Number.POSITIVE_INFINITY]);
    return open ? this.said(e.text) : undefined;
  }
  override $next(): PyObj | undefined {
    if (this.root !== null) {
      const e = this.root;
      this.root = null;
      const v = this.enter(e);
      if (v !== undefined) return v;
    }
    while (this.stack.length > 0) {
      const top = this.stack[this.stack.length - 1];
      let v: PyObj | undefined;
      if (top[1] < top[0].children.length) v = this.enter(top[0].children[top[1]++]);
      else {
        this.stack.pop();
        // The root's own tail is outside.
        if (this.texts && this.stack.length > 0) v = this.said(top[0].tail);
      }
      if (v !== undefined) return v;
    }
    return undefined;
  }
}
const iter_type = builtinType("_element_iterator", {
  module: "_elementtree",
  ctor: PyElementIter as never,
  subclassable: false,
  instantiable: false,
});

// ---- copies ----

function deepcopy(o: PyObj, memo: PyDict): PyObj {
  if (o === null || typeof o !== "object" || asStr(o) !== undefined) return o;
  if (o instanceof PyElement && o.cls === element_type) return deepcopyElement(o, memo);
  return callMethod(importModule(interp(), "copy"), "deepcopy", [o, memo]);
}
function deepcopyElement(e: PyElement, memo: PyDict): PyElement {
  const id = idOf(e);
  const known = memo.get(id);
  if (known instanceof PyElement) return known;
  const attrib = e.attrib === null ? null : deepcopy(e.attrib, memo);
  const r = mkElement(deepcopy(e.tag, memo), attrib instanceof PyDict ? attrib : null);
  r.text = deepcopy(e.text, memo);
  r.tail = deepcopy(e.tail, memo);
  // The program may change the list while copies are made.
  for (let i = 0; i < e.children.length; i++)
    r.children.push(needElement(deepcopy(e.children[i], memo)));
  memo.set(id, r);
  return r;
}
const idOf = (e: PyElement): number => identity(e);

function setState(e: PyElement, state: PyObj): null {
  if (!(state instanceof PyDict))
    throw typeError(`Don't know how to unpickle "${reprJs(state)}" as an Element`);
  const part = (k: string): PyObj => state.getStr(k) ?? null;
  e.tag = part("tag");
  e.text = part("text");
  e.tail = part("tail");
  // Without a word about children an element keeps its own.
  const children = state.getStr("_children");
  if (children !== undefined)
    e.children = listOf(children, "'_children' is not a list").map(needElement);
  const attrib = part("attrib");
  e.attrib = attrib instanceof PyDict ? attrib : null;
  return null;
}

function shown(e: PyElement): Str {
  if (!enterRepr(e)) throw err(E.RuntimeError, `reentrant call inside ${typeName(e)}.__repr__`);
  try {
    return concat(["<Element ", repr(e.tag), ` at ${addressOf(e)}>`]);
  } finally {
    leaveRepr(e);
  }
}

// ---- the type ----

const field = (name: "tag" | "text" | "tail") =>
  [
    (e: PyElement) => e[name],
    (e: PyElement, v: PyObj | undefined) => {
      if (v === undefined) throw undeletable();
      e[name] = v;
    },
  ] as const;
const undeletable = () => err(E.AttributeError, "can't delete element attribute");

function setupItems(t: PyType): void {
  slots(t, {
    __init__: (e: PyElement, args: PyObj[], kw: Kw) => {
      counted("Element", args.length, 1, 2);
      e.attrib = attributes("Element", 2, args[1], kw);
      e.tag = args[0];
      e.text = e.tail = null;
      return null;
    },
    __repr__: shown,
    __bool__: (e: PyElement) => {
      warn(
        E.DeprecationWarning,
        "Testing an element's truth value will always return True in future versions.  " +
          "Use specific 'len(elem)' or 'elem is not None' test instead.",
      );
      return e.children.length !== 0;
    },
    __len__: (e: PyElement) => e.children.length,
    __getitem__: getItem,
    __setitem__: (e: PyElement, k: PyObj, v: PyObj) => {
      setItem(e, k, v);
      return null;
    },
    __delitem__: (e: PyElement, k: PyObj) => {
      setItem(e, k, undefined);
      return null;
    },
  });
  getsets(t, {
    tag: field("tag"),
    text: field("text"),
    tail: field("tail"),
    attrib: [
      attribOf,
      (e: PyElement, v: PyObj | undefined) => {
        if (v === undefined) throw undeletable();
        if (!(v instanceof PyDict)) throw typeError(`attrib must be dict, not ${typeName(v)}`);
        e.attrib = v;
      },
    ],
  });
  methods(t, {
    clear: [
      "($self, /)",
      (e: PyElement) => {
        e.attrib = null;
        e.children = [];
        e.text = e.tail = null;
        return null;
      },
    ],
    append: [
      "($self, subelement, /)",
      (e: PyElement, c: PyObj) => {
        e.children.push(argElement("append() argument 1", c));
        return null;
      },
    ],
    extend: [
      "($self, elements, /)",
      (e: PyElement, list: PyObj) => {
        for (const c of listOf(list, "'elements' must be an iterable"))
          e.children.push(needElement(c));
        return null;
      },
    ],
    insert: [
      "($self, index, subelement, /)",
      (e: PyElement, at: PyObj, c: PyObj) => {
        const n = e.children.length;
        const i = sizedIndex(index(at), at);
        const child = argElement("insert() argument 2", c);
        e.children.splice(i < 0 ? Math.max(0, i + n) : Math.min(i, n), 0, child);
        return null;
      },
    ],
    remove: [
      "($self, subelement, /)",
      (e: PyElement, c: PyObj) => {
        const child = argElement("remove() argument", c);
        // A comparison may change the list.
        for (let i = 0; i < e.children.length; i++)
          if (eq(e.children[i], child)) {
            e.children.splice(i, 1);
            return null;
          }
        throw valueError("Element.remove(x): element not found");
      },
    ],
  });
}
function setupFinding(t: PyType): void {
  methods(t, {
    find: [
      "($self, /, path, namespaces=None)",
      (e: PyElement, path: PyObj, ns?: PyObj) =>
        simple(path, ns)
          ? (first(e, path) ?? null)
          : callMethod(paths(), "find", [e, path, ns ?? null]),
    ],
    findtext: [
      "($self, /, path, default=None, namespaces=None)",
      (e: PyElement, path: PyObj, missing?: PyObj, ns?: PyObj) => {
        if (!simple(path, ns))
          return callMethod(paths(), "findtext", [e, path, missing ?? null, ns ?? null]);
        const c = first(e, path);
        return c === undefined ? (missing ?? null) : c.text === null ? "" : c.text;
      },
    ],
    findall: [
      "($self, /, path, namespaces=None)",
      (e: PyElement, path: PyObj, ns?: PyObj) =>
        simple(path, ns)
          ? mkList([...e.children].filter((c) => eq(c.tag, path)))
          : callMethod(paths(), "findall", [e, path, ns ?? null]),
    ],
    iterfind: [
      "($self, /, path, namespaces=None)",
      (e: PyElement, path: PyObj, ns?: PyObj) =>
        callMethod(paths(), "iterfind", [e, path, ns ?? null]),
    ],
    iter: [
      "($self, /, tag=None)",
      (e: PyElement, tag?: PyObj) =>
        new PyElementIter(e, tag === undefined || tag === "*" ? null : tag, false),
    ],
    itertext: ["($self, /)", (e: PyElement) => new PyElementIter(e, null, true)],
    get: [
      "($self, /, key, default=None)",
      (e: PyElement, k: PyObj, missing?: PyObj) => e.attrib?.get(k) ?? missing ?? null,
    ],
    set: [
      "($self, key, value, /)",
      (e: PyElement, k: PyObj, v: PyObj) => {
        attribOf(e).set(k, v);
        return null;
      },
    ],
    keys: ["($self, /)", (e: PyElement) => mkList(e.attrib === null ? [] : [...e.attrib.keys()])],
    items: [
      "($self, /)",
      (e: PyElement) => {
        const values = e.attrib === null ? [] : [...e.attrib.values()];
        return mkList(
          e.attrib === null ? [] : [...e.attrib.keys()].map((k, i) => mkTuple([k, values[i]])),
        );
      },
    ],
  });
}

/** Fills the type in, when the module is first imported. */
export function setupElement(): void {
  const t = element_type;
  iterSlots(iter_type);
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
  setupItems(t);
  setupFinding(t);
  methods(t, {
    makeelement: [
      "($self, /, *args)",
      (_: PyElement, args: PyObj[]) => {
        if (args.length !== 2)
          throw typeError(
            `makeelement() takes exactly 2 positional arguments (${args.length} given)`,
          );
        if (!(args[1] instanceof PyDict))
          throw typeError(`makeelement() argument 2 must be dict, not ${shownType(args[1])}`);
        return mkElement(args[0], copyDict(args[1]));
      },
    ],
    __copy__: [
      "($self, /)",
      (e: PyElement) => {
        const r = mkElement(e.tag, e.attrib);
        r.text = e.text;
        r.tail = e.tail;
        r.children = [...e.children];
        return r;
      },
    ],
    __deepcopy__: [
      "($self, memo, /)",
      (e: PyElement, memo: PyObj) => {
        if (!(memo instanceof PyDict))
          throw typeError(`__deepcopy__() argument must be dict, not ${shownType(memo)}`);
        return deepcopyElement(e, memo);
      },
    ],
    __sizeof__: [
      "($self, /)",
      (e: PyElement) => 56 + (e.children.length > 0 ? 56 + 8 * e.children.length : 0),
    ],
    __getstate__: [
      "($self, /)",
      (e: PyElement) => {
        const d = newDict();
        d.setStr("tag", e.tag);
        d.setStr("_children", mkList([...e.children]));
        d.setStr("attrib", e.attrib ?? newDict());
        d.setStr("text", e.text);
        d.setStr("tail", e.tail);
        return d;
      },
    ],
    __setstate__: ["($self, state, /)", setState],
  });
}
