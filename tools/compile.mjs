// Builds the addon and the extensions by calling the compiler directly: for machines without
// python3 or make, which node-gyp needs, and for builds with other flags (tools/asan.mjs).
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const DEFINES = [
  ...["NODE_GYP_MODULE_NAME=moult", "USING_UV_SHARED=1", "USING_V8_SHARED=1"],
  ...["_GLIBCXX_USE_CXX11_ABI=1", "_FILE_OFFSET_BITS=64", "_LARGEFILE_SOURCE"],
  ...["__STDC_FORMAT_MACROS", "BUILDING_NODE_EXTENSION", "NAPI_VERSION=8"],
  ...["NODE_ADDON_API_DISABLE_DEPRECATED", "NAPI_DISABLE_CPP_EXCEPTIONS"],
].map((d) => `-D${d}`);
const COMMON = ["-fPIC", "-pthread", "-m64", "-O3", "-fno-omit-frame-pointer", "-g"];
const CXXFLAGS = [
  ...["-fno-rtti", "-fno-exceptions", "-Wall", "-Wextra", "-Wno-unused-parameter"],
  ...["-fvisibility=hidden", "-fvisibility-inlines-hidden", "-fno-semantic-interposition"],
];

function run(command, args) {
  return new Promise((done, fail) => {
    const p = spawn(command, args, { stdio: "inherit" });
    p.on("error", fail);
    p.on("exit", (status) =>
      status === 0 ? done() : fail(new Error(`${command} failed for ${args.at(-1)}`)),
    );
  });
}

async function all(jobs, n) {
  const next = jobs.values();
  const worker = async () => {
    for (const job of next) await job();
  };
  await Promise.all(Array.from({ length: n }, worker));
}

/** Output, source and flags of each extension module that this repository builds. */
export function extensions(root) {
  const table = JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
  const list = table.flatMap(({ name, source }) => {
    const file = join(root, "ext-examples", source);
    return [
      [`${name}.abi3.so`, file, []],
      [join("abi3t", `${name}.abi3t.so`), file, ["-DPy_TARGET_ABI3T=0x030f0000"]],
    ];
  });
  for (const name of ["crossing", "api", "soak"]) {
    const file = join(root, "bench", `${name}.c`);
    if (existsSync(file)) list.push([`${name}.abi3.so`, file, []]);
  }
  return list;
}

/** `headers`: the folder of node.h. `flags`: for compiling and linking, after the usual ones. */
export async function compile({ root, out, headers, flags = [], jobs = 2, log = () => {} }) {
  const cxx = process.env.CXX ?? "c++";
  const cc = process.env.CC ?? "cc";
  const objects = join(out, "obj");
  mkdirSync(objects, { recursive: true });
  const napi = dirname(createRequire(join(root, "package.json")).resolve("node-addon-api"));
  const standard = Number(process.versions.v8.split(".")[0]) >= 12 ? "gnu++20" : "gnu++17";
  const native = join(root, "native");
  const names = [native, join(native, "api"), join(native, "cffi")].flatMap((d) =>
    readdirSync(d).map((f) => join(d, f)),
  );
  const newest = Math.max(
    ...names.filter((f) => /\.(h|def)$/.test(f)).map((f) => statSync(f).mtimeMs),
  );
  const sources = names.filter((f) => f.endsWith(".cc"));
  const object = (f) => join(objects, `${f.slice(native.length + 1).replace(/\//g, "-")}.o`);
  const stale = sources.filter((f) => {
    const o = object(f);
    return !existsSync(o) || statSync(o).mtimeMs < Math.max(newest, statSync(f).mtimeMs);
  });
  log(`compiling ${stale.length} files of the addon with ${cxx}`);
  const includes = [`-I${headers}`, `-I${napi}`, `-I${join(root, "include")}`];
  await all(
    stale.map((f) => () => {
      const how = [`-std=${standard}`, ...DEFINES, ...includes, ...COMMON, ...CXXFLAGS, ...flags];
      return run(cxx, [...how, "-o", object(f), "-c", f]);
    }),
    jobs,
  );
  const link = ["-shared", "-pthread", "-rdynamic", "-m64", "-Wl,-Bsymbolic", ...flags];
  await run(cxx, [...link, "-o", join(out, "moult.node"), ...sources.map(object)]);
  mkdirSync(join(out, "abi3t"), { recursive: true });
  const own = ["-std=c11", "-Wall", "-Wextra", `-I${join(root, "include")}`, ...COMMON, ...flags];
  await all(
    extensions(root).map(
      ([name, source, target]) =>
        () =>
          run(cc, [...own, ...target, "-shared", "-o", join(out, name), source, "-lm"]),
    ),
    jobs,
  );
}
