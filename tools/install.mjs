// What `npm install` and `npm run build` do: TypeScript to dist/, then the addon and the example
// extensions, with node-gyp or, where python3 or make is missing, by the compiler alone; last the
// standard library is unpacked. Work that is up to date is skipped.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compile } from "./compile.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(join(root, "package.json"));
const stampFile = join(root, "build", "moult-stamp.json");

function fail(message) {
  process.stderr.write(`\nmoult: ${message}\n`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const r = spawnSync(command, args, { cwd: root, stdio: "inherit", ...options });
  if (r.error) fail(`cannot run ${command}: ${r.error.message}`);
  return r.status;
}

function* files(folder, pattern) {
  for (const e of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, e.name);
    if (e.isDirectory()) yield* files(path, pattern);
    else if (pattern.test(e.name)) yield path;
  }
}

/** Newest change and number of a set of files: differs when one is added, removed or edited. */
function state(...sets) {
  let newest = 0;
  let count = 0;
  for (const set of sets)
    for (const path of set) {
      newest = Math.max(newest, statSync(path).mtimeMs);
      count++;
    }
  return `${count}:${newest}`;
}

const stamp = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")) : {};
function remember(key, value) {
  stamp[key] = value;
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamp));
}

// ---- TypeScript ----

const single = (name) => [join(root, name)];
const sources = state(files(join(root, "src"), /\.(ts|tsv)$/), single("tsconfig.json"));
if (stamp.typescript !== sources || !existsSync(join(root, "dist", "index.js"))) {
  const pkg = require.resolve("typescript/package.json");
  const bin = JSON.parse(readFileSync(pkg, "utf8")).bin.tsc;
  if (run(process.execPath, [join(dirname(pkg), bin), "-p", "."]) !== 0)
    fail("the TypeScript sources do not compile");
  remember("typescript", sources);
}

// ---- the addon ----

/** Headers that belong to this very node binary, when they are beside it. */
function headersBeside() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const folder = join(prefix, "include", "node");
  return ["node.h", "v8.h", "common.gypi"].every((f) => existsSync(join(folder, f)))
    ? prefix
    : null;
}

/** Where node-gyp keeps the headers that it has downloaded. */
function headersDownloaded() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "node-gyp", process.versions.node, "include", "node");
  return existsSync(join(folder, "node.h")) ? folder : null;
}

const works = (command) => {
  const r = spawnSync(command, ["--version"], { stdio: "ignore" });
  return !r.error && r.status === 0;
};

const lackHeaders = () =>
  fail(
    `the headers of Node.js ${process.version} could not be found or downloaded.\n` +
      `They are looked for in ${join(dirname(dirname(process.execPath)), "include", "node")}. ` +
      "Install them (the official archives of Node.js contain them; on Debian: apt install " +
      "libnode-dev), or let node-gyp download them.",
  );

function withNodeGyp(inputs) {
  // npm hands its own settings down; those that name headers of another node would mislead.
  const env = { ...process.env };
  const foreign =
    /^npm_(config|package_config_node_gyp)_(nodedir|target|disturl|dist_url|runtime)$/i;
  for (const key of Object.keys(env)) if (foreign.test(key)) delete env[key];
  env.npm_config_loglevel = "error";
  const nodedir = headersBeside();
  const gyp = [require.resolve("node-gyp/bin/node-gyp.js")];
  const where = nodedir === null ? [] : [`--nodedir=${nodedir}`];
  const jobs = process.env.JOBS ?? "2";
  const quiet = ["--loglevel=error"];
  const fresh =
    stamp.configured !== `${process.version} ${nodedir}` ||
    !existsSync(join(root, "build", "Makefile"));
  // New source files must get into the makefiles.
  if (fresh || stamp.addon !== inputs) {
    const status = run(process.execPath, [...gyp, "configure", ...quiet, ...where], { env });
    if (status !== 0) {
      if (nodedir === null) lackHeaders();
      fail("node-gyp configure failed");
    }
    remember("configured", `${process.version} ${nodedir}`);
  }
  if (run(process.execPath, [...gyp, "build", ...quiet, `--jobs=${jobs}`], { env }) !== 0)
    fail("the addon does not compile");
}

async function withCompiler() {
  const beside = headersBeside();
  const headers = beside === null ? headersDownloaded() : join(beside, "include", "node");
  if (headers === null) lackHeaders();
  try {
    await compile({
      root,
      out: join(root, "build", "Release"),
      headers,
      jobs: Number(process.env.JOBS ?? 2),
      log: (text) => process.stdout.write(`moult: ${text}\n`),
    });
  } catch (e) {
    fail(`the addon does not compile: ${e.message}`);
  }
}

const inputs = `${process.version} ${process.arch} ${state(
  files(join(root, "native"), /\.(cc|h|def)$/),
  files(join(root, "include"), /\.h$/),
  files(join(root, "ext-examples"), /\.(c|gypi)$/),
  single("binding.gyp"),
)}`;
const addon = join(root, "build", "Release", "moult.node");
if (stamp.addon !== inputs || !existsSync(addon)) {
  if (process.platform !== "linux" || process.arch !== "x64")
    fail(`${process.platform}-${process.arch} is not supported yet: Moult runs on Linux x86-64`);
  if (!works(process.env.CXX ?? "c++"))
    fail("a C++ compiler is needed to build the addon (on Debian: apt install g++)");
  const python = process.env.PYTHON ?? process.env.npm_config_python;
  if ((python ? works(python) : works("python3") || works("python")) && works("make"))
    withNodeGyp(inputs);
  else await withCompiler();
  remember("addon", inputs);
}

// ---- the standard library ----

const stdlib = join(root, "dist", "runtime", "stdlib.js");
if (existsSync(stdlib)) (await import(pathToFileURL(stdlib).href)).stdlibDir();
