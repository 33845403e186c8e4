/** Expressions: each function returns the JavaScript text of a value. */
import type { ast } from "../syntax/index.js";
import { comprehension, generatorExpression } from "./comprehension.js";
import { lambda } from "./functions.js";
import { isAtomName, loadName, mangled, storeName, useName } from "./names.js";
import { type ConstTemplate, clobber, jsName as jsNameOf, type Unit } from "./unit.js";

const str = (s: string): string => JSON.stringify(s);

/** Tree operator -> runtime helper. */
export const BINARY: Record<ast.Operator, string> = {
  Add: "add",
  Sub: "sub",
  Mult: "mul",
  MatMult: "matmul",
  Div: "truediv",
  Mod: "mod",
  Pow: "pow",
  LShift: "lshift",
  RShift: "rshift",
  BitOr: "or",
  BitXor: "xor",
  BitAnd: "and",
  FloorDiv: "floordiv",
};

/** Comparison -> helper that gives a Python object, and one that gives a JavaScript boolean. */
const COMPARE: Record<ast.CmpOperator, [value: string, bool: string]> = {
  Lt: ["lt", "ltb"],
  LtE: ["le", "leb"],
  Gt: ["gt", "gtb"],
  GtE: ["ge", "geb"],
  Eq: ["eqv", "eqb"],
  NotEq: ["nev", "neb"],
  In: ["isin", "isin"],
  NotIn: ["notin", "notin"],
  Is: ["", ""],
  IsNot: ["", ""],
};

export function constant(u: Unit, c: ConstTemplate): string {
  switch (c.type) {
    case "None":
      return "null";
    case "bool":
      return String(c.value);
    case "int":
      return typeof c.value === "bigint" ? `${c.value}n` : String(c.value);
    case "str":
      if (c.codePoints === undefined && !/[\ud800-\udbff][\udc00-\udfff]/.test(c.value))
        return str(c.value);
      return u.program.constant(c);
    case "Ellipsis":
      return u.rt("Ellipsis");
    default:
      return u.program.constant(c);
  }
}

/** Evaluating it again has no effect and cannot fail. */
export function isAtom(u: Unit, e: ast.Expr): boolean {
  return e.kind === "Constant" || (e.kind === "Name" && isAtomName(u, e.id));
}

function constantTuple(e: ast.Expr): ConstTemplate | null {
  if (e.kind === "Constant") return e.value;
  if (e.kind === "Tuple" && e.ctx === "Load") {
    const items = e.elts.map(constantTuple);
    if (items.every((x) => x !== null)) return { type: "tuple", items };
  }
  if (e.kind === "UnaryOp" && e.op === "USub" && e.operand.kind === "Constant") {
    const v = e.operand.value;
    if (v.type === "int" && v.value !== 0) return { type: "int", value: -v.value as number };
    if (v.type === "float") return { type: "float", value: -v.value };
  }
  return null;
}

export function expr(u: Unit, e: ast.Expr): string {
  switch (e.kind) {
    case "Constant":
      return constant(u, e.value);
    case "Name":
      // A constant of the language, which no name can be stored over.
      if (e.id === "__debug__") return u.program.optimize === 0 ? "true" : "false";
      return loadName(u, e.id, e);
    case "BinOp": {
      return binary(u, e);
    }
    case "UnaryOp":
      if (e.op === "Not") return `!${condition(u, e.operand)}`;
      {
        const c = constantTuple(e);
        if (c !== null) return c.type === "int" ? `(${constant(u, c)})` : constant(u, c);
      }
      return `${u.rt({ USub: "neg", UAdd: "upos", Invert: "invert" }[e.op])}(${expr(u, e.operand)},${u.pos(e)})`;
    case "BoolOp":
      return boolOp(u, e);
    case "Compare":
      return compare(u, e, false);
    case "Call":
      // `gc.collect()`, or a helper of the program that calls it.
      if (/collect$/.test(calleeName(e.func))) return `(${clobber(u)},${callExpr(u, e)})`;
      return callExpr(u, e);
    case "Attribute":
      return attribute(u, e);
    case "Subscript":
      return subscript(u, e);
    case "Slice":
      return slice(u, e);
    case "IfExp":
      return `(${condition(u, e.test)}?${expr(u, e.body)}:${expr(u, e.orelse)})`;
    case "Tuple": {
      const c = constantTuple(e);
      if (c !== null) return u.program.constant(c);
      return `${u.rt("tuple")}(${elements(u, e.elts)})`;
    }
    case "List":
      return `${u.rt("list")}(${elements(u, e.elts)})`;
    case "Set":
      return `${u.rt("mkset")}(${elements(u, e.elts)},${u.pos(e)})`;
    case "Dict":
      return dict(u, e);
    case "Lambda":
      return lambda(u, e);
    case "ListComp":
    case "SetComp":
    case "DictComp":
      return comprehension(u, e);
    case "GeneratorExp":
      return generatorExpression(u, e);
    case "NamedExpr": {
      const v = expr(u, e.value);
      const t = u.temp();
      const wasBound = new Set(u.bound);
      const s = storeName(u, e.target.id, t);
      u.bound = wasBound;
      u.release(t);
      return `(${t}=${v},${s},${t})`;
    }
    case "JoinedStr":
      return joined(u, e);
    case "TemplateStr":
      return template(u, e);
    case "FormattedValue":
      return formatted(u, e);
    case "Interpolation":
      return interpolation(u, e);
    case "Starred":
      throw new Error("moult: a starred expression outside a call or display");
    case "Await":
      return `(yield*${u.rt("aw")}(${expr(u, e.value)},${u.pos(e)}))`;
    case "Yield": {
      const v = e.value === null ? "null" : expr(u, e.value);
      if (u.kind === "asyncgen") return `(yield new ${u.rt("AGYield")}(${v},${u.pos(e)}))`;
      return `(yield ${u.rt("yv")}(${v},${u.pos(e)}))`;
    }
    case "YieldFrom":
      return `(yield*${u.rt("yf")}(${expr(u, e.value)},${u.pos(e)}))`;
  }
}

function subscript(u: Unit, e: ast.Subscript): string {
  const p = u.pos(e);
  const gi = u.rt("gi");
  if (e.slice.kind === "Slice" && e.slice.step === null) {
    const { lower, upper } = e.slice;
    return `${u.rt("gs")}(${expr(u, e.value)},${bound(u, lower)},${bound(u, upper)},${p})`;
  }
  if (!u.hot || e.slice.kind === "Slice")
    return `${gi}(${expr(u, e.value)},${slice(u, e.slice)},${p})`;
  const o = place(u, e.value, e.slice);
  const k = place(u, e.slice, null);
  u.release(o.ref, k.ref);
  return (
    `(${o.set}${k.set}typeof ${o.ref}==="object"&&${o.ref}!==null?` +
    `${o.ref}.$getitem(${k.ref},${p}):${gi}(${o.ref},${k.ref},${p}))`
  );
}

/** Where a value is, so that its text may be repeated; `then` is evaluated before it is read. */
function place(u: Unit, e: ast.Expr, then: ast.Expr | null): { set: string; ref: string } {
  const js = expr(u, e);
  if ((then === null || e.kind === "Name") && isAtom(u, e) && (then === null || isAtom(u, then)))
    return { set: "", ref: js };
  const t = u.temp();
  return { set: `${t}=${js},`, ref: t };
}

/** Operators that are done in place for two ints or two floats. */
export const IN_PLACE: Partial<Record<ast.Operator, string>> = { Add: "+", Sub: "-", Mult: "*" };
const isNumberLiteral = (e: ast.Expr): boolean =>
  e.kind === "Constant" && e.value.type === "int" && typeof e.value.value === "number";

function binary(u: Unit, e: ast.BinOp): string {
  const helper = u.rt(BINARY[e.op]);
  const op = IN_PLACE[e.op];
  const foreign = (x: ast.Expr): boolean =>
    (x.kind === "Constant" && !isNumberLiteral(x) && x.value.type !== "float") ||
    x.kind === "JoinedStr" ||
    x.kind === "List" ||
    x.kind === "Tuple";
  const literals = e.left.kind === "Constant" && e.right.kind === "Constant";
  if (op === undefined || !u.hot || literals || foreign(e.left) || foreign(e.right))
    return `${helper}(${expr(u, e.left)},${expr(u, e.right)},${u.pos(e)})`;
  return arithmetic(
    u,
    op,
    helper,
    operand(u, e.left, e.right),
    operand(u, e.right, null),
    u.pos(e),
  );
}

/** An operand as the place it is in, with the text that puts it there. */
export interface Operand {
  set: string;
  ref: string;
  /** It is a literal, or may be of any type. */
  kind: "int" | "float" | "any";
  /** The value as a JavaScript number, where the kind is known. */
  value: string;
  /** The place is a temporary, to be released when the operation is done. */
  temp: string | null;
}
export function operand(u: Unit, e: ast.Expr, then: ast.Expr | null): Operand {
  const js = expr(u, e);
  if (isNumberLiteral(e)) return { set: "", ref: js, kind: "int", value: js, temp: null };
  if (e.kind === "Constant" && e.value.type === "float" && Number.isFinite(e.value.value))
    return { set: "", ref: js, kind: "float", value: String(e.value.value), temp: null };
  // What comes after must not be able to bind the variable anew.
  if (isAtom(u, e) && (then === null || isAtom(u, then)))
    return { set: "", ref: js, kind: "any", value: `${js}.$f`, temp: null };
  const t = u.temp();
  return { set: `${t}=${js},`, ref: t, kind: "any", value: `${t}.$f`, temp: t };
}

/** `a op b` where both are in a place: ints and floats here, the rest by the helper. */
export function arithmetic(
  u: Unit,
  op: string,
  helper: string,
  a: Operand,
  b: Operand,
  p: string,
): string {
  const r = u.temp();
  const zero = op === "*" ? "+0" : "";
  const unknown = [a, b].filter((x) => x.kind === "any");
  const ints = unknown.map((x) => `typeof ${x.ref}==="number"`);
  ints.push(`(${r}=${a.ref}${op}${b.ref}${zero})<=9007199254740991&&${r}>=-9007199254740991`);
  const floats = unknown.map((x) => `${x.ref}?.$f!==undefined`);
  u.release(r);
  for (const x of [a, b]) if (x.temp !== null) u.release(x.temp);
  const int = a.kind === "float" || b.kind === "float" ? "" : `${ints.join("&&")}?${r}:`;
  return (
    `(${a.set}${b.set}${int}${floats.join("&&")}?` +
    `new ${u.rt("F")}(${a.value}${op}${b.value}):${helper}(${a.ref},${b.ref},${p}))`
  );
}

/** A JavaScript boolean. */
export function condition(u: Unit, e: ast.Expr): string {
  switch (e.kind) {
    case "Constant": {
      const v = e.value;
      if (v.type === "bool") return String(v.value);
      if (v.type === "None") return "false";
      if (v.type === "int") return String(Number(v.value) !== 0);
      if (v.type === "str") return String(v.value !== "");
      break;
    }
    case "UnaryOp":
      if (e.op === "Not") return `!${condition(u, e.operand)}`;
      break;
    case "BoolOp":
      return `(${e.values.map((v) => condition(u, v)).join(e.op === "And" ? "&&" : "||")})`;
    case "Compare":
      return compare(u, e, true);
  }
  return `${u.rt("truth")}(${expr(u, e)},${u.pos(e)})`;
}

function boolOp(u: Unit, e: ast.BoolOp): string {
  // a and b and c: the first false one, or the last.
  const t = u.temp();
  let js = expr(u, e.values[e.values.length - 1]);
  for (let i = e.values.length - 2; i >= 0; i--) {
    const v = e.values[i];
    const test = `${u.rt("truth")}(${t}=${expr(u, v)},${u.pos(v)})`;
    js = e.op === "And" ? `(${test}?${js}:${t})` : `(${test}?${t}:${js})`;
  }
  u.release(t);
  return js;
}

/** Comparisons of two ints that JavaScript makes in place. */
const NUMERIC: Partial<Record<ast.CmpOperator, string>> = {
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
  Eq: "===",
  NotEq: "!==",
};
/** A variable or an int: reading it twice gives the same. */
const PLACE = /^(?:_[A-Za-z0-9_$]+|[0-9]+)$/;

function compareOne(
  u: Unit,
  op: ast.CmpOperator,
  a: string,
  b: string,
  node: ast.Located,
  bool: boolean,
): string {
  const js = u.hot ? NUMERIC[op] : undefined;
  if (bool && js !== undefined && PLACE.test(a) && PLACE.test(b)) {
    const ints = [a, b].filter((x) => !/^[0-9]/.test(x)).map((x) => `typeof ${x}==="number"`);
    if (ints.length > 0)
      return `(${ints.join("&&")}?${a}${js}${b}:${u.rt(COMPARE[op][1])}(${a},${b},${u.pos(node)}))`;
  }
  if (op === "Is") return `${u.rt("is")}(${a},${b})`;
  if (op === "IsNot") return `!${u.rt("is")}(${a},${b})`;
  return `${u.rt(COMPARE[op][bool ? 1 : 0])}(${a},${b},${u.pos(node)})`;
}

function compare(u: Unit, e: ast.Compare, bool: boolean): string {
  if (e.ops.length === 1)
    return compareOne(u, e.ops[0], expr(u, e.left), expr(u, e.comparators[0]), e, bool);
  // a < b < c: each operand once, stop at the first false result.
  const temps: string[] = [];
  let left = expr(u, e.left);
  const parts: string[] = [];
  const r = u.temp();
  for (let i = 0; i < e.ops.length; i++) {
    const last = i === e.ops.length - 1;
    const right = expr(u, e.comparators[i]);
    if (last) {
      parts.push(compareOne(u, e.ops[i], left, right, e, bool));
      break;
    }
    const t = u.temp();
    temps.push(t);
    parts.push(compareOne(u, e.ops[i], left, `(${t}=${right})`, e, bool));
    left = t;
  }
  u.release(r, ...temps);
  if (bool) return `(${parts.join("&&")})`;
  let js = parts[parts.length - 1];
  for (let i = parts.length - 2; i >= 0; i--)
    js = `(${u.rt("truth")}(${r}=${parts[i]})?${js}:${r})`;
  return js;
}

/** The items of a display as a JavaScript array. */
export function elements(u: Unit, elts: ast.Expr[]): string {
  return `[${elts
    .map((x) =>
      x.kind === "Starred" ? `...${u.rt("spread")}(${expr(u, x.value)},${u.pos(x)})` : expr(u, x),
    )
    .join(",")}]`;
}

function dict(u: Unit, e: ast.Dict): string {
  if (e.keys.length === 0) return `${u.rt("newDict")}()`;
  if (e.keys.every((k) => k !== null))
    return `${u.rt("dict")}([${e.keys.map((k, i) => `${expr(u, k!)},${expr(u, e.values[i])}`).join(",")}],${u.pos(e)})`;
  const t = u.temp();
  // The temporary is released only after the nested expressions took theirs.
  const steps = e.keys.map((k, i) =>
    k === null
      ? `${u.rt("dictMerge")}(${t},${expr(u, e.values[i])},${u.pos(e.values[i])})`
      : `${u.rt("dictSet")}(${t},${expr(u, k)},${expr(u, e.values[i])},${u.pos(e)})`,
  );
  const js = `(${t}=${u.rt("newDict")}(),${steps.join(",")},${t})`;
  u.release(t);
  return js;
}

const bound = (u: Unit, e: ast.Expr | null): string => (e === null ? "null" : expr(u, e));

export function slice(u: Unit, e: ast.Expr): string {
  if (e.kind === "Slice") {
    return `${u.rt("slice")}(${bound(u, e.lower)},${bound(u, e.upper)},${bound(u, e.step)})`;
  }
  return expr(u, e);
}

function attribute(u: Unit, e: ast.Attribute): string {
  const name = str(mangled(u, e.attr));
  const prop = str(`@${mangled(u, e.attr)}`);
  const fact = str(`.${mangled(u, e.attr)}`);
  const v = u.temp();
  const ga = u.rt("ga");
  const rest = (o: string): string =>
    u.hot
      ? `(${v}=${o}?.[${fact}])!==undefined&&${o}.odict===undefined?${v}:${ga}(${o},${name},${u.pos(e)})`
      : `${ga}(${o},${name},${u.pos(e)})`;
  if (isAtom(u, e.value) && e.value.kind === "Name") {
    const o = expr(u, e.value);
    useName(u, mangled(u, e.attr));
    u.release(v);
    return `((${v}=${o}?.[${prop}])!==undefined?${v}:${rest(o)})`;
  }
  const o = u.temp();
  const js = `((${v}=(${o}=${expr(u, e.value)})?.[${prop}])!==undefined?${v}:${rest(o)})`;
  useName(u, mangled(u, e.attr));
  u.release(v, o);
  return js;
}

// ---- calls ----

/** Built-ins that look at their caller's variables. */
const LOCALS_READERS = new Set(["locals", "vars", "dir", "eval", "exec"]);

const calleeName = (f: ast.Expr): string =>
  f.kind === "Attribute" ? f.attr : f.kind === "Name" ? f.id : "";

function callExpr(u: Unit, e: ast.Call): string {
  u.calls = true;
  const p = u.pos(e);
  const f = e.func;
  const simple = e.keywords.length === 0 && e.args.every((a) => a.kind !== "Starred");
  if (f.kind === "Name" && f.id === "super" && simple && e.args.length === 0) {
    const sup = superCall(u, f, p);
    if (sup !== null) return sup;
  }
  if (f.kind === "Name" && LOCALS_READERS.has(f.id)) {
    u.usesLocals = true;
    const kw = e.keywords.length === 0 ? "null" : keywords(u, e);
    return `${u.rt("callLocals")}(${expr(u, f)},${elements(u, e.args)},${kw},${localsThunk(u)},${p})`;
  }
  if (u.traced) return tracedCall(u, e, p);
  if (f.kind === "Attribute") {
    const named = e.keywords.every((k) => k.arg !== null);
    if (simple || (named && e.args.every((a) => a.kind !== "Starred")))
      return methodCall(u, e, f, p);
  }
  const fn = expr(u, f);
  if (simple) {
    const n = e.args.length;
    if (n > 3) return `${u.rt("calln")}(${fn},${elements(u, e.args)},${p})`;
    const t = u.temp();
    u.release(t);
    const args = [...e.args.map((a) => expr(u, a)), p].join(",");
    return `((${t}=${fn})?.$call${n}?${t}:${u.rt("nc")}(${t})).$call${n}(${args})`;
  }
  if (e.keywords.every((k) => k.arg !== null) && e.args.every((a) => a.kind !== "Starred")) {
    const given = [...e.args.map((a) => expr(u, a)), namedValues(u, e)].join(",");
    return `${u.rt("callNamed")}(${fn},[${given}],${names(u, e)},${p})`;
  }
  const args = callArgs(u, e.args);
  if (e.keywords.length === 0) return `${u.rt("calls")}(${fn},${args},${p})`;
  return `${u.rt("callk")}(${fn},${args},${keywords(u, e)},${p})`;
}

/** A call that reports itself; in the traced form nothing has to be quick. */
function tracedCall(u: Unit, e: ast.Call, p: string): string {
  const fn = expr(u, e.func);
  const kw = e.keywords.length === 0 ? "null" : keywords(u, e);
  return `${u.rt("tcall")}($fr,${fn},${callArgs(u, e.args)},${kw},${p})`;
}

/** `o.name(...)`: the method is what is known of the class (`PyType.known`), or looked up. */
function methodCall(u: Unit, e: ast.Call, f: ast.Attribute, p: string): string {
  const name = mangled(u, f.attr);
  const n = e.args.length;
  const plain = e.keywords.length === 0;
  let self: string;
  let method: string;
  const sup = superMethod(u, f, name);
  if (sup !== null) [method, self] = sup;
  else {
    const o = f.value.kind === "Name" && isAtom(u, f.value) ? null : u.temp();
    const obj = o === null ? expr(u, f.value) : `(${o}=${expr(u, f.value)})`;
    useName(u, name);
    self = o ?? obj;
    const m = u.temp();
    u.release(m);
    if (o !== null) u.release(o);
    method =
      `(${m}=${obj}?.[${str(`#${name}`)}])!==undefined&&${self}.odict===undefined?${m}:` +
      `${u.rt("lm")}(${self},${str(name)},${self}?.[${str(`@${name}`)}],${u.pos(f)})`;
  }
  const args = [self, ...e.args.map((a) => expr(u, a))].join(",");
  if (plain && n <= 3) return `(${method}).$call${n + 1}(${args},${p})`;
  if (plain) return `${u.rt("cmn")}(${method},[${args}],null,${p})`;
  return `${u.rt("methodNamed")}(${method},[${args},${namedValues(u, e)}],${names(u, e)},${p})`;
}

function callArgs(u: Unit, args: ast.Expr[]): string {
  return `[${args
    .map((a) =>
      a.kind === "Starred"
        ? `...${u.rt("spreadArgs")}(${expr(u, a.value)},${u.pos(a)})`
        : expr(u, a),
    )
    .join(",")}]`;
}

const namedValues = (u: Unit, e: ast.Call): string =>
  e.keywords.map((k) => expr(u, k.value)).join(",");
/** The names of keyword arguments, an array made once. */
function names(u: Unit, e: ast.Call): string {
  const items = e.keywords.map((k): ConstTemplate => ({ type: "str", value: k.arg! }));
  return `${u.program.constant({ type: "tuple", items })}.items`;
}

/** Keyword arguments: `[name, value, name, value]`, or a call that merges mappings. */
function keywords(u: Unit, e: { keywords: ast.Keyword[] }): string {
  if (e.keywords.every((k) => k.arg !== null))
    return `${u.rt("kw")}([${e.keywords.map((k) => `${str(k.arg!)},${expr(u, k.value)}`).join(",")}])`;
  const parts = e.keywords.map((k) =>
    k.arg === null ? `${u.rt("KW_MAP")},${expr(u, k.value)}` : `${str(k.arg)},${expr(u, k.value)}`,
  );
  return `${u.rt("kwMerge")}([${parts.join(",")}])`;
}

export function classArgs(u: Unit, bases: ast.Expr[], kws: ast.Keyword[]): [string, string] {
  return [elements(u, bases), kws.length === 0 ? "null" : keywords(u, { keywords: kws })];
}

/** The method of `super().name(...)` and its receiver. */
function superMethod(u: Unit, f: ast.Attribute, name: string): [string, string] | null {
  const c = f.value;
  if (c.kind !== "Call" || c.func.kind !== "Name" || c.func.id !== "super") return null;
  if (c.args.length > 0 || c.keywords.length > 0) return null;
  const parts = superParts(u);
  if (parts === null) return null;
  const call = `${u.rt("sm")}(${loadName(u, c.func.id, c.func)},___class__,${parts},${str(name)},${u.pos(f)})`;
  return [call, parts];
}

/** `super()` without arguments reads `__class__` and the first parameter. */
function superCall(u: Unit, f: ast.Name, p: string): string | null {
  const v = superParts(u);
  return v === null ? null : `${u.rt("super0")}(${loadName(u, f.id, f)},___class__,${v},${p})`;
}

/** The first parameter, where `super()` can be told at compile time. */
function superParts(u: Unit): string | null {
  let fn: Unit | null = u;
  while (fn !== null && fn.inline) fn = fn.parent;
  if (fn === null || fn.scope.kind !== "function") return null;
  const sym = u.scope.lookup("__class__");
  if (sym === undefined || sym.scope !== "free") return null;
  const first = fn.scope.params[0];
  if (first === undefined || fn.code.argcount === 0) return null;
  return first.startsWith(".") ? "undefined" : jsNameOf(first);
}
/** A function that gives the local variables as [name, value] pairs; null outside functions. */
function localsThunk(u: Unit): string {
  let fn: Unit = u;
  const names = new Map<string, string>();
  for (;;) {
    if (fn.scope.isFunctionLike)
      for (const [m, s] of fn.scope.symbols)
        if (
          (s.scope === "local" || s.scope === "cell" || s.scope === "free") &&
          !m.startsWith(".") &&
          !names.has(m)
        )
          names.set(m, jsNameOf(m));
    if (!fn.inline) break;
    fn = fn.parent!;
  }
  if (!fn.scope.isFunctionLike) {
    const extra = [...names].map(([m, v]) => `${str(m)},${v}`).join(",");
    return `()=>${u.rt("nsView")}($l,[${extra}])`;
  }
  const frame = u.traced ? ",$fr" : "";
  return `()=>${u.rt("localsDict")}([${[...names].map(([m, v]) => `${str(m)},${v}`).join(",")}]${frame})`;
}

// ---- formatted strings ----

function joined(u: Unit, e: ast.JoinedStr): string {
  if (e.values.length === 0) return '""';
  const parts = e.values.map((v) => expr(u, v));
  if (parts.length === 1 && e.values[0].kind === "Constant") return parts[0];
  return `${u.rt("fjoin")}([${parts.join(",")}])`;
}

function formatted(u: Unit, e: ast.FormattedValue): string {
  const spec = e.format_spec === null ? '""' : joined(u, e.format_spec);
  return `${u.rt("fmt")}(${expr(u, e.value)},${e.conversion},${spec},${u.pos(e)})`;
}

function interpolation(u: Unit, e: ast.Interpolation): string {
  const spec = e.format_spec === null ? '""' : joined(u, e.format_spec);
  return `${u.rt("interp")}(${expr(u, e.value)},${constant(u, e.str)},${e.conversion},${spec},${u.pos(e)})`;
}

function template(u: Unit, e: ast.TemplateStr): string {
  return `${u.rt("templ")}([${e.values.map((v) => expr(u, v)).join(",")}])`;
}
