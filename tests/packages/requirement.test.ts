import { describe, expect, test } from "vitest";
import { UserError } from "../../src/packages/errors.js";
import { environment, evaluateMarker } from "../../src/packages/markers.js";
import {
  formatRequirement,
  normalizeName,
  parseRequirement,
} from "../../src/packages/requirement.js";

const here = {
  ...environment([3, 14]),
  platform_machine: "x86_64",
  platform_release: "6.1.0-13-amd64",
};

function holds(marker: string, extras: string[] = []): boolean {
  const requirement = parseRequirement(`x; ${marker}`);
  return evaluateMarker(requirement.marker!, here, extras);
}

describe("requirements", () => {
  test("their parts", () => {
    const requirement = parseRequirement('Foo.Bar [B_c, a] >=1.0, <2 ; os_name == "posix"');
    expect(requirement).toMatchObject({
      name: "Foo.Bar",
      key: "foo-bar",
      extras: ["a", "b-c"],
      url: undefined,
    });
    expect(formatRequirement(requirement)).toBe("Foo.Bar[a,b-c]<2,>=1.0");
    expect(formatRequirement(parseRequirement("x (>=1)"))).toBe("x>=1");
    expect(formatRequirement(parseRequirement("x"))).toBe("x");
    expect(
      parseRequirement("x @ https://h/x-1-py3-none-any.whl#sha256=00 ; python_version > '3'"),
    ).toMatchObject({
      url: "https://h/x-1-py3-none-any.whl#sha256=00",
      marker: { kind: "compare" },
    });
    expect(normalizeName("A__b.-C")).toBe("a-b-c");
  });

  test("what is none", () => {
    for (const [text, reason] of [
      ["", /begin with a name/],
      [">=1", /begin with a name/],
      ["x y", /"y" is no version/],
      ["x >= ", /invalid specifier/],
      ["x[a b]", /no name for an extra/],
      ["x @", /address/],
      ["x @@", /"@" is no address/],
      ["x; nonsense == '1'", /nonsense is not a variable/],
      ["x; os_name = 'posix'", /cannot be read/],
      ["x; (os_name == 'posix'", /parenthesis/],
      ["x; os_name == 'posix' else", /"else" is left over/],
    ] as const) {
      expect(() => parseRequirement(text), text).toThrow(UserError);
      expect(() => parseRequirement(text), text).toThrow(reason);
    }
  });
});

describe("markers on CPython 3.14 for Linux", () => {
  for (const marker of [
    'python_version >= "3.8"',
    'python_version < "3.20"',
    '"3.9" <= python_version',
    'python_version in "3.13 3.14"',
    'python_full_version >= "3.14.0"',
    'python_version == "3.*"',
    'python_version ~= "3.8"',
    'os_name == "posix" and sys_platform == "linux"',
    'sys_platform == "win32" or platform_system == "Linux"',
    '(sys_platform == "win32" or platform_system == "Linux") and python_version >= "3"',
    'platform_python_implementation == "CPython"',
    "implementation_name != 'pypy'",
    'platform_machine not in "arm64 aarch64"',
    '"linux" in sys_platform',
    'platform_release >= "5"',
    'os.name == "posix" and python_implementation == "CPython"',
    'extra == ""',
    "extra != 'test'",
  ]) {
    test(marker, () => expect(holds(marker)).toBe(true));
  }
  for (const marker of [
    'python_version < "3.8"',
    'python_version == "3.1"',
    'sys_platform == "win32" or sys_platform == "darwin" and python_version > "2"',
    'platform_python_implementation == "PyPy"',
    'extra == "test"',
    'sys_platform not in "linux"',
    '"test" in extras',
  ]) {
    test(`not ${marker}`, () => expect(holds(marker)).toBe(false));
  }

  test("extras", () => {
    expect(holds('extra == "Fast_IO"', ["fast-io"])).toBe(true);
    expect(holds('extra == "a" and python_version > "3"', ["b", "a"])).toBe(true);
    expect(holds('extra == "c"', ["b", "a"])).toBe(false);
    expect(holds('"a" in extras and "b" not in extras', ["a"])).toBe(true);
  });
});
