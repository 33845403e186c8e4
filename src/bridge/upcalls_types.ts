/** Upcalls: types, descriptors and built-in functions that C makes. */

import { aliasHook, call } from "../objects/abstract.js";
import { E, err } from "../objects/errors.js";
import { type PyBuiltin, PyGetSet } from "../objects/function.js";
import { PyModule } from "../objects/module.js";
import { type PyObj, type PyTuple, type PyType, TPFLAGS } from "../objects/object.js";
import { property_type } from "../objects/property.js";
import { makeStructSeq, type PyStructSeq, structSequence } from "../objects/structseq.js";
import { member_descriptor_type, mkTuple } from "../objects/types.js";
import { METH, NativeFunction } from "./downcalls.js";
import {
  addMethod,
  addSlot,
  getsetDescr,
  methodDescr,
  newCType,
  qualifiedTypeName,
  slotSources,
  splitDoc,
} from "./types.js";
import { get } from "./wire.js";

/** The fields of struct sequences that C made: in the sequence, and all. */
const layouts = new WeakMap<PyType, { visible: number; total: number }>();

const isMember = (d: unknown): d is PyGetSet =>
  d instanceof PyGetSet && d.cls === member_descriptor_type;

type T = PyType;
type Text = string | undefined;

export const typeOps: Record<string, (...a: never[]) => unknown> = {
  cfunction_new: (
    site: number,
    flags: number,
    name: string,
    doc: Text,
    self: PyObj | undefined,
    module: PyObj | undefined,
  ) => {
    const isModule = self instanceof PyModule;
    const [signature, text] = splitDoc(name, doc);
    const f = new NativeFunction(
      name,
      site,
      self === undefined ? flags | METH.STATIC : flags,
      self,
      isModule ? undefined : self,
      signature,
    );
    f.doc = text;
    f.module = module ?? null;
    return f;
  },
  cfunction_self: (f: PyObj) => (f as PyBuiltin).self,
  cfunction_site: (f: PyObj) => (f instanceof NativeFunction ? f.site : 0),

  type_set: (t: T, name: string, v: PyObj) => t.set(name, v),
  type_add_method: addMethod,
  type_add_getset: (t: T, name: string, g: number, s: number, d: number, doc: Text) => {
    if (t.dict.getStr(name) === undefined)
      t.dict.setStr(name, getsetDescr(t, name, g, s, d, doc, false));
  },
  type_add_member: (t: T, name: string, g: number, s: number, d: number, doc: Text) => {
    if (t.dict.getStr(name) === undefined)
      t.dict.setStr(name, getsetDescr(t, name, g, s, d, doc, true));
  },
  /** The names of a built-in type's fields; `type_take_member` gives a C type one of its base's. */
  type_members: (t: T) =>
    mkTuple(
      [...t.dict.values()]
        .filter((d): d is PyGetSet => isMember(d) && d.owner === t)
        .map((d) => d.name),
    ),
  type_take_member: (t: T, name: string) => {
    for (const b of t.mro) {
      const d = b.dict.getStr(name);
      if (isMember(d)) return t.dict.setStr(name, new PyGetSet(t, name, d.getter, d.setter, true));
    }
  },
  type_add_slot: addSlot,
  type_finish: (t: T) => t.modified(),
  type_modified: (t: T) => t.modified(),
  type_lookup: (t: T, name: string) => t.lookup(name),
  type_dict: (t: T) => t.dict,
  type_name: (t: T, what: number) => qualifiedTypeName(t, what),
  type_freeze: (t: T) => {
    for (const b of t.mro)
      if ((b.flags & TPFLAGS.IMMUTABLETYPE) === 0 && b !== t)
        throw err(E.TypeError, `Creating immutable type ${t.name} from mutable base ${b.name}`);
    t.flags |= TPFLAGS.IMMUTABLETYPE;
    t.modified();
  },
  type_mro: () => null,
  type_call: (t: T, args: PyObj) => call(t, (args as PyTuple).items),
  descr_new: (
    kind: number,
    t: T,
    name: string,
    a: number,
    b: number,
    c: number | Text,
    doc: Text,
  ) => {
    if (kind <= 1)
      return methodDescr(t, name, a, kind === 1 ? b | METH.CLASS : b & ~METH.CLASS, c as Text);
    return getsetDescr(t, name, a, b, c as number, doc, kind === 3);
  },
  genericalias: (origin: PyObj, args: PyObj) => aliasHook.make(origin, args),
  property_new: (get: PyObj, set: PyObj, del: PyObj) => call(property_type, [get, set, del]),
  structseq_type: (full: string, doc: Text, names: PyObj, docs: PyObj, visible: number) => {
    const dot = full.lastIndexOf(".");
    const fields = (names as PyTuple).items as (string | null)[];
    const s = structSequence(
      dot < 0 ? "builtins" : full.slice(0, dot),
      full.slice(dot + 1),
      fields.slice(0, visible),
      fields.slice(visible),
      doc ?? null,
    );
    (docs as PyTuple).items.forEach((text, i) => {
      const name = fields[i];
      const d = name === null ? undefined : s.type.dict.getStr(name);
      if (d instanceof PyGetSet) d.doc = text as string | null;
    });
    layouts.set(s.type, { visible, total: fields.length });
    return s.type;
  },
  structseq_new: (t: T) => {
    const n = layouts.get(t);
    if (n === undefined) throw err(E.SystemError, "not a type of PyStructSequence_NewType");
    return makeStructSeq(t, n.visible, new Array(n.total).fill(undefined));
  },
  structseq_set: (o: PyObj, i: number, v: PyObj) => {
    const s = o as PyStructSeq;
    const n = s.items.length;
    if (i < n) s.items[i] = v;
    else s.extra[i - n] = v;
  },
  structseq_get: (o: PyObj, i: number) => {
    const s = o as PyStructSeq;
    return i < s.items.length ? s.items[i] : s.extra[i - s.items.length];
  },
  capsule_new: () => null,
};

export const rawTypeOps: Record<string, (n: number) => void> = {
  /** See newCType; the answer is the handle and those of the MRO. */
  type_new: (n) => {
    const a: unknown[] = [];
    for (let i = 0; i < n; i++) a.push(get(i));
    newCType(
      a[0] as string,
      a[1] as Text,
      a[2] as PyTuple,
      a[3] as number,
      a[4] as PyType,
      a[5] as Text,
      a[6] as number,
      a[7] as number,
      a[8] as number,
      a[9] as number,
      a[10] as number,
    );
  },
  type_slots: () => slotSources(get(0) as PyType),
};
