/**
 * The standard library's .py files: `python_stdlib.zip` of the npm package pyodide, unpacked once
 * into `lib/python3.14` beside this package (or the user's cache when that cannot be written), so
 * that tracebacks, `inspect` and `importlib.resources` find real files.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

/** Made for Pyodide, not part of CPython. */
const FOREIGN =
  /^(_pyodide|pyodide|_pyodide_[^/]*|_ssl\.py|_sysconfigdata[^/]*|site-packages)(\/|$)/;
const MARK = ".complete";
/** Grows when what is unpacked changes, so that older folders are made anew. */
const EDITION = "3";
/** Lines behind library files whose work only Moult can do; the code is in `library/`. */
const ADDED: Record<string, string> = {
  "ssl.py": "\nimport _moult_ssl\n_moult_ssl.install(globals())\n",
};

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

function candidates(): string[] {
  const cache =
    process.env.MOULT_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "moult");
  return [join(packageRoot, "lib", "python3.14"), join(cache, "lib", "python3.14")];
}

/** The folder of the standard library; unpacks it when it is not there yet. */
export function stdlibDir(): string {
  const dirs = candidates();
  for (const d of dirs) if (complete(d)) return d;
  let last: unknown;
  for (const d of dirs)
    try {
      unpack(d);
      return d;
    } catch (e) {
      last = e;
    }
  throw new Error(
    `moult: cannot unpack the standard library into ${dirs.join(" or ")}: ${String(last)}`,
  );
}

function complete(dir: string): boolean {
  try {
    return readFileSync(join(dir, MARK), "utf8") === EDITION;
  } catch {
    return false;
  }
}

/** Unpacks into a temporary folder and renames it, so that two processes do no harm. */
function unpack(target: string): void {
  const require = createRequire(import.meta.url);
  const zip = join(dirname(require.resolve("pyodide/package.json")), "python_stdlib.zip");
  const files = unzipSync(new Uint8Array(readFileSync(zip)), {
    filter: (f) => !FOREIGN.test(f.name) && !f.name.endsWith("/"),
  });
  mkdirSync(dirname(target), { recursive: true });
  const tmp = mkdtempSync(`${target}.`);
  try {
    for (const name of Object.keys(files)) {
      const path = join(tmp, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, files[name]);
      if (ADDED[name] !== undefined) appendFileSync(path, ADDED[name]);
    }
    cpSync(join(packageRoot, "library"), tmp, { recursive: true });
    writeFileSync(join(tmp, MARK), EDITION);
    rmSync(target, { recursive: true, force: true });
    renameSync(tmp, target);
  } catch (e) {
    rmSync(tmp, { recursive: true, force: true });
    if (complete(target)) return;
    throw e;
  }
}
