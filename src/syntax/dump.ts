/** `ast.dump`: the text form of a tree, equal to that of 3.14. */
import type { ConstantValue, Node } from "./ast.js";
import { FIELDS } from "./fields.js";
import { tooDeepToCompile } from "./futures.js";
import { reprConstant, reprStr } from "./repr.js";

export interface DumpOptions {
  /** Default true. */
  annotateFields?: boolean;
  includeAttributes?: boolean;
  /** A number of spaces or a text; null (the default) for one line. */
  indent?: number | string | null;
  showEmpty?: boolean;
}

const ATTRIBUTES = ["lineno", "col_offset", "end_lineno", "end_col_offset"];
/** Kinds that ASDL gives no positions (TypeIgnore's line is a field). */
const WITHOUT_ATTRIBUTES = new Set([
  "Module",
  "Interactive",
  "Expression",
  "FunctionType",
  "arguments",
  "comprehension",
  "withitem",
  "match_case",
  "TypeIgnore",
]);
/** Fields whose strings stand for operator or context nodes. */
const ENUM_FIELDS = new Set(["op", "ops", "ctx"]);

class Dumper {
  private readonly annotate: boolean;
  private readonly attributes: boolean;
  private readonly showEmpty: boolean;
  private readonly indent: string | null;

  constructor(options: DumpOptions) {
    this.annotate = options.annotateFields !== false;
    this.attributes = options.includeAttributes === true;
    this.showEmpty = options.showEmpty === true;
    const indent = options.indent ?? null;
    this.indent = typeof indent === "number" ? " ".repeat(indent) : indent;
  }

  /** Set by `format`: the text just made has no parts worth a line of their own. */
  private simple = true;

  private breaks(level: number): [string, string] {
    if (this.indent === null) return ["", ", "];
    const prefix = `\n${this.indent.repeat(level)}`;
    return [prefix, `,${prefix}`];
  }

  node(node: Node, level: number): string {
    level++;
    const [prefix, sep] = this.breaks(level);
    const args: string[] = [];
    let empties: string[] = [];
    let allSimple = true;
    let keywords = this.annotate;
    const record = node as unknown as Record<string, unknown>;
    for (const field of FIELDS[node.kind]) {
      let value = record[field];
      if (field === "kind" && node.kind === "Constant") value = node.u ? "u" : null;
      if (value === null) {
        keywords = true;
        continue;
      }
      if (!this.showEmpty) {
        if (Array.isArray(value) && value.length === 0) {
          if (!keywords) empties.push("[]");
          continue;
        }
        if (!keywords) {
          args.push(...empties);
          empties = [];
        }
      }
      const text = this.format(value, field, level);
      allSimple = allSimple && this.simple;
      args.push(keywords ? `${field}=${text}` : text);
    }
    if (this.attributes && !WITHOUT_ATTRIBUTES.has(node.kind)) {
      for (const name of ATTRIBUTES) args.push(`${name}=${record[name]}`);
    }
    if (allSimple && args.length <= 3) {
      this.simple = args.length === 0;
      return `${node.kind}(${args.join(", ")})`;
    }
    this.simple = false;
    return `${node.kind}(${prefix}${args.join(sep)})`;
  }

  private format(value: unknown, field: string, level: number): string {
    this.simple = true;
    if (value === null) return "None";
    if (typeof value === "string") return ENUM_FIELDS.has(field) ? `${value}()` : reprStr(value);
    if (typeof value !== "object") return String(value);
    if (Array.isArray(value)) {
      if (value.length === 0) return "[]";
      const [prefix, sep] = this.breaks(level + 1);
      const parts = value.map((item) => this.format(item, field, level + 1));
      this.simple = false;
      return `[${prefix}${parts.join(sep)}]`;
    }
    if ("kind" in value) return this.node(value as Node, level);
    return reprConstant(value as ConstantValue);
  }
}

/** Throws PySyntaxError (RecursionError) for trees deeper than the stack allows. */
export function dump(node: Node, options: DumpOptions = {}): string {
  try {
    return new Dumper(options).node(node, 0);
  } catch (e) {
    throw e instanceof RangeError ? tooDeepToCompile("<unknown>") : e;
  }
}
