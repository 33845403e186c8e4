// `npm run soak`: runs for about ten minutes what leaks in other bridges, a process a scenario, and
// prints what the memory was after the first tenth and at the end. `--short` takes a minute;
// `soak NAME...` runs only these. Memory may grow by 5 %, and by 16 MB that V8's own heap breathes.
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const built = join(root, "build", "Release");
const args = process.argv.slice(2);
const short = args.includes("--short");
const wanted = args.filter((a) => !a.startsWith("--"));
const SLACK = short ? 96 << 20 : 16 << 20;
const GROWTH = 1.05;

/** [scenario, how often, how often in the short form] */
const scenarios = [
  ["from_python", 10_000_000, 500_000],
  ["from_c", 10_000_000, 500_000],
  ["cycles", 1_000_000, 200_000],
  ["exceptions", 1_000_000, 40_000],
  ["callbacks", 5_000_000, 400_000],
  ["containers", 1_000_000, 100_000],
  ["threads", 10_000, 800],
  ["hammer", 50_000, 1_000],
  ["interpreters", 200, 12],
  ["workers", 200, 6],
];
const inJavaScript = new Set(["interpreters", "workers"]);

function run(name, count) {
  // The young generation has its full size from the start: its growth is not to be taken for a leak.
  const command = ["--min-semi-space-size=16"];
  command.push(
    ...(inJavaScript.has(name)
      ? [join(root, "bench", "soak_hosts.mjs"), name, String(count), built]
      : [
          join(root, "bin", "moult.js"),
          join(root, "bench", "soak_scenario.py"),
          name,
          String(count),
        ]),
  );
  const r = spawnSync(process.execPath, command, {
    env: { ...process.env, PYTHONPATH: built },
    encoding: "utf8",
    timeout: 600_000,
  });
  if (r.status !== 0) return { error: r.stderr.trim().slice(-2000) || `ended by ${r.signal}` };
  return JSON.parse(r.stdout);
}

const MB = (n) => (n / 1048576).toFixed(1).padStart(8);
let bad = 0;
process.stdout.write("scenario          count   seconds   MB after 10 %   MB at end   live\n");
for (const [name, full, few] of scenarios) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const r = run(name, short ? few : full);
  if (r.error !== undefined) {
    bad++;
    process.stdout.write(`${name}: FAILED\n${r.error}\n`);
    continue;
  }
  const flat = r.late <= r.early * GROWTH || r.late <= r.early + SLACK;
  const ok = flat && r.live === 0;
  if (!ok) bad++;
  process.stdout.write(
    `${name.padEnd(13)}${String(r.count).padStart(10)}${r.seconds.toFixed(1).padStart(10)}` +
      `${MB(r.early).padStart(16)}${MB(r.late).padStart(12)}${String(r.live).padStart(7)}` +
      `  ${ok ? "ok" : r.live === 0 ? "GROWS" : "OBJECTS LEFT"}\n`,
  );
}
process.exitCode = bad > 0 ? 1 : 0;
