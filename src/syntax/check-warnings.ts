/** SyntaxWarnings about code that is legal but can't be meant. */
import type * as ast from "./ast.js";
import type { PySyntaxWarning } from "./errors.js";

function add(warnings: PySyntaxWarning[], at: ast.Located, message: string): void {
  warnings.push({
    category: "SyntaxWarning",
    message,
    lineno: at.lineno,
    col_offset: at.col_offset,
    end_lineno: at.end_lineno,
    end_col_offset: at.end_col_offset,
  });
}

const CONSTANT_TYPES: Record<ast.ConstantValue["type"], string> = {
  int: "int",
  float: "float",
  complex: "complex",
  str: "str",
  bytes: "bytes",
  bool: "bool",
  None: "NoneType",
  Ellipsis: "ellipsis",
};

/** The name of the type an expression must have, or null. */
function typeOf(e: ast.Expr): string | null {
  switch (e.kind) {
    case "Tuple":
      return "tuple";
    case "List":
    case "ListComp":
      return "list";
    case "Dict":
    case "DictComp":
      return "dict";
    case "Set":
    case "SetComp":
      return "set";
    case "GeneratorExp":
      return "generator";
    case "Lambda":
      return "function";
    case "JoinedStr":
    case "FormattedValue":
      return "str";
    case "TemplateStr":
    case "Interpolation":
      return "string.templatelib.Template";
    case "Constant":
      return CONSTANT_TYPES[e.value.type];
  }
  return null;
}

export function warnAssert(s: ast.Assert, warnings: PySyntaxWarning[]): void {
  if (s.test.kind !== "Tuple" || s.test.elts.length === 0) return;
  add(warnings, s, "assertion is always true, perhaps remove parentheses?");
}

export function warnCall(e: ast.Call, warnings: PySyntaxWarning[]): void {
  const type = e.func.kind === "Lambda" ? null : typeOf(e.func);
  if (type === null) return;
  add(warnings, e.func, `'${type}' object is not callable; perhaps you missed a comma?`);
}

/** A literal that `is` should not be used with. */
function isLiteral(e: ast.Expr): boolean {
  if (e.kind === "Tuple") return e.elts.every((elt) => elt.kind === "Constant");
  if (e.kind !== "Constant") return false;
  return !["None", "bool", "Ellipsis"].includes(e.value.type);
}

export function warnCompare(e: ast.Compare, warnings: PySyntaxWarning[]): void {
  let left = e.left;
  for (let i = 0; i < e.ops.length; i++) {
    const op = e.ops[i]!;
    const right = e.comparators[i]!;
    if ((op === "Is" || op === "IsNot") && (isLiteral(left) || isLiteral(right))) {
      const type = typeOf(isLiteral(left) ? left : right);
      const message =
        op === "Is"
          ? `"is" with '${type}' literal. Did you mean "=="?`
          : `"is not" with '${type}' literal. Did you mean "!="?`;
      add(warnings, e, message);
      return;
    }
    left = right;
  }
}

const isSequence = (type: string): boolean => type === "str" || type === "bytes";

export function warnSubscript(e: ast.Subscript, warnings: PySyntaxWarning[]): void {
  const { value } = e;
  const type = typeOf(value);
  if (type === null) return;
  if (value.kind === "Constant" && !isSequence(type)) {
    add(warnings, value, `'${type}' object is not subscriptable; perhaps you missed a comma?`);
    return;
  }
  switch (value.kind) {
    case "Set":
    case "SetComp":
    case "GeneratorExp":
    case "TemplateStr":
    case "Interpolation":
    case "Lambda":
      add(warnings, value, `'${type}' object is not subscriptable; perhaps you missed a comma?`);
      return;
    case "Dict":
    case "DictComp":
      return;
  }
  const index = typeOf(e.slice);
  if (index === null || index === "int" || index === "bool") return;
  add(
    warnings,
    value,
    `${type} indices must be integers or slices, not ${index}; perhaps you missed a comma?`,
  );
}

// ---- PEP 765 -----------------------------------------------------------------------------------

/** `return`, `break` and `continue` that leave a `finally` block directly. */
export function warnFinally(body: ast.Stmt[], warnings: PySyntaxWarning[]): void {
  new FinallyWalk(warnings).body(body);
}

type Inside = "finally" | "function" | "loop" | "nothing";

class FinallyWalk {
  private readonly warnings: PySyntaxWarning[];
  private inside: Inside = "nothing";

  constructor(warnings: PySyntaxWarning[]) {
    this.warnings = warnings;
  }

  body(body: ast.Stmt[]): void {
    for (const s of body) this.statement(s);
  }

  private within(inside: Inside, body: ast.Stmt[]): void {
    const before = this.inside;
    this.inside = inside;
    this.body(body);
    this.inside = before;
  }

  private leave(s: ast.Stmt, word: string): void {
    if (this.inside !== "finally") return;
    add(this.warnings, s, `'${word}' in a 'finally' block`);
  }

  private ifStatement(s: ast.If): void {
    for (let node = s; ; ) {
      this.body(node.body);
      const next = node.orelse[0];
      if (node.orelse.length !== 1 || next?.kind !== "If") {
        this.body(node.orelse);
        return;
      }
      node = next;
    }
  }

  private statement(s: ast.Stmt): void {
    switch (s.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.within("function", s.body);
        break;
      case "ClassDef":
        this.body(s.body);
        break;
      case "For":
      case "AsyncFor":
      case "While":
        this.within("loop", s.body);
        this.body(s.orelse);
        break;
      case "If":
        this.ifStatement(s);
        break;
      case "With":
      case "AsyncWith":
        this.body(s.body);
        break;
      case "Try":
      case "TryStar":
        this.body(s.body);
        for (const h of s.handlers) this.body(h.body);
        this.body(s.orelse);
        this.within("finally", s.finalbody);
        break;
      case "Match":
        for (const c of s.cases) this.body(c.body);
        break;
      case "Return":
        this.leave(s, "return");
        break;
      case "Break":
        this.leave(s, "break");
        break;
      case "Continue":
        this.leave(s, "continue");
        break;
    }
  }
}
