import { describe, expect, it } from "vitest";
import { analyze } from "../../src/syntax/analyze.js";
import { check } from "../../src/syntax/checks.js";
import { parse } from "../../src/syntax/parser.js";
import { errorOf, fixture, shortHash, tableText } from "./support.js";

type Place = (string | number)[];
type Warned = [string, number][];

describe("scope and compiler errors and warnings are CPython's", () => {
  const rows = fixture<[string, Place | null, Warned][]>("compile.json");
  it.each([0, 1, 2, 3])("part %i", (part) => {
    for (let i = part; i < rows.length; i += 4) {
      const [source, expected, warned] = rows[i]!;
      const warnings: Warned = [];
      const error = errorOf(() => {
        const tree = parse(source, {
          filename: "f",
          mode: "exec",
          warn: (w) => warnings.push([w.message, w.lineno]),
        });
        const table = analyze(tree, "f");
        for (const w of check(tree, table)) warnings.push([w.message, w.lineno]);
      });
      expect(error?.slice(0, 6) ?? null, source).toEqual(expected);
      if (error === null) expect(warnings, source).toEqual(warned);
    }
  });
});

describe("symbol tables are CPython's", () => {
  const rows = fixture<[string, string][]>("scopes.json");
  it.each(rows)("%j", (source, expected) => {
    const tree = parse(source, { filename: "f", mode: "exec" });
    const text = tableText(analyze(tree, "f").top);
    expect(/^[0-9a-f]{16}$/.test(expected) ? shortHash(text) : text).toBe(expected);
  });
});

describe("SymbolTable", () => {
  const source =
    "class C[T: int = str](B):\n" +
    "    x: T\n" +
    "    def f(self, a: x): return [super() for b in a]\n" +
    "type A[U] = list[U]\n";
  const tree = parse(source, { filename: "f", mode: "exec" });
  const [cls, alias] = tree.body;

  it("finds the block of each node", () => {
    const table = analyze(tree, "f");
    if (cls?.kind !== "ClassDef" || alias?.kind !== "TypeAlias") throw new Error("bad tree");
    const method = cls.body[1]!;
    expect(table.scopeOf.get(tree)).toBe(table.top);
    expect(table.scopeOf.get(cls)?.needsClassClosure).toBe(true);
    expect(table.scopeOf.get(cls)?.needsClassdict).toBe(true);
    expect(table.scopeOf.get(method)?.symbolFor("__class__")?.scope).toBe("free");
    expect(table.typeParamsOf.get(cls)?.name).toBe("C");
    expect(table.typeParamsOf.get(alias)?.symbols.has("U")).toBe(true);
    expect(table.scopeOf.get(alias)?.kind).toBe("type_alias");
    expect(table.boundOf.get(cls.type_params[0]!)?.symbols.has("int")).toBe(true);
    expect(table.defaultOf.get(cls.type_params[0]!)?.symbols.has("str")).toBe(true);
    expect(table.annotationsOf.get(cls)?.canSeeClassScope).toBe(true);
    expect(table.annotationsOf.get(method)?.symbols.has("x")).toBe(true);
  });

  it("keeps comprehensions as blocks of their own if asked", () => {
    const lambda = parse("def f(x):\n return [x for y in z]", { filename: "f", mode: "exec" });
    const scopes = (inline: boolean) =>
      analyze(lambda, "f", { inlineComprehensions: inline }).scopeOf.get(lambda.body[0]!)!;
    expect(scopes(true).symbols.get("x")!.scope).toBe("local");
    expect(scopes(true).symbols.get("y")!.fromComprehension).toBe(true);
    expect(scopes(false).symbols.get("x")!.scope).toBe("cell");
    expect(scopes(false).symbols.has("y")).toBe(false);
  });

  it("allows await at the top level if asked", () => {
    const awaits = parse("await x\nasync with y: pass\n[z async for z in w]", {
      filename: "f",
      mode: "exec",
    });
    expect(errorOf(() => analyze(awaits, "f"))?.[1]).toBe("'await' outside function");
    expect(analyze(awaits, "f", { topLevelAwait: true }).top.isCoroutine).toBe(true);
  });
});
