/** _sre: pattern and match objects. The engines are in sre-vm.ts and sre-native.ts. */
import {
  aliasHook,
  asIndex,
  asInt,
  asStr,
  call1,
  call2,
  callable,
  eq,
  getattr,
  hash,
  PyIter,
  repr,
  ssize,
  subscriptOnly,
  truth,
  typeName,
} from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { concatBytes } from "../objects/bytes.js";
import { E, err, typeError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { hashTuple } from "../objects/hash.js";
import type { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import {
  PyBytes,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  PyWStr,
  type Str,
} from "../objects/object.js";
import { iterSlots } from "../objects/sequence.js";
import { joinStrs } from "../objects/str.js";
import { concat, substring } from "../objects/text.js";
import { typeHooks } from "../objects/type.js";
import {
  builtinType,
  madeBy,
  mkBytes,
  mkList,
  mkTuple,
  NotImplemented,
  newDict,
} from "../objects/types.js";
import { direct } from "../objects/virtuals.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { asciiCased, asciiLower, uniCased, uniLower } from "./sre-charset.js";
import { type NativePattern, translate } from "./sre-native.js";
import { BadCode, minWidth, parseCode, type SreNode } from "./sre-parse.js";
import { type Codes, Program } from "./sre-vm.js";

const pattern_type = builtinType("Pattern", {
  module: "re",
  subclassable: false,
  instantiable: false,
  hasWeakref: true,
});
const match_type = builtinType("Match", { module: "re", subclassable: false, instantiable: false });
subscriptOnly.add(match_type);
const scanner_type = builtinType("SRE_Scanner", {
  module: "_sre",
  subclassable: false,
  instantiable: false,
});
const template_type = builtinType("SRE_Template", {
  module: "_sre",
  subclassable: false,
  instantiable: false,
});

// ---- what is searched ----

class Subject {
  readonly obj: PyObj;
  readonly text: Str | null;
  readonly data: Uint8Array | null;
  readonly length: number;
  /** For V8: one code unit a character; null for text with characters that need two. */
  readonly js: string | null;
  private units: Codes | null = null;
  constructor(obj: PyObj, text: Str | null, data: Uint8Array | null) {
    this.obj = obj;
    this.text = text;
    this.data = data;
    this.length = text !== null ? text.length : data!.length;
    this.js =
      text === null
        ? Buffer.from(data!.buffer, data!.byteOffset, data!.length).toString("latin1")
        : typeof text === "string"
          ? text
          : null;
  }
  get codes(): Codes {
    if (this.units !== null) return this.units;
    if (this.data !== null) this.units = this.data;
    else if (this.text instanceof PyWStr) this.units = this.text.cps;
    else {
      const s = this.text as string;
      const u = new Uint16Array(s.length);
      for (let i = 0; i < s.length; i++) u[i] = s.charCodeAt(i);
      this.units = u;
    }
    return this.units;
  }
  slice(a: number, b: number): PyObj {
    if (this.text !== null)
      return a === 0 && b === this.length ? this.text : substring(this.text, a, b);
    return a === 0 && b === this.length && this.obj instanceof PyBytes && !this.obj.cls.isHeap
      ? this.obj
      : mkBytes(this.data!.slice(a, b));
  }
  get empty(): PyObj {
    return this.text !== null ? "" : mkBytes(new Uint8Array(0));
  }
}

/** Programs match the same text again and again, from place to place. */
let lastSubject: Subject | null = null;

function subjectOf(p: PyPattern, o: PyObj): Subject {
  const text = asStr(o);
  if (text !== undefined) {
    if (p.bytes === true) throw typeError("cannot use a bytes pattern on a string-like object");
    if (lastSubject !== null && lastSubject.obj === o) return lastSubject;
    const s = new Subject(o, text, null);
    if (s.length > 32) lastSubject = s;
    return s;
  }
  const data = bytesOf(o);
  if (data === undefined)
    throw typeError(`expected string or bytes-like object, got '${typeName(o)}'`);
  if (p.bytes === false) throw typeError("cannot use a string pattern on a bytes-like object");
  if (o instanceof PyBytes) {
    if (lastSubject !== null && lastSubject.obj === o) return lastSubject;
    const s = new Subject(o, null, data);
    if (s.length > 32) lastSubject = s;
    return s;
  }
  return new Subject(o, null, data);
}

// ---- patterns ----

type Mode = "search" | "match" | "full";

export class PyPattern extends PyObject {
  readonly pattern: PyObj;
  readonly flags: number;
  readonly code: readonly number[];
  readonly groups: number;
  readonly groupindex: PyDict;
  readonly indexgroup: PyObj[];
  /** What the pattern works on; undefined: either. */
  readonly bytes: boolean | undefined;
  private readonly nodes: SreNode[];
  private machine: Program | null = null;
  private native: NativePattern | null;
  readonly mayBeEmpty: boolean;

  constructor(
    pattern: PyObj,
    flags: number,
    code: readonly number[],
    groups: number,
    groupindex: PyDict,
    indexgroup: PyObj[],
  ) {
    super(pattern_type);
    this.pattern = pattern;
    this.flags = flags;
    this.code = code;
    this.groups = groups;
    this.groupindex = groupindex;
    this.indexgroup = indexgroup;
    this.bytes = pattern === null ? undefined : asStr(pattern) === undefined;
    this.nodes = parseCode(code);
    this.native = translate(this.nodes, groups);
    this.mayBeEmpty = minWidth(this.nodes) === 0;
  }

  /**
   * @param advance a place where an empty match does not count, or -1.
   */
  exec(s: Subject, pos: number, end: number, mode: Mode, advance = -1): PyMatch | null {
    if (pos > end) return null;
    if (this.native !== null && s.js !== null) {
      let from = pos;
      if (advance >= 0 && this.mayBeEmpty) {
        // V8 cannot be told to find something that is not empty here.
        const m = this.program.matchAt(s.codes, advance, end, mode === "full", advance);
        if (m !== null) return new PyMatch(this, s, m, null, null);
        if (mode !== "search") return null;
        from = advance + 1;
        if (from > end) return null;
      }
      try {
        const re = this.native.regexp(mode === "search" ? "g" : "y", mode === "full");
        re.lastIndex = from;
        const m = re.exec(end < s.length ? s.js.slice(0, end) : s.js);
        if (m === null) return null;
        return new PyMatch(this, s, null, m, { native: this.native, full: mode === "full", end });
      } catch (e) {
        if (!(e instanceof RangeError || e instanceof SyntaxError)) throw e;
        // Too much for V8.
        this.native = null;
      }
    }
    const r =
      mode === "search"
        ? this.program.search(s.codes, pos, end, advance)
        : this.program.matchAt(s.codes, pos, end, mode === "full", advance);
    return r === null ? null : new PyMatch(this, s, r, null, null);
  }

  private get program(): Program {
    return (this.machine ??= new Program(this.nodes, this.groups));
  }

  /** All matches that do not overlap, from left to right. */
  *all(s: Subject, pos: number, end: number): IterableIterator<PyMatch> {
    let advance = -1;
    while (pos <= end) {
      const m = this.exec(s, pos, end, "search", advance);
      if (m === null) return;
      yield m;
      pos = m.end;
      advance = m.start === m.end ? pos : -1;
    }
  }
}
madeBy(pattern_type, PyPattern);

function range(s: Subject, pos?: PyObj, endpos?: PyObj): [number, number] {
  const clamp = (v: number): number => Math.min(Math.max(v, 0), s.length);
  return [
    pos === undefined ? 0 : clamp(ssize(pos, null)),
    endpos === undefined ? s.length : clamp(ssize(endpos, null)),
  ];
}
const finder =
  (mode: Mode) =>
  (p: PyPattern, o: PyObj, pos?: PyObj, endpos?: PyObj): PyObj => {
    const s = subjectOf(p, o);
    if (pos === undefined && endpos === undefined) return p.exec(s, 0, s.length, mode);
    const [a, b] = range(s, pos, endpos);
    const m = p.exec(s, a, b, mode);
    if (m !== null) {
      m.pos = a;
      m.endpos = b;
    }
    return m;
  };

const callable_iterator = builtinType("callable_iterator", {
  subclassable: false,
  instantiable: false,
});
iterSlots(callable_iterator);
class FindIter extends PyIter {
  private readonly matches: Iterator<PyMatch>;
  private readonly pos: number;
  private readonly endpos: number;
  constructor(matches: Iterator<PyMatch>, pos: number, endpos: number) {
    super(callable_iterator);
    this.matches = matches;
    this.pos = pos;
    this.endpos = endpos;
  }
  override $next(): PyObj | undefined {
    const r = this.matches.next();
    if (r.done === true) return undefined;
    r.value.pos = this.pos;
    r.value.endpos = this.endpos;
    return r.value;
  }
}

class PyScanner extends PyObject {
  readonly pattern: PyPattern;
  readonly subject: Subject;
  readonly pos: number;
  readonly endpos: number;
  private at: number;
  private advance = -1;
  constructor(p: PyPattern, s: Subject, pos: number, endpos: number) {
    super(scanner_type);
    this.pattern = p;
    this.subject = s;
    this.at = this.pos = pos;
    this.endpos = endpos;
  }
  step(mode: Mode): PyObj {
    if (this.at < 0) return null;
    const m = this.pattern.exec(this.subject, this.at, this.endpos, mode, this.advance);
    if (m === null) {
      this.at = -1;
      return null;
    }
    m.pos = this.pos;
    m.endpos = this.endpos;
    this.at = m.end;
    this.advance = m.start === m.end ? m.end : -1;
    return m;
  }
}
methods(scanner_type, {
  match: ["($self, /)", (s: PyScanner) => s.step("match")],
  search: ["($self, /)", (s: PyScanner) => s.step("search")],
});
getsets(scanner_type, { pattern: (s: PyScanner) => s.pattern }, true);

// ---- substitution ----

class PyTemplate extends PyObject {
  readonly parts: readonly (PyObj | { group: number })[];
  readonly literal: PyObj | undefined;
  constructor(parts: readonly (PyObj | { group: number })[], literal?: PyObj) {
    super(template_type);
    this.parts = parts;
    this.literal = literal;
  }
  pieces(m: PyMatch, out: PyObj[]): void {
    for (const p of this.parts) {
      if (p !== null && typeof p === "object" && "group" in p) {
        const v = m.text(p.group);
        if (v !== null) out.push(v);
      } else out.push(p as PyObj);
    }
  }
}

function compileTemplate(p: PyPattern, repl: PyObj): PyTemplate {
  const f = getattr(importModule(interp(), "re"), "_compile_template");
  const t = call2(f, p, repl);
  if (!(t instanceof PyTemplate))
    throw typeError("the result of compiling a replacement string is");
  return t;
}

function join(s: Subject, parts: PyObj[]): PyObj {
  if (s.text !== null) return joinStrs("", mkList(parts));
  return mkBytes(
    concatBytes(
      parts.map((x, i) => {
        const d = bytesOf(x);
        if (d === undefined)
          throw typeError(`sequence item ${i}: expected a bytes-like object, ${typeName(x)} found`);
        return d;
      }),
    ),
  );
}

function substitute(p: PyPattern, repl: PyObj, o: PyObj, count: number): [PyObj, number] {
  let template: PyTemplate | null = null;
  let literal: PyObj | undefined;
  const filter = callable(repl);
  if (!filter) {
    const text = asStr(repl);
    const data = text === undefined ? bytesOf(repl) : undefined;
    const plain =
      text !== undefined
        ? !(typeof text === "string" ? text.includes("\\") : text.cps.includes(92))
        : data !== undefined && !data.includes(92);
    if (plain) literal = text ?? repl;
    else {
      template = compileTemplate(p, repl);
      literal = template.literal;
    }
  }
  const s = subjectOf(p, o);
  const out: PyObj[] = [];
  let n = 0;
  let at = 0;
  if (count >= 0)
    for (const m of p.all(s, 0, s.length)) {
      if (at < m.start) out.push(s.slice(at, m.start));
      if (literal !== undefined) out.push(literal);
      else if (template !== null) template.pieces(m, out);
      else {
        const v = call1(repl, m);
        if (v !== null) out.push(v);
      }
      at = m.end;
      n++;
      if (n === count) break;
    }
  if (n === 0) return [s.slice(0, s.length), 0];
  if (at < s.length) out.push(s.slice(at, s.length));
  return [join(s, out), n];
}

methods(pattern_type, {
  match: ["($self, /, string, pos=0, endpos=sys.maxsize)", finder("match")],
  fullmatch: ["($self, /, string, pos=0, endpos=sys.maxsize)", finder("full")],
  search: ["($self, /, string, pos=0, endpos=sys.maxsize)", finder("search")],
  sub: [
    "($self, /, repl, string, count=0)",
    (p: PyPattern, r: PyObj, s: PyObj, n?: PyObj) =>
      substitute(p, r, s, n === undefined ? 0 : ssize(n))[0],
  ],
  subn: [
    "($self, /, repl, string, count=0)",
    (p: PyPattern, r: PyObj, s: PyObj, n?: PyObj) =>
      mkTuple(substitute(p, r, s, n === undefined ? 0 : ssize(n))),
  ],
  findall: [
    "($self, /, string, pos=0, endpos=sys.maxsize)",
    (p: PyPattern, o: PyObj, pos?: PyObj, endpos?: PyObj) => {
      const s = subjectOf(p, o);
      const [a, b] = range(s, pos, endpos);
      const out: PyObj[] = [];
      const text = (m: PyMatch, g: number): PyObj => m.text(g) ?? s.empty;
      for (const m of p.all(s, a, b))
        out.push(
          p.groups === 0
            ? text(m, 0)
            : p.groups === 1
              ? text(m, 1)
              : mkTuple(Array.from({ length: p.groups }, (_, i) => text(m, i + 1))),
        );
      return mkList(out);
    },
  ],
  finditer: [
    "($self, /, string, pos=0, endpos=sys.maxsize)",
    (p: PyPattern, o: PyObj, pos?: PyObj, endpos?: PyObj) => {
      const s = subjectOf(p, o);
      const [a, b] = range(s, pos, endpos);
      return new FindIter(p.all(s, a, b), a, b);
    },
  ],
  scanner: [
    "($self, /, string, pos=0, endpos=sys.maxsize)",
    (p: PyPattern, o: PyObj, pos?: PyObj, endpos?: PyObj) => {
      const s = subjectOf(p, o);
      const [a, b] = range(s, pos, endpos);
      return new PyScanner(p, s, a, b);
    },
  ],
  split: [
    "($self, /, string, maxsplit=0)",
    (p: PyPattern, o: PyObj, max?: PyObj) => {
      const s = subjectOf(p, o);
      const limit = max === undefined ? 0 : ssize(max);
      const out: PyObj[] = [];
      let at = 0;
      let n = 0;
      if (limit >= 0)
        for (const m of p.all(s, 0, s.length)) {
          out.push(s.slice(at, m.start));
          for (let g = 1; g <= p.groups; g++) out.push(m.text(g));
          at = m.end;
          n++;
          if (n === limit) break;
        }
      out.push(s.slice(at, s.length));
      return mkList(out);
    },
  ],
  __copy__: ["($self, /)", (p: PyPattern) => p],
  __deepcopy__: ["($self, memo, /)", (p: PyPattern) => p],
  __class_getitem__: ["($cls, object, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
getsets(
  pattern_type,
  {
    pattern: (p: PyPattern) => p.pattern,
    flags: (p: PyPattern) => p.flags,
    groups: (p: PyPattern) => p.groups,
  },
  true,
);
getsets(pattern_type, { groupindex: (p: PyPattern) => typeHooks.mappingproxy(p.groupindex) });

const FLAG_NAMES: readonly (readonly [number, string])[] = [
  [2, "re.IGNORECASE"],
  [4, "re.LOCALE"],
  [8, "re.MULTILINE"],
  [16, "re.DOTALL"],
  [32, "re.UNICODE"],
  [64, "re.VERBOSE"],
  [128, "re.DEBUG"],
  [256, "re.ASCII"],
];
slots(pattern_type, {
  __repr__: (p: PyPattern) => {
    let flags = p.flags;
    if (p.bytes === false && (flags & (4 | 32 | 256)) === 32) flags &= ~32;
    const names: string[] = [];
    for (const [bit, name] of FLAG_NAMES)
      if (flags & bit) {
        names.push(name);
        flags &= ~bit;
      }
    if (flags !== 0) names.push(`0x${(flags >>> 0).toString(16)}`);
    const r = repr(p.pattern);
    return concat([
      "re.compile(",
      r.length > 200 ? substring(r, 0, 200) : r,
      names.length > 0 ? `, ${names.join("|")}` : "",
      ")",
    ]);
  },
  __hash__: (p: PyPattern) => hashTuple([p.flags, p.groups, p.code.length, hash(p.pattern)]),
  __eq__: (a: PyPattern, b: PyObj) => (b instanceof PyPattern ? same(a, b) : NotImplemented),
  __ne__: (a: PyPattern, b: PyObj) => (b instanceof PyPattern ? !same(a, b) : NotImplemented),
});
function same(a: PyPattern, b: PyPattern): boolean {
  if (a === b) return true;
  return (
    a.flags === b.flags &&
    a.bytes === b.bytes &&
    a.code.length === b.code.length &&
    a.code.every((c, i) => c === b.code[i]) &&
    eq(a.pattern, b.pattern)
  );
}

// ---- matches ----

interface Again {
  native: NativePattern;
  full: boolean;
  end: number;
}

export class PyMatch extends PyObject {
  readonly re: PyPattern;
  readonly subject: Subject;
  pos = 0;
  endpos: number;
  readonly start: number;
  readonly end: number;
  /** Start and end of each group, and at last the number of the group that closed last. */
  private marks: number[] | null;
  private readonly found: RegExpExecArray | null;
  private readonly again: Again | null;

  constructor(
    re: PyPattern,
    subject: Subject,
    marks: number[] | null,
    found: RegExpExecArray | null,
    again: Again | null,
  ) {
    super(match_type);
    this.re = re;
    this.subject = subject;
    this.endpos = subject.length;
    this.marks = marks;
    this.found = found;
    this.again = again;
    if (marks !== null) {
      this.start = marks[0];
      this.end = marks[1];
    } else {
      this.start = found!.index;
      this.end = this.start + found![0].length;
    }
  }

  span(g: number): [number, number] {
    if (g === 0) return [this.start, this.end];
    if (this.marks === null) this.marks = this.locate();
    return [this.marks[2 * g], this.marks[2 * g + 1]];
  }

  /** V8 tells the places of groups only on demand: match again where it matched. */
  private locate(): number[] {
    const { native, full, end } = this.again as Again;
    const s = this.subject;
    const re = native.regexp("dy", full);
    re.lastIndex = this.start;
    const js = s.js as string;
    const m = re.exec(end < s.length ? js.slice(0, end) : js);
    const out: number[] = [];
    for (let g = 0; g <= this.re.groups; g++) {
      const x = m?.indices?.[g];
      if (x === undefined) out.push(-1, -1);
      else out.push(x[0], x[1]);
    }
    return out;
  }

  /** The text of a group; null when it took no part. */
  text(g: number): PyObj {
    if (this.found !== null && this.subject.text !== null) return this.found[g] ?? null;
    const [a, b] = this.span(g);
    return a < 0 ? null : this.subject.slice(a, b);
  }

  get lastindex(): number {
    if (this.found === null) return (this.marks as number[])[2 * this.re.groups + 2];
    const closes = (this.again as Again).native.closes;
    for (let i = closes.length - 1; i >= 0; i--)
      if (this.found[closes[i]] !== undefined) return closes[i];
    return 0;
  }

  group(o: PyObj): number {
    const i = asIndex(o);
    let g: number | undefined;
    if (i !== undefined) g = typeof i === "number" ? i : -1;
    else if (asStr(o) !== undefined || o instanceof PyBytes) {
      const v = this.re.groupindex.get(o);
      if (typeof v === "number") g = v;
    }
    if (g === undefined || g < 0 || g > this.re.groups) throw err(E.IndexError, "no such group");
    return g;
  }
}
madeBy(match_type, PyMatch);

methods(match_type, {
  group: [
    "($self, *args)",
    (m: PyMatch, args: PyObj[]) => {
      if (args.length === 0) return m.text(0);
      if (args.length === 1) return m.text(m.group(args[0]));
      return mkTuple(args.map((a) => m.text(m.group(a))));
    },
  ],
  start: [
    "($self, group=0, /)",
    (m: PyMatch, g?: PyObj) => m.span(g === undefined ? 0 : m.group(g))[0],
  ],
  end: [
    "($self, group=0, /)",
    (m: PyMatch, g?: PyObj) => m.span(g === undefined ? 0 : m.group(g))[1],
  ],
  span: [
    "($self, group=0, /)",
    (m: PyMatch, g?: PyObj) => mkTuple(m.span(g === undefined ? 0 : m.group(g))),
  ],
  groups: [
    "($self, /, default=None)",
    (m: PyMatch, d?: PyObj) =>
      mkTuple(
        Array.from({ length: m.re.groups }, (_, i) => {
          const t = m.text(i + 1);
          return t === null ? (d ?? null) : t;
        }),
      ),
  ],
  groupdict: [
    "($self, /, default=None)",
    (m: PyMatch, d?: PyObj) => {
      const out = newDict();
      for (const [k, g] of m.re.groupindex.pairs()) {
        const t = m.text(Number(g));
        out.set(k, t === null ? (d ?? null) : t);
      }
      return out;
    },
  ],
  expand: [
    "($self, /, template)",
    (m: PyMatch, t: PyObj) => {
      const c = compileTemplate(m.re, t);
      if (c.literal !== undefined) return c.literal;
      const out: PyObj[] = [];
      c.pieces(m, out);
      return join(m.subject, out);
    },
  ],
  __copy__: ["($self, /)", (m: PyMatch) => m],
  __deepcopy__: ["($self, memo, /)", (m: PyMatch) => m],
  __class_getitem__: ["($cls, object, /)", (c: PyObj, i: PyObj) => aliasHook.make(c, i)],
});
slots(match_type, {
  __repr__: (m: PyMatch) =>
    concat([`<re.Match object; span=(${m.start}, ${m.end}), match=`, repr(m.text(0)), ">"]),
  __getitem__: (m: PyMatch, k: PyObj) => m.text(m.group(k)),
});
direct(match_type);
getsets(
  match_type,
  {
    string: (m: PyMatch) => m.subject.obj,
    re: (m: PyMatch) => m.re,
    pos: (m: PyMatch) => m.pos,
    endpos: (m: PyMatch) => m.endpos,
  },
  true,
);
getsets(match_type, {
  lastindex: (m: PyMatch) => m.lastindex || null,
  lastgroup: (m: PyMatch) => {
    const i = m.lastindex;
    return i > 0 && i < m.re.indexgroup.length ? m.re.indexgroup[i] : null;
  },
  regs: (m: PyMatch) =>
    mkTuple(Array.from({ length: m.re.groups + 1 }, (_, g) => mkTuple(m.span(g)))),
});

// ---- the module ----

const char = (f: (c: number) => PyObj) => (o: PyObj) => f(Number(asInt(o) ?? 0));

registerModule("_sre", () =>
  defineModule(
    "_sre",
    null,
    {
      compile: [
        "($module, /, pattern, flags, code, groups, groupindex, indexgroup)",
        (
          pattern: PyObj,
          flags: PyObj,
          code: PyObj,
          groups: PyObj,
          groupindex: PyObj,
          indexgroup: PyObj,
        ) => {
          if (!(code instanceof PyList))
            throw typeError(`compile() argument 'code' must be list, not ${typeName(code)}`);
          if (!(indexgroup instanceof PyTuple))
            throw typeError(
              `compile() argument 'indexgroup' must be tuple, not ${typeName(indexgroup)}`,
            );
          try {
            return new PyPattern(
              pattern,
              Number(asInt(flags)),
              code.items.map((x) => Number(asInt(x))),
              Number(asInt(groups)),
              groupindex as PyDict,
              indexgroup.items,
            );
          } catch (e) {
            if (e instanceof BadCode) throw err(E.RuntimeError, "invalid SRE code");
            throw e;
          }
        },
      ],
      template: [
        "($module, pattern, template, /)",
        (_p: PyObj, t: PyObj) => {
          const items = (t as PyList).items;
          const parts: (PyObj | { group: number })[] = [];
          for (let i = 0; i < items.length; i++) {
            const v = items[i];
            if ((i & 1) === 1) {
              const g = Number(asInt(v));
              if (g < 0) throw typeError("invalid template");
              parts.push({ group: g });
            } else if (truth(v) || items.length === 1) parts.push(v);
          }
          return new PyTemplate(parts, items.length === 1 ? items[0] : undefined);
        },
      ],
      getcodesize: ["($module, /)", () => 4],
      ascii_iscased: ["($module, character, /)", char(asciiCased)],
      unicode_iscased: ["($module, character, /)", char(uniCased)],
      ascii_tolower: ["($module, character, /)", char(asciiLower)],
      unicode_tolower: ["($module, character, /)", char(uniLower)],
    },
    {
      MAGIC: 20230612,
      CODESIZE: 4,
      MAXREPEAT: 4294967295,
      MAXGROUPS: 1073741823,
      copyright: " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ",
    },
  ),
);
