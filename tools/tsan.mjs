// `npm run tsan`: the lock, the tables of handles and the allocator under ThreadSanitizer, without
// JavaScript (tests/native/races.cc). --rounds N: how often each thread goes round (300).
// --broken: one access is made without the lock, to see that it is found.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "300" },
    broken: { type: "boolean", default: false },
  },
});
const compiler = process.env.CXX ?? "g++";
const found = spawnSync(compiler, ["-print-file-name=libtsan.so"], { encoding: "utf8" });
const headers = [
  join(dirname(dirname(process.execPath)), "include", "node"),
  "/usr/include/node",
].find((d) => existsSync(join(d, "node_api.h")));
if (!found.stdout?.trim().startsWith("/") || headers === undefined) {
  process.stdout.write("skipped: libtsan or the headers of node are missing\n");
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), "moult-tsan-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const program = join(folder, "races");
const sources = ["gil", "heap", "hunt", "mirrors", "statics", "attention", "api/gil"];
const built = spawnSync(
  compiler,
  [
    ...["-std=c++17", "-O1", "-g", "-fsanitize=thread", "-DMOULT_NAPI_ONLY", "-DNAPI_VERSION=8"],
    // ThreadSanitizer writes about all that is mapped, four times its size.
    "-DMOULT_REGION=67108864",
    ...["-DNAPI_DISABLE_CPP_EXCEPTIONS", "-fvisibility=hidden", "-w"],
    ...[
      "-I",
      headers,
      "-I",
      join(root, "node_modules", "node-addon-api"),
      "-I",
      join(root, "include"),
    ],
    // What these files would ask of JavaScript is not there, and not called.
    ...["-no-pie", "-Wl,--unresolved-symbols=ignore-all"],
    join(root, "tests", "native", "races.cc"),
    ...sources.map((s) => join(root, "native", `${s}.cc`)),
    ...["-o", program, "-lpthread", "-ldl"],
  ],
  { stdio: ["ignore", "inherit", "inherit"] },
);
if (built.status !== 0) process.exit(1);
// Newer kernels put libraries where ThreadSanitizer has its tables, unless told to put them in order.
const r = spawnSync(
  "setarch",
  ["-R", program, values.rounds, ...(values.broken ? ["broken"] : [])],
  {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, TSAN_OPTIONS: "halt_on_error=0:second_deadlock_stack=1:exitcode=66" },
    timeout: 300_000,
  },
);
process.stdout.write(r.status === 0 ? "no race found\n" : `ended ${r.signal ?? r.status}\n`);
process.exitCode = r.status === 0 ? 0 : 1;
