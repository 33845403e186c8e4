/** Finds and loads the addon, and says what it exports. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Addresses of C objects are numbers: user-space addresses have 47 bits. */
export type Ptr = number;

export interface Native {
  readonly wire: ArrayBuffer;
  /** The init function of _cffi_backend. */
  readonly cffiBackend: Ptr;
  readonly layout: Readonly<Record<string, number>>;
  readonly ops: readonly string[];
  readonly sigs: readonly string[];
  /** [slot number, special method, signature, comparison operator] */
  readonly slots: readonly (readonly [number, string, string, number])[];
  /** [C symbol, Python name], in the order of their handles from 1 on. */
  readonly statics: readonly (readonly [string, string])[];

  // The hot crossings; arguments are in the wire. undefined: the result is in slot 0.
  // With a wrapper: see ready.ts.
  call(ready?: unknown): unknown;
  slot(ready?: unknown): unknown;
  construct(wrapper: unknown): unknown;
  releaseHeld(): void;
  kwnames(): number;
  newStr(s: string): Ptr;
  strOf(p: Ptr): string | undefined;
  letGo(h: number): void;
  /** A handle that names its object weakly from now on. */
  doze(h: number, o: object): void;
  lengthOf(p: Ptr): number;
  items(p: Ptr, start: number, base: number, n: number): void;
  link(p: Ptr, h: number): void;
  keep(p: Ptr, h: number): void;
  /** Undefined: an error is in the slots. */
  bind(h: number, p: Ptr, wrapper: object, stateful: number): true | undefined;
  wrapperOf(h: number): object | undefined;
  typeOf(p: Ptr): number;
  handleOf(p: Ptr): number;
  /** operator.concat(slot 0, slot 1). */
  concat(inPlace: number): unknown;
  drain(): void;
  nativeOf(h: number): Ptr;
  markWeak(h: number): void;
  forgetModule(h: number): void;
  refcountOf(h: number): number;
  gcPrepare(): [Uint32Array, Uint32Array];
  gcWeaken(o: object): void;
  gcWeakened(): (object | undefined)[];
  /** The module or class of this handle did not survive V8's collection. */
  gcLost(h: number): void;
  gcFinish(): [number, boolean];
  /** What is lost ends: m_clear and m_free of a module; a type's block goes with its last count. */
  gcEnd(h: number): void;
  /** Ends all modules of the interpreter that is active. */
  closeInterp(id: number): void;
  endModules(): void;
  trim(): void;
  /** The next collection that starts by itself is decided by what is alive now. */
  collected(): void;
  /** All objects with this prototype, after a collection. */
  instancesOf(proto: object): object[];
  /** For tests: the nth native allocation from now on fails. Gives how many were made. */
  failAllocation(n: number): number;
  clearKept(): void;
  runInit(init: Ptr, name: string): unknown;
  /** As runInit, for PyModExport_x, whose slots describe the module. */
  runExport(hook: Ptr, name: string): unknown;
  execModule(): unknown;
  runPending(): unknown;
  /** Raises what another thread has sent to this one. */
  runSent(): unknown;

  gilInit(
    flags: Uint8Array,
    onSwitch: (ident: number, nativeId: number) => void,
    onGone: (ident: number) => void,
  ): void;
  gilStart(f: () => void, stackSize: number): number | undefined;
  gilWait(word: number, expected: number, ms: number): number;
  gilWake(word: number, n: number): void;
  gilCall(f: Ptr, kind: number, ...args: unknown[]): number | bigint;
  gilYield(): void;
  gilInterval(seconds: number): void;
  gilStack(bytes: number): number | undefined;
  gilRun<T>(f: () => T): T;
  gilHandler(): Ptr;
  gilCatch(signal: number): boolean;

  createInterp(core: Record<string, number | string>, dispatch: () => void): number;
  useInterp(id: number): void;
  newType(info: object): void;
  untouch(h: number): void;
  isNativeType(h: number): boolean;
  newBytes(data: Uint8Array, h: number): Ptr;
  bytesOf(p: Ptr): Uint8Array;
  newBig(b: bigint): Ptr;
  bigOf(p: Ptr): bigint;
  newWide(cps: Uint32Array): Ptr;
  wideOf(p: Ptr): Uint32Array;
  newBuffer(n: number): [Ptr, Uint8Array];
  /** Where a typed array's memory is; it does not move. */
  dataOf(data: Uint8Array): Ptr;
  getBuffer(flags: number): string | undefined;
  /** A call of an exported function by its address, with arguments and result as bits in slots. */
  apiCall(f: Ptr): void;
  /** What it returned, when that is an object, else 0; the error that it left is given. */
  apiEnd(p: Ptr): unknown;
  releaseBuffer(id: number): void;
  detach(b: ArrayBuffer): void;
  viewMemory(p: Ptr, n: number): ArrayBuffer;
  /** An address, or the linker's message. */
  openLibrary(path: string): Ptr | string;
  findSymbol(lib: Ptr, name: string): Ptr;
  /** On cores that hunt: a function of the API, and how many arguments it has. */
  watchFunction(name: string, arity: number): void;
  stats(): Record<string, number>;
  moreFreed(): Uint32Array;
  peek(p: Ptr, n: number): Uint8Array | undefined;
  /** The object in slot 0, or a list that C builds of the first n slots. */
  /** What extensions hold of the object at an address: 16 hexadecimal digits. */
  faceOf(p: Ptr): string;
  addressOf(n?: number): { address: Ptr; room: number; before: number; refcnt: number };
  /** Where a mirror keeps what C looked at; 0: it has no such place. */
  extOf(p: Ptr): Ptr;
  dropAddress(p: Ptr): void;
}

export const addonPath = fileURLToPath(new URL("../../build/Release/moult.node", import.meta.url));

function load(): Native {
  const path = process.env.MOULT_ADDON ?? addonPath;
  if (!existsSync(path))
    throw new Error(`moult: the addon is not built (${path} is missing); run \`npm run build\``);
  return createRequire(import.meta.url)(path) as Native;
}

export const native: Native = load();
