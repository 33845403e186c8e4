/**
 * `moult demo`: every example extension under every core. The sizes and offsets are read off the
 * memory of live objects; the digest shows that each core loads the same bytes.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspectLayout } from "../bridge/inspect.js";
import { cores } from "../cores/index.js";
import { Interpreter } from "../index.js";
import { UserError } from "../packages/errors.js";
import { table } from "./table.js";

interface Example {
  name: string;
  idea: string;
  script: string;
  expected: string;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const built = join(root, "build", "Release");

/** Where the builds of the examples are that the core can run: abi3, or abi3t. */
function folderFor(core: string): string {
  return cores.get(core)?.faces === undefined ? built : join(built, "abi3t");
}
function fileFor(e: Example, core: string): string {
  const suffix = folderFor(core) === built ? "abi3" : "abi3t";
  return join(folderFor(core), `${e.name}.${suffix}.so`);
}

function examples(): Example[] {
  return JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
}

/** Runs one example's script in a process of its own. */
export function runExample(
  e: Example,
  core: string,
): { ok: boolean; output: string; stderr: string } {
  const r = spawnSync(
    process.execPath,
    [join(root, "bin", "moult.js"), "--core", core, join(root, "ext-examples", e.script)],
    { env: { ...process.env, PYTHONPATH: folderFor(core) }, encoding: "utf8", timeout: 120_000 },
  );
  const expected = readFileSync(join(root, "ext-examples", e.expected), "utf8");
  return { ok: r.status === 0 && r.stdout === expected, output: r.stdout, stderr: r.stderr };
}

export async function demoCommand(argv: string[]): Promise<number> {
  if (argv.length > 0) throw new UserError(`demo takes no arguments, got ${argv[0]}`);
  const list = examples();
  const sizes = new Map<string, string[]>();
  for (const core of cores.keys()) {
    const py = await Interpreter.create({ core });
    const found = inspectLayout(py.internals);
    const cells = [found.int, found.str, found.list].map(
      (x) => `${x.size} B, ${x.field}@${x.offset}`,
    );
    sizes.set(core, cells);
    py.close();
  }
  const rows: string[][] = [
    ["example", "core", "int", "str", "list", "result", "sha256 of the .so"],
  ];
  let failed = 0;
  for (const e of list) {
    for (const core of cores.keys()) {
      const so = fileFor(e, core);
      if (!existsSync(so)) throw new UserError(`${so} is missing; run \`npm run build\``);
      const digest = createHash("sha256").update(readFileSync(so)).digest("hex");
      const r = runExample(e, core);
      if (!r.ok) {
        failed++;
        if (r.stderr !== "")
          process.stderr.write(`${e.name} on ${core}: ${r.stderr.trim().split("\n").pop()}\n`);
      }
      rows.push([e.name, core, ...(sizes.get(core) as string[]), r.ok ? "ok" : "FAILED", digest]);
    }
  }
  process.stdout.write(table(rows));
  process.stdout.write(
    failed === 0
      ? `\n${rows.length - 1} rows, all ok: ${cores.size} object layouts, one binary an example for those that are read in place and one (abi3t) for the others.\n`
      : `\n${failed} of ${rows.length - 1} rows failed.\n`,
  );
  return failed === 0 ? 0 : 1;
}
