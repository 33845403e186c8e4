/**
 * A unit is one JavaScript function in the making: the body of a module, class, def, lambda,
 * generator expression or (merged into its surroundings, PEP 709) a comprehension.
 *
 * How Python turns into JavaScript:
 * - A local variable `x` is the JavaScript local `_x`; `undefined` means unbound. Closures are
 *   JavaScript closures: a free variable is just `_x` of an outer function. Names of modules and
 *   class bodies live in dicts.
 * - `$p` is the position (index into the code's table) of the operation under way. Each operation
 *   that can fail sets it in its last argument, `add(a, b, $p=7)`, which JavaScript evaluates
 *   last: it costs nothing in optimised code, and the traceback is built from it when an
 *   exception passes the function's one `catch`.
 * - `MARK` characters in the text stand for line breaks that carry (code, line): `sys._getframe`
 *   finds the Python line of a running function by the line of its JavaScript.
 */
import type { ast, Scope, SymbolTable } from "../syntax/index.js";

export interface CodeTemplate {
  name: string;
  qualname: string;
  filename: string;
  firstlineno: number;
  flags: number;
  argcount: number;
  posonly: number;
  kwonly: number;
  varnames: string[];
  freevars: string[];
  cellvars: string[];
  names: string[];
  positions: number[];
  doc: string | null;
  /** A generator with something to be done when it is lost: `try`, `with`. */
  cleanup: boolean;
  /** A function that does nothing: libraries ask whether a body is that of `pass`. */
  empty: boolean;
  /** Indices of the codes that stand in this one. */
  nested: number[];
}

/** The names that `f_locals` shows, in the order in which `tb` gets their values. */
export function frameNames(c: {
  varnames: readonly string[];
  cellvars: readonly string[];
  freevars: readonly string[];
}): string[] {
  return [...new Set([...c.varnames, ...c.cellvars, ...c.freevars])].filter(
    (n) => !n.startsWith("."),
  );
}

/** A constant that is no JavaScript literal; the runtime makes the object once. */
export type ConstTemplate = ast.ConstantValue | { type: "tuple"; items: ConstTemplate[] };

/**
 * A place that a `raise` can leave for: it stores the exception in the variable and leaves the
 * labelled block, which costs nothing where V8's `throw` takes half a microsecond.
 */
export interface Catcher {
  readonly label: string;
  readonly variable: string;
  used: boolean;
}

export const MARK = "\u0001";
export const MARK_END = "\u0002";

/** All units, those alone that mention frames, or none. */
export type Traced = "all" | "mentions" | "none";

/** What all units of one compilation share. */
export class Program {
  readonly codes: CodeTemplate[] = [];
  readonly consts: ConstTemplate[] = [];
  private readonly constIndex = new Map<string, number>();
  readonly helpers = new Set<string>();
  readonly globals = new Map<string, number>();
  readonly filename: string;
  readonly table: SymbolTable;
  /** Docstrings are dropped and asserts skipped at optimisation levels 2 and 1. */
  readonly optimize: number;
  readonly library: boolean;
  /** Which units report what they do (traced.ts). */
  readonly traced: Traced;
  /** The text of each traced function by its code's index, where it is asked for. */
  readonly bodies: Map<number, string> | null;
  /** With the texts: the names that each code uses as variables, among its `co_names`. */
  readonly variables = new Map<number, Set<string>>();
  /** Indices of codes that are compiled in the traced form. */
  readonly live: number[] = [];
  constructor(
    filename: string,
    table: SymbolTable,
    optimize: number,
    library: boolean,
    traced: Traced = "none",
    bodies = false,
  ) {
    this.library = library;
    this.traced = traced;
    this.bodies = bodies ? new Map() : null;
    this.filename = filename;
    this.table = table;
    this.optimize = optimize;
  }

  constant(c: ConstTemplate): string {
    const key = constKey(c);
    let i = this.constIndex.get(key);
    if (i === undefined) {
      i = this.consts.length;
      this.consts.push(c);
      this.constIndex.set(key, i);
    }
    return `$k[${i}]`;
  }

  /** The name of a runtime helper, imported at the head of the program. */
  rt(name: string): string {
    this.helpers.add(name);
    return name;
  }
}

function constKey(c: ConstTemplate): string {
  switch (c.type) {
    case "tuple":
      return `(${c.items.map(constKey).join(",")})`;
    case "float":
      return `f${Object.is(c.value, -0) ? "-0" : String(c.value)}`;
    case "complex":
      return `c${Object.is(c.imag, -0) ? "-0" : String(c.imag)}`;
    case "str":
      return `s${c.codePoints === undefined ? JSON.stringify(c.value) : `[${c.codePoints.join()}]`}`;
    case "bytes":
      return `b${Buffer.from(c.value).toString("hex")}`;
    case "int":
    case "bool":
      return `${c.type[0]}${String(c.value)}`;
    default:
      return c.type;
  }
}

const PLAIN = /^[A-Za-z0-9_]*$/;
/** The JavaScript variable of a Python one. */
export function jsName(name: string): string {
  if (PLAIN.test(name)) return `_${name}`;
  return `_${Array.from(name, (c) => (PLAIN.test(c) ? c : `$${c.codePointAt(0)!.toString(16)}$`)).join("")}`;
}

/** Text that overwrites temporaries, so that a collection does not find what was deleted there. */
export function clobber(u: { rt(name: string): string }): string {
  return `${u.rt("clob")}(0,0,0,0,0,0,0,0,0,0,0,0)`;
}

/** Text of a safe point (runtime/breaker.ts). */
export function safePoint(u: { rt(name: string): string }): string {
  return `if(${u.rt("flags")}[0]!==0)${u.rt("safe")}();`;
}

export type UnitKind = "module" | "class" | "function" | "generator" | "coroutine" | "asyncgen";

export class Unit {
  readonly program: Program;
  readonly scope: Scope;
  readonly parent: Unit | null;
  readonly kind: UnitKind;
  /** Index of the code object; comprehensions share their surroundings'. */
  readonly codeIndex: number;
  readonly code: CodeTemplate;
  /** An arrow function inside its parent (comprehension): own `$p`, no code of its own. */
  readonly inline: boolean;
  /** It has a frame while it runs, and reports what it does (traced.ts). */
  readonly traced: boolean;
  readonly lines: string[] = [];
  /** It calls something, so it may be part of an endless recursion. */
  calls = false;
  private temps = 0;
  private free: string[] = [];
  private ids = 0;
  /** Locals known to be bound at this point of the text. */
  bound = new Set<string>();
  /** Locals that some statement deletes: never taken for bound. */
  readonly deleted = new Set<string>();
  private readonly posIndex = new Map<string, number>();
  /** JavaScript locals to declare. */
  readonly locals = new Set<string>();
  private curLine = -1;
  /** Names `locals`, `eval`, ... occur: calls get a view of the locals. */
  usesLocals = false;
  /** `$g` is a parameter here: globals are looked up each time, never cached. */
  ownGlobals = false;
  loops: { breakLabel: string | null }[] = [];
  /** Who in this JavaScript function catches what is raised here; null when nobody does. */
  catcher: Catcher | null = null;

  constructor(
    program: Program,
    scope: Scope,
    parent: Unit | null,
    kind: UnitKind,
    code: CodeTemplate | null,
    mentions = false,
  ) {
    this.program = program;
    this.traced =
      code === null
        ? parent!.traced
        : program.traced === "all" || (program.traced === "mentions" && mentions);
    this.scope = scope;
    this.parent = parent;
    this.kind = kind;
    if (code === null) {
      this.inline = true;
      this.code = parent!.code;
      this.codeIndex = parent!.codeIndex;
    } else {
      this.inline = false;
      this.code = code;
      this.codeIndex = program.codes.length;
      program.codes.push(code);
      parent?.code.nested.push(this.codeIndex);
      if (this.traced) program.live.push(this.codeIndex);
    }
  }

  rt(name: string): string {
    return this.program.rt(name);
  }
  get codeRef(): string {
    return `$c[${this.codeIndex}]`;
  }
  get isGeneratorLike(): boolean {
    return this.kind === "generator" || this.kind === "coroutine" || this.kind === "asyncgen";
  }

  id(): number {
    return ++this.ids;
  }

  /** What stands here may run often: worth longer text. */
  get hot(): boolean {
    return (
      this.loops.length > 0 || this.inline || (this.kind !== "module" && this.kind !== "class")
    );
  }

  temp(): string {
    return this.free.pop() ?? `$t${++this.temps}`;
  }
  release(...names: string[]): void {
    for (const n of names) if (n.startsWith("$t")) this.free.push(n);
  }

  /** Text that empties all temporaries made so far; between statements none is in use. */
  forgetTemps(): string {
    let js = "";
    for (let i = 1; i <= this.temps; i++) js += `$t${i}=`;
    return js === "" ? "" : `${js}undefined;`;
  }

  emit(js: string): void {
    this.lines.push(js);
  }

  /** Raises the exception that is the value of `js`. */
  toss(js: string): void {
    const c = this.catcher;
    if (c === null || this.traced) this.emit(`throw ${js};`);
    else {
      c.used = true;
      this.emit(`{${c.variable}=${js};break ${c.label};}`);
    }
  }

  /** Starts a statement: its line is visible to `sys._getframe`. */
  at(node: ast.Located, silent = false): void {
    this.curLine = node.lineno === node.end_lineno ? node.lineno : -1;
    this.lines.push(this.mark(node.lineno));
    if (this.traced && !silent) this.lines.push(`${this.event("ln", node)};`);
  }
  /** Text that reports a line: `ln` when it differs from the last, `again` in any case. */
  event(how: "ln" | "again", node: ast.Located): string {
    return `$fr.${how}($p=${this.place(node)})`;
  }
  /** The statement `return js`. */
  ret(js: string): string {
    return this.traced && !this.inline ? `return $rv=${js};` : `return ${js};`;
  }
  mark(line: number): string {
    return `${MARK}${this.codeIndex},${line}${MARK_END}`;
  }

  /** `$p=7` for the place of a node; a line of its own when the Python line changes. */
  pos(n: ast.Located): string {
    const i = this.place(n);
    if (n.lineno === this.curLine) return `$p=${i}`;
    return `${this.mark(n.lineno)}$p=${this.traced ? `$fr.at(${i})` : i}`;
  }
  /** The index of a node's place. */
  place(n: ast.Located): number {
    const key = `${n.lineno},${n.end_lineno},${n.col_offset},${n.end_col_offset}`;
    const table = this.inline ? this.owner().posIndex : this.posIndex;
    let i = table.get(key);
    if (i === undefined) {
      i = this.code.positions.length / 4;
      this.code.positions.push(n.lineno, n.end_lineno, n.col_offset, n.end_col_offset);
      table.set(key, i);
    }
    return i;
  }
  private owner(): Unit {
    let u: Unit = this;
    while (u.inline) u = u.parent!;
    return u;
  }

  declarations(params: readonly string[]): string {
    const names = ["$p=0"];
    for (let i = 1; i <= this.temps; i++) names.push(`$t${i}`);
    for (const l of this.locals) if (!params.includes(l)) names.push(l);
    return `let ${names.join(",")};`;
  }
}

export function newCode(
  program: Program,
  name: string,
  qualname: string,
  line: number,
  flags: number,
): CodeTemplate {
  return {
    name,
    qualname,
    filename: program.filename,
    firstlineno: line,
    flags,
    argcount: 0,
    posonly: 0,
    kwonly: 0,
    varnames: [],
    freevars: [],
    cellvars: [],
    names: [],
    positions: [line, line, 0, 0],
    doc: null,
    cleanup: false,
    empty: false,
    nested: [],
  };
}
