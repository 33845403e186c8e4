// Writes src/modules/generated/unicode-data.ts from the unicodedata of CPython 3.14 (Pyodide).
// tools/unicode-alias-names.txt has names to try for aliases and named sequences, which
// unicodedata does not list.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { loadPyodide } from "pyodide";

const SOURCE = `
import json
import unicodedata as u
from unicodedata import ucd_3_2_0 as old

ALL = [chr(c) for c in range(0x110000)]

def runs(f):
    """Where the value changes: starts as differences, and indices into the values."""
    values, starts, which, last = [], [], [], None
    at = 0
    for c, ch in enumerate(ALL):
        v = f(ch)
        if v != last:
            if v not in values:
                values.append(v)
            starts.append(c - at)
            which.append(values.index(v))
            at, last = c, v
    return {"values": values, "starts": starts, "which": which}

def numbers(ch):
    n = u.numeric(ch, None)
    return None if n is None else [u.decimal(ch, None), u.digit(ch, None), n]

def sparse(f):
    out, at = [], 0
    for c, ch in enumerate(ALL):
        v = f(ch)
        if v:
            out.append([c - at, v])
            at = c
    return out

names, ranges, at = [], [], 0
for c, ch in enumerate(ALL):
    n = u.name(ch, None)
    if n is None or n.startswith("HANGUL SYLLABLE "):
        continue
    tail = "%04X" % c
    if n.endswith("-" + tail):
        prefix = n[: -len(tail)]
        if ranges and ranges[-1][1] == c - 1 and ranges[-1][2] == prefix:
            ranges[-1][1] = c
        else:
            ranges.append([c, c, prefix])
        continue
    names.append("%s;%s" % (c - at, n))
    at = c

aliases = []
for n in CANDIDATES.split("\\n"):
    try:
        s = u.lookup(n)
    except KeyError:
        continue
    if len(s) > 1 or u.name(s, None) != n:
        aliases.append([n, [ord(x) for x in s]])

json.dumps([
    {
        "version": u.unidata_version,
        "category": runs(u.category),
        "bidirectional": runs(u.bidirectional),
        "combining": runs(u.combining),
        "width": runs(u.east_asian_width),
        "mirrored": runs(u.mirrored),
        "category32": runs(old.category),
        "bidirectional32": runs(old.bidirectional),
        "decomposition": sparse(u.decomposition),
        "numbers": sparse(numbers),
    },
    {"names": "\\n".join(names), "ranges": ranges, "aliases": aliases},
], separators=(",", ":"))
`;

const py = await loadPyodide();
py.globals.set(
  "CANDIDATES",
  readFileSync(new URL("unicode-alias-names.txt", import.meta.url), "utf8"),
);
const [properties, names] = JSON.parse(py.runPython(SOURCE));
const pack = (o) =>
  brotliCompressSync(JSON.stringify(o), {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
    },
  }).toString("base64");
writeFileSync(
  new URL("../src/modules/generated/unicode-data.ts", import.meta.url),
  `/** Made by tools/gen-unicode.mjs from Unicode ${properties.version}: JSON, Brotli, base64. */
export const PROPERTIES =
  "${pack(properties)}";
export const NAMES =
  "${pack(names)}";
`,
);
