/** What messages call the parts of a program. */
import { T } from "../kinds.js";
import type { Part } from "./base.js";

const NAMES: Record<string, string> = {
  Attribute: "attribute",
  Subscript: "subscript",
  Starred: "starred",
  Name: "name",
  List: "list",
  Tuple: "tuple",
  Lambda: "lambda",
  Call: "function call",
  BoolOp: "expression",
  BinOp: "expression",
  UnaryOp: "expression",
  GeneratorExp: "generator expression",
  Yield: "yield expression",
  YieldFrom: "yield expression",
  Await: "await expression",
  ListComp: "list comprehension",
  SetComp: "set comprehension",
  DictComp: "dict comprehension",
  Dict: "dict literal",
  Set: "set display",
  JoinedStr: "f-string expression",
  TemplateStr: "t-string expression",
  None: "None",
  True: "True",
  False: "False",
  Ellipsis: "ellipsis",
  Constant: "literal",
  Compare: "comparison",
  IfExp: "conditional expression",
  NamedExpr: "named expression",
};

export function expressionName(part: Part): string {
  return NAMES[part.kind] ?? part.kind;
}

export type Targets = "star" | "for" | "del";

/** The first thing inside that can't be assigned to (or deleted); null when all can. */
export function invalidTarget(part: Part, targets: Targets): Part | null {
  switch (part.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      return null;
    case "List":
    case "Tuple":
      for (const item of part.items) {
        const bad = invalidTarget(item, targets);
        if (bad !== null) return bad;
      }
      return null;
    case "Starred":
      return targets === "del" ? part : invalidTarget(part.items[0]!, targets);
    case "Compare":
      // In `for a in b`, the text after `for` looks like a comparison.
      if (targets !== "for") return part;
      return part.items.length > 0 ? invalidTarget(part.items[0]!, targets) : null;
  }
  return part;
}

/** Constants of the language by token kind. */
export const CONSTANT_KINDS = new Map<T, string>([
  [T.TRUE, "True"],
  [T.FALSE, "False"],
  [T.NONE, "None"],
  [T.ELLIPSIS, "Ellipsis"],
  [T.NUMBER, "Constant"],
]);
