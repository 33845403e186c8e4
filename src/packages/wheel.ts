/**
 * A wheel file opened and doubted. Before anything of it is written, `openWheel` has seen that
 * every member stays inside the directory it is for, and that each has the hash that RECORD gives
 * it.
 */
import { createHash } from "node:crypto";
import { UserError } from "./errors.js";
import { type Metadata, parseHeaders, parseMetadata } from "./metadata.js";
import { normalizeName } from "./requirement.js";
import { parseWheelName, type WheelName } from "./tags.js";
import { readZip, type ZipEntry, ZipError } from "./zip.js";

export interface WheelMember {
  readonly path: string;
  readonly executable: boolean;
  readonly contents: Uint8Array;
}

export interface Wheel {
  readonly name: WheelName;
  readonly metadata: Metadata;
  /** Such as "nh3-0.2.17.dist-info". */
  readonly distInfo: string;
  /** Such as "nh3-0.2.17.data". */
  readonly data: string;
  /** All but RECORD itself and its signatures. */
  readonly members: readonly WheelMember[];
}

const HASHES = new Set(["sha256", "sha384", "sha512"]);

/** Throws UserError naming the file. */
export function checkSha256(bytes: Uint8Array, expected: string | undefined, file: string): void {
  if (expected === undefined) return;
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== expected.toLowerCase()) {
    throw new UserError(
      `${file}: its sha256 is ${actual}, but should be ${expected.toLowerCase()}`,
    );
  }
}

/**
 * Why the path may not be written to, if so. A wheel has no business outside of the directory it is
 * unpacked to, whichever system's way of saying so it uses.
 */
export function unsafePath(path: string): string | undefined {
  if (path === "" || path.includes("\0")) return "it has no proper name";
  if (path.includes("\\")) return "its name has a backslash";
  if (path.startsWith("/")) return "its name is an absolute path";
  if (/^[a-z]:/i.test(path)) return "its name has a drive letter";
  const parts = path.replace(/\/$/, "").split("/");
  if (parts.some((part) => part === "..")) return "it would be written outside the target";
  if (parts.some((part) => part === "." || part === "")) return "its name is no proper path";
  return undefined;
}

/** `file` is the wheel's name. Throws UserError. */
export function openWheel(bytes: Uint8Array, file: string): Wheel {
  const fail = (reason: string): never => {
    throw new UserError(`${file}: ${reason}`);
  };
  const name = parseWheelName(file) ?? fail("this is not the name of a wheel");
  try {
    const entries = new Map<string, ZipEntry>();
    for (const entry of readZip(bytes)) {
      const unsafe = unsafePath(entry.path);
      if (unsafe !== undefined) fail(`${JSON.stringify(entry.path)} refused: ${unsafe}`);
      if (entry.kind === "link" || entry.kind === "other") {
        fail(`${entry.path} refused: it is not a plain file but a link or device`);
      }
      if (entry.kind === "file") entries.set(entry.path, entry);
    }
    return checkWheel(name, entries, fail);
  } catch (error) {
    if (error instanceof ZipError) fail(error.message);
    throw error;
  }
}

/** METADATA alone, of a wheel that has not been checked otherwise. Throws UserError. */
export function wheelMetadata(bytes: Uint8Array, file: string): Metadata {
  return openWheel(bytes, file).metadata;
}

function checkWheel(
  name: WheelName,
  entries: ReadonlyMap<string, ZipEntry>,
  fail: (reason: string) => never,
): Wheel {
  const distInfo = findDistInfo(name, [...entries.keys()], fail);
  const read = (path: string): Uint8Array =>
    (entries.get(`${distInfo}/${path}`) ?? fail(`it has no ${distInfo}/${path}`)).read();
  const text = (path: string) => Buffer.from(read(path)).toString("utf8");

  const wheelVersion = parseHeaders(text("WHEEL")).get("wheel-version")?.[0] ?? "none";
  if (!/^1\.\d+$/.test(wheelVersion)) fail(`wheel format ${wheelVersion} is not known`);
  const metadata = parseMetadata(text("METADATA"), name.file);
  if (metadata.key !== name.key || metadata.version.compare(name.version) !== 0) {
    fail(`it holds ${metadata.name} ${metadata.version}, not what its name says`);
  }

  const record = parseRecord(text("RECORD"), fail);
  const members: WheelMember[] = [];
  const unlisted = new Set(["RECORD", "RECORD.jws", "RECORD.p7s"].map((f) => `${distInfo}/${f}`));
  for (const entry of entries.values()) {
    if (unlisted.has(entry.path)) continue;
    const contents = entry.read();
    checkAgainstRecord(entry.path, contents, record.get(entry.path), fail);
    members.push({ path: entry.path, executable: entry.executable, contents });
  }
  return { name, metadata, distInfo, data: distInfo.replace(/\.dist-info$/, ".data"), members };
}

function findDistInfo(
  name: WheelName,
  paths: readonly string[],
  fail: (reason: string) => never,
): string {
  const found = new Set(paths.map((path) => path.split("/")[0]!));
  const candidates = [...found].filter((directory) => directory.endsWith(".dist-info"));
  if (candidates.length !== 1) fail(`it has ${candidates.length} .dist-info directories`);
  const distInfo = candidates[0]!;
  const owner = normalizeName(distInfo.slice(0, -".dist-info".length));
  if (!owner.startsWith(`${name.key}-`)) fail(`${distInfo} is of another package`);
  return distInfo;
}

// ---- RECORD ----

export interface RecordRow {
  readonly path: string;
  readonly hash: string;
  readonly size: string;
}

/** Comma-separated values: a field with a comma or quote stands in quotes, with quotes doubled. */
export function parseRecordRows(text: string): RecordRow[] {
  const rows: RecordRow[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line === "") continue;
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replace(/""/g, '"') ?? plain ?? "",
    );
    rows.push({ path: fields[0] ?? "", hash: fields[1] ?? "", size: fields[2] ?? "" });
  }
  return rows;
}

export function formatRecordRows(rows: readonly RecordRow[]): string {
  const field = (text: string) => (/[",]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return rows.map((row) => `${[row.path, row.hash, row.size].map(field).join(",")}\n`).join("");
}

/** As RECORD writes a hash: its name, and base64 without padding. */
export function recordHash(contents: Uint8Array, algorithm = "sha256"): string {
  return `${algorithm}=${createHash(algorithm).update(contents).digest("base64url")}`;
}

function parseRecord(text: string, fail: (reason: string) => never): Map<string, RecordRow> {
  const record = new Map<string, RecordRow>();
  for (const row of parseRecordRows(text)) {
    const unsafe = unsafePath(row.path);
    if (unsafe !== undefined) fail(`RECORD lists ${JSON.stringify(row.path)}: ${unsafe}`);
    record.set(row.path, row);
  }
  return record;
}

function checkAgainstRecord(
  path: string,
  contents: Uint8Array,
  row: RecordRow | undefined,
  fail: (reason: string) => never,
): void {
  const hash = row?.hash ?? fail(`${path} is not in RECORD`);
  const [algorithm, digest] = hash.split("=", 2);
  if (!algorithm || !digest || !HASHES.has(algorithm)) {
    return void fail(`RECORD has no usable hash of ${path}`);
  }
  // Some tools write the padding that the format leaves out.
  if (recordHash(contents, algorithm) !== hash.trim().replace(/=+$/, "")) {
    fail(`${path} does not have the hash that RECORD gives`);
  }
}
