/** Struct sequences: tuples with named fields, such as sys.version_info and os.stat_result. */
import { repr, toArray, typeName } from "./abstract.js";
import { typeError } from "./errors.js";
import { getsets, methods, newMethod, slots } from "./function.js";
import { PyDict } from "./hashtable.js";
import { type PyObj, PyTuple, type PyType, type Str } from "./object.js";
import { concat } from "./text.js";
import { builtinType, mkTuple, newDict, tuple_type } from "./types.js";

export class PyStructSeq extends PyTuple {
  /** Fields that are attributes only, behind the visible ones. */
  extra: PyObj[] = [];
}

export interface StructSeqType {
  type: PyType;
  make(values: PyObj[]): PyStructSeq;
}

/** Visible fields come first; `hidden` ones are attributes only. Null names a field unnamed. */
export function structSequence(
  module: string,
  name: string,
  visible: readonly (string | null)[],
  hidden: readonly (string | null)[] = [],
  doc: string | null = null,
): StructSeqType {
  const t = builtinType(name, {
    base: tuple_type,
    ctor: PyStructSeq,
    module,
    subclassable: false,
    doc,
  });
  setupStructSeq(t, `${module}.${name}`, visible, hidden);
  return { type: t, make: (v) => makeStructSeq(t, visible.length, v) };
}

export function makeStructSeq(t: PyType, n: number, values: PyObj[]): PyStructSeq {
  const s = new PyStructSeq(t, values.slice(0, n));
  s.extra = values.slice(n);
  return s;
}

/** Fields, constructor and methods of a struct sequence type. */
export function setupStructSeq(
  t: PyType,
  full: string,
  visible: readonly (string | null)[],
  hidden: readonly (string | null)[],
): void {
  const n = visible.length;
  const total = n + hidden.length;
  visible.forEach((f, i) => {
    if (f !== null) getsets(t, { [f]: ((s: PyStructSeq) => s.items[i]) as never }, true);
  });
  hidden.forEach((f, i) => {
    if (f !== null) getsets(t, { [f]: ((s: PyStructSeq) => s.extra[i] ?? null) as never }, true);
  });
  newMethod(t, "($type, sequence, dict={})", (c: PyType, seq: PyObj, d?: PyObj) => {
    const v = toArray(seq);
    if (v.length < n || v.length > total)
      throw typeError(
        `${full}() takes ${n === total ? `a ${n}-sequence` : `${v.length < n ? "an at least" : "an at most"} ${v.length < n ? n : total}-sequence`} (${v.length}-sequence given)`,
      );
    if (d !== undefined && !(d instanceof PyDict))
      throw typeError(`${full}() takes a dict as second arg, if any`);
    const open = hidden.slice(v.length - n).filter((f) => f !== null);
    if (d !== undefined && [...d.keys()].some((k) => !open.includes(String(k))))
      throw typeError(`${full}() got duplicate or unexpected field name(s)`);
    for (let i = v.length; i < total; i++) v.push(d?.getStr(hidden[i - n] ?? "") ?? null);
    return makeStructSeq(c, n, v);
  });
  slots(t, {
    __repr__: (s: PyStructSeq) => {
      const parts: Str[] = [];
      // CPython counts the names alone here, so those behind an unnamed field move up.
      const names = [...visible, ...hidden].filter((f) => f !== null);
      visible.forEach((_, i) => {
        if (i > 0) parts.push(", ");
        parts.push(`${names[i] ?? "?"}=`, repr(s.items[i]));
      });
      return concat([`${full}(`, ...parts, ")"]);
    },
  });
  methods(t, {
    __reduce__: [
      "($self, /)",
      (s: PyStructSeq) => {
        const d = newDict();
        hidden.forEach((f, i) => {
          if (f !== null) d.setStr(f, s.extra[i] ?? null);
        });
        return mkTuple([s.cls, mkTuple([mkTuple(s.items.slice()), d])]);
      },
    ],
    __replace__: [
      "($self, /, **changes)",
      (s: PyStructSeq, kw: Map<string, PyObj>) => {
        if (visible.includes(null))
          throw typeError(
            `__replace__() is not supported for ${full} because it has unnamed field(s)`,
          );
        const v = [...s.items, ...s.extra];
        const names = [...visible, ...hidden];
        for (const [k, x] of kw) {
          const i = names.indexOf(k);
          if (i < 0) throw typeError(`Got unexpected field name(s): ['${k}']`);
          v[i] = x;
        }
        return makeStructSeq(s.cls, n, v);
      },
    ],
  });
  t.dict.setStr("n_fields", total);
  t.dict.setStr("n_sequence_fields", n);
  t.dict.setStr("n_unnamed_fields", visible.filter((f) => f === null).length);
  t.dict.setStr("__match_args__", mkTuple(visible.filter((f) => f !== null)));
  t.modified();
}
export { typeName };
