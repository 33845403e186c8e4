import { describe, expect, test } from "vitest";
import { ElfError, readElf } from "../../src/abi/elf.js";
import { sharedObject } from "./build.js";

const SOURCE = `
extern int PyOne(int), PyTwo(int) __attribute__((weak));
extern int PyData;
int PyInit_tiny(void) { return PyOne(PyData) + (PyTwo ? PyTwo(2) : 0); }
int exported = 3;
__attribute__((visibility("hidden"))) int hidden(void) { return 4; }
`;

const small = sharedObject(
  SOURCE,
  "-nostdlib",
  "-Wl,-z,noseparate-code",
  "-Wl,-soname,tiny.so.1",
  "-s",
);

function errorOf(bytes: Uint8Array): string {
  try {
    readElf(bytes, "x64");
  } catch (error) {
    expect(error).toBeInstanceOf(ElfError);
    return (error as ElfError).message;
  }
  return "fine";
}

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

const withoutSections = (bytes: Buffer) =>
  changed(bytes, (copy) => {
    copy.fill(0, 40, 48);
    copy.fill(0, 58, 64);
  });

const names = (symbols: readonly { name: string }[]) => symbols.map((s) => s.name).sort();

describe("what a shared object says", () => {
  for (const style of ["gnu", "sysv", "both"]) {
    test(`with a ${style} hash table, with and without section headers`, () => {
      const bytes = sharedObject(SOURCE, "-nostdlib", `-Wl,--hash-style=${style}`);
      for (const elf of [readElf(bytes, "x64"), readElf(withoutSections(bytes), "x64")]) {
        expect(elf.type).toBe("shared object");
        expect(elf.machine).toBe("x86-64");
        expect(names(elf.imports)).toEqual(["PyData", "PyOne", "PyTwo"]);
        expect(elf.imports.find((s) => s.name === "PyTwo")?.binding).toBe("weak");
        expect(names(elf.exports)).toEqual(["PyInit_tiny", "exported"]);
        expect(elf.exports.find((s) => s.name === "exported")?.kind).toBe("object");
      }
    });
  }

  test("imports of a library that exports nothing", () => {
    const source =
      "extern int PyOne(int); static int f(void) { return PyOne(1); }\nint (*const p)(void)" +
      ' __attribute__((visibility("hidden"))) = f;';
    const bytes = sharedObject(source, "-nostdlib", "-Wl,--hash-style=gnu");
    expect(names(readElf(bytes, "x64").imports)).toEqual(["PyOne"]);
    expect(names(readElf(withoutSections(bytes), "x64").imports)).toEqual(["PyOne"]);
  });

  test("names, needed libraries and versions", () => {
    expect(readElf(small, "x64").soname).toBe("tiny.so.1");
    const source =
      "#include <math.h>\n#include <stdlib.h>\ndouble go(double x, void *p) { free(p); return pow(x, x); }";
    const elf = readElf(
      sharedObject(source, "-Wl,-rpath,/somewhere", "-Wl,--no-as-needed", "-lm"),
      "x64",
    );
    expect(elf.needed).toEqual(["libm.so.6", "libc.so.6"]);
    expect(elf.runpath).toBe("/somewhere");
    const free = elf.imports.find((s) => s.name === "free");
    expect(free).toMatchObject({ version: "GLIBC_2.2.5", library: "libc.so.6", kind: "function" });
    expect(elf.imports.find((s) => s.name === "pow")?.version).toMatch(/^GLIBC_2\.\d+$/);
  });
});

describe("what cannot be read, and why", () => {
  const cases: [string, Buffer, RegExp][] = [
    ["nothing", Buffer.alloc(0), /^not an ELF file: it is empty$/],
    ["text", Buffer.from("#!/bin/sh\n".repeat(20)), /^not an ELF file$/],
    ["PE", Buffer.from("MZ\x90\0".repeat(20), "latin1"), /Windows/],
    ["Mach-O", Buffer.from([0xcf, 0xfa, 0xed, 0xfe, 0, 0, 0]), /macOS/],
    ["32-bit", changed(small, (b) => b.writeUInt8(1, 4)), /^32-bit \(this is x86-64\)$/],
    ["big-endian", changed(small, (b) => b.writeUInt8(2, 5)), /^big-endian \(this is x86-64\)$/],
    [
      "AArch64",
      changed(small, (b) => b.writeUInt16LE(183, 18)),
      /^for another machine: AArch64 \(this is x86-64\)$/,
    ],
    ["unknown machine", changed(small, (b) => b.writeUInt16LE(999, 18)), /machine number 999/],
    ["cut in the header", small.subarray(0, 40), /^truncated: file header outside the file$/],
    ["cut in the middle", small.subarray(0, 1000), /^truncated: .* outside the file$/],
    [
      "last byte missing",
      small.subarray(0, -1),
      /^truncated: section header table outside the file$/,
    ],
    ["no program headers", changed(small, (b) => b.writeUInt16LE(0, 56)), /^no dynamic section/],
  ];
  for (const [name, bytes, message] of cases) {
    test(name, () => expect(errorOf(bytes)).toMatch(message));
  }

  test("the same file is fine on the machine it is for", () => {
    const arm = changed(small, (b) => b.writeUInt16LE(183, 18));
    expect(readElf(arm, "arm64").machine).toBe("AArch64");
  });
});

describe("no bytes make it fail in another way", () => {
  test("cut at every length", () => {
    for (let length = 0; length < small.length; length++) {
      expect(errorOf(small.subarray(0, length))).not.toBe("fine");
    }
  });

  test("cut at every length without section headers", () => {
    const bytes = withoutSections(small);
    for (let length = 0; length < bytes.length; length++) errorOf(bytes.subarray(0, length));
  });

  test("every byte of the headers and tables set to 0, 255 and one more", () => {
    for (let at = 0; at < small.length; at++) {
      const old = small[at]!;
      for (const value of [0, 255, (old + 1) & 255]) {
        if (value === old) continue;
        small[at] = value;
        errorOf(small);
      }
      small[at] = old;
    }
  });

  test("random changes of several bytes", () => {
    let seed = 12345;
    const random = (limit: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed % limit;
    };
    for (let round = 0; round < 5000; round++) {
      const copy = Buffer.from(small);
      for (let i = random(8); i >= 0; i--) copy[random(copy.length)] = random(256);
      errorOf(copy);
    }
  });
});
