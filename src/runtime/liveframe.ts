/**
 * Frames of functions that were compiled in the traced form (compiler/traced.ts): they exist while
 * the function runs, read and write its variables, and pass on what it does to tracing.ts.
 */
import * as A from "../objects/abstract.js";
import type { PyCode } from "../objects/code.js";
import type { PyBaseException } from "../objects/errors.js";
import { PyBoundMethod, PyBuiltin, PyMethodDescr } from "../objects/function.js";
import { AGYield, type JsGen } from "../objects/generator.js";
import type { PyDict } from "../objects/hashtable.js";
import type { PyObj, PyObject } from "../objects/object.js";
import { PyFrame, PyTraceback } from "../objects/traceback.js";
import { currentFrame, normalise } from "./frames.js";
import {
  atLine,
  handles,
  raised,
  reportedCall,
  reraised,
  resumed,
  returned,
  started,
  thrownInto,
  tracing,
  unwound,
} from "./tracing.js";

type Values = (PyObj | undefined)[];

export class LiveFrame extends PyFrame {
  private readonly place: () => number;
  /** Where the places of this form begin in the code's table. */
  private readonly offset: number;
  private last = -1;
  /** The line that is being reported, before the body is there. */
  private now = -1;
  private broken: PyBaseException | null = null;
  constructor(
    code: PyCode,
    globals: PyDict,
    place: () => number,
    offset: number,
    namespace: PyObj,
    get: () => Values,
    set: (i: number, v: PyObj | undefined) => void,
  ) {
    super(code, globals, 0);
    this.place = place;
    this.offset = offset;
    this.locals = namespace as PyObject | null;
    this.read = get;
    this.write = set;
  }

  override get pos(): number {
    return this.placed(this.place === undefined ? 0 : this.place());
  }
  override set pos(_p: number) {
    // It is where the body is.
  }
  private placed(p: number): number {
    return p <= 0 ? 0 : p + this.offset;
  }
  override get lineno(): number {
    return this.now >= 0 ? this.now : super.lineno;
  }
  override get back(): PyFrame | null {
    // Walking the stack links the frames on it.
    if (tracing.watch.stack.includes(this)) currentFrame();
    return super.back;
  }
  override set back(f: PyFrame | null) {
    super.back = f;
  }

  // ---- what the body calls ----

  enter(): void {
    tracing.watch.stack.push(this);
    if (tracing.on) started(this);
  }
  leave(v: PyObj): void {
    try {
      if (!tracing.on) return;
      if (this.broken !== null) unwound(this, this.broken);
      else returned(this, v, false);
    } finally {
      this.off();
    }
  }
  /** It is no longer among the running ones, nor is what a stack overflow left above it. */
  private off(): void {
    const { stack } = tracing.watch;
    const i = stack.lastIndexOf(this);
    if (i >= 0) stack.length = i;
  }

  /** A statement begins. */
  ln(p: number): void {
    if (!tracing.on) return;
    const l = this.code.line(this.placed(p));
    if (l !== this.last) this.report(l);
  }
  /** A loop goes back to its head. */
  again(p: number): void {
    if (tracing.on) this.report(this.code.line(this.placed(p)));
  }
  at(p: number): number {
    if (tracing.on) this.ln(p);
    return p;
  }
  private report(l: number): void {
    this.last = l;
    this.now = l;
    try {
      atLine(this, l);
    } finally {
      this.now = -1;
    }
  }

  /** An exception arrives where the body catches it. */
  caught(thrown: unknown, p: number): PyBaseException {
    const e = normalise(thrown);
    if (e.here === this.code) {
      e.here = null;
      if (tracing.on) reraised(this, e);
      return e;
    }
    const t = new PyTraceback(this, e.tb);
    t.pos = this.placed(p);
    e.tb = t;
    if (tracing.on) raised(this, e);
    return e;
  }
  /** It leaves a comprehension of the body. */
  passed(thrown: unknown, p: number): PyBaseException {
    const e = this.caught(thrown, p);
    e.here = this.code;
    return e;
  }
  /** It leaves the body. */
  failed(thrown: unknown, p: number): PyBaseException {
    this.broken = this.caught(thrown, p);
    return this.broken;
  }
  handles(e: PyBaseException): void {
    if (tracing.on) handles(this, e);
  }

  // ---- generators ----

  resume(how: "next" | "throw", v: unknown): void {
    tracing.watch.stack.push(this);
    if (!tracing.on) return;
    if (how === "next") resumed(this);
    else thrownInto(this, v as PyBaseException);
  }
  suspend(v: PyObj | AGYield): void {
    try {
      if (tracing.on) returned(this, v instanceof AGYield ? v.v : v, true);
    } finally {
      this.off();
    }
  }
}

/** The body of a generator in the traced form. */
export class TracedGen implements JsGen {
  frame: LiveFrame | null = null;
  private body!: JsGen;
  over(body: JsGen): this {
    this.body = body;
    return this;
  }
  next(v: PyObj): IteratorResult<PyObj | AGYield, PyObj> {
    if (this.frame === null) return this.done(this.body.next(v));
    try {
      this.frame.resume("next", v);
    } catch (e) {
      return this.done(this.body.throw(e));
    }
    return this.done(this.body.next(v));
  }
  throw(e: unknown): IteratorResult<PyObj | AGYield, PyObj> {
    if (this.frame === null) return this.body.throw(e);
    try {
      this.frame.resume("throw", e);
    } catch (x) {
      return this.done(this.body.throw(x));
    }
    return this.done(this.body.throw(e));
  }
  private done(r: IteratorResult<PyObj | AGYield, PyObj>): IteratorResult<PyObj | AGYield, PyObj> {
    if (!r.done) this.frame?.suspend(r.value);
    return r;
  }
}
export const gh = (): TracedGen => new TracedGen();

/** The built-in that a call reaches, as profilers are shown it; null for Python code. */
export function nativeCallee(f: PyObj, args: PyObj[]): PyObject | null {
  if (f instanceof PyBuiltin) return f;
  if (f instanceof PyMethodDescr)
    return args.length > 0 ? (A.descrGet(f, args[0], f.cls) as PyObject) : null;
  if (f instanceof PyBoundMethod && f.func instanceof PyMethodDescr) return f;
  return null;
}

/** Makes the `frm` of a program whose places begin at these offsets of the codes' tables. */
export function frameMaker(offsets: readonly number[] | null) {
  return (
    i: number,
    code: PyCode,
    g: PyDict,
    place: () => number,
    namespace: PyObj,
    get: () => Values,
    set: (i: number, v: PyObj | undefined) => void,
  ): LiveFrame => new LiveFrame(code, g, place, offsets?.[i] ?? 0, namespace, get, set);
}

export { reportedCall };
