/** sqlite3.Cursor: executing statements and fetching rows. */
import { asStr, call, call1, iter, PyIter, ssize, typeName } from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import type { PyObj, PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { fromUtf16 } from "../objects/text.js";
import {
  builtinType,
  bytearray_type,
  bytes_type,
  mkBytes,
  mkFloat,
  mkList,
  mkTuple,
  str_type,
} from "../objects/types.js";
import * as Q from "./sqlite-api.js";
import { S } from "./sqlite-api.js";
import type { PyConnection } from "./sqlite-connection.js";
import { SQLITE } from "./sqlite-consts.js";
import { bind, converters, type Statement } from "./sqlite-statement.js";

export const PARSE_DECLTYPES = 1;
export const PARSE_COLNAMES = 2;

export class PyCursor extends PyIter {
  connection: PyConnection | null = null;
  description: PyObj = null;
  rowFactory: PyObj = null;
  rowcount: PyObj = -1;
  lastrowid: PyObj = null;
  arraysize = 1;
  closed = false;
  locked = false;
  statement: Statement | null = null;
  converters: (PyObj | null)[] = [];

  override $next(): PyObj | undefined {
    check(this);
    if (this.statement === null) return undefined;
    const st = this.statement;
    this.locked = true;
    let row: PyObj;
    try {
      row = fetchRow(this, st);
    } finally {
      this.locked = false;
    }
    const c = this.connection as PyConnection;
    const rc = S.step(st.ptr);
    c.raise();
    if (rc === SQLITE.DONE) {
      if (st.dml) this.rowcount = S.changes(c.db);
      st.reset();
      this.statement = null;
    } else if (rc !== SQLITE.ROW) {
      const e = Q.failure(c.db, rc);
      st.reset();
      this.statement = null;
      throw e;
    }
    return this.rowFactory === null ? row : call(this.rowFactory, [this, row]);
  }
}
export const cursor_type: PyType = builtinType("Cursor", { module: "sqlite3", ctor: PyCursor });

function check(c: PyCursor): PyConnection {
  if (c.connection === null) throw Q.programming("Base Cursor.__init__ not called.");
  if (c.closed) throw Q.programming("Cannot operate on a closed cursor.");
  if (c.locked) throw Q.programming("Recursive use of cursors not allowed.");
  c.connection.check();
  return c.connection;
}

function columnText(c: PyCursor, st: Statement, i: number): PyObj {
  const conn = c.connection as PyConnection;
  const p = S.columnText(st.ptr, i) as Q.Ptr;
  const bytes = Q.bytesAt(p, S.columnBytes(st.ptr, i));
  const f = conn.textFactory;
  if (f === str_type) {
    try {
      return fromUtf16(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      const name = S.columnName(st.ptr, i);
      const shown = Buffer.from(bytes).toString();
      throw Q.operational(`Could not decode to UTF-8 column '${name}' with text '${shown}'`);
    }
  }
  if (f === bytes_type) return mkBytes(bytes);
  if (f === bytearray_type) return call(bytearray_type, [mkBytes(bytes)]);
  return call1(f, mkBytes(bytes));
}
function fetchRow(c: PyCursor, st: Statement): PyObj {
  const n = S.dataCount(st.ptr);
  const out: PyObj[] = new Array(n);
  for (let i = 0; i < n; i++) {
    const conv = c.converters[i] ?? null;
    if (conv !== null) {
      const p = S.columnBlob(st.ptr, i) as Q.Ptr;
      out[i] = p === null ? null : call1(conv, mkBytes(Q.bytesAt(p, S.columnBytes(st.ptr, i))));
      continue;
    }
    switch (S.columnType(st.ptr, i)) {
      case 1:
        out[i] = normInt(BigInt(S.columnInt(st.ptr, i) as bigint));
        break;
      case 2:
        out[i] = mkFloat(S.columnDouble(st.ptr, i));
        break;
      case 3:
        out[i] = columnText(c, st, i);
        break;
      case 4: {
        const p = S.columnBlob(st.ptr, i) as Q.Ptr;
        out[i] = mkBytes(Q.bytesAt(p, S.columnBytes(st.ptr, i)));
        break;
      }
      default:
        out[i] = null;
    }
  }
  return mkTuple(out);
}

function findConverters(c: PyCursor, st: Statement): void {
  const conn = c.connection as PyConnection;
  c.converters = [];
  if (conn.detectTypes === 0) return;
  const n = S.columns(st.ptr);
  for (let i = 0; i < n; i++) {
    let found: PyObj | undefined;
    if ((conn.detectTypes & PARSE_COLNAMES) !== 0) {
      const m = /\[([^\]]*)\]/.exec(String(S.columnName(st.ptr, i) ?? ""));
      if (m !== null) found = converters.get(m[1].toUpperCase());
    }
    if (found === undefined && (conn.detectTypes & PARSE_DECLTYPES) !== 0) {
      const decl = S.declType(st.ptr, i);
      if (typeof decl === "string")
        found = converters.get((/^[^ (]*/.exec(decl) as string[])[0].toUpperCase());
    }
    c.converters.push(found ?? null);
  }
}
function describe(c: PyCursor, st: Statement): void {
  const n = S.columns(st.ptr);
  if (n === 0) {
    c.description = null;
    return;
  }
  const conn = c.connection as PyConnection;
  const cols: PyObj[] = [];
  for (let i = 0; i < n; i++) {
    let name = String(S.columnName(st.ptr, i) ?? "");
    if ((conn.detectTypes & PARSE_COLNAMES) !== 0) name = name.replace(/ *\[.*$/s, "");
    cols.push(mkTuple([fromUtf16(name), null, null, null, null, null, null]));
  }
  c.description = mkTuple(cols);
}

/** Executes once for each set of parameters. */
export function execute(c: PyCursor, sql: PyObj, sets: Iterable<PyObj>, many: boolean): PyObj {
  const conn = check(c);
  if (asStr(sql) === undefined)
    throw typeError(
      `${many ? "executemany" : "execute"}() argument 1 must be str, not ${typeName(sql)}`,
    );
  c.statement?.reset();
  c.statement = null;
  c.rowcount = -1;
  const st = conn.statement(sql);
  st.inUse = true;
  c.locked = true;
  let keep = false;
  try {
    if (st.ptr === null) {
      c.description = null;
      if (many) for (const _ of sets) void _;
      return c;
    }
    findConverters(c, st);
    if (many && !st.dml) throw Q.programming("executemany() can only execute DML statements.");
    if (st.dml) c.rowcount = 0;
    conn.beginIfNeeded(st);
    for (const params of sets) {
      conn.check();
      S.reset(st.ptr);
      S.clear(st.ptr);
      bind(conn.db, st, params);
      const rc = S.step(st.ptr);
      conn.raise();
      if (rc !== SQLITE.DONE && rc !== SQLITE.ROW) throw Q.failure(conn.db, rc);
      describe(c, st);
      if (rc === SQLITE.ROW) {
        if (many) throw Q.programming("executemany() can only execute DML statements.");
        keep = true;
      } else if (st.dml) c.rowcount = Number(c.rowcount) + S.changes(conn.db);
    }
    if (!many) c.lastrowid = normInt(BigInt(S.lastRowid(conn.db) as bigint));
  } finally {
    c.locked = false;
    if (keep) c.statement = st;
    else st.reset();
  }
  return c;
}

newMethod(cursor_type, "($type, *args, **kwargs)", (t: PyType) => new t.ctor(t));
let connectionCheck: (o: PyObj) => boolean = () => false;
export function setConnectionCheck(f: (o: PyObj) => boolean): void {
  connectionCheck = f;
}
slots(cursor_type, {
  __init__: (c: PyCursor, args: PyObj[], _kw: Kw) => {
    if (args.length !== 1) throw typeError(`Cursor expected 1 argument, got ${args.length}`);
    if (!connectionCheck(args[0]))
      throw typeError(`Cursor() argument 1 must be sqlite3.Connection, not ${typeName(args[0])}`);
    if (c.locked) throw Q.programming("Recursive use of cursors not allowed.");
    const conn = args[0] as PyConnection;
    c.connection = conn;
    c.statement?.reset();
    c.statement = null;
    c.closed = false;
    c.description = c.lastrowid = null;
    c.rowcount = -1;
    c.arraysize = 1;
    c.rowFactory = null;
    conn.check();
    conn.cursors.add(new WeakRef(c));
    return null;
  },
  __iter__: (c: PyCursor) => c,
  __next__: (c: PyCursor) => {
    const v = c.$next();
    if (v === undefined) throw err(E.StopIteration);
    return v;
  },
});
const plain = <T>(f: (c: PyCursor) => T) => f;
getsets(
  cursor_type,
  {
    connection: plain((c) => c.connection),
    description: plain((c) => c.description),
    lastrowid: plain((c) => c.lastrowid),
    rowcount: plain((c) => c.rowcount),
  },
  true,
);
getsets(cursor_type, {
  row_factory: [
    (c: PyCursor) => c.rowFactory,
    (c: PyCursor, v: PyObj | undefined) => {
      if (v === undefined) throw err(E.AttributeError, "cannot delete row_factory attribute");
      c.rowFactory = v;
    },
  ],
  arraysize: [
    (c: PyCursor) => c.arraysize,
    (c: PyCursor, v: PyObj | undefined) => {
      const n = ssize(v ?? null);
      if (n < 0) throw valueError("arraysize must be a non-negative number");
      c.arraysize = n;
    },
  ],
});
function* each(o: PyObj): Generator<PyObj> {
  const it = iter(o);
  let v: PyObj | undefined;
  while ((v = it.$next()) !== undefined) yield v;
}
export function script(c: PyCursor, sql: PyObj): PyObj {
  if (asStr(sql) === undefined)
    throw typeError(`executescript() argument must be str, not ${typeName(sql)}`);
  const conn = check(c);
  const bytes = Q.encode(sql);
  if (bytes.includes(0)) throw valueError("embedded null character");
  if (bytes.length > S.limit(conn.db, 1, -1)) throw Q.failure(null, SQLITE.TOOBIG);
  if (conn.legacy && S.autocommit(conn.db) === 0) conn.run("COMMIT");
  let rest: Uint8Array = bytes;
  while (rest.length > 0) {
    const z = Buffer.concat([rest, Q.EMPTY]);
    const st: Q.Ptr[] = [null];
    const tail: Q.Ptr[] = [null];
    let rc = S.prepare(conn.db, z, z.length, st, tail);
    if (rc === SQLITE.OK && st[0] !== null) {
      do {
        rc = S.step(st[0]);
      } while (rc === SQLITE.ROW);
      const done = rc === SQLITE.DONE;
      const e = done ? null : Q.failure(conn.db, rc);
      S.finalize(st[0]);
      conn.raise();
      if (e !== null) throw e;
    } else if (rc !== SQLITE.OK) {
      conn.raise();
      throw Q.failure(conn.db, rc);
    }
    const used = tail[0] === null ? z.length : Number(BigInt(tail[0]) - conn.address(z));
    rest = rest.subarray(used);
  }
  return c;
}
methods(cursor_type, {
  execute: [
    "($self, sql, parameters=(), /)",
    (c: PyCursor, sql: PyObj, params?: PyObj) =>
      execute(c, sql, [params === undefined ? mkTuple([]) : params], false),
  ],
  executemany: [
    "($self, sql, seq_of_parameters, /)",
    (c: PyCursor, sql: PyObj, seq: PyObj) => {
      check(c);
      return execute(c, sql, each(seq), true);
    },
  ],
  executescript: ["($self, sql_script, /)", script],
  fetchone: ["($self, /)", (c: PyCursor) => c.$next() ?? null],
  fetchmany: [
    "($self, /, size=1)",
    (c: PyCursor, n?: PyObj) => {
      const max = n === undefined ? c.arraysize : ssize(n);
      if (max < 0) throw valueError("fetchmany() size must be a non-negative number");
      const out: PyObj[] = [];
      while (out.length < max || max === 0) {
        const v = c.$next();
        if (v === undefined) break;
        out.push(v);
      }
      return mkList(out);
    },
  ],
  fetchall: [
    "($self, /)",
    (c: PyCursor) => {
      const out: PyObj[] = [];
      let v: PyObj | undefined;
      while ((v = c.$next()) !== undefined) out.push(v);
      return mkList(out);
    },
  ],
  setinputsizes: ["($self, sizes, /)", () => null],
  setoutputsize: ["($self, size, column=None, /)", () => null],
  close: [
    "($self, /)",
    (c: PyCursor) => {
      if (c.connection === null) throw Q.programming("Base Cursor.__init__ not called.");
      if (c.locked) throw Q.programming("Recursive use of cursors not allowed.");
      c.connection.check();
      c.statement?.reset();
      c.statement = null;
      c.closed = true;
      return null;
    },
  ],
});
