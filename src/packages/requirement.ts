/**
 * Requirements as PEP 508 writes them: `name[extra] >= 1.0, < 2 ; python_version < "3.15"`, or
 * `name @ address`.
 */
import { UserError } from "./errors.js";
import { type Marker, parseMarker } from "./markers.js";
import { InvalidVersion, SpecifierSet } from "./version.js";

export interface Requirement {
  /** As written. */
  readonly name: string;
  /** As compared. */
  readonly key: string;
  readonly extras: readonly string[];
  readonly specifier: SpecifierSet;
  readonly url: string | undefined;
  readonly marker: Marker | undefined;
}

/** PEP 503: runs of "-", "_" and "." are one "-", and case does not count. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

const NAME = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*/i;
const EXTRAS = /^\[([^\]]*)\]\s*/;

/** Throws UserError. */
export function parseRequirement(text: string): Requirement {
  const fail = (reason: string): never => {
    throw new UserError(`invalid requirement "${text.trim()}": ${reason}`);
  };
  let rest = text.trim();
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match !== null) rest = rest.slice(match[0].length);
    return match;
  };

  const name = take(NAME)?.[1] ?? fail("it does not begin with a name");
  const extras = (take(EXTRAS)?.[1] ?? "")
    .split(",")
    .map((extra) => extra.trim())
    .filter((extra) => extra !== "");
  for (const extra of extras) {
    if (NAME.exec(extra)?.[0] !== extra) fail(`"${extra}" is no name for an extra`);
  }

  let url: string | undefined;
  let specifier = new SpecifierSet();
  if (rest.startsWith("@")) {
    // A semicolon may be part of an address; one after a space begins the marker.
    const match = /^@\s*(\S+)\s*/.exec(rest) ?? fail("an address should follow the @");
    url = match[1]!;
    if (!URL.canParse(url)) fail(`"${url}" is no address`);
    rest = rest.slice(match[0].length);
  } else {
    const end = rest.indexOf(";");
    let clauses = (end < 0 ? rest : rest.slice(0, end)).trim();
    rest = end < 0 ? "" : rest.slice(end);
    if (clauses.startsWith("(") && clauses.endsWith(")")) clauses = clauses.slice(1, -1);
    if (clauses !== "" && !/^[~=!<>]/.test(clauses.trim())) fail(`"${clauses}" is no version`);
    try {
      specifier = new SpecifierSet(clauses);
    } catch (error) {
      if (!(error instanceof InvalidVersion)) throw error;
      fail(error.message);
    }
  }

  let marker: Marker | undefined;
  if (rest.startsWith(";")) marker = parseMarker(rest.slice(1), fail);
  else if (rest !== "") fail(`"${rest}" is left over`);
  return {
    name,
    key: normalizeName(name),
    extras: extras.map(normalizeName).sort(),
    specifier,
    url,
    marker,
  };
}

/** The requirement without its marker, in one form for all spellings. */
export function formatRequirement(requirement: Requirement): string {
  const extras = requirement.extras.length > 0 ? `[${requirement.extras.join(",")}]` : "";
  const rest = requirement.url === undefined ? `${requirement.specifier}` : ` @ ${requirement.url}`;
  return `${requirement.name}${extras}${rest}`;
}
