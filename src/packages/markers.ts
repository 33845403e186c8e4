/**
 * Environment markers: the conditions after the semicolon of a requirement.
 *
 *     or   = and ("or" and)*
 *     and  = atom ("and" atom)*
 *     atom = "(" or ")" | operand operator operand
 */
import { arch, machine, release, version as systemVersion } from "node:os";
import { Specifier, Version } from "./version.js";

export type Environment = Readonly<Record<string, string>>;

type Operand = { readonly variable: string } | { readonly text: string };

export type Marker =
  | { readonly kind: "or" | "and"; readonly left: Marker; readonly right: Marker }
  | {
      readonly kind: "compare";
      readonly left: Operand;
      readonly operator: string;
      readonly right: Operand;
    };

/** Names of old, still found in the wild. */
const ALIASES: Record<string, string> = {
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.version": "platform_version",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  python_implementation: "platform_python_implementation",
};

const VARIABLES = new Set([
  "python_version",
  "python_full_version",
  "os_name",
  "sys_platform",
  "platform_release",
  "platform_system",
  "platform_version",
  "platform_machine",
  "platform_python_implementation",
  "implementation_name",
  "implementation_version",
  "extra",
  "extras",
  "dependency_groups",
]);

/** Those of the two variables above whose values are sets of names. */
const SETS = new Set(["extras", "dependency_groups"]);

/**
 * What markers see. Moult calls itself CPython here, because a package that asks wants to know
 * which of its dependencies apply, and those for CPython do.
 */
export function environment(python: readonly [number, number, number?]): Environment {
  const full = [python[0], python[1], python[2] ?? 0].join(".");
  return {
    implementation_name: "cpython",
    implementation_version: full,
    os_name: "posix",
    platform_machine: arch() === "x64" ? "x86_64" : machine(),
    platform_python_implementation: "CPython",
    platform_release: release(),
    platform_system: "Linux",
    platform_version: systemVersion(),
    python_full_version: full,
    python_version: `${python[0]}.${python[1]}`,
    sys_platform: "linux",
  };
}

const TOKEN = new RegExp(
  [
    "\\s*(?:",
    "(?<text>'[^']*'|\"[^\"]*\")",
    "|(?<operator>===|==|~=|!=|<=|>=|<|>)",
    "|(?<word>[a-z_][\\w.]*)",
    "|(?<paren>[()])",
    ")",
  ].join(""),
  "iy",
);

interface Token {
  readonly kind: "text" | "operator" | "word" | "paren" | "end";
  readonly value: string;
}

/** `fail` throws, with the reason it is given. */
export function parseMarker(source: string, fail: (reason: string) => never): Marker {
  const tokens = tokenize(source, fail);
  let at = 0;
  const peek = () => tokens[at] ?? { kind: "end", value: "the end" };
  const next = () => tokens[at++] ?? { kind: "end", value: "the end" };
  const takes = (value: string) => {
    if (peek().kind === "text" || peek().value !== value) return false;
    at++;
    return true;
  };

  const operand = (): Operand => {
    const token = next();
    if (token.kind === "text") return { text: token.value };
    const variable = ALIASES[token.value] ?? token.value;
    if (token.kind !== "word" || !VARIABLES.has(variable)) {
      fail(`in its marker, ${token.value} is not a variable`);
    }
    return { variable };
  };
  const operator = (): string => {
    const token = next();
    if (token.kind === "operator") return token.value;
    if (token.kind === "word" && token.value === "in") return "in";
    if (token.kind === "word" && token.value === "not" && takes("in")) return "not in";
    return fail(`in its marker, ${token.value} is not a comparison`);
  };
  const atom = (): Marker => {
    if (takes("(")) {
      const inner = either();
      if (!takes(")")) fail("in its marker, a parenthesis is not closed");
      return inner;
    }
    return { kind: "compare", left: operand(), operator: operator(), right: operand() };
  };
  const both = (): Marker => {
    let left = atom();
    while (takes("and")) left = { kind: "and", left, right: atom() };
    return left;
  };
  const either = (): Marker => {
    let left = both();
    while (takes("or")) left = { kind: "or", left, right: both() };
    return left;
  };

  const marker = either();
  if (peek().kind !== "end") fail(`in its marker, "${peek().value}" is left over`);
  return marker;
}

function tokenize(source: string, fail: (reason: string) => never): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) return fail(`its marker cannot be read from "${text.slice(start)}"`);
    if (groups.text !== undefined) {
      tokens.push({ kind: "text", value: groups.text.slice(1, -1) });
    } else if (groups.operator !== undefined) {
      tokens.push({ kind: "operator", value: groups.operator });
    } else if (groups.word !== undefined) {
      tokens.push({ kind: "word", value: groups.word });
    } else {
      tokens.push({ kind: "paren", value: groups.paren! });
    }
  }
  return tokens;
}

/** `extras` are those that were asked for of the package whose requirement this is. */
export function evaluateMarker(
  marker: Marker,
  environment: Environment,
  extras: readonly string[] = [],
): boolean {
  // `extra` stands for one extra at a time, so the marker holds when it does for any.
  const choices = extras.length > 0 ? extras : [""];
  return choices.some((extra) => evaluate(marker, environment, extra, extras));
}

function evaluate(
  marker: Marker,
  environment: Environment,
  extra: string,
  extras: readonly string[],
): boolean {
  if (marker.kind !== "compare") {
    const left = evaluate(marker.left, environment, extra, extras);
    if (left === (marker.kind === "or")) return left;
    return evaluate(marker.right, environment, extra, extras);
  }
  const { left, operator, right } = marker;
  const value = (operand: Operand): string => {
    if ("text" in operand) return operand.text;
    return operand.variable === "extra" ? extra : (environment[operand.variable] ?? "");
  };
  const isExtra = (operand: Operand) => "variable" in operand && operand.variable === "extra";
  if ("variable" in right && SETS.has(right.variable)) {
    const members = right.variable === "extras" ? extras : [];
    const found = members.includes(normalize(value(left)));
    return operator === "not in" ? !found : found;
  }
  if (isExtra(left) || isExtra(right)) {
    return compareText(normalize(value(left)), operator, normalize(value(right)));
  }
  return (
    compareVersions(value(left), operator, value(right)) ??
    compareText(value(left), operator, value(right))
  );
}

function normalize(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Undefined when one side is no version, and both are to be compared as text. */
function compareVersions(left: string, operator: string, right: string): boolean | undefined {
  if (operator === "in" || operator === "not in") return undefined;
  const version = Version.parse(left);
  if (version === undefined) return undefined;
  try {
    return new Specifier(operator + right).allows(version);
  } catch {
    return undefined;
  }
}

function compareText(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case "in":
      return right.includes(left);
    case "not in":
      return !right.includes(left);
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return false;
  }
}
