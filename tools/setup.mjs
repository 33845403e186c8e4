// Run before the tests: a fresh clone gets its packages and its build, a built one passes at once.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const run = (command, args) => {
  const r = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (r.error || r.status !== 0) {
    process.stderr.write(`moult: ${command} ${args.join(" ")} failed\n`);
    process.exit(1);
  }
};

const complete = ["vitest", "node-gyp", "typescript", "pyodide"].every((p) =>
  existsSync(join(root, "node_modules", p, "package.json")),
);
// `npm install` builds too; a complete checkout only looks whether something changed.
if (complete)
  for (const step of ["install.mjs", "postinstall.mjs"])
    run(process.execPath, [join(root, "tools", step)]);
else run("npm", ["install", "--no-audit", "--no-fund"]);
