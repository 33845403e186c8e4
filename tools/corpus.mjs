// `npm run corpus [-- --core NAME] [scripts]`: scripts over Debian's packages of compiled extensions
// (debian_corpus.mjs says where they are), run on every core and compared with what CPython 3.11
// printed.
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { corpusScripts, cwd, departure, environment, missing } from "./debian_corpus.mjs";

if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(2);
}
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const argv = process.argv.slice(2);
const at = argv.indexOf("--core");
const cores = at < 0 ? ["compact", "classic", "immortal", "shuffled:7"] : [argv.splice(at, 2)[1]];

let failed = 0;
let passed = 0;
for (const { name, file, expected } of corpusScripts()) {
  if (argv.length > 0 && !argv.some((a) => name.includes(a))) continue;
  for (const core of cores) {
    const r = spawnSync(process.execPath, [join(root, "bin", "moult.js"), "--core", core, file], {
      cwd,
      env: { ...process.env, ...environment },
      encoding: "utf8",
      timeout: 120_000,
    });
    const why = departure(r, expected);
    if (why === undefined) passed++;
    else failed++;
    process.stdout.write(
      why === undefined
        ? `ok    ${name} ${core}\n`
        : `FAIL  ${name} ${core}: ${why.slice(0, 200)}\n`,
    );
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
