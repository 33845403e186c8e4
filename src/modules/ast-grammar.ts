/**
 * The abstract grammar (the manual's chapter "ast"): the type of each field. `?` may be None, `*` is
 * a list, `?*` a list whose items may be None.
 */
const GRAMMAR: Readonly<Record<string, string>> = {
  AnnAssign: "expr target, expr annotation, expr? value, int simple",
  Assert: "expr test, expr? msg",
  Assign: "expr* targets, expr value, string? type_comment",
  AsyncFor: "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment",
  AsyncFunctionDef:
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params",
  AsyncWith: "withitem* items, stmt* body, string? type_comment",
  Attribute: "expr value, identifier attr, expr_context ctx",
  AugAssign: "expr target, operator op, expr value",
  Await: "expr value",
  BinOp: "expr left, operator op, expr right",
  BoolOp: "boolop op, expr* values",
  Call: "expr func, expr* args, keyword* keywords",
  ClassDef:
    "identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params",
  Compare: "expr left, cmpop* ops, expr* comparators",
  Constant: "constant value, string? kind",
  Delete: "expr* targets",
  Dict: "expr?* keys, expr* values",
  DictComp: "expr key, expr value, comprehension* generators",
  ExceptHandler: "expr? type, identifier? name, stmt* body",
  Expr: "expr value",
  Expression: "expr body",
  For: "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment",
  FormattedValue: "expr value, int conversion, expr? format_spec",
  FunctionDef:
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params",
  FunctionType: "expr* argtypes, expr returns",
  GeneratorExp: "expr elt, comprehension* generators",
  Global: "identifier* names",
  If: "expr test, stmt* body, stmt* orelse",
  IfExp: "expr test, expr body, expr orelse",
  Import: "alias* names",
  ImportFrom: "identifier? module, alias* names, int? level",
  Interactive: "stmt* body",
  Interpolation: "expr value, constant str, int conversion, expr? format_spec",
  JoinedStr: "expr* values",
  Lambda: "arguments args, expr body",
  List: "expr* elts, expr_context ctx",
  ListComp: "expr elt, comprehension* generators",
  Match: "expr subject, match_case* cases",
  MatchAs: "pattern? pattern, identifier? name",
  MatchClass: "expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns",
  MatchMapping: "expr* keys, pattern* patterns, identifier? rest",
  MatchOr: "pattern* patterns",
  MatchSequence: "pattern* patterns",
  MatchSingleton: "constant value",
  MatchStar: "identifier? name",
  MatchValue: "expr value",
  Module: "stmt* body, type_ignore* type_ignores",
  Name: "identifier id, expr_context ctx",
  NamedExpr: "expr target, expr value",
  Nonlocal: "identifier* names",
  ParamSpec: "identifier name, expr? default_value",
  Raise: "expr? exc, expr? cause",
  Return: "expr? value",
  Set: "expr* elts",
  SetComp: "expr elt, comprehension* generators",
  Slice: "expr? lower, expr? upper, expr? step",
  Starred: "expr value, expr_context ctx",
  Subscript: "expr value, expr slice, expr_context ctx",
  TemplateStr: "expr* values",
  Try: "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody",
  TryStar: "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody",
  Tuple: "expr* elts, expr_context ctx",
  TypeAlias: "expr name, type_param* type_params, expr value",
  TypeIgnore: "int lineno, string tag",
  TypeVar: "identifier name, expr? bound, expr? default_value",
  TypeVarTuple: "identifier name, expr? default_value",
  UnaryOp: "unaryop op, expr operand",
  While: "expr test, stmt* body, stmt* orelse",
  With: "withitem* items, stmt* body, string? type_comment",
  Yield: "expr? value",
  YieldFrom: "expr value",
  alias: "identifier name, identifier? asname",
  arg: "identifier arg, expr? annotation, string? type_comment",
  arguments:
    "arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults",
  comprehension: "expr target, expr iter, expr* ifs, int is_async",
  keyword: "identifier? arg, expr value",
  match_case: "pattern pattern, expr? guard, stmt* body",
  withitem: "expr context_expr, expr? optional_vars",
};

export interface Field {
  name: string;
  /** A sum or product of the grammar, or identifier, int, string, constant. */
  type: string;
  list: boolean;
  optional: boolean;
}

const parsed = new Map<string, Field[]>();
/** The fields of a node class, in order. */
export function grammarOf(kind: string): Field[] {
  let f = parsed.get(kind);
  if (f === undefined) {
    f = (GRAMMAR[kind] ?? "")
      .split(", ")
      .filter(Boolean)
      .map((part) => {
        const [type, name] = part.split(" ");
        return {
          name,
          type: type.replace(/[?*]/g, ""),
          list: type.endsWith("*"),
          optional: type.includes("?"),
        };
      });
    parsed.set(kind, f);
  }
  return f;
}

/** `__doc__` of a node class. */
export const grammarDoc = (kind: string): string =>
  GRAMMAR[kind] === undefined ? kind : `${kind}(${GRAMMAR[kind]})`;
