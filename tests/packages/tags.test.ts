import { describe, expect, test } from "vitest";
import {
  compatibleTags,
  hostLibc,
  parseWheelName,
  platformTags,
  TagRanking,
} from "../../src/packages/tags.js";

const glibc = platformTags({ kind: "glibc", version: [2, 36] }, "x86_64");

describe("tags", () => {
  test("platforms, newest first, with the old names behind those they stand for", () => {
    expect(glibc.slice(0, 2)).toEqual(["manylinux_2_36_x86_64", "manylinux_2_35_x86_64"]);
    expect(glibc.slice(-3)).toEqual(["manylinux_2_5_x86_64", "manylinux1_x86_64", "linux_x86_64"]);
    expect(glibc.indexOf("manylinux2014_x86_64")).toBe(glibc.indexOf("manylinux_2_17_x86_64") + 1);
    expect(glibc).not.toContain("manylinux_2_37_x86_64");
    expect(platformTags({ kind: "musl", version: [1, 2] }, "x86_64")).toEqual([
      "musllinux_1_2_x86_64",
      "musllinux_1_1_x86_64",
      "musllinux_1_0_x86_64",
      "linux_x86_64",
    ]);
    expect(platformTags({ kind: "glibc", version: [2, 17] }, "aarch64")).toEqual([
      "manylinux_2_17_aarch64",
      "manylinux2014_aarch64",
      "linux_aarch64",
    ]);
  });

  test("the stable ABI of this version and all older ones, then none", () => {
    const tags = compatibleTags([3, 14], ["p"]);
    expect(tags.slice(0, 2)).toEqual(["cp314-abi3-p", "cp313-abi3-p"]);
    expect(tags).toContain("cp32-abi3-p");
    expect(tags.slice(13)).toEqual([
      "cp314-none-p",
      "py314-none-p",
      "py3-none-p",
      ...Array.from({ length: 14 }, (_, i) => `py3${13 - i}-none-p`),
      "cp314-none-any",
      "py314-none-any",
      "py3-none-any",
      ...Array.from({ length: 14 }, (_, i) => `py3${13 - i}-none-any`),
    ]);
    for (const never of ["cp314-cp314-p", "cp315-abi3-p", "cp31-abi3-p", "py2-none-any"]) {
      expect(tags).not.toContain(never);
    }
  });

  test("ranks of wheels", () => {
    const ranking = new TagRanking(compatibleTags([3, 14], glibc));
    const rank = (file: string) => ranking.rank(parseWheelName(file)!);
    const ordered = [
      "x-1-cp311-abi3-manylinux_2_28_x86_64.whl",
      "x-1-cp39-abi3-manylinux_2_34_x86_64.whl",
      "x-1-cp39-abi3-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
      "x-1-py3-none-manylinux_2_17_x86_64.whl",
      "x-1-py2.py3-none-any.whl",
    ];
    const ranks = ordered.map((file) => rank(file)!);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(rank("x-1-cp314-cp314-manylinux_2_17_x86_64.whl")).toBeUndefined();
    expect(rank("x-1-cp39-abi3-manylinux_2_17_aarch64.whl")).toBeUndefined();
    expect(rank("x-1-cp39-abi3-manylinux_2_99_x86_64.whl")).toBeUndefined();
    expect(rank("x-1-py2-none-any.whl")).toBeUndefined();
  });

  test("names of wheels", () => {
    expect(parseWheelName("Foo_Bar-1.0.post1-2b-py2.py3-none-any.whl")).toMatchObject({
      key: "foo-bar",
      build: [2, "b"],
      tags: ["py2-none-any", "py3-none-any"],
    });
    for (const file of [
      "x-1.tar.gz",
      "x-1-py3-any.whl",
      "x-nope-py3-none-any.whl",
      "x-1-b-py3-none-any.whl",
    ]) {
      expect(parseWheelName(file), file).toBeUndefined();
    }
  });

  test("this machine has a C library", () => {
    expect(hostLibc()?.version).toHaveLength(2);
  });
});
