/**
 * `moult install`: from requirements to files in a directory.
 *
 * Everything that can fail for reasons of the network or of a bad wheel happens before the first
 * file is put in place: versions are chosen, wheels fetched, hashes compared, archives opened and
 * checked.
 */
import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Env, type PackageSources, packageSources, type SourceOverrides } from "./config.js";
import { oneLine, UserError } from "./errors.js";
import { HttpClient, withoutCredentials } from "./http.js";
import { type InstalledDist, installedDists } from "./installed.js";
import { environment } from "./markers.js";
import { type Metadata, parseMetadata } from "./metadata.js";
import { placeWheel } from "./place.js";
import { type Reporter, silent } from "./progress.js";
import { normalizeName, parseRequirement, type Requirement } from "./requirement.js";
import { type Candidate, type Finder, resolveRequirements } from "./resolve.js";
import { fileName, findFiles, fragment, type WheelLink } from "./simple-index.js";
import { parseWheelName, TagRanking } from "./tags.js";
import { SpecifierSet, Version } from "./version.js";
import { checkSha256, openWheel, type Wheel } from "./wheel.js";

export interface InstallOptions extends SourceOverrides {
  /** The directory that packages go to. */
  readonly target: string;
  /** The version that wheels must fit; 3.14 when not given. */
  readonly pythonVersion?: readonly [number, number, number?];
  /** The environment to read pip's settings from; this process's when not given. */
  readonly env?: Env;
  readonly reporter?: Reporter;
  /** Take the newest versions, also of what is there and would do. */
  readonly upgrade?: boolean;
  /** false: only what is named, not what it needs. */
  readonly dependencies?: boolean;
  /** What the first line of installed scripts names. */
  readonly interpreter?: string;
  /** Which wheels fit; this machine's when not given. */
  readonly tags?: readonly string[];
  /** Packages that come with the interpreter: never fetched, and without requirements. */
  readonly provided?: readonly InstalledPackage[];
  /** Choose and check, but write nothing. */
  readonly dryRun?: boolean;
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
}

export interface InstallResult {
  readonly installed: readonly InstalledPackage[];
  /** What was there and did. */
  readonly satisfied: readonly InstalledPackage[];
}

/** Throws UserError. */
export async function installRequirements(
  requirements: readonly string[],
  options: InstallOptions,
): Promise<InstallResult> {
  const env = options.env ?? process.env;
  const sources = packageSources(env, options);
  const client = new HttpClient(sources, env);
  try {
    return await new Installation(options, sources, client).run(requirements);
  } finally {
    client.close();
  }
}

/** A wheel that could be fetched, or what is there. */
interface Choice extends Candidate {
  /** Undefined for what need not be fetched. */
  readonly remote: RemoteWheel | undefined;
}

class Installation implements Finder<Choice> {
  readonly #options: InstallOptions;
  readonly #sources: PackageSources;
  readonly #client: HttpClient;
  readonly #reporter: Reporter;
  readonly #python: readonly [number, number, number?];
  readonly #pythonVersion: Version;
  readonly #ranking: TagRanking;
  readonly #there: ReadonlyMap<string, InstalledDist>;
  readonly #requested = new Set<string>();
  readonly #found = new Map<string, Promise<Choice[]>>();
  readonly #reasons = new Map<string, string>();

  constructor(options: InstallOptions, sources: PackageSources, client: HttpClient) {
    this.#options = options;
    this.#sources = sources;
    this.#client = client;
    this.#reporter = options.reporter ?? silent;
    this.#python = options.pythonVersion ?? [3, 14];
    this.#pythonVersion = new Version(
      [...this.#python, ...(this.#python.length < 3 ? [0] : [])].join("."),
    );
    const [major, minor] = this.#python;
    this.#ranking = options.tags
      ? new TagRanking(options.tags)
      : TagRanking.forHost([major, minor]);
    this.#there = installedDists(options.target);
  }

  async run(texts: readonly string[]): Promise<InstallResult> {
    const requirements = texts.map(readRequirement);
    for (const { key } of requirements) this.#requested.add(key);
    const chosen = await resolveRequirements(requirements, this, {
      environment: environment(this.#python),
      pre: this.#sources.pre,
      python: this.#pythonVersion,
      dependencies: this.#options.dependencies ?? true,
    });

    const satisfied: InstalledPackage[] = [];
    const opened: { wheel: Wheel; choice: Choice; requested: boolean }[] = [];
    for (const { candidate: choice, requested } of chosen) {
      if (choice.remote === undefined) {
        const { name, version } = await choice.metadata();
        this.#reporter.line(`Requirement already satisfied: ${name} ${version}`);
        satisfied.push({ name, version: `${version}` });
        continue;
      }
      opened.push({ wheel: await choice.remote.open(), choice, requested });
    }

    const installed: InstalledPackage[] = [];
    for (const { wheel, choice, requested } of opened) {
      if (!this.#options.dryRun) this.#place(wheel, choice, requested);
      installed.push({ name: wheel.metadata.name, version: `${wheel.metadata.version}` });
    }
    if (installed.length > 0) {
      const list = installed.map(({ name, version }) => `${name}-${version}`).join(" ");
      this.#reporter.line(
        `${this.#options.dryRun ? "Would install" : "Successfully installed"} ${list}`,
      );
    }
    return { installed, satisfied };
  }

  #place(wheel: Wheel, choice: Choice, requested: boolean): void {
    const previous = this.#there.get(wheel.metadata.key);
    placeWheel(wheel, {
      target: this.#options.target,
      interpreter: this.#options.interpreter ?? "moult",
      requested,
      ...(choice.url === undefined
        ? {}
        : { directUrl: { url: withoutCredentials(choice.url), sha256: choice.remote?.sha256 } }),
      ...(previous === undefined ? {} : { previous }),
    });
  }

  // ---- finding candidates ----

  async candidates(key: string, url: string | undefined): Promise<readonly Choice[]> {
    if (url !== undefined) return [await this.#atAddress(key, url)];
    let found = this.#found.get(key);
    if (found === undefined) {
      found = this.#find(key);
      this.#found.set(key, found);
    }
    return found;
  }

  /** Nobody is asked about a package that is there and will do. */
  present(key: string): Choice | undefined {
    const provided = this.#options.provided?.find(({ name }) => normalizeName(name) === key);
    if (provided !== undefined) return providedChoice(provided);
    const there = this.#there.get(key);
    const upgraded = this.#options.upgrade && this.#requested.has(key);
    return there === undefined || upgraded ? undefined : presentChoice(there);
  }

  why(key: string): string | undefined {
    return this.#reasons.get(key);
  }

  async #find(key: string): Promise<Choice[]> {
    this.#reporter.line(`Collecting ${key}`);
    const { wheels, others } = await findFiles(key, this.#sources, this.#client);
    const best = new Map<string, { link: WheelLink; rank: number }>();
    const unfit: string[] = [];
    let forOtherPython = 0;
    for (const link of wheels) {
      const rank = this.#ranking.rank(link.wheel);
      if (rank === undefined) {
        unfit.push(link.wheel.file);
        continue;
      }
      if (!link.requiresPython.allows(this.#pythonVersion)) {
        forOtherPython++;
        continue;
      }
      const version = `${link.wheel.version}`;
      const known = best.get(version);
      if (known === undefined || better(link, rank, known)) best.set(version, { link, rank });
    }
    const choices = [...best.values()]
      .sort((a, b) => b.link.wheel.version.compare(a.link.wheel.version))
      .map(({ link }) => this.#remoteChoice(link));
    if (choices.length === 0) {
      this.#reasons.set(key, reason(wheels.length, unfit, forOtherPython, others));
    }
    // What is there already need not be fetched again.
    const there = this.#there.get(key);
    if (there === undefined) return choices;
    const present = presentChoice(there);
    const at = choices.findIndex((choice) => choice.version.compare(present.version) <= 0);
    const same = at >= 0 && choices[at]!.version.compare(present.version) === 0;
    choices.splice(at < 0 ? choices.length : at, same ? 1 : 0, present);
    return choices;
  }

  #remoteChoice(link: WheelLink): Choice {
    const remote = new RemoteWheel(link, this.#client, this.#reporter);
    return {
      version: link.wheel.version,
      installed: false,
      yanked: link.yanked !== undefined,
      remote,
      metadata: () => remote.metadata(),
    };
  }

  async #atAddress(key: string, url: string): Promise<Choice> {
    const address = new URL(url);
    const file = fileName(address);
    const wheel = parseWheelName(file);
    if (wheel === undefined) throw new UserError(`${url}: only wheels can be installed`);
    if (wheel.key !== key) throw new UserError(`${url}: this is a wheel of ${wheel.name}`);
    if (this.#ranking.rank(wheel) === undefined) {
      throw new UserError(`${file}: not a wheel for this Python and machine`);
    }
    const link: WheelLink = {
      wheel,
      url: url.replace(/#.*/, ""),
      sha256: fragment(address.hash.slice(1)).sha256,
      requiresPython: new SpecifierSet(),
      yanked: undefined,
      metadata: undefined,
      size: undefined,
    };
    return { ...this.#remoteChoice(link), url };
  }
}

function presentChoice({ metadata }: { metadata: Metadata }): Choice {
  return {
    version: metadata.version,
    installed: true,
    yanked: false,
    remote: undefined,
    metadata: async () => metadata,
  };
}

function providedChoice({ name, version }: InstalledPackage): Choice {
  return presentChoice({
    metadata: {
      name,
      key: normalizeName(name),
      version: new Version(version),
      requires: [],
      requiresPython: new SpecifierSet(),
      extras: [],
    },
  });
}

function better(link: WheelLink, rank: number, known: { link: WheelLink; rank: number }): boolean {
  if (rank !== known.rank) return rank < known.rank;
  const [build, text] = link.wheel.build ?? [-1, ""];
  const [otherBuild, otherText] = known.link.wheel.build ?? [-1, ""];
  return build !== otherBuild ? build > otherBuild : text > otherText;
}

function reason(
  wheels: number,
  unfit: readonly string[],
  forOtherPython: number,
  others: readonly string[],
): string {
  if (wheels === 0 && others.length === 0) return "no such package in any index";
  if (wheels === 0) return `only source archives, no wheels (such as ${others.at(-1)})`;
  if (forOtherPython > 0) return "its wheels are for other versions of Python";
  const nearest = unfit.filter((file) => /linux|-any\./.test(file)).at(-1) ?? unfit.at(-1);
  return `no wheel of the stable ABI or of pure Python for this machine (but ${nearest})`;
}

/** A requirement, or the path or address of a wheel. */
function readRequirement(text: string): Requirement {
  if (!/\.whl(#.*)?$/.test(text) || /^[^/:]*\s@\s/.test(text)) return parseRequirement(text);
  const url = /^(https?|file):/.test(text) ? text : pathToFileURL(resolve(text)).href;
  const wheel = parseWheelName(fileName(new URL(url)));
  if (wheel === undefined) throw new UserError(`${text}: this is not the name of a wheel`);
  return {
    name: wheel.name,
    key: normalizeName(wheel.name),
    extras: [],
    specifier: new SpecifierSet(),
    url,
    marker: undefined,
  };
}

/** A wheel somewhere else; what has been fetched of it is kept. */
class RemoteWheel {
  readonly #link: WheelLink;
  readonly #client: HttpClient;
  readonly #reporter: Reporter;
  #metadata: Promise<Metadata> | undefined;
  #wheel: Promise<Wheel> | undefined;

  constructor(link: WheelLink, client: HttpClient, reporter: Reporter) {
    this.#link = link;
    this.#client = client;
    this.#reporter = reporter;
  }

  get sha256(): string | undefined {
    return this.#link.sha256;
  }

  metadata(): Promise<Metadata> {
    this.#metadata ??= this.#readMetadata();
    return this.#metadata;
  }

  /** Fetched, compared with its hash, and checked inside. */
  open(): Promise<Wheel> {
    this.#wheel ??= this.#fetch();
    return this.#wheel;
  }

  async #readMetadata(): Promise<Metadata> {
    const { metadata, url, wheel } = this.#link;
    if (metadata === undefined || this.#wheel !== undefined || url.startsWith("file:")) {
      return (await this.open()).metadata;
    }
    const file = `${wheel.file}.metadata`;
    const response = await this.#client.get(`${url}.metadata`, { allow: [404] });
    if (response.status === 404) return (await this.open()).metadata;
    checkSha256(response.body, metadata.sha256, file);
    return parseMetadata(response.body.toString("utf8"), file);
  }

  async #fetch(): Promise<Wheel> {
    const { url, wheel, sha256 } = this.#link;
    const bytes = await (url.startsWith("file:") ? this.#readFile(url) : this.#download(url));
    checkSha256(bytes, sha256, wheel.file);
    return openWheel(bytes, wheel.file);
  }

  #readFile(url: string): Uint8Array {
    const path = fileURLToPath(url);
    try {
      if (statSync(path).isDirectory()) throw new Error("it is a directory");
      this.#reporter.line(`  Using ${basename(path)}`);
      return readFileSync(path);
    } catch (error) {
      throw new UserError(`${path}: cannot be read: ${oneLine(error)}`);
    }
  }

  async #download(url: string): Promise<Uint8Array> {
    const { wheel, size } = this.#link;
    const shown = this.#reporter.download(wheel.file, size);
    try {
      const { body } = await this.#client.get(url, {
        onProgress: (received, total) => shown.progress(received, total),
      });
      return body;
    } finally {
      shown.end();
    }
  }
}
