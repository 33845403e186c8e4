/** What is in a directory of packages already. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Metadata, parseMetadata } from "./metadata.js";
import { parseRecordRows } from "./wheel.js";

export interface InstalledDist {
  readonly metadata: Metadata;
  /** The name of its .dist-info directory. */
  readonly distInfo: string;
  /** Paths of its files, relative to the target; undefined when it keeps no RECORD. */
  readonly files: readonly string[] | undefined;
}

/** By normalized name. A directory that is not there has no packages; broken ones do not count. */
export function installedDists(target: string): Map<string, InstalledDist> {
  const dists = new Map<string, InstalledDist>();
  for (const distInfo of list(target)) {
    if (!distInfo.endsWith(".dist-info")) continue;
    const metadataFile = join(target, distInfo, "METADATA");
    const text = read(metadataFile);
    if (text === undefined) continue;
    try {
      const metadata = parseMetadata(text, metadataFile);
      const record = read(join(target, distInfo, "RECORD"));
      const files = record && parseRecordRows(record).map((row) => row.path);
      dists.set(metadata.key, { metadata, distInfo, files: files || undefined });
    } catch {
      // Whoever wrote it, it is nothing that could be kept or upgraded.
    }
  }
  return dists;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
