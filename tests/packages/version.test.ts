import { describe, expect, test } from "vitest";
import { Specifier, SpecifierSet, Version } from "../../src/packages/version.js";

describe("versions", () => {
  test("in order", () => {
    const ordered = [
      "1.0.dev456",
      "1.0a1",
      "1.0a2.dev456",
      "1.0a12.dev456",
      "1.0a12",
      "1.0b1.dev456",
      "1.0b2",
      "1.0b2.post345.dev456",
      "1.0b2.post345",
      "1.0rc1.dev456",
      "1.0rc1",
      "1.0",
      "1.0+abc.5",
      "1.0+abc.7",
      "1.0+5",
      "1.0.post456.dev34",
      "1.0.post456",
      "1.1.dev1",
      "1.10",
      "1.10.1",
      "2020.1",
      "1!0.1",
    ];
    for (let i = 0; i < ordered.length; i++) {
      for (let j = 0; j < ordered.length; j++) {
        const order = Math.sign(new Version(ordered[i]!).compare(new Version(ordered[j]!)));
        expect(order, `${ordered[i]} ${ordered[j]}`).toBe(Math.sign(i - j));
      }
    }
  });

  test("in one form", () => {
    for (const [text, normal] of [
      ["v1.0", "1.0"],
      ["1.0-ALPHA.1", "1.0a1"],
      ["1.0c1", "1.0rc1"],
      ["1.0preview", "1.0rc0"],
      ["1.0-1", "1.0.post1"],
      ["1.0rev", "1.0.post0"],
      ["1.0_dev3", "1.0.dev3"],
      ["1.0+Ubuntu-1_2", "1.0+ubuntu.1.2"],
      ["  1.02.003 ", "1.2.3"],
      ["1!2", "1!2"],
      ["20230101120000123456789", "20230101120000123456789"],
    ] as const) {
      expect(`${new Version(text)}`).toBe(normal);
    }
    expect(new Version("1.0").compare(new Version("1"))).toBe(0);
    expect(new Version("1.0.0+a").compare(new Version("1+a"))).toBe(0);
  });

  test("not versions", () => {
    for (const text of [
      "",
      "abc",
      "1.0-",
      "1..0",
      "1.0+",
      "1.0.*",
      "french toast",
      "1.0++x",
      "=1",
    ]) {
      expect(Version.parse(text), text).toBeUndefined();
    }
  });
});

describe("specifiers", () => {
  const cases: [string, string[], string[]][] = [
    ["==1.0", ["1", "1.0", "1.0.0", "1.0+local"], ["1.0.1", "1.0a1", "1.0.post1"]],
    ["==1.0+local", ["1.0+local"], ["1.0", "1.0+other"]],
    ["!=1.0", ["1.1", "1.0a1"], ["1.0", "1.0+local"]],
    ["==1.4.*", ["1.4", "1.4.5", "1.4a1", "1.4.0.post1"], ["1.5", "1.40", "2!1.4"]],
    ["==1.*", ["1", "1.9.9"], ["2", "0.1"]],
    ["!=1.4.*", ["1.5", "1.40"], ["1.4.1", "1.4"]],
    ["==1.4a1.*", ["1.4a1", "1.4a1.post2"], ["1.4a2", "1.4"]],
    [">=1.0", ["1.0", "1.0.post1", "2", "1.0+x"], ["1.0a1", "0.9"]],
    ["<=1.0", ["1.0", "1.0a1", "0.9", "1.0+x"], ["1.0.post1", "1.1"]],
    [">1.0", ["1.1", "1.0.1"], ["1.0", "1.0.post1", "1.0+local", "1.0a1"]],
    [">1.0.post1", ["1.0.post2", "1.1"], ["1.0.post1", "1.0"]],
    ["<1.0", ["0.9", "0.9.post1"], ["1.0", "1.0a1", "1.0.dev1"]],
    ["<1.0rc1", ["1.0a1", "0.9", "1.0b2"], ["1.0rc1", "1.0"]],
    ["~=2.2", ["2.2", "2.3", "2.2.post3"], ["3.0", "2.1", "2.2a1"]],
    ["~=1.4.5", ["1.4.5", "1.4.9"], ["1.5", "1.4.4"]],
    ["~=2.2.post3", ["2.2.post3", "2.3"], ["2.2", "3"]],
    ["~=1.4.5a4", ["1.4.5a4", "1.4.5", "1.4.9"], ["1.4.5a3", "1.5"]],
    ["~= 1!2.2", ["1!2.3"], ["2.3", "2!2.3"]],
    ["===1.0", ["1.0"], ["1.0.0", "1"]],
  ];
  for (const [specifier, allowed, refused] of cases) {
    test(specifier, () => {
      for (const text of allowed)
        expect(new Specifier(specifier).allows(new Version(text)), text).toBe(true);
      for (const text of refused)
        expect(new Specifier(specifier).allows(new Version(text)), text).toBe(false);
    });
  }

  test("sets", () => {
    const set = new SpecifierSet(" >=1.0 , !=1.5,<2 ");
    expect(["0.9", "1.0", "1.5", "1.9", "2.0"].filter((v) => set.allows(new Version(v)))).toEqual([
      "1.0",
      "1.9",
    ]);
    expect(`${set}`).toBe("!=1.5,<2,>=1.0");
    expect(new SpecifierSet("").allows(new Version("1a1"))).toBe(true);
    expect([set.namesPrerelease, new SpecifierSet(">=1b1").namesPrerelease]).toEqual([false, true]);
    expect([set.pins, new SpecifierSet("==1").pins, new SpecifierSet("==1.*").pins]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("not specifiers", () => {
    for (const text of [
      "1.0",
      "=>1.0",
      "~=1",
      ">=1.*",
      ">=1.0+local",
      "==1.0.dev1.*",
      "==",
      "==x",
    ]) {
      expect(() => new Specifier(text), text).toThrow(/invalid/);
    }
  });
});
