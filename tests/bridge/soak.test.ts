/** The short form of `npm run soak`: memory stays flat and no instance of the extension is left. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

test("soak", { timeout: 180_000 }, () => {
  const r = spawnSync(process.execPath, [resolve(root, "bench/soak.mjs"), "--short"], {
    encoding: "utf8",
    timeout: 170_000,
  });
  expect(r.status, r.stdout + r.stderr).toBe(0);
});

/** Sizes breathe; numbers of objects do not. */
test("a thread that ended leaves no object behind", () => {
  const program = `
import { queryObjects } from "node:v8";
import { Interpreter } from ${JSON.stringify(resolve(root, "dist/index.js"))};
const py = await Interpreter.create();
const threads = (n) => {
  py.run("import threading, gc\\nfor _ in range(" + n + "):\\n t = threading.Thread(target=len, args=('',))\\n t.start(); t.join()\\ngc.collect(); gc.collect()");
  return [WeakRef, Map, Set, Uint8Array, Array].map((c) => queryObjects(c));
};
threads(50);
const [before, after] = [threads(50), threads(400)];
console.log(after.map((n, i) => Math.max(0, n - before[i])).join());
`;
  const r = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  const more = r.stdout.trim().split(",").map(Number);
  expect(more, r.stderr).toHaveLength(5);
  for (const n of more) expect(n).toBeLessThan(40);
});
