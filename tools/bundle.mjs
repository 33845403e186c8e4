// Makes dist/moult.cjs, all of src as one script, and V8's code cache for it: the `moult` command
// starts in half the time with them (bin/moult.js). Without esbuild there is no bundle, and the
// command loads the modules one by one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
/** Modules of Node that few programs need and that take milliseconds to load. */
const LAZY = ["child_process", "http", "https", "inspector", "net", "tls", "zlib"];
const out = join(root, "dist", "moult.cjs");
const cache = join(root, "dist", "moult.cache");

/** A `require` that loads the named modules of Node when something of theirs is used. */
function lazily(require, names) {
  const lazy = new Set(names.map((n) => `node:${n}`));
  return (name) => {
    if (!lazy.has(name)) return require(name);
    let m;
    return new Proxy({}, { get: (_, k) => (m ??= require(name))[k] });
  };
}

/** What compiled text depends on: the compiler. */
function buildId() {
  const h = createHash("sha1");
  for (const dir of ["compiler", "syntax"])
    for (const f of readdirSync(join(root, "dist", dir)).sort())
      if (f.endsWith(".js")) h.update(readFileSync(join(root, "dist", dir, f)));
  return h.digest("hex").slice(0, 16);
}

async function make() {
  for (const f of [out, cache]) rmSync(f, { force: true });
  const { build } = await import("esbuild");
  const r = await build({
    entryPoints: [join(root, "dist", "cli", "main.js")],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
    charset: "ascii",
    minifyWhitespace: true,
    external: ["koffi", "pyodide", "*.node"],
    define: { "import.meta.url": "__url", "globalThis.MOULT_BUILD": JSON.stringify(buildId()) },
    supported: { "dynamic-import": false },
    logLevel: "silent",
  });
  const text = `(function(module,$require,__url){var exports=module.exports,require=(${lazily})($require,${JSON.stringify(LAZY)});${r.outputFiles[0].text}\n})`;
  const tmp = `${out}.${process.pid}`;
  writeFileSync(tmp, text, "latin1");
  renameSync(tmp, out);
  // The cache knows the functions that have run: those that most programs need.
  const warm =
    "import typing, dataclasses, inspect, asyncio, json, re\n" +
    "class A:\n  def f(self, *a, **k): return [x for x in a]\n" +
    "print(A().f(1), f'{1.5:.2f}', sorted({3: 1, 2: 2}), re.sub('a', 'b', 'abc'), json.dumps([1]))\n";
  const w = spawnSync(process.execPath, [join(root, "bin", "moult.js"), "-c", warm], {
    env: { ...process.env, MOULT_WRITE_CACHE: `${cache}.${process.pid}` },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (w.status === 0) renameSync(`${cache}.${process.pid}`, cache);
}

try {
  await make();
} catch (e) {
  rmSync(out, { force: true });
  process.stderr.write(`moult: no bundle (${e.message}); the command will start more slowly\n`);
}
