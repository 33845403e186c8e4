/** _csv. */
import {
  asInt,
  asStr,
  call1,
  getattrOpt,
  iter,
  PyIter,
  ssize,
  str,
  toArray,
  truth,
  typeName,
} from "../objects/abstract.js";
import { E, isException, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { toFloat } from "../objects/float.js";
import { getsets, methods, newMethod } from "../objects/function.js";
import type { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import { PyFloat, type PyObj, PyObject, type PyType, type Str } from "../objects/object.js";
import { iterSlots } from "../objects/sequence.js";
import type { Kw } from "../objects/signature.js";
import { codeAt, codePoints, concat, fromCodePoints } from "../objects/text.js";
import { builtinType, mkFloat, mkList, newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";

const error_type = exceptionType("_csv", "Error", [E.Exception]);
const bad = (msg: string): PyBaseException => raise(error_type, msg);

// biome-ignore lint/suspicious/noConstEnum: its members are inlined
const enum Quote {
  Minimal,
  All,
  NonNumeric,
  None,
  Strings,
  NotNull,
}
/** A character that is not set. */
const NONE = -1;

class Dialect extends PyObject {
  delimiter = 44;
  quotechar = 34;
  escapechar = NONE;
  doublequote = true;
  skipinitialspace = false;
  lineterminator: Str = "\r\n";
  quoting: Quote = Quote.Minimal;
  strict = false;
}
const dialect_type = builtinType("Dialect", { module: "_csv", ctor: Dialect });
const dialects: PyDict = newDict();
const limit = { fields: 131072 };

const OPTIONS = [
  "delimiter",
  "doublequote",
  "escapechar",
  "lineterminator",
  "quotechar",
  "quoting",
  "skipinitialspace",
  "strict",
];

function character(name: string, o: PyObj | undefined, dflt: number, optional: boolean): number {
  if (o === undefined) return dflt;
  if (o === null && optional) return NONE;
  const what = `"${name}" must be a unicode character${optional ? " or None" : ""}, not `;
  const s = asStr(o);
  if (s === undefined) throw typeError(what + typeName(o));
  if (s.length !== 1) throw typeError(`${what}a string of length ${s.length}`);
  return codeAt(s, 0);
}

function makeDialect(cls: PyType, base: PyObj, kw: Kw): Dialect {
  for (const k of kw.keys())
    if (k !== "dialect" && !OPTIONS.includes(k))
      throw typeError(`this function got an unexpected keyword argument '${k}'`);
  const name = asStr(base);
  if (name !== undefined) base = lookup(name);
  const options = [...kw.keys()].some((k) => k !== "dialect");
  if (cls === dialect_type && base instanceof Dialect && !options) return base;
  const option = (n: string): PyObj | undefined =>
    kw.has(n) ? (kw.get(n) as PyObj) : base === null ? undefined : getattrOpt(base, n);
  const d = new cls.ctor(cls) as Dialect;
  const flag = (n: string, dflt: boolean): boolean => {
    const o = option(n);
    return o === undefined ? dflt : truth(o);
  };
  d.delimiter = character("delimiter", option("delimiter"), 44, false);
  d.doublequote = flag("doublequote", true);
  d.escapechar = character("escapechar", option("escapechar"), NONE, true);
  const end = option("lineterminator");
  if (end !== undefined) {
    const s = asStr(end);
    if (s === undefined) throw typeError(`"lineterminator" must be a string, not ${typeName(end)}`);
    d.lineterminator = s;
  }
  d.quotechar = character("quotechar", option("quotechar"), 34, true);
  const quoting = option("quoting");
  if (quoting !== undefined) {
    const q = asInt(quoting);
    if (q === undefined) throw typeError(`"quoting" must be an integer, not ${typeName(quoting)}`);
    if (q < 0 || q > Quote.NotNull) throw typeError('bad "quoting" value');
    d.quoting = Number(q);
  }
  d.skipinitialspace = flag("skipinitialspace", false);
  d.strict = flag("strict", false);
  if (option("quotechar") === null && quoting === undefined) d.quoting = Quote.None;
  if (d.quoting !== Quote.None && d.quotechar === NONE)
    throw typeError("quotechar must be set if quoting enabled");
  const ends = codePoints(d.lineterminator);
  const chars = [
    ["delimiter", d.delimiter],
    ["escapechar", d.escapechar],
    ["quotechar", d.quotechar],
  ] as const;
  for (const [n, c] of chars)
    if (c === 10 || c === 13 || (c === 32 && d.skipinitialspace && n !== "delimiter"))
      throw valueError(`bad ${n} value`);
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ])
    if (chars[a][1] !== NONE && chars[a][1] === chars[b][1])
      throw valueError(`bad ${chars[a][0]} or ${chars[b][0]} value`);
  for (const [n, c] of chars)
    if (c !== NONE && ends.includes(c)) throw valueError(`bad ${n} or lineterminator value`);
  return d;
}
function lookup(name: PyObj): PyObj {
  const d = dialects.get(name);
  if (d === undefined) throw bad("unknown dialect");
  return d;
}
newMethod(
  dialect_type,
  "($type, dialect=None, /, **kwargs)",
  (c: PyType, base: PyObj | undefined, kw: Kw) =>
    makeDialect(c, base ?? kw.get("dialect") ?? null, kw),
);
const shown = (c: number): PyObj => (c === NONE ? null : fromCodePoints([c]));
getsets(
  dialect_type,
  {
    skipinitialspace: (d: Dialect) => d.skipinitialspace,
    doublequote: (d: Dialect) => d.doublequote,
    strict: (d: Dialect) => d.strict,
  },
  true,
);
getsets(dialect_type, {
  delimiter: (d: Dialect) => shown(d.delimiter),
  escapechar: (d: Dialect) => shown(d.escapechar),
  lineterminator: (d: Dialect) => d.lineterminator,
  quotechar: (d: Dialect) => shown(d.quotechar),
  quoting: (d: Dialect) => d.quoting,
});

// ---- reading ----

// biome-ignore lint/suspicious/noConstEnum: its members are inlined
const enum S {
  StartRecord,
  StartField,
  Escaped,
  InField,
  InQuoted,
  EscapedInQuoted,
  QuoteInQuoted,
  EatNewline,
  AfterEscapedNewline,
}
const EOL = -2;

class Reader extends PyIter {
  readonly dialect: Dialect;
  private readonly lines: PyObject;
  line = 0;
  private state: S = S.StartRecord;
  private fields: PyObj[] = [];
  private field: number[] = [];
  private unquoted = true;
  constructor(dialect: Dialect, lines: PyObject) {
    super(reader_type);
    this.dialect = dialect;
    this.lines = lines;
  }

  override $next(): PyObj | undefined {
    this.fields = [];
    this.field = [];
    this.unquoted = true;
    this.state = S.StartRecord;
    do {
      const o = this.lines.$next();
      if (o === undefined) {
        if (this.field.length > 0 || (this.state as S) === S.InQuoted) {
          if (this.dialect.strict) throw bad("unexpected end of data");
          this.save();
          break;
        }
        return undefined;
      }
      const s = asStr(o);
      if (s === undefined)
        throw bad(
          `iterator should return strings, not ${typeName(o)} (the file should be opened in text mode)`,
        );
      this.line++;
      for (let i = 0; i < s.length; i++) this.char(codeAt(s, i));
      this.char(EOL);
    } while ((this.state as S) !== S.StartRecord);
    return mkList(this.fields);
  }

  private save(): void {
    const text = fromCodePoints(this.field);
    this.field = [];
    let v: PyObj = text;
    if (this.unquoted) {
      const q = this.dialect.quoting;
      if (text.length === 0 && (q === Quote.NotNull || q === Quote.Strings)) v = null;
      else if (text.length > 0 && (q === Quote.NonNumeric || q === Quote.Strings))
        v = mkFloat(toFloat(text));
    }
    this.unquoted = true;
    this.fields.push(v);
  }
  private add(c: number): void {
    if (this.field.length >= limit.fields)
      throw bad(`field larger than field limit (${limit.fields})`);
    this.field.push(c);
  }
  private endRecord(c: number): void {
    this.save();
    this.state = c === EOL ? S.StartRecord : S.EatNewline;
  }

  private char(c: number): void {
    const d = this.dialect;
    const newline = c === 10 || c === 13;
    switch (this.state) {
      case S.StartRecord:
        if (c === EOL) return;
        if (newline) {
          this.state = S.EatNewline;
          return;
        }
        this.startField(c, newline);
        return;
      case S.StartField:
        this.startField(c, newline);
        return;
      case S.Escaped:
        if (newline) {
          this.add(c);
          this.state = S.AfterEscapedNewline;
          return;
        }
        this.add(c === EOL ? 10 : c);
        this.state = S.InField;
        return;
      case S.AfterEscapedNewline:
        if (c === EOL) return;
        this.inField(c, newline);
        return;
      case S.InField:
        this.inField(c, newline);
        return;
      case S.InQuoted:
        if (c === EOL) return;
        if (c === d.escapechar) this.state = S.EscapedInQuoted;
        else if (c === d.quotechar && d.quoting !== Quote.None)
          this.state = d.doublequote ? S.QuoteInQuoted : S.InField;
        else this.add(c);
        return;
      case S.EscapedInQuoted:
        this.add(c === EOL ? 10 : c);
        this.state = S.InQuoted;
        return;
      case S.QuoteInQuoted:
        if (d.quoting !== Quote.None && c === d.quotechar) {
          this.add(c);
          this.state = S.InQuoted;
        } else if (c === d.delimiter) {
          this.save();
          this.state = S.StartField;
        } else if (newline || c === EOL) this.endRecord(c);
        else if (!d.strict) {
          this.add(c);
          this.state = S.InField;
        } else
          throw bad(
            `'${fromCodePoints([d.delimiter])}' expected after '${fromCodePoints([d.quotechar])}'`,
          );
        return;
      case S.EatNewline:
        if (newline) return;
        if (c === EOL) this.state = S.StartRecord;
        else
          throw bad(
            "new-line character seen in unquoted field - do you need to open the file with newline=''?",
          );
    }
  }

  private startField(c: number, newline: boolean): void {
    const d = this.dialect;
    if (newline || c === EOL) this.endRecord(c);
    else if (c === d.quotechar && d.quoting !== Quote.None) {
      this.unquoted = false;
      this.state = S.InQuoted;
    } else if (c === d.escapechar) this.state = S.Escaped;
    else if (c === 32 && d.skipinitialspace) this.state = S.StartField;
    else if (c === d.delimiter) {
      this.save();
      this.state = S.StartField;
    } else {
      this.add(c);
      this.state = S.InField;
    }
  }
  private inField(c: number, newline: boolean): void {
    const d = this.dialect;
    if (newline || c === EOL) this.endRecord(c);
    else if (c === d.escapechar) this.state = S.Escaped;
    else if (c === d.delimiter) {
      this.save();
      this.state = S.StartField;
    } else {
      this.add(c);
      this.state = S.InField;
    }
  }
}
const reader_type = builtinType("reader", {
  module: "_csv",
  subclassable: false,
  instantiable: false,
});
iterSlots(reader_type);
getsets(reader_type, { dialect: (r: Reader) => r.dialect, line_num: (r: Reader) => r.line }, true);

// ---- writing ----

class Writer extends PyObject {
  readonly dialect: Dialect;
  readonly write: PyObj;
  constructor(dialect: Dialect, write: PyObj) {
    super(writer_type);
    this.dialect = dialect;
    this.write = write;
  }

  row(o: PyObj): PyObj {
    let items: PyObj[];
    try {
      items = toArray(iter(o));
    } catch (e) {
      if (isException(e, E.TypeError) && !canIterate(o))
        throw bad(`iterable expected, not ${typeName(o)}`);
      throw e;
    }
    const d = this.dialect;
    const out: Str[] = [];
    let length = 0;
    items.forEach((x, i) => {
      if (i > 0) out.push(fromCodePoints([d.delimiter]));
      const quoted =
        d.quoting === Quote.NonNumeric
          ? !(asInt(x) !== undefined || x instanceof PyFloat)
          : d.quoting === Quote.All
            ? true
            : d.quoting === Quote.Strings
              ? asStr(x) !== undefined
              : d.quoting === Quote.NotNull
                ? x !== null
                : false;
      const text = x === null ? "" : (asStr(x) ?? str(x));
      const t = this.field(text, quoted, x === null);
      length += t.length;
      out.push(t);
    });
    if (items.length === 1 && length === 0) {
      const q = d.quoting;
      if (q === Quote.None || (items[0] === null && (q === Quote.Strings || q === Quote.NotNull)))
        throw bad("single empty field record must be quoted");
      out.splice(0, out.length, fromCodePoints([d.quotechar, d.quotechar]));
    }
    out.push(d.lineterminator);
    return call1(this.write, concat(out));
  }

  private field(s: Str, quoted: boolean, isNull: boolean): Str {
    const d = this.dialect;
    const ends = codePoints(d.lineterminator);
    if (s.length === 0 && d.delimiter === 32 && d.skipinitialspace) {
      if (
        d.quoting === Quote.None ||
        (isNull && (d.quoting === Quote.Strings || d.quoting === Quote.NotNull))
      )
        throw bad(
          "empty field must be quoted if delimiter is a space and skipinitialspace is true",
        );
      quoted = true;
    }
    const out: number[] = [];
    let special = false;
    for (let i = 0; i < s.length; i++) {
      const c = codeAt(s, i);
      if (
        c === d.delimiter ||
        c === d.escapechar ||
        c === d.quotechar ||
        c === 10 ||
        c === 13 ||
        ends.includes(c)
      ) {
        special = true;
        let mustEscape = d.quoting === Quote.None;
        if (!mustEscape) {
          if (c === d.quotechar) {
            if (d.doublequote) out.push(c);
            else mustEscape = true;
          } else if (c === d.escapechar) mustEscape = true;
          if (!mustEscape) quoted = true;
        }
        if (mustEscape) {
          if (d.escapechar === NONE) throw bad("need to escape, but no escapechar set");
          out.push(d.escapechar);
        }
      }
      out.push(c);
    }
    if (!special && !quoted) return s;
    if (quoted) return fromCodePoints([d.quotechar, ...out, d.quotechar]);
    return fromCodePoints(out);
  }
}
function canIterate(o: PyObj): boolean {
  try {
    iter(o);
    return true;
  } catch {
    return false;
  }
}
const writer_type = builtinType("writer", {
  module: "_csv",
  subclassable: false,
  instantiable: false,
});
methods(writer_type, {
  writerow: ["($self, row, /)", (w: Writer, row: PyObj) => w.row(row)],
  writerows: [
    "($self, rows, /)",
    (w: Writer, rows: PyObj) => {
      const it = iter(rows);
      let r: PyObj | undefined;
      while ((r = it.$next()) !== undefined) w.row(r);
      return null;
    },
  ],
});
getsets(writer_type, { dialect: (w: Writer) => w.dialect }, true);

registerModule("_csv", () =>
  defineModule(
    "_csv",
    "CSV parsing and writing.\n",
    {
      reader: [
        "($module, iterable, /, dialect='excel', **fmtparams)",
        (lines: PyObj, dialect: PyObj | undefined, kw: Kw) =>
          new Reader(makeDialect(dialect_type, dialect ?? null, kw), iter(lines)),
      ],
      writer: [
        "($module, fileobj, /, dialect='excel', **fmtparams)",
        (f: PyObj, dialect: PyObj | undefined, kw: Kw) => {
          const d = makeDialect(dialect_type, dialect ?? null, kw);
          const write = getattrOpt(f, "write");
          if (write === undefined) throw typeError('argument 1 must have a "write" method');
          return new Writer(d, write);
        },
      ],
      register_dialect: [
        "($module, name, /, dialect='excel', **fmtparams)",
        (name: PyObj, dialect: PyObj | undefined, kw: Kw) => {
          if (asStr(name) === undefined) throw typeError("dialect name must be a string");
          dialects.set(name, makeDialect(dialect_type, dialect ?? null, kw));
          return null;
        },
      ],
      list_dialects: ["($module, /)", () => mkList([...dialects.keys()])],
      unregister_dialect: [
        "($module, /, name)",
        (name: PyObj) => {
          if (dialects.delete(name) === undefined) throw bad("unknown dialect");
          return null;
        },
      ],
      get_dialect: ["($module, /, name)", lookup],
      field_size_limit: [
        "($module, /, new_limit=<unrepresentable>)",
        (n?: PyObj) => {
          const old = limit.fields;
          if (n !== undefined) {
            if (asInt(n) === undefined) throw typeError("limit must be an integer");
            limit.fields = ssize(n);
          }
          return old;
        },
      ],
    },
    {
      Dialect: dialect_type,
      Reader: reader_type,
      Writer: writer_type,
      _dialects: dialects,
      QUOTE_MINIMAL: 0,
      QUOTE_ALL: 1,
      QUOTE_NONNUMERIC: 2,
      QUOTE_NONE: 3,
      QUOTE_STRINGS: 4,
      QUOTE_NOTNULL: 5,
      Error: error_type,
    },
  ),
);
