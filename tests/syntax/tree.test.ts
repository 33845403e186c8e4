import { describe, expect, it } from "vitest";
import type * as ast from "../../src/syntax/ast.js";
import { dump } from "../../src/syntax/dump.js";
import { children, FIELDS, walk } from "../../src/syntax/fields.js";
import { type ParseOptions, parse } from "../../src/syntax/parser.js";
import { reprFloat, reprStr } from "../../src/syntax/repr.js";
import { tokenize } from "../../src/syntax/tokenizer.js";
import { errorOf, fixture, shortHash } from "./support.js";

const expr = (source: string, options: Partial<ParseOptions> = {}): ast.Expr =>
  parse(source, { filename: "f", mode: "eval", ...options }).body;

function constant(source: string, options: Partial<ParseOptions> = {}): ast.ConstantValue {
  const e = expr(source, options);
  if (e.kind !== "Constant") throw new Error(`${e.kind} is no constant`);
  return e.value;
}

describe("dump", () => {
  const tree = parse("x: int = f(1, *a)\n", { filename: "f", mode: "exec" });

  it("writes one line", () => {
    expect(dump(tree)).toBe(
      "Module(body=[AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', " +
        "ctx=Load()), value=Call(func=Name(id='f', ctx=Load()), args=[Constant(value=1), " +
        "Starred(value=Name(id='a', ctx=Load()), ctx=Load())]), simple=1)])",
    );
  });

  it("leaves field names out", () => {
    expect(dump(expr("a[b:]"), { annotateFields: false })).toBe(
      "Subscript(Name('a', Load()), Slice(Name('b', Load())), Load())",
    );
  });

  it("shows empty fields", () => {
    expect(dump(expr("f()"), { showEmpty: true })).toBe(
      "Call(func=Name(id='f', ctx=Load()), args=[], keywords=[])",
    );
  });

  it("indents", () => {
    expect(dump(expr("[u'a', None]"), { indent: 2 })).toBe(
      "List(\n  elts=[\n    Constant(value='a', kind='u'),\n    Constant(value=None)],\n" +
        "  ctx=Load())",
    );
  });
});

describe("FIELDS", () => {
  it("names the properties of every node", () => {
    const source =
      "@d\nasync def f[T: int, *U, **P](a, /, b: c = 1, *d, e=2, **g) -> h:\n" +
      "    async with a as b, c: pass\n    async for x in y: await z\n    return (yield), (yield from w)\n" +
      "class C(B, k=1): pass\ndel a, b[1:2:3]\nx = y = 1; x += 1; x: int = 2\ntype A[T] = int\n" +
      "for i in j: break\nelse: continue\nwhile a: pass\nif a: b\nelif c: d\nwith a: b\n" +
      "def f2(): [a + b]\nmatch a:\n  case 1 | None | [b, *_] | {'c': d, **e} | A(f, g=h) as i if j: pass\n" +
      "raise a from b\ntry: a\nexcept B as c: d\nfinally: e\ntry: a\nexcept* B: c\nassert a, b\n" +
      "import a as b\nfrom . import c\nglobal g\nnonlocal n\nlambda: (a if not b else -c, d or e, f < g)\n" +
      "{a: b, **c}, {d, e}, [f for g in h], {i for j in k}, {l: m for n in o}, (p for q in r)\n" +
      "f'{a!r:{b}}', t'{c}', (d := e), f(*g, **h), i.j, 1.5, 2j, b'k', ...\n";
    const seen = new Set<string>();
    walk(parse(source, { filename: "f", mode: "exec" }), (node) => {
      seen.add(node.kind);
      const own = Object.keys(node).filter(
        (k) => !/^(?:end_)?(?:lineno|col_offset)$|^kind$/.test(k),
      );
      const expected = FIELDS[node.kind].map((f) =>
        node.kind === "Constant" && f === "kind" ? "u" : f,
      );
      expect(own, node.kind).toEqual(expected);
    });
    const missing = Object.keys(FIELDS).filter((k) => !seen.has(k));
    expect(missing).toEqual(["Interactive", "Expression", "FunctionType", "TypeIgnore"]);
  });

  it("walks parents first, left to right", () => {
    const kinds: string[] = [];
    walk(expr("a + b(c)"), (n) => {
      kinds.push(n.kind === "Name" ? n.id : n.kind);
    });
    expect(kinds).toEqual(["BinOp", "a", "Call", "b", "c"]);
    expect([...children(expr("a if b else c"))].map((n) => n.kind)).toEqual(Array(3).fill("Name"));
  });
});

describe("constants", () => {
  it.each<[string, ast.ConstantValue]>([
    ["1_000", { type: "int", value: 1000 }],
    ["0xff", { type: "int", value: 255 }],
    ["0b1_0", { type: "int", value: 2 }],
    ["9007199254740991", { type: "int", value: 9007199254740991 }],
    ["9007199254740992", { type: "int", value: 9007199254740992n }],
    ["1e3", { type: "float", value: 1000 }],
    ["1e400", { type: "float", value: Number.POSITIVE_INFINITY }],
    [".5j", { type: "complex", imag: 0.5 }],
    ["0e0", { type: "float", value: 0 }],
    ["'a' \"b\" '''c'''", { type: "str", value: "abc" }],
    ["r'\\n' '\\x41\\101\\u0041\\U00000041\\n'", { type: "str", value: "\\nAAAA\n" }],
    ["'a\\\nb'", { type: "str", value: "ab" }],
    ["b'\\x00\\377a' b\"b\"", { type: "bytes", value: new Uint8Array([0, 255, 97, 98]) }],
    ["'\\ud800'", { type: "str", value: "\ud800" }],
    ["'\\U0001f600'", { type: "str", value: "😀" }],
  ])("%j", (source, value) => {
    expect(constant(source)).toEqual(value);
  });

  it("tells two lone surrogates from a pair", () => {
    expect(constant("'a\\ud83d\\ude00'")).toEqual({
      type: "str",
      value: "a😀",
      codePoints: [97, 0xd83d, 0xde00],
    });
    expect(constant("'\\ud83d' '\\ude00'")).toHaveProperty("codePoints", [0xd83d, 0xde00]);
    expect(dump(expr("'\\ud83d\\ude00'"))).toBe("Constant(value='\\ud83d\\ude00')");
  });

  it("looks names of characters up", () => {
    const lookupName = (name: string): number | null => (name === "BULLET" ? 0x2022 : null);
    expect(constant("'\\N{BULLET}!'", { lookupName })).toEqual({ type: "str", value: "•!" });
    expect(errorOf(() => expr("'\\N{NOPE}'", { lookupName }))?.[1]).toBe(
      "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-7: " +
        "unknown Unicode character name",
    );
  });

  it("normalises names", () => {
    expect(expr("ﬁ")).toMatchObject({ kind: "Name", id: "fi", end_col_offset: 3 });
  });

  it("warns of invalid escapes", () => {
    const found: (string | number)[][] = [];
    const warn: ParseOptions["warn"] = (w) => found.push([w.message, w.lineno, w.col_offset]);
    parse("x = 'é\\d\\e'\ny = f'{a}\\q'\nz = b'''\n\\777'''\n1if 1else 2\n", {
      filename: "f",
      mode: "exec",
      warn,
    });
    const say = (what: string, kind = ""): string =>
      `"\\${what}" is an invalid ${kind}escape sequence. Such sequences will not work in the ` +
      `future. Did you mean "\\\\${what}"? A raw string is also an option.`;
    expect(found).toEqual([
      [say("d"), 1, 7],
      [say("q"), 2, 9],
      [say("777", "octal "), 4, 0],
      ["invalid decimal literal", 5, 1],
      ["invalid decimal literal", 5, 5],
    ]);
  });
});

describe("repr", () => {
  it.each([
    [1e16, "1e+16"],
    [123456789012345680, "1.2345678901234568e+17"],
    [1e15, "1000000000000000.0"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [1e22, "1e+22"],
    [5e-324, "5e-324"],
    [-0, "-0.0"],
    [1.5, "1.5"],
  ])("of %d", (value, text) => {
    expect(reprFloat(value)).toBe(text);
  });

  it("of strings", () => {
    expect(reprStr("it's")).toBe('"it\'s"');
    expect(reprStr("'\"")).toBe("'\\'\"'");
    expect(reprStr("\n\x7f\xa0é\u200b")).toBe("'\\n\\x7f\\xa0é\\u200b'");
  });
});

describe("type comments", () => {
  const rows = fixture<[string, string | (string | number)[]][]>("type_comments.json");
  it.each(rows)("%j", (source, expected) => {
    let found: unknown;
    const error = errorOf(() => {
      const tree = parse(source, { filename: "f", mode: "exec", typeComments: true });
      found = shortHash(dump(tree, { includeAttributes: true }));
    });
    expect(error?.slice(0, 6) ?? found).toEqual(expected);
  });
});

describe("modes", () => {
  it("reads one statement interactively", () => {
    const tree = parse("if a:\n  b\n", { filename: "f", mode: "single" });
    expect(tree).toMatchObject({ kind: "Interactive", body: [{ kind: "If" }] });
  });

  it("reads function types", () => {
    expect(dump(parse("(a, *b, **c) -> d", { filename: "f", mode: "func_type" }))).toBe(
      "FunctionType(argtypes=[Name(id='a', ctx=Load()), Name(id='b', ctx=Load()), " +
        "Name(id='c', ctx=Load())], returns=Name(id='d', ctx=Load()))",
    );
  });

  it("knows barry_as_FLUFL", () => {
    const source = "from __future__ import barry_as_FLUFL\na <> b\n";
    const tree = parse(source, { filename: "f", mode: "exec" });
    expect(tree.body[1]).toMatchObject({ value: { ops: ["NotEq"] } });
    const mixed = () => parse(`${source}a != b`, { filename: "f", mode: "exec" });
    expect(errorOf(mixed)?.[1]).toBe("with Barry as BDFL, use '<>' instead of '!='");
  });
});

describe("tokenize", () => {
  it("gives comments and blank lines if asked", () => {
    const store = tokenize("a = 1 # x\n\n(b,\n c)\n", { extraTokens: true });
    const texts = Array.from({ length: store.count }, (_, i) => store.text(i));
    expect(texts).toEqual([
      "a",
      "=",
      "1",
      "# x",
      "\n",
      "\n",
      "(",
      "b",
      ",",
      "\n",
      "c",
      ")",
      "\n",
      "",
    ]);
  });
});
