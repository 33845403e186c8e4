/** Compiling small things for tests. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const include = fileURLToPath(new URL("../../include", import.meta.url));
export const examples = fileURLToPath(new URL("../../ext-examples", import.meta.url));

/** A directory that is gone when the action is done. */
export function inTemporaryDirectory<T>(action: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "moult-abi-"));
  try {
    return action(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function run(command: string, args: readonly string[], input?: string): string {
  return execFileSync(command, [...args], {
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}

/** The bytes of the shared object that `source` becomes. */
export function sharedObject(source: string, ...flags: string[]): Buffer {
  return inTemporaryDirectory((directory) => {
    const file = join(directory, "it.c");
    writeFileSync(file, source);
    const output = join(directory, "it.so");
    run("cc", ["-shared", "-fPIC", "-O1", `-I${include}`, ...flags, "-o", output, file]);
    return readFileSync(output);
  });
}
