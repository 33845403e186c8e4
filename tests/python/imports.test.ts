/**
 * Imports every module of the standard library. What may fail is listed with its reason: modules
 * that CPython on Linux cannot import either, and those that Moult does not have yet.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const moult = fileURLToPath(new URL("../../bin/moult.js", import.meta.url));

/** CPython on Linux fails with the same error. */
const ELSEWHERE: Record<string, string> = {
  "asyncio.windows_events": "ImportError",
  "asyncio.windows_utils": "ImportError",
  "encodings.mbcs": "ImportError",
  "encodings.oem": "ImportError",
  "multiprocessing.popen_spawn_win32": "ModuleNotFoundError",
};
/** Not there yet. */
const MISSING: Record<string, string> = {
  "asyncio.tools": "_remote_debugging reads the memory of another CPython",
  cProfile: "_lsprof needs profile events of the interpreter",
  "concurrent.futures.interpreter": "_interpreters",
  "concurrent.interpreters": "_interpreters",
  "concurrent.interpreters._crossinterp": "_interpreters",
  "concurrent.interpreters._queues": "_interpreters",
  "encodings.euc_jis_2004": "JIS X 0213 tables",
  "encodings.euc_jisx0213": "JIS X 0213 tables",
  "encodings.iso2022_jp_2004": "JIS X 0213 tables",
  "encodings.iso2022_jp_3": "JIS X 0213 tables",
  "encodings.johab": "Johab tables",
  "encodings.shift_jis_2004": "JIS X 0213 tables",
  "encodings.shift_jisx0213": "JIS X 0213 tables",
};

const SCRIPT = `
import importlib, os, sys
root = os.path.dirname(os.__file__)
names = set()
for folder, dirs, files in os.walk(root):
    dirs[:] = [d for d in dirs if d not in ('__pycache__', 'site-packages', 'test', 'lib-dynload')]
    rel = os.path.relpath(folder, root)
    package = '' if rel == '.' else rel.replace(os.sep, '.') + '.'
    for f in files:
        if f.endswith('.py') and f != '__main__.py':
            names.add((package + f[:-3]).removesuffix('.__init__'))
names -= {'this', 'antigravity', '__init__'}
for name in sorted(names):
    try:
        importlib.import_module(name)
    except BaseException as e:
        print(name, type(e).__name__, str(e).splitlines()[0] if str(e) else '')
print('imported from', len(names))
`;

test("every module of the library", { timeout: 180_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), "moult-imports-"));
  try {
    const file = join(dir, "all.py");
    writeFileSync(file, SCRIPT);
    const r = spawnSync(process.execPath, [moult, file], { encoding: "utf8" });
    const lines = r.stdout.trim().split("\n");
    expect(lines.pop()).toMatch(/^imported from [3-9]\d\d$/);
    const failed = new Map(
      lines.map((l) => [l.split(" ")[0], l.slice(l.indexOf(" ") + 1)] as const),
    );
    for (const [name, error] of Object.entries(ELSEWHERE))
      expect(`${name} ${failed.get(name)?.split(" ")[0]}`).toBe(`${name} ${error}`);
    const unexpected = [...failed].filter(
      ([name]) => !Object.hasOwn(ELSEWHERE, name) && !Object.hasOwn(MISSING, name),
    );
    expect(unexpected).toEqual([]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
