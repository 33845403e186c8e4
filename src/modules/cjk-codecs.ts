/** The East Asian codecs: stateless ones by tables, ISO-2022 and HZ by escape sequences. */
import { fourBytes, type Table, tables } from "./cjk-tables.js";

/** What a codec says of the bytes at a place. */
export type Step =
  | { text: string; length: number; state?: string }
  /** An error in this many bytes. */
  | { bad: number }
  /** More bytes are needed. */
  | "more";
export interface Codec {
  name: string;
  /** State at the start of text, for codecs that shift. */
  start: string;
  decode(b: Uint8Array, at: number, state: string): Step;
  /** Bytes of one character; undefined when it has none. */
  encode(ch: string, state: string): { bytes: number[]; state: string } | undefined;
  /** Bytes that bring the state back. */
  reset(state: string): number[];
}

function doubleByte(
  name: string,
  table: () => Table,
  lead: (c: number) => boolean,
  extra: {
    single?: (c: number) => string | undefined;
    unsingle?: (ch: string) => number | undefined;
    fix?: Record<string, number>;
    accept?: (code: number) => boolean;
  } = {},
): Codec {
  const accept = extra.accept ?? (() => true);
  return {
    name,
    start: "",
    reset: () => [],
    decode(b, at) {
      const c = b[at];
      const one = extra.single?.(c) ?? (c < 0x80 ? String.fromCharCode(c) : undefined);
      if (one !== undefined) return { text: one, length: 1 };
      if (at + 1 >= b.length) return "more";
      if (!lead(c)) return { bad: 1 };
      const code = c * 256 + b[at + 1];
      const s = accept(code) ? table().decode.get(code) : undefined;
      return s === undefined ? { bad: 1 } : { text: s, length: 2 };
    },
    encode(ch) {
      const single = extra.unsingle?.(ch);
      if (single !== undefined) return { bytes: [single], state: "" };
      const c = ch.codePointAt(0) as number;
      if (c < 0x80) return { bytes: [c], state: "" };
      const code = extra.fix?.[ch] ?? table().encode.get(ch);
      if (code === undefined || !accept(code)) return undefined;
      return { bytes: [code >> 8, code & 255], state: "" };
    },
  };
}
const kana = (c: number): string | undefined =>
  c >= 0xa1 && c <= 0xdf ? String.fromCharCode(0xff61 + c - 0xa1) : undefined;
const unkana = (ch: string): number | undefined => {
  const c = ch.charCodeAt(0);
  return c >= 0xff61 && c <= 0xff9f ? c - 0xff61 + 0xa1 : undefined;
};
const between = (lo: number, hi: number) => (c: number) => c >= lo && c <= hi;

function gb18030(): Codec {
  const two = doubleByte("gb18030", tables.gbk, between(0x81, 0xfe));
  const linear = (b: Uint8Array, i: number): number =>
    ((b[i] - 0x81) * 10 + b[i + 1] - 0x30) * 1260 + (b[i + 2] - 0x81) * 10 + b[i + 3] - 0x30;
  return {
    ...two,
    decode(b, at, state) {
      const c = b[at];
      if (c < 0x80) return { text: String.fromCharCode(c), length: 1 };
      if (c === 0x80 || c === 0xff) return { bad: 1 };
      if (at + 1 >= b.length) return "more";
      const d = b[at + 1];
      if (d < 0x30 || d > 0x39) return two.decode(b, at, state);
      if (at + 3 >= b.length) return "more";
      if (b[at + 2] < 0x81 || b[at + 2] > 0xfe || b[at + 3] < 0x30 || b[at + 3] > 0x39)
        return { bad: 1 };
      const n = linear(b, at);
      if (n >= 189000) {
        const cp = n - 189000 + 0x10000;
        return cp > 0x10ffff ? { bad: 4 } : { text: String.fromCodePoint(cp), length: 4 };
      }
      const s = tables.gb18030().decode.get(n);
      return s === undefined ? { bad: 4 } : { text: s, length: 4 };
    },
    encode(ch, state) {
      const r = two.encode(ch, state);
      if (r !== undefined) return r;
      const c = ch.codePointAt(0) as number;
      const n = c >= 0x10000 ? c - 0x10000 + 189000 : tables.gb18030().encode.get(ch);
      return n === undefined ? undefined : { bytes: [...fourBytes(n)], state: "" };
    },
  };
}
function eucJp(): Codec {
  const two = doubleByte("euc_jp", tables.jisx0208, between(0xa1, 0xfe));
  return {
    ...two,
    decode(b, at, state) {
      const c = b[at];
      if (c === 0x8e) {
        if (at + 1 >= b.length) return "more";
        const k = kana(b[at + 1]);
        return k === undefined ? { bad: 1 } : { text: k, length: 2 };
      }
      if (c === 0x8f) {
        if (at + 2 >= b.length) return "more";
        const s = tables.jisx0212().decode.get(b[at + 1] * 256 + b[at + 2]);
        return s === undefined ? { bad: 1 } : { text: s, length: 3 };
      }
      return two.decode(b, at, state);
    },
    encode(ch, state) {
      const k = unkana(ch);
      if (k !== undefined) return { bytes: [0x8e, k], state: "" };
      if (ch === "\u00a5") return { bytes: [0x5c], state: "" };
      if (ch === "\u203e") return { bytes: [0x7e], state: "" };
      const r = two.encode(ch, state);
      if (r !== undefined) return r;
      const x = tables.jisx0212().encode.get(ch);
      return x === undefined ? undefined : { bytes: [0x8f, x >> 8, x & 255], state: "" };
    },
  };
}

// ---- shifting codecs ----

interface Charset {
  escape: string;
  /** Bytes a character. */
  width: number;
  decode(a: number, b: number): string | undefined;
  encode(ch: string): number[] | undefined;
}
const graphic = (sequence: string, t: () => Table): Charset => ({
  escape: sequence,
  width: 2,
  decode: (a, b) => t().decode.get((a | 0x80) * 256 + (b | 0x80)),
  encode: (ch) => {
    const x = t().encode.get(ch);
    return x === undefined || ch.charCodeAt(0) < 0x80 ? undefined : [(x >> 8) & 0x7f, x & 0x7f];
  },
});
const ASCII: Charset = {
  escape: "\x1b(B",
  width: 1,
  decode: (a) => String.fromCharCode(a),
  encode: (ch) => ((ch.codePointAt(0) as number) < 0x80 ? [ch.charCodeAt(0)] : undefined),
};
const ROMAN: Charset = {
  escape: "\x1b(J",
  width: 1,
  decode: (a) => (a === 0x5c ? "\u00a5" : a === 0x7e ? "\u203e" : String.fromCharCode(a)),
  encode: (ch) => (ch === "\u00a5" ? [0x5c] : ch === "\u203e" ? [0x7e] : undefined),
};
const KATAKANA: Charset = {
  escape: "\x1b(I",
  width: 1,
  decode: (a) => kana(a | 0x80),
  encode: (ch) => {
    const k = unkana(ch);
    return k === undefined ? undefined : [k & 0x7f];
  },
};
const JIS = graphic("\x1b$B", tables.jisx0208);
const JIS_OLD = { ...JIS, escape: "\x1b$@", encode: () => undefined };
const JIS_MORE = graphic("\x1b$(D", tables.jisx0212);
const GB = graphic("\x1b$A", tables.gb2312);
const KS = graphic("\x1b$(C", tables.euckr);

function iso2022(name: string, sets: Charset[]): Codec {
  const bytes = (s: string): number[] => [...s].map((c) => c.charCodeAt(0));
  return {
    name,
    start: ASCII.escape,
    reset: (state) => (state === ASCII.escape ? [] : bytes(ASCII.escape)),
    decode(b, at, state) {
      const c = b[at];
      if (c === 0x1b) {
        const rest = String.fromCharCode(...b.subarray(at, at + 4));
        const s = sets.find((x) => rest.startsWith(x.escape));
        if (s !== undefined) return { text: "", length: s.escape.length, state: s.escape };
        if (sets.some((x) => x.escape.startsWith(rest))) return "more";
        return { bad: 1 };
      }
      if (c >= 0x80) return { bad: 1 };
      if (c === 10) return { text: "\n", length: 1, state: ASCII.escape };
      if (c < 0x20) return { text: String.fromCharCode(c), length: 1 };
      const set = sets.find((x) => x.escape === state) ?? ASCII;
      if (set.width === 2 && at + 1 >= b.length) return "more";
      const s = set.decode(c, b[at + 1]);
      return s === undefined ? { bad: set.width } : { text: s, length: set.width };
    },
    encode(ch, state) {
      const current = sets.find((x) => x.escape === state) ?? ASCII;
      if (ch === "\n" || ch.charCodeAt(0) < 0x80) {
        const back = state === ASCII.escape ? [] : bytes(ASCII.escape);
        return { bytes: [...back, ch.charCodeAt(0)], state: ASCII.escape };
      }
      for (const s of sets) {
        const e = s.encode(ch);
        if (e !== undefined)
          return { bytes: s === current ? e : [...bytes(s.escape), ...e], state: s.escape };
      }
      return undefined;
    },
  };
}
/** Korean ISO-2022: one designation at the start, then shifts in and out. */
function iso2022kr(): Codec {
  const so = "\x0e";
  return {
    name: "iso2022_kr",
    start: "",
    reset: (state) => (state === so ? [0x0f] : []),
    decode(b, at, state) {
      const c = b[at];
      if (c === 0x1b) {
        const rest = String.fromCharCode(...b.subarray(at, at + 4));
        if (rest === "\x1b$)C") return { text: "", length: 4, state };
        return "\x1b$)C".startsWith(rest) ? "more" : { bad: 1 };
      }
      if (c === 0x0e) return { text: "", length: 1, state: so };
      if (c === 0x0f) return { text: "", length: 1, state: "shifted" };
      if (c >= 0x80) return { bad: 1 };
      if (c === 10 || state !== so || c < 0x21)
        return { text: String.fromCharCode(c), length: 1, state: c === 10 ? "shifted" : state };
      if (at + 1 >= b.length) return "more";
      const s = KS.decode(c, b[at + 1]);
      return s === undefined ? { bad: 2 } : { text: s, length: 2 };
    },
    encode(ch, state) {
      const head = state === "" ? [0x1b, 0x24, 0x29, 0x43] : [];
      const c = ch.codePointAt(0) as number;
      if (c < 0x80)
        return { bytes: [...head, ...(state === so ? [0x0f] : []), c], state: "shifted" };
      const e = KS.encode(ch);
      if (e === undefined) return undefined;
      return { bytes: [...head, ...(state === so ? [] : [0x0e]), ...e], state: so };
    },
  };
}
function hz(): Codec {
  return {
    name: "hz",
    start: "",
    reset: (state) => (state === "~{" ? [0x7e, 0x7d] : []),
    decode(b, at, state) {
      const c = b[at];
      if (c === 0x7e) {
        if (at + 1 >= b.length) return "more";
        const d = String.fromCharCode(b[at + 1]);
        if (d === "~" && state === "") return { text: "~", length: 2 };
        if (d === "{" && state === "") return { text: "", length: 2, state: "~{" };
        if (d === "\n" && state === "") return { text: "", length: 2 };
        if (d === "}" && state === "~{") return { text: "", length: 2, state: "" };
        return { bad: 1 };
      }
      if (c >= 0x80) return { bad: 1 };
      if (state === "") return { text: String.fromCharCode(c), length: 1 };
      if (at + 1 >= b.length) return "more";
      const s = GB.decode(c, b[at + 1]);
      return s === undefined ? { bad: 1 } : { text: s, length: 2 };
    },
    encode(ch, state) {
      const c = ch.codePointAt(0) as number;
      if (c < 0x80) {
        const back = state === "~{" ? [0x7e, 0x7d] : [];
        return { bytes: [...back, ...(ch === "~" ? [0x7e, 0x7e] : [c])], state: "" };
      }
      const e = GB.encode(ch);
      if (e === undefined) return undefined;
      return { bytes: [...(state === "~{" ? [] : [0x7e, 0x7b]), ...e], state: "~{" };
    },
  };
}

const sjisOptions = { single: kana, unsingle: unkana };
const sjisLead = (c: number): boolean => (c >= 0x81 && c <= 0x9f) || (c >= 0xe0 && c <= 0xfc);
/** By module, then by name as `getcodec` takes it. */
export const CODECS: Record<string, Record<string, () => Codec>> = {
  _codecs_cn: {
    gb2312: () => doubleByte("gb2312", tables.gb2312, between(0xa1, 0xf7)),
    gbk: () => doubleByte("gbk", tables.gbk, between(0x81, 0xfe)),
    gb18030,
    hz,
  },
  _codecs_hk: {
    big5hkscs: () => doubleByte("big5hkscs", tables.big5hkscs, between(0x87, 0xfe)),
  },
  _codecs_tw: {
    big5: () =>
      doubleByte("big5", tables.big5, between(0xa1, 0xf9), {
        accept: (c) => c < 0xc6a1 || (c >= 0xc940 && c < 0xf9d6),
      }),
    cp950: () =>
      doubleByte("cp950", tables.big5, between(0x81, 0xfe), {
        accept: (c) => c < 0xc6a1 || c >= 0xc940,
      }),
  },
  _codecs_kr: {
    euc_kr: () => doubleByte("euc_kr", tables.euckr, between(0xa1, 0xfe)),
    cp949: () => doubleByte("cp949", tables.cp949, between(0x81, 0xfe)),
  },
  _codecs_jp: {
    euc_jp: eucJp,
    shift_jis: () =>
      doubleByte("shift_jis", tables.sjis, sjisLead, {
        ...sjisOptions,
        fix: { "\u00a5": 0x5c },
        accept: (c) => c < 0x8740 || (c > 0x879c && c < 0xed40),
      }),
    cp932: () => doubleByte("cp932", tables.sjis, sjisLead, sjisOptions),
  },
  _codecs_iso2022: {
    iso2022_jp: () => iso2022("iso2022_jp", [ASCII, JIS, ROMAN, JIS_OLD]),
    iso2022_jp_1: () => iso2022("iso2022_jp_1", [ASCII, JIS, JIS_MORE, ROMAN, JIS_OLD]),
    iso2022_jp_2: () => iso2022("iso2022_jp_2", [ASCII, JIS, JIS_MORE, KS, GB, ROMAN, JIS_OLD]),
    iso2022_jp_ext: () =>
      iso2022("iso2022_jp_ext", [ASCII, JIS, JIS_MORE, ROMAN, KATAKANA, JIS_OLD]),
    iso2022_kr: iso2022kr,
  },
};
