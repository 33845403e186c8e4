// `npm run stress`: the rows of tests/abi and the examples, with a collection before every Nth call of
// the API that an extension makes, and all that is dead given back before each (native/stress.cc).
// They must say what they say without. --every N (20), --core NAME (compact, classic and a fresh
// seed of shuffled), --seed N (of that core, and which calls are the Nth ones), --only NAME, --jobs N (2).
// A collection takes some 15 ms: with --every 1 a core needs an hour.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rowsModule } from "./rows_module.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { findCore } = await import(join(root, "dist", "cores", "index.js"));

const { values: options } = parseArgs({
  options: {
    every: { type: "string", default: "20" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    core: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    verbose: { type: "boolean", default: false },
    jobs: { type: "string", default: "2" },
  },
});
const cores = options.core ?? ["compact", "classic", `shuffled:${options.seed}`];
const temporary = mkdtempSync(join(tmpdir(), "moult-stress-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

/** What is to run: {name, file, path, due(core), told(lines, core)}. */
async function cases() {
  const m = await rowsModule();
  const rows = m.readRows().map((file) => ({
    name: file.name,
    path: temporary,
    prepare: () => m.compileRows(file, temporary, join(root, "include")),
    file: m.scriptOf(file, temporary),
    due: m.dueLines(file, false),
    told: (line, core) => !m.isKnown(line, findCore(core).singletons),
  }));
  const list = JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
  const examples = list.map(({ name, script, expected }) => ({
    name,
    path: join(root, "build", "Release"),
    prepare: () => {},
    file: join(root, "ext-examples", script),
    due: readFileSync(join(root, "ext-examples", expected), "utf8").split("\n"),
    told: () => true,
  }));
  const all = [...rows, ...examples].filter((c) => options.only?.includes(c.name) ?? true);
  for (const c of all) c.prepare();
  return all;
}

/** The first difference, or how it ended when not well. */
function run({ file, path, due, told }, core) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, "bin", "moult.js"), "--core", core, file], {
      cwd: root,
      env: {
        ...process.env,
        PYTHONPATH: path,
        PYTHONIOENCODING: "utf-8",
        MOULT_STRESS: `${options.every}+${options.seed % options.every}`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"])
      child[stream].setEncoding("utf8").on("data", (text) => {
        said[stream] += text;
      });
    child.on("close", (status, signal) => {
      const rest = (lines) => lines.filter((line) => line !== "" && told(line, core));
      const [is, was] = [rest(said.stdout.split("\n")), rest(due)];
      const at = was.findIndex((line, i) => line !== is[i]);
      if (at >= 0)
        done(`${is[at] ?? `ended ${signal ?? status} ${said.stderr}`}\n  due ${was[at]}`);
      else if (status !== 0) done(`ended ${signal ?? status}: ${said.stderr}`);
      else done(undefined);
    });
  });
}

const all = await cases();
const waiting = cores.flatMap((core) => all.map((one) => ({ core, one }))).values();
let [failed, passed] = [0, 0];
const start = performance.now();
async function worker() {
  for (const { core, one } of waiting) {
    const begin = performance.now();
    const why = await run(one, core);
    if (options.verbose)
      process.stdout.write(`${one.name} ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
    if (why === undefined) passed++;
    else {
      failed++;
      process.stdout.write(`FAIL  ${one.name} on ${core}: ${why.slice(0, 2000)}\n`);
    }
  }
}
await Promise.all(Array.from({ length: Number(options.jobs) }, worker));
process.stdout.write(
  `${cores.join(", ")}; a collection every ${options.every} calls: ${passed} passed, ${failed} failed ` +
    `in ${((performance.now() - start) / 1000).toFixed(0)} s\n`,
);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
