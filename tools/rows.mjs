// `npm run rows -- coverage`: how many rows of tests/abi/rows call each function of the stable ABI.
// `npm run rows -- diff NAME...`: what CPython (MOULT_ORACLE_14, MOULT_ORACLE_15) and Moult say
// differently; `left` compares with what was recorded instead. --core NAME, --include FOLDER and --floor 3.X as they say.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rowsModule } from "./rows_module.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = mkdtempSync(join(tmpdir(), "moult-rows-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const { compileRows, coverage, expectedFile, readRows, scriptOf } = await rowsModule();
const { STABLE_SYMBOLS } = await import(join(root, "dist", "abi", "generated", "symbols.js"));

const argv = process.argv.slice(2);
const option = (name, otherwise) => {
  const i = argv.indexOf(name);
  return i < 0 ? otherwise : argv.splice(i, 2)[1];
};
const core = option("--core", "compact");
const include = option("--include", join(root, "include"));
const floor = option("--floor");
const [verb, ...names] = argv;
const files = readRows();

if (verb === "coverage") {
  const functions = [...STABLE_SYMBOLS].filter(([, s]) => s.kind === "function");
  const counts = coverage(
    files,
    functions.map(([n]) => n),
  );
  const sorted = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  for (const [name, n] of sorted) process.stdout.write(`${String(n).padStart(4)} ${name}\n`);
  const zero = sorted.filter(([, n]) => n === 0).length;
  process.stdout.write(`${counts.size} functions, ${zero} without a row\n`);
  process.exitCode = zero > 0 ? 1 : 0;
} else if (verb === "diff" || verb === "left") {
  for (const file of files.filter((f) => names.length === 0 || names.includes(f.name))) {
    const script = scriptOf(file, folder);
    compileRows(file, folder, include, Number(floor?.split(".")[1] ?? file.level));
    const env = { ...process.env, PYTHONPATH: folder, PYTHONIOENCODING: "utf-8" };
    const said = (command) => {
      const runs = [[]];
      for (const [k, row] of file.rows.entries())
        if (row.alone)
          for (let n = 0; n < Math.max(1, row.calls.length); n++) runs.push([`${k}`, `${n}`]);
      return runs
        .map((which) => {
          const r = spawnSync(command[0], [...command.slice(1), ...which], {
            encoding: "utf8",
            env,
            input: "",
            timeout: 10_000,
          });
          const errors = r.stderr.split("\n")[0];
          if (which.length === 0)
            return r.status === 0 ? r.stdout : `${r.stdout}ended ${r.signal ?? r.status}\n`;
          const row = file.rows[which[0]];
          const words = [...r.stdout.split("\n"), errors && `stderr ${errors}`].filter(
            (l) => l !== "",
          );
          return `${row.name}(${row.calls[which[1]] ?? ""}) alone: ${[...words, `ended ${r.signal ?? r.status}`].join(" | ").replaceAll(/0x[0-9a-f]{6,}/g, "0x#")}\n`;
        })
        .join("");
    };
    const oracle = process.env[`MOULT_ORACLE_${file.level}`];
    writeFileSync(
      join(folder, "cpython"),
      verb === "left" ? readFileSync(expectedFile(file), "utf8") : said([oracle, script]),
    );
    writeFileSync(
      join(folder, "moult"),
      said([process.execPath, join(root, "bin", "moult.js"), "--core", core, script]),
    );
    process.stdout.write(
      spawnSync("diff", ["-U0", join(folder, "cpython"), join(folder, "moult")], {
        encoding: "utf8",
      }).stdout,
    );
  }
} else {
  process.stderr.write("usage: rows coverage | diff NAME... [--core NAME]\n");
  process.exitCode = 2;
}
