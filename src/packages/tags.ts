/**
 * Which wheels fit (PEP 425, 600, 656). Moult loads extensions of the stable ABI and Python source,
 * so a wheel fits when it is tagged abi3 for this version or an older one, or has no ABI at all.
 * Wheels for cp314-cp314 never fit: what they hold may use the whole of CPython's API.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { normalizeName } from "./requirement.js";
import { Version } from "./version.js";

export interface WheelName {
  readonly file: string;
  readonly name: string;
  readonly key: string;
  readonly version: Version;
  readonly build: readonly [number, string] | undefined;
  /** Every tag that the compressed set stands for. */
  readonly tags: readonly string[];
}

/** Undefined when it is not the name of a wheel. */
export function parseWheelName(file: string): WheelName | undefined {
  if (!file.endsWith(".whl")) return undefined;
  const parts = file.slice(0, -4).split("-");
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const [name, versionText] = parts as [string, string];
  const version = Version.parse(versionText.replace(/_/g, "-"));
  const build = parts.length === 6 ? /^(\d+)(.*)$/.exec(parts[2]!) : undefined;
  if (version === undefined || build === null || !/^[\w.]+$/.test(name)) return undefined;
  const [pythons, abis, platforms] = parts.slice(-3).map((part) => part.split("."));
  const tags = pythons!.flatMap((python) =>
    abis!.flatMap((abi) => platforms!.map((platform) => `${python}-${abi}-${platform}`)),
  );
  return {
    file,
    name,
    key: normalizeName(name),
    version,
    build: build ? [Number(build[1]), build[2]!] : undefined,
    tags,
  };
}

export type Libc = { readonly kind: "glibc" | "musl"; readonly version: readonly [number, number] };

/** The C library of this process. */
export function hostLibc(): Libc | undefined {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  report.excludeNetwork = true;
  const { header } = report.getReport() as unknown as { header: Record<string, string> };
  const glibc = /^(\d+)\.(\d+)/.exec(header.glibcVersionRuntime ?? "");
  if (glibc !== null) return { kind: "glibc", version: [Number(glibc[1]), Number(glibc[2])] };
  const loader = `/lib/ld-musl-${hostMachine()}.so.1`;
  if (!existsSync(loader)) return undefined;
  const musl = /Version (\d+)\.(\d+)/.exec(spawnSync(loader, { encoding: "utf8" }).stderr);
  return musl === null ? undefined : { kind: "musl", version: [Number(musl[1]), Number(musl[2])] };
}

export function hostMachine(): string {
  return { x64: "x86_64", arm64: "aarch64" }[process.arch as string] ?? process.arch;
}

/** The names that manylinux had before they said which glibc they meant. */
const LEGACY: Record<number, string> = {
  17: "manylinux2014",
  12: "manylinux2010",
  5: "manylinux1",
};

/** Best first. */
export function platformTags(libc: Libc | undefined, machine: string): string[] {
  const tags: string[] = [];
  if (libc?.kind === "glibc" && libc.version[0] === 2) {
    const oldest = machine === "x86_64" ? 5 : 17;
    for (let minor = libc.version[1]; minor >= oldest; minor--) {
      tags.push(`manylinux_2_${minor}_${machine}`);
      const legacy = LEGACY[minor];
      if (legacy !== undefined) tags.push(`${legacy}_${machine}`);
    }
  } else if (libc?.kind === "musl") {
    for (let minor = libc.version[1]; minor >= 0; minor--) {
      tags.push(`musllinux_${libc.version[0]}_${minor}_${machine}`);
    }
  }
  tags.push(`linux_${machine}`);
  return tags;
}

/** The stable ABI began with 3.2. */
const FIRST_ABI3 = 2;

/** Best first. */
export function compatibleTags(python: readonly [number, number], platforms: string[]): string[] {
  const [major, minor] = python;
  const tags: string[] = [];
  for (let older = minor; older >= FIRST_ABI3; older--) {
    for (const platform of platforms) tags.push(`cp${major}${older}-abi3-${platform}`);
  }
  for (const platform of platforms) tags.push(`cp${major}${minor}-none-${platform}`);
  const versions = [`py${major}${minor}`, `py${major}`];
  for (let older = minor - 1; older >= 0; older--) versions.push(`py${major}${older}`);
  for (const platform of platforms) {
    for (const version of versions) tags.push(`${version}-none-${platform}`);
  }
  tags.push(`cp${major}${minor}-none-any`);
  for (const version of versions) tags.push(`${version}-none-any`);
  return tags;
}

/** How well wheels fit: the lower the better, undefined when not at all. */
export class TagRanking {
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(tags: readonly string[]) {
    this.#ranks = new Map(tags.map((tag, rank) => [tag, rank]));
  }

  static forHost(python: readonly [number, number]): TagRanking {
    return new TagRanking(compatibleTags(python, platformTags(hostLibc(), hostMachine())));
  }

  rank(wheel: WheelName): number | undefined {
    const ranks = wheel.tags.flatMap((tag) => this.#ranks.get(tag) ?? []);
    return ranks.length > 0 ? Math.min(...ranks) : undefined;
  }
}
