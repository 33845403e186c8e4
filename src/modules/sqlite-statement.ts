/** Prepared statements of _sqlite3: preparing, binding, adapting parameters. */
import { asInt, asStr, call, getattrOpt, getitem, lenOpt, typeName } from "../objects/abstract.js";
import { bytesOf, hasBuffer } from "../objects/buffer.js";
import { E, err, isException } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import {
  PyBytes,
  PyFloat,
  PyList,
  type PyObj,
  PyObject,
  PyTuple,
  typeOf,
} from "../objects/object.js";
import {
  builtinType,
  bytearray_type,
  float_type,
  int_type,
  list_type,
  mkTuple,
  newDict,
  str_type,
  tuple_type,
} from "../objects/types.js";
import { addressOf } from "./libc.js";
import * as Q from "./sqlite-api.js";
import { type Ptr, S } from "./sqlite-api.js";
import { SQLITE } from "./sqlite-consts.js";

export const adapters: PyDict = newDict();
export const converters: PyDict = newDict();
export class PyPrepareProtocol extends PyObject {}
export const protocol_type = builtinType("PrepareProtocol", {
  module: "sqlite3",
  ctor: PyPrepareProtocol,
});

/** Spaces and comments in front of the first word are skipped. */
export function stripSql(sql: string): string {
  return sql.replace(/^(?:[\s]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/, "");
}

export class Statement {
  readonly ptr: Ptr;
  readonly dml: boolean;
  readonly sql: string;
  inUse = false;
  constructor(ptr: Ptr, dml: boolean, sql: string) {
    this.ptr = ptr;
    this.dml = dml;
    this.sql = sql;
  }
  reset(): void {
    if (this.inUse) {
      S.reset(this.ptr);
      this.inUse = false;
    }
  }
}

export function prepare(db: Ptr, sql: PyObj): Statement {
  const bytes = Q.encode(sql);
  const limit = S.limit(db, 1, -1);
  if (bytes.length > limit) throw Q.tooLarge();
  if (bytes.includes(0)) throw Q.programming("the query contains a null character");
  const text = Buffer.from(bytes).toString();
  const z = Buffer.concat([bytes, Q.EMPTY]);
  const st: Ptr[] = [null];
  const tail: Ptr[] = [null];
  const rc = S.prepare(db, z, z.length, st, tail);
  if (rc !== SQLITE.OK) throw Q.failure(db, rc);
  const used = tail[0] === null ? z.length : Number(BigInt(tail[0]) - addressOf(z));
  const rest = Buffer.from(bytes.subarray(used)).toString();
  if (stripSql(rest) !== "") {
    S.finalize(st[0]);
    throw Q.programming("You can only execute one statement at a time.");
  }
  const dml = /^(?:insert|update|delete|replace)/i.test(stripSql(text));
  return new Statement(st[0], dml, text);
}

/** Types that SQLite takes as they are. */
function plain(o: PyObj): boolean {
  if (o === null) return true;
  const t = typeOf(o);
  return t === int_type || t === float_type || t === str_type || t === bytearray_type;
}
/** `sqlite3.adapt`. */
export function adapt(o: PyObj, protocol: PyObj, fallback: PyObj | undefined): PyObj {
  const a = adapters.get(mkTuple([typeOf(o), protocol]));
  if (a !== undefined) return call(a, [o]);
  for (const [method, on, arg] of [
    ["__adapt__", protocol, o],
    ["__conform__", o, protocol],
  ] as const) {
    const f = getattrOpt(on, method);
    if (f === undefined) continue;
    try {
      const r = call(f, [arg]);
      if (r !== null) return r;
    } catch (e) {
      if (!isException(e, E.TypeError)) throw e;
    }
  }
  if (fallback !== undefined) return fallback;
  throw Q.programming("can't adapt");
}

function bindOne(st: Statement, i: number, o: PyObj): number {
  if (o === null) return S.bindNull(st.ptr, i);
  if (asInt(o) !== undefined) return S.bindInt(st.ptr, i, Q.int64(o));
  if (o instanceof PyFloat) return S.bindDouble(st.ptr, i, o.v);
  if (asStr(o) !== undefined) {
    const b = Q.encode(o);
    return S.bindText(st.ptr, i, b.length === 0 ? Q.EMPTY : b, b.length, Q.TRANSIENT);
  }
  if (hasBuffer(o)) {
    const b = o instanceof PyBytes ? o.data : (bytesOf(o) as Uint8Array);
    return S.bindBlob(st.ptr, i, b.length === 0 ? Q.EMPTY : b, b.length, Q.TRANSIENT);
  }
  return -1;
}
function bindValue(db: Ptr, st: Statement, i: number, o: PyObj, name: string | null): void {
  const v = plain(o) ? o : adapt(o, protocol_type, o);
  const rc = bindOne(st, i, v);
  const which = name === null ? String(i) : `'${name}'`;
  if (rc === -1)
    throw Q.programming(`Error binding parameter ${which}: type '${typeName(v)}' is not supported`);
  if (rc === SQLITE.OK) return;
  throw Q.failure(db, rc);
}

export function bind(db: Ptr, st: Statement, params: PyObj): void {
  const n = S.parameters(st.ptr);
  const names = (i: number): string | null => S.parameterName(st.ptr, i) as string | null;
  const exact = params instanceof PyTuple || params instanceof PyList;
  const isDict = params instanceof PyDict;
  if (
    exact ||
    (!isDict &&
      getattrOpt(params, "keys") === undefined &&
      lenOpt(params) !== undefined &&
      typeOf(params).lookup("__getitem__") !== undefined)
  ) {
    const given = lenOpt(params) as number;
    if (given !== n)
      throw Q.programming(
        `Incorrect number of bindings supplied. The current statement uses ${n}, and there are ${given} supplied.`,
      );
    const direct =
      params instanceof PyTuple && params.cls === tuple_type
        ? params.items
        : params instanceof PyList && params.cls === list_type
          ? params.items
          : null;
    for (let i = 1; i <= n; i++) {
      const name = names(i);
      if (name !== null && name[0] !== "?")
        throw Q.programming(
          `Binding ${i} ('${name}') is a named placeholder, but you supplied a sequence which requires nameless (qmark) placeholders.`,
        );
      const v = direct !== null ? direct[i - 1] : getitem(params, i - 1);
      if (v === undefined) throw err(E.IndexError, "list index out of range");
      bindValue(db, st, i, v, null);
    }
    return;
  }
  if (!isDict && typeOf(params).lookup("__getitem__") === undefined)
    throw Q.programming("parameters are of unsupported type");
  for (let i = 1; i <= n; i++) {
    const name = names(i);
    if (name === null)
      throw Q.programming(
        `Binding ${i} has no name, but you supplied a dictionary (which has only names).`,
      );
    const key = name.slice(1);
    let v: PyObj | undefined;
    if (isDict && !params.cls.isHeap) v = params.get(key);
    else
      try {
        v = getitem(params, key);
      } catch (e) {
        if (!isException(e, E.LookupError)) throw e;
      }
    if (v === undefined)
      throw Q.programming(`You did not supply a value for binding parameter ${name}.`);
    bindValue(db, st, i, v, name);
  }
}
