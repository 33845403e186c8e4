/**
 * Tree -> JavaScript. The result is text and data: nothing here knows the runtime's objects.
 */
import { analyze, type ast, type SymbolTable } from "../syntax/index.js";
import { expr } from "./expr.js";
import { docstring, namespaceAnnotations } from "./functions.js";
import { declareLocals } from "./names.js";
import { block } from "./stmt.js";
import { tracedBody } from "./traced.js";
import {
  type CodeTemplate,
  type ConstTemplate,
  MARK,
  MARK_END,
  newCode,
  Program,
  type Traced,
  Unit,
} from "./unit.js";

export interface Compiled {
  /**
   * JavaScript: `(function($r,$c,$k){...return function($g,$l,$b){...}})`. `$r` holds the runtime
   * helpers, `$c` the code objects, `$k` the constants; the inner function runs the program in
   * globals, locals and builtins.
   */
  js: string;
  codes: CodeTemplate[];
  consts: ConstTemplate[];
  /** For each line of `js`: code index and Python line, two entries each (-1 where unknown). */
  lineMap: Int32Array;
  /** Indices of the codes that are in the traced form. */
  live: number[];
  /** The text of each function, if asked for (`bodyScript`). */
  bodies: Map<number, string>;
  /** With these: which of a code's names are variables. */
  variables: ReadonlyMap<number, ReadonlySet<string>>;
}

export interface CompileOptions {
  filename: string;
  optimize?: number;
  futureAnnotations?: boolean;
  table?: SymbolTable;
  /** Of the standard library: nobody waits for a death when a name is deleted there. */
  library?: boolean;
  traced?: Traced;
  /** Keep the text of each function, for `bodyScript`. */
  bodies?: boolean;
}

export function compileTree(tree: ast.Mod, o: CompileOptions): Compiled {
  const table =
    o.table ??
    analyze(tree, o.filename, {
      futureAnnotations: o.futureAnnotations ?? false,
      inlineComprehensions: false,
    });
  const program = new Program(
    o.filename,
    table,
    o.optimize ?? 0,
    o.library ?? false,
    o.traced,
    o.bodies,
  );
  const code = newCode(program, "<module>", "<module>", 1, 0);
  if (table.futures.annotations) code.flags |= 0x1000000;
  if (table.top.isCoroutine) code.flags |= 128;
  const u = new Unit(program, table.top, null, "module", code);
  if (tree.kind === "Expression") {
    u.at(tree.body);
    u.emit(u.ret(expr(u, tree.body)));
  } else if (tree.kind === "FunctionType") throw new Error("moult: a function type is no program");
  else {
    let body = tree.body;
    if (tree.kind === "Module") {
      const doc = docstring(body);
      if (doc !== null) {
        if (program.optimize < 2)
          u.emit(`${u.rt("sn")}($l,"__doc__",${program.constant({ type: "str", value: doc })});`);
        body = body.slice(1);
      }
    }
    namespaceAnnotations(u, tree, body, () => block(u, body));
    u.emit(u.ret("null"));
  }
  for (const m of moduleCells(u)) u.locals.add(m);
  const isAsync = table.top.isCoroutine;
  const decl = u.declarations([]);
  const main = u.traced
    ? tracedBody(u, decl, isAsync, true)
    : [`{${decl}try{`, ...u.lines, `}catch($e){throw ${u.rt("tb")}($e,${u.codeRef},$g,$p)}}`].join(
        "\n",
      );
  const run = isAsync
    ? u.traced
      ? `const $h=${u.rt("gh")}();return ${u.rt("mkCoro")}(${u.codeRef},$h.over((function* $F()${main})()),$g);`
      : `return ${u.rt("mkCoro")}(${u.codeRef},(function* $F()${main})(),$g);`
    : main;
  const cells = globalCells(u);
  const helpers = [...program.helpers].sort().join(",");
  const text = [
    `(function($r,$c,$k){"use strict";const {${helpers}}=$r;`,
    "return function $M($g,$l,$b){",
    cells,
    run,
    "}})",
  ].join("\n");
  const bodies = program.bodies ?? new Map<number, string>();
  for (const [i, js] of bodies)
    bodies.set(i, bodyText(helpers, cells, js, program.codes[i].freevars.length > 0));
  return {
    ...placeMarks(text),
    codes: program.codes,
    consts: program.consts,
    live: program.live,
    bodies,
    variables: program.variables,
  };
}

/** Declares where the globals and built-ins are that the program uses. */
function globalCells(u: Unit): string {
  // The namespace that a subclass of dict makes up as it goes has no cells: `gl` asks it.
  const cells = [...u.program.globals].map(
    ([name, i]) =>
      `$gc${i}=${u.rt("gcell")}($g,$g,${JSON.stringify(name)}),$bc${i}=${u.rt("gcell")}($g,$b,${JSON.stringify(name)})`,
  );
  return cells.length === 0 ? "" : `const ${cells.join(",")};`;
}

/**
 * A program that gives one function of another. Its free variables are properties of `$fv`, which
 * `with` puts in place of the JavaScript variables that they are otherwise.
 */
function bodyText(helpers: string, cells: string, js: string, free: boolean): string {
  return [
    `(function($r,$c,$k){${free ? "" : '"use strict";'}const {${helpers}}=$r;`,
    "return function($g,$l,$b,$fv){",
    cells,
    free ? `with($fv){return ${js}}` : `return ${js}`,
    "}})",
  ].join("\n");
}

/** One of `Compiled.bodies` as a script. */
export function bodyScript(text: string): { js: string; lineMap: Int32Array } {
  return placeMarks(text);
}

/** Cells of a module scope do not exist; an Expression may hold comprehension variables. */
function moduleCells(u: Unit): string[] {
  void declareLocals;
  void u;
  return [];
}

/** Turns the marks into line breaks and remembers which Python line each JavaScript line is. */
function placeMarks(text: string): { js: string; lineMap: Int32Array } {
  const out: string[] = [];
  const map: number[] = [-1, -1];
  let code = -1;
  let line = -1;
  const push = (s: string): void => {
    for (let i = s.indexOf("\n"); i >= 0; i = s.indexOf("\n", i + 1)) map.push(code, line);
    out.push(s);
  };
  const parts = text.split(MARK);
  push(parts[0]);
  for (let i = 1; i < parts.length; i++) {
    const end = parts[i].indexOf(MARK_END);
    const comma = parts[i].indexOf(",");
    code = Number(parts[i].slice(0, comma));
    line = Number(parts[i].slice(comma + 1, end));
    out.push("\n");
    map.push(code, line);
    push(parts[i].slice(end + 1));
  }
  return { js: out.join(""), lineMap: Int32Array.from(map) };
}
