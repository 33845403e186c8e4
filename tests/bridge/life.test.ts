/** What ends when: types, modules and interpreters. The order is CPython 3.14's, recorded from it. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-life-"));

beforeAll(() => {
  execFileSync(process.env.CC ?? "cc", [
    ...["-shared", "-fPIC", `-I${join(root, "include")}`],
    ...["-o", join(directory, "life.abi3.so"), join(import.meta.dirname, "life.c")],
  ]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What it wrote to both streams, in order: all of it goes to the second. */
function run(core: string, program: string): string[] {
  const script = join(directory, "program.py");
  const head =
    "import sys, gc, weakref, life\ndef say(*a): print(*a, file=sys.stderr, flush=True)\n";
  writeFileSync(script, head + program);
  const r = spawnSync(process.execPath, [join(root, "bin", "moult.js"), "--core", core, script], {
    env: { ...process.env, PYTHONPATH: directory },
    encoding: "utf8",
  });
  expect(r.status, r.stderr).toBe(0);
  return r.stderr.trimEnd().split("\n");
}

describe.each(["compact", "classic", "shuffled:3"])("on the core %s", (core) => {
  test("a module that is dropped is cleared and freed, what its state held is finalized first", () => {
    const program = `
class D:
    def __del__(self): say("__del__", self.n)
def d(n):
    x = D(); x.n = n
    return x
life.keep(d(1))
del sys.modules["life"]
ref = weakref.ref(life)
f = life.kept
del life
gc.collect()
say(ref() is None, f().n)
del f
gc.collect()
say(ref() is None)
import life
life.keep(d(2))
import atexit
life.at_exit()
atexit.register(say, "atexit")
say("end")
`;
    expect(run(core, program)).toEqual([
      ...["False 1", "__del__ 1", "m_clear 1", "m_free 1", "True", "end"],
      ...["atexit", "__del__ 2", "m_clear 2", "m_free 2", "Py_AtExit second", "Py_AtExit first"],
    ]);
  });

  test("types go with their last instance, and cycles of both", () => {
    const program = `
def types():
    plain = life.make_type()
    own = life.make_type(); own.instance = own()
    around = life.make_type(); around.instance = around([around])
    class Sub(life.make_type()): pass
    Sub.instance = Sub(Sub)
    held = life.make_type(); life.keep(held(held))
    method = life.make_type()
    keep = method().seven
    return [weakref.ref(t) for t in (plain, own, around, Sub, held, method)], keep
refs, keep = types()
gc.collect()
say([r() is None for r in refs], life.things(), keep())
life.keep(None)
keep = None
gc.collect(); gc.collect()
say([r() is None for r in refs], life.things())
`;
    expect(run(core, program).slice(0, 2)).toEqual([
      "[True, True, True, True, False, False] 2 7",
      "[True, True, True, True, True, True] 0",
    ]);
  });
});

// AddressSanitizer keeps what was freed for a while.
test.skipIf(process.env.MOULT_MALLOC !== undefined)(
  "memory stays flat over types made in a loop, by C and by Python",
  () => {
    const program = `
def rss():
    with open("/proc/self/statm") as f: return int(f.read().split()[1]) * 4096 >> 20
def some():
    life.churn(1500)
    for k in range(1500):
        life.keep(type("C", (), {"a": 1})())
    gc.collect()
for k in range(3): some()
early = rss()
for k in range(7): some()
say(rss() - early < 8, life.things())
`;
    expect(run("compact", program)[0]).toBe("True 0");
  },
);

test("closing an interpreter ends its modules, in the order of their making", () => {
  const program = `
    import { Interpreter } from ${JSON.stringify(join(root, "dist", "index.js"))};
    for (let k = 0; k < 2; k++) {
      const py = await Interpreter.create({ path: [${JSON.stringify(directory)}] });
      py.run("import life, sys; a = life; del sys.modules['life']; import life; life.keep(a)");
      py.run("t = life.make_type(); life.keep(t(t))");
      py.close();
      console.error("closed");
    }
  `;
  const r = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  expect(r.stderr.trimEnd().split("\n")).toEqual(
    [0, 2].flatMap((k) => [
      ...[`m_clear ${k + 1}`, `m_free ${k + 1}`, `m_clear ${k + 2}`, `m_free ${k + 2}`],
      "closed",
    ]),
  );
});
