/** Assignment, augmented assignment and deletion targets. */
import type { ast } from "../syntax/index.js";
import {
  arithmetic,
  BINARY,
  expr,
  IN_PLACE,
  isAtom,
  type Operand,
  operand,
  slice,
} from "./expr.js";
import { deleteName, loadName, mangled, storeName, useName } from "./names.js";
import type { Unit } from "./unit.js";

const str = (s: string): string => JSON.stringify(s);

/** Emits statements that bind `value` (a JavaScript variable or pure text) to a target. */
export function assignTo(u: Unit, t: ast.Expr, value: string): void {
  switch (t.kind) {
    case "Name":
      u.emit(`${storeName(u, t.id, value)};`);
      return;
    case "Attribute": {
      const name = mangled(u, t.attr);
      let o = expr(u, t.value);
      useName(u, name);
      if (!isAtom(u, t.value) || t.value.kind !== "Name") {
        const v = `$o${u.id()}`;
        u.emit(`const ${v}=${o};`);
        o = v;
      }
      u.emit(
        `if(${o}?.[${str(`=${name}`)}]===true&&${o}.odict===undefined)${o}[${str(`@${name}`)}]=${value};` +
          `else ${u.rt("sa")}(${o},${str(name)},${value},${u.pos(t)});`,
      );
      return;
    }
    case "Subscript": {
      const si = u.rt("si");
      if (!u.hot || t.slice.kind === "Slice") {
        u.emit(`${si}(${expr(u, t.value)},${slice(u, t.slice)},${value},${u.pos(t)});`);
        return;
      }
      const o = `$o${u.id()}`;
      const k = `$k${u.id()}`;
      u.emit(`const ${o}=${expr(u, t.value)};`);
      u.emit(`const ${k}=${expr(u, t.slice)};`);
      u.emit(storeItem(u, o, k, value, u.pos(t)));
      return;
    }
    case "Starred":
      assignTo(u, t.value, value);
      return;
    case "Tuple":
    case "List": {
      const star = t.elts.findIndex((x) => x.kind === "Starred");
      const arr = `$a${u.id()}`;
      const p = u.pos(t);
      if (star < 0) u.emit(`const ${arr}=${u.rt("unpack")}(${value},${t.elts.length},${p});`);
      else
        u.emit(
          `const ${arr}=${u.rt("unpackEx")}(${value},${star},${t.elts.length - star - 1},${p});`,
        );
      t.elts.forEach((x, i) => {
        assignTo(u, x, `${arr}[${i}]`);
      });
      return;
    }
    default:
      throw new Error(`moult: no target: ${t.kind}`);
  }
}

/** What asks an iterator for an item of this target. */
export const nextFor = (t: ast.Expr): "$pair" | "$next" => (isPair(t) ? "$pair" : "$next");
const isPair = (t: ast.Expr): t is ast.Tuple | ast.List =>
  (t.kind === "Tuple" || t.kind === "List") &&
  t.elts.length === 2 &&
  t.elts.every((x) => x.kind !== "Starred");

/** Binds the item of a loop, as `nextFor` gave it. */
export function assignItem(u: Unit, t: ast.Expr, item: string): void {
  if (!isPair(t)) {
    assignTo(u, t, item);
    return;
  }
  const n = u.id();
  const pair = u.rt("pair");
  u.emit(
    `let $x${n},$y${n};if(${item}===${pair}){$x${n}=${pair}.a;$y${n}=${pair}.b;${pair}.a=${pair}.b=null;}` +
      `else{const $u=${u.rt("unpack")}(${item},2,${u.pos(t)});$x${n}=$u[0];$y${n}=$u[1];}`,
  );
  assignTo(u, t.elts[0], `$x${n}`);
  assignTo(u, t.elts[1], `$y${n}`);
}

export function assign(u: Unit, s: ast.Assign): void {
  if (s.targets.length === 1 && pairwise(u, s.targets[0], s.value)) return;
  const value = expr(u, s.value);
  if (s.targets.length === 1) {
    const t = s.targets[0];
    if (t.kind === "Name") {
      u.emit(`${storeName(u, t.id, value)};`);
      return;
    }
  }
  const v = `$a${u.id()}`;
  u.emit(`const ${v}=${value};`);
  for (const t of s.targets) assignTo(u, t, v);
}

/** `o[k] = v`, each of which is in a variable. */
function storeItem(u: Unit, o: string, k: string, v: string, p: string): string {
  return (
    `if(typeof ${o}==="object"&&${o}!==null)${o}.$setitem(${k},${v},${p});` +
    `else ${u.rt("si")}(${o},${k},${v},${p});`
  );
}

/** `a, b = x, y` without a tuple. */
function pairwise(u: Unit, t: ast.Expr, v: ast.Expr): boolean {
  if ((t.kind !== "Tuple" && t.kind !== "List") || v.kind !== "Tuple") return false;
  if (t.elts.length !== v.elts.length || t.elts.length > 4) return false;
  if (t.elts.some((x) => x.kind === "Starred") || v.elts.some((x) => x.kind === "Starred"))
    return false;
  const names = v.elts.map((x) => {
    const a = `$a${u.id()}`;
    u.emit(`const ${a}=${expr(u, x)};`);
    return a;
  });
  t.elts.forEach((x, i) => {
    assignTo(u, x, names[i]);
  });
  return true;
}

export function augAssign(u: Unit, s: ast.AugAssign): void {
  const op = u.rt(`i${BINARY[s.op]}`);
  const t = s.target;
  const p = u.pos(s);
  switch (t.kind) {
    case "Name": {
      const js = IN_PLACE[s.op];
      if (js !== undefined && u.hot && isAtom(u, t)) {
        const a = operand(u, t, s.value);
        u.emit(`${storeName(u, t.id, arithmetic(u, js, op, a, operand(u, s.value, null), p))};`);
        return;
      }
      u.emit(`${storeName(u, t.id, `${op}(${loadName(u, t.id, t)},${expr(u, s.value)},${p})`)};`);
      return;
    }
    case "Attribute": {
      const o = `$a${u.id()}`;
      const name = str(mangled(u, t.attr));
      const v = `$a${u.id()}`;
      const prop = str(`@${mangled(u, t.attr)}`);
      u.emit(`const ${o}=${expr(u, t.value)};`);
      useName(u, mangled(u, t.attr));
      u.emit(`let ${v}=${o}?.[${prop}];`);
      u.emit(`if(${v}===undefined)${v}=${u.rt("ga")}(${o},${name},${u.pos(t)});`);
      const js = IN_PLACE[s.op];
      if (js !== undefined && u.hot) {
        const a: Operand = { set: "", ref: v, kind: "any", value: `${v}.$f`, temp: null };
        u.emit(`${v}=${arithmetic(u, js, op, a, operand(u, s.value, null), p)};`);
      } else u.emit(`${v}=${op}(${v},${expr(u, s.value)},${p});`);
      u.emit(
        `if(${o}?.[${str(`=${mangled(u, t.attr)}`)}]===true&&${o}.odict===undefined)${o}[${prop}]=${v};` +
          `else ${u.rt("sa")}(${o},${name},${v},${u.pos(t)});`,
      );
      return;
    }
    case "Subscript": {
      const o = `$a${u.id()}`;
      const k = `$a${u.id()}`;
      const v = `$a${u.id()}`;
      u.emit(`const ${o}=${expr(u, t.value)};`);
      u.emit(`const ${k}=${slice(u, t.slice)};`);
      const gi = u.rt("gi");
      u.emit(
        `let ${v}=typeof ${o}==="object"&&${o}!==null?${o}.$getitem(${k},${u.pos(t)}):${gi}(${o},${k},${u.pos(t)});`,
      );
      const js = IN_PLACE[s.op];
      if (js !== undefined && u.hot) {
        const a: Operand = { set: "", ref: v, kind: "any", value: `${v}.$f`, temp: null };
        u.emit(`${v}=${arithmetic(u, js, op, a, operand(u, s.value, null), p)};`);
      } else u.emit(`${v}=${op}(${v},${expr(u, s.value)},${p});`);
      u.emit(storeItem(u, o, k, v, u.pos(t)));
    }
  }
}

export function del(u: Unit, t: ast.Expr): void {
  switch (t.kind) {
    case "Name":
      u.emit(`${deleteName(u, t.id, t)};`);
      return;
    case "Attribute":
      u.emit(`${u.rt("da")}(${expr(u, t.value)},${str(mangled(u, t.attr))},${u.pos(t)});`);
      useName(u, mangled(u, t.attr));
      return;
    case "Subscript":
      u.emit(`${u.rt("di")}(${expr(u, t.value)},${slice(u, t.slice)},${u.pos(t)});`);
      return;
    case "Tuple":
    case "List":
      for (const x of t.elts) del(u, x);
      return;
    default:
      throw new Error(`moult: cannot delete ${t.kind}`);
  }
}

export { isAtom };
