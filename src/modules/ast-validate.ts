/** Trees that a program built by hand: what the compiler may not be given (ValueError). */
import { typeError, valueError } from "../objects/errors.js";
import type { ast } from "../syntax/index.js";
import { type Field, grammarOf } from "./ast-grammar.js";

type Context = "Load" | "Store" | "Del";
type Any = { kind: string } & Record<string, unknown>;

/** Fields that are assigned to or deleted; all other expressions are loaded. */
const CONTEXTS: Readonly<Record<string, Context>> = {
  "Assign.targets": "Store",
  "AugAssign.target": "Store",
  "AnnAssign.target": "Store",
  "For.target": "Store",
  "AsyncFor.target": "Store",
  "NamedExpr.target": "Store",
  "comprehension.target": "Store",
  "withitem.optional_vars": "Store",
  "TypeAlias.name": "Store",
  "Delete.targets": "Del",
};

const BODY = ["body"];
/** Lists that must have an item. */
const NONEMPTY: Readonly<Record<string, readonly string[]>> = {
  FunctionDef: BODY,
  AsyncFunctionDef: BODY,
  ClassDef: BODY,
  For: BODY,
  AsyncFor: BODY,
  While: BODY,
  If: BODY,
  With: ["items", "body"],
  AsyncWith: ["items", "body"],
  Try: BODY,
  TryStar: BODY,
  ExceptHandler: BODY,
  match_case: BODY,
  Match: ["cases"],
  Delete: ["targets"],
  Assign: ["targets"],
  Import: ["names"],
  ImportFrom: ["names"],
  Global: ["names"],
  Nonlocal: ["names"],
};

const size = (n: Any, field: string): number => (n[field] as unknown[]).length;

function tryRule(n: Any): string | null {
  if (size(n, "handlers") === 0 && size(n, "finalbody") === 0)
    return `${n.kind} has neither except handlers nor finalbody`;
  if (size(n, "handlers") === 0 && size(n, "orelse") > 0)
    return `${n.kind} has orelse but no except handlers`;
  return null;
}
const comprehension = (n: Any): string | null =>
  size(n, "generators") === 0 ? "comprehension with no generators" : null;

/** What a kind asks of its fields together. */
const RULES: Readonly<Record<string, (n: Any) => string | null>> = {
  Try: tryRule,
  TryStar: tryRule,
  ListComp: comprehension,
  SetComp: comprehension,
  DictComp: comprehension,
  GeneratorExp: comprehension,
  BoolOp: (n) => (size(n, "values") < 2 ? "BoolOp with less than 2 values" : null),
  Dict: (n) =>
    size(n, "keys") !== size(n, "values")
      ? "Dict doesn't have the same number of keys as values"
      : null,
  Compare: (n) =>
    size(n, "comparators") === 0
      ? "Compare with no comparators"
      : size(n, "comparators") !== size(n, "ops")
        ? "Compare has a different number of comparators and operands"
        : null,
  Raise: (n) => (n.exc === null && n.cause !== null ? "Raise with cause but no exception" : null),
  ImportFrom: (n) => (Number(n.level) < 0 ? "Negative ImportFrom level" : null),
  arguments: (n) =>
    size(n, "defaults") > size(n, "args") + size(n, "posonlyargs")
      ? "more positional defaults than args on arguments"
      : size(n, "kwonlyargs") !== size(n, "kw_defaults")
        ? "length of kwonlyargs is not the same as kw_defaults on arguments"
        : null,
  MatchOr: (n) => (size(n, "patterns") < 2 ? "MatchOr requires at least 2 patterns" : null),
  MatchMapping: (n) =>
    size(n, "keys") !== size(n, "patterns")
      ? "MatchMapping doesn't have the same number of keys as patterns"
      : null,
  MatchClass: (n) =>
    size(n, "kwd_attrs") !== size(n, "kwd_patterns")
      ? "MatchClass doesn't have the same number of keyword attributes as patterns"
      : null,
  MatchAs: (n) =>
    n.name === null && n.pattern !== null
      ? "MatchAs must specify a target name if a pattern is given"
      : null,
};

const WITH_CONTEXT = new Set(["Attribute", "Subscript", "Starred", "Name", "List", "Tuple"]);
/** Kinds that hand their own context down to this field. */
const PASSES: Readonly<Record<string, string>> = { List: "elts", Tuple: "elts", Starred: "value" };

function expression(n: Any, context: Context): void {
  if (WITH_CONTEXT.has(n.kind)) {
    if (n.ctx !== context)
      throw valueError(`expression must have ${context} context but has ${String(n.ctx)} instead`);
  } else if (context !== "Load")
    throw valueError(`expression which can't be assigned to in ${context} context`);
}

function field(n: Any, f: Field, context: Context): void {
  const isTree = f.type !== "identifier" && f.type !== "int" && f.type !== "string";
  if (!isTree || f.type === "constant") return;
  // The grammar does not tell that the keys of a dict display may be absent.
  const optional = f.optional || (n.kind === "Dict" && f.name === "keys");
  const values = (f.list ? n[f.name] : [n[f.name]]) as (Any | null)[];
  const down: Context =
    PASSES[n.kind] === f.name ? context : (CONTEXTS[`${n.kind}.${f.name}`] ?? "Load");
  for (const v of values) {
    if (v === null) {
      if (optional) continue;
      const what = f.type === "stmt" ? "statement" : "expression";
      throw valueError(
        f.list ? `None disallowed in ${what} list` : `field '${f.name}' is required for ${n.kind}`,
      );
    }
    // Operators and contexts are plain names.
    if (typeof v !== "object") continue;
    if (f.type === "expr") expression(v, down);
    visit(v, f.type === "expr" ? down : "Load");
  }
}

function visit(n: Any, context: Context): void {
  for (const name of NONEMPTY[n.kind] ?? [])
    if (size(n, name) === 0) throw valueError(`empty ${name} on ${n.kind}`);
  const rule = (): void => {
    const wrong = RULES[n.kind]?.(n) ?? null;
    if (wrong !== null) throw valueError(wrong);
  };
  const late = n.kind === "arguments";
  if (!late) rule();
  if (n.kind === "AnnAssign" && n.simple !== 0 && (n.target as Any).kind !== "Name")
    throw typeError("AnnAssign with simple non-Name target");
  const fields = grammarOf(n.kind);
  // A comprehension's loops come before what they make.
  const first = fields.find((f) => f.name === "generators");
  if (first !== undefined) field(n, first, context);
  for (const f of fields) if (f !== first) field(n, f, context);
  if (late) rule();
}

/** Throws what is wrong with the tree first. */
export function validate(tree: ast.Mod): void {
  visit(tree as unknown as Any, "Load");
}
