/**
 * Where packages come from, as pip would answer: its environment variables first, then its
 * configuration files, then its defaults. A machine that is set up for pip needs nothing more for
 * Moult.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "./errors.js";

export type Env = Readonly<Record<string, string | undefined>>;

export interface PackageSources {
  /** Simple indexes, in order. */
  readonly indexes: readonly string[];
  /** Directories, pages and single files to look at besides. */
  readonly findLinks: readonly string[];
  /** Certificates to trust instead of the built-in ones. */
  readonly ca: string | undefined;
  readonly trustedHosts: readonly string[];
  readonly timeoutSeconds: number;
  readonly retries: number;
  readonly proxy: string | undefined;
  readonly pre: boolean;
}

export interface SourceOverrides {
  readonly indexUrl?: string;
  readonly extraIndexUrls?: readonly string[];
  readonly findLinks?: readonly string[];
  readonly noIndex?: boolean;
  readonly pre?: boolean;
}

/** The index of the Python community, which pip uses when nobody says otherwise. */
const DEFAULT_INDEX = `https://${["pypi", "org"].join(".")}/simple`;

const DEFAULT_TIMEOUT_SECONDS = 180;
const DEFAULT_RETRIES = 5;

/** Throws UserError when a file or value makes no sense. */
export function packageSources(env: Env, overrides: SourceOverrides = {}): PackageSources {
  const settings = readSettings(env);
  const list = (name: string) => settings.get(name)?.split(/\s+/).filter(Boolean) ?? [];
  const noIndex = overrides.noIndex ?? flag(settings, "no-index");
  const first = overrides.indexUrl ?? settings.get("index-url") ?? DEFAULT_INDEX;
  const extra = overrides.extraIndexUrls ?? list("extra-index-url");
  return {
    indexes: noIndex ? [] : [first, ...extra].map((url) => url.replace(/\/+$/, "")),
    findLinks: [...list("find-links"), ...(overrides.findLinks ?? [])],
    ca: readCertificates(settings.get("cert"), env),
    trustedHosts: list("trusted-host"),
    timeoutSeconds: number(settings, "timeout", DEFAULT_TIMEOUT_SECONDS),
    retries: number(settings, "retries", DEFAULT_RETRIES),
    proxy: settings.get("proxy"),
    pre: overrides.pre ?? flag(settings, "pre"),
  };
}

function flag(settings: ReadonlyMap<string, string>, name: string): boolean {
  const value = settings.get(name)?.toLowerCase();
  if (value === undefined || value === "") return false;
  if (["1", "y", "yes", "t", "true", "on"].includes(value)) return true;
  if (["0", "n", "no", "f", "false", "off"].includes(value)) return false;
  throw new UserError(`pip's setting ${name}: "${value}" is neither yes nor no`);
}

function number(settings: ReadonlyMap<string, string>, name: string, fallback: number): number {
  const value = settings.get(name);
  if (value === undefined || value === "") return fallback;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  throw new UserError(`pip's setting ${name}: "${value}" is no number`);
}

function readSettings(env: Env): Map<string, string> {
  const settings = new Map<string, string>();
  for (const file of configFiles(env)) {
    const sections = parseIni(readIfThere(file), file);
    for (const section of ["global", "install"]) {
      for (const [name, value] of sections.get(section) ?? []) settings.set(name, value);
    }
  }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("PIP_") || value === undefined || value === "") continue;
    const setting = name.slice(4).toLowerCase().replace(/_/g, "-");
    settings.set(setting === "default-timeout" ? "timeout" : setting, value);
  }
  return settings;
}

/** Weakest first. PIP_CONFIG_FILE=/dev/null means no file at all. */
function configFiles(env: Env): string[] {
  const own = env.PIP_CONFIG_FILE;
  if (own === "/dev/null") return [];
  const home = env.HOME ?? homedir();
  const shared = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").filter(Boolean).reverse();
  const environment = env.VIRTUAL_ENV;
  return [
    ...shared.map((directory) => join(directory, "pip", "pip.conf")),
    "/etc/pip.conf",
    join(home, ".pip", "pip.conf"),
    join(env.XDG_CONFIG_HOME || join(home, ".config"), "pip", "pip.conf"),
    ...(environment ? [join(environment, "pip.conf")] : []),
    ...(own ? [own] : []),
  ];
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Lines that begin with a space continue the value before them. */
function parseIni(text: string, file: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let name: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || /^\s*[#;]/.test(line)) continue;
    const header = /^\[([^\]]+)\]\s*$/.exec(line);
    if (header !== null) {
      const title = header[1]!.trim();
      section = sections.get(title) ?? new Map();
      sections.set(title, section);
      name = undefined;
      continue;
    }
    if (/^\s/.test(line) && section !== undefined && name !== undefined) {
      section.set(name, `${section.get(name)}\n${line.trim()}`);
      continue;
    }
    const setting = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line);
    if (setting === null || section === undefined) {
      throw new UserError(`${file}: line ${index + 1} is no setting: ${line.trim()}`);
    }
    name = setting[1]!.toLowerCase().replace(/_/g, "-");
    section.set(name, setting[2]!.trim());
  }
  return sections;
}

/**
 * A file, or a directory of files. pip's own setting must be right; the variables of other programs
 * only count when they name something. (NODE_EXTRA_CA_CERTS is obeyed by Node itself.)
 */
function readCertificates(setting: string | undefined, env: Env): string | undefined {
  if (setting) {
    const certificates = certificatesAt(setting);
    if (certificates === undefined) throw new UserError(`${setting}: no certificates there`);
    return withExtra(certificates, env);
  }
  for (const name of ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"]) {
    const path = env[name];
    const certificates = path ? certificatesAt(path) : undefined;
    if (certificates !== undefined) return withExtra(certificates, env);
  }
  return undefined;
}

/** A list of certificates given to Node replaces those it would add by itself. */
function withExtra(certificates: string, env: Env): string {
  const extra = env.NODE_EXTRA_CA_CERTS;
  return extra ? `${certificates}\n${certificatesAt(extra) ?? ""}` : certificates;
}

function certificatesAt(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return readFileSync(path, "utf8");
    return readdirSync(path)
      .filter((file) => /\.(pem|crt)$/.test(file))
      .map((file) => readFileSync(join(path, file), "utf8"))
      .join("\n");
  } catch {
    return undefined;
  }
}
