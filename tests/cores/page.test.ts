/** The page of `moult cores --html` in a real browser: nothing overlaps, nothing is cut off. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const directory = mkdtempSync(join(tmpdir(), "moult-page-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const page = join(directory, "cores.html");
const measured = join(directory, "measured.html");

const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (b) => spawnSync(b, ["--version"]).status === 0,
);
if (browser === undefined) process.stdout.write("page: no Chromium here, the page is not opened\n");

/** Runs in the page: what sticks out of it, and which blocks lie over each other. */
const measure = `
addEventListener("load", () => {
  const wide = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("h1, h2, h3, h4, p, nav, article, .scroll, dl")].filter(
    (e) => e.getBoundingClientRect().right > wide + 1).length;
  const cut = [...document.querySelectorAll("article .scroll")].filter((e) => e.scrollWidth > e.clientWidth + 1).length;
  const boxes = [...document.querySelectorAll("article")].map((e) => e.getBoundingClientRect());
  let over = 0;
  for (let i = 0; i < boxes.length; i++)
    for (let k = 0; k < i; k++) {
      const a = boxes[i], b = boxes[k];
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) over++;
    }
  const rgb = (c) => c.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (c) => { const [r, g, b] = rgb(c).map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  let contrast = 99;
  const text = light(getComputedStyle(document.body).color);
  for (const e of [document.body, ...document.querySelectorAll("tr.contract, tr.own, tr.free, tr.changes")]) {
    const back = light(getComputedStyle(e).backgroundColor);
    contrast = Math.min(contrast, (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05));
  }
  document.title = "measured";
  document.body.innerHTML = "<pre id=result>" + JSON.stringify({ wide, out, cut, over, contrast, cards: boxes.length }) + "</pre>";
});`;

beforeAll(() => {
  const r = spawnSync(process.execPath, [join(root, "bin", "moult.js"), "cores", "--html", page], {
    encoding: "utf8",
  });
  expect(r.stderr).toBe("");
  expect(r.status).toBe(0);
  const html = readFileSync(page, "utf8");
  writeFileSync(measured, html.replace("</head>", `<script>${measure}</script></head>`));
});

test("the page stands alone and shows live memory", () => {
  const html = readFileSync(page, "utf8");
  expect(html).not.toMatch(/src=|href="(?!#)|url\(|@import/);
  for (const type of ["int", "str", "list", "dict", "instance", "type"])
    expect(html).toContain(`<section id="${type}">`);
  for (const core of ["compact", "classic", "immortal", "freethreaded", "opaque", "shuffled:1"])
    expect(html.split(`<h3>${core}</h3>`)).toHaveLength(7);
  // The digits of 2**40 + 5, and "grün" as UTF-8 and as Latin-1.
  expect(html).toContain("05 00 00 00 00 04 00 00");
  expect(html).toContain("67 72 c3 bc 6e 00");
  expect(html).toContain("67 72 fc 6e 00");
});

describe.runIf(browser !== undefined)("in Chromium", () => {
  test.each([
    [1280, "light"],
    [400, "light"],
    [1280, "dark"],
    [400, "dark"],
  ])("%i pixels wide, %s", (width, scheme) => {
    // Headless windows are no narrower than 500 pixels unless the device says so.
    const r = spawnSync(
      browser as string,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", `--window-size=${width},1600`],
        ...(scheme === "dark" ? ["--blink-settings=preferredColorScheme=0"] : []),
        ...["--virtual-time-budget=2000", "--dump-dom", `file://${measured}`],
      ],
      { encoding: "utf8", timeout: 60_000 },
    );
    const result = /<pre id="result">([^<]*)/.exec(r.stdout);
    expect(result, r.stderr).not.toBeNull();
    const found = JSON.parse((result as RegExpExecArray)[1]);
    expect(found.out).toBe(0);
    expect(found.cut).toBe(0);
    expect(found.over).toBe(0);
    expect(found.cards).toBe(36);
    expect(found.contrast).toBeGreaterThan(4.5);
    expect(found.wide).toBeLessThanOrEqual(width === 400 ? 500 : 1280);
  });
});
