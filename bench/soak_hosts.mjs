// The scenarios of `npm run soak` that Python cannot play: soak_hosts.mjs interpreters|workers N.
// Prints the same JSON object as soak_scenario.py.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { Interpreter } from "../dist/index.js";

const rss = () => Number(readFileSync("/proc/self/statm", "utf8").split(" ")[1]) * 4096;
const program = `
import soak
things = [soak.Thing(soak.list_of(3)) for _ in range(100)]
assert soak.walk([t.ref for t in things]) == 100
a = soak.Thing(); a.ref = [a]
del things, a
import gc; gc.collect()
`;

async function visit(path) {
  const py = await Interpreter.create({ path: [path] });
  py.run(program);
  const live = py.eval("soak._live()");
  py.close();
  return live;
}

function inWorker(path) {
  return new Promise((done, failed) => {
    const w = new Worker(fileURLToPath(import.meta.url), { workerData: path });
    w.on("message", done);
    w.on("error", failed);
  });
}

async function scenario(name, n, path) {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const start = performance.now();
  let early = 0;
  let live = 0;
  for (let i = 0; i < n; i++) {
    live = name === "workers" ? await inWorker(path) : await visit(path);
    await new Promise((done) => setTimeout(done, 5));
    if (i === Math.max(Math.floor(n / 10) - 1, 0)) {
      gc();
      early = rss();
    }
  }
  gc();
  gc();
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  const late = rss();
  process.stdout.write(
    `${JSON.stringify({ scenario: name, count: n, seconds, early, late, live })}\n`,
  );
}

if (isMainThread) await scenario(process.argv[2], Number(process.argv[3]), process.argv[4]);
else {
  const { parentPort } = await import("node:worker_threads");
  parentPort.postMessage(await visit(workerData));
}
