import { describe, expect, it } from "vitest";
import { type ParseMode, type ParseOptions, parse } from "../../src/syntax/parser.js";
import { errorOf, fixture } from "./support.js";

type Place = (string | number | null)[];

function parseError(source: string, options: Omit<ParseOptions, "filename">) {
  return errorOf(() => parse(source, { filename: "f", ...options }));
}

/** CPython says None where there is no place at all. */
function comparable(error: Place | null): Place | null {
  if (error === null || error[2] !== null) return error;
  return [error[0]!, error[1]!, 0, -1, 0, 0, null];
}

describe("SyntaxErrors have CPython's message, place and text", () => {
  const rows = fixture<[string, ParseMode, Place | null][]>("errors.json");
  it.each(["exec", "eval", "single", "func_type"] as const)("%s", (mode) => {
    for (const [source, m, expected] of rows) {
      if (m !== mode) continue;
      expect(parseError(source, { mode }), JSON.stringify(source)).toEqual(comparable(expected));
    }
  });

  it("counts enough cases", () => {
    expect(rows.filter((r) => r[2] !== null).length).toBeGreaterThan(900);
    expect(new Set(rows.map((r) => r[2]?.[1])).size).toBeGreaterThan(150);
  });
});

describe("codeop's flags", () => {
  const rows = fixture<[string, ParseMode, number, Place | null][]>("flags.json");
  it.each([0x200, 0x4200])("flags %i", (flags) => {
    for (const [source, mode, f, expected] of rows) {
      if (f !== flags) continue;
      const options = { dontImplyDedent: true, allowIncompleteInput: flags === 0x4200 };
      const found = parseError(source, { mode, flags: options });
      expect(found?.slice(0, 6) ?? null, JSON.stringify([source, mode])).toEqual(expected);
    }
  });
});

describe("feature_version", () => {
  const rows = fixture<[string, (Place | null)[]][]>("versions.json");
  it.each(rows)("%j", (source, errors) => {
    errors.forEach((expected, i) => {
      const found = parseError(source, { mode: "exec", featureVersion: i + 4 });
      expect(found?.slice(0, 6) ?? null).toEqual(expected);
    });
  });
});

describe("the source as a whole", () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
  const error = (text: string): Place | null =>
    errorOf(() => parse(bytes(text), { filename: "f", mode: "exec" }));

  it.each([
    ["# -*- coding: latin-1 -*-\nx = '\xe9'\n", null],
    ["\xef\xbb\xbfx=1", null],
    ["# coding: utf-8-sig\nx=1", null],
    ["x\n# coding: foo\nx", null],
    ["# coding: foo\nx", "unknown encoding: foo"],
    ["\x0c# coding: foo\nx", "unknown encoding: foo"],
    ["\xef\xbb\xbf# coding: latin-1\nx=1", "encoding problem: iso-8859-1 with BOM"],
    ["\xef\xbb\xbf# coding: utf8\nx=1", "encoding problem: utf8 with BOM"],
    ["a\0b", "source code string cannot contain null bytes"],
    [
      "# coding: utf8\nx='\xff'",
      "'utf-8' codec can't decode byte 0xff in position 18: invalid start byte",
    ],
    [
      "# coding: ascii\nx='\xe9'",
      "'ascii' codec can't decode byte 0xe9 in position 19: ordinal not in range(128)",
    ],
  ])("%j", (source, message) => {
    expect(error(source)?.[1] ?? null).toBe(message);
  });

  it("names the byte that no cookie explains", () => {
    expect(error("x = 1\ny = '\xff'\n")?.slice(1, 6)).toEqual([
      "Non-UTF-8 code starting with '\\xff' on line 2, but no encoding declared; " +
        "see https://peps.python.org/pep-0263/ for details",
      2,
      6,
      2,
      6,
    ]);
  });

  it("asks for other codecs", () => {
    const tree = parse(bytes("# coding: koi8-r\nx = '\xc1'"), {
      filename: "f",
      mode: "exec",
      decode: (b, name) => new TextDecoder(name).decode(b),
    });
    expect(JSON.stringify(tree)).toContain("а");
  });
});

describe("limits", () => {
  const repeat = (text: string, n: number): string => text.repeat(n);
  it.each([
    ["brackets", `${repeat("(", 200)}1${repeat(")", 200)}`, null],
    ["too many brackets", `${repeat("(", 201)}1${repeat(")", 201)}`, "SyntaxError"],
    ["operators", `${repeat("-", 200000)}1`, "MemoryError"],
    ["conditions", `${repeat("a if b else ", 50000)}c`, "MemoryError"],
    ["terms", `${repeat("1 + ", 20000)}1`, null],
    ["strings", repeat('"a" ', 20000), null],
    ["elif", `if a: b\n${repeat("elif c: d\n", 5000)}`, null],
  ])("%s", (_name, source, expected) => {
    expect(parseError(source, { mode: "exec" })?.[0] ?? null).toBe(expected);
  });

  it("refuses very long decimal integers", () => {
    const long = "1".repeat(4301);
    expect(parseError(long, { mode: "eval" })?.[1]).toMatch(/^Exceeds the limit \(4300 digits\)/);
    expect(parseError(long, { mode: "eval", maxIntDigits: 0 })).toBe(null);
    expect(parseError(`0x${long}`, { mode: "eval" })).toBe(null);
  });

  it("finds a mistake behind much that is right in short time", () => {
    const source = `${repeat("x = f(a, b)[c]\n", 20000)}x y\n`;
    expect(parseError(source, { mode: "exec" })?.slice(1, 4)).toEqual(["invalid syntax", 20001, 3]);
  });
});
