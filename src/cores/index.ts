/** The cores there are, by name. */
import { classic } from "./classic.js";
import { compact } from "./compact.js";
import type { CoreDescription } from "./core.js";
import { immortal } from "./immortal.js";
import { shuffled } from "./shuffled.js";

export const cores: ReadonlyMap<string, CoreDescription> = new Map(
  [compact, classic, immortal].map((c) => [c.name, c]),
);
export const DEFAULT_CORE = "compact";
/** What may stand for a core, for people. */
export const CORE_NAMES: readonly string[] = [...cores.keys(), "shuffled:SEED"];

const SEEDED = /^shuffled(?::(\d{1,9}))?$/;

/** The core of that name; `shuffled` alone gets a seed of its own. */
export function findCore(name: string): CoreDescription | undefined {
  const m = SEEDED.exec(name);
  if (m === null) return cores.get(name);
  return shuffled(m[1] === undefined ? Math.floor(Math.random() * 1e9) : Number(m[1]));
}

export { ABI_LEVELS, type AbiLevel } from "./core.js";
export type { CoreDescription };
