import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/packages/errors.js";
import { type InstallOptions, installRequirements } from "../../src/packages/install.js";
import {
  buildWheel,
  directoryOf,
  options,
  serveIndex,
  temporaryDirectory,
  type WheelSource,
} from "./wheels.js";

type Row = [name: string, version: string, ...requires: string[]];

function findLinks(rows: readonly (Row | WheelSource)[]): string[] {
  const sources = rows.map((row) =>
    Array.isArray(row) ? { name: row[0], version: row[1], requires: row.slice(2) } : row,
  ) as WheelSource[];
  return [directoryOf(...sources.map(buildWheel))];
}

async function installed(requirements: string[], given: InstallOptions): Promise<string[]> {
  const result = await installRequirements(requirements, given);
  return result.installed.map(({ name, version }) => `${name} ${version}`);
}

async function choose(
  rows: readonly (Row | WheelSource)[],
  requirements: string[],
  more: Partial<InstallOptions> = {},
): Promise<string[]> {
  const target = join(temporaryDirectory(), "sp");
  return installed(
    requirements,
    options(target, { findLinks: findLinks(rows), dryRun: true, ...more }),
  );
}

async function conflict(
  rows: readonly (Row | WheelSource)[],
  requirements: string[],
): Promise<string> {
  const error = await choose(rows, requirements).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  return error.message;
}

describe("which versions", () => {
  test("the newest that fits, with what it needs before it", async () => {
    const rows: Row[] = [
      ["a", "1.0"],
      ["a", "2.0", "b>=1", "c; python_version < '3'"],
      ["b", "1.0", "d"],
      ["b", "0.9"],
      ["d", "1"],
    ];
    expect(await choose(rows, ["a"])).toEqual(["d 1", "b 1.0", "a 2.0"]);
    expect(await choose(rows, ["a<2"])).toEqual(["a 1.0"]);
    expect(await choose(rows, ["a", "d"], { dependencies: false })).toEqual(["a 2.0", "d 1"]);
  });

  test("no pre-releases, unless there is nothing else, or they are asked for", async () => {
    const rows: Row[] = [
      ["a", "1.0"],
      ["a", "2.0rc1"],
      ["b", "1.0a1"],
      ["c", "1", "a>=2.0rc1"],
    ];
    expect(await choose(rows, ["a", "b"])).toEqual(["a 1.0", "b 1.0a1"]);
    expect(await choose(rows, ["a"], { pre: true })).toEqual(["a 2.0rc1"]);
    expect(await choose(rows, ["a>=1.5rc1"])).toEqual(["a 2.0rc1"]);
    expect(await choose(rows, ["c"])).toEqual(["a 2.0rc1", "c 1"]);
  });

  test("extras", async () => {
    const a: WheelSource = {
      name: "a",
      version: "1",
      extras: ["x", "y"],
      requires: ["b; extra == 'x'", "c; extra == 'y'", "a[x]; extra == 'y'"],
    };
    const rows: (Row | WheelSource)[] = [a, ["b", "1"], ["c", "1"], ["d", "1", "a[x]"]];
    expect(await choose(rows, ["a"])).toEqual(["a 1"]);
    expect(await choose(rows, ["a[x]"])).toEqual(["b 1", "a 1"]);
    expect((await choose(rows, ["a[y]"])).sort()).toEqual(["a 1", "b 1", "c 1"]);
    expect((await choose(rows, ["a", "d"])).sort()).toEqual(["a 1", "b 1", "d 1"]);
  });

  test("packages that need each other", async () => {
    expect(
      (
        await choose(
          [
            ["a", "1", "b"],
            ["b", "1", "a"],
          ],
          ["a"],
        )
      ).sort(),
    ).toEqual(["a 1", "b 1"]);
  });

  test("going back to an older version", async () => {
    const rows: Row[] = [
      ["a", "1", "c<2"],
      ["a", "2", "c<2"],
      ["b", "1", "c<2"],
      ["b", "2", "c>=2"],
      ["c", "1"],
      ["c", "2"],
    ];
    expect((await choose(rows, ["a", "b"])).sort()).toEqual(["a 2", "b 1", "c 1"]);
    expect((await choose(rows, ["b", "a"])).sort()).toEqual(["a 2", "b 1", "c 1"]);
  });

  test("going back past decisions that have no part in it", async () => {
    const many = Array.from({ length: 8 }, (_, i) => i);
    const rows: Row[] = [
      ["top", "2", "last==1"],
      ["top", "1", "last==2"],
      ["last", "2"],
      ...many.flatMap((i) => many.map((v): Row => [`side${i}`, `${v}`])),
    ];
    const chosen = await choose(rows, ["top", ...many.map((i) => `side${i}`), "last"]);
    expect(chosen).toContain("top 1");
    expect(chosen).toContain("side3 7");
  });

  test("what conflicts, and who wants it", async () => {
    const rows: Row[] = [
      ["a", "1", "c<2"],
      ["b", "1", "c>=2"],
      ["c", "1"],
      ["c", "2"],
    ];
    expect(await conflict(rows, ["a", "b"])).toBe(
      "no version of c fits: a 1 requires c<2, b 1 requires c>=2; there is 2, 1",
    );
    expect(await conflict(rows, ["c==3"])).toBe(
      "no version of c fits: you asked for c==3; there is 2, 1",
    );
    expect(await conflict(rows, ["c>2", "a"])).toMatch(/you asked for c>2/);
    expect(
      await conflict(
        [
          ["a", "2", "nothing>1"],
          ["a", "1"],
        ],
        ["a"],
      ),
    ).toBe("nothing>1 (a 2 requires it): no such package in any index");
  });

  test("the wheel that fits best, and none that does not", async () => {
    const tagged = (tag: string, version = "1"): WheelSource => ({ name: "a", version, tag });
    expect(
      await choose(
        [
          tagged("py3-none-any"),
          tagged("cp39-abi3-linux_x86_64"),
          tagged("cp314-cp314-linux_x86_64", "2"),
        ],
        ["a"],
      ),
    ).toEqual(["a 1"]);
    expect(await conflict([tagged("cp314-cp314-linux_x86_64")], ["a"])).toMatch(
      /^a: no wheel of the stable ABI or of pure Python for this machine \(but a-1-cp314-cp314-linux_x86_64\.whl\)$/,
    );
  });

  test("what is there and does is left alone, what does not is replaced", async () => {
    const target = join(temporaryDirectory(), "sp");
    const links = findLinks([
      ["a", "1"],
      ["a", "2"],
      ["b", "1", "a>=2"],
      ["c", "1", "a"],
    ]);
    const given = options(target, { findLinks: links });
    expect(await installed(["a==1"], given)).toEqual(["a 1"]);
    expect(await installed(["c"], given)).toEqual(["c 1"]);
    expect(await installed(["b"], given)).toEqual(["a 2", "b 1"]);
    expect(await installed(["a", "b", "c"], given)).toEqual([]);
  });

  test("metadata that refuses this Python", async () => {
    const a = (version: string, requiresPython: string): WheelSource => ({
      name: "a",
      version,
      requiresPython,
    });
    const rows = [a("1", ">=3.8"), a("2", ">=3.15")];
    expect(await choose(rows, ["a"])).toEqual(["a 1"]);
    expect(await choose(rows, ["a"], { dependencies: false })).toEqual(["a 1"]);
    expect(await conflict(rows, ["a>1"])).toBe("a 2 is for Python >=3.15");
  });

  test("what the interpreter brings itself", async () => {
    const rows: Row[] = [["a", "1", "cffi>=1.12"]];
    const provided = [{ name: "cffi", version: "2.0.0" }];
    expect(await choose(rows, ["a"], { provided })).toEqual(["a 1"]);
  });
});

describe("indexes", () => {
  const a1 = buildWheel({ name: "a", version: "1" });
  const a2 = buildWheel({ name: "a", version: "2", requires: ["b"] });
  const b1 = buildWheel({ name: "b", version: "1" });
  const b2 = buildWheel({ name: "b", version: "2" });
  const b3 = buildWheel({ name: "b", version: "3" });
  const from = (url: string, more: Partial<InstallOptions> = {}) =>
    options(join(temporaryDirectory(), "sp"), { indexUrl: url, noIndex: false, ...more });

  for (const format of ["json", "html"] as const) {
    test(`in ${format}: hashes, metadata, Python versions, withdrawn files`, async () => {
      const index = await serveIndex(
        [
          { wheel: a1, metadata: true },
          { wheel: a2, metadata: true },
          { wheel: b1 },
          { wheel: b2, yanked: "broken" },
          { wheel: b3, requiresPython: "<3.14" },
        ],
        format,
      );
      expect(await installed(["a"], from(index.url))).toEqual(["b 1", "a 2"]);
      expect(index.asked).toContain("/files/a-2-py3-none-any.whl.metadata");
      expect(index.asked).not.toContain("/files/a-1-py3-none-any.whl.metadata");
      expect(await installed(["b==2"], from(index.url))).toEqual(["b 2"]);
      const error = await installed(["b>1"], from(index.url)).catch((e) => e);
      expect(error.message).toBe("no version of b fits: you asked for b>1; there is 2, 1");
    });

    test(`in ${format}: a wrong hash`, async () => {
      const index = await serveIndex([{ wheel: a1, sha256: "0".repeat(64) }], format);
      const given = from(index.url);
      const error = await installed(["a"], given).catch((e) => e);
      expect(error).toBeInstanceOf(UserError);
      expect(error.message).toMatch(
        /^a-1-py3-none-any\.whl: its sha256 is [0-9a-f]{64}, but should be 0{64}$/,
      );
    });
  }

  test("several indexes", async () => {
    const first = await serveIndex([{ wheel: a2 }]);
    const second = await serveIndex([{ wheel: a1 }, { wheel: b1 }], "html");
    expect(await installed(["a"], from(first.url, { extraIndexUrls: [second.url] }))).toEqual([
      "b 1",
      "a 2",
    ]);
  });
});
