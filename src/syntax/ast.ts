/**
 * The abstract syntax tree: Python.asdl of 3.14 as discriminated unions.
 *
 * A node is a plain object. `kind` holds the ASDL constructor name and the other properties bear the
 * ASDL field names, so `ast.NodeType(...)` in Python maps one to one. Nodes of one kind are always
 * made with the same properties in the same order (one hidden class a kind): `kind`, the fields as
 * in FIELDS, then the four positions. Nodes made elsewhere should keep to that order.
 *
 * Positions follow CPython: lines count from 1, columns are UTF-8 byte offsets from 0.
 * The one deviation: ASDL's `Constant.kind` ("u" or None) is the boolean `u` here.
 */

export interface Located {
  lineno: number;
  col_offset: number;
  end_lineno: number;
  end_col_offset: number;
}

export type Ctx = "Load" | "Store" | "Del";
export type BoolOperator = "And" | "Or";
export type UnaryOperator = "Invert" | "Not" | "UAdd" | "USub";
export type Operator =
  | "Add"
  | "Sub"
  | "Mult"
  | "MatMult"
  | "Div"
  | "Mod"
  | "Pow"
  | "LShift"
  | "RShift"
  | "BitOr"
  | "BitXor"
  | "BitAnd"
  | "FloorDiv";
export type CmpOperator =
  | "Eq"
  | "NotEq"
  | "Lt"
  | "LtE"
  | "Gt"
  | "GtE"
  | "Is"
  | "IsNot"
  | "In"
  | "NotIn";

// ---- Constants ---------------------------------------------------------------------------------

/** `value` is a number exactly when it is a safe integer. */
export interface IntValue {
  type: "int";
  value: number | bigint;
}
export interface FloatValue {
  type: "float";
  value: number;
}
export interface ComplexValue {
  type: "complex";
  imag: number;
}
/**
 * `value` is UTF-16. `codePoints` is present only when UTF-16 can't tell the text apart from another
 * one: two escapes wrote a high and a low surrogate side by side, which JavaScript reads as a pair.
 */
export interface StrValue {
  type: "str";
  value: string;
  codePoints?: number[];
}
export interface BytesValue {
  type: "bytes";
  value: Uint8Array;
}
export interface BoolValue {
  type: "bool";
  value: boolean;
}
export interface NoneValue {
  type: "None";
}
export interface EllipsisValue {
  type: "Ellipsis";
}
export type ConstantValue =
  | IntValue
  | FloatValue
  | ComplexValue
  | StrValue
  | BytesValue
  | BoolValue
  | NoneValue
  | EllipsisValue;

// ---- Modules -----------------------------------------------------------------------------------

export interface Module {
  kind: "Module";
  body: Stmt[];
  type_ignores: TypeIgnore[];
}
export interface Interactive {
  kind: "Interactive";
  body: Stmt[];
}
export interface Expression {
  kind: "Expression";
  body: Expr;
}
export interface FunctionType {
  kind: "FunctionType";
  argtypes: Expr[];
  returns: Expr;
}
export type Mod = Module | Interactive | Expression | FunctionType;

export interface TypeIgnore {
  kind: "TypeIgnore";
  lineno: number;
  tag: string;
}

// ---- Statements --------------------------------------------------------------------------------

interface FunctionFields extends Located {
  name: string;
  args: Arguments;
  body: Stmt[];
  decorator_list: Expr[];
  returns: Expr | null;
  type_comment: string | null;
  type_params: TypeParam[];
}
export interface FunctionDef extends FunctionFields {
  kind: "FunctionDef";
}
export interface AsyncFunctionDef extends FunctionFields {
  kind: "AsyncFunctionDef";
}
export interface ClassDef extends Located {
  kind: "ClassDef";
  name: string;
  bases: Expr[];
  keywords: Keyword[];
  body: Stmt[];
  decorator_list: Expr[];
  type_params: TypeParam[];
}
export interface Return extends Located {
  kind: "Return";
  value: Expr | null;
}
export interface Delete extends Located {
  kind: "Delete";
  targets: Expr[];
}
export interface Assign extends Located {
  kind: "Assign";
  targets: Expr[];
  value: Expr;
  type_comment: string | null;
}
export interface TypeAlias extends Located {
  kind: "TypeAlias";
  name: Name;
  type_params: TypeParam[];
  value: Expr;
}
export interface AugAssign extends Located {
  kind: "AugAssign";
  target: Name | Attribute | Subscript;
  op: Operator;
  value: Expr;
}
export interface AnnAssign extends Located {
  kind: "AnnAssign";
  target: Name | Attribute | Subscript;
  annotation: Expr;
  value: Expr | null;
  simple: number;
}
interface ForFields extends Located {
  target: Expr;
  iter: Expr;
  body: Stmt[];
  orelse: Stmt[];
  type_comment: string | null;
}
export interface For extends ForFields {
  kind: "For";
}
export interface AsyncFor extends ForFields {
  kind: "AsyncFor";
}
export interface While extends Located {
  kind: "While";
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
export interface If extends Located {
  kind: "If";
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
interface WithFields extends Located {
  items: WithItem[];
  body: Stmt[];
  type_comment: string | null;
}
export interface With extends WithFields {
  kind: "With";
}
export interface AsyncWith extends WithFields {
  kind: "AsyncWith";
}
export interface Match extends Located {
  kind: "Match";
  subject: Expr;
  cases: MatchCase[];
}
export interface Raise extends Located {
  kind: "Raise";
  exc: Expr | null;
  cause: Expr | null;
}
interface TryFields extends Located {
  body: Stmt[];
  handlers: ExceptHandler[];
  orelse: Stmt[];
  finalbody: Stmt[];
}
export interface Try extends TryFields {
  kind: "Try";
}
export interface TryStar extends TryFields {
  kind: "TryStar";
}
export interface Assert extends Located {
  kind: "Assert";
  test: Expr;
  msg: Expr | null;
}
export interface Import extends Located {
  kind: "Import";
  names: Alias[];
}
export interface ImportFrom extends Located {
  kind: "ImportFrom";
  module: string | null;
  names: Alias[];
  level: number;
}
export interface Global extends Located {
  kind: "Global";
  names: string[];
}
export interface Nonlocal extends Located {
  kind: "Nonlocal";
  names: string[];
}
export interface ExprStmt extends Located {
  kind: "Expr";
  value: Expr;
}
export interface Pass extends Located {
  kind: "Pass";
}
export interface Break extends Located {
  kind: "Break";
}
export interface Continue extends Located {
  kind: "Continue";
}
export type Stmt =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue;

// ---- Expressions -------------------------------------------------------------------------------

export interface BoolOp extends Located {
  kind: "BoolOp";
  op: BoolOperator;
  values: Expr[];
}
export interface NamedExpr extends Located {
  kind: "NamedExpr";
  target: Name;
  value: Expr;
}
export interface BinOp extends Located {
  kind: "BinOp";
  left: Expr;
  op: Operator;
  right: Expr;
}
export interface UnaryOp extends Located {
  kind: "UnaryOp";
  op: UnaryOperator;
  operand: Expr;
}
export interface Lambda extends Located {
  kind: "Lambda";
  args: Arguments;
  body: Expr;
}
export interface IfExp extends Located {
  kind: "IfExp";
  test: Expr;
  body: Expr;
  orelse: Expr;
}
/** A `null` key stands for `**mapping`. */
export interface Dict extends Located {
  kind: "Dict";
  keys: (Expr | null)[];
  values: Expr[];
}
export interface SetExpr extends Located {
  kind: "Set";
  elts: Expr[];
}
export interface ListComp extends Located {
  kind: "ListComp";
  elt: Expr;
  generators: Comprehension[];
}
export interface SetComp extends Located {
  kind: "SetComp";
  elt: Expr;
  generators: Comprehension[];
}
export interface DictComp extends Located {
  kind: "DictComp";
  key: Expr;
  value: Expr;
  generators: Comprehension[];
}
export interface GeneratorExp extends Located {
  kind: "GeneratorExp";
  elt: Expr;
  generators: Comprehension[];
}
export interface Await extends Located {
  kind: "Await";
  value: Expr;
}
export interface Yield extends Located {
  kind: "Yield";
  value: Expr | null;
}
export interface YieldFrom extends Located {
  kind: "YieldFrom";
  value: Expr;
}
export interface Compare extends Located {
  kind: "Compare";
  left: Expr;
  ops: CmpOperator[];
  comparators: Expr[];
}
export interface Call extends Located {
  kind: "Call";
  func: Expr;
  args: Expr[];
  keywords: Keyword[];
}
/** `conversion` is -1 or the character code of `s`, `r` or `a`. */
export interface FormattedValue extends Located {
  kind: "FormattedValue";
  value: Expr;
  conversion: number;
  format_spec: JoinedStr | null;
}
export interface Interpolation extends Located {
  kind: "Interpolation";
  value: Expr;
  str: StrValue;
  conversion: number;
  format_spec: JoinedStr | null;
}
export interface JoinedStr extends Located {
  kind: "JoinedStr";
  values: Expr[];
}
export interface TemplateStr extends Located {
  kind: "TemplateStr";
  values: Expr[];
}
/** `u` is true for a literal with the prefix u (ASDL: `kind` "u"). */
export interface Constant extends Located {
  kind: "Constant";
  value: ConstantValue;
  u: boolean;
}
export interface Attribute extends Located {
  kind: "Attribute";
  value: Expr;
  attr: string;
  ctx: Ctx;
}
export interface Subscript extends Located {
  kind: "Subscript";
  value: Expr;
  slice: Expr;
  ctx: Ctx;
}
export interface Starred extends Located {
  kind: "Starred";
  value: Expr;
  ctx: Ctx;
}
export interface Name extends Located {
  kind: "Name";
  id: string;
  ctx: Ctx;
}
export interface List extends Located {
  kind: "List";
  elts: Expr[];
  ctx: Ctx;
}
export interface Tuple extends Located {
  kind: "Tuple";
  elts: Expr[];
  ctx: Ctx;
}
export interface Slice extends Located {
  kind: "Slice";
  lower: Expr | null;
  upper: Expr | null;
  step: Expr | null;
}
export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | Interpolation
  | JoinedStr
  | TemplateStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice;

// ---- Parts -------------------------------------------------------------------------------------

export interface Comprehension {
  kind: "comprehension";
  target: Expr;
  iter: Expr;
  ifs: Expr[];
  is_async: number;
}
export interface ExceptHandler extends Located {
  kind: "ExceptHandler";
  type: Expr | null;
  name: string | null;
  body: Stmt[];
}
/** `kw_defaults` has an entry (or null) for each of `kwonlyargs`; `defaults` fit the last positionals. */
export interface Arguments {
  kind: "arguments";
  posonlyargs: Arg[];
  args: Arg[];
  vararg: Arg | null;
  kwonlyargs: Arg[];
  kw_defaults: (Expr | null)[];
  kwarg: Arg | null;
  defaults: Expr[];
}
export interface Arg extends Located {
  kind: "arg";
  arg: string;
  annotation: Expr | null;
  type_comment: string | null;
}
/** `arg` is null for `**mapping`. */
export interface Keyword extends Located {
  kind: "keyword";
  arg: string | null;
  value: Expr;
}
export interface Alias extends Located {
  kind: "alias";
  name: string;
  asname: string | null;
}
export interface WithItem {
  kind: "withitem";
  context_expr: Expr;
  optional_vars: Expr | null;
}
export interface MatchCase {
  kind: "match_case";
  pattern: Pattern;
  guard: Expr | null;
  body: Stmt[];
}

// ---- Patterns ----------------------------------------------------------------------------------

export interface MatchValue extends Located {
  kind: "MatchValue";
  value: Expr;
}
export interface MatchSingleton extends Located {
  kind: "MatchSingleton";
  value: BoolValue | NoneValue;
}
export interface MatchSequence extends Located {
  kind: "MatchSequence";
  patterns: Pattern[];
}
export interface MatchMapping extends Located {
  kind: "MatchMapping";
  keys: Expr[];
  patterns: Pattern[];
  rest: string | null;
}
export interface MatchClass extends Located {
  kind: "MatchClass";
  cls: Expr;
  patterns: Pattern[];
  kwd_attrs: string[];
  kwd_patterns: Pattern[];
}
export interface MatchStar extends Located {
  kind: "MatchStar";
  name: string | null;
}
export interface MatchAs extends Located {
  kind: "MatchAs";
  pattern: Pattern | null;
  name: string | null;
}
export interface MatchOr extends Located {
  kind: "MatchOr";
  patterns: Pattern[];
}
export type Pattern =
  | MatchValue
  | MatchSingleton
  | MatchSequence
  | MatchMapping
  | MatchClass
  | MatchStar
  | MatchAs
  | MatchOr;

// ---- Type parameters ---------------------------------------------------------------------------

export interface TypeVar extends Located {
  kind: "TypeVar";
  name: string;
  bound: Expr | null;
  default_value: Expr | null;
}
export interface ParamSpec extends Located {
  kind: "ParamSpec";
  name: string;
  default_value: Expr | null;
}
export interface TypeVarTuple extends Located {
  kind: "TypeVarTuple";
  name: string;
  default_value: Expr | null;
}
export type TypeParam = TypeVar | ParamSpec | TypeVarTuple;

export type Node =
  | Mod
  | Stmt
  | Expr
  | Comprehension
  | ExceptHandler
  | Arguments
  | Arg
  | Keyword
  | Alias
  | WithItem
  | MatchCase
  | Pattern
  | TypeIgnore
  | TypeParam;
export type Kind = Node["kind"];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;
