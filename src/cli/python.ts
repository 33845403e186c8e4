/** `moult` as `python`: files, -c, -m, standard input, a plain prompt. */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { Interpreter } from "../index.js";
import { flushStdio } from "../modules/_io.js";
import { signalHook } from "../modules/libc.js";
import * as A from "../objects/abstract.js";
import { E, err, isException, type PyBaseException } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { UserError } from "../packages/errors.js";
import { normalise } from "../runtime/frames.js";
import { enter, type SysFlags } from "../runtime/interpreter.js";
import { importModule, runSource } from "../runtime/run.js";
import { threadSystem } from "../runtime/threads.js";
import { printException, rememberSource } from "../runtime/traceback.js";
import { VERSION } from "../runtime/version.js";

export interface PythonOptions {
  core: string;
  abi?: string;
  file?: string;
  command?: string;
  module?: string;
  args: string[];
  flags: Partial<SysFlags>;
}

/** `site-packages` folders from a folder upwards, nearest first, as Node finds node_modules. */
export function sitePackagesFrom(start: string): string[] {
  const out: string[] = [];
  for (let d = resolve(start); ; d = dirname(d)) {
    const s = join(d, "site-packages");
    if (existsSync(s)) out.push(s);
    if (dirname(d) === d) return out;
  }
}

function sitePackages(script: string | null): string[] {
  const dirs =
    process.env.MOULT_SITE !== undefined
      ? process.env.MOULT_SITE.split(":").filter((x) => x !== "")
      : [];
  dirs.push(...sitePackagesFrom(process.cwd()));
  if (script !== null) dirs.push(...sitePackagesFrom(dirname(script)));
  return [...new Set(dirs)];
}

export async function runPython(o: PythonOptions): Promise<number> {
  const fromStdin =
    o.command === undefined && o.module === undefined && (o.file === undefined || o.file === "-");
  let script: string | null = null;
  if (o.file !== undefined && o.file !== "-") {
    script = isAbsolute(o.file) ? o.file : `${process.cwd()}/${o.file}`;
    if (!existsSync(script))
      throw new UserError(`can't open file '${script}': [Errno 2] No such file or directory`);
  }
  const first = o.command !== undefined ? "-c" : o.module !== undefined ? "-m" : (o.file ?? "");
  const env = o.flags.ignoreEnvironment === true ? undefined : process.env.PYTHONPATH;
  const path = env === undefined ? [] : env.split(":").filter((p) => p !== "");
  if (o.flags.ignoreEnvironment !== true && process.env.PYTHONSAFEPATH) o.flags.safePath = true;
  if (o.flags.safePath !== true) {
    if (script !== null) {
      const real = realpathSync(script);
      path.unshift(isPathEntry(script) ? script : dirname(real));
    } else if (o.module !== undefined) path.unshift(process.cwd());
    else path.unshift("");
  }
  // Options given on the command line come last and so count first.
  if (o.flags.ignoreEnvironment !== true && process.env.PYTHONWARNINGS)
    o.flags.warnOptions = [
      ...process.env.PYTHONWARNINGS.split(",").map((w) => w.trim()),
      ...(o.flags.warnOptions ?? []),
    ];
  const py = await Interpreter.create({
    core: o.core,
    abi: o.abi,
    path,
    sitePackages: sitePackages(script),
    argv: [first, ...o.args],
    executable: process.argv[1] ?? "",
    flags: o.flags,
  });
  const i = py.internals;
  enter(i);
  signalHook.prepare();
  let status = 0;
  try {
    const main = py.main;
    main.dict.setStr("__annotations__", null);
    main.dict.delete("__annotations__");
    if (o.flags.noSite !== true) addSiteBuiltins(py);
    // It reads the options into filters, which warnings of the compiler too go by.
    if (o.flags.warnOptions !== undefined && o.flags.warnOptions.length > 0)
      importModule(i, "warnings");
    if (fromStdin && process.stdin.isTTY === true) status = await repl(py, o);
    else
      threadSystem().run(() => {
        if (o.command !== undefined) runSource(i, main, `${o.command}\n`, "<string>", "exec");
        else if (o.module !== undefined) runMain(py, o.module, true);
        else if (script !== null) runFile(py, script);
        else runSource(i, main, readFileSync(0, "utf8"), "<stdin>", "exec");
      });
  } catch (e) {
    status = report(py, e);
  }
  try {
    py.close();
  } catch (e) {
    enter(i);
    status = report(py, e) || 120;
  }
  return status;
}

/** Prints an uncaught exception (SystemExit is no error) and gives the exit status. */
function report(py: Interpreter, thrown: unknown): number {
  const e: PyBaseException = normalise(thrown);
  const i = py.internals;
  if (e.cls.isSubtype(E.SystemExit)) return exitStatus(py, e);
  try {
    flushStdio(i);
  } catch {
    // The report matters more.
  }
  const sys = i.sys.dict;
  sys.setStr("last_exc", e);
  sys.setStr("last_type", e.cls);
  sys.setStr("last_value", e);
  sys.setStr("last_traceback", e.tb);
  const hook = sys.getStr("excepthook") as PyObj;
  if (hook === sys.getStr("__excepthook__")) printException(i, e);
  else
    try {
      A.call3(hook, e.cls, e, e.tb);
    } catch (x) {
      process.stderr.write("Error in sys.excepthook:\n");
      printException(i, normalise(x));
      process.stderr.write("\nOriginal exception was:\n");
      printException(i, e);
    }
  return e.cls.isSubtype(E.KeyboardInterrupt) ? 130 : 1;
}

function exitStatus(py: Interpreter, e: PyBaseException): number {
  const code = e.members?.code ?? null;
  if (code === null) return 0;
  const n = A.asInt(code);
  if (n !== undefined) return Number(BigInt.asUintN(8, BigInt(n)));
  const out = py.internals.sys.dict.getStr("stderr") ?? null;
  if (out !== null) {
    A.callMethod(out, "write", [A.str(code)]);
    A.callMethod(out, "write", ["\n"]);
  }
  return 1;
}

function runFile(py: Interpreter, script: string): void {
  const i = py.internals;
  if (isPathEntry(script)) return runMain(py, "__main__", false);
  const d = py.main.dict;
  d.setStr("__file__", fromUtf16(script));
  d.setStr("__cached__", null);
  const loader = i.bootstrapExternal;
  if (loader !== null)
    d.setStr("__loader__", A.call(A.getattr(loader, "SourceFileLoader"), ["__main__", script]));
  runSource(i, py.main, readFileSync(script), script, "exec");
}

/** Does a script stand for the `__main__.py` inside: a folder or a Zip archive? */
function isPathEntry(script: string): boolean {
  if (statSync(script).isDirectory()) return true;
  const text = readFileSync(script);
  return (
    text.lastIndexOf("PK\x05\x06", undefined, "latin1") >= Math.max(0, text.length - 0xffff - 22)
  );
}

/** Runs a module as `__main__`, `sys.argv[0]` becoming its file if that is asked for. */
function runMain(py: Interpreter, name: string, alterArgv: boolean): void {
  const runpy = importModule(py.internals, "runpy");
  A.call(A.getattr(runpy, "_run_module_as_main"), [name, alterArgv]);
}

/** `exit`, `quit`, `copyright`, `help`: what `site` adds to the builtins. */
function addSiteBuiltins(py: Interpreter): void {
  const b = py.internals.builtinsDict;
  for (const name of ["exit", "quit"]) {
    const f = builtinFunction(name, "($module, code=None)", (code?: PyObj) => {
      const e = err(E.SystemExit, code ?? undefined);
      e.members = { code: code ?? null };
      throw e;
    });
    b.setStr(name, f);
  }
}

import { builtinFunction } from "../objects/function.js";

// ---- the prompt ----

async function repl(py: Interpreter, o: PythonOptions): Promise<number> {
  const i = py.internals;
  if (o.flags.quiet !== true)
    process.stdout.write(
      `Python ${VERSION.text} (moult ${o.core}) on ${process.platform}\nType exit() or press Ctrl-D to leave.\n`,
    );
  const { createInterface } = await import("node:readline");
  const rl = createInterface({ input: process.stdin, output: process.stdout });
  let pending = "";
  let status = 0;
  let n = 0;
  const prompt = (): void => {
    const p = i.sys.dict.getStr(pending === "" ? "ps1" : "ps2") ?? "";
    rl.setPrompt(A.strJs(p));
    rl.prompt();
  };
  return await new Promise<number>((done) => {
    rl.on("line", (line) => {
      pending += `${line}\n`;
      if (needsMore(pending, line)) {
        prompt();
        return;
      }
      const text = pending;
      pending = "";
      enter(i);
      if (text.trim() !== "") {
        const filename = `<python-input-${n++}>`;
        rememberSource(filename, text);
        try {
          runSource(i, py.main, text, filename, "single");
        } catch (e) {
          const x = normalise(e);
          if (isException(x, E.SystemExit)) {
            status = exitStatus(py, x);
            rl.close();
            return;
          }
          printException(i, x);
        }
        flushStdio(i);
      }
      prompt();
    });
    rl.on("SIGINT", () => {
      pending = "";
      process.stdout.write("\nKeyboardInterrupt\n");
      prompt();
    });
    rl.on("close", () => done(status));
    prompt();
  });
}

/** A block or an open bracket goes on until an empty line or its end. */
function needsMore(text: string, line: string): boolean {
  try {
    parse(text, {
      filename: "<stdin>",
      mode: "single",
      flags: { dontImplyDedent: true, allowIncompleteInput: true },
    });
    return /:\s*(#.*)?$/.test(text.split("\n")[0]) && line !== "" && text.split("\n").length > 1;
  } catch (e) {
    if (e instanceof PySyntaxError)
      return e.errorType === "_IncompleteInputError" && line !== "\u0000";
    return false;
  }
}

import { PySyntaxError, parse } from "../syntax/index.js";
