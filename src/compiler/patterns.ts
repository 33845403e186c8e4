/**
 * `match`: each case is a chain of tests inside a labelled block; a failed test leaves the block.
 * Captures are collected in JavaScript variables and bound only when the whole pattern matched.
 */
import type { ast } from "../syntax/index.js";
import { condition, constant, expr } from "./expr.js";
import { storeName } from "./names.js";
import { block, maybe } from "./stmt.js";
import type { Unit } from "./unit.js";

interface Case {
  label: string;
  captures: [name: string, js: string][];
}

export function matchStmt(u: Unit, s: ast.Match): void {
  const subject = `$m${u.id()}`;
  const end = `$E${u.id()}`;
  u.emit(`const ${subject}=${expr(u, s.subject)};`);
  u.emit(`${end}:{`);
  for (const c of s.cases) {
    const k: Case = { label: `$C${u.id()}`, captures: [] };
    u.at(c.pattern);
    u.emit(`${k.label}:{`);
    maybe(u, () => {
      pattern(u, k, c.pattern, subject);
      for (const [name, js] of k.captures) u.emit(`${storeName(u, name, js)};`);
      if (c.guard !== null) u.emit(`if(!${condition(u, c.guard)})break ${k.label};`);
      block(u, c.body);
      u.emit(`break ${end};`);
    });
    u.emit("}");
  }
  u.emit("}");
}

function fail(u: Unit, k: Case, test: string): void {
  u.emit(`if(!(${test}))break ${k.label};`);
}

function pattern(u: Unit, k: Case, p: ast.Pattern, v: string): void {
  switch (p.kind) {
    case "MatchValue":
      fail(u, k, `${u.rt("eqb")}(${v},${expr(u, p.value)},${u.pos(p)})`);
      return;
    case "MatchSingleton":
      fail(u, k, `${v}===${constant(u, p.value)}`);
      return;
    case "MatchAs":
      if (p.pattern !== null) pattern(u, k, p.pattern, v);
      if (p.name !== null) k.captures.push([p.name, v]);
      return;
    case "MatchStar":
      if (p.name !== null) k.captures.push([p.name, v]);
      return;
    case "MatchOr": {
      const vars = new Map<string, string>();
      const done = `$D${u.id()}`;
      const start = k.captures.length;
      const inner: Case[] = [];
      const lines = u.lines.length;
      u.emit(`${done}:{`);
      for (const alt of p.patterns) {
        const c: Case = { label: `$C${u.id()}`, captures: [] };
        inner.push(c);
        u.emit(`${c.label}:{`);
        pattern(u, c, alt, v);
        for (const [name, js] of c.captures) {
          let t = vars.get(name);
          if (t === undefined) vars.set(name, (t = `$o${u.id()}`));
          u.emit(`${t}=${js};`);
        }
        u.emit(`break ${done};}`);
      }
      u.emit(`break ${k.label};}`);
      if (vars.size > 0) u.lines.splice(lines, 0, `let ${[...vars.values()].join(",")};`);
      for (const [name, t] of vars) k.captures.push([name, t]);
      void start;
      return;
    }
    case "MatchSequence": {
      const star = p.patterns.findIndex((x) => x.kind === "MatchStar");
      const a = `$q${u.id()}`;
      const n = p.patterns.length;
      const rest = p.patterns[star];
      const named = rest?.kind === "MatchStar" && rest.name !== null;
      u.emit(
        `const ${a}=${u.rt("matchSeq")}(${v},${star < 0 ? n : n - 1},${star},${named},${u.pos(p)});`,
      );
      fail(u, k, `${a}!==null`);
      p.patterns.forEach((x, i) => {
        if (x.kind === "MatchStar") {
          if (x.name !== null) k.captures.push([x.name, `${u.rt("list")}(${a}[${i}])`]);
        } else if (!(x.kind === "MatchAs" && x.name === null && x.pattern === null)) {
          const e = `$q${u.id()}`;
          u.emit(`const ${e}=${a}[${i}];`);
          pattern(u, k, x, e);
        }
      });
      return;
    }
    case "MatchMapping": {
      const a = `$q${u.id()}`;
      const keys = `[${p.keys.map((x) => expr(u, x)).join(",")}]`;
      u.emit(`const ${a}=${u.rt("matchMap")}(${v},${keys},${p.rest !== null},${u.pos(p)});`);
      fail(u, k, `${a}!==null`);
      p.patterns.forEach((x, i) => {
        const e = `$q${u.id()}`;
        u.emit(`const ${e}=${a}[${i}];`);
        pattern(u, k, x, e);
      });
      if (p.rest !== null) k.captures.push([p.rest, `${a}[${p.keys.length}]`]);
      return;
    }
    case "MatchClass": {
      const a = `$q${u.id()}`;
      u.emit(
        `const ${a}=${u.rt("matchClass")}(${v},${expr(u, p.cls)},${p.patterns.length},${JSON.stringify(p.kwd_attrs)},${u.pos(p)});`,
      );
      fail(u, k, `${a}!==null`);
      [...p.patterns, ...p.kwd_patterns].forEach((x, i) => {
        const e = `$q${u.id()}`;
        u.emit(`const ${e}=${a}[${i}];`);
        pattern(u, k, x, e);
      });
    }
  }
}
