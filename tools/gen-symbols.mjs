// Makes src/abi/generated/symbols.ts from src/abi/stable-abi.tsv.
// With --check it writes nothing and fails when the file is not what it would write.
import { readFileSync, writeFileSync } from "node:fs";

const source = new URL("../src/abi/stable-abi.tsv", import.meta.url);
const target = new URL("../src/abi/generated/symbols.ts", import.meta.url);

const rows = readFileSync(source, "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split("\t"))
  .filter((row) => row[4] === "linux");

const groups = new Map();
for (const [name, kind, added, declared] of rows) {
  const key = [added, kind, declared].join();
  if (!groups.has(key))
    groups.set(key, { kind, added, abiOnly: declared === "abi-only", names: [] });
  groups.get(key).names.push(name);
}

const minor = (version) => Number(version.split(".")[1]);
const sorted = [...groups.values()].sort(
  (a, b) =>
    minor(a.added) - minor(b.added) ||
    a.kind.localeCompare(b.kind) ||
    Number(a.abiOnly) - Number(b.abiOnly),
);

function wrapped(names) {
  const lines = [];
  let line = "";
  for (const name of names) {
    if (line.length + name.length > 92) {
      lines.push(line);
      line = "";
    }
    line += line ? ` ${name}` : name;
  }
  return [...lines, line].map((text) => `    ${text}`).join("\n");
}

const text = `// Made by tools/gen-symbols.mjs from src/abi/stable-abi.tsv; do not edit.

/** What the stable ABI says of one exported symbol. */
export interface StableSymbol {
  readonly kind: "function" | "data";
  /** The version of Python that added it. */
  readonly added: readonly [3, number];
  /** Exported for old binaries, but declared by no header. */
  readonly abiOnly: boolean;
}

type Group = StableSymbol & { readonly names: string };

const GROUPS: readonly Group[] = [
${sorted
  .map(
    ({ kind, added, abiOnly, names }) =>
      `  {\n    kind: "${kind}",\n    added: [3, ${minor(added)}],\n    abiOnly: ${abiOnly},\n` +
      `    names: \`\n${wrapped(names)}\`,\n  },\n`,
  )
  .join("")}];

/** Every symbol that CPython's stable ABI exports on Linux: ${rows.length}. */
export const STABLE_SYMBOLS: ReadonlyMap<string, StableSymbol> = new Map(
  GROUPS.flatMap(({ names, ...symbol }) =>
    names
      .trim()
      .split(/\\s+/)
      .map((name): [string, StableSymbol] => [name, symbol]),
  ),
);
`;

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("src/abi/generated/symbols.ts is not current: run node tools/gen-symbols.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
