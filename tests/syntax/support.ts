import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { unzipSync } from "fflate";
import { PySyntaxError } from "../../src/syntax/errors.js";
import type { Scope } from "../../src/syntax/scopes.js";

export function fixture<R>(name: string): R {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8")) as R;
}

export function shortHash(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}

/** The .py files of the standard library that comes with pyodide. */
export function stdlib(): Map<string, Uint8Array> {
  const zip = new URL("../../node_modules/pyodide/python_stdlib.zip", import.meta.url);
  const files = unzipSync(readFileSync(zip), { filter: (f) => f.name.endsWith(".py") });
  return new Map(Object.entries(files));
}

/** [type, message, line, column, end line, end column] of an error; null if there is none. */
export function errorOf(run: () => unknown): (string | number | null)[] | null {
  try {
    run();
  } catch (e) {
    if (!(e instanceof PySyntaxError)) throw e;
    return [e.errorType, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text];
  }
  return null;
}

const SCOPE_NUMBERS = {
  local: 1,
  global_explicit: 2,
  global_implicit: 3,
  free: 4,
  cell: 5,
};

function compareCodePoints(a: string, b: string): number {
  const x = Array.from(a, (c) => c.codePointAt(0)!);
  const y = Array.from(b, (c) => c.codePointAt(0)!);
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

/** CPython leaves inlined comprehensions out of the tree of blocks. */
function visibleChildren(scope: Scope): Scope[] {
  return scope.children.flatMap((c) => (c.inlined ? visibleChildren(c) : [c]));
}

/** A symbol table as record.py writes CPython's. */
export function tableText(scope: Scope, indent = ""): string {
  const kind = scope.kind.replace("type_params", "type parameters").replace("_", " ");
  const lines = [`${indent}${kind} ${scope.name} ${scope.lineno} ${scope.nested ? 1 : 0}`];
  for (const name of [...scope.symbols.keys()].sort(compareCodePoints)) {
    const sym = scope.symbols.get(name)!;
    lines.push(`${indent} ${name} ${sym.flags | (SCOPE_NUMBERS[sym.scope] << 12)}`);
  }
  for (const child of visibleChildren(scope)) lines.push(tableText(child, `${indent}  `));
  return lines.join("\n");
}
