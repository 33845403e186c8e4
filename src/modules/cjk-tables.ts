/**
 * Tables of the East Asian double-byte encodings, read off the decoders that Node.js has
 * (the Encoding Standard's) when first needed, and cut down to what each Python codec knows.
 */
export interface Table {
  /** Character by lead * 256 + trail. */
  readonly decode: Map<number, string>;
  readonly encode: Map<string, number>;
}
type Range = readonly [number, number];

function build(label: string, lead: Range, trail: readonly Range[], prefix: number[] = []): Table {
  const d = new TextDecoder(label, { fatal: true });
  const decode = new Map<number, string>();
  const encode = new Map<string, number>();
  for (let a = lead[0]; a <= lead[1]; a++)
    for (const [lo, hi] of trail)
      for (let b = lo; b <= hi; b++) {
        let s: string;
        try {
          s = d.decode(Uint8Array.of(...prefix, a, b));
        } catch {
          continue;
        }
        if ([...s].length > 2 || s.includes("\ufffd")) continue;
        const code = a * 256 + b;
        decode.set(code, s);
        if (!encode.has(s)) encode.set(s, code);
      }
  return { decode, encode };
}
const made = new Map<string, Table>();
function table(key: string, make: () => Table): Table {
  let t = made.get(key);
  if (t === undefined) made.set(key, (t = make()));
  return t;
}

const GR: readonly Range[] = [[0xa1, 0xfe]];
export const tables = {
  gb2312: () => table("gb2312", () => build("gbk", [0xa1, 0xf7], GR)),
  gbk: () =>
    table("gbk", () =>
      build(
        "gbk",
        [0x81, 0xfe],
        [
          [0x40, 0x7e],
          [0x80, 0xfe],
        ],
      ),
    ),
  big5: () =>
    table("big5", () =>
      build(
        "big5",
        [0xa1, 0xf9],
        [
          [0x40, 0x7e],
          [0xa1, 0xfe],
        ],
      ),
    ),
  big5hkscs: () =>
    table("big5hkscs", () =>
      build(
        "big5",
        [0x87, 0xfe],
        [
          [0x40, 0x7e],
          [0xa1, 0xfe],
        ],
      ),
    ),
  euckr: () => table("euckr", () => build("euc-kr", [0xa1, 0xfe], GR)),
  cp949: () =>
    table("cp949", () =>
      build(
        "euc-kr",
        [0x81, 0xfe],
        [
          [0x41, 0x5a],
          [0x61, 0x7a],
          [0x81, 0xfe],
        ],
      ),
    ),
  jisx0208: () => table("jisx0208", () => build("euc-jp", [0xa1, 0xf4], GR)),
  jisx0212: () => table("jisx0212", () => build("euc-jp", [0xa1, 0xfe], GR, [0x8f])),
  sjis: () =>
    table("sjis", () =>
      build(
        "shift_jis",
        [0x81, 0xfc],
        [
          [0x40, 0x7e],
          [0x80, 0xfc],
        ],
      ),
    ),
  /** The four-byte codes of GB 18030 inside the basic plane. */
  gb18030: () =>
    table("gb18030", () => {
      const d = new TextDecoder("gb18030", { fatal: true });
      const decode = new Map<number, string>();
      const encode = new Map<string, number>();
      for (let n = 0; n < 39420; n++) {
        let s: string;
        try {
          s = d.decode(fourBytes(n));
        } catch {
          continue;
        }
        decode.set(n, s);
        encode.set(s, n);
      }
      return { decode, encode };
    }),
} as const;
export function fourBytes(n: number): Uint8Array {
  return Uint8Array.of(
    0x81 + Math.floor(n / 12600),
    0x30 + (Math.floor(n / 1260) % 10),
    0x81 + (Math.floor(n / 10) % 126),
    0x30 + (n % 10),
  );
}
