// tests/abi/rows*.ts for the tools: bundled, because they are not part of what is compiled to dist/.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export async function rowsModule() {
  const folder = mkdtempSync(join(tmpdir(), "moult-rows-module-"));
  try {
    await build({
      stdin: {
        contents: 'export * from "./rows.js"; export * from "./rows_check.js";',
        resolveDir: join(root, "tests", "abi"),
      },
      outfile: join(folder, "rows.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      define: { "import.meta.dirname": JSON.stringify(join(root, "tests", "abi")) },
    });
    return await import(join(folder, "rows.mjs"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
