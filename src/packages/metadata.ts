/** METADATA and WHEEL files: headers as in e-mail, of which only a few matter here. */
import { UserError } from "./errors.js";
import { normalizeName, parseRequirement, type Requirement } from "./requirement.js";
import { InvalidVersion, SpecifierSet, Version } from "./version.js";

export interface Metadata {
  readonly name: string;
  readonly key: string;
  readonly version: Version;
  readonly requires: readonly Requirement[];
  readonly requiresPython: SpecifierSet;
  readonly extras: readonly string[];
}

/** Header names in lower case, with all values that each has. */
export function parseHeaders(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line === "") break;
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[last.length - 1] += `\n${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    last = headers.get(name) ?? [];
    headers.set(name, last);
    last.push(line.slice(colon + 1).trim());
  }
  return headers;
}

/** `where` names the file in messages. Throws UserError. */
export function parseMetadata(text: string, where: string): Metadata {
  const headers = parseHeaders(text);
  const one = (name: string) => headers.get(name)?.[0];
  const name = one("name");
  const version = Version.parse(one("version") ?? "");
  if (name === undefined || version === undefined) {
    throw new UserError(`${where}: its metadata has no name or no valid version`);
  }
  const requires = (headers.get("requires-dist") ?? []).map((line) => {
    try {
      return parseRequirement(line);
    } catch (error) {
      throw new UserError(`${where}: ${(error as Error).message}`);
    }
  });
  return {
    name,
    key: normalizeName(name),
    version,
    requires,
    requiresPython: pythonSpecifier(one("requires-python")),
    extras: (headers.get("provides-extra") ?? []).map(normalizeName),
  };
}

/** What cannot be read excludes nobody, as with pip. */
export function pythonSpecifier(text: string | undefined): SpecifierSet {
  try {
    return new SpecifierSet(text ?? "");
  } catch (error) {
    if (error instanceof InvalidVersion) return new SpecifierSet();
    throw error;
  }
}
