// Turns vitest's closing lines into the one line that CI counts: "N passed, N failed, N skipped".
import { readFileSync } from "node:fs";

const esc = String.fromCharCode(27);
const text = readFileSync(process.argv[2], "utf8").replaceAll(
  new RegExp(`${esc}\\[[0-9;]*m`, "g"),
  "",
);
const line = text.split("\n").findLast((l) => /^\s*Tests\s/.test(l)) ?? "";
const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
process.stdout.write(
  `${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped\n`,
);
process.exit(count("passed") > 0 && count("failed") === 0 ? 0 : 1);
