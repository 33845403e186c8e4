/** `moult cores`: the cores, and what live objects measure on each. */
import { writeFileSync } from "node:fs";
import { blockSize, type ObjectMemory, readMemory, SPECIMENS } from "../bridge/memory.js";
import { CORE_NAMES, findCore } from "../cores/index.js";
import { Interpreter } from "../index.js";
import type { PyObj } from "../objects/object.js";
import { UserError } from "../packages/errors.js";
import { coresPage } from "./cores_page.js";
import { table } from "./table.js";

/** Python expressions; a name for the row. */
const BUILT_INS: readonly (readonly [string, string])[] = [
  ["int 2**40", "2**40"],
  ["int 2**100", "2**100"],
  ["float 1.5", "1.5"],
  ["str 'spam'", "'spam'"],
  ["str 'grün'", "'grün'"],
  ["bytes b'spam'", "b'spam'"],
  ["tuple (1, 2, 3)", "(1, 2, 3)"],
  ["list [1, 2, 3]", "[1, 2, 3]"],
  ["dict {'a': 1}", "{'a': 1}"],
  ["set {1}", "{1}"],
  ["object()", "object()"],
  ["instance", "type('P', (), {})()"],
  ["exception", "ValueError('no')"],
  ["class", "type('P', (), {})"],
];

export interface CoreReport {
  readonly name: string;
  readonly summary: string;
  readonly memory: readonly ObjectMemory[];
  readonly sizes: readonly (readonly [string, number])[];
}

const SHOWN = ["compact", "classic", "immortal", "freethreaded", "opaque", "shuffled:1"];

export async function inspectCore(name: string): Promise<CoreReport> {
  const core = findCore(name);
  if (core === undefined)
    throw new UserError(`no core named '${name}' (there are: ${CORE_NAMES.join(", ")})`);
  const py = await Interpreter.create({ core: name });
  try {
    py.run(SPECIMENS);
    const of = (n: string): PyObj => py.main.dict.getStr(n) as PyObj;
    const memory = readMemory(py.internals, of);
    const sizes = BUILT_INS.map(([row, expression]): [string, number] => {
      py.run(`it = ${expression}`);
      return [row, blockSize(py.internals, of("it"))];
    });
    return { name, summary: core.summary, memory, sizes };
  } finally {
    py.close();
  }
}

/** Exit status 0, or 2 by UserError. */
export async function coresCommand(argv: string[]): Promise<number> {
  let html: string | undefined;
  const names: string[] = [];
  for (let k = 0; k < argv.length; k++) {
    if (argv[k] === "--html") {
      html = argv[++k];
      if (html === undefined) throw new UserError("cores: --html needs a file");
    } else if (argv[k].startsWith("-")) throw new UserError(`cores: unknown option ${argv[k]}`);
    else names.push(argv[k]);
  }
  const reports: CoreReport[] = [];
  for (const name of names.length > 0 ? names : SHOWN) reports.push(await inspectCore(name));
  if (html !== undefined) {
    try {
      writeFileSync(html, coresPage(reports));
    } catch (e) {
      throw new UserError(`${html}: ${(e as Error).message}`);
    }
    return 0;
  }
  for (const r of reports) process.stdout.write(`${r.name.padEnd(12)} ${r.summary}\n`);
  const rows = [["bytes of", ...reports.map((r) => r.name)]];
  BUILT_INS.forEach(([row], k) => {
    rows.push([row, ...reports.map((r) => String(r.sizes[k][1]))]);
  });
  process.stdout.write(`\n${table(rows)}`);
  return 0;
}
