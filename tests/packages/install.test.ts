import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

/** Every file below the directory, with its contents. */
function tree(directory: string, prefix = ""): Record<string, string> {
  const files: Record<string, string> = {};
  if (!existsSync(directory)) return files;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) Object.assign(files, tree(path, `${prefix}${entry.name}/`));
    else files[prefix + entry.name] = readFileSync(path, "utf8");
  }
  return files;
}

async function errorOf(requirements: string[], given: InstallOptions): Promise<string> {
  const error = await installRequirements(requirements, given).catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).not.toContain("\n");
  return error.message;
}

/**
 * A directory whose subdirectory "sp" is the target, so that what is beside it can be looked at.
 */
function place(): { outside: string; target: string } {
  const outside = temporaryDirectory();
  return { outside, target: join(outside, "sp") };
}

describe("a wheel in its place", () => {
  test("files, record, scripts and notes", async () => {
    const { target } = place();
    const wheel = buildWheel({
      name: "Demo_Pkg",
      version: "1.0",
      files: {
        "demo/__init__.py": "x = 1\n",
        "demo/with,comma.txt": "comma",
        "Demo_Pkg-1.0.data/purelib/pure.py": "pure",
        "Demo_Pkg-1.0.data/platlib/plat.py": "plat",
        "Demo_Pkg-1.0.data/scripts/run-demo": "#!python -x\nprint('run')\n",
        "Demo_Pkg-1.0.data/scripts/other": "#!/bin/sh\necho\n",
        "Demo_Pkg-1.0.data/data/share/demo.txt": "data",
        "Demo_Pkg-1.0.data/headers/demo.h": "header",
      },
      entryPoints:
        "[console_scripts]\ndemo = demo.cli:app.main [fast]\n\n[other]\nnot = a:script\n",
    });
    const result = await installRequirements(
      ["demo.pkg"],
      options(target, { findLinks: [directoryOf(wheel)] }),
    );
    expect(result).toEqual({ installed: [{ name: "Demo_Pkg", version: "1.0" }], satisfied: [] });
    const files = tree(target);
    expect(files["demo/__init__.py"]).toBe("x = 1\n");
    expect(files["pure.py"] + files["plat.py"]).toBe("pureplat");
    expect(files["bin/run-demo"]).toBe("#!/usr/bin/env moult\nprint('run')\n");
    expect(files["bin/other"]).toBe("#!/bin/sh\necho\n");
    expect(files["bin/demo"]).toBe(
      '#!/usr/bin/env moult\nimport sys\n\nfrom demo.cli import app\n\nif __name__ == "__main__":\n    sys.exit(app.main())\n',
    );
    expect(statSync(join(target, "bin/demo")).mode & 0o111).toBe(0o111);
    expect(statSync(join(target, "demo/__init__.py")).mode & 0o111).toBe(0);
    expect(files["share/demo.txt"]).toBe("data");
    expect(files["include/Demo_Pkg/demo.h"]).toBe("header");
    expect(files["Demo_Pkg-1.0.dist-info/INSTALLER"]).toBe("moult\n");
    expect(files["Demo_Pkg-1.0.dist-info/REQUESTED"]).toBe("");
    const record = files["Demo_Pkg-1.0.dist-info/RECORD"]!;
    expect(record).toContain('"demo/with,comma.txt",sha256=');
    const recorded = record
      .trim()
      .split("\n")
      .map((line) => line.replace(/,[^,]*,[^,]*$/, "").replace(/"/g, ""));
    expect(recorded.sort()).toEqual(Object.keys(files).sort());
  });

  test("an upgrade leaves nothing of the old version, a downgrade neither", async () => {
    const { outside, target } = place();
    const findLinks = [
      directoryOf(
        buildWheel({
          name: "a",
          version: "1",
          files: { "a/__init__.py": "1", "a/old/gone.py": "gone", "a/both.py": "1" },
        }),
        buildWheel({
          name: "a",
          version: "2",
          files: { "a/__init__.py": "2", "a/both.py": "2", "a/new.py": "new" },
        }),
      ),
    ];
    await installRequirements(["a==1"], options(target, { findLinks }));
    mkdirSync(join(target, "a/old/__pycache__"));
    writeFileSync(join(target, "a/old/__pycache__/gone.cpython-314.pyc"), "compiled");
    writeFileSync(join(target, "a/mine.txt"), "kept");
    const same = await installRequirements(["a"], options(target, { findLinks }));
    expect(same.satisfied).toEqual([{ name: "a", version: "1" }]);
    await installRequirements(["a"], options(target, { findLinks, upgrade: true }));
    expect(
      Object.keys(tree(target))
        .filter((path) => !path.includes("dist-info"))
        .sort(),
    ).toEqual(["a/__init__.py", "a/both.py", "a/mine.txt", "a/new.py"]);
    expect(existsSync(join(target, "a/old"))).toBe(false);
    expect(readdirSync(target).sort()).toEqual(["a", "a-2.dist-info"]);
    await installRequirements(["a<2"], options(target, { findLinks }));
    expect(tree(target)["a/both.py"]).toBe("1");
    expect(readdirSync(outside)).toEqual(["sp"]);
  });

  test("by path and by address", async () => {
    const { target } = place();
    const wheel = buildWheel({ name: "a", version: "1" });
    const path = join(directoryOf(wheel), wheel.file);
    await installRequirements([path], options(target));
    expect(JSON.parse(tree(target)["a-1.dist-info/direct_url.json"]!)).toEqual({
      url: `file://${path}`,
      archive_info: {},
    });
    const index = await serveIndex([{ wheel }]);
    const url = index.url.replace("simple", `files/${wheel.file}`);
    const second = place().target;
    await installRequirements([`a @ ${url}#sha256=${wheel.sha256}`], options(second));
    expect(tree(second)["a-1.dist-info/direct_url.json"]).toContain(wheel.sha256);
    expect(await errorOf([`a @ ${url}#sha256=00`], options(place().target))).toMatch(
      /its sha256 is .* but should be 00/,
    );
    expect(await errorOf([`b @ ${url}`], options(place().target))).toMatch(/this is a wheel of a$/);
    expect(await errorOf(["a @ https://host/a.tar.gz"], options(place().target))).toMatch(
      /only wheels/,
    );
    expect(await errorOf(["./none-1-py3-none-any.whl"], options(place().target))).toMatch(
      /none-1.*cannot be read/,
    );
  });

  test("many at once, and again", async () => {
    const { outside, target } = place();
    const names = Array.from({ length: 15 }, (_, i) => `p${i}`);
    const findLinks = [directoryOf(...names.map((name) => buildWheel({ name, version: "1" })))];
    const warned: Error[] = [];
    process.on("warning", (warning) => void warned.push(warning));
    const before = process.listenerCount("SIGTERM");
    const first = await installRequirements(names, options(target, { findLinks }));
    expect(first.installed).toHaveLength(15);
    const second = await installRequirements(names, options(target, { findLinks }));
    expect(second.satisfied).toHaveLength(15);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(warned).toEqual([]);
    expect(process.listenerCount("SIGTERM")).toBe(before);
    expect(readdirSync(outside)).toEqual(["sp"]);
  });

  test("a dry run writes nothing", async () => {
    const { outside, target } = place();
    const findLinks = [directoryOf(buildWheel({ name: "a", version: "1" }))];
    const lines: string[] = [];
    const reporter = {
      line: (text: string) => void lines.push(text),
      download: () => ({ progress() {}, end() {} }),
    };
    await installRequirements(["a"], options(target, { findLinks, dryRun: true, reporter }));
    expect(readdirSync(outside)).toEqual([]);
    expect(lines.at(-1)).toBe("Would install a-1");
  });
});

describe("a bad wheel changes nothing", () => {
  const good: WheelSource = { name: "bad", version: "1", files: { "bad/__init__.py": "fine" } };
  const rename =
    (to: string): WheelSource["spoil"] =>
    (files) => {
      files[to] = Buffer.from("evil");
    };
  const cases: [string, Partial<WheelSource>, RegExp][] = [
    [
      "a path above",
      { spoil: rename("../evil.py") },
      /"\.\.\/evil\.py" refused: it would be written outside/,
    ],
    ["a hidden path above", { spoil: rename("bad/../../evil.py") }, /outside the target/],
    ["an absolute path", { spoil: rename("/tmp/evil.py") }, /absolute path/],
    ["a backslash", { spoil: rename("bad\\..\\..\\evil.py") }, /backslash/],
    ["a drive letter", { spoil: rename("c:evil.py") }, /drive letter/],
    ["a dot", { spoil: rename("bad/./evil.py") }, /no proper path/],
    [
      "a symbolic link",
      { modes: { "bad/__init__.py": 0o120777 } },
      /bad\/__init__\.py refused: .*link/,
    ],
    ["a device", { modes: { "bad/__init__.py": 0o060644 } }, /refused/],
    [
      "a changed member",
      { spoil: (files) => void (files["bad/__init__.py"] = Buffer.from("evil")) },
      /bad\/__init__\.py does not have the hash that RECORD gives/,
    ],
    ["an extra member", { spoil: rename("bad/extra.py") }, /bad\/extra\.py is not in RECORD/],
    [
      "no RECORD",
      { spoil: (files, info) => void delete files[`${info}/RECORD`] },
      /it has no bad-1\.dist-info\/RECORD/,
    ],
    [
      "no METADATA",
      { spoil: (files, info) => void delete files[`${info}/METADATA`] },
      /it has no .*METADATA/,
    ],
    [
      "a weak hash",
      {
        spoil: (files, info) => {
          const text = Buffer.from(files[`${info}/RECORD`]!).toString();
          files[`${info}/RECORD`] = Buffer.from(
            text.replace(/__init__\.py,sha256/, "__init__.py,md5"),
          );
        },
      },
      /no usable hash of bad\/__init__\.py/,
    ],
    [
      "an unknown format",
      {
        spoil: (files, info) => void (files[`${info}/WHEEL`] = Buffer.from("Wheel-Version: 2.0\n")),
      },
      /wheel format 2\.0 is not known/,
    ],
    [
      "an unknown place",
      { files: { "bad-1.data/nowhere/x": "x" } },
      /nowhere is no known kind of place/,
    ],
    [
      "data outside",
      { files: { "bad-1.data/data/ok": "x" }, spoil: rename("bad-1.data/data/../../../x") },
      /outside/,
    ],
    [
      "two files in one place",
      { files: { "x.py": "1", "bad-1.data/purelib/x.py": "2" } },
      /two of its files/,
    ],
  ];
  for (const [name, change, message] of cases) {
    test(name, async () => {
      const { outside, target } = place();
      const wheel = buildWheel({ ...good, ...change });
      const error = await errorOf(["bad"], options(target, { findLinks: [directoryOf(wheel)] }));
      expect(error).toMatch(message);
      expect(error).toContain(wheel.file);
      expect(tree(outside)).toEqual({});
    });
  }

  test("not a zip file, or one cut short", async () => {
    const { outside, target } = place();
    const wheel = buildWheel(good);
    for (const bytes of [
      Buffer.from("hello"),
      wheel.bytes.subarray(0, -30),
      wheel.bytes.subarray(50),
    ]) {
      const findLinks = [directoryOf({ ...wheel, bytes })];
      expect(await errorOf(["bad"], options(target, { findLinks }))).toMatch(
        /^bad-1-py3-none-any\.whl: (not a zip|truncated|corrupt)/,
      );
    }
    expect(tree(outside)).toEqual({});
  });

  test("any single byte changed", async () => {
    const wheel = buildWheel(good);
    const target = join(temporaryDirectory(), "sp");
    for (let at = 0; at < wheel.bytes.length; at += 7) {
      const bytes = Uint8Array.from(wheel.bytes);
      bytes[at] = bytes[at]! ^ 0x55;
      const findLinks = [directoryOf({ ...wheel, bytes })];
      const result = await installRequirements(
        ["bad"],
        options(target, { findLinks, dryRun: true }),
      ).catch((e) => e);
      if (result instanceof Error) expect(result).toBeInstanceOf(UserError);
    }
  });

  test("a good wheel beside a bad one is not installed either", async () => {
    const { outside, target } = place();
    const findLinks = [
      directoryOf(
        buildWheel({ ...good, spoil: rename("bad/extra.py") }),
        buildWheel({ name: "good", version: "1" }),
      ),
    ];
    await errorOf(["good", "bad"], options(target, { findLinks }));
    expect(tree(outside)).toEqual({});
  });

  test("a link in the target does not lead out of it", async () => {
    const { outside, target } = place();
    mkdirSync(target);
    mkdirSync(join(outside, "elsewhere"));
    symlinkSync(join(outside, "elsewhere"), join(target, "bad"));
    const findLinks = [directoryOf(buildWheel(good))];
    expect(await errorOf(["bad"], options(target, { findLinks }))).toMatch(
      /a link leads this path out of/,
    );
    expect(readdirSync(join(outside, "elsewhere"))).toEqual([]);
  });

  test("when a file cannot be put in place, all is as before", async () => {
    const { outside, target } = place();
    const findLinks = [
      directoryOf(
        buildWheel({ name: "a", version: "1", files: { "a/__init__.py": "1", "a/x.py": "1" } }),
        buildWheel({
          name: "a",
          version: "2",
          files: { "a/__init__.py": "2", "a/deep/er/y.py": "2", "a/z": "2" },
        }),
      ),
    ];
    await installRequirements(["a==1"], options(target, { findLinks }));
    // A directory where the new version has a file.
    mkdirSync(join(target, "a/z"));
    writeFileSync(join(target, "a/z/mine"), "mine");
    const before = tree(outside);
    expect(await errorOf(["a"], options(target, { findLinks, upgrade: true }))).toMatch(
      /^a-2-.*cannot be installed/,
    );
    expect(tree(outside)).toEqual(before);
    expect(existsSync(join(target, "a/deep"))).toBe(false);
    expect(readdirSync(outside)).toEqual(["sp"]);
  });

  test("a target that cannot be written", async () => {
    const { outside } = place();
    writeFileSync(join(outside, "file"), "");
    const findLinks = [directoryOf(buildWheel(good))];
    expect(await errorOf(["bad"], options(join(outside, "file/sp"), { findLinks }))).toMatch(
      /cannot be installed/,
    );
  });
});
