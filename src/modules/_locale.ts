/**
 * _locale. The locale set here is this module's own: number formats and text of other parts do
 * not depend on it. "C", "POSIX" and "C.UTF-8" are known here, others are asked of the C library.
 */
import * as A from "../objects/abstract.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule } from "../objects/module.js";
import type { PyObj, PyType, Str } from "../objects/object.js";
import { strCmp } from "../objects/text.js";
import { makeHeapType } from "../objects/type.js";
import { mkList, newDict, type_type } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { c, cstr, memoryAt, stringAt } from "./libc.js";
import { LOCALE } from "./os-consts.js";
import { consts } from "./os-errors.js";
import { clinicInt, fsdecode } from "./os-path.js";

const error_dict = newDict();
error_dict.setStr("__module__", "locale");
const LocaleError: PyType = makeHeapType(type_type, "Error", [E.Exception], error_dict);
function localeError(text: string): PyBaseException {
  const e = err(E.Exception, text);
  e.cls = LocaleError;
  return e;
}

/** LC_CTYPE to LC_IDENTIFICATION in the order of glibc; 6 is LC_ALL. */
const CATEGORIES =
  "CTYPE NUMERIC TIME COLLATE MONETARY MESSAGES ALL PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION".split(
    " ",
  );
const ALL = 6;
const current: string[] = CATEGORIES.map(() => "C");

/** The name that the environment gives for a category. */
function fromEnv(category: number): string {
  const e = process.env;
  for (const v of [e.LC_ALL, e[`LC_${CATEGORIES[category]}`], e.LANG])
    if (v !== undefined && v !== "") return v;
  return "C";
}
const plain = (name: string): boolean => /^(C|POSIX|C\.(UTF-?8|utf-?8))$/.test(name);

const handles = new Map<string, bigint>();
/** glibc's locale object for a name; 0 when there is no such locale. */
function handle(name: string): bigint {
  let h = handles.get(name);
  if (h === undefined) {
    h = BigInt(
      c("uint64_t newlocale(int mask, const void *name, uint64_t base)")(0x1fbf, cstr(name), 0),
    );
    handles.set(name, h);
  }
  return h;
}
function known(name: string): boolean {
  return plain(name) || handle(name) !== 0n;
}

function shown(): string {
  const first = current[0];
  const own = CATEGORIES.map((_c, i) => i).filter((i) => i !== ALL);
  if (own.every((i) => current[i] === first)) return first;
  return own.map((i) => `LC_${CATEGORIES[i]}=${current[i]}`).join(";");
}

function setlocale(categoryO: PyObj, o?: PyObj): PyObj {
  const category = clinicInt(categoryO);
  const name = o === undefined || o === null ? null : A.asJs(o);
  if (name === undefined)
    throw typeError(`setlocale() argument 2 must be str or None, not ${A.typeName(o as PyObj)}`);
  if (category < 0 || category >= CATEGORIES.length)
    throw localeError(name === null ? "locale query failed" : "unsupported locale setting");
  if (name === null) return category === ALL ? shown() : current[category];
  const targets =
    category === ALL ? CATEGORIES.map((_c, i) => i).filter((i) => i !== ALL) : [category];
  const next = current.slice();
  if (name.includes("=")) {
    for (const part of name.split(";")) {
      const [k, v] = part.split("=");
      const i = CATEGORIES.indexOf(k.replace(/^LC_/, ""));
      if (i < 0 || i === ALL || v === undefined || !known(v))
        throw localeError("unsupported locale setting");
      next[i] = v;
    }
  } else
    for (const i of targets) {
      const n = name === "" ? fromEnv(i) : name;
      if (!known(n)) throw localeError("unsupported locale setting");
      next[i] = n === "POSIX" ? "C" : n;
    }
  next.forEach((n, i) => {
    current[i] = n;
  });
  return category === ALL ? shown() : current[category];
}

// ---- conventions ----

const TEXTS = [
  "int_curr_symbol",
  "currency_symbol",
  "mon_decimal_point",
  "mon_thousands_sep",
  "mon_grouping",
  "positive_sign",
  "negative_sign",
];
const NUMBERS = [
  "int_frac_digits",
  "frac_digits",
  "p_cs_precedes",
  "p_sep_by_space",
  "n_cs_precedes",
  "n_sep_by_space",
  "p_sign_posn",
  "n_sign_posn",
];
/** Sizes of digit groups: ends with 0, or with 127 for "no more". */
function grouping(b: Uint8Array | null): PyObj {
  if (b === null || b.length === 0) return mkList([]);
  const out: PyObj[] = Array.from(b);
  if (b[b.length - 1] !== 127) out.push(0);
  return mkList(out);
}
function localeconv(): PyObj {
  const d = newDict();
  // struct lconv: ten pointers, then chars.
  const read = (name: string): { text(i: number): Buffer | null; byte(i: number): number } => {
    if (plain(name)) return { text: () => null, byte: () => 127 };
    const before = BigInt(c("uint64_t uselocale(uint64_t l)")(handle(name)));
    const raw = memoryAt(BigInt(c("uint64_t localeconv()")()), 96);
    const texts = Array.from({ length: 10 }, (_x, i) => stringAt(raw.readBigUInt64LE(i * 8)));
    c("uint64_t uselocale(uint64_t l)")(before);
    return { text: (i) => texts[i], byte: (i) => raw.readInt8(80 + i) };
  };
  const money = read(current[4]);
  const numeric = read(current[1]);
  const text = (b: Buffer | null, none = ""): PyObj => (b === null ? none : fsdecode(b));
  // lconv begins with decimal_point, thousands_sep, grouping.
  TEXTS.forEach((k, i) => {
    d.setStr(k, k.endsWith("grouping") ? grouping(money.text(3 + i)) : text(money.text(3 + i)));
  });
  NUMBERS.forEach((k, i) => {
    d.setStr(k, money.byte(i));
  });
  d.setStr("decimal_point", text(numeric.text(0), "."));
  d.setStr("thousands_sep", text(numeric.text(1)));
  d.setStr("grouping", grouping(numeric.text(2)));
  return d;
}

const C_TIME =
  "Sun|Mon|Tue|Wed|Thu|Fri|Sat|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|" +
  "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|" +
  "January|February|March|April|May|June|July|August|September|October|November|December|" +
  "AM|PM|%a %b %e %H:%M:%S %Y|%m/%d/%y|%H:%M:%S|%I:%M:%S %p|||||||";
function langinfo(o: PyObj): PyObj {
  const key = clinicInt(o);
  const table = consts(LOCALE);
  const names = Object.keys(table).filter((k) => !k.startsWith("LC_") && k !== "CHAR_MAX");
  if (!names.some((k) => table[k] === key)) throw valueError("unsupported langinfo constant");
  const category = key >> 16;
  const name = current[category];
  if (!plain(name)) {
    const p = BigInt(c("uint64_t nl_langinfo_l(int key, uint64_t l)")(key, handle(name)));
    const b = stringAt(p);
    return b === null ? "" : fsdecode(b);
  }
  if (key === table.CODESET) return "UTF-8";
  if (key >= 131072 && key < 131122) return C_TIME.split("|")[key - 131072] ?? "";
  if (key === table._DATE_FMT) return "%a %b %e %H:%M:%S %Z %Y";
  const fixed: Record<number, string> = {
    [table.RADIXCHAR]: ".",
    [table.THOUSEP]: "",
    [table.YESEXPR]: "^[yY]",
    [table.NOEXPR]: "^[nN]",
    [table.CRNCYSTR]: "-",
  };
  return fixed[key] ?? "";
}

const str = (fn: string, n: string, o: PyObj): Str => {
  const s = A.asStr(o);
  if (s === undefined) throw typeError(`${fn}() argument ${n}must be str, not ${A.typeName(o)}`);
  return s;
};
function strcoll(a: PyObj, b: PyObj): PyObj {
  const [x, y] = [str("strcoll", "1 ", a), str("strcoll", "2 ", b)];
  const name = current[3];
  if (plain(name)) return Math.sign(strCmp(x, y));
  return Number(
    c("int strcoll_l(const void *a, const void *b, uint64_t l)")(
      cstr(x.toString()),
      cstr(y.toString()),
      handle(name),
    ),
  );
}
function strxfrm(o: PyObj): PyObj {
  const s = str("strxfrm", "", o);
  const name = current[3];
  if (plain(name)) return s;
  const src = cstr(s.toString());
  const f = c("size_t strxfrm_l(void *dst, const void *src, size_t n, uint64_t l)");
  const n = Number(f(null, src, 0, handle(name)));
  const b = Buffer.alloc(n + 1);
  f(b, src, n + 1, handle(name));
  return b.toString("latin1", 0, n);
}

// ---- gettext of the C library, which finds nothing in the C locale ----

let domain = "messages";
const dirs = new Map<string, PyObj>();
const codesets = new Map<string, PyObj>();

registerModule("_locale", () => {
  current[0] = plain(fromEnv(0))
    ? fromEnv(0) === "C" || fromEnv(0) === "POSIX"
      ? "C.UTF-8"
      : fromEnv(0)
    : "C.UTF-8";
  return defineModule(
    "_locale",
    "Support for POSIX locales.",
    {
      setlocale: ["($module, category, locale=None, /)", setlocale],
      localeconv: ["($module, /)", localeconv],
      nl_langinfo: ["($module, key, /)", langinfo],
      strcoll: ["($module, os1, os2, /)", strcoll],
      strxfrm: ["($module, string, /)", strxfrm],
      getencoding: ["($module, /)", () => "UTF-8"],
      gettext: ["($module, msg, /)", (m: PyObj) => str("gettext", "", m)],
      dgettext: ["($module, domain, msg, /)", (_d: PyObj, m: PyObj) => str("dgettext", "2 ", m)],
      dcgettext: [
        "($module, domain, msg, category, /)",
        (_d: PyObj, m: PyObj) => str("dcgettext", "2 ", m),
      ],
      textdomain: [
        "($module, domain, /)",
        (o: PyObj) => {
          if (o !== null) domain = String(str("textdomain", "", o)) || "messages";
          return domain;
        },
      ],
      bindtextdomain: [
        "($module, domain, dir, /)",
        (d: PyObj, dir: PyObj) => {
          const name = String(str("bindtextdomain", "1 ", d));
          if (name === "") throw localeError("domain must be a non-empty string");
          if (dir !== null) dirs.set(name, dir);
          return dirs.get(name) ?? "/usr/share/locale";
        },
      ],
      bind_textdomain_codeset: [
        "($module, domain, codeset, /)",
        (d: PyObj, codeset: PyObj) => {
          const name = String(str("bind_textdomain_codeset", "1 ", d));
          if (codeset !== null) codesets.set(name, codeset);
          return codesets.get(name) ?? null;
        },
      ],
    },
    { ...consts(LOCALE), Error: LocaleError },
  );
});

export { PyDict };
