// One command for style: biome for TypeScript, clang-format and the compiler's warnings for C and
// C++. With --write it formats; without, it only reports and fails.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const write = process.argv.includes("--write");
let bad = 0;
const run = (command, args) => {
  const r = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (r.error) {
    process.stderr.write(`lint: cannot run ${command}: ${r.error.message}\n`);
    bad++;
  } else if (r.status !== 0) bad++;
};

const biome = join(dirname(require.resolve("@biomejs/biome/package.json")), "bin", "biome");
run(process.execPath, [biome, "check", ...(write ? ["--write"] : []), "--max-diagnostics=40"]);

function* files(folder) {
  for (const e of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, e.name);
    if (e.isDirectory()) yield* files(path);
    else if (/\.(c|cc|h)$/.test(e.name)) yield path;
  }
}
const clang = join(
  dirname(require.resolve("clang-format/package.json")),
  "bin",
  "linux_x64",
  "clang-format",
);
const sources = ["native", "include", "ext-examples"].flatMap((f) => [...files(f)]);
run(clang, write ? ["-i", ...sources] : ["--dry-run", "--Werror", ...sources]);

// The examples are C11 without a warning, against our own headers.
for (const f of files("ext-examples"))
  if (f.endsWith(".c"))
    run("cc", ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-Iinclude", f]);
process.exit(bad === 0 ? 0 : 1);
