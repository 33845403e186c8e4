/**
 * Fetching over HTTP with what a company network needs: its own certificates, a proxy, credentials
 * in the address, and patience. Failures that may pass are tried again with growing pauses.
 */
import http from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { gunzipSync, inflateSync } from "node:zlib";
import type { Env, PackageSources } from "./config.js";
import { oneLine, UserError } from "./errors.js";

export interface Response {
  /** Where the redirects ended. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

export type ProgressCallback = (received: number, total: number | undefined) => void;

export interface FetchOptions {
  readonly accept?: string;
  readonly onProgress?: ProgressCallback;
  /** Statuses to return instead of failing. */
  readonly allow?: readonly number[];
}

const REDIRECTS = 10;
const REDIRECTING = [301, 302, 303, 307, 308];
const PASSING = [408, 429, 500, 502, 503, 504, 520, 524];
const LONGEST_PAUSE_MS = 60_000;

/** A failure that another attempt may not meet. */
class Passing extends Error {
  constructor(
    message: string,
    readonly pauseMs?: number,
  ) {
    super(message);
  }
}

export class HttpClient {
  readonly #sources: PackageSources;
  readonly #env: Env;
  readonly #pauseMs: number;
  readonly #agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true }),
  };

  constructor(sources: PackageSources, env: Env, firstPauseMs = 250) {
    this.#sources = sources;
    this.#env = env;
    this.#pauseMs = firstPauseMs;
  }

  close(): void {
    this.#agents["http:"].destroy();
    this.#agents["https:"].destroy();
  }

  /** Throws UserError. */
  async get(url: string, options: FetchOptions = {}): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#follow(url, options);
      } catch (error) {
        if (!(error instanceof Passing) || attempt >= this.#sources.retries) {
          if (error instanceof UserError) throw error;
          const times = attempt > 0 ? ` (tried ${attempt + 1} times)` : "";
          throw new UserError(`${withoutCredentials(url)}: ${oneLine(error)}${times}`);
        }
        const pause = error.pauseMs ?? this.#pauseMs * 2 ** attempt;
        await new Promise((resolve) => setTimeout(resolve, Math.min(pause, LONGEST_PAUSE_MS)));
      }
    }
  }

  async #follow(start: string, options: FetchOptions): Promise<Response> {
    let url = parseUrl(start);
    let credentials = credentialsOf(url);
    for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
      const headers: http.OutgoingHttpHeaders = {
        "user-agent": "moult",
        "accept-encoding": "gzip",
        ...(options.accept === undefined ? {} : { accept: options.accept }),
        ...(credentials === undefined ? {} : { authorization: credentials }),
      };
      const { response, body } = await this.#request(url, headers, options.onProgress);
      const status = response.statusCode ?? 0;
      const location = response.headers.location;
      if (REDIRECTING.includes(status) && location !== undefined) {
        const target = parseUrl(new URL(location, url).href);
        // A password is for the host it was given for.
        if (target.host !== url.host) credentials = credentialsOf(target);
        if (url.protocol === "https:" && target.protocol === "http:") {
          throw new Error(`redirected to an insecure address, ${withoutCredentials(target.href)}`);
        }
        url = target;
        continue;
      }
      if (PASSING.includes(status)) throw new Passing(statusText(response), retryAfter(response));
      if (status !== 200 && !options.allow?.includes(status)) throw new Error(statusText(response));
      const contentType = response.headers["content-type"] ?? "";
      return { url: url.href, status, contentType, body };
    }
    throw new Error(`more than ${REDIRECTS} redirects`);
  }

  async #request(
    url: URL,
    headers: http.OutgoingHttpHeaders,
    onProgress: ProgressCallback | undefined,
  ): Promise<{ response: http.IncomingMessage; body: Buffer }> {
    const timeout = this.#sources.timeoutSeconds * 1000;
    const secure = url.protocol === "https:";
    const options: https.RequestOptions = {
      headers,
      timeout,
      agent: this.#agents[secure ? "https:" : "http:"],
      ...this.#tlsOptions(url),
    };
    const proxy = proxyFor(url, this.#sources.proxy, this.#env);
    if (proxy !== undefined && secure) {
      const tunnel = await openTunnel(proxy, url, timeout);
      const server = isIP(hostOf(url)) ? {} : { servername: hostOf(url) };
      // An agent would open a connection of its own.
      delete options.agent;
      options.createConnection = () =>
        tlsConnect({ socket: tunnel, ...server, ...this.#tlsOptions(url) });
    } else if (proxy !== undefined) {
      options.host = hostOf(proxy);
      options.port = proxy.port || 80;
      options.path = url.href;
      options.headers = { ...headers, host: url.host, ...proxyHeaders(proxy) };
    }
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(classify(error));
      const request = (secure ? https : http).request(url, options, (response) => {
        const declared = Number(response.headers["content-length"]);
        const total = Number.isNaN(declared) ? undefined : declared;
        const chunks: Buffer[] = [];
        let received = 0;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          received += chunk.length;
          if (response.statusCode === 200) onProgress?.(received, total);
        });
        response.on("error", fail);
        response.on("end", () => {
          if (!response.complete || (total !== undefined && received !== total)) {
            reject(new Passing("the connection ended too early"));
            return;
          }
          try {
            const encoding = response.headers["content-encoding"];
            resolve({ response, body: decode(Buffer.concat(chunks), encoding) });
          } catch (error) {
            reject(new Error(`cannot be unpacked: ${oneLine(error)}`));
          }
        });
      });
      request.on("error", fail);
      request.on("timeout", () => {
        request.destroy(new Passing(`no answer in ${this.#sources.timeoutSeconds} seconds`));
      });
      request.end();
    });
  }

  #tlsOptions(url: URL): { ca?: string; rejectUnauthorized?: boolean } {
    const trusted = this.#sources.trustedHosts;
    const insecure = trusted.includes(url.hostname) || trusted.includes(url.host);
    return {
      ...(this.#sources.ca === undefined ? {} : { ca: this.#sources.ca }),
      ...(insecure ? { rejectUnauthorized: false } : {}),
    };
  }
}

function parseUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new Error(`${url.protocol} is not an address that can be fetched`);
  }
  return url;
}

/** IPv6 addresses stand in brackets in a URL, and nowhere else. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function basic(url: URL): string | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

/** Takes them out of the address too. */
function credentialsOf(url: URL): string | undefined {
  const header = basic(url);
  url.username = "";
  url.password = "";
  return header;
}

/** For messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
}

function statusText(response: http.IncomingMessage): string {
  return `the server answered ${response.statusCode} ${response.statusMessage ?? ""}`.trimEnd();
}

function retryAfter(response: http.IncomingMessage): number | undefined {
  const seconds = Number(response.headers["retry-after"]);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

const PASSING_CODES = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "HPE_INVALID_CONSTANT",
]);

function classify(error: Error & { code?: string; errors?: Error[] }): Error {
  if (error instanceof Passing) return error;
  // A host with several addresses fails with one error for each.
  const first = error.errors?.[0] as (Error & { code?: string }) | undefined;
  const message = error.message || first?.message || error.code || error.name;
  const code = error.code ?? first?.code ?? "";
  return PASSING_CODES.has(code) ? new Passing(message) : new Error(message);
}

function decode(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === "gzip" || encoding === "x-gzip") return gunzipSync(body);
  return encoding === "deflate" ? inflateSync(body) : body;
}

// ---- proxies ----

/** pip's own setting, or what the variables say for this address. */
export function proxyFor(url: URL, setting: string | undefined, env: Env): URL | undefined {
  const variable = (name: string) => env[name] ?? env[name.toUpperCase()];
  const scheme = url.protocol.slice(0, -1);
  const proxy = setting || variable(`${scheme}_proxy`) || variable("all_proxy");
  if (!proxy || (!setting && excluded(url, variable("no_proxy") ?? ""))) return undefined;
  const address = tryUrl(proxy);
  const target = address?.host ? address : tryUrl(`http://${proxy}`);
  if (target?.protocol !== "http:") {
    throw new UserError(`${withoutCredentials(proxy)}: only http:// proxies are supported`);
  }
  return target;
}

function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function excluded(url: URL, list: string): boolean {
  const host = hostOf(url).toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((rule) => {
      if (rule === "*") return true;
      const [, name, rulePort] = /^(.*?)(?::(\d+))?$/.exec(rule.toLowerCase())!;
      if (rulePort !== undefined && rulePort !== port) return false;
      const domain = name!.replace(/^\*?\./, "");
      return host === domain || host.endsWith(`.${domain}`);
    });
}

function proxyHeaders(proxy: URL): http.OutgoingHttpHeaders {
  const credentials = basic(proxy);
  return credentials === undefined ? {} : { "proxy-authorization": credentials };
}

function openTunnel(proxy: URL, url: URL, timeout: number): Promise<Socket> {
  const target = `${url.hostname}:${url.port || 443}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: "CONNECT",
      host: hostOf(proxy),
      port: proxy.port || 80,
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      timeout,
      agent: false,
    });
    request.on("connect", (response, socket: Socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy ${proxy.host} answered ${response.statusCode} to CONNECT`));
    });
    request.on("error", (error) => reject(classify(error)));
    request.on("timeout", () => request.destroy(new Passing("no answer from the proxy")));
    request.end();
  });
}
