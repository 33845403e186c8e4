// The scripts over Debian's packages of compiled extensions, and what they need around them.
// MOULT_CORPUS is the folder of the scripts and their .expected files (default
// /work/shared/corpus/debian), MOULT_CORPUS_ROOT where fetch.sh unpacked the packages (default
// /tmp/corpus).
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const scripts = process.env.MOULT_CORPUS ?? "/work/shared/corpus/debian";
const packages = process.env.MOULT_CORPUS_ROOT ?? "/tmp/corpus";
const distribution = join(packages, "root/usr/lib/python3/dist-packages");

/** Why there is nothing to run, or undefined. */
export const missing =
  existsSync(scripts) && existsSync(join(packages, "root"))
    ? undefined
    : `no scripts in ${scripts}, or no packages in ${packages}: run fetch.sh first`;

export const environment = {
  PYTHONPATH: distribution,
  LD_LIBRARY_PATH: join(packages, "root/usr/lib/x86_64-linux-gnu"),
  LANG: "C.UTF-8",
  TZ: "UTC",
};
/** libsass prints paths relative to the working folder. */
export const cwd = "/";

export function corpusScripts() {
  nameStable();
  return readdirSync(scripts)
    .filter((f) => f.endsWith("_smoke.py"))
    .sort()
    .map((f) => ({
      name: f.slice(0, -"_smoke.py".length),
      file: join(scripts, f),
      expected: readFileSync(join(scripts, f.replace(/py$/, "expected")), "utf8"),
    }));
}

/** zstandard's is built for the stable ABI (cffi sees to that), but its name says CPython 3.11. */
function nameStable() {
  const named = join(distribution, "zstandard", "_cffi.abi3.so");
  const built = "_cffi.cpython-311-x86_64-linux-gnu.so";
  if (existsSync(join(distribution, "zstandard", built)) && !existsSync(named))
    symlinkSync(built, named);
}

/** How what was printed departs from what is due: the first line that does, or how the process ended. */
export function departure({ status, signal, stdout, stderr }, expected) {
  if (status !== 0)
    return (stderr.trim().split("\n").pop() ?? "") || `ended by ${signal ?? status}`;
  const want = expected.split("\n");
  const got = stdout.split("\n");
  const i = [...want, ...got].findIndex((_, k) => want[k] !== got[k]);
  return i < 0
    ? undefined
    : `line ${i + 1}: ${JSON.stringify(got[i])}, not ${JSON.stringify(want[i])}`;
}
