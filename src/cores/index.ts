/** The cores there are, by name. */
import { classic } from "./classic.js";
import { compact } from "./compact.js";
import type { CoreDescription } from "./core.js";
import { readCore } from "./file.js";
import { freethreaded } from "./freethreaded.js";
import { immortal } from "./immortal.js";
import { opaque } from "./opaque.js";
import { shuffled } from "./shuffled.js";

export const cores: ReadonlyMap<string, CoreDescription> = new Map(
  [compact, classic, immortal, freethreaded, opaque].map((c) => [c.name, c]),
);
/** Those that ordinary abi3 binaries can run on. */
export const ADDRESS_CORES: readonly string[] = [...cores.values()]
  .filter((c) => c.faces === undefined)
  .map((c) => c.name);
export const DEFAULT_CORE = "compact";
/** What may stand for a core, for people. */
export const CORE_NAMES: readonly string[] = [...cores.keys(), "shuffled:SEED", "FILE.json"];

const SEEDED = /^shuffled(?::(\d{1,9}))?$/;

/** Those read from files, by the name that was made of the file's. */
const read = new Map<string, CoreDescription>();

/**
 * The core of that name; `shuffled` alone gets a seed of its own. The name may be that of a file
 * with a description: CoreFileError when it is none.
 */
export function findCore(name: string): CoreDescription | undefined {
  if (name.endsWith(".json")) {
    const core = readCore(name);
    read.set(core.name, core);
    return core;
  }
  const known = read.get(name);
  if (known !== undefined) return known;
  const m = SEEDED.exec(name);
  if (m === null) return cores.get(name);
  return shuffled(m[1] === undefined ? Math.floor(Math.random() * 1e9) : Number(m[1]));
}

export { ABI_LEVELS, type AbiLevel } from "./core.js";
export { CoreFileError } from "./file.js";
export type { CoreDescription };
