/** The JavaScript API, as a Node program uses it: through the built package. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Api from "../../src/index.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
let api: typeof Api;
let py: Api.Interpreter;

beforeAll(async () => {
  api = (await import(join(root, "dist", "index.js"))) as typeof Api;
  py = await api.Interpreter.create({ path: [join(root, "build", "Release")] });
});
afterAll(() => py.close());

describe("values", () => {
  it.each([
    ["None", null],
    ["True", true],
    ["42", 42],
    ["2 ** 70", 2n ** 70n],
    ["1.5", 1.5],
    ["'grün 😀'", "grün 😀"],
    ["[1, (2, 'x'), None]", [1, [2, "x"], null]],
    ["{'a': 1, 'b': [2]}", { a: 1, b: [2] }],
  ])("%s comes out as a JavaScript value", (source, value) => {
    expect(py.eval(source)).toEqual(value);
  });

  it("bytes are a Uint8Array of their own", () => {
    const b = py.eval("b'ab\\xff'") as Uint8Array;
    expect([...b]).toEqual([97, 98, 255]);
  });

  it.each([
    [5, "int"],
    [5.5, "float"],
    [2n ** 80n, "int"],
    ["s", "str"],
    [true, "bool"],
    [null, "NoneType"],
    [[1], "list"],
    [{ a: 1 }, "dict"],
    [new Uint8Array([1]), "bytes"],
    [new Set(["b"]), "set"],
  ])("%s goes in as %s", (value, type) => {
    py.set("v", value);
    expect(py.eval("type(v).__name__")).toBe(type);
  });
});

describe("objects", () => {
  it("attributes, calls and keyword arguments go through a proxy", () => {
    py.run(
      "class P:\n  def __init__(self, x, *, y=1): self.x, self.y = x, y\n  def sum(self): return self.x + self.y",
    );
    const P = py.eval("P") as (...a: unknown[]) => { x: number; sum(): number };
    const p = P(2, api.kw({ y: 40 }));
    expect(p.sum()).toBe(42);
    p.x = 1;
    expect(p.sum()).toBe(41);
    py.set("q", p);
    expect(py.eval("q.x")).toBe(1);
  });

  it("iterables can be looped over", () => {
    expect([...(py.eval("(x * x for x in range(4))") as Iterable<number>)]).toEqual([0, 1, 4, 9]);
  });

  it("JavaScript functions are callables", () => {
    py.set("f", (a: number, b: number) => a * b);
    expect(py.eval("f(6, 7)")).toBe(42);
  });

  it("modules come by import", () => {
    const math = py.import("math") as { isqrt(n: number): number; pi: number };
    expect(math.isqrt(99)).toBe(9);
    expect(math.pi).toBe(Math.PI);
  });

  it("a compiled extension is a module like any other", () => {
    const legacy = py.import("legacy") as { add(a: number, b: number): number };
    expect(legacy.add(2, 3)).toBe(5);
  });
});

describe("errors", () => {
  it("carry type, message and Python's traceback", () => {
    try {
      py.run("def f():\n  raise ValueError('bad')\nf()");
      expect.unreachable();
    } catch (e) {
      expect(e).toBeInstanceOf(api.PythonError);
      const x = e as Api.PythonError;
      expect(x.type).toBe("ValueError");
      expect(x.message).toBe("ValueError: bad");
      expect(x.traceback).toContain('File "<string>", line 2, in f');
    }
  });

  it("syntax errors too", () => {
    expect(() => py.eval("1 +")).toThrow(/invalid syntax/);
  });

  it("an unknown core is refused by name", async () => {
    await expect(api.Interpreter.create({ core: "nope" })).rejects.toThrow(/compact, classic/);
  });
});

describe("interpreters", () => {
  it("are apart from each other, on different cores", async () => {
    const other = await api.Interpreter.create({
      core: "classic",
      path: [join(root, "build", "Release")],
    });
    other.run("only_here = 1");
    expect(() => py.eval("only_here")).toThrow(/only_here/);
    type Vector = { Vector(...x: number[]): { sum?: unknown }; __name__: string };
    const mine = py.import("vector") as Vector;
    const theirs = other.import("vector") as Vector;
    py.set("V", mine);
    other.set("V", theirs);
    const source = "[repr(V.Vector([1, 2]) + V.Vector([2.5, 4])), len(V.Vector([1])), 2 ** 80]";
    for (let i = 0; i < 3; i++) expect(other.eval(source)).toEqual(py.eval(source));
    other.close();
    expect(() => other.eval("1")).toThrow(/closed/);
  });

  it("a single-phase module belongs to one of them", async () => {
    py.import("legacy");
    const other = await api.Interpreter.create({ path: [join(root, "build", "Release")] });
    expect(() => other.import("legacy")).toThrow(
      "ImportError: module legacy does not support loading in subinterpreters",
    );
    other.close();
  });
});
