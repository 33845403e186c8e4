/**
 * Makes functions that were compiled without tracing ask, when called, whether somebody listens;
 * then they run in the traced form, which is compiled from the same source when first needed.
 */
import { Script } from "node:vm";
import { bodyScript, type Compiled } from "../compiler/compile.js";
import { jsName } from "../compiler/unit.js";
import type { PyCode } from "../objects/code.js";
import type { PyCell, PyFunction } from "../objects/function.js";
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
  private readonly again: () => Compiled | null;
  private readonly consts: (c: Compiled) => PyObj[];
  private readonly runtime: object;
  private traced: Compiled | null | undefined;
  private offsets: number[] = [];
  private k: PyObj[] = [];
  private readonly made = new Map<number, Factory>();
  /** Functions of this compilation are in the traced form from the start. */
  readonly live: ReadonlySet<number>;

  constructor(
    codes: PyCode[],
    live: ReadonlySet<number>,
    again: () => Compiled | null,
    consts: (c: Compiled) => PyObj[],
    runtime: object,
  ) {
    this.codes = codes;
    this.live = live;
    this.again = again;
    this.consts = consts;
    this.runtime = runtime;
  }

  private form(): Compiled | null {
    if (this.traced !== undefined) return this.traced;
    let c: Compiled | null = null;
    try {
      c = this.again();
    } catch {
      // A source that cannot be read or compiled now runs unwatched.
    }
    if (c !== null && !c.codes.every((t, i) => t.qualname === this.codes[i]?.qualname)) c = null;
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
    const b = f.globals.getStr("__builtins__");
    const builtins =
      b !== undefined && b !== null && typeof b === "object" && "dict" in b
        ? (b as unknown as { dict: PyObj }).dict
        : (b ?? interp().builtinsDict);
    return program(f.globals, null, builtins, scope(names, cells)) as unknown as BuiltinFn;
  }
}
let serial = 0;
const made = new WeakMap<Factory, FrameScript>();

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
