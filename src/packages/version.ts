/**
 * Versions and version specifiers as PEP 440 defines them.
 *
 * A version is ordered by epoch, release (without trailing zeros), and then by what follows the
 * release: development release < alpha < beta < candidate < nothing < post-release, each again with
 * an optional development release before it; a local label comes last. `key` holds exactly that, so
 * that comparing two versions is comparing two lists.
 */

export class InvalidVersion extends Error {
  override name = "InvalidVersion";
}

const PATTERN = new RegExp(
  [
    "^v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)",
    "(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>\\d+)?)?",
    "(?:-(?<implicitPost>\\d+)|[-_.]?(?<post>post|rev|r)[-_.]?(?<postNumber>\\d+)?)?",
    "(?:[-_.]?(?<dev>dev)[-_.]?(?<devNumber>\\d+)?)?",
    "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$",
  ].join(""),
);

const PRE_LETTERS: Record<string, "a" | "b" | "rc"> = {
  a: "a",
  alpha: "a",
  b: "b",
  beta: "b",
  c: "rc",
  rc: "rc",
  pre: "rc",
  preview: "rc",
};

type Key = readonly (bigint | string | Key)[];

/** What sorts before and after every number. */
const LOWEST = -1n;
const HIGHEST = 1n << 128n;

export class Version {
  readonly epoch: bigint;
  readonly release: readonly bigint[];
  readonly pre: readonly ["a" | "b" | "rc", bigint] | undefined;
  readonly post: bigint | undefined;
  readonly dev: bigint | undefined;
  readonly local: readonly (bigint | string)[];
  readonly #key: Key;
  readonly #publicKey: Key;

  /** Throws InvalidVersion. */
  constructor(text: string) {
    const match = PATTERN.exec(text.trim().toLowerCase());
    if (match?.groups === undefined) throw new InvalidVersion(`invalid version: ${text}`);
    const part = match.groups as Record<string, string | undefined>;
    const number = (digits: string | undefined) => BigInt(digits ?? 0);
    this.epoch = number(part.epoch);
    this.release = (part.release ?? "").split(".").map(BigInt);
    const letter = PRE_LETTERS[part.pre ?? ""];
    this.pre = letter === undefined ? undefined : [letter, number(part.preNumber)];
    const post = part.implicitPost ?? (part.post && (part.postNumber ?? "0"));
    this.post = post === undefined ? undefined : BigInt(post);
    this.dev = part.dev === undefined ? undefined : number(part.devNumber);
    this.local = (part.local?.split(/[-_.]/) ?? []).map((piece) =>
      /^\d+$/.test(piece) ? BigInt(piece) : piece,
    );
    this.#publicKey = this.#makeKey();
    this.#key = [...this.#publicKey, this.local.map(localKey)];
  }

  static parse(text: string): Version | undefined {
    try {
      return new Version(text);
    } catch {
      return undefined;
    }
  }

  get isPrerelease(): boolean {
    return this.pre !== undefined || this.dev !== undefined;
  }

  #makeKey(): Key {
    const release = [...this.release];
    while (release.length > 1 && release.at(-1) === 0n) release.pop();
    // 1.0.dev1 comes before 1.0a1, although it has no letter.
    const devOnly = this.pre === undefined && this.post === undefined && this.dev !== undefined;
    const pre = this.pre ?? [devOnly ? "" : "~", 0n];
    return [this.epoch, release, pre, this.post ?? LOWEST, this.dev ?? HIGHEST];
  }

  compare(other: Version): number {
    return compareKeys(this.#key, other.#key);
  }

  /** As `compare`, without looking at local labels. */
  comparePublic(other: Version): number {
    return compareKeys(this.#publicKey, other.#publicKey);
  }

  sameRelease(other: Version): boolean {
    return compareKeys(this.#publicKey.slice(0, 2), other.#publicKey.slice(0, 2)) === 0;
  }

  /** The normal form, without the local label when `local` is false. */
  format(local = true): string {
    return [
      this.epoch === 0n ? "" : `${this.epoch}!`,
      this.release.join("."),
      this.pre === undefined ? "" : this.pre.join(""),
      this.post === undefined ? "" : `.post${this.post}`,
      this.dev === undefined ? "" : `.dev${this.dev}`,
      local && this.local.length > 0 ? `+${this.local.join(".")}` : "",
    ].join("");
  }

  toString(): string {
    return this.format();
  }
}

/** Numbers sort after words in a local label. */
function localKey(piece: bigint | string): Key {
  return typeof piece === "bigint" ? [1n, piece] : [0n, piece];
}

function compareKeys(a: Key, b: Key): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (typeof x === "object" && typeof y === "object") {
      const order = compareKeys(x, y);
      if (order !== 0) return order;
    } else if (x !== y) {
      return x < y ? -1 : 1;
    }
  }
  return a.length - b.length;
}

// ---- specifiers ----

export type Operator = "~=" | "==" | "!=" | "<=" | ">=" | "<" | ">" | "===";

const OPERATOR = /^(~=|===|==|!=|<=|>=|<|>)\s*([^\s=<>!~]\S*)$/;

/** One clause, such as ">=1.2" or "==1.4.*". */
export class Specifier {
  readonly operator: Operator;
  readonly text: string;
  readonly version: Version | undefined;
  readonly wildcard: boolean;

  /** Throws InvalidVersion. */
  constructor(clause: string) {
    const match = OPERATOR.exec(clause.trim());
    if (match === null) throw new InvalidVersion(`invalid specifier: ${clause.trim()}`);
    this.operator = match[1] as Operator;
    this.text = match[2]!;
    this.wildcard = this.text.endsWith(".*") && (this.operator === "==" || this.operator === "!=");
    if (this.operator === "===") {
      this.version = Version.parse(this.text);
      return;
    }
    this.version = new Version(this.wildcard ? this.text.slice(0, -2) : this.text);
    const hasLocal = this.version.local.length > 0;
    const onlyEquality = this.operator === "==" || this.operator === "!=";
    if (hasLocal && (!onlyEquality || this.wildcard)) {
      throw new InvalidVersion(`invalid specifier: ${clause.trim()}: a local label`);
    }
    if (this.wildcard && this.version.dev !== undefined) {
      throw new InvalidVersion(`invalid specifier: ${clause.trim()}: a development release`);
    }
    if (this.operator === "~=" && this.version.release.length < 2) {
      throw new InvalidVersion(`invalid specifier: ${clause.trim()}: ~= needs two numbers`);
    }
  }

  /** Whether asking for this means that pre-releases are welcome. */
  get namesPrerelease(): boolean {
    return (
      ["==", ">=", "<=", "~=", "==="].includes(this.operator) &&
      (this.version?.isPrerelease ?? false)
    );
  }

  /** Without regard to whether the version is a pre-release. */
  allows(version: Version): boolean {
    if (this.operator === "===") return version.format() === this.text.toLowerCase();
    const wanted = this.version!;
    switch (this.operator) {
      case "==":
        return this.wildcard ? this.#matchesPrefix(version) : this.#equals(version);
      case "!=":
        return !(this.wildcard ? this.#matchesPrefix(version) : this.#equals(version));
      case "<=":
        return version.comparePublic(wanted) <= 0;
      case ">=":
        return version.comparePublic(wanted) >= 0;
      case "<":
        // A pre-release of the limit is below it, but not what was meant.
        if (!wanted.isPrerelease && version.isPrerelease && version.sameRelease(wanted))
          return false;
        return version.compare(wanted) < 0;
      case ">":
        if (
          wanted.post === undefined &&
          version.post !== undefined &&
          version.sameRelease(wanted)
        ) {
          return false;
        }
        return version.comparePublic(wanted) > 0;
      case "~=": {
        const prefix = wanted.release.slice(0, -1);
        return (
          version.comparePublic(wanted) >= 0 &&
          version.epoch === wanted.epoch &&
          prefix.every((number, i) => (version.release[i] ?? 0n) === number)
        );
      }
    }
  }

  #equals(version: Version): boolean {
    const wanted = this.version!;
    return (
      (wanted.local.length > 0 ? version.compare(wanted) : version.comparePublic(wanted)) === 0
    );
  }

  #matchesPrefix(version: Version): boolean {
    const wanted = this.version!;
    if (version.epoch !== wanted.epoch) return false;
    if (wanted.release.some((number, i) => (version.release[i] ?? 0n) !== number)) return false;
    const suffix = suffixes(wanted);
    if (suffix.length === 0) return true;
    const rest = version.release.slice(wanted.release.length);
    return (
      rest.every((number) => number === 0n) && suffix.every((s, i) => suffixes(version)[i] === s)
    );
  }

  toString(): string {
    return `${this.operator}${this.text}`;
  }
}

function suffixes(version: Version): string[] {
  const list: string[] = [];
  if (version.pre !== undefined) list.push(version.pre.join(""));
  if (version.post !== undefined) list.push(`post${version.post}`);
  return list;
}

/** Clauses joined by commas; the empty set allows every version. */
export class SpecifierSet {
  readonly clauses: readonly Specifier[];

  /** Throws InvalidVersion. */
  constructor(text = "") {
    this.clauses = text
      .split(",")
      .filter((clause) => clause.trim() !== "")
      .map((clause) => new Specifier(clause));
  }

  get namesPrerelease(): boolean {
    return this.clauses.some((clause) => clause.namesPrerelease);
  }

  /** Whether it allows one version only, which makes yanked files eligible. */
  get pins(): boolean {
    return this.clauses.some(
      (clause) => clause.operator === "===" || (clause.operator === "==" && !clause.wildcard),
    );
  }

  allows(version: Version): boolean {
    return this.clauses.every((clause) => clause.allows(version));
  }

  toString(): string {
    return this.clauses.map(String).sort().join(",");
  }
}
