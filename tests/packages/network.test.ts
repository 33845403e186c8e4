import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageSources } from "../../src/packages/config.js";
import { UserError } from "../../src/packages/errors.js";
import { HttpClient, proxyFor } from "../../src/packages/http.js";
import { formatSize, terminalReporter } from "../../src/packages/progress.js";
import { serve, temporaryDirectory } from "./wheels.js";

const bare = { PIP_CONFIG_FILE: "/dev/null" };

function client(env: Record<string, string> = {}): HttpClient {
  const all = { ...bare, PIP_RETRIES: "2", ...env };
  return new HttpClient(packageSources(all), all, 1);
}

async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => "fine",
    (e) => e,
  );
  expect(error).toBeInstanceOf(UserError);
  return error.message;
}

describe("fetching", () => {
  test("what may pass is tried again", async () => {
    let requests = 0;
    const origin = await serve((_, response) => {
      requests++;
      if (requests === 1) response.writeHead(503).end();
      else if (requests === 2)
        response
          .writeHead(200, { "content-length": "10" })
          .write("12345", () => response.destroy());
      else response.end("at last");
    });
    expect((await client().get(origin)).body.toString()).toBe("at last");
    expect(requests).toBe(3);
  });

  test("what does not pass is not", async () => {
    let requests = 0;
    const origin = await serve((request, response) => {
      requests++;
      response.writeHead(request.url === "/gone" ? 410 : 500).end();
    });
    expect(await failure(client().get(`${origin}/gone`))).toBe(
      `${origin}/gone: the server answered 410 Gone`,
    );
    expect(requests).toBe(1);
    expect(await failure(client().get(`${origin}/broken`))).toMatch(
      /answered 500 .*\(tried 3 times\)$/,
    );
    expect(requests).toBe(4);
    expect(await failure(client().get("http://127.0.0.1:1/x"))).toMatch(
      /^http:\/\/127\.0\.0\.1:1\/x: .*ECONNREFUSED/,
    );
    expect(await failure(client().get("ftp://host/x"))).toMatch(
      /ftp: is not an address that can be fetched/,
    );
  });

  test("silence ends", async () => {
    const origin = await serve(() => {});
    const impatient = client({ PIP_DEFAULT_TIMEOUT: "0.05", PIP_RETRIES: "0" });
    expect(await failure(impatient.get(origin))).toBe(`${origin}: no answer in 0.05 seconds`);
  });

  test("redirects, with the password for its own host only", async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end("there");
    });
    const origin = await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === "/loop") response.writeHead(302, { location: "/loop" }).end();
      else if (request.url === "/near") response.writeHead(301, { location: "far" }).end();
      else response.writeHead(307, { location: `${other}/x` }).end();
    });
    const withPassword = origin.replace("://", "://user:p%40ss@");
    const response = await client().get(`${withPassword}/near`);
    expect([response.body.toString(), response.url]).toEqual(["there", `${other}/x`]);
    const basic = `Basic ${Buffer.from("user:p@ss").toString("base64")}`;
    expect(seen).toEqual([basic, basic, undefined]);
    const message = await failure(client().get(`${withPassword}/loop`));
    expect(message).toBe(`${origin}/loop: more than 10 redirects`);
  });

  test("through a proxy", async () => {
    const origin = await serve((_, response) => response.end("plain"));
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
      response.end("by proxy");
    });
    const env = { http_proxy: proxy.replace("://", "://u:p@") };
    expect((await client(env).get(`${origin}/x`)).body.toString()).toBe("by proxy");
    expect(asked).toEqual([`${origin}/x Basic ${Buffer.from("u:p").toString("base64")}`]);
    expect(
      (await client({ ...env, no_proxy: "127.0.0.1" }).get(`${origin}/x`)).body.toString(),
    ).toBe("plain");
    expect((await client({ PIP_PROXY: proxy }).get(`${origin}/x`)).body.toString()).toBe(
      "by proxy",
    );
  });

  test("TLS: its own certificate, also through a tunnel", async () => {
    const directory = temporaryDirectory();
    const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    const secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) });
    const origin = (await serve((_, response) => response.end("secret"), secure as never)).replace(
      "http://127.0.0.1",
      "https://localhost",
    );
    expect(await failure(client().get(origin))).toMatch(/self-signed certificate/);
    expect((await client({ PIP_CERT: cert }).get(origin)).body.toString()).toBe("secret");
    expect((await client({ SSL_CERT_FILE: cert }).get(origin)).body.toString()).toBe("secret");
    expect((await client({ PIP_TRUSTED_HOST: "localhost" }).get(origin)).body.toString()).toBe(
      "secret",
    );
    const tunnels: string[] = [];
    const server = createServer();
    server.on("connect", (request, socket, head) => {
      tunnels.push(request.url!);
      const [host, port] = request.url!.split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
    });
    const proxy = await serve(() => {}, server);
    const tunnelled = client({ PIP_CERT: cert, HTTPS_PROXY: proxy });
    expect((await tunnelled.get(origin)).body.toString()).toBe("secret");
    expect(tunnels).toEqual([origin.slice("https://".length)]);
  });

  test("which proxy", () => {
    const proxy = (url: string, env: Record<string, string>) =>
      proxyFor(new URL(url), undefined, env)?.href;
    const env = {
      https_proxy: "http://p:3128",
      HTTPS_PROXY: "http://other",
      NO_PROXY: "intern, .example.org,h:8443",
    };
    expect(proxy("https://host/", env)).toBe("http://p:3128/");
    expect(proxy("http://host/", env)).toBeUndefined();
    for (const url of [
      "https://intern/",
      "https://a.intern/",
      "https://b.example.org/",
      "https://h:8443/",
    ]) {
      expect(proxy(url, env), url).toBeUndefined();
    }
    expect(proxy("https://h/", env)).toBeDefined();
    expect(proxy("https://host/", { ALL_PROXY: "proxy.local:8080" })).toBe(
      "http://proxy.local:8080/",
    );
    expect(proxy("https://host/", { ...env, no_proxy: "*" })).toBeUndefined();
    expect(() => proxy("https://host/", { https_proxy: "socks5://p:1" })).toThrow(
      /only http:\/\/ proxies/,
    );
  });
});

describe("pip's configuration", () => {
  test("defaults", () => {
    const sources = packageSources(bare);
    expect(sources).toMatchObject({
      findLinks: [],
      timeoutSeconds: 180,
      retries: 5,
      ca: undefined,
      pre: false,
    });
    expect(sources.indexes).toHaveLength(1);
    expect(sources.indexes[0]).toMatch(/^https:\/\/[a-z.]+\/simple$/);
  });

  test("files from weakest to strongest, then the environment, then what the caller says", () => {
    const home = temporaryDirectory();
    const write = (path: string, text: string) => {
      mkdirSync(join(home, path, ".."), { recursive: true });
      writeFileSync(join(home, path), text);
      return join(home, path);
    };
    write(
      "xdg/pip/pip.conf",
      "[global]\ntimeout = 1\nretries = 1\npre = yes\nindex-url = https://xdg/\n",
    );
    write(".pip/pip.conf", "[global]\ntimeout: 2\nretries: 2\n");
    write(
      ".config/pip/pip.conf",
      "# comment\n[global]\ntimeout = 3\nfind-links =\n    /one\n    /two\n[install]\nretries = 3\n",
    );
    write("venv/pip.conf", "[global]\ntimeout = 4\n; another\n");
    const own = write(
      "own.conf",
      "[global]\nno_index = off\nextra-index-url = https://a/ https://b\n",
    );
    const env = {
      HOME: home,
      XDG_CONFIG_DIRS: join(home, "xdg"),
      VIRTUAL_ENV: join(home, "venv"),
      PIP_CONFIG_FILE: own,
    };
    expect(packageSources(env)).toMatchObject({
      indexes: ["https://xdg", "https://a", "https://b"],
      findLinks: ["/one", "/two"],
      timeoutSeconds: 4,
      retries: 3,
      pre: true,
    });
    const more = {
      ...env,
      PIP_DEFAULT_TIMEOUT: "9",
      PIP_INDEX_URL: "https://env/simple/",
      PIP_PRE: "0",
    };
    expect(packageSources(more)).toMatchObject({ timeoutSeconds: 9, pre: false });
    expect(packageSources(more).indexes[0]).toBe("https://env/simple");
    expect(packageSources(more, { indexUrl: "https://said", extraIndexUrls: [] }).indexes).toEqual([
      "https://said",
    ]);
    expect(packageSources({ ...more, PIP_NO_INDEX: "true" }).indexes).toEqual([]);
  });

  test("what makes no sense is said", () => {
    const bad = (env: Record<string, string>) => () => packageSources({ ...bare, ...env });
    expect(bad({ PIP_NO_INDEX: "perhaps" })).toThrow(
      'pip\'s setting no-index: "perhaps" is neither yes nor no',
    );
    expect(bad({ PIP_DEFAULT_TIMEOUT: "soon" })).toThrow(
      'pip\'s setting timeout: "soon" is no number',
    );
    expect(bad({ PIP_CERT: "/no/such/file" })).toThrow("/no/such/file: no certificates there");
    const file = join(temporaryDirectory(), "pip.conf");
    writeFileSync(file, "[global]\nnot a setting\n");
    expect(bad({ PIP_CONFIG_FILE: file })).toThrow(`${file}: line 2 is no setting: not a setting`);
  });
});

describe("progress", () => {
  test("lines where there is no terminal, a bar where there is", () => {
    const shown = (isTTY: boolean) => {
      let text = "";
      const reporter = terminalReporter({
        isTTY,
        columns: 60,
        write: (piece) => void (text += piece),
      });
      const download = reporter.download("a.whl", 2_000_000);
      download.progress(1_000_000, undefined);
      download.end();
      reporter.line("done");
      return text;
    };
    expect(shown(false)).toBe("  Downloading a.whl (2.0 MB)\ndone\n");
    expect(shown(true)).toMatch(/\[#{15}\.{15}\] 50% of 2\.0 MB/);
    expect(shown(true)).toMatch(/ {2}Downloading a\.whl \(2\.0 MB\)\ndone\n$/);
    expect([formatSize(7), formatSize(1500)]).toEqual(["7 bytes", "1.5 kB"]);
  });
});
