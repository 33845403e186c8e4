/** How a name is read, bound and deleted in each kind of scope. */
import type { ast, Scope, Sym } from "../syntax/index.js";
import { jsName, type Unit } from "./unit.js";

const str = (s: string): string => JSON.stringify(s);

type Place = "js" | "namespace" | "global";

/** The unit whose namespace a module- or class-level comprehension belongs to. */
function home(u: Unit): Unit {
  while (u.inline) u = u.parent!;
  return u;
}

function resolve(u: Unit, name: string): { place: Place; sym: Sym | undefined; m: string } {
  const m = u.scope.mangle(name);
  const sym = u.scope.lookup(m);
  const owner = home(u);
  switch (sym?.scope) {
    case "local":
    case "cell":
      return { place: u.scope.isFunctionLike ? "js" : "namespace", sym, m };
    case "free":
      return { place: "js", sym, m };
    case "global_explicit":
      return { place: "global", sym, m };
    default:
      if (owner.scope.kind === "module") return { place: "namespace", sym, m };
      if (u.scope.kind === "class") return { place: "namespace", sym, m };
      return { place: "global", sym, m };
  }
}

/** Whether reading the name needs no check: a JavaScript local that is surely bound. */
export function isAtomName(u: Unit, name: string): boolean {
  const { place, m } = resolve(u, name);
  return place === "js" && u.bound.has(m);
}

function classAround(u: Unit): boolean {
  return u.scope.canSeeClassScope;
}

/** The variable that holds the namespace of the class an annotation scope stands in. */
function classNs(): string {
  return "$l";
}

/** Notes a name that is no local variable, for `co_names`. */
export function useName(u: Unit, m: string): void {
  const { names } = home(u).code;
  if (!names.includes(m)) names.push(m);
}
function useVariable(u: Unit, m: string): void {
  useName(u, m);
  if (u.program.bodies === null) return;
  const { variables } = u.program;
  const i = home(u).codeIndex;
  const known = variables.get(i);
  if (known === undefined) variables.set(i, new Set([m]));
  else known.add(m);
}

export function loadName(u: Unit, name: string, node: ast.Located): string {
  const { place, sym, m } = resolve(u, name);
  const p = u.pos(node);
  if (place !== "js") useVariable(u, m);
  if (place === "js") {
    let v = jsName(m);
    if (sym!.scope === "free") {
      // Over another closure as well, when one is given (types.FunctionType).
      if (u.ownGlobals) v = `($fv===undefined?${v}:$fv[${str(m)}].load())`;
      if (u.scope.kind === "class") return `${u.rt("lcf")}($l,${str(m)},${v},${p})`;
      if (classAround(u) && m !== "__class__")
        return `${u.rt("lcf")}(${classNs()},${str(m)},${v},${p})`;
      return `(${v}!==undefined?${v}:${u.rt("ubf")}(${str(m)},${p}))`;
    }
    if (u.bound.has(m)) return v;
    return `(${v}!==undefined?${v}:${u.rt("ubl")}(${str(m)},${p}))`;
  }
  if (place === "namespace") {
    if (u.scope.kind === "class" && sym?.scope === "cell" && u.scope.kind === "class")
      return `${u.rt("ln")}($l,$g,$b,${str(m)},${p})`;
    return `${u.rt("ln")}($l,$g,$b,${str(m)},${p})`;
  }
  if (classAround(u)) return `${u.rt("ln")}(${classNs()},$g,$b,${str(m)},${p})`;
  if (hasOwnGlobals(u)) return `${u.rt("gl")}($g,$b,${str(m)},${p})`;
  const i = globalCache(u, m);
  return `($gc${i}.v!==undefined?$gc${i}.v:$bc${i}.v!==undefined?$bc${i}.v:${u.rt("gl")}($g,$b,${str(m)},${p}))`;
}

function hasOwnGlobals(u: Unit): boolean {
  for (let x: Unit | null = u; x !== null; x = x.parent) if (x.ownGlobals) return true;
  return false;
}

function globalCache(u: Unit, m: string): number {
  const g = u.program.globals;
  let i = g.get(m);
  if (i === undefined) g.set(m, (i = g.size));
  return i;
}

/** A statement (without `;`) that binds a name to a JavaScript expression. */
export function storeName(u: Unit, name: string, value: string): string {
  const { place, m } = resolve(u, name);
  if (place === "js") {
    if (!u.deleted.has(m)) u.bound.add(m);
    return `${jsName(m)}=${value}`;
  }
  useVariable(u, m);
  if (place === "namespace") {
    const owner = home(u);
    // A walrus in a comprehension binds in the module around it.
    void owner;
    return `${u.rt("sn")}($l,${str(m)},${value})`;
  }
  return `$g.setStr(${str(m)},${value})`;
}

export function deleteName(u: Unit, name: string, node: ast.Located): string {
  const { place, sym, m } = resolve(u, name);
  const p = u.pos(node);
  if (place === "js") {
    const v = jsName(m);
    u.bound.delete(m);
    const fn = sym!.scope === "free" ? "ubf" : "ubl";
    const dying = u.program.library ? "" : `${u.rt("dying")}(${v});`;
    return `if(${v}===undefined)${u.rt(fn)}(${str(m)},${p});${dying}${v}=undefined`;
  }
  useVariable(u, m);
  if (place === "namespace") return `${u.rt("dn")}($l,${str(m)},${p})`;
  return `${u.rt("dg")}($g,${str(m)},${p})`;
}

/** JavaScript locals that a function-like scope declares: its locals and cells. */
export function declareLocals(u: Unit, scope: Scope): void {
  for (const [m, sym] of scope.symbols)
    if ((sym.scope === "local" || sym.scope === "cell") && !m.startsWith("."))
      u.locals.add(jsName(m));
}

export function mangled(u: Unit, name: string): string {
  return u.scope.mangle(name);
}
