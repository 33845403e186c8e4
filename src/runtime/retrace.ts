/**
 * Makes functions that were compiled without tracing ask, when called, whether somebody listens;
 * then they run in the traced form, which is compiled from the same source when first needed.
 */
import { Script } from "node:vm";
import { bodyScript, type Compiled } from "../compiler/compile.js";
import { jsName } from "../compiler/unit.js";
import type { PyCode } from "../objects/code.js";
import type { PyCell, PyFunction } from "../objects/function.js";
import { rebindHook } from "../objects/functype.js";
import type { PyDict } from "../objects/hashtable.js";
import type { BuiltinFn, PyObj } from "../objects/object.js";
import { addScript, type Script as FrameScript } from "./frames.js";
import { interp, interpOrNull } from "./interpreter.js";
import { frameMaker } from "./liveframe.js";
import { tracing } from "./tracing.js";

type Factory = (
  r: object,
  codes: PyCode[],
  consts: PyObj[],
) => (g: PyObj, l: PyObj, b: PyObj, fv?: object) => PyObj;

/** What the codes of one compilation share. */
export class Origin {
  readonly codes: PyCode[];
  /** Compiles it anew in the traced form; null when the source is not there any more. */
  private readonly again: (watched: boolean) => Compiled | null;
  private readonly consts: (c: Compiled) => PyObj[];
  private readonly runtime: object;
  private traced: Compiled | null | undefined;
  private plain: Compiled | null | undefined;
  private readonly elsewhere = new WeakMap<PyCode, WeakMap<PyDict, Factory>>();
  private offsets: number[] = [];
  private k: PyObj[] = [];
  private readonly made = new Map<number, Factory>();
  /** Functions of this compilation are in the traced form from the start. */
  readonly live: ReadonlySet<number>;

  constructor(
    codes: PyCode[],
    live: ReadonlySet<number>,
    again: (watched: boolean) => Compiled | null,
    consts: (c: Compiled) => PyObj[],
    runtime: object,
  ) {
    this.codes = codes;
    this.live = live;
    this.again = again;
    this.consts = consts;
    this.runtime = runtime;
  }

  private anew(watched: boolean): Compiled | null {
    let c: Compiled | null = null;
    try {
      c = this.again(watched);
    } catch {
      // A source that cannot be read or compiled now: nobody gets another form of it.
    }
    return c?.codes.every((t, i) => t.qualname === this.codes[i]?.qualname) === true ? c : null;
  }
  /** The ordinary form, with the text of each function. */
  ordinary(): Compiled | null {
    if (this.plain === undefined) this.plain = this.anew(false);
    return this.plain;
  }
  /** Which of the names of a code are variables and no attributes or modules; undefined: unknown. */
  variables(code: PyCode): ReadonlySet<string> | undefined {
    const c = this.ordinary();
    return c === null ? undefined : (c.variables.get(this.indexOf(code)) ?? new Set());
  }
  indexOf(code: PyCode): number {
    return this.codes.indexOf(code.original ?? code);
  }
  /** The body of one of the codes over other globals and cells, as `types.FunctionType` makes it. */
  over(code: PyCode, g: PyDict, cells: readonly PyCell[]): BuiltinFn | null {
    const c = this.ordinary();
    const i = this.indexOf(code);
    const text = c?.bodies.get(i);
    if (c === null || text === undefined) return null;
    let known = this.elsewhere.get(code);
    if (known === undefined) {
      known = new WeakMap();
      this.elsewhere.set(code, known);
    }
    const codes = code === this.codes[i] ? this.codes : this.codes.with(i, code);
    let f = known.get(g);
    if (f === undefined) {
      const filename = `moult:over:${++serial}`;
      const { js, lineMap: lines } = bodyScript(text);
      const lineMap = movedLines(lines, i, code.firstlineno - this.codes[i].firstlineno);
      addScript(filename, { codes, live: this.live, lineMap, globals: g }, interpOrNull());
      f = new Script(js, { filename }).runInThisContext() as Factory;
      known.set(g, f);
    }
    const program = f(this.runtime, codes, this.consts(c));
    const fv = scope(code.freevars, cells);
    return program(g, null, builtinsOf(g), fv) as unknown as BuiltinFn;
  }

  private form(): Compiled | null {
    if (this.traced !== undefined) return this.traced;
    const c = this.anew(true);
    this.traced = c;
    if (c === null) return null;
    this.k = this.consts(c);
    c.codes.forEach((t, i) => {
      const code = this.codes[i];
      this.offsets[i] = code.positions.length / 4;
      code.positions = [...code.positions, ...t.positions];
    });
    return c;
  }

  private factory(i: number, text: { js: string; lineMap: Int32Array }): Factory {
    let f = this.made.get(i);
    if (f === undefined) {
      const filename = `moult:traced:${++serial}`;
      const script: FrameScript = {
        codes: this.codes,
        live: new Set(this.codes.keys()),
        lineMap: text.lineMap,
        globals: null,
      };
      addScript(filename, script, interpOrNull());
      f = new Script(text.js, { filename }).runInThisContext() as Factory;
      made.set(f, script);
      this.made.set(i, f);
    }
    return f;
  }
  private run(f: Factory, g: PyDict): (g: PyObj, l: PyObj, b: PyObj, fv?: object) => PyObj {
    const script = made.get(f);
    if (script !== undefined) script.globals = g;
    return f({ ...this.runtime, frm: frameMaker(this.offsets) }, this.codes, this.k);
  }

  /** The program itself. */
  main(g: PyDict): ((g: PyObj, l: PyObj, b: PyObj) => PyObj) | null {
    const c = this.form();
    return c === null ? null : this.run(this.factory(0, c), g);
  }
  /** The body of a function. */
  body(f: PyFunction): BuiltinFn | null {
    const c = this.form();
    const i = this.codes.indexOf(f.code);
    const text = c?.bodies.get(i);
    if (text === undefined) return null;
    const names = f.code.freevars;
    const cells = names.length === 0 ? [] : (f.cells ?? f.closure?.() ?? null);
    if (cells === null) return null;
    const program = this.run(this.factory(i, bodyScript(text)), f.globals);
    const fv = scope(names, cells);
    return program(f.globals, null, builtinsOf(f.globals), fv) as unknown as BuiltinFn;
  }
}
function builtinsOf(g: PyDict): PyObj {
  const b = g.getStr("__builtins__");
  return b !== undefined && b !== null && typeof b === "object" && "dict" in b
    ? (b as unknown as { dict: PyObj }).dict
    : (b ?? interp().builtinsDict);
}
rebindHook.instantiate = (code, globals, cells) =>
  code.origin instanceof Origin ? (code.origin.over(code, globals, cells) ?? undefined) : undefined;

let serial = 0;
const made = new WeakMap<Factory, FrameScript>();

/** A line map after `replace` has given one of the codes another first line. */
export function movedLines(lineMap: Int32Array, code: number, by: number): Int32Array {
  if (by === 0) return lineMap;
  return lineMap.map((n, i) => (i % 2 === 1 && n > 0 && lineMap[i - 1] === code ? n + by : n));
}

/** The cells of a function as properties with the names of its JavaScript variables. */
function scope(names: readonly string[], cells: readonly PyCell[]): object {
  const o: object = Object.create(null);
  names.forEach((n, i) => {
    const c = cells[i];
    Object.defineProperty(o, jsName(n), {
      get: () => c.load(),
      set: (v: PyObj | undefined) => {
        c.store(v);
      },
    });
  });
  return o;
}

const done = new WeakSet<PyFunction>();
/** Gives f a body that looks whether somebody listens. */
export function retraced(f: PyFunction): PyFunction {
  const { origin } = f.code;
  if (!(origin instanceof Origin) || done.has(f)) return f;
  if (origin.live.has(origin.codes.indexOf(f.code))) return f;
  done.add(f);
  const { code, js } = f;
  let traced: BuiltinFn | null | undefined;
  f.setCode(code, (...args: PyObj[]) => {
    if (!tracing.on) return js(...args);
    if (traced === undefined) traced = origin.body(f);
    return traced === null ? js(...args) : traced(...args);
  });
  return f;
}
