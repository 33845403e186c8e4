/** Wheels, directories and servers made for a test. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { afterEach } from "vitest";
import type { InstallOptions } from "../../src/packages/install.js";

export interface WheelSource {
  readonly name: string;
  readonly version: string;
  readonly tag?: string;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  readonly extras?: readonly string[];
  readonly entryPoints?: string;
  /** Changes the finished table of files. */
  readonly spoil?: (files: Record<string, Uint8Array>, distInfo: string) => void;
  /** Attributes of members, such as the mode that makes a symbolic link. */
  readonly modes?: Readonly<Record<string, number>>;
}

export interface BuiltWheel {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly metadata: string;
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function buildWheel(source: WheelSource): BuiltWheel {
  const { name, version, tag = "py3-none-any" } = source;
  const distInfo = `${name}-${version}.dist-info`;
  const lines = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`];
  if (source.requiresPython) lines.push(`Requires-Python: ${source.requiresPython}`);
  for (const extra of source.extras ?? []) lines.push(`Provides-Extra: ${extra}`);
  for (const requirement of source.requires ?? []) lines.push(`Requires-Dist: ${requirement}`);
  const metadata = `${lines.join("\n")}\n\nA description: not a header.\n`;
  const members: Record<string, string | Uint8Array> = {
    ...(source.files ?? { [`${name}/__init__.py`]: `version = "${version}"\n` }),
    [`${distInfo}/METADATA`]: metadata,
    [`${distInfo}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nTag: ${tag}\n`,
    ...(source.entryPoints ? { [`${distInfo}/entry_points.txt`]: source.entryPoints } : {}),
  };
  const files: Record<string, Uint8Array> = {};
  let record = "";
  for (const [path, content] of Object.entries(members)) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    files[path] = bytes;
    const digest = createHash("sha256").update(bytes).digest("base64url");
    const field = path.includes(",") ? `"${path}"` : path;
    record += `${field},sha256=${digest},${bytes.byteLength}\n`;
  }
  files[`${distInfo}/RECORD`] = Buffer.from(`${record}${distInfo}/RECORD,,\n`);
  source.spoil?.(files, distInfo);
  const zipped: Zippable = {};
  for (const [path, contents] of Object.entries(files)) {
    const mode = source.modes?.[path];
    zipped[path] = mode === undefined ? contents : [contents, { os: 3, attrs: mode << 16 }];
  }
  const bytes = zipSync(zipped, { level: 1 });
  return { file: `${name}-${version}-${tag}.whl`, bytes, sha256: sha256(bytes), metadata };
}

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const action of cleanups.splice(0).reverse()) await action();
});

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "moult-packages-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A directory for `find-links`. */
export function directoryOf(...wheels: readonly BuiltWheel[]): string {
  const directory = temporaryDirectory();
  for (const wheel of wheels) writeFileSync(join(directory, wheel.file), wheel.bytes);
  return directory;
}

export const TAGS = ["cp314-abi3-linux_x86_64", "cp39-abi3-linux_x86_64", "py3-none-any"];

/** Options that see nothing of the machine's own configuration. */
export function options(target: string, more: Partial<InstallOptions> = {}): InstallOptions {
  const env = { PIP_CONFIG_FILE: "/dev/null", PIP_NO_INDEX: "1", PIP_RETRIES: "2" };
  return { target, env, tags: TAGS, ...more };
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export async function serve(handler: Handler, server: Server = createServer()): Promise<string> {
  server.on("request", handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface IndexedWheel {
  readonly wheel: BuiltWheel;
  readonly yanked?: string | boolean;
  readonly requiresPython?: string;
  readonly sha256?: string;
  /** Offer METADATA alone. */
  readonly metadata?: boolean;
}

export interface TestIndex {
  readonly url: string;
  /** Paths asked for, in order. */
  readonly asked: string[];
}

/** An index that speaks JSON to those who ask for it, unless told to speak HTML only. */
export async function serveIndex(
  entries: readonly IndexedWheel[],
  format: "json" | "html" = "json",
): Promise<TestIndex> {
  const asked: string[] = [];
  const key = (file: string) =>
    file
      .split("-")[0]!
      .replace(/[-_.]+/g, "-")
      .toLowerCase();
  const origin = await serve((request, response) => {
    const path = decodeURIComponent(request.url ?? "");
    asked.push(path);
    const project = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
    const ours = entries.filter(({ wheel }) => key(wheel.file) === project);
    const file = entries.find(({ wheel }) => path === `/files/${wheel.file}`);
    const metadata = entries.find(({ wheel }) => path === `/files/${wheel.file}.metadata`);
    if (file !== undefined) response.end(file.wheel.bytes);
    else if (metadata?.metadata) response.end(metadata.wheel.metadata);
    else if (ours.length === 0) response.writeHead(404).end();
    else if (format === "json" && request.headers.accept?.includes("json")) {
      response.setHeader("content-type", "application/vnd.pypi.simple.v1+json");
      response.end(JSON.stringify({ files: ours.map(asJson) }));
    } else {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(
        `<!DOCTYPE html><html><body><!-- <a href="no.whl">no</a> -->${ours.map(asHtml).join("\n")}`,
      );
    }
  });
  return { url: `${origin}/simple`, asked };
}

function asJson(entry: IndexedWheel): object {
  const { wheel } = entry;
  return {
    filename: wheel.file,
    url: `../../files/${wheel.file}`,
    hashes: { sha256: entry.sha256 ?? wheel.sha256 },
    yanked: entry.yanked ?? false,
    ...(entry.requiresPython ? { "requires-python": entry.requiresPython } : {}),
    ...(entry.metadata ? { "core-metadata": { sha256: sha256(wheel.metadata) } } : {}),
  };
}

function asHtml(entry: IndexedWheel): string {
  const escaped = (text: string) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const { wheel } = entry;
  const attributes = [`href="../../files/${wheel.file}#sha256=${entry.sha256 ?? wheel.sha256}"`];
  if (entry.requiresPython)
    attributes.push(`data-requires-python="${escaped(entry.requiresPython)}"`);
  if (entry.yanked !== undefined)
    attributes.push(`data-yanked='${entry.yanked === true ? "" : entry.yanked}'`);
  if (entry.metadata) attributes.push(`data-core-metadata="sha256=${sha256(wheel.metadata)}"`);
  return `<a ${attributes.join(" ")}>${wheel.file}</a><br>`;
}
