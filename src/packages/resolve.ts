/**
 * Choosing one version of every package so that all requirements hold.
 *
 * Packages are decided one after the other, the newest acceptable version first, and each decision
 * adds the requirements that its metadata lists. When a package has no acceptable version left, the
 * search goes back to the latest decision that had a part in it (a decision that did not cannot
 * help) and tries the next version there.
 */
import { UserError } from "./errors.js";
import { type Environment, evaluateMarker } from "./markers.js";
import type { Metadata } from "./metadata.js";
import { formatRequirement, type Requirement } from "./requirement.js";
import type { Version } from "./version.js";

/** A version that could be chosen. */
export interface Candidate {
  readonly version: Version;
  /** In the target already. */
  readonly installed: boolean;
  /** Withdrawn: only for those who ask for exactly this version. */
  readonly yanked: boolean;
  /** The address it was asked for by, when it was not found by name. */
  readonly url?: string;
  metadata(): Promise<Metadata>;
}

export interface Finder<C extends Candidate> {
  /** One to be tried before all others. */
  present(key: string): C | undefined;
  /** Candidates in order of preference. Throws UserError when nobody knows the project. */
  candidates(key: string, url: string | undefined): Promise<readonly C[]>;
  /** Why the project has no candidate at all, for a message; undefined when it has some. */
  why(key: string): string | undefined;
}

export interface ResolveOptions {
  readonly environment: Environment;
  readonly pre: boolean;
  /** The version of Python that metadata may refuse. */
  readonly python: Version;
  /** Requirements of requirements too. */
  readonly dependencies: boolean;
}

export interface Resolved<C> {
  readonly key: string;
  readonly candidate: C;
  /** Whether it was asked for by name, not only needed by others. */
  readonly requested: boolean;
}

interface Demand {
  readonly requirement: Requirement;
  /** The package that makes it, or undefined for the user. */
  readonly by: string | undefined;
  /** How a message calls whoever makes it. */
  readonly source: string;
}

const MOST_STEPS = 2000;

/** What packages require and Moult brings with it: cffi's run-time module (native/cffi). */
const PROVIDED: ReadonlySet<string> = new Set(["cffi"]);

/** No choice works; `culprits` are the decisions that another outcome could come from. */
class Conflict extends Error {
  constructor(
    message: string,
    readonly culprits: ReadonlySet<string>,
  ) {
    super(message);
  }
}

/**
 * In the order of installing: needed packages before those that need them. Throws UserError, also
 * at once when a needed package has no candidate at all.
 */
export async function resolveRequirements<C extends Candidate>(
  requirements: readonly Requirement[],
  finder: Finder<C>,
  options: ResolveOptions,
): Promise<Resolved<C>[]> {
  const search = new Search(finder, options);
  const demands = requirements
    .filter((r) => r.marker === undefined || evaluateMarker(r.marker, options.environment))
    .map((requirement) => ({ requirement, by: undefined, source: "you asked" }));
  try {
    await search.run(demands);
  } catch (error) {
    if (error instanceof Conflict) throw new UserError(error.message);
    throw error;
  }
  return search.inOrder(new Set(demands.map((demand) => demand.requirement.key)));
}

class Search<C extends Candidate> {
  readonly #finder: Finder<C>;
  readonly #options: ResolveOptions;
  readonly #decided = new Map<string, C>();
  readonly #demands = new Map<string, Demand[]>();
  #steps = 0;

  constructor(finder: Finder<C>, options: ResolveOptions) {
    this.#finder = finder;
    this.#options = options;
  }

  async run(demands: readonly Demand[]): Promise<void> {
    for (const demand of demands) this.#add(demand);
    await this.#decideNext();
  }

  #add(demand: Demand): void {
    const { key } = demand.requirement;
    const list = this.#demands.get(key);
    if (list === undefined) this.#demands.set(key, [demand]);
    else list.push(demand);
  }

  #remove(demand: Demand): void {
    const { key } = demand.requirement;
    const left = this.#demands.get(key)!.filter((other) => other !== demand);
    if (left.length > 0) this.#demands.set(key, left);
    else this.#demands.delete(key);
  }

  async #decideNext(): Promise<void> {
    const key = [...this.#demands.keys()].find((name) => !this.#decided.has(name));
    if (key === undefined) return;
    const culprits = new Set(this.#demanders(key));
    let last: Conflict | undefined;
    for await (const candidate of this.#acceptable(key)) {
      if (++this.#steps > MOST_STEPS) {
        throw new UserError(`${key}: no fitting set of versions in ${MOST_STEPS} attempts`);
      }
      try {
        await this.#decide(key, candidate);
        return;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        // Nothing that is decided here would change the outcome.
        if (!error.culprits.has(key)) throw error;
        for (const culprit of error.culprits) if (culprit !== key) culprits.add(culprit);
        last = error;
      }
    }
    throw new Conflict(last?.message ?? (await this.#explain(key)), culprits);
  }

  async #decide(key: string, candidate: C): Promise<void> {
    const added: Demand[] = [];
    this.#decided.set(key, candidate);
    try {
      await this.#checkPython(key, candidate);
      await this.#expand(key, candidate, added);
      await this.#decideNext();
    } catch (error) {
      this.#decided.delete(key);
      for (const demand of added) this.#remove(demand);
      throw error;
    }
  }

  /** Not every place that has a file knows what its metadata says of Python. */
  async #checkPython(key: string, candidate: C): Promise<void> {
    const { name, requiresPython } = await candidate.metadata();
    if (candidate.installed || requiresPython.allows(this.#options.python)) return;
    const message = `${name} ${candidate.version} is for Python ${requiresPython}`;
    throw new Conflict(message, new Set([key]));
  }

  /** Adds what the candidate requires, again for extras that were asked for since. */
  async #expand(key: string, candidate: C, added: Demand[]): Promise<void> {
    if (!this.#options.dependencies) return;
    const metadata = await candidate.metadata();
    const extras = this.#extras(key);
    const source = `${metadata.name} ${candidate.version} requires`;
    const known = new Set(
      [...this.#demands.values()]
        .flat()
        .filter((demand) => demand.by === key)
        .map((demand) => demand.requirement),
    );
    for (const requirement of metadata.requires) {
      if (PROVIDED.has(requirement.key)) continue;
      const applies =
        requirement.marker === undefined ||
        evaluateMarker(requirement.marker, this.#options.environment, extras);
      if (!applies || known.has(requirement)) continue;
      const demand = { requirement, by: key, source };
      this.#add(demand);
      added.push(demand);
      await this.#meet(demand, added);
    }
  }

  /** Checks a new demand against a decision that stands already. */
  async #meet(demand: Demand, added: Demand[]): Promise<void> {
    const { key, extras } = demand.requirement;
    const decided = this.#decided.get(key);
    if (decided === undefined) return;
    if (!this.#fits(key, decided)) {
      throw new Conflict(this.#describe(key), new Set([...this.#demanders(key), key]));
    }
    if (extras.length > 0) await this.#expand(key, decided, added);
  }

  #extras(key: string): string[] {
    const demands = this.#demands.get(key) ?? [];
    return [...new Set(demands.flatMap((demand) => demand.requirement.extras))];
  }

  #demanders(key: string): string[] {
    return (this.#demands.get(key) ?? []).flatMap((demand) => demand.by ?? []);
  }

  #fits(key: string, candidate: C): boolean {
    return (this.#demands.get(key) ?? []).every(
      ({ requirement }) =>
        requirement.specifier.allows(candidate.version) &&
        (requirement.url === undefined || requirement.url === candidate.url),
    );
  }

  async *#acceptable(key: string): AsyncGenerator<C> {
    const present = this.#finder.present(key);
    if (present !== undefined && this.#fits(key, present)) yield present;
    const demands = this.#demands.get(key) ?? [];
    const url = demands.find((demand) => demand.requirement.url !== undefined)?.requirement.url;
    const all = await this.#finder.candidates(key, url);
    // Older versions of those that need it would hardly do without, and looking is slow.
    const reason = present === undefined ? this.#finder.why(key) : undefined;
    if (reason !== undefined) throw new UserError(`${this.#wanted(key)}: ${reason}`);
    const pinned = demands.some((demand) => demand.requirement.specifier.pins);
    const fitting = all.filter((c) => this.#fits(key, c) && (!c.yanked || pinned || c.installed));
    const pre =
      this.#options.pre ||
      url !== undefined ||
      demands.some((demand) => demand.requirement.specifier.namesPrerelease);
    const final = fitting.filter((c) => pre || c.installed || !c.version.isPrerelease);
    // A project that has nothing else offers its pre-releases.
    for (const candidate of final.length > 0 ? final : fitting) {
      if (present === undefined || !candidate.installed) yield candidate;
    }
  }

  async #explain(key: string): Promise<string> {
    const url = this.#demands.get(key)?.find((d) => d.requirement.url !== undefined);
    const all = await this.#finder.candidates(key, url?.requirement.url);
    const versions = [...new Set(all.map((candidate) => `${candidate.version}`))];
    const some = versions.slice(0, 8).join(", ") + (versions.length > 8 ? ", ..." : "");
    return `${this.#describe(key)}; there is ${some}`;
  }

  #wanted(key: string): string {
    const demand = this.#demands.get(key)?.[0];
    if (demand === undefined) return key;
    const wanted = formatRequirement(demand.requirement);
    return demand.by === undefined ? wanted : `${wanted} (${demand.source} it)`;
  }

  #describe(key: string): string {
    const demands = this.#demands.get(key) ?? [];
    const parts = demands.map(({ source, requirement, by }) =>
      by === undefined
        ? `${source} for ${formatRequirement(requirement)}`
        : `${source} ${formatRequirement(requirement)}`,
    );
    const name = demands[0]?.requirement.name ?? key;
    return `no version of ${name} fits: ${[...new Set(parts)].join(", ")}`;
  }

  inOrder(requested: ReadonlySet<string>): Resolved<C>[] {
    const order: Resolved<C>[] = [];
    const visited = new Set<string>();
    const visit = (key: string) => {
      const candidate = this.#decided.get(key);
      if (candidate === undefined || visited.has(key)) return;
      visited.add(key);
      for (const [needed, demands] of this.#demands) {
        if (demands.some((demand) => demand.by === key)) visit(needed);
      }
      order.push({ key, candidate, requested: requested.has(key) });
    };
    for (const key of this.#decided.keys()) visit(key);
    return order;
  }
}
