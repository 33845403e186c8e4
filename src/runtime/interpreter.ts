/** An interpreter: its modules, its builtins, its core. */
import { E, err } from "../objects/errors.js";
import type { PyDict } from "../objects/hashtable.js";
import { newModule, type PyModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { newDict } from "../objects/types.js";
import { type Clock, importClock } from "./importtime.js";

/** What the bridge gives the interpreter; set when extensions can be loaded. */
export interface ExtensionLoader {
  /** Loads the shared object of module `name`; multi-phase modules are not executed yet. */
  create(name: string, path: string, spec: PyObj): PyObj;
  /** Runs the exec slots. */
  exec(module: PyObj): void;
  /** Makes this interpreter's core the one that C works with. */
  activate?(): void;
  /** Releases what the interpreter holds in C. */
  close(): void;
}

export interface InterpreterOptions {
  core?: string;
  /** The minor version of the limited API that C sees; without it all that there is. */
  abi?: number;
  /** Extensions see no header of objects: only binaries built for abi3t can run. */
  opaque?: boolean;
  /** Folder of the standard library's .py files. */
  stdlib: string;
  /** Folders of `sys.path` before and after the standard library. */
  path?: string[];
  sitePackages?: string[];
  argv?: string[];
  executable?: string;
  flags?: Partial<SysFlags>;
}

export interface SysFlags {
  optimize: number;
  inspect: boolean;
  quiet: boolean;
  verbose: number;
  isolated: boolean;
  ignoreEnvironment: boolean;
  noUserSite: boolean;
  noSite: boolean;
  bytesWarning: number;
  devMode: boolean;
  utf8Mode: boolean;
  safePath: boolean;
  warnOptions: string[];
  xOptions: Record<string, string | true>;
}

export class Interpreter {
  readonly modules: PyDict = newDict();
  readonly builtins: PyModule = newModule("builtins");
  readonly core: string;
  readonly options: InterpreterOptions;
  sys!: PyModule;
  extensions: ExtensionLoader | null = null;
  /** Run by `close`, last registered first. */
  readonly atExit: (() => void)[] = [];
  /** `importlib._bootstrap` once it runs. */
  bootstrap: PyModule | null = null;
  bootstrapExternal: PyModule | null = null;
  readonly flags: SysFlags;
  readonly importClock: Clock | null;

  constructor(options: InterpreterOptions) {
    this.options = options;
    this.core = options.core ?? "compact";
    this.flags = {
      optimize: 0,
      inspect: false,
      quiet: false,
      verbose: 0,
      isolated: false,
      ignoreEnvironment: false,
      noUserSite: false,
      noSite: false,
      bytesWarning: 0,
      devMode: false,
      utf8Mode: true,
      safePath: false,
      warnOptions: [],
      xOptions: {},
      ...options.flags,
    };
    this.importClock = importClock(this.flags);
  }

  get builtinsDict(): PyDict {
    return this.builtins.dict;
  }
}

let current: Interpreter | null = null;
/** The interpreter whose code is running in this thread. */
export function interp(): Interpreter {
  if (current === null) throw new Error("moult: no interpreter is current");
  return current;
}
/** The event loop may run what an interpreter left behind when none is current. */
export function interpOrNull(): Interpreter | null {
  return current;
}
/** Makes another interpreter current; gives the one before. */
export function enter(i: Interpreter | null): Interpreter | null {
  const before = current;
  current = i;
  if (i !== before) i?.extensions?.activate?.();
  return before;
}

/** How further interpreters begin and end; set by src/index.ts, which knows all they consist of. */
export const lifeHooks = {} as {
  open(options: InterpreterOptions): Interpreter;
  close(i: Interpreter): void;
};

export type ModuleFactory = (i: Interpreter) => PyModule;
const factories = new Map<string, ModuleFactory>();
/** Built-in modules that are no part of the standard library. */
const foreign = new Set<string>();

/** Registers a module that CPython writes in C and this project in TypeScript. */
export function registerModule(name: string, f: ModuleFactory, standard = true): void {
  factories.set(name, f);
  if (!standard) foreign.add(name);
}
export function builtinModuleNames(standardOnly = false): string[] {
  return [...factories.keys()].filter((n) => !standardOnly || !foreign.has(n)).sort();
}
export function makeBuiltinModule(i: Interpreter, name: string): PyModule {
  const f = factories.get(name);
  if (f === undefined) throw err(E.ImportError, `no built-in module named '${name}'`);
  return f(i);
}
export function isBuiltinModule(name: string): boolean {
  return factories.has(name);
}
