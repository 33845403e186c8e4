/** The `moult` command. */

import { ABI_LEVELS, CORE_NAMES, CoreFileError, findCore } from "../cores/index.js";
import { UserError } from "../packages/errors.js";
import { VERSION } from "../runtime/version.js";
import { auditCommand } from "./audit.js";
import { coresCommand } from "./cores.js";
import { demoCommand } from "./demo.js";
import { installCommand } from "./install.js";
import { matrixCommand } from "./matrix.js";
import { type PythonOptions, runPython } from "./python.js";

const USAGE = `usage: moult [option] ... [-c cmd | -m mod | file | -] [arg] ...
       moult install [--target DIR] REQUIREMENT...
       moult audit FILE...          check .so files and wheels against the stable ABI
       moult demo                   run the example extensions on every core
       moult cores [--html FILE] [CORE...]
                                    what objects measure on each core
       moult matrix FILE --script S [--core NAME]... [--abi 3.X]... [--json] [--html FILE]
                                    a .so, wheel or module on every core and ABI level
Options (as python's):
-c cmd        : program passed in as string
-m mod        : run library module as a script
-             : program read from standard input
-V, --version : print the version
-h, --help    : print this help
-O, -OO       : skip asserts; also docstrings
-W arg        : warning control        -X opt        : implementation option
-B -E -I -P -q -s -S -u -v -x          : accepted as python's
--core NAME   : object layout: compact (default), classic, immortal,
                shuffled[:SEED], or FILE.json, a description
--abi 3.X     : the version of the limited API that extensions see (3.2 to 3.15)
`;

/** Runs one command line; gives the exit status. */
export async function main(argv: string[]): Promise<number> {
  try {
    switch (argv[0]) {
      case "install":
        return await installCommand(argv.slice(1));
      case "audit":
        return auditCommand(argv.slice(1));
      case "demo":
        return await demoCommand(argv.slice(1));
      case "cores":
        return await coresCommand(argv.slice(1));
      case "matrix":
        return await matrixCommand(argv.slice(1));
    }
    const o = parsePython(argv);
    if (typeof o === "number") return o;
    return await runPython(o);
  } catch (e) {
    if (e instanceof UserError || e instanceof CoreFileError) {
      process.stderr.write(`moult: ${e.message}\n`);
      return 2;
    }
    throw e;
  }
}

/** Options up to the program, by hand: everything behind it belongs to the program. */
function parsePython(argv: string[]): PythonOptions | number {
  const o: PythonOptions = { core: "compact", args: [], flags: { warnOptions: [], xOptions: {} } };
  const need = (i: number, what: string): string => {
    const v = argv[i];
    if (v === undefined) throw new UserError(`argument expected for the ${what} option`);
    return v;
  };
  let i = 0;
  for (; i < argv.length; i++) {
    const a = argv[i];
    if (a === "-" || !a.startsWith("-")) break;
    if (a === "--core") {
      o.core = need(++i, "--core");
      continue;
    }
    if (a.startsWith("--core=")) {
      o.core = a.slice(7);
      continue;
    }
    if (a === "--abi") {
      o.abi = need(++i, "--abi");
      continue;
    }
    if (a.startsWith("--abi=")) {
      o.abi = a.slice(6);
      continue;
    }
    if (a === "--version") {
      process.stdout.write(`Python ${VERSION.text} (moult)\n`);
      return 0;
    }
    if (a === "--help" || a === "-?") {
      process.stdout.write(USAGE);
      return 0;
    }
    if (a.startsWith("--")) throw new UserError(`unknown option ${a} (try moult --help)`);
    let stop = false;
    for (let k = 1; k < a.length && !stop; k++) {
      const c = a[k];
      const rest = a.slice(k + 1);
      const value = (): string => {
        stop = true;
        return rest !== "" ? rest : need(++i, `-${c}`);
      };
      switch (c) {
        case "c":
          o.command = value();
          o.args = argv.slice(i + 1);
          return finish(o);
        case "m":
          o.module = value();
          o.args = argv.slice(i + 1);
          return finish(o);
        case "V":
          process.stdout.write(`Python ${VERSION.text} (moult)\n`);
          return 0;
        case "h":
          process.stdout.write(USAGE);
          return 0;
        case "O":
          o.flags.optimize = (o.flags.optimize ?? 0) + 1;
          break;
        case "W":
          o.flags.warnOptions!.push(value());
          break;
        case "X": {
          const [k2, v] = value().split("=", 2);
          if (k2 === "importtime" && v !== undefined && v !== "1" && v !== "2")
            throw new UserError(
              "-X importtime: values other than 1 and 2 are reserved for future use.",
            );
          o.flags.xOptions![k2] = v ?? true;
          break;
        }
        case "i":
          o.flags.inspect = true;
          break;
        case "q":
          o.flags.quiet = true;
          break;
        case "v":
          o.flags.verbose = (o.flags.verbose ?? 0) + 1;
          break;
        case "I":
          o.flags.isolated =
            o.flags.ignoreEnvironment =
            o.flags.noUserSite =
            o.flags.safePath =
              true;
          break;
        case "E":
          o.flags.ignoreEnvironment = true;
          break;
        case "s":
          o.flags.noUserSite = true;
          break;
        case "S":
          o.flags.noSite = true;
          break;
        case "P":
          o.flags.safePath = true;
          break;
        case "b":
          o.flags.bytesWarning = (o.flags.bytesWarning ?? 0) + 1;
          break;
        case "u":
        case "B":
        case "d":
        case "x":
          break;
        default:
          throw new UserError(`unknown option -${c} (try moult --help)`);
      }
    }
  }
  if (i < argv.length) {
    o.file = argv[i];
    o.args = argv.slice(i + 1);
  }
  return finish(o);
}

function finish(o: PythonOptions): PythonOptions {
  const core = findCore(o.core);
  if (core === undefined)
    throw new UserError(`no core named '${o.core}' (there are: ${CORE_NAMES.join(", ")})`);
  if (o.core === "shuffled") process.stderr.write(`moult: --core ${core.name}\n`);
  o.core = core.name;
  if (o.abi !== undefined && !isLevel(o.abi))
    throw new UserError(
      `no level '${o.abi}' of the limited API (there are: 3.${ABI_LEVELS.min} to 3.${ABI_LEVELS.max})`,
    );
  return o;
}

function isLevel(text: string): boolean {
  const m = /^3\.(\d{1,2})$/.exec(text);
  return m !== null && Number(m[1]) >= ABI_LEVELS.min && Number(m[1]) <= ABI_LEVELS.max;
}
