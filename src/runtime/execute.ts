/** Source -> code object -> running program. */
import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { Script } from "node:vm";
import { type Compiled, compileTree } from "../compiler/compile.js";
import { tracedBy } from "../compiler/traced.js";
import type { ConstTemplate, Traced } from "../compiler/unit.js";
import { PyCode } from "../objects/code.js";
import { E, err, type PyBaseException } from "../objects/errors.js";
import type { PyDict } from "../objects/hashtable.js";
import { PyComplex, type PyObj } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { complex_type, Ellipsis, mkBytes, mkFloat, mkTuple } from "../objects/types.js";
import {
  analyze,
  type ast,
  check,
  type ParseMode,
  type ParseOptions,
  PySyntaxError,
  parse,
} from "../syntax/index.js";
import type { Scope } from "../syntax/scopes.js";
import { addScript, type Script as FrameScript, hasScript, running } from "./frames.js";
import { interpOrNull } from "./interpreter.js";
import { runtime } from "./ops.js";
import "./peek.js";
import { rebindHook } from "../objects/functype.js";
import { readerHooks } from "./reader.js";
import { movedLines, Origin } from "./retrace.js";
import { stdlibDir } from "./stdlib.js";
import { syntaxError, warningLine, warnSyntax } from "./syntaxerror.js";
import { cacheTag, patiently } from "./tiering.js";
import { tracing } from "./tracing.js";

/** Part of every cache key: grows when compiled text changes its meaning. */
const CACHE_FORMAT = 7;

function makeConst(c: ConstTemplate): PyObj {
  switch (c.type) {
    case "None":
      return null;
    case "bool":
    case "int":
      return c.value;
    case "float":
      return mkFloat(c.value);
    case "complex": {
      const z = new PyComplex(complex_type);
      z.im = c.imag;
      return z;
    }
    case "str":
      return fromUtf16(c.value, c.codePoints);
    case "bytes":
      return mkBytes(Uint8Array.from(c.value));
    case "Ellipsis":
      return Ellipsis;
    case "tuple":
      return mkTuple(c.items.map(makeConst));
  }
}

let serial = 0;
/**
 * A code object for compiled text; its JavaScript is made when it first runs. V8's cached data
 * carries the file name of the script it was made from, so cached programs have stable names.
 */
export function instantiate(
  c: Compiled,
  key = `${++serial}`,
  cached?: Buffer,
  made?: (script: Script) => void,
  again: (watched: boolean) => Compiled | null = () => null,
  main = new PyCode(c.codes[0]),
): PyCode {
  const codes = [main, ...c.codes.slice(1).map((t) => new PyCode(t))];
  c.codes.forEach((t, i) => {
    const { consts } = codes[i];
    // A copy of a program's code has those of the original.
    if (!consts.some((x) => x instanceof PyCode)) for (const n of t.nested) consts.push(codes[n]);
  });
  const live: ReadonlySet<number> = new Set(c.live);
  const frameScript: FrameScript = { codes, live, lineMap: c.lineMap, globals: null };
  const origin = new Origin(codes, live, again, (t) => t.consts.map(makeConst), runtime);
  for (const code of codes) code.origin = origin;
  let program: ((g: PyObj, l: PyObj, b: PyObj) => PyObj) | null = null;
  main.run = (g, l, b) => {
    if (tracing.on && !live.has(0)) {
      const traced = origin.main(g as PyDict);
      if (traced !== null) {
        running.push({ code: main, locals: l, globals: g as PyDict });
        try {
          return traced(g, l, b);
        } finally {
          running.pop();
        }
      }
    }
    if (program === null) {
      // A module that is loaded twice, or by two interpreters, has two namespaces to be told apart.
      const first = !hasScript(`moult:${key}`);
      const filename = first ? `moult:${key}` : `moult:${key}:${++serial}`;
      addScript(filename, frameScript, interpOrNull());
      const script = patiently(
        () => new Script(c.js, { filename, cachedData: first ? cached : undefined }),
      );
      if (first) made?.(script);
      const factory = script.runInThisContext() as (
        r: typeof runtime,
        codes: PyCode[],
        consts: PyObj[],
      ) => (g: PyObj, l: PyObj, b: PyObj) => PyObj;
      program = factory(runtime, codes, c.consts.map(makeConst));
    }
    frameScript.globals = g as PyDict;
    running.push({ code: main, locals: l, globals: g as PyDict });
    try {
      return program(g, l, b);
    } finally {
      running.pop();
    }
  };
  return main;
}

rebindHook.program = (copy) => {
  const { origin, original } = copy;
  const c = origin instanceof Origin ? origin.ordinary() : null;
  if (c === null || original === null) return null;
  const lineMap = movedLines(c.lineMap, 0, copy.firstlineno - original.firstlineno);
  const moved = { ...c, lineMap };
  const again = (watched: boolean) => (watched ? null : moved);
  // The copy is the program's own code from now on, not another's.
  copy.original = null;
  return instantiate(moved, undefined, undefined, undefined, again, copy).run;
};

export interface CompileRequest {
  source: string | Uint8Array;
  filename: string;
  mode?: ParseMode;
  optimize?: number;
  futureAnnotations?: boolean;
  /** `await` and its like may stand in the module itself, which is a coroutine then. */
  topLevelAwait?: boolean;
  /** More for the parser, from the flags of `compile()`. */
  how?: Partial<ParseOptions>;
  /** Where SyntaxWarnings go; none for cached standard modules. */
  warn?: boolean;
}

/** Parses and compiles; SyntaxError is a Python exception. */
export function compileSource(r: CompileRequest): PyCode {
  return instantiate(compileText(r), undefined, undefined, undefined, (watched) =>
    again(r, watched),
  );
}
/** The same with the text of each function, and in the traced form if it is to be watched. */
function again(r: CompileRequest, watched: boolean): Compiled {
  return compileText({ ...r, warn: false }, watched, true);
}

function compileText(r: CompileRequest, watched = false, bodies = false): Compiled {
  try {
    const tree = parse(r.source, {
      filename: r.filename,
      mode: r.mode ?? "exec",
      ...r.how,
      ...readerHooks,
      warn: (w) => {
        if (r.warn !== false) warnSyntax(w, r.filename, warningLine(r.source, w.lineno));
      },
    });
    return checked(tree, r, watched ? "all" : mentioned(r), bodies);
  } catch (e) {
    throw asPython(e);
  }
}

/** Which functions of a program are in the traced form, because they ask for frames. */
function mentioned(r: CompileRequest): Traced {
  if (r.filename.startsWith(stdlibDir()) || r.filename.startsWith("<frozen")) return "none";
  return tracedBy(
    typeof r.source === "string" ? r.source : Buffer.from(r.source).toString("latin1"),
  );
}

function asPython(e: unknown): unknown {
  if (e instanceof PySyntaxError) return syntaxError(e);
  if (e instanceof RangeError && /call stack/.test(e.message))
    return err(E.RecursionError, "maximum recursion depth exceeded during compilation");
  return e;
}

function checked(
  tree: ast.Mod,
  r: Omit<CompileRequest, "source">,
  traced: Traced = "none",
  bodies = false,
): Compiled {
  const table = analyze(tree, r.filename, {
    futureAnnotations: r.futureAnnotations ?? false,
    topLevelAwait: r.topLevelAwait ?? false,
    inlineComprehensions: false,
  });
  const warnings = check(tree, table);
  if (r.warn !== false) for (const w of warnings) warnSyntax(w, r.filename, null);
  const library = r.filename.startsWith(stdlibDir());
  return compileTree(tree, {
    filename: r.filename,
    optimize: r.optimize,
    table,
    library,
    traced,
    bodies,
  });
}

/** The top scope of a source text, as the symtable module shows it. */
export function scopesOf(r: CompileRequest): Scope {
  try {
    const tree = parse(r.source, { filename: r.filename, mode: r.mode ?? "exec" });
    return analyze(tree, r.filename).top;
  } catch (e) {
    throw asPython(e);
  }
}

export function compileAst(tree: ast.Mod, r: Omit<CompileRequest, "source">): PyCode {
  try {
    const c = checked(tree, r);
    return instantiate(c, undefined, undefined, undefined, (watched) =>
      checked(tree, { ...r, warn: false }, watched ? "all" : "none", true),
    );
  } catch (e) {
    throw asPython(e);
  }
}

// ---- code as bytes, for marshal ----

/** What another process needs to run the code; undefined when its source is not there any more. */
export function dumpCode(code: PyCode): Uint8Array | undefined {
  if (!(code.origin instanceof Origin)) return undefined;
  const c = code.origin.ordinary();
  const index = code.origin.indexOf(code);
  if (c === null || index < 0) return undefined;
  const { name, qualname, filename, firstlineno, flags } = code;
  const { build } = versions();
  return serialize({ build, c, index, as: { name, qualname, filename, firstlineno, flags } });
}
/** Undefined for bytes that another version wrote. */
export function loadCode(data: Uint8Array): PyCode | undefined {
  try {
    const entry = deserialize(data) as ReturnType<typeof versions> & {
      c: Compiled;
      index: number;
      as: object;
    };
    if (entry.build !== versions().build) return undefined;
    const main = instantiate(entry.c, undefined, undefined, undefined, (watched) =>
      watched ? null : entry.c,
    );
    const code = (main.origin as Origin).codes[entry.index];
    return Object.assign(code, entry.as);
  } catch {
    return undefined;
  }
}
const versions = () => ({ build: `${CACHE_FORMAT}-${buildId()}` });

// ---- the cache on disk ----

let cacheDir: string | null | undefined;
function cacheFolder(): string | null {
  if (cacheDir === undefined) {
    if (process.env.MOULT_NO_CACHE !== undefined) cacheDir = null;
    else {
      const base =
        process.env.MOULT_CACHE ??
        join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "moult");
      cacheDir = join(base, `v${CACHE_FORMAT}-${buildId()}-${cacheTag()}`);
      try {
        if (mkdirSync(cacheDir, { recursive: true }) !== undefined) dropOldest(base);
      } catch {
        cacheDir = null;
      }
    }
  }
  return cacheDir;
}

/** Every build of Moult has a folder of its own; this many stay. */
const KEPT_FOLDERS = 16;
function dropOldest(base: string): void {
  const age = (name: string): number => statSync(join(base, name)).mtimeMs;
  const folders = readdirSync(base).filter((name) => /^v\d+-/.test(name));
  folders.sort((a, b) => age(b) - age(a));
  for (const name of folders.slice(KEPT_FOLDERS))
    rmSync(join(base, name), { recursive: true, force: true });
}

declare global {
  /** Set in the bundle (tools/bundle.mjs): what identifies its compiler. */
  var MOULT_BUILD: string | undefined;
}

/** Compiled text depends on the compiler: its own files are part of the key. */
function buildId(): string {
  const build = globalThis.MOULT_BUILD;
  if (build !== undefined) return `${build}${process.version}`;
  const h = createHash("sha1");
  h.update(process.version);
  for (const dir of ["../compiler/", "../syntax/"]) {
    const url = new URL(dir, import.meta.url);
    try {
      for (const f of readdirSync(url).sort())
        if (/\.[jt]s$/.test(f)) {
          const s = statSync(new URL(f, url));
          h.update(`${f} ${s.size} ${s.mtimeMs}\n`);
        }
    } catch {
      h.update("unreadable");
    }
  }
  return h.digest("hex").slice(0, 16);
}

/**
 * Compiles a module file, through a cache keyed by its content. Entries are written to a
 * temporary name and renamed, so concurrent writers do no harm; a bad entry is made anew.
 */
export function compileModule(source: Uint8Array, filename: string, optimize = 0): PyCode {
  const dir = cacheFolder();
  const request = { source, filename, optimize };
  if (dir === null) return compileSource(request);
  const digest = createHash("sha1").update(source).digest("hex");
  const key = createHash("sha1").update(`${optimize}${filename}\0${digest}`).digest("hex");
  const path = join(dir, key);
  const fromFile = (watched: boolean): Compiled | null => {
    const now = readFileSync(filename);
    const same = createHash("sha1").update(now).digest("hex") === digest;
    return same ? again({ ...request, source: now }, watched) : null;
  };
  try {
    const entry = deserialize(readFileSync(path)) as { c: Compiled; data?: Buffer };
    return instantiate(entry.c, key, entry.data, undefined, fromFile);
  } catch {
    // Absent or unreadable: compile.
  }
  const c = compileText(request);
  return instantiate(c, key, undefined, (script) => toCache.push({ path, c, script }), fromFile);
}

const toCache: { path: string; c: Compiled; script: Script }[] = [];
/** Writes what was compiled anew; at the end of a program V8 knows which functions it runs. */
export function writeCache(): void {
  const write = (): void => {
    for (const { path, c, script } of toCache.splice(0)) {
      try {
        const tmp = `${path}.${process.pid}.${Date.now().toString(36)}`;
        writeFileSync(tmp, serialize({ c, data: script.createCachedData() }));
        renameSync(tmp, path);
      } catch {
        // The cache is an optimisation.
      }
    }
  };
  if (toCache.length > 0) patiently(write);
}

export type { PyBaseException };
