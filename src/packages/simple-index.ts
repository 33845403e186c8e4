/**
 * Finding the files of a project: simple indexes in their JSON form (PEP 691) or as HTML pages (PEP
 * 503), and "find links" places, which are directories, pages or single files.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { PackageSources } from "./config.js";
import { UserError } from "./errors.js";
import { type HttpClient, withoutCredentials } from "./http.js";
import { pythonSpecifier } from "./metadata.js";
import { parseWheelName, type WheelName } from "./tags.js";
import type { SpecifierSet } from "./version.js";

export interface WheelLink {
  readonly wheel: WheelName;
  /** http:, https: or file:. */
  readonly url: string;
  readonly sha256: string | undefined;
  readonly requiresPython: SpecifierSet;
  /** The reason, or "" when none was given; undefined when not withdrawn. */
  readonly yanked: string | undefined;
  /** Whether METADATA can be had alone (PEP 658), and its hash when that is known. */
  readonly metadata: { readonly sha256: string | undefined } | undefined;
  readonly size: number | undefined;
}

export interface ProjectFiles {
  readonly wheels: readonly WheelLink[];
  /** Names of files that are no wheels: source archives and others, for messages. */
  readonly others: readonly string[];
}

interface Link {
  readonly file: string;
  readonly url: string;
  readonly hashes: Readonly<Record<string, string>>;
  readonly requiresPython: string | undefined;
  readonly yanked: string | undefined;
  readonly metadata: { readonly sha256: string | undefined } | undefined;
  readonly size: number | undefined;
}

const ACCEPT = [
  "application/vnd.pypi.simple.v1+json",
  "application/vnd.pypi.simple.v1+html;q=0.2",
  "text/html;q=0.1",
].join(", ");

/** All files of the project, from every place; a project that none knows has no files. */
export async function findFiles(
  key: string,
  sources: PackageSources,
  client: HttpClient,
): Promise<ProjectFiles> {
  const pages = await Promise.all([
    ...sources.findLinks.map((place) => linksAt(place, client)),
    ...sources.indexes.map((index) => projectPage(index, key, client)),
  ]);
  const wheels: WheelLink[] = [];
  const others: string[] = [];
  const seen = new Set<string>();
  for (const link of pages.flat()) {
    const wheel = parseWheelName(link.file);
    if (wheel !== undefined && wheel.key === key && !seen.has(link.file)) {
      seen.add(link.file);
      wheels.push({
        wheel,
        url: link.url,
        sha256: link.hashes.sha256?.toLowerCase(),
        requiresPython: pythonSpecifier(link.requiresPython),
        yanked: link.yanked,
        metadata: link.metadata,
        size: link.size,
      });
    } else if (
      wheel === undefined &&
      link.file
        .toLowerCase()
        .replace(/[-_.]+/g, "-")
        .startsWith(`${key}-`)
    ) {
      others.push(link.file);
    }
  }
  return { wheels, others };
}

async function projectPage(index: string, key: string, client: HttpClient): Promise<Link[]> {
  const url = `${index}/${key}/`;
  if (index.startsWith("file:")) {
    const page = join(fileURLToPath(url), "index.html");
    return existsSync(page) ? parseHtml(readFileSync(page, "utf8"), pathToFileURL(page).href) : [];
  }
  if (!/^https?:/.test(index)) throw new UserError(`${index}: not the address of an index`);
  // 403 is what some indexes answer for a project that they do not have.
  const response = await client.get(url, { accept: ACCEPT, allow: [403, 404] });
  if (response.status !== 200) return [];
  const text = response.body.toString("utf8");
  return /[+/]json\b/.test(response.contentType)
    ? parseJson(text, response.url)
    : parseHtml(text, response.url);
}

async function linksAt(place: string, client: HttpClient): Promise<Link[]> {
  if (/^https?:/.test(place)) {
    const response = await client.get(place, { accept: "text/html" });
    return parseHtml(response.body.toString("utf8"), response.url);
  }
  const path = place.startsWith("file:") ? fileURLToPath(place) : resolve(expandHome(place));
  // pip passes over a place that is not there.
  if (!existsSync(path)) return [];
  if (statSync(path).isDirectory()) {
    return readdirSync(path)
      .sort()
      .map((file) => plainLink(file, pathToFileURL(join(path, file)).href));
  }
  if (/\.html?$/.test(path)) return parseHtml(readFileSync(path, "utf8"), pathToFileURL(path).href);
  const url = pathToFileURL(path);
  return [plainLink(fileName(url), url.href)];
}

function expandHome(path: string): string {
  return path.replace(/^~(?=\/|$)/, process.env.HOME ?? "~");
}

function plainLink(file: string, url: string): Link {
  return {
    file,
    url,
    hashes: {},
    requiresPython: undefined,
    yanked: undefined,
    metadata: undefined,
    size: undefined,
  };
}

// ---- JSON ----

function parseJson(text: string, base: string): Link[] {
  let page: { files?: unknown };
  try {
    page = JSON.parse(text);
  } catch {
    throw new UserError(`${withoutCredentials(base)}: the index's answer is no valid JSON`);
  }
  if (!Array.isArray(page?.files)) {
    throw new UserError(`${withoutCredentials(base)}: the index's answer lists no files`);
  }
  return page.files.flatMap((entry: unknown): Link[] => {
    if (typeof entry !== "object" || entry === null) return [];
    const file = entry as Record<string, unknown>;
    const url = absolute(stringOf(file.url), base);
    if (url === undefined) return [];
    const yanked = file.yanked;
    return [
      {
        file: stringOf(file.filename) ?? fileName(url),
        url: url.href.replace(/#.*/, ""),
        hashes: hashesOf(file.hashes) ?? {},
        requiresPython: stringOf(file["requires-python"]),
        yanked: typeof yanked === "string" ? yanked : yanked === true ? "" : undefined,
        metadata: metadataOf(file["core-metadata"]) ?? metadataOf(file["dist-info-metadata"]),
        size: typeof file.size === "number" ? file.size : undefined,
      },
    ];
  });
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function hashesOf(value: unknown): Record<string, string> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}

function metadataOf(value: unknown): Link["metadata"] {
  if (value === true || value === "true") return { sha256: undefined };
  const hashes = hashesOf(value);
  return hashes === undefined ? undefined : { sha256: hashes.sha256 };
}

// ---- HTML ----

const TAG = /<!--[\s\S]*?-->|<(a|base)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

function parseHtml(text: string, address: string): Link[] {
  const links: Link[] = [];
  let base = address;
  for (const [, tag, rest] of text.matchAll(TAG)) {
    if (tag === undefined) continue;
    const attributes = new Map<string, string>();
    for (const [, name, double, single, bare] of (rest ?? "").matchAll(ATTRIBUTE)) {
      attributes.set(name!.toLowerCase(), unescapeHtml(double ?? single ?? bare ?? ""));
    }
    const url = absolute(attributes.get("href"), base);
    if (url === undefined) continue;
    if (tag.toLowerCase() === "base") {
      base = url.href;
      continue;
    }
    const metadata =
      attributes.get("data-core-metadata") ?? attributes.get("data-dist-info-metadata");
    links.push({
      file: fileName(url),
      url: url.href.replace(/#.*/, ""),
      hashes: fragment(url.hash.slice(1)),
      requiresPython: attributes.get("data-requires-python"),
      yanked: attributes.get("data-yanked"),
      metadata: metadata === undefined ? undefined : { sha256: fragment(metadata).sha256 },
      size: undefined,
    });
  }
  return links;
}

/** "sha256=..." as it stands behind the # of an address. */
export function fragment(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Math.min(Number(decimal), 0x10ffff));
    if (hex !== undefined)
      return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
    return ENTITIES[name.toLowerCase()] ?? whole;
  });
}

function absolute(href: string | undefined, base: string): URL | undefined {
  if (href === undefined) return undefined;
  try {
    return new URL(href, base);
  } catch {
    return undefined;
  }
}

/** The last part of the path. */
export function fileName(url: URL): string {
  const last = url.pathname.split("/").pop() ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
