/** Functions, lambdas, classes, type parameters, annotations. */
import type { ast, Scope } from "../syntax/index.js";
import { classArgs, condition, expr } from "./expr.js";
import { declareLocals, mangled, storeName } from "./names.js";
import { block } from "./stmt.js";
import { mentionsFrames, tracedBody } from "./traced.js";
import {
  type CodeTemplate,
  frameNames,
  jsName,
  newCode,
  safePoint,
  Unit,
  type UnitKind,
} from "./unit.js";

const str = (s: string): string => JSON.stringify(s);

/** `co_qualname` of a definition inside u. */
export function qualify(u: Unit, name: string, isClassOrDef = true): string {
  let p: Unit | null = u;
  while (p !== null && (p.inline || p.scope.kind === "type_params")) p = p.parent;
  if (p === null || p.kind === "module") return name;
  if (isClassOrDef && u.scope.lookup(mangled(u, name))?.scope === "global_explicit") return name;
  const prefix = p.code.qualname;
  return p.scope.kind === "class" ? `${prefix}.${name}` : `${prefix}.<locals>.${name}`;
}

/** Fills `co_freevars` and `co_cellvars`. */
export function closureNames(u: Unit): void {
  const free: string[] = [];
  for (const [m, s] of u.scope.symbols) {
    if (s.scope === "free") free.push(m);
    else if (s.scope === "cell") u.code.cellvars.push(m);
  }
  u.code.freevars.push(...free.sort());
}

const FAILED = { label: "$T", variable: "$te" } as const;
/** What is raised in the unit and caught nowhere in it leaves at its end. */
function tossToEnd(u: Unit): void {
  u.catcher = { ...FAILED, used: false };
}

/** The JavaScript function text of a finished unit. */
export function finishUnit(
  u: Unit,
  params: string[],
  generator: boolean,
  namespace = false,
): string {
  const decl = u.declarations(params);
  if (u.traced) {
    const all = generator ? ["$h", ...params] : params;
    const body = tracedBody(u, decl, generator, namespace);
    return `function${generator ? "*" : ""} $F(${all.join(",")})${body}`;
  }
  const entry = `${u.rt("tb")}(${FAILED.variable},${u.codeRef},$g,$p${localValues(u)})`;
  const tosses = u.catcher?.used === true;
  return [
    `function${generator ? "*" : ""} $F(${params.join(",")}){${decl}${tosses ? `let ${FAILED.variable};${FAILED.label}:` : ""}try{${u.calls && !generator ? safePoint(u) : ""}`,
    ...u.lines,
    tosses
      ? `}catch($x){${FAILED.variable}=$x;}throw ${entry}}`
      : `}catch(${FAILED.variable}){throw ${entry}}}`,
  ].join("\n");
}

/** The values of `co_varnames`, cells and free variables, for the frame of a traceback entry. */
function localValues(u: Unit): string {
  const names = frameNames(u.code).map(jsName);
  return names.length === 0 ? "" : `,[${names.join(",")}]`;
}

/** `()=>[cells]` for the free variables, or null. */
function closureThunk(u: Unit, code: CodeTemplate): string {
  if (code.freevars.length === 0) return "null";
  const cells = code.freevars.map((m) => {
    const v = jsName(m);
    return `${u.rt("cell")}(()=>${v},$n=>{${v}=$n})`;
  });
  return `()=>[${cells.join(",")}]`;
}

interface Signature {
  params: string[];
  defaults: string;
  kwdefaults: string;
}

function parameters(outer: Unit, u: Unit, a: ast.Arguments): Signature {
  const code = u.code;
  const m = (x: ast.Arg): string => mangled(u, x.arg);
  const pos = [...a.posonlyargs, ...a.args];
  code.argcount = pos.length;
  code.posonly = a.posonlyargs.length;
  code.kwonly = a.kwonlyargs.length;
  const names = [...pos, ...a.kwonlyargs].map(m);
  if (a.vararg !== null) {
    names.push(m(a.vararg));
    code.flags |= 4;
  }
  if (a.kwarg !== null) {
    names.push(m(a.kwarg));
    code.flags |= 8;
  }
  code.varnames = names.slice();
  for (const n of names) if (!u.deleted.has(n)) u.bound.add(n);
  const defaults =
    a.defaults.length === 0 ? "null" : `[${a.defaults.map((d) => expr(outer, d)).join(",")}]`;
  const kws = a.kwonlyargs
    .map((k, i) =>
      a.kw_defaults[i] === null ? "" : `${str(m(k))},${expr(outer, a.kw_defaults[i]!)}`,
    )
    .filter((x) => x !== "");
  const kwdefaults = kws.length === 0 ? "null" : `${outer.rt("dict")}([${kws.join(",")}])`;
  return { params: names.map(jsName), defaults, kwdefaults };
}

function kindOf(scope: Scope, isAsync: boolean): UnitKind {
  if (isAsync) return scope.isGenerator ? "asyncgen" : "coroutine";
  return scope.isGenerator ? "generator" : "function";
}
const KIND_FLAG: Record<UnitKind, number> = {
  module: 0,
  class: 0,
  function: 0,
  generator: 32,
  coroutine: 128,
  asyncgen: 512,
};
const MAKER: Partial<Record<UnitKind, string>> = {
  generator: "mkGen",
  coroutine: "mkCoro",
  asyncgen: "mkAsyncGen",
};

/** Names that a body deletes, which are therefore never surely bound. */
function collectDeleted(u: Unit, body: ast.Stmt[]): void {
  const visit = (list: readonly unknown[]): void => {
    for (const x of list as ast.Stmt[]) {
      if (x === null || typeof x !== "object") continue;
      switch (x.kind) {
        case "Delete": {
          const names = (e: ast.Expr): void => {
            if (e.kind === "Name") u.deleted.add(mangled(u, e.id));
            else if (e.kind === "Tuple" || e.kind === "List") e.elts.forEach(names);
          };
          x.targets.forEach(names);
          break;
        }
        case "FunctionDef":
        case "AsyncFunctionDef":
        case "ClassDef":
          break;
        case "Try":
        case "TryStar":
          visit(x.body);
          for (const h of x.handlers) {
            if (h.name !== null) u.deleted.add(mangled(u, h.name));
            visit(h.body);
          }
          visit(x.orelse);
          visit(x.finalbody);
          break;
        case "Match":
          for (const c of x.cases) visit(c.body);
          break;
        default: {
          const n = x as { body?: unknown; orelse?: unknown };
          if (Array.isArray(n.body)) visit(n.body);
          if (Array.isArray(n.orelse)) visit(n.orelse);
        }
      }
    }
  };
  visit(body);
}

/** Inner functions may delete through `nonlocal`; then nothing that is a cell is surely bound. */
function markCells(u: Unit): void {
  for (const [m, s] of u.scope.symbols) if (s.scope === "cell" && s.isNonlocal) u.deleted.add(m);
}

/** The function object of a def or lambda, before decorators. */
function functionObject(
  outer: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
  name: string,
): string {
  const program = outer.program;
  const scope = program.table.scopeOf.get(node)!;
  const isAsync = node.kind === "AsyncFunctionDef";
  const kind = kindOf(scope, isAsync);
  const line =
    node.kind !== "Lambda" && node.decorator_list.length > 0
      ? node.decorator_list[0].lineno
      : node.lineno;
  const code = newCode(
    program,
    name,
    qualify(outer, name, node.kind !== "Lambda"),
    line,
    1 | 2 | (scope.nested ? 16 : 0) | KIND_FLAG[kind],
  );
  const u = new Unit(program, scope, outer, kind, code, mentionsFrames(outer, node));
  if (node.kind !== "Lambda") {
    collectDeleted(u, node.body);
    markCells(u);
  }
  closureNames(u);
  declareLocals(u, scope);
  const sig = parameters(outer, u, node.args);
  for (const p of sig.params) u.locals.delete(p);
  code.varnames.push(
    ...[...scope.symbols]
      .filter(([m, s]) => s.scope === "local" && !code.varnames.includes(m))
      .map(([m]) => m),
  );
  if (node.kind === "Lambda") {
    u.at(node);
    u.emit(u.ret(expr(u, node.body)));
    code.empty = isNothing(node.body);
  } else {
    let body = node.body;
    const doc = docstring(body);
    if (doc !== null) {
      if (program.optimize < 2) {
        code.doc = doc;
        code.flags |= 0x4000000;
      }
      body = body.slice(1);
    }
    code.empty = !u.isGeneratorLike && body.every(doesNothing);
    tossToEnd(u);
    block(u, body);
    u.emit(u.ret("null"));
  }
  const maker = MAKER[kind];
  let js: string;
  if (maker === undefined) js = finishUnit(u, sig.params, false);
  else {
    const inner = finishUnit(u, sig.params, true);
    const args = sig.params.join(",");
    if (u.traced)
      js =
        `(($f)=>function $W(${args}){const $h=${outer.rt("gh")}();` +
        `return ${outer.rt(maker)}(${u.codeRef},$h.over($f(${["$h", ...sig.params].join(",")})),$g)})(${inner})`;
    else
      js = `(($f)=>function $W(${args}){return ${outer.rt(maker)}(${u.codeRef},$f(${args}),$g)})(${inner})`;
  }
  program.bodies?.set(u.codeIndex, js);
  return `${outer.rt("mkf")}(${u.codeRef},${js},$g,${sig.defaults},${sig.kwdefaults},${closureThunk(outer, code)})`;
}

const isNothing = (e: ast.Expr | null): boolean =>
  e === null || (e.kind === "Constant" && e.value.type === "None");
const doesNothing = (s: ast.Stmt): boolean =>
  s.kind === "Pass" ||
  (s.kind === "Expr" && s.value.kind === "Constant") ||
  (s.kind === "Return" && isNothing(s.value));

export function docstring(body: ast.Stmt[]): string | null {
  const s = body[0];
  if (s === undefined || s.kind !== "Expr" || s.value.kind !== "Constant") return null;
  const v = s.value.value;
  return v.type === "str" ? cleanDoc(v.value) : null;
}

/** Compile-time indentation removal, as 3.13 does to docstrings. */
function cleanDoc(s: string): string {
  const lines = s.split("\n").map(expandTabs);
  let margin = Infinity;
  for (const l of lines.slice(1)) {
    const t = l.trimStart();
    if (/[^ ]/.test(t)) margin = Math.min(margin, l.length - l.replace(/^ +/, "").length);
  }
  const out = [lines[0].replace(/^ +/, "")];
  for (const l of lines.slice(1))
    out.push(
      margin === Infinity
        ? l.replace(/^ +/, "")
        : l.slice(Math.min(margin, l.length - l.replace(/^ +/, "").length)),
    );
  return out.join("\n");
}
function expandTabs(l: string): string {
  if (!l.includes("\t")) return l;
  let out = "";
  for (const c of l) out += c === "\t" ? " ".repeat(8 - (out.length % 8)) : c;
  return out;
}

export function lambda(u: Unit, e: ast.Lambda): string {
  return functionObject(u, e, "<lambda>");
}

/** `__annotate__` of a def: a function that builds the dict when asked. */
function annotateFunction(
  outer: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef,
): string | null {
  const a = node.args;
  const all: [string, ast.Expr][] = [];
  const add = (x: ast.Arg | null): void => {
    if (x !== null && x.annotation !== null) all.push([mangled(outer, x.arg), x.annotation]);
  };
  a.posonlyargs.forEach(add);
  a.args.forEach(add);
  add(a.vararg);
  a.kwonlyargs.forEach(add);
  add(a.kwarg);
  if (node.returns !== null) all.push(["return", node.returns]);
  if (all.length === 0) return null;
  if (outer.program.table.futures.annotations)
    return `${outer.rt("strAnnotations")}([${all.map(([n, e]) => `${str(n)},${annotationText(outer, e)}`).join(",")}])`;
  const scope = outer.program.table.annotationsOf.get(node)!;
  const pairs = (u: Unit): string =>
    all.map(([n, e]) => `${str(n)},${annotationValue(u, e)}`).join(",");
  return annotate(outer, scope, node.lineno, pairs, "", node.name);
}

function annotationValue(u: Unit, e: ast.Expr): string {
  if (e.kind === "Starred") return `...${u.rt("unpackOne")}(${expr(u, e.value)},${u.pos(e)})`;
  return expr(u, e);
}

/** The source form of an annotation under `from __future__ import annotations`. */
function annotationText(u: Unit, e: ast.Expr): string {
  const i = u.program.constant({ type: "str", value: unparse(e) });
  return i;
}

import { unparse } from "./unparse.js";

/** A function object `__annotate__(format)` whose body gives `dict([...pairs])`. */
export function annotate(
  outer: Unit,
  scope: Scope,
  line: number,
  pairs: (u: Unit) => string,
  prelude = "",
  owner: string | null = null,
): string {
  const name = "__annotate__";
  const qualname =
    owner === null ? qualify(outer, name, false) : `${qualify(outer, owner)}.${name}`;
  const code = newCode(outer.program, name, qualname, line, 3);
  code.argcount = 1;
  code.posonly = 1;
  code.varnames = ["format"];
  const u = new Unit(outer.program, scope, outer, "function", code);
  closureNames(u);
  declareLocals(u, scope);
  u.locals.delete("_format");
  u.locals.delete(jsName(".format"));
  u.ownGlobals = true;
  u.emit(`${u.rt("annFormat")}(_format);`);
  u.emit(prelude);
  u.emit(u.ret(`${u.rt("dict")}([${pairs(u)}])`));
  const js = finishUnit(u, ["_format"], false);
  return `${outer.rt("mkann")}(${u.codeRef},($g,$fv)=>${js},$g,null,${closureThunk(outer, code)})`;
}

/** An expression evaluated on demand in a scope of its own: type alias values, bounds, defaults. */
function lazy(outer: Unit, scope: Scope, name: string, node: ast.Expr): string {
  const code = newCode(outer.program, name, qualify(outer, name, false), node.lineno, 3);
  code.argcount = 1;
  code.posonly = 1;
  code.varnames = ["format"];
  const u = new Unit(outer.program, scope, outer, "function", code);
  closureNames(u);
  declareLocals(u, scope);
  u.locals.delete("_format");
  u.ownGlobals = true;
  u.emit(
    u.ret(
      node.kind === "Starred"
        ? `${u.rt("unpackOne")}(${expr(u, node.value)},${u.pos(node)})[0]`
        : expr(u, node),
    ),
  );
  const js = finishUnit(u, ["_format"], false);
  return `${outer.rt("mkann")}(${u.codeRef},($g,$fv)=>${js},$g,[1],${closureThunk(outer, code)})`;
}

/** Emits the type variables of a generic definition; gives the JavaScript array of them. */
function typeParams(u: Unit, params: ast.TypeParam[]): string {
  const names: string[] = [];
  for (const p of params) {
    const t = u.program.table;
    const v = `$tp${u.id()}`;
    const name = str(p.name);
    const def =
      p.default_value === null
        ? "null"
        : lazy(u, t.defaultOf.get(p) as Scope, p.name, p.default_value);
    if (p.kind === "TypeVar") {
      const bound = p.bound === null ? "null" : lazy(u, t.boundOf.get(p) as Scope, p.name, p.bound);
      const isTuple = p.bound !== null && p.bound.kind === "Tuple";
      u.emit(`const ${v}=${u.rt("mkTypeVar")}(${name},${bound},${isTuple},${def});`);
    } else
      u.emit(
        `const ${v}=${u.rt(p.kind === "ParamSpec" ? "mkParamSpec" : "mkTypeVarTuple")}(${name},${def});`,
      );
    u.emit(`${storeName(u, p.name, v)};`);
    names.push(v);
  }
  return `[${names.join(",")}]`;
}

/** Runs `make` inside the scope of type parameters, as an immediately called arrow function. */
function generic(
  outer: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.TypeAlias,
  make: (u: Unit, params: string) => string,
): string {
  const scope = outer.program.table.typeParamsOf.get(node)!;
  const u = new Unit(outer.program, scope, outer, "function", null);
  declareLocals(u, scope);
  const params = typeParams(u, node.type_params);
  u.emit(`const $ps=${params};`);
  const result = make(u, "$ps");
  const body = [u.declarations([]), "try{", ...u.lines, `return ${result};`].join("\n");
  return `(()=>{${body}}catch($e){throw ${u.traced ? "$fr.passed($e,$p)" : `${outer.rt("tbc")}($e,${u.codeRef},$g,$p)`}}})()`;
}

function decorate(
  u: Unit,
  s: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
  make: () => string,
): string {
  const decorators = s.decorator_list;
  const temps = decorators.map((d) => {
    const v = `$d${u.id()}`;
    if (u.traced) u.at(d);
    u.emit(`const ${v}=${expr(u, d)};`);
    return v;
  });
  if (u.traced && decorators.length > 0) u.at(s);
  let js = make();
  for (let i = decorators.length - 1; i >= 0; i--)
    js = `${u.rt("call1")}(${temps[i]},${js},${u.pos(decorators[i])})`;
  return js;
}

export function functionDef(u: Unit, s: ast.FunctionDef | ast.AsyncFunctionDef): void {
  const js = decorate(u, s, () => {
    if (s.type_params.length > 0)
      return generic(u, s, (g, params) => {
        const f = withAnnotations(g, s, functionObject(g, s, s.name));
        return `${g.rt("setTypeParams")}(${f},${params})`;
      });
    return withAnnotations(u, s, functionObject(u, s, s.name));
  });
  u.emit(`${storeName(u, s.name, js)};`);
}

function withAnnotations(u: Unit, s: ast.FunctionDef | ast.AsyncFunctionDef, f: string): string {
  const a = annotateFunction(u, s);
  return a === null ? f : `${u.rt("annotated")}(${f},${a})`;
}

export function classDef(u: Unit, s: ast.ClassDef): void {
  const js = decorate(u, s, () => {
    if (s.type_params.length > 0) return generic(u, s, (g, params) => classObject(g, s, params));
    return classObject(u, s, null);
  });
  u.emit(`${storeName(u, s.name, js)};`);
}

function classObject(outer: Unit, s: ast.ClassDef, typeParamVar: string | null): string {
  const program = outer.program;
  const scope = program.table.scopeOf.get(s)!;
  const line = s.decorator_list.length > 0 ? s.decorator_list[0].lineno : s.lineno;
  const code = newCode(program, s.name, qualify(outer, s.name), line, 0);
  const u = new Unit(program, scope, outer, "class", code);
  closureNames(u);
  let [bases, kws] = classArgs(outer, s.bases, s.keywords);
  if (typeParamVar !== null) bases = `[...${bases},${outer.rt("genericBase")}(${typeParamVar})]`;
  if (u.traced) u.at({ lineno: line, end_lineno: line, col_offset: 0, end_col_offset: 0 });
  const lines: string[] = [];
  lines.push(`${u.rt("sn")}($l,"__module__",${u.rt("moduleName")}($g));`);
  lines.push(`${u.rt("sn")}($l,"__qualname__",${str(code.qualname)});`);
  lines.push(`${u.rt("sn")}($l,"__firstlineno__",${line});`);
  if (typeParamVar !== null)
    lines.push(`${u.rt("sn")}($l,"__type_params__",${u.rt("tuple")}(${typeParamVar}));`);
  let body = s.body;
  const doc = docstring(body);
  if (doc !== null && program.optimize < 2) {
    if (u.traced) lines.push(`${u.event("ln", body[0])};`);
    lines.push(`${u.rt("sn")}($l,"__doc__",${u.program.constant({ type: "str", value: doc })});`);
    body = body.slice(1);
  }
  u.lines.push(...lines);
  if (scope.needsClassClosure) u.locals.add("___class__");
  if (scope.needsClassdict) u.locals.add("___classdict__");
  if (scope.needsClassdict) u.emit("___classdict__=$l;");
  namespaceAnnotations(u, s, body, () => block(u, body));
  const attrs = staticAttributes(s.body);
  u.emit(`${u.rt("sn")}($l,"__static_attributes__",${u.rt("tuple")}(${JSON.stringify(attrs)}));`);
  if (scope.needsClassdict)
    u.emit(
      `${u.rt("sn")}($l,"__classdictcell__",${u.rt("cell")}(()=>___classdict__,$n=>{___classdict__=$n}));`,
    );
  if (scope.needsClassClosure) {
    u.emit(`const $cc=${u.rt("cell")}(()=>___class__,$n=>{___class__=$n});`);
    u.emit(`${u.rt("sn")}($l,"__classcell__",$cc);return $cc;`);
  } else u.emit("return null;");
  const fn = finishUnit(u, ["$l"], false, true);
  return `${outer.rt("mkclass")}(${str(s.name)},${bases},${kws},${fn},$b,${outer.pos(s)})`;
}

/** Names assigned as `self.x` in the methods of a class. */
function staticAttributes(body: ast.Stmt[]): string[] {
  const out = new Set<string>();
  const visit = (x: unknown, self: string | null): void => {
    if (x === null || typeof x !== "object") return;
    if (Array.isArray(x)) {
      for (const y of x) visit(y, self);
      return;
    }
    const n = x as ast.Node;
    if (n.kind === "ClassDef") return;
    if (
      n.kind === "Attribute" &&
      n.ctx === "Store" &&
      n.value.kind === "Name" &&
      n.value.id === self
    )
      out.add(n.attr);
    for (const v of Object.values(n)) if (typeof v === "object") visit(v, self);
  };
  for (const s of body)
    if (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") {
      const first = s.args.posonlyargs[0] ?? s.args.args[0];
      if (first !== undefined) visit(s.body, first.arg);
    }
  return [...out].sort();
}

interface AnnotatedName {
  name: string;
  annotation: ast.Expr;
  index: number;
}

/** Simple annotated names of a block, in order. */
function annotatedNames(body: ast.Stmt[]): ast.AnnAssign[] {
  const out: ast.AnnAssign[] = [];
  const visit = (list: ast.Stmt[]): void => {
    for (const s of list) {
      if (s.kind === "AnnAssign" && s.simple === 1 && s.target.kind === "Name") out.push(s);
      const n = s as unknown as {
        body?: ast.Stmt[];
        orelse?: ast.Stmt[];
        finalbody?: ast.Stmt[];
        handlers?: ast.ExceptHandler[];
        cases?: ast.MatchCase[];
      };
      if (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef" || s.kind === "ClassDef")
        continue;
      if (Array.isArray(n.body)) visit(n.body);
      if (Array.isArray(n.orelse)) visit(n.orelse);
      for (const h of n.handlers ?? []) visit(h.body);
      if (Array.isArray(n.finalbody)) visit(n.finalbody);
      for (const c of n.cases ?? []) visit(c.body);
    }
  };
  visit(body);
  return out;
}

/**
 * Annotations of a module or class (PEP 649): `__annotate__` is bound before the body runs; which
 * conditional annotations count is known from a set filled where they stand.
 */
export function namespaceAnnotations(
  u: Unit,
  node: ast.ClassDef | ast.Module | ast.Interactive,
  body: ast.Stmt[],
  run: () => void,
): void {
  const anns = annotatedNames(body);
  if (anns.length === 0) {
    run();
    return;
  }
  if (u.program.table.futures.annotations) {
    u.emit(`${u.rt("ensureAnnotations")}($l);`);
    run();
    return;
  }
  const scope = u.program.table.annotationsOf.get(node);
  if (scope === undefined) {
    run();
    return;
  }
  const conditional = u.scope.hasConditionalAnnotations;
  if (conditional) {
    u.emit("const $ca=new Set();");
    annIndex.set(u, new Map(anns.map((a, i) => [a, i])));
  }
  const f = annotate(u, scope, anns[0].lineno, (a) =>
    anns
      .map((s, i) => {
        const pair = `${str(mangled(u, (s.target as ast.Name).id))},${annotationValue(a, s.annotation)}`;
        return conditional ? `...($ca.has(${i})?[${pair}]:[])` : pair;
      })
      .join(","),
  );
  u.emit(
    `${u.rt("sn")}($l,${u.kind === "module" ? '"__annotate__"' : '"__annotate_func__"'},${f});`,
  );
  run();
}

const annIndex = new WeakMap<Unit, Map<ast.AnnAssign, number>>();

/** The statement `x: T = v`. */
export function annAssign(u: Unit, s: ast.AnnAssign, store: (value: string) => void): void {
  if (s.value !== null) store(expr(u, s.value));
  const isNs = u.kind === "module" || u.kind === "class";
  if (!isNs) return;
  if (s.simple === 1 && s.target.kind === "Name") {
    if (u.program.table.futures.annotations) {
      u.emit(
        `${u.rt("setAnnotation")}($l,${str(mangled(u, s.target.id))},${annotationText(u, s.annotation)});`,
      );
      return;
    }
    const i = annIndex.get(u)?.get(s);
    if (i !== undefined) u.emit(`$ca.add(${i});`);
    return;
  }
  // Attribute and subscript targets evaluate their parts.
  if (s.value === null && s.target.kind !== "Name") {
    if (s.target.kind === "Attribute") u.emit(`${expr(u, s.target.value)};`);
    else u.emit(`${expr(u, s.target.value)};${expr(u, s.target.slice)};`);
  }
}

export function typeAlias(u: Unit, s: ast.TypeAlias): void {
  const name = s.name.id;
  const make = (g: Unit, params: string): string => {
    const scope = u.program.table.scopeOf.get(s) as Scope;
    return `${g.rt("mkTypeAlias")}(${str(name)},${params},${lazy(g, scope, name, s.value)},$g)`;
  };
  const js = s.type_params.length > 0 ? generic(u, s, make) : make(u, "[]");
  u.emit(`${storeName(u, name, js)};`);
}

export type { AnnotatedName };
export { condition };
