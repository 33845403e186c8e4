// `npm run corpus [-- --core NAME] [scripts]`: scripts over Debian's packages of compiled extensions,
// run on every core and compared with what CPython 3.11 printed. MOULT_CORPUS is the folder of the
// scripts and their .expected files (default /work/shared/corpus/debian), MOULT_CORPUS_ROOT where
// fetch.sh unpacked the packages (default /tmp/corpus).
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const scripts = process.env.MOULT_CORPUS ?? "/work/shared/corpus/debian";
const packages = process.env.MOULT_CORPUS_ROOT ?? "/tmp/corpus";
if (!existsSync(scripts) || !existsSync(join(packages, "root"))) {
  process.stderr.write(
    `no scripts in ${scripts}, or no packages in ${packages}: run fetch.sh first\n`,
  );
  process.exit(2);
}
// It is built for the stable ABI (cffi sees to that), but its name says CPython 3.11.
const zstandard = join(packages, "root/usr/lib/python3/dist-packages/zstandard");
const named = join(zstandard, "_cffi.abi3.so");
const built = "_cffi.cpython-311-x86_64-linux-gnu.so";
if (existsSync(join(zstandard, built)) && !existsSync(named)) symlinkSync(built, named);

const argv = process.argv.slice(2);
const at = argv.indexOf("--core");
const cores = at < 0 ? ["compact", "classic", "immortal", "shuffled:7"] : [argv.splice(at, 2)[1]];
const env = {
  ...process.env,
  PYTHONPATH: join(packages, "root/usr/lib/python3/dist-packages"),
  LD_LIBRARY_PATH: join(packages, "root/usr/lib/x86_64-linux-gnu"),
  LANG: "C.UTF-8",
  TZ: "UTC",
};

let failed = 0;
let passed = 0;
for (const file of readdirSync(scripts)
  .filter((f) => f.endsWith("_smoke.py"))
  .sort()) {
  const name = file.slice(0, -"_smoke.py".length);
  if (argv.length > 0 && !argv.some((a) => name.includes(a))) continue;
  const expected = readFileSync(join(scripts, `${name}_smoke.expected`), "utf8");
  for (const core of cores) {
    // libsass prints paths relative to the working folder.
    const r = spawnSync(
      process.execPath,
      [join(root, "bin", "moult.js"), "--core", core, join(scripts, file)],
      { cwd: "/", env, encoding: "utf8", timeout: 120_000 },
    );
    if (r.status === 0 && r.stdout === expected) {
      passed++;
      process.stdout.write(`ok    ${name} ${core}\n`);
      continue;
    }
    failed++;
    const want = expected.split("\n");
    const got = r.stdout.split("\n");
    const i = want.findIndex((line, k) => line !== got[k]);
    const why =
      r.status === 0
        ? `line ${i + 1}: ${JSON.stringify(got[i])}, not ${JSON.stringify(want[i])}`
        : (r.stderr.trim().split("\n").pop() ?? `${r.signal ?? r.status}`);
    process.stdout.write(`FAIL  ${name} ${core}: ${why.slice(0, 200)}\n`);
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
