/** Statements. */
import type { ast } from "../syntax/index.js";
import { condition, constant, expr } from "./expr.js";
import { annAssign, classDef, functionDef, typeAlias } from "./functions.js";
import { loadName, storeName, useName } from "./names.js";
import { matchStmt } from "./patterns.js";
import { assign, assignItem, assignTo, augAssign, del, nextFor } from "./target.js";
import { type Catcher, clobber, safePoint, type Unit } from "./unit.js";

const str = (s: string): string => JSON.stringify(s);

export function block(u: Unit, body: ast.Stmt[]): void {
  for (const s of body) stmt(u, s);
}

/** Emits a part whose end may not be reached: afterwards no more is bound than before. */
export function maybe(u: Unit, f: () => void): Set<string> {
  const before = new Set(u.bound);
  f();
  const after = u.bound;
  u.bound = before;
  return after;
}

function intersect(a: Set<string>, b: Set<string>): Set<string> {
  return new Set([...a].filter((x) => b.has(x)));
}

function endsAbruptly(body: ast.Stmt[]): boolean {
  const last = body[body.length - 1];
  switch (last?.kind) {
    case "Return":
    case "Raise":
    case "Break":
    case "Continue":
      return true;
    case "If":
      return last.orelse.length > 0 && endsAbruptly(last.body) && endsAbruptly(last.orelse);
    default:
      return false;
  }
}

/** Statements whose temporaries are cleared. */
const SHORT = new Set(["Assign", "AugAssign", "AnnAssign", "Delete"]);

function stmt(u: Unit, s: ast.Stmt): void {
  const start = u.lines.length;
  statement(u, s);
  // V8 gives each of them a register of its own, where it would live to the function's end.
  if (!SHORT.has(s.kind)) return;
  let first = -1;
  let clear = "";
  for (let i = start; i < u.lines.length; i++) {
    const m = /^(?:const|let) (\$[a-z]+\d+)=/.exec(u.lines[i]);
    if (m === null) continue;
    if (first < 0) first = i;
    if (u.lines[i].startsWith("const")) u.lines[i] = `let${u.lines[i].slice(5)}`;
    clear += `${m[1]}=`;
  }
  if (first < 0) return;
  u.lines.splice(first, 0, "{");
  u.emit(`${clear}undefined;}`);
}

/** Whether CPython has no instruction at the line of the statement itself. */
function silent(u: Unit, s: ast.Stmt): boolean {
  switch (s.kind) {
    case "Global":
    case "Nonlocal":
      return true;
    case "AnnAssign":
      return s.value === null && s.simple === 1 && u.kind !== "module" && u.kind !== "class";
    case "FunctionDef":
    case "AsyncFunctionDef":
    case "ClassDef":
      return s.decorator_list.length > 0;
    default:
      return false;
  }
}

function statement(u: Unit, s: ast.Stmt): void {
  u.at(s, silent(u, s));
  switch (s.kind) {
    case "Expr":
      if (u.kind === "module" && u.program.table.top.node.kind === "Interactive")
        u.emit(`${u.rt("display")}(${expr(u, s.value)},${u.pos(s)});`);
      else if (s.value.kind !== "Constant") u.emit(`${expr(u, s.value)};`);
      return;
    case "Assign":
      assign(u, s);
      return;
    case "AugAssign":
      augAssign(u, s);
      return;
    case "AnnAssign":
      annAssign(u, s, (v) => {
        const t = `$a${u.id()}`;
        u.emit(`const ${t}=${v};`);
        assignTo(u, s.target, t);
      });
      return;
    case "Return":
      u.emit(u.ret(s.value === null ? "null" : expr(u, s.value)));
      return;
    case "Pass":
      return;
    case "If":
      ifStmt(u, s);
      return;
    case "While":
      whileStmt(u, s);
      return;
    case "For":
    case "AsyncFor":
      forStmt(u, s);
      return;
    case "Break": {
      const loop = u.loops[u.loops.length - 1];
      u.emit(loop.breakLabel === null ? "break;" : `break ${loop.breakLabel};`);
      return;
    }
    case "Continue":
      u.emit("continue;");
      return;
    case "FunctionDef":
    case "AsyncFunctionDef":
      functionDef(u, s);
      return;
    case "ClassDef":
      classDef(u, s);
      return;
    case "Delete":
      for (const t of s.targets) del(u, t);
      if (!u.program.library) u.emit(`${u.forgetTemps()}${clobber(u)};`);
      return;
    case "Raise":
      raise(u, s);
      return;
    case "Try":
      tryStmt(u, s);
      return;
    case "TryStar":
      tryStar(u, s);
      return;
    case "With":
    case "AsyncWith":
      withItems(u, s, 0);
      return;
    case "Assert":
      if (u.program.optimize > 0) return;
      u.emit(
        `if(!${condition(u, s.test)})throw ${u.rt("assertion")}(${s.msg === null ? "undefined" : expr(u, s.msg)},${u.pos(s.test)});`,
      );
      return;
    case "Import":
      for (const a of s.names) importOne(u, a, s);
      return;
    case "ImportFrom":
      importFrom(u, s);
      return;
    case "Global":
    case "Nonlocal":
      return;
    case "Match":
      matchStmt(u, s);
      return;
    case "TypeAlias":
      typeAlias(u, s);
  }
}

function ifStmt(u: Unit, s: ast.If): void {
  u.emit(`if(${condition(u, s.test)}){`);
  const a = maybe(u, () => block(u, s.body));
  if (s.orelse.length === 0) {
    u.emit("}");
    return;
  }
  u.emit("}else{");
  const b = maybe(u, () => block(u, s.orelse));
  u.emit("}");
  u.bound = endsAbruptly(s.body) ? b : endsAbruptly(s.orelse) ? a : intersect(a, b);
}

/** Runs a loop body; `break` leaves past the else part. */
function loop(u: Unit, orelse: ast.Stmt[], head: () => void, body: ast.Stmt[]): void {
  const label = orelse.length > 0 ? `$L${u.id()}` : null;
  if (label !== null) u.emit(`${label}:{`);
  head();
  u.loops.push({ breakLabel: label });
  maybe(u, () => block(u, body));
  u.loops.pop();
  u.emit("}");
  if (label !== null) {
    maybe(u, () => block(u, orelse));
    u.emit("}");
  }
}

function whileStmt(u: Unit, s: ast.While): void {
  const head = (): string => {
    const test = condition(u, s.test);
    return u.traced ? `for(;${test};${u.event("again", s)})` : `while(${test})`;
  };
  loop(u, s.orelse, () => u.emit(`${head()}{${safePoint(u)}`), s.body);
}

function forStmt(u: Unit, s: ast.For | ast.AsyncFor): void {
  const it = `$it${u.id()}`;
  const v = `$v${u.id()}`;
  const before = new Set(u.bound);
  loop(
    u,
    s.orelse,
    () => {
      const p = u.pos(s.iter);
      const again = u.traced ? u.event("again", s.iter) : "";
      if (s.kind === "AsyncFor") {
        u.emit(`const ${it}=${u.rt("aiter")}(${expr(u, s.iter)},${p});`);
        u.emit(`for(;;${again}){const ${v}=yield*${u.rt("anextAw")}(${it},${p});`);
      } else {
        u.emit(
          `for(const ${it}=${u.rt("iter")}(${expr(u, s.iter)},${p});;${again}){const ${v}=${it}.${nextFor(s.target)}(${p});`,
        );
      }
      u.emit(`if(${v}===undefined)break;${safePoint(u)}`);
      if (s.kind === "AsyncFor") assignTo(u, s.target, v);
      else assignItem(u, s.target, v);
    },
    s.body,
  );
  u.bound = before;
}

function raise(u: Unit, s: ast.Raise): void {
  if (s.exc === null) {
    u.toss(`${u.rt("reraise")}(${u.codeRef},${u.pos(s)})`);
  } else
    u.toss(
      `${u.rt("raise")}(${expr(u, s.exc)},${s.cause === null ? "undefined" : expr(u, s.cause)},${u.pos(s)})`,
    );
}

// ---- try ----

/** `catch` head: the exception normalised, with the traceback entry of this frame. */
function caught(u: Unit, e: string): string {
  if (u.traced) return `${e}=$fr.caught(${e},$p);`;
  return `${e}=${u.rt("exc")}(${e},${u.codeRef},$g,$p);`;
}

function tryStmt(u: Unit, s: ast.Try): void {
  if (u.isGeneratorLike) u.code.cleanup = true;
  if (s.finalbody.length > 0) {
    const n = u.id();
    u.emit(`let $x${n};try{`);
    const after = caughtBy(u, null, () => maybe(u, () => tryExcept(u, s)));
    u.emit(`}catch($e){${caught(u, "$e")}$x${n}=$e;throw ${u.rt("rer")}($e,${u.codeRef});}`);
    u.emit(`finally{const $s${n}=$x${n}===undefined?null:${u.rt("pushx")}($x${n});try{`);
    const loops = u.loops;
    const fin = maybe(u, () => block(u, s.finalbody));
    u.loops = loops;
    u.emit(`}finally{if($x${n}!==undefined)${u.rt("popx")}($s${n});}}`);
    u.bound = new Set([...after, ...fin]);
    for (const d of u.deleted) u.bound.delete(d);
    return;
  }
  tryExcept(u, s);
}

function tryExcept(u: Unit, s: ast.Try): void {
  if (s.handlers.length === 0) {
    block(u, s.body);
    return;
  }
  const n = u.id();
  const e = `$e${n}`;
  const before = new Set(u.bound);
  const catcher: Catcher = { label: `$h${n}`, variable: e, used: false };
  const head = u.lines.length;
  const hasElse = s.orelse.length > 0;
  u.emit("");
  let after = caughtBy(u, catcher, () => maybe(u, () => block(u, s.body)));
  if (catcher.used) {
    u.lines[head] = `{let ${e};${catcher.label}:try{`;
    u.emit(`}catch($x){${e}=$x;}if(${e}!==undefined){`);
  } else {
    u.lines[head] = hasElse ? `let $ok${n}=false;try{` : "try{";
    u.emit(`${hasElse ? `$ok${n}=true;` : ""}}catch(${e}){`);
  }
  u.emit(`${caught(u, e)}const $s${n}=${u.rt("pushx")}(${e});try{`);
  const ends: Set<string>[] = [];
  let bare = false;
  for (const h of s.handlers) {
    u.at(h, true);
    const event = u.traced ? `${u.event("ln", h)}` : "";
    if (h.type === null) {
      bare = true;
      u.emit(u.traced ? `{${event};` : "{");
    } else {
      const test = `${u.rt("matches")}(${e},${expr(u, h.type)},${u.pos(h.type)})`;
      u.emit(u.traced ? `if((${event},${test})){` : `if(${test}){`);
    }
    if (u.traced) u.emit(`$fr.handles(${e});`);
    u.bound = new Set(before);
    if (h.name !== null) {
      u.emit(`${storeName(u, h.name, e)};try{`);
      block(u, h.body);
      u.emit(`}finally{${clearName(u, h.name)}}`);
    } else block(u, h.body);
    if (!endsAbruptly(h.body)) ends.push(u.bound);
    u.bound = new Set(before);
    u.emit(bare ? "}" : "}else ");
  }
  if (!bare) u.toss(`${u.rt("rer")}(${e},${u.codeRef})`);
  u.emit(`}finally{${u.rt("popx")}($s${n});}}`);
  if (hasElse) {
    u.emit(catcher.used ? "else{" : `if($ok${n}){`);
    u.bound = new Set(after);
    block(u, s.orelse);
    after = u.bound;
    u.emit("}");
  }
  if (catcher.used) u.emit("}");
  u.bound = ends.reduce(intersect, after);
}

/** Compiles what stands where `catcher` catches; with null, where a JavaScript `try` must see it. */
function caughtBy<T>(u: Unit, catcher: Catcher | null, f: () => T): T {
  const outer = u.catcher;
  u.catcher = catcher;
  const r = f();
  u.catcher = outer;
  return r;
}

/** The name of an `except ... as name` is unbound afterwards, whatever the handler did to it. */
function clearName(u: Unit, name: string): string {
  const set = storeName(u, name, "undefined");
  if (set.includes("=undefined")) return `${set};`;
  // In a namespace: bind, then delete.
  return `${storeName(u, name, "null")};${u.rt("dnQuiet")}(${set.startsWith("$g.") ? "$g" : "$l"},${str(name)});`;
}

/** `except*`: see runtime/groups.ts for the matching. */
function tryStar(u: Unit, s: ast.TryStar): void {
  if (s.finalbody.length > 0) {
    tryStmt(u, {
      ...s,
      kind: "Try",
      handlers: [],
      orelse: [],
      body: [{ ...s, finalbody: [] } as unknown as ast.Stmt],
    });
    return;
  }
  const n = u.id();
  u.emit(`let $ok${n}=false;try{`);
  const before = new Set(u.bound);
  caughtBy(u, null, () => maybe(u, () => block(u, s.body)));
  u.emit(`$ok${n}=true;`);
  u.emit(`}catch($e${n}){${caught(u, `$e${n}`)}const $s${n}=${u.rt("pushx")}($e${n});`);
  u.emit(`const $gr${n}=new ${u.rt("StarMatch")}($e${n});try{`);
  caughtBy(u, null, () => {
    for (const h of s.handlers) {
      u.at(h);
      const m = `$m${u.id()}`;
      u.emit(`const ${m}=$gr${n}.match(${expr(u, h.type!)},${u.pos(h.type!)});`);
      u.emit(`if(${m}!==null){const $s${m}=${u.rt("pushx")}(${m});try{`);
      u.bound = new Set(before);
      if (h.name !== null) {
        u.emit(`${storeName(u, h.name, m)};try{`);
        block(u, h.body);
        u.emit(`}finally{${clearName(u, h.name)}}`);
      } else block(u, h.body);
      u.emit(`}catch($e){${caught(u, "$e")}$gr${n}.raised($e);}`);
      u.emit(`finally{${u.rt("popx")}($s${m});}}`);
    }
  });
  u.bound = before;
  u.emit(
    `const $rest${n}=$gr${n}.finish();if($rest${n}!==null)throw ${u.rt("rer")}($rest${n},${u.codeRef});`,
  );
  u.emit(`}finally{${u.rt("popx")}($s${n});}}`);
  if (s.orelse.length > 0) {
    u.emit(`if($ok${n}){`);
    maybe(u, () => block(u, s.orelse));
    u.emit("}");
  }
}

// ---- with ----

function withItems(u: Unit, s: ast.With | ast.AsyncWith, i: number): void {
  if (u.isGeneratorLike) u.code.cleanup = true;
  if (i === s.items.length) {
    block(u, s.body);
    return;
  }
  const item = s.items[i];
  const isAsync = s.kind === "AsyncWith";
  const n = u.id();
  const p = u.pos(item.context_expr);
  u.emit(`const $m${n}=${u.rt(isAsync ? "asyncMgr" : "mgr")}(${expr(u, item.context_expr)},${p});`);
  const enter = isAsync ? `yield*${u.rt("aw")}($m${n}.enter(${p}),${p})` : `$m${n}.enter(${p})`;
  if (item.optional_vars === null) u.emit(`${enter};`);
  else u.emit(`const $w${n}=${enter};`);
  u.emit(`let $ok${n}=true;try{`);
  const before = new Set(u.bound);
  if (item.optional_vars !== null) assignTo(u, item.optional_vars, `$w${n}`);
  caughtBy(u, null, () => withItems(u, s, i + 1));
  u.bound = before;
  const exit = (arg: string): string =>
    isAsync ? `(yield*${u.rt("aw")}($m${n}.exit(${arg}),${p}))` : `$m${n}.exit(${arg},${p})`;
  const event = u.traced ? `${u.event("ln", item.context_expr)};` : "";
  u.emit(`}catch($e${n}){$ok${n}=false;${caught(u, `$e${n}`)}`);
  u.emit(`const $s${n}=${u.rt("pushx")}($e${n});try{`);
  u.emit(
    `${event}if(!${u.rt("truth")}(${exit(`$e${n}`)}))throw ${u.rt("rer")}($e${n},${u.codeRef});`,
  );
  u.emit(`}finally{${u.rt("popx")}($s${n});}}`);
  if (u.traced) u.emit(`finally{if($ok${n}){${event}${exit("undefined")};}}`);
  else u.emit(`finally{if($ok${n})${exit("undefined")};}`);
}

// ---- import ----

function importOne(u: Unit, a: ast.Alias, s: ast.Import): void {
  const p = u.pos(s);
  useName(u, a.name);
  if (a.asname !== null) {
    u.emit(`${storeName(u, a.asname, `${u.rt("importAs")}($g,$b,${str(a.name)},${p})`)};`);
    return;
  }
  const top = a.name.split(".")[0];
  u.emit(`${storeName(u, top, `${u.rt("importName")}($g,$b,${str(a.name)},null,0,${p})`)};`);
}

function importFrom(u: Unit, s: ast.ImportFrom): void {
  if (s.module === "__future__" && s.level === 0) {
    // The names are bound as in any import, below.
  }
  const p = u.pos(s);
  const m = `$i${u.id()}`;
  const names = s.names.map((a) => a.name);
  const fromlist = u.program.constant({
    type: "tuple",
    items: names.map((n) => ({ type: "str", value: n })),
  });
  u.emit(
    `const ${m}=${u.rt("importName")}($g,$b,${str(s.module ?? "")},${fromlist},${s.level},${p});`,
  );
  useName(u, s.module ?? "");
  if (names[0] === "*") {
    u.emit(`${u.rt("importStar")}(${m},$l,${p});`);
    return;
  }
  for (const a of s.names) {
    useName(u, a.name);
    u.emit(
      `${storeName(u, a.asname ?? a.name, `${u.rt("importFrom")}(${m},${str(a.name)},${p})`)};`,
    );
  }
}

export { constant, loadName };
