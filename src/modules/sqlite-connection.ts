/** sqlite3.Connection: opening, transactions, statements, settings. Callbacks are in sqlite-hooks.ts. */
import {
  asIndex,
  asJs,
  asStr,
  call,
  call1,
  callMethod,
  getattr,
  getattrOpt,
  ssize,
  truth,
  typeName,
} from "../objects/abstract.js";
import { contiguous, getBuffer } from "../objects/buffer.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { builtinType, mkBytes, str_type } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp } from "../runtime/interpreter.js";
import { raise } from "./exc.js";
import { addressOf, viewOf } from "./libc.js";
import * as Q from "./sqlite-api.js";
import { type Ptr, S } from "./sqlite-api.js";
import { SQLITE } from "./sqlite-consts.js";
import { cursor_type, PyCursor, setConnectionCheck } from "./sqlite-cursor.js";
import { closeBlob, makeBlob, type PyBlob } from "./sqlite-row.js";
import { prepare, type Statement } from "./sqlite-statement.js";

const LEVELS = ["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"];
/** `autocommit` as the constructor takes it. */
export const LEGACY = -1;

export class PyConnection extends PyObject {
  db: Ptr = null;
  initialized = false;
  detectTypes = 0;
  /** null: no transactions are opened for the program. */
  isolation: string | null = "";
  autocommit: PyObj = LEGACY;
  textFactory: PyObj = str_type;
  rowFactory: PyObj = null;
  cached = 128;
  readonly cache = new Map<string, Statement>();
  readonly all = new Set<Statement>();
  readonly cursors = new Set<WeakRef<PyCursor>>();
  readonly blobs = new Set<PyBlob>();
  /** C function pointers in use, by what they are for. */
  readonly pointers = new Map<string, bigint[]>();
  /** What a callback threw that the call under way has to pass on. */
  pending: unknown = undefined;

  get legacy(): boolean {
    return this.autocommit === LEGACY;
  }
  check(): void {
    if (!this.initialized) throw Q.programming("Base Connection.__init__ not called.");
    if (this.db === null) throw Q.programming("Cannot operate on a closed database.");
  }
  raise(): void {
    const e = this.pending;
    this.pending = undefined;
    if (e !== undefined) throw e;
  }
  address(b: Uint8Array): bigint {
    return addressOf(b);
  }
  /** A statement from the cache, or a fresh one when that is running. */
  statement(sql: PyObj): Statement {
    const key = asJs(sql) as string;
    const known = this.cache.get(key);
    if (known !== undefined && !known.inUse) {
      this.cache.delete(key);
      this.cache.set(key, known);
      return known;
    }
    const st = prepare(this.db, sql);
    this.all.add(st);
    if (known === undefined && this.cached > 0) {
      this.cache.set(key, st);
      if (this.cache.size > this.cached) {
        const [old, s] = this.cache.entries().next().value as [string, Statement];
        this.cache.delete(old);
        if (!s.inUse) this.drop(s);
      }
    }
    return st;
  }
  private drop(s: Statement): void {
    S.finalize(s.ptr);
    this.all.delete(s);
  }
  run(sql: string): void {
    const st = prepare(this.db, sql);
    const rc = S.step(st.ptr);
    const e = rc === SQLITE.DONE || rc === SQLITE.ROW ? null : Q.failure(this.db, rc);
    S.finalize(st.ptr);
    this.raise();
    if (e !== null) throw e;
  }
  beginIfNeeded(st: Statement): void {
    if (this.legacy && this.isolation !== null && st.dml && S.autocommit(this.db) !== 0)
      this.run(this.isolation === "" ? "BEGIN " : `BEGIN ${this.isolation}`);
  }
  shut(): void {
    if (this.db === null) return;
    for (const b of [...this.blobs]) closeBlob(b);
    for (const r of this.cursors) {
      const cur = r.deref();
      if (cur !== undefined) cur.statement = null;
    }
    this.cursors.clear();
    for (const s of this.all) S.finalize(s.ptr);
    this.all.clear();
    this.cache.clear();
    if (this.autocommit === false && S.autocommit(this.db) === 0)
      try {
        this.run("ROLLBACK");
      } catch {
        // The database is going away all the same.
      }
    const db = this.db;
    this.db = null;
    S.close(db);
    for (const list of this.pointers.values()) for (const p of list) Q.dropCallback(p);
    this.pointers.clear();
  }
}
export const connection_type: PyType = builtinType("Connection", {
  module: "sqlite3",
  ctor: PyConnection,
});
setConnectionCheck((o) => o instanceof PyConnection);

// ---- opening ----

function isolationOf(o: PyObj): string | null {
  if (o === null) return null;
  const s = asJs(o);
  if (s === undefined) throw typeError("isolation_level must be str or None");
  if (s.includes("\0")) throw valueError("embedded null character");
  if (!LEVELS.includes(s.toUpperCase()))
    throw valueError("isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'");
  return s.toUpperCase();
}
function autocommitOf(o: PyObj): PyObj {
  if (o === true || o === false || o === LEGACY) return o;
  throw valueError("autocommit must be True, False, or sqlite3.LEGACY_TRANSACTION_CONTROL");
}
const OPTIONS = [
  "database",
  "timeout",
  "detect_types",
  "isolation_level",
  "check_same_thread",
  "cached_statements",
  "uri",
];
newMethod(connection_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
slots(connection_type, {
  __init__: (c: PyConnection, args: PyObj[], kw: Kw) => {
    if (args.length > 8)
      throw typeError(`Connection() takes at most 8 positional arguments (${args.length} given)`);
    // connect() hands its `factory` on.
    const order = args.length > 6 ? [...OPTIONS.slice(0, 6), "factory", "uri"] : OPTIONS;
    const get = (name: string): PyObj | undefined => {
      const i = order.indexOf(name);
      const v = i >= 0 && i < args.length ? args[i] : undefined;
      return v ?? (kw.has(name) ? (kw.get(name) as PyObj) : v);
    };
    const database = get("database");
    if (database === undefined)
      throw typeError("Connection() missing required argument 'database' (pos 1)");
    const level =
      args.length > 3 ? args[3] : kw.has("isolation_level") ? kw.get("isolation_level") : "";
    const path = call(getattr(importModule(interp(), "os"), "fsencode"), [database]);
    const file = Buffer.from((path as unknown as { data: Uint8Array }).data);
    if (file.includes(0)) throw valueError("embedded null byte");
    const timeout = get("timeout");
    const seconds = timeout === undefined ? 5 : asDouble(timeout);
    const detect = get("detect_types");
    const uri = get("uri");
    const cached = get("cached_statements");
    const auto = autocommitOf(kw.has("autocommit") ? (kw.get("autocommit") as PyObj) : LEGACY);
    const isolation = isolationOf(level as PyObj);
    if (c.initialized) c.shut();
    c.initialized = false;
    const out: Ptr[] = [null];
    const flags = 0x2 | 0x4 | (uri !== undefined && truth(uri) ? 0x40 : 0);
    const rc = S.open(file.toString(), out, flags, null);
    if (rc !== SQLITE.OK) {
      const e = Q.failure(out[0], rc);
      S.close(out[0]);
      throw e;
    }
    c.db = out[0];
    S.busyTimeout(c.db, Math.round(seconds * 1000));
    c.detectTypes = detect === undefined ? 0 : ssize(detect);
    c.isolation = isolation;
    c.autocommit = auto;
    c.cached = cached === undefined ? 128 : ssize(cached);
    c.textFactory = str_type;
    c.rowFactory = null;
    c.initialized = true;
    if (auto === false) c.run("BEGIN");
    return null;
  },
  __call__: (c: PyConnection, args: PyObj[]) => {
    c.check();
    if (args.length !== 1 || asStr(args[0]) === undefined)
      throw typeError("argument 1 must be str");
    const st = c.statement(args[0]);
    return st.sql;
  },
});

const checked =
  <A extends unknown[], R>(f: (c: PyConnection, ...a: A) => R) =>
  (c: PyConnection, ...a: A): R => {
    c.check();
    return f(c, ...a);
  };
function commit(c: PyConnection): null {
  if (c.legacy) {
    if (S.autocommit(c.db) === 0) c.run("COMMIT");
  } else if (c.autocommit === false) {
    c.run("COMMIT");
    c.run("BEGIN");
  }
  return null;
}
function rollback(c: PyConnection): null {
  if (c.legacy) {
    if (S.autocommit(c.db) === 0) c.run("ROLLBACK");
  } else if (c.autocommit === false) {
    c.run("ROLLBACK");
    c.run("BEGIN");
  }
  return null;
}
const text = (o: PyObj, f: string, n = "1"): string => {
  const s = asJs(o);
  if (s === undefined) throw typeError(`${f}() argument ${n} must be str, not ${typeName(o)}`);
  return s;
};
const CONFIG_OPS = new Set(
  Object.entries(SQLITE)
    .filter(([k]) => k.startsWith("DBCONFIG_"))
    .map(([, v]) => v),
);
function config(c: PyConnection, o: PyObj, set: number): boolean {
  const op = ssize(o);
  if (!CONFIG_OPS.has(op)) throw valueError(`unknown config 'op': ${op}`);
  const out = Buffer.alloc(8);
  const rc = S.dbConfig(c.db, op, "int", set, "void *", out);
  Q.check(c.db, rc);
  const now = out.readInt32LE(0);
  if (set >= 0 && now !== set) throw Q.operational("Unable to set config");
  return now !== 0;
}

methods(connection_type, {
  cursor: [
    "($self, /, factory=<unrepresentable>)",
    checked((c: PyConnection, factory?: PyObj) => {
      const cur = call1(factory ?? cursor_type, c);
      if (!(cur instanceof PyCursor))
        throw typeError(`factory must return a cursor, not ${typeName(cur)}`);
      if (c.rowFactory !== null) cur.rowFactory = c.rowFactory;
      return cur;
    }),
  ],
  execute: [
    "($self, sql, parameters=(), /)",
    (c: PyConnection, sql: PyObj, p?: PyObj) =>
      callMethod(callMethod(c, "cursor", []), "execute", p === undefined ? [sql] : [sql, p]),
  ],
  executemany: [
    "($self, sql, parameters, /)",
    (c: PyConnection, sql: PyObj, p: PyObj) =>
      callMethod(callMethod(c, "cursor", []), "executemany", [sql, p]),
  ],
  executescript: [
    "($self, sql_script, /)",
    (c: PyConnection, sql: PyObj) =>
      callMethod(callMethod(c, "cursor", []), "executescript", [sql]),
  ],
  commit: ["($self, /)", checked(commit)],
  rollback: ["($self, /)", checked(rollback)],
  close: [
    "($self, /)",
    (c: PyConnection) => {
      if (!c.initialized) throw Q.programming("Base Connection.__init__ not called.");
      c.shut();
      return null;
    },
  ],
  interrupt: [
    "($self, /)",
    checked((c: PyConnection) => {
      S.interrupt(c.db);
      return null;
    }),
  ],
  iterdump: [
    "($self, /, *, filter=None)",
    checked((c: PyConnection, filter?: PyObj) =>
      call(
        getattr(importModule(interp(), "sqlite3.dump"), "_iterdump"),
        [c],
        new Map([["filter", filter ?? null]]),
      ),
    ),
  ],
  backup: [
    "($self, /, target, *, pages=-1, progress=None, name='main', sleep=0.25)",
    checked(
      (
        c: PyConnection,
        target: PyObj,
        pages?: PyObj,
        progress?: PyObj,
        name?: PyObj,
        sleep?: PyObj,
      ) => {
        if (!(target instanceof PyConnection))
          throw typeError(
            `backup() argument 'target' must be sqlite3.Connection, not ${typeName(target)}`,
          );
        let n = pages === undefined ? -1 : ssize(pages);
        const from = name === undefined ? "main" : text(name, "backup", "'name'");
        const wait = sleep === undefined ? 0.25 : asDouble(sleep);
        target.check();
        if (target === c) throw valueError("target cannot be the same connection instance");
        if (
          progress !== undefined &&
          progress !== null &&
          getattrOpt(progress, "__call__") === undefined
        )
          throw typeError("progress argument must be a callable");
        if (n === 0) n = -1;
        const b = S.backupInit(target.db, "main", c.db, from) as Ptr;
        if (b === null) throw Q.failure(target.db);
        let rc: number;
        try {
          do {
            rc = S.backupStep(b, n);
            if (progress !== undefined && progress !== null)
              call(progress, [rc, S.backupRemaining(b), S.backupPages(b)]);
            if (rc === SQLITE.BUSY || rc === SQLITE.LOCKED)
              Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait * 1000);
          } while (rc === SQLITE.OK || rc === SQLITE.BUSY || rc === SQLITE.LOCKED);
        } catch (e) {
          S.backupFinish(b);
          throw e;
        }
        rc = S.backupFinish(b);
        if (rc === SQLITE.NOMEM) throw err(E.MemoryError);
        if (rc !== SQLITE.OK) throw Q.failure(target.db, rc);
        return null;
      },
    ),
  ],
  blobopen: [
    "($self, table, column, rowid, /, *, readonly=False, name='main')",
    checked(
      (c: PyConnection, table: PyObj, column: PyObj, row: PyObj, ro?: PyObj, name?: PyObj) => {
        const out: Ptr[] = [null];
        const id = asIndex(row);
        if (id === undefined)
          throw typeError(`'${typeName(row)}' object cannot be interpreted as an integer`);
        const rc = S.blobOpen(
          c.db,
          name === undefined ? "main" : text(name, "blobopen", "'name'"),
          text(table, "blobopen"),
          text(column, "blobopen", "2"),
          Q.int64(id),
          ro !== undefined && truth(ro) ? 0 : 1,
          out,
        );
        Q.check(c.db, rc);
        return makeBlob(c, out[0]);
      },
    ),
  ],
  serialize: [
    "($self, /, *, name='main')",
    checked((c: PyConnection, name?: PyObj) => {
      const n = [0n];
      const p = S.serialize(
        c.db,
        name === undefined ? "main" : text(name, "serialize", "'name'"),
        n,
        0,
      ) as Ptr;
      if (p === null)
        throw Q.operational(
          "unable to serialize 'main'".replace(
            "main",
            String(name === undefined ? "main" : asJs(name)),
          ),
        );
      const data = Q.bytesAt(p, Number(n[0]));
      S.free(p);
      return mkBytes(data);
    }),
  ],
  deserialize: [
    "($self, data, /, *, name='main')",
    checked((c: PyConnection, data: PyObj, name?: PyObj) => {
      const v = getBuffer(asStr(data) !== undefined ? mkBytes(Q.encode(data)) : data);
      const bytes = contiguous(v).slice();
      v.release();
      const p = S.malloc(bytes.length) as Ptr;
      if (p === null) throw err(E.MemoryError);
      new Uint8Array(viewOf(p, bytes.length)).set(bytes);
      const rc = S.deserialize(
        c.db,
        name === undefined ? "main" : text(name, "deserialize", "'name'"),
        p,
        bytes.length,
        bytes.length,
        3,
      );
      Q.check(c.db, rc);
      return null;
    }),
  ],
  getlimit: [
    "($self, category, /)",
    checked((c: PyConnection, k: PyObj) => limit(c, ssize(k), -1)),
  ],
  setlimit: [
    "($self, category, limit, /)",
    checked((c: PyConnection, k: PyObj, v: PyObj) => limit(c, ssize(k), ssize(v))),
  ],
  getconfig: ["($self, op, /)", checked((c: PyConnection, op: PyObj) => config(c, op, -1))],
  setconfig: [
    "($self, op, enable=True, /)",
    checked((c: PyConnection, op: PyObj, on?: PyObj) => {
      config(c, op, on === undefined || truth(on) ? 1 : 0);
      return null;
    }),
  ],
  enable_load_extension: [
    "($self, enable, /)",
    checked((c: PyConnection, on: PyObj) => {
      if (S.enableExtensions(c.db, truth(on) ? 1 : 0) !== SQLITE.OK)
        throw Q.operational("Error enabling load extension");
      return null;
    }),
  ],
  load_extension: [
    "($self, name, /, *, entrypoint=None)",
    checked((c: PyConnection, name: PyObj, entry?: PyObj) => {
      const msg: Ptr[] = [null];
      const e = entry === undefined || entry === null ? null : text(entry, "load_extension");
      if (S.loadExtension(c.db, text(name, "load_extension"), e, msg) !== SQLITE.OK)
        throw Q.operational(String(S.errmsg(c.db)));
      return null;
    }),
  ],
  __enter__: ["($self, /)", checked((c: PyConnection) => c)],
  __exit__: [
    "($self, type, value, traceback, /)",
    checked((c: PyConnection, type: PyObj) => {
      if (c.autocommit === true) return false;
      if (type !== null) {
        rollback(c);
        return false;
      }
      try {
        commit(c);
      } catch (e) {
        try {
          rollback(c);
        } catch {
          // The first failure is the one to tell of.
        }
        throw e;
      }
      return false;
    }),
  ],
});
function limit(c: PyConnection, k: number, v: number): number {
  const r = S.limit(c.db, k, v);
  if (r < 0) throw programmingLimit();
  return r;
}
const programmingLimit = () => raise(Q.X.ProgrammingError, "'category' is out of bounds");
const names = Object.keys(Q.X) as (keyof typeof Q.X)[];
getsets(connection_type, Object.fromEntries(names.map((n) => [n, () => Q.X[n]])), true);
getsets(connection_type, {
  isolation_level: [
    (c: PyConnection) => {
      c.check();
      return c.isolation;
    },
    (c: PyConnection, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete attribute");
      c.check();
      if (v === null) {
        c.isolation = null;
        // Leaving the legacy mode ends the transaction it opened.
        if (S.autocommit(c.db) === 0) c.run("COMMIT");
      } else c.isolation = isolationOf(v);
    },
  ],
  autocommit: [
    (c: PyConnection) => {
      c.check();
      return c.autocommit;
    },
    (c: PyConnection, v: PyObj | undefined) => {
      c.check();
      const a = autocommitOf(v ?? null);
      if (a === true) {
        if (S.autocommit(c.db) === 0) c.run("COMMIT");
      } else if (a === false && S.autocommit(c.db) !== 0) c.run("BEGIN");
      c.autocommit = a;
    },
  ],
  in_transaction: (c: PyConnection) => {
    c.check();
    return S.autocommit(c.db) === 0;
  },
  total_changes: (c: PyConnection) => {
    c.check();
    return S.totalChanges(c.db);
  },
  text_factory: [
    (c: PyConnection) => c.textFactory,
    (c: PyConnection, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete text_factory attribute");
      c.textFactory = v;
    },
  ],
  row_factory: [
    (c: PyConnection) => c.rowFactory,
    (c: PyConnection, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete row_factory attribute");
      c.rowFactory = v;
    },
  ],
});
