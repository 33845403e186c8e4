import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const moult = join(root, "bin", "moult.js");
const directory = mkdtempSync(join(tmpdir(), "moult-collect-"));

beforeAll(() => {
  execFileSync(process.env.CC ?? "cc", [
    ...["-shared", "-fPIC", `-I${join(root, "include")}`],
    ...["-o", join(directory, "fields.abi3.so"), join(import.meta.dirname, "fields.c")],
  ]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(core: string, program: string): string[] {
  const script = join(directory, "program.py");
  writeFileSync(script, program);
  const r = spawnSync(process.execPath, [moult, "--core", core, script], {
    env: { ...process.env, PYTHONPATH: `${directory}:${join(root, "build", "Release")}` },
    encoding: "utf8",
  });
  expect(r.stderr).toBe("");
  return r.stdout.trimEnd().split("\n");
}

describe.each(["compact", "classic"])("on the core %s", (core) => {
  test("cycles through both worlds go, what C holds stays", () => {
    const program = `
import gc, weakref, fields
from vector import Vector, _live

class V(Vector):
    pass

def cycles():
    a = Vector([1]); a.label = [a]                       # through a list
    b = Vector([2], label={"k": None}); b.label["k"] = b  # through a dict
    c = Vector([3]); d = Vector([4], label=c); c.label = d  # in C alone
    e = V([5]); e.me = e; e.label = (e, [a, b])          # attributes of a subclass
    f = Vector([6]); f.label = lambda: f                 # a closure
    return [weakref.ref(x) for x in (a, b, c, d, e, f)]

refs = cycles()
print(_live(), [r() is None for r in refs])
gc.collect()
print(_live(), [r() is None for r in refs])

def hold():
    v = V([7]); v.tag = "kept"; v.label = [v]
    fields.keep(v)
    return weakref.ref(v), id(v)
ref, where = hold()
gc.collect()
gc.collect()
def look():
    print(_live(), ref().tag, fields.give() is ref(), id(fields.give()) == where)
look()
def dead(r):
    print("callback", r() is None)
other = weakref.ref(ref(), dead)
fields.keep(None)
def nothing(): return None
nothing()
gc.collect()
print(_live(), ref())
`;
    expect(run(core, program)).toEqual([
      "6 [False, False, False, False, False, False]",
      "0 [True, True, True, True, True, True]",
      "1 kept True True",
      "callback True",
      "0 None",
    ]);
  });

  test("an exception type may have fields in C", () => {
    const program = `
import gc, fields

class Sub(fields.Err):
    def __init__(self, *args):
        super().__init__(*args)
        self.name = "n"

def main():
    e = fields.Err("a", 1)
    print(e, e.args, e.code, e.extra, isinstance(e, ValueError))
    try:
        fields.fail(7)
    except fields.Err as x:
        print(repr(x), x.code, x.extra)
        x.extra = [x]
    s = Sub(1, 2)
    try:
        raise s
    except ValueError as y:
        y.code = 5
        print(y is s, y.name, y.code, y.args)
    print(fields.live())

main()
gc.collect()
print(fields.live())
`;
    expect(run(core, program)).toEqual([
      "('a', 1) ('a', 1) 42 ('a', 1) True",
      "Err(7) 42 (7,)",
      "True n 5 (1, 2)",
      "3",
      "0",
    ]);
  });

  test("refcounts and identities of native objects", () => {
    const program = `
import sys, fields
from vector import Vector
def main():
    v = Vector([1])
    n = sys.getrefcount(v)
    fields.keep(v)
    print(sys.getrefcount(v) - n, id(v) == id(fields.give()), id(v) % 16)
    fields.keep(None)
    print(sys.getrefcount(v) - n)
main()
`;
    expect(run(core, program)).toEqual(["1 True 0", "0"]);
  });
});
