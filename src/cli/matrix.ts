/**
 * `moult matrix FILE --script S`: one script on every core and level of the limited API, each in a
 * process of its own, against what it prints on the default core.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { auditFile } from "../abi/audit.js";
import {
  ABI_LEVELS,
  CORE_NAMES,
  type CoreDescription,
  cores,
  DEFAULT_CORE,
  findCore,
} from "../cores/index.js";
import { parseAbi } from "../index.js";
import { oneLine, UserError } from "../packages/errors.js";
import { placeWheel } from "../packages/place.js";
import { openWheel } from "../packages/wheel.js";
import { matrixPage } from "./matrix_page.js";
import { sitePackagesFrom } from "./python.js";
import { table } from "./table.js";

export interface MatrixRow {
  readonly core: string;
  /** "3.11"; "all": no --abi. */
  readonly abi: string;
  readonly loaded: boolean;
  readonly equal: boolean;
  /** Time against the default core's. */
  readonly ratio: number;
  readonly seconds: number;
  /** In MiB; null when the process did not live to tell. */
  readonly peak: number | null;
  /** The last line of its standard error, when something is wrong. */
  readonly error: string;
}

export interface Matrix {
  readonly file: string;
  readonly script: string;
  readonly floor: string;
  readonly binaries: readonly { readonly name: string; readonly sha256: string }[];
  readonly rows: readonly MatrixRow[];
}

interface Subject {
  /** What comes first on sys.path. */
  readonly path: string;
  readonly binaries: readonly string[];
  readonly temporary: boolean;
}

const moult = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "bin", "moult.js");
const LIMIT = 300_000;
/** Tells the peak of the process on its third stream when it ends. */
const PEAK = `data:text/javascript,${encodeURIComponent(
  'import{writeSync}from"node:fs";process.on("exit",()=>{try{writeSync(3,String(process.resourceUsage().maxRSS))}catch{}})',
)}`;

function sharedObjects(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((f) => f.endsWith(".so"))
    .map((f) => join(folder, f));
}

/** Where Python would look for a module of somebody else. */
function moduleFolders(): string[] {
  const named = [process.env.PYTHONPATH, process.env.MOULT_SITE].flatMap(
    (value) => value?.split(":") ?? [],
  );
  return [...named.filter((folder) => folder !== ""), ...sitePackagesFrom(process.cwd())];
}

function subject(what: string): Subject {
  if (what.endsWith(".whl")) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(what);
    } catch (e) {
      throw new UserError(`${what}: ${oneLine(e)}`);
    }
    const wheel = openWheel(bytes, basename(what));
    const path = mkdtempSync(join(tmpdir(), "moult-matrix-"));
    try {
      placeWheel(wheel, { target: path, interpreter: "python", requested: true });
    } catch (e) {
      rmSync(path, { recursive: true, force: true });
      throw e;
    }
    const binaries = sharedObjects(path);
    if (binaries.length > 0) return { path, binaries, temporary: true };
    rmSync(path, { recursive: true, force: true });
    throw new UserError(`${what}: nothing in this wheel is compiled`);
  }
  if (what.endsWith(".so") || what.includes("/")) {
    if (!existsSync(what) || !statSync(what).isFile()) throw new UserError(`${what}: no such file`);
    return { path: dirname(resolve(what)), binaries: [resolve(what)], temporary: false };
  }
  for (const site of moduleFolders()) {
    const base = join(site, ...what.split("."));
    const folder = dirname(base);
    if (!existsSync(folder)) continue;
    const last = basename(base);
    // In the order in which they are looked for: .abi3.so before .abi3t.so.
    const single = readdirSync(folder)
      .filter((f) => f.startsWith(`${last}.`) && f.endsWith(".so"))
      .sort();
    const found =
      existsSync(base) && statSync(base).isDirectory()
        ? sharedObjects(base)
        : single.slice(0, 1).map((f) => join(folder, f));
    if (found.length > 0) return { path: site, binaries: found, temporary: false };
  }
  throw new UserError(
    `${what}: no module of that name with a compiled part on PYTHONPATH or in site-packages`,
  );
}

/** Why a run failed: the last line of its errors, or how it ended. */
function lastWords(r: Run): string {
  return r.stderr.trim().split("\n").pop() || `ended with status ${r.status ?? "of a signal"}`;
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  readonly peak: number | null;
}

function run(core: string, abi: string | undefined, script: string, path: string): Run {
  const level = abi === undefined ? [] : ["--abi", abi];
  const start = process.hrtime.bigint();
  const r = spawnSync(
    process.execPath,
    ["--import", PEAK, moult, "--core", core, ...level, script],
    {
      encoding: "utf8",
      timeout: LIMIT,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env: { ...process.env, PYTHONPATH: [path, ...moduleFolders()].join(":") },
    },
  );
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const told = String(r.output?.[3] ?? "");
  return {
    status: r.status,
    stdout: r.stdout,
    stderr: r.stderr,
    seconds,
    peak: told === "" ? null : Number(told) / 1024,
  };
}

function servingCores(opaque: boolean): string[] {
  const all = [...cores.values()].filter((c) => opaque || c.faces === undefined);
  return [...all.map((c) => c.name), (findCore("shuffled") as CoreDescription).name];
}

export function measure(
  what: string,
  script: string,
  chosen: readonly string[],
  levels: readonly string[] | undefined,
): Matrix {
  if (!existsSync(script)) throw new UserError(`${script}: no such file`);
  const s = subject(what);
  try {
    const audits = s.binaries.flatMap((f) => auditFile(f).binaries);
    const floor = Math.max(ABI_LEVELS.min, ...audits.map((a) => a.floor[1]));
    // Where objects have no visible header only a binary that looks at none can run.
    const opaque = audits.every((a) => a.inits.some((i) => i.startsWith("PyModExport")));
    const names = chosen.length > 0 ? chosen : servingCores(opaque);
    const able: string[] = [];
    for (let l = floor; l <= ABI_LEVELS.max; l++) able.push(`3.${l}`);
    // Once for the caches on disk, so that the first row is not slower than the others.
    run(DEFAULT_CORE, undefined, script, s.path);
    const reference = run(DEFAULT_CORE, undefined, script, s.path);
    const rows: MatrixRow[] = [];
    for (const core of names)
      for (const abi of [undefined, ...(levels ?? able)]) {
        const own = core === DEFAULT_CORE && abi === undefined;
        const r = own ? reference : run(core, abi, script, s.path);
        const good = r.status === 0;
        rows.push({
          core,
          abi: abi ?? "all",
          loaded: !/\bImportError\b.*(?:undefined symbol|incompatible|built for abi3)/.test(
            r.stderr,
          ),
          equal: r.stdout === reference.stdout && r.status === reference.status,
          ratio: r.seconds / reference.seconds,
          seconds: r.seconds,
          peak: r.peak,
          error: good ? "" : lastWords(r),
        });
      }
    return {
      file: what,
      script,
      floor: `3.${floor}`,
      binaries: s.binaries.map((f) => ({
        name: basename(f),
        sha256: createHash("sha256").update(readFileSync(f)).digest("hex"),
      })),
      rows,
    };
  } finally {
    if (s.temporary) rmSync(s.path, { recursive: true, force: true });
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (e) {
    throw new UserError(`${file}: ${oneLine(e)}`);
  }
}

/** 0: runs, loaded and equal, everywhere; 1: not so; 2 (UserError): cannot be tried. */
export async function matrixCommand(argv: string[]): Promise<number> {
  let file: string | undefined;
  let script: string | undefined;
  let html: string | undefined;
  let json = false;
  const names: string[] = [];
  const levels: string[] = [];
  for (let k = 0; k < argv.length; k++) {
    const a = argv[k];
    const value = (): string => {
      const v = argv[++k];
      if (v === undefined) throw new UserError(`matrix: ${a} needs a value`);
      return v;
    };
    if (a === "--script") script = value();
    else if (a === "--html") html = value();
    else if (a === "--json") json = true;
    else if (a === "--core") names.push(value());
    else if (a === "--abi") levels.push(value());
    else if (a.startsWith("-")) throw new UserError(`matrix: unknown option ${a}`);
    else if (file === undefined) file = a;
    else throw new UserError(`matrix: one file at a time, got ${file} and ${a}`);
  }
  if (file === undefined) throw new UserError("matrix: name a .so file, a wheel or a module");
  if (script === undefined) throw new UserError("matrix: --script names what to run");
  const used = names.map((n) => {
    const core = findCore(n);
    if (core === undefined)
      throw new UserError(`no core named '${n}' (there are: ${CORE_NAMES.join(", ")})`);
    return core.name;
  });
  for (const l of levels) {
    try {
      parseAbi(l);
    } catch (e) {
      throw new UserError((e as Error).message.replace(/^moult: /, ""));
    }
  }
  // Rather now than after the runs.
  if (html !== undefined) write(html, "");
  const m = measure(file, script, used, levels.length > 0 ? levels : undefined);
  if (html !== undefined) write(html, matrixPage(m));
  if (json) process.stdout.write(`${JSON.stringify(m, null, 1)}\n`);
  else if (html === undefined) process.stdout.write(formatMatrix(m));
  return m.rows.every((r) => r.loaded && r.equal && r.error === "") ? 0 : 1;
}

export const MATRIX_HEAD = ["core", "ABI", "loaded", "output", "time", "peak MiB"];
export function matrixCells(r: MatrixRow): string[] {
  return [
    r.core,
    r.abi,
    r.loaded ? "yes" : "no",
    r.equal ? "equal" : "differs",
    r.ratio.toFixed(2),
    r.peak === null ? "–" : r.peak.toFixed(0),
  ];
}

function formatMatrix(m: Matrix): string {
  const digests = m.binaries.map((b) => `${b.sha256}  ${b.name}\n`).join("");
  const errors = [...new Set(m.rows.filter((r) => r.error !== "").map((r) => r.error))];
  return (
    `${m.file} with ${m.script}; needs ${m.floor}\n${digests}\n` +
    table([MATRIX_HEAD, ...m.rows.map(matrixCells)]) +
    errors.map((e) => `${e}\n`).join("")
  );
}
