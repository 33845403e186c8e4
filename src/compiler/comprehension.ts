/**
 * Comprehensions and generator expressions. The first iterable is evaluated outside. A
 * comprehension is an arrow function called on the spot, merged into the code around it (PEP
 * 709); one that awaits is a JavaScript generator that the surroundings delegate to.
 */
import type { ast, Scope } from "../syntax/index.js";
import { condition, expr } from "./expr.js";
import { closureNames, finishUnit, qualify } from "./functions.js";
import { declareLocals } from "./names.js";
import { assignItem, assignTo, nextFor } from "./target.js";
import { newCode, safePoint, Unit } from "./unit.js";

type Comp = ast.ListComp | ast.SetComp | ast.DictComp;

/** Loops over the generators from the i-th on, with `inner` in the middle. */
function loops(u: Unit, gens: ast.Comprehension[], i: number, inner: () => void): void {
  if (i === gens.length) {
    inner();
    return;
  }
  const g = gens[i];
  const it = `$it${u.id()}`;
  const v = `$v${u.id()}`;
  const again = u.traced ? u.event("again", g.iter) : "";
  if (g.is_async === 1) {
    const src = i === 0 ? "$i" : `${u.rt("aiter")}(${expr(u, g.iter)},${u.pos(g.iter)})`;
    u.emit(`const ${it}=${src};`);
    u.emit(`for(;;${again}){const ${v}=yield*${u.rt("anextAw")}(${it},${u.pos(g.iter)});`);
    u.emit(`if(${v}===undefined)break;`);
  } else {
    const src = i === 0 ? "$i" : `${u.rt("iter")}(${expr(u, g.iter)},${u.pos(g.iter)})`;
    u.emit(
      `for(const ${it}=${src};;${again}){const ${v}=${it}.${nextFor(g.target)}(${u.pos(g.iter)});`,
    );
    u.emit(`if(${v}===undefined)break;${safePoint(u)}`);
  }
  if (g.is_async === 1) assignTo(u, g.target, v);
  else assignItem(u, g.target, v);
  for (const c of g.ifs) u.emit(`if(!${condition(u, c)})continue;`);
  loops(u, gens, i + 1, inner);
  u.emit("}");
}

function firstIter(u: Unit, g: ast.Comprehension): string {
  const e = expr(u, g.iter);
  return g.is_async === 1
    ? `${u.rt("aiter")}(${e},${u.pos(g.iter)})`
    : `${u.rt("iter")}(${e},${u.pos(g.iter)})`;
}

function containsAwait(scope: Scope): boolean {
  return scope.isCoroutine;
}

export function comprehension(u: Unit, e: Comp): string {
  const scope = u.program.table.scopeOf.get(e)!;
  const isAsync = containsAwait(scope) || e.generators.some((g) => g.is_async === 1);
  const c = new Unit(u.program, scope, u, isAsync ? "coroutine" : "function", null);
  declareLocals(c, scope);
  const first = firstIter(u, e.generators[0]);
  loops(c, e.generators, 0, () => {
    switch (e.kind) {
      case "ListComp":
        c.emit(`$r.push(${expr(c, e.elt)});`);
        break;
      case "SetComp":
        c.emit(`${c.rt("setAdd")}($r,${expr(c, e.elt)},${c.pos(e.elt)});`);
        break;
      case "DictComp": {
        const k = c.temp();
        c.emit(
          `${k}=${expr(c, e.key)};${c.rt("dictSet")}($r,${k},${expr(c, e.value)},${c.pos(e)});`,
        );
        c.release(k);
      }
    }
  });
  if (c.usesLocals) u.usesLocals = true;
  const init =
    e.kind === "ListComp"
      ? "[]"
      : e.kind === "SetComp"
        ? `${u.rt("newSet")}()`
        : `${u.rt("newDict")}()`;
  const result = e.kind === "ListComp" ? `${u.rt("list")}($r)` : "$r";
  const body = [
    c.declarations([]),
    `const $r=${init};try{`,
    ...c.lines,
    `}catch($e){throw ${c.traced ? "$fr.passed($e,$p)" : `${u.rt("tbc")}($e,${c.codeRef},$g,$p)`}}return ${result}`,
  ].join("\n");
  if (isAsync) return `(yield*(function*($i){${body}}).call(this,${first}))`;
  return `(($i)=>{${body}})(${first})`;
}

export function generatorExpression(u: Unit, e: ast.GeneratorExp): string {
  const scope = u.program.table.scopeOf.get(e)!;
  const isAsync = scope.isCoroutine;
  const code = newCode(
    u.program,
    "<genexpr>",
    qualify(u, "<genexpr>", false),
    e.lineno,
    1 | 2 | (scope.nested ? 16 : 0) | (isAsync ? 512 : 32),
  );
  code.argcount = 1;
  code.varnames = [".0"];
  const c = new Unit(u.program, scope, u, isAsync ? "asyncgen" : "generator", code);
  closureNames(c);
  declareLocals(c, scope);
  const first = firstIter(u, e.generators[0]);
  if (!isAsync && !c.traced) return steps(u, c, e, first);
  if (c.traced) c.at(e);
  loops(c, e.generators, 0, () => {
    if (isAsync) c.emit(`yield new ${c.rt("AGYield")}(${expr(c, e.elt)},${c.pos(e.elt)});`);
    else c.emit(`yield ${c.rt("yv")}(${expr(c, e.elt)},${c.pos(e.elt)});`);
  });
  const fn = finishUnit(c, ["$i"], true);
  if (c.traced) {
    const make = u.rt(isAsync ? "mkAsyncGen" : "mkGen");
    return `(($h,$f,$i)=>${make}(${c.codeRef},$h.over($f($h,$i)),$g))(${u.rt("gh")}(),${fn},${first})`;
  }
  return `${u.rt("mkAsyncGen")}(${c.codeRef},(${fn})(${first}),$g)`;
}

/**
 * A generator expression without awaits as a function that is called for each value. Its variables
 * and the iterators of its loops are outside the function; an inner loop whose iterator is undefined
 * is not running.
 */
function steps(u: Unit, c: Unit, e: ast.GeneratorExp, first: string): string {
  const its = e.generators.map((_, i) => (i === 0 ? "$i" : `$j${i}`));
  const last = its.length - 1;
  const label = `$L${c.id()}`;
  c.emit(`${label}:for(;;){`);
  e.generators.forEach((g, i) => {
    const p = c.pos(g.iter);
    if (i < last) c.emit(`if(${its[i + 1]}===undefined){`);
    const v = `$v${c.id()}`;
    const end = i === 0 ? "return undefined;" : `{${its[i]}=undefined;continue ${label};}`;
    c.emit(
      `const ${v}=${its[i]}.${nextFor(g.target)}(${p});if(${v}===undefined)${end}${safePoint(c)}`,
    );
    assignItem(c, g.target, v);
    for (const test of g.ifs) c.emit(`if(!${condition(c, test)})continue ${label};`);
    if (i === last) c.emit(`return ${expr(c, e.elt)};}`);
    else {
      const next = e.generators[i + 1].iter;
      c.emit(`${its[i + 1]}=${c.rt("iter")}(${expr(c, next)},${c.pos(next)});}`);
    }
  });
  const body = [
    `(($i)=>{${c.declarations([])}${last > 0 ? `let ${its.slice(1).join(",")};` : ""}`,
    "return function $F($x){try{if($x!==undefined)throw $x;",
    ...c.lines,
    `}catch($e){throw ${c.rt("tb")}($e,${c.codeRef},$g,$p)}}})(${first})`,
  ].join("\n");
  return `${u.rt("mkGenExpr")}(${c.codeRef},${body},$g)`;
}
