#!/usr/bin/env node
// The command: the bundle that the install step made (tools/bundle.mjs) with V8's code cache, or
// the compiled modules one by one when there is none or they are newer.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const v8 = require("node:v8");
const vm = require("node:vm");

// V8 begins with a young space of one megabyte, and a program's modules outgrow it at once: each step
// of growth costs a collection that copies nearly everything. (Before any code cache is read or made:
// V8 refuses those of other flags.)
v8.setFlagsFromString("--semi-space-growth-factor=16");
// As in src/runtime/tiering.ts, which sets it back when the interpreter has started.
const PATIENT = "--interrupt-budget=270336";
v8.setFlagsFromString(PATIENT);

const dist = path.join(__dirname, "..", "dist");
const entry = path.join(dist, "cli", "main.js");
const bundle = path.join(dist, "moult.cjs");

/** The bundle's exports; null when it is not to be used. */
function load() {
  if (process.env.MOULT_NO_BUNDLE) return null;
  let text;
  let cachedData;
  try {
    if (fs.statSync(bundle).mtimeMs < fs.statSync(entry).mtimeMs) return null;
    text = fs.readFileSync(bundle, "latin1");
    cachedData = fs.readFileSync(path.join(dist, "moult.cache"));
  } catch {
    if (text === undefined) return null;
  }
  const script = new vm.Script(text, { filename: bundle, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module, require, pathToFileURL(entry).href);
  if (process.env.MOULT_WRITE_CACHE)
    process.on("exit", () => {
      v8.setFlagsFromString(PATIENT);
      fs.writeFileSync(process.env.MOULT_WRITE_CACHE, script.createCachedData());
    });
  return module.exports;
}

async function run() {
  const { main } = load() ?? (await import(pathToFileURL(entry).href));
  process.exitCode = await main(process.argv.slice(2));
}
run();
