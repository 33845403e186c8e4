/** The cores there are, by name. */
import { classic } from "./classic.js";
import { compact } from "./compact.js";
import type { CoreDescription } from "./core.js";

export const cores: ReadonlyMap<string, CoreDescription> = new Map(
  [compact, classic].map((c) => [c.name, c]),
);
export const DEFAULT_CORE = "compact";
export type { CoreDescription };
