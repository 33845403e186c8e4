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
  /** Index into the code's positions. */
  pos: number;
  back: PyFrame | null = null;
  /** A class body's or module's namespace; functions have none. */
  locals: PyObject | null = null;
  /** A function's variables when an exception left it, in the order of `frameNames`. */
  declare values: (PyObj | undefined)[] | undefined;
  /** Set instead of `pos` where only the line is known. */
  line = -1;
  constructor(code: PyCode, globals: PyDict, pos: number) {
    super(frame_type);
    this.code = code;
    this.globals = globals;
    this.pos = pos;
  }
  get lineno(): number {
    return this.line >= 0 ? this.line : this.code.line(this.pos);
  }
}

PyFrame.prototype.values = undefined;

export class PyTraceback extends PyObject {
  readonly frame: PyFrame;
  next: PyTraceback | null;
  /** -1: the line of the frame. */
  line = -1;
  constructor(frame: PyFrame, next: PyTraceback | null) {
    super(traceback_type);
    this.frame = frame;
    this.next = next;
  }
  get lineno(): number {
    return this.line >= 0 ? this.line : this.frame.lineno;
  }
}
