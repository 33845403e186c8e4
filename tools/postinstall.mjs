// After the build: `npx moult` finds the command in this very checkout, and the standard library is
// unpacked, so that the first run does not have to.
import { chmodSync, existsSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules", ".bin");
if (existsSync(bin)) {
  const link = join(bin, "moult");
  rmSync(link, { force: true });
  chmodSync(join(root, "bin", "moult.js"), 0o755);
  symlinkSync(join("..", "..", "bin", "moult.js"), link);
}
const { stdlibDir } = await import("../dist/runtime/stdlib.js");
stdlibDir();

const age = (file) => statSync(join(root, "dist", file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (age("moult.cjs") <= age("cli/main.js")) await import("./bundle.mjs");
