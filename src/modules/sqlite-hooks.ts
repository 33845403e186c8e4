/** What SQLite calls back: functions, aggregates, collations, authorizer, progress, trace. */
import {
  asInt,
  asJs,
  asStr,
  call,
  callable,
  callMethod,
  getattrOpt,
  ssize,
  truth,
  typeName,
} from "../objects/abstract.js";
import { E, isException, PyBaseException, typeError } from "../objects/errors.js";
import { methods } from "../objects/function.js";
import type { PyObj } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { unraisable } from "../runtime/unraisable.js";
import { raise } from "./exc.js";
import { viewOf } from "./libc.js";
import * as Q from "./sqlite-api.js";
import { type Ptr, S } from "./sqlite-api.js";
import { connection_type, type PyConnection } from "./sqlite-connection.js";
import { SQLITE } from "./sqlite-consts.js";

/** Whether errors in callbacks are reported. */
export const tracebacks = { on: false };

function report(e: unknown, f: PyObj): void {
  if (tracebacks.on && e instanceof PyBaseException) unraisable(e, null, f);
}
/** Ends a function call in SQLite with an error. */
function resultError(ctx: Ptr, e: unknown, f: PyObj, text: string): void {
  if (isException(e, E.MemoryError)) S.resultNoMem(ctx);
  else if (isException(e, E.OverflowError)) S.resultTooBig(ctx);
  else S.resultError(ctx, text, -1);
  report(e, f);
}
function keep(c: PyConnection, key: string, pointers: bigint[]): void {
  for (const p of c.pointers.get(key) ?? []) Q.dropCallback(p);
  if (pointers.length > 0) c.pointers.set(key, pointers);
  else c.pointers.delete(key);
}
const XFUNC = "void sqliteFunction(void *ctx, int n, void *argv)";
const XFINAL = "void sqliteFinal(void *ctx)";

const text = (o: PyObj, f: string, which: string): string => {
  const s = asJs(o);
  if (s === undefined) throw typeError(`${f}() argument ${which} must be str, not ${typeName(o)}`);
  return s;
};

function createFunction(
  c: PyConnection,
  nameO: PyObj,
  nargO: PyObj,
  func: PyObj,
  deterministic?: PyObj,
): PyObj {
  c.check();
  const name = text(nameO, "create_function", "'name'");
  const n = ssize(nargO);
  let flags = 1;
  if (deterministic !== undefined && truth(deterministic)) flags |= 0x800;
  const key = `function ${name} ${n}`;
  if (func === null) {
    const rc = S.createFunction(c.db, name, n, flags, null, 0, 0, 0, 0);
    if (rc !== SQLITE.OK) throw Q.operational("Error creating function");
    keep(c, key, []);
    return null;
  }
  const p = Q.callback(XFUNC, (ctx: Ptr, count: number, argv: Ptr) => {
    try {
      const r = call(func, Q.argumentsAt(argv, count));
      if (!Q.setResult(ctx, r)) throw typeError(`user-defined function returned ${typeName(r)}`);
    } catch (e) {
      resultError(ctx, e, func, "user-defined function raised exception");
    }
  });
  const rc = S.createFunction(c.db, name, n, flags, null, p, 0, 0, 0);
  if (rc !== SQLITE.OK) {
    Q.dropCallback(p);
    throw Q.operational("Error creating function");
  }
  keep(c, key, [p]);
  return null;
}

/** Aggregates under way, by the number SQLite keeps for each. */
class Aggregates {
  private readonly live = new Map<number, PyObj>();
  private next = 1;
  private slot(ctx: Ptr, make: boolean): DataView | null {
    const p = S.aggregate(ctx, make ? 8 : 0) as Ptr;
    return p === null ? null : new DataView(viewOf(p, 8));
  }
  get(ctx: Ptr, cls: PyObj): PyObj {
    const s = this.slot(ctx, true) as DataView;
    const id = s.getUint32(0, true);
    if (id !== 0) return this.live.get(id) as PyObj;
    const o = call(cls, []);
    this.live.set(this.next, o);
    s.setUint32(0, this.next++, true);
    return o;
  }
  known(ctx: Ptr): PyObj | undefined {
    const id = this.slot(ctx, false)?.getUint32(0, true) ?? 0;
    return this.live.get(id);
  }
  drop(ctx: Ptr): void {
    this.live.delete(this.slot(ctx, false)?.getUint32(0, true) ?? 0);
  }
}

function aggregateCallbacks(cls: PyObj): Record<"step" | "inverse" | "value" | "final", bigint> {
  const all = new Aggregates();
  const failed = (ctx: Ptr, e: unknown, method: string): void =>
    resultError(
      ctx,
      e,
      cls,
      isException(e, E.AttributeError) && method !== "__init__"
        ? `user-defined aggregate's '${method}' method not defined`
        : `user-defined aggregate's '${method}' method raised error`,
    );
  const stepper = (method: string) => (ctx: Ptr, n: number, argv: Ptr) => {
    let o: PyObj;
    try {
      o = all.get(ctx, cls);
    } catch (e) {
      failed(ctx, e, "__init__");
      return;
    }
    let f: PyObj | undefined;
    try {
      f = getattrOpt(o, method);
      if (f === undefined) callMethod(o, method, []);
      call(f as PyObj, Q.argumentsAt(argv, n));
    } catch (e) {
      if (f !== undefined && isException(e, E.AttributeError))
        resultError(ctx, e, cls, `user-defined aggregate's '${method}' method raised error`);
      else failed(ctx, e, method);
    }
  };
  const result = (method: string, last: boolean) => (ctx: Ptr) => {
    const o = all.known(ctx);
    if (o === undefined) {
      // No row came, or making the object failed and was reported.
      S.resultNull(ctx);
      return;
    }
    let f: PyObj | undefined;
    try {
      f = getattrOpt(o, method);
      if (f === undefined) callMethod(o, method, []);
      const r = call(f as PyObj, []);
      if (!Q.setResult(ctx, r)) throw typeError(`unsupported result type ${typeName(r)}`);
    } catch (e) {
      if (f !== undefined && isException(e, E.AttributeError))
        resultError(ctx, e, cls, `user-defined aggregate's '${method}' method raised error`);
      else failed(ctx, e, method);
    }
    if (last) all.drop(ctx);
  };
  return {
    step: Q.callback(XFUNC, stepper("step")),
    inverse: Q.callback(XFUNC, stepper("inverse")),
    value: Q.callback(XFINAL, result("value", false)),
    final: Q.callback(XFINAL, result("finalize", true)),
  };
}

function setCallback(
  c: PyConnection,
  key: string,
  f: PyObj,
  proto: string,
  run: (...args: never[]) => unknown,
  install: (p: bigint) => void,
): PyObj {
  c.check();
  if (f === null) {
    install(0n);
    keep(c, key, []);
    return null;
  }
  const p = Q.callback(proto, run);
  install(p);
  keep(c, key, [p]);
  return null;
}

methods(connection_type, {
  create_function: ["($self, /, name, narg, func, *, deterministic=False)", createFunction],
  create_aggregate: [
    "($self, /, name, n_arg, aggregate_class)",
    (c: PyConnection, nameO: PyObj, nO: PyObj, cls: PyObj) => {
      c.check();
      const name = text(nameO, "create_aggregate", "'name'");
      const n = ssize(nO);
      const key = `function ${name} ${n}`;
      const p = cls === null ? null : aggregateCallbacks(cls);
      const rc = S.createFunction(c.db, name, n, 1, null, 0, p?.step ?? 0, p?.final ?? 0, 0);
      if (rc !== SQLITE.OK) throw Q.operational("Error creating aggregate");
      keep(c, key, p === null ? [] : Object.values(p));
      return null;
    },
  ],
  create_window_function: [
    "($self, name, num_params, aggregate_class, /)",
    (c: PyConnection, nameO: PyObj, nO: PyObj, cls: PyObj) => {
      c.check();
      const name = text(nameO, "create_window_function", "1");
      const n = ssize(nO);
      const p = cls === null ? null : aggregateCallbacks(cls);
      const rc = S.createWindow(
        c.db,
        name,
        n,
        1,
        null,
        p?.step ?? 0,
        p?.final ?? 0,
        p?.value ?? 0,
        p?.inverse ?? 0,
        0,
      );
      if (rc !== SQLITE.OK) throw raise(Q.X.ProgrammingError, String(S.errmsg(c.db)));
      keep(c, `function ${name} ${n}`, p === null ? [] : Object.values(p));
      return null;
    },
  ],
  create_collation: [
    "($self, name, callback, /)",
    (c: PyConnection, nameO: PyObj, f: PyObj) => {
      c.check();
      const s = asStr(nameO);
      if (s === undefined)
        throw typeError(`create_collation() argument 1 must be str, not ${typeName(nameO)}`);
      const name = Buffer.from(Q.encode(nameO)).toString();
      if (f !== null && !callable(f)) throw typeError("parameter must be callable");
      return setCallback(
        c,
        `collation ${name.toUpperCase()}`,
        f,
        "int sqliteCollation(void *app, int n, void *a, int m, void *b)",
        (_app: Ptr, n: number, a: Ptr, m: number, b: Ptr) => {
          try {
            const r = asInt(call(f, [Q.textAt(a, n), Q.textAt(b, m)]));
            return r === undefined ? 0 : r < 0 ? -1 : r > 0 ? 1 : 0;
          } catch (e) {
            report(e, f);
            return 0;
          }
        },
        (p) => {
          const rc = S.createCollation(c.db, name, 1, null, p, 0);
          if (rc !== SQLITE.OK) throw Q.failure(c.db, rc);
        },
      );
    },
  ],
  set_authorizer: [
    "($self, authorizer_callback, /)",
    (c: PyConnection, f: PyObj) =>
      setCallback(
        c,
        "authorizer",
        f,
        "int sqliteAuthorizer(void *app, int op, const char *a, const char *b, const char *d, const char *t)",
        (_app: Ptr, op: number, ...names: (string | null)[]) => {
          try {
            const r = call(f, [op, ...names.map((s) => (s === null ? null : fromUtf16(s)))]);
            const v = asInt(r);
            return v === undefined || typeof v === "bigint" ? SQLITE.DENY : v;
          } catch (e) {
            report(e, f);
            return SQLITE.DENY;
          }
        },
        (p) => {
          const rc = S.authorizer(c.db, p, null);
          if (rc !== SQLITE.OK) throw Q.operational("Error setting authorizer callback");
        },
      ),
  ],
  set_progress_handler: [
    "($self, progress_handler, /, n)",
    (c: PyConnection, f: PyObj, n: PyObj) => {
      const every = ssize(n);
      return setCallback(
        c,
        "progress",
        f,
        "int sqliteProgress(void *app)",
        () => {
          try {
            return truth(call(f, [])) ? 1 : 0;
          } catch (e) {
            report(e, f);
            return 1;
          }
        },
        (p) => void S.progress(c.db, p === 0n ? 0 : every, p, null),
      );
    },
  ],
  set_trace_callback: [
    "($self, trace_callback, /)",
    (c: PyConnection, f: PyObj) =>
      setCallback(
        c,
        "trace",
        f,
        "int sqliteTrace(unsigned int mask, void *app, void *p, void *x)",
        (_mask: number, _app: Ptr, st: Ptr) => {
          try {
            const p = S.expanded(st) as Ptr;
            let sql: string;
            if (p === null) {
              const e = raise(
                Q.X.DataError,
                "Expanded SQL string exceeds the maximum string length",
              );
              report(e, f);
              sql = String(S.sql(st));
            } else {
              const bytes = new Uint8Array(viewOf(p, cLength(p)));
              sql = Buffer.from(bytes).toString();
              S.free(p);
            }
            call(f, [fromUtf16(sql)]);
          } catch (e) {
            report(e, f);
          }
          return 0;
        },
        (p) => void S.trace(c.db, p === 0n ? 0 : 1, p, null),
      ),
  ],
});
const strlen = Q.api("size_t strlen(const void *s)");
const cLength = (p: Ptr): number => Number(strlen(p));
