// `npm run alloc-check`: runs the examples again and again in one process, and each time another one
// of the addon's allocations fails. What then runs must end in MemoryError (or be as it is without the
// failure), and the process must live. --times N lets N allocations of an example fail, evenly spread, not all of
// them; `alloc-check NAME...` takes only these examples; --core NAME another core than compact.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options, positionals: names } = parseArgs({
  options: {
    times: { type: "string" },
    core: { type: "string", default: "compact" },
    child: { type: "string" },
    from: { type: "string", default: "1" },
  },
  allowPositionals: true,
});
const HARNESS = `
import contextlib, gc, io, sys
with open(path) as f: code = compile(f.read(), path, "exec")
def once():
    out = io.StringIO()
    ended = ""
    sys.unraisablehook = lambda a: print("ignored", repr(a.exc_value), file=out)
    sys.modules.pop(name, None)
    gc.collect()
    arm()
    try:
        with contextlib.redirect_stdout(out):
            exec(code, {"__name__": "__main__"})
    except BaseException as e:
        ended = type(e).__name__ + ": " + str(e)
        while (e := e.__cause__ or e.__context__): ended += " after " + type(e).__name__
    return [out.getvalue(), ended, disarm()]
`;

/** Lines on stdout: the number under way, then what came of it. */
async function child(name, script) {
  const { Interpreter } = await import(join(root, "dist", "index.js"));
  const { native } = await import(join(root, "dist", "bridge", "addon.js"));
  const py = await Interpreter.create({
    core: options.core,
    path: [join(root, "build", "Release")],
  });
  let failing = 0;
  py.set("name", name);
  py.set("path", join(root, "ext-examples", script));
  py.set("arm", () => native.failAllocation(failing));
  py.set("disarm", () => native.failAllocation(0));
  py.run(HARNESS);
  const once = (n) => {
    failing = n;
    const [said, ended, made] = py.eval("once()");
    return { said, ended, made };
  };
  const runs = [once(0), once(0)];
  const due = countless(runs[1].said, runs[0].said);
  const total = runs[1].made;
  const step = Math.max(1, Math.floor(total / Number(options.times ?? total)));
  const tell = (...words) => process.stdout.write(`${words.join(" ")}\n`);
  for (let n = Number(options.from); n <= total; n += step) {
    tell("at", n);
    const { said, ended } = once(n);
    // PyCapsule_Import puts its own error in the place of any other, as CPython's does.
    if (/MemoryError|PyCapsule_Import/.test(said + ended)) tell("told", n);
    else if (countless(said, runs[0].said) === due && ended === "") tell("unnoticed", n);
    else tell("wrong", n, ended || firstDifference(countless(said, runs[0].said), due));
  }
  tell("done");
  process.exit(0);
}

/** The text without the numbers that differ from those of an earlier run: they count runs. */
function countless(text, earlier) {
  const before = earlier.split(/(\d+)/);
  return text
    .split(/(\d+)/)
    .map((part, i) => (i % 2 === 1 && part !== before[i] ? "#" : part))
    .join("");
}

function firstDifference(said, due) {
  const [got, want] = [said.split("\n"), due.split("\n")];
  const i = want.findIndex((line, k) => line !== got[k]);
  return `${got[i]} instead of ${want[i]}`;
}

function check({ name, script }) {
  const args = [fileURLToPath(import.meta.url), "--child", script, "--core", options.core, name];
  if (options.times !== undefined) args.push("--times", options.times);
  const r = spawnSync(process.execPath, [...args, "--from", options.from], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const lines = r.stdout.split("\n");
  const count = (word) => lines.filter((l) => l.startsWith(`${word} `)).length;
  const wrong = lines.filter((l) => l.startsWith("wrong "));
  const crashed = lines.at(-2) !== "done";
  process.stdout.write(
    `${name.padEnd(12)}${String(count("at")).padStart(5)} failures: ${count("told")} told, ` +
      `${count("unnoticed")} made up for, ${wrong.length} wrong${crashed ? ", CRASHED" : ""}\n`,
  );
  for (const line of wrong.slice(0, 12)) process.stdout.write(`  ${line}\n`);
  if (crashed)
    process.stdout.write(
      `  ${lines.at(-2)}, ended ${r.signal ?? r.status}\n${r.stderr.slice(-1500)}\n`,
    );
  return !crashed && wrong.length === 0;
}

if (options.child !== undefined) await child(names[0], options.child);
else {
  const table = JSON.parse(readFileSync(join(root, "ext-examples", "examples.json"), "utf8"));
  const wanted = table.filter((e) => names.length === 0 || names.includes(e.name));
  const results = wanted.map(check);
  process.exitCode = results.length > 0 && results.every(Boolean) ? 0 : 1;
}
