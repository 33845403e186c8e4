// bench/RESULTS.md has a block for each benchmark, between comments with its name.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = new URL("RESULTS.md", import.meta.url);

/** Puts the lines in the place of the block `name`, or behind all others. */
export function writeBlock(name, lines) {
  const old = existsSync(file) ? readFileSync(file, "utf8") : "# Results\n";
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const block = `${begin}\n${lines.join("\n").trimEnd()}\n${end}`;
  const at = old.indexOf(begin);
  writeFileSync(
    file,
    at < 0
      ? `${old.trimEnd()}\n\n${block}\n`
      : old.slice(0, at) + block + old.slice(old.indexOf(end) + end.length),
  );
}
