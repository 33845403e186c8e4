/** Tracebacks and the frames they show. */
import type { PyCode } from "./code.js";
import type { PyDict } from "./hashtable.js";
import { type PyObj, PyObject } from "./object.js";
import { frame_type, traceback_type } from "./types.js";

/**
 * A frame as seen from Python. There is no frame while code runs: one is made when a traceback
 * entry or `sys._getframe` asks (runtime/frames.ts).
 */
export class PyFrame extends PyObject {
  readonly code: PyCode;
  readonly globals: PyDict;
  private where: number;
  private caller: PyFrame | null = null;
  /** A class body's or module's namespace; functions have none. */
  locals: PyObject | null = null;
  /** A function's variables, in the order of `frameNames`; absent where they are not known. */
  declare read: (() => (PyObj | undefined)[]) | undefined;
  declare write: ((i: number, v: PyObj | undefined) => void) | undefined;
  /** Its distance from the bottom of the stack, where it was found there. */
  declare height: number;
  /** Names that only `f_locals` was given. */
  declare extra: PyDict | undefined;
  /** The local trace function. */
  declare trace: PyObj;
  declare traceLines: boolean;
  declare traceOpcodes: boolean;
  /** Set instead of `pos` where only the line is known. */
  line = -1;
  constructor(code: PyCode, globals: PyDict, pos: number) {
    super();
    this.cls = frame_type;
    this.h = 0;
    this.code = code;
    this.globals = globals;
    this.where = pos;
  }
  /** Index into the code's positions. */
  get pos(): number {
    return this.where;
  }
  set pos(p: number) {
    this.where = p;
  }
  get back(): PyFrame | null {
    return this.caller;
  }
  set back(f: PyFrame | null) {
    this.caller = f;
  }
  get lineno(): number {
    return this.line >= 0 ? this.line : this.code.line(this.pos);
  }
  /** An exception has left the function, whose variables had these values. */
  over(values: (PyObj | undefined)[]): void {
    this.read = () => values;
    this.write = (i, v) => {
      values[i] = v;
    };
  }
}

PyFrame.prototype.read = undefined;
PyFrame.prototype.write = undefined;
PyFrame.prototype.extra = undefined;
PyFrame.prototype.height = -1;
PyFrame.prototype.trace = null;
PyFrame.prototype.traceLines = true;
PyFrame.prototype.traceOpcodes = false;

export class PyTraceback extends PyObject {
  readonly frame: PyFrame;
  next: PyTraceback | null;
  /** -1: the line of the frame. */
  line = -1;
  /** Index into the code's positions; -1: that of the frame, which has ended. */
  pos = -1;
  constructor(frame: PyFrame, next: PyTraceback | null) {
    super();
    this.cls = traceback_type;
    this.h = 0;
    this.frame = frame;
    this.next = next;
  }
  get lineno(): number {
    if (this.line >= 0) return this.line;
    return this.pos >= 0 ? this.frame.code.line(this.pos) : this.frame.lineno;
  }
}
