/** Code objects: what the compiler knows about a function, class body or module. */
import type { PyCell } from "./function.js";
import type { PyDict } from "./hashtable.js";
import { type BuiltinFn, type PyObj, PyObject } from "./object.js";
import { code_type } from "./types.js";

/** `co_flags` bits, as in the inspect module. */
export const CO = {
  OPTIMIZED: 1,
  NEWLOCALS: 2,
  VARARGS: 4,
  VARKEYWORDS: 8,
  NESTED: 16,
  GENERATOR: 32,
  COROUTINE: 128,
  ITERABLE_COROUTINE: 256,
  ASYNC_GENERATOR: 512,
  HAS_DOCSTRING: 0x4000000,
  METHOD: 0x8000000,
} as const;

export interface CodeInfo {
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
  /** Where each position number is: lineno, end_lineno, col, end_col (UTF-8), four each. */
  positions: Int32Array | number[];
  doc: string | null;
  cleanup?: boolean;
  empty?: boolean;
}

/** RESUME; LOAD_CONST None, which a docstring stands before; RETURN_VALUE. */
const NOTHING = Uint8Array.of(0x80, 0, 0x52, 0, 0x23, 0);
const NOTHING_WITH_DOC = Uint8Array.of(0x80, 0, 0x52, 1, 0x23, 0);

/** For a call of `given` arguments by place and some by name: where each parameter's value stands. */
export interface NamedPlan {
  given: number;
  /** Index among the arguments; -1: the default. Null: `bindNamed` has to see. */
  from: number[] | null;
}

export class PyCode extends PyObject {
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly firstlineno: number;
  readonly flags: number;
  /** Positional parameters, the positional-only ones included. */
  readonly argcount: number;
  readonly posonly: number;
  readonly kwonly: number;
  /** Parameters first (positional, keyword-only, *args, **kw), then other locals. */
  readonly varnames: string[];
  readonly freevars: string[];
  readonly cellvars: string[];
  readonly names: string[];
  /** Grows when a traced form adds places of its own. */
  positions: Int32Array | number[];
  readonly doc: string | null;
  consts: PyObj[] = [];
  /** What `types.CodeType` was given; the compiler here makes none, but for what does nothing. */
  bytecode: Uint8Array | null = null;
  /** A generator of this code has to be closed when it is lost. */
  readonly cleanup: boolean;
  /** Where it was compiled, and how it is compiled anew to be watched (runtime/retrace.ts). */
  origin: object | null = null;
  /** What `replace` made this of. */
  original: PyCode | null = null;
  /** The JavaScript body, once a function was made of this code. */
  private strongBody: BuiltinFn | null = null;
  private weakBody: WeakRef<BuiltinFn> | null = null;
  /** Held weakly when it closes over the locals of another function's call. */
  get body(): BuiltinFn | null {
    return this.strongBody ?? this.weakBody?.deref() ?? null;
  }
  set body(f: BuiltinFn | null) {
    const nested = f !== null && this.qualname.includes("<locals>");
    this.strongBody = nested ? null : f;
    this.weakBody = nested ? new WeakRef(f) : null;
  }
  /** `types.coroutine` marked a function with this code: its generators can be awaited. */
  iterable = false;
  /** Makes the body over other globals, where the compiler provided for it. */
  rebind: ((globals: PyDict, cells: PyCell[]) => BuiltinFn) | null = null;
  /** Only positional parameters: the JavaScript function takes them as they are. */
  readonly simple: boolean;
  /**
   * Runs a module, class body or expression in namespaces. Functions have none: theirs is made
   * where the def stands, in the JavaScript scope of its closure.
   */
  run: ((globals: PyObj, locals: PyObj, builtins: PyObj) => PyObj) | null = null;

  private byName: Map<string, number> | null = null;
  /** Where the arguments go that may be given by name. */
  get places(): Map<string, number> {
    if (this.byName === null) {
      this.byName = new Map();
      for (let i = this.posonly; i < this.argcount + this.kwonly; i++)
        this.byName.set(this.varnames[i], i);
    }
    return this.byName;
  }

  /** Two parameters at most before `*args` or `**kw`, and none behind: quick to call by place. */
  readonly starred: boolean;
  /** By the names of a call with keywords: see `namedPlan` in function.ts. */
  plans: Map<readonly string[], NamedPlan> | null = null;

  constructor(i: CodeInfo) {
    super(code_type);
    this.name = i.name;
    this.qualname = i.qualname;
    this.filename = i.filename;
    this.firstlineno = i.firstlineno;
    this.flags = i.flags;
    this.argcount = i.argcount;
    this.posonly = i.posonly;
    this.kwonly = i.kwonly;
    this.varnames = i.varnames;
    this.freevars = i.freevars;
    this.cellvars = i.cellvars;
    this.names = i.names;
    this.positions = i.positions;
    this.doc = i.doc;
    this.cleanup = i.cleanup ?? false;
    if (i.empty === true) {
      this.consts = [null];
      this.bytecode = i.doc === null ? NOTHING : NOTHING_WITH_DOC;
    }
    this.starred = i.kwonly === 0 && i.argcount <= 2 && (i.flags & 12) !== 0;
    this.simple = i.kwonly === 0 && (i.flags & (CO.VARARGS | CO.VARKEYWORDS)) === 0;
  }

  line(pos: number): number {
    return pos <= 0 ? this.firstlineno : this.positions[pos * 4];
  }
}
