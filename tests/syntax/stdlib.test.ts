import { describe, expect, it } from "vitest";
import { analyze } from "../../src/syntax/analyze.js";
import { check } from "../../src/syntax/checks.js";
import { dump } from "../../src/syntax/dump.js";
import { parse } from "../../src/syntax/parser.js";
import { fixture, shortHash, stdlib, tableText } from "./support.js";

interface Recorded {
  names: Record<string, number>;
  files: Record<string, string>;
}

const recorded = fixture<Recorded>("stdlib.json");
const files = stdlib();

describe("the standard library", () => {
  const folders = new Set(Object.keys(recorded.files).map((f) => f.split("/")[0]!));
  it.each([...folders])("%s: trees and symbol tables are CPython's", (folder) => {
    const wrong: string[] = [];
    for (const [name, hashes] of Object.entries(recorded.files)) {
      if (name.split("/")[0] !== folder) continue;
      const [source, dumped, symbols] = hashes.split(" ");
      const bytes = files.get(name)!;
      expect(shortHash(bytes), `${name} is not the file recorded`).toBe(source);
      const tree = parse(bytes, {
        filename: name,
        mode: "exec",
        lookupName: (n) => recorded.names[n.toUpperCase()] ?? null,
      });
      if (shortHash(dump(tree, { includeAttributes: true })) !== dumped)
        wrong.push(`${name}: tree`);
      const table = analyze(tree, name);
      if (shortHash(tableText(table.top)) !== symbols) wrong.push(`${name}: symbols`);
      check(tree, table);
    }
    expect(wrong).toEqual([]);
  });
});
