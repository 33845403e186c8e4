/** The SQLite C interface as _sqlite3 uses it: calls, values in and out, errors. */
import { createRequire } from "node:module";
import { asInt, asStr, setattr, strJs } from "../objects/abstract.js";
import { bytesOf, hasBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException } from "../objects/errors.js";
import { normInt } from "../objects/hash.js";
import { PyFloat, type PyObj, type PyType } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { mkBytes, mkFloat } from "../objects/types.js";
import { exceptionType, raise } from "./exc.js";
import { viewOf } from "./libc.js";
import { SQLITE } from "./sqlite-consts.js";
import { type SysLib, systemLibrary } from "./syslib.js";

export type Ptr = bigint | null;
const lib = (): SysLib => systemLibrary("_sqlite3", "libsqlite3.so.0");
export const available = lib;

interface KoffiCallbacks {
  proto(text: string): unknown;
  pointer(t: unknown): unknown;
  register(f: (...args: never[]) => unknown, type: unknown): bigint;
  unregister(p: bigint): void;
}
let callbacks: KoffiCallbacks | null = null;
const protos = new Map<string, unknown>();
/** Makes a C function pointer that calls f; `proto` is its C prototype. */
export function callback(proto: string, f: (...args: never[]) => unknown): bigint {
  callbacks ??= createRequire(import.meta.url)("koffi") as KoffiCallbacks;
  let t = protos.get(proto);
  if (t === undefined) protos.set(proto, (t = callbacks.pointer(callbacks.proto(proto))));
  return callbacks.register(f, t);
}
export function dropCallback(p: bigint): void {
  callbacks?.unregister(p);
}

type Arg = number | bigint | string | null | Uint8Array | Ptr[] | unknown[];
/** One function by its prototype, taking what koffi takes. */
export function api(prototype: string): (...args: Arg[]) => number | bigint | string | null {
  let f: ((...args: Arg[]) => number | bigint | string | null) | undefined;
  return (...args) => {
    f ??= lib().fn(prototype) as unknown as (...args: Arg[]) => number | bigint | string | null;
    return f(...args);
  };
}
/** The same for results that are ints. */
const num =
  (prototype: string) =>
  (...args: Arg[]): number =>
    Number(f0(prototype)(...args));
const made = new Map<string, (...args: Arg[]) => number | bigint | string | null>();
function f0(p: string): (...args: Arg[]) => number | bigint | string | null {
  let f = made.get(p);
  if (f === undefined) made.set(p, (f = api(p)));
  return f;
}

export const S = {
  version: api("const char *sqlite3_libversion()"),
  open: num("int sqlite3_open_v2(const char *f, _Out_ void **db, int flags, const char *vfs)"),
  close: num("int sqlite3_close_v2(void *db)"),
  busyTimeout: num("int sqlite3_busy_timeout(void *db, int ms)"),
  errmsg: api("const char *sqlite3_errmsg(void *db)"),
  errstr: api("const char *sqlite3_errstr(int code)"),
  extended: num("int sqlite3_extended_errcode(void *db)"),
  errcode: num("int sqlite3_errcode(void *db)"),
  autocommit: num("int sqlite3_get_autocommit(void *db)"),
  prepare: num(
    "int sqlite3_prepare_v2(void *db, const void *sql, int n, _Out_ void **st, _Out_ void **tail)",
  ),
  step: num("int sqlite3_step(void *s)"),
  reset: num("int sqlite3_reset(void *s)"),
  finalize: num("int sqlite3_finalize(void *s)"),
  clear: num("int sqlite3_clear_bindings(void *s)"),
  busy: num("int sqlite3_stmt_busy(void *s)"),
  readonly: num("int sqlite3_stmt_readonly(void *s)"),
  parameters: num("int sqlite3_bind_parameter_count(void *s)"),
  parameterName: api("const char *sqlite3_bind_parameter_name(void *s, int i)"),
  bindNull: num("int sqlite3_bind_null(void *s, int i)"),
  bindInt: num("int sqlite3_bind_int64(void *s, int i, int64_t v)"),
  bindDouble: num("int sqlite3_bind_double(void *s, int i, double v)"),
  bindText: num("int sqlite3_bind_text(void *s, int i, const void *v, int n, intptr_t d)"),
  bindBlob: num("int sqlite3_bind_blob(void *s, int i, const void *v, int n, intptr_t d)"),
  columns: num("int sqlite3_column_count(void *s)"),
  dataCount: num("int sqlite3_data_count(void *s)"),
  columnName: api("const char *sqlite3_column_name(void *s, int i)"),
  declType: api("const char *sqlite3_column_decltype(void *s, int i)"),
  columnType: num("int sqlite3_column_type(void *s, int i)"),
  columnInt: api("int64_t sqlite3_column_int64(void *s, int i)"),
  columnDouble: num("double sqlite3_column_double(void *s, int i)"),
  columnText: api("void *sqlite3_column_text(void *s, int i)"),
  columnBlob: api("void *sqlite3_column_blob(void *s, int i)"),
  columnBytes: num("int sqlite3_column_bytes(void *s, int i)"),
  changes: num("int64_t sqlite3_changes(void *db)"),
  totalChanges: num("int64_t sqlite3_total_changes(void *db)"),
  lastRowid: api("int64_t sqlite3_last_insert_rowid(void *db)"),
  setLastRowid: api("void sqlite3_set_last_insert_rowid(void *db, int64_t id)"),
  interrupt: api("void sqlite3_interrupt(void *db)"),
  complete: num("int sqlite3_complete(const char *sql)"),
  limit: num("int sqlite3_limit(void *db, int id, int v)"),
  createFunction: num(
    "int sqlite3_create_function_v2(void *db, const char *name, int n, int flags, void *app, intptr_t f, intptr_t step, intptr_t fin, intptr_t d)",
  ),
  createWindow: num(
    "int sqlite3_create_window_function(void *db, const char *name, int n, int flags, void *app, intptr_t step, intptr_t fin, intptr_t value, intptr_t inverse, intptr_t d)",
  ),
  createCollation: num(
    "int sqlite3_create_collation_v2(void *db, const char *name, int flags, void *app, intptr_t f, intptr_t d)",
  ),
  authorizer: num("int sqlite3_set_authorizer(void *db, intptr_t f, void *app)"),
  progress: api("void sqlite3_progress_handler(void *db, int n, intptr_t f, void *app)"),
  trace: num("int sqlite3_trace_v2(void *db, unsigned int mask, intptr_t f, void *app)"),
  expanded: api("void *sqlite3_expanded_sql(void *s)"),
  sql: api("const char *sqlite3_sql(void *s)"),
  free: api("void sqlite3_free(void *p)"),
  malloc: api("void *sqlite3_malloc64(uint64_t n)"),
  valueType: num("int sqlite3_value_type(void *v)"),
  valueInt: api("int64_t sqlite3_value_int64(void *v)"),
  valueDouble: num("double sqlite3_value_double(void *v)"),
  valueText: api("void *sqlite3_value_text(void *v)"),
  valueBlob: api("void *sqlite3_value_blob(void *v)"),
  valueBytes: num("int sqlite3_value_bytes(void *v)"),
  resultNull: api("void sqlite3_result_null(void *c)"),
  resultInt: api("void sqlite3_result_int64(void *c, int64_t v)"),
  resultDouble: api("void sqlite3_result_double(void *c, double v)"),
  resultText: api("void sqlite3_result_text(void *c, const void *v, int n, intptr_t d)"),
  resultBlob: api("void sqlite3_result_blob(void *c, const void *v, int n, intptr_t d)"),
  resultError: api("void sqlite3_result_error(void *c, const char *m, int n)"),
  resultTooBig: api("void sqlite3_result_error_toobig(void *c)"),
  resultNoMem: api("void sqlite3_result_error_nomem(void *c)"),
  aggregate: api("void *sqlite3_aggregate_context(void *c, int n)"),
  backupInit: api("void *sqlite3_backup_init(void *d, const char *dn, void *s, const char *sn)"),
  backupStep: num("int sqlite3_backup_step(void *b, int n)"),
  backupRemaining: num("int sqlite3_backup_remaining(void *b)"),
  backupPages: num("int sqlite3_backup_pagecount(void *b)"),
  backupFinish: num("int sqlite3_backup_finish(void *b)"),
  blobOpen: num(
    "int sqlite3_blob_open(void *db, const char *d, const char *t, const char *c, int64_t row, int flags, _Out_ void **b)",
  ),
  blobClose: num("int sqlite3_blob_close(void *b)"),
  blobBytes: num("int sqlite3_blob_bytes(void *b)"),
  blobRead: num("int sqlite3_blob_read(void *b, void *out, int n, int at)"),
  blobWrite: num("int sqlite3_blob_write(void *b, const void *v, int n, int at)"),
  serialize: api(
    "void *sqlite3_serialize(void *db, const char *name, _Out_ int64_t *n, unsigned int flags)",
  ),
  deserialize: num(
    "int sqlite3_deserialize(void *db, const char *name, void *data, int64_t n, int64_t size, unsigned int flags)",
  ),
  threadsafe: num("int sqlite3_threadsafe()"),
  dbConfig: num("int sqlite3_db_config(void *db, int op, ...)"),
  enableExtensions: num("int sqlite3_enable_load_extension(void *db, int on)"),
  loadExtension: num(
    "int sqlite3_load_extension(void *db, const char *f, const char *entry, _Out_ void **msg)",
  ),
} as const;
/** SQLITE_TRANSIENT: SQLite makes its own copy. */
export const TRANSIENT = -1;

// ---- errors ----

const exc = (name: string, base: PyType): PyType => exceptionType("sqlite3", name, [base]);
const Warning = exc("Warning", E.Exception);
const Err = exc("Error", E.Exception);
const InterfaceError = exc("InterfaceError", Err);
const DatabaseError = exc("DatabaseError", Err);
const sub = (name: string): PyType => exc(name, DatabaseError);
export const X = {
  Warning,
  Error: Err,
  InterfaceError,
  DatabaseError,
  InternalError: sub("InternalError"),
  OperationalError: sub("OperationalError"),
  ProgrammingError: sub("ProgrammingError"),
  IntegrityError: sub("IntegrityError"),
  DataError: sub("DataError"),
  NotSupportedError: sub("NotSupportedError"),
};
export const programming = (msg: string): PyBaseException => raise(X.ProgrammingError, msg);
export const tooLarge = (): PyBaseException => raise(X.DataError, "query string is too large");
export const operational = (msg: string): PyBaseException => raise(X.OperationalError, msg);

const CLASS: Record<number, PyType> = {
  2: X.InternalError,
  12: X.InternalError,
  11: DatabaseError,
  18: X.DataError,
  19: X.IntegrityError,
  20: X.IntegrityError,
  21: InterfaceError,
  25: InterfaceError,
};
for (const c of [1, 3, 4, 5, 6, 8, 9, 10, 13, 14, 15, 16, 17]) CLASS[c] = X.OperationalError;
const CODE_NAMES = new Map<number, string>();
const CODES =
  /^(ABORT|AUTH|BUSY|CANTOPEN|CONSTRAINT|CORRUPT|DONE|EMPTY|ERROR|FORMAT|FULL|INTERNAL|INTERRUPT|IOERR|LOCKED|MISMATCH|MISUSE|NOLFS|NOMEM|NOTADB|NOTFOUND|NOTICE|OK|PERM|PROTOCOL|RANGE|READONLY|ROW|SCHEMA|TOOBIG|WARNING)(_|$)/;
for (const [k, v] of Object.entries(SQLITE))
  if (CODES.test(k) && !(CODE_NAMES.has(v) && k.includes("_"))) CODE_NAMES.set(v, `SQLITE_${k}`);

/** The exception for what a connection reports last. */
export function failure(db: Ptr, code?: number): PyBaseException {
  const rc = code ?? S.errcode(db);
  const primary = rc & 0xff;
  if (primary === SQLITE.NOMEM) return err(E.MemoryError);
  const t = CLASS[primary] ?? DatabaseError;
  const text = db !== null ? S.errmsg(db) : S.errstr(rc);
  const e = raise(t, fromUtf16(String(text)) as string);
  const extended = db !== null ? S.extended(db) : rc;
  setattr(e, "sqlite_errorcode", extended);
  setattr(e, "sqlite_errorname", CODE_NAMES.get(extended) ?? "unknown");
  return e;
}
export function check(db: Ptr, rc: number): void {
  if (rc !== SQLITE.OK) throw failure(db, rc);
}

// ---- values ----

export function bytesAt(p: Ptr, n: number): Uint8Array {
  return p === null || n === 0 ? new Uint8Array(0) : new Uint8Array(viewOf(p, n)).slice();
}
export function sqlBytes(s: string): Buffer {
  return Buffer.from(`${s}\0`);
}
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
export function textAt(p: Ptr, n: number): PyObj {
  return fromUtf16(utf8.decode(bytesAt(p, n)));
}
export function sqlValue(v: Ptr): PyObj {
  switch (S.valueType(v)) {
    case 1:
      return normInt(BigInt(S.valueInt(v) as bigint));
    case 2:
      return mkFloat(S.valueDouble(v));
    case 3: {
      const p = S.valueText(v) as Ptr;
      return textAt(p, S.valueBytes(v));
    }
    case 4: {
      const p = S.valueBlob(v) as Ptr;
      return mkBytes(bytesAt(p, S.valueBytes(v)));
    }
    default:
      return null;
  }
}
export function argumentsAt(argv: Ptr, n: number): PyObj[] {
  if (n === 0 || argv === null) return [];
  return [...new BigUint64Array(viewOf(argv, 8 * n))].map(sqlValue);
}

const MIN = -(1n << 63n);
const MAX = (1n << 63n) - 1n;
export function int64(o: PyObj): number | bigint {
  const v = asInt(o) as number | bigint;
  if (typeof v === "bigint" && (v < MIN || v > MAX))
    throw err(E.OverflowError, "Python int too large to convert to SQLite INTEGER");
  return v;
}
/** Hands a function's result to SQLite; false when its type is none of SQLite's. */
export function setResult(c: Ptr, o: PyObj): boolean {
  if (o === null) S.resultNull(c);
  else if (asInt(o) !== undefined) S.resultInt(c, int64(o));
  else if (o instanceof PyFloat) S.resultDouble(c, o.v);
  else if (asStr(o) !== undefined) {
    const b = encode(o);
    S.resultText(c, b.length === 0 ? EMPTY : b, b.length, TRANSIENT);
  } else if (hasBuffer(o)) {
    const b = bytesOf(o) as Uint8Array;
    S.resultBlob(c, b.length === 0 ? EMPTY : b, b.length, TRANSIENT);
  } else return false;
  return true;
}
export const EMPTY = Buffer.from([0]);
/** UTF-8 of a str; a lone surrogate is an error of the codec. */
export function encode(o: PyObj): Uint8Array {
  const s = strJs(asStr(o) as PyObj);
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(s);
  if (lone) return encodeHook.strict(o);
  return Buffer.from(s);
}
export const encodeHook = { strict: (_o: PyObj): Uint8Array => new Uint8Array(0) };
