/** Annotations as text (`from __future__ import annotations`): ast.unparse for expressions. */

import { dump } from "../syntax/dump.js";
import type { ast } from "../syntax/index.js";

const BINARY: Record<ast.Operator, [string, number]> = {
  BitOr: ["|", 6],
  BitXor: ["^", 7],
  BitAnd: ["&", 8],
  LShift: ["<<", 9],
  RShift: [">>", 9],
  Add: ["+", 10],
  Sub: ["-", 10],
  Mult: ["*", 11],
  MatMult: ["@", 11],
  Div: ["/", 11],
  Mod: ["%", 11],
  FloorDiv: ["//", 11],
  Pow: ["**", 13],
};
const COMPARE: Record<ast.CmpOperator, string> = {
  Eq: "==",
  NotEq: "!=",
  Lt: "<",
  LtE: "<=",
  Gt: ">",
  GtE: ">=",
  Is: "is",
  IsNot: "is not",
  In: "in",
  NotIn: "not in",
};

/** The repr of a constant, taken from `dump` ("Constant(value=...)"). */
function constant(e: ast.Constant): string {
  if (e.value.type === "Ellipsis") return "...";
  const d = dump(e, { annotateFields: false });
  const inner = d.slice("Constant(".length, -1);
  return e.u ? inner.replace(/, 'u'$/, "") : inner;
}

export function unparse(e: ast.Expr, outer = 0): string {
  const wrap = (s: string, prec: number): string => (prec < outer ? `(${s})` : s);
  const list = (xs: ast.Expr[]): string => xs.map((x) => unparse(x, 1)).join(", ");
  switch (e.kind) {
    case "Constant":
      return constant(e);
    case "Name":
      return e.id;
    case "Attribute": {
      const v = unparse(e.value, 16);
      return `${/^\d+$/.test(v) ? `${v} ` : v}.${e.attr}`;
    }
    case "Subscript": {
      const s = e.slice;
      const inner =
        s.kind === "Tuple" && s.elts.length > 0
          ? s.elts.length === 1
            ? `${unparse(s.elts[0], 1)},`
            : list(s.elts)
          : unparse(s);
      return `${unparse(e.value, 16)}[${inner}]`;
    }
    case "Slice":
      return `${e.lower ? unparse(e.lower) : ""}:${e.upper ? unparse(e.upper) : ""}${e.step ? `:${unparse(e.step)}` : ""}`;
    case "BinOp": {
      const [op, p] = BINARY[e.op];
      const right = e.op === "Pow";
      return wrap(
        `${unparse(e.left, right ? p + 1 : p)} ${op} ${unparse(e.right, right ? p : p + 1)}`,
        p,
      );
    }
    case "UnaryOp":
      return e.op === "Not"
        ? wrap(`not ${unparse(e.operand, 4)}`, 4)
        : wrap(`${{ USub: "-", UAdd: "+", Invert: "~" }[e.op]}${unparse(e.operand, 12)}`, 12);
    case "BoolOp": {
      const p = e.op === "And" ? 3 : 2;
      return wrap(
        e.values.map((v) => unparse(v, p + 1)).join(e.op === "And" ? " and " : " or "),
        p,
      );
    }
    case "Compare":
      return wrap(
        unparse(e.left, 6) +
          e.ops.map((o, i) => ` ${COMPARE[o]} ${unparse(e.comparators[i], 6)}`).join(""),
        5,
      );
    case "IfExp":
      return wrap(`${unparse(e.body, 2)} if ${unparse(e.test, 2)} else ${unparse(e.orelse, 1)}`, 1);
    case "Call": {
      const args = e.args.map((a) => unparse(a, 1));
      for (const k of e.keywords)
        args.push(k.arg === null ? `**${unparse(k.value, 6)}` : `${k.arg}=${unparse(k.value, 1)}`);
      return `${unparse(e.func, 16)}(${args.join(", ")})`;
    }
    case "Tuple":
      return e.elts.length === 1 ? `(${unparse(e.elts[0], 1)},)` : `(${list(e.elts)})`;
    case "List":
      return `[${list(e.elts)}]`;
    case "Set":
      return e.elts.length === 0 ? "{*()}" : `{${list(e.elts)}}`;
    case "Dict":
      return `{${e.keys.map((k, i) => (k === null ? `**${unparse(e.values[i], 6)}` : `${unparse(k, 1)}: ${unparse(e.values[i], 1)}`)).join(", ")}}`;
    case "Starred":
      return `*${unparse(e.value, 6)}`;
    case "NamedExpr":
      return `(${e.target.id} := ${unparse(e.value, 1)})`;
    case "Await":
      return wrap(`await ${unparse(e.value, 16)}`, 14);
    case "Lambda": {
      const a = e.args;
      const names = [...a.posonlyargs, ...a.args].map((x) => x.arg);
      return wrap(
        `lambda${names.length > 0 ? ` ${names.join(", ")}` : ""}: ${unparse(e.body, 1)}`,
        1,
      );
    }
    default:
      return dump(e, {});
  }
}
