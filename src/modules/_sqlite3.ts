/** _sqlite3, over the system's libsqlite3: the module; its types are in sqlite-*.ts. */
import { asJs, asStr, call, callMethod, strJs, truth, typeName } from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { typeError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { PyType } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import * as Q from "./sqlite-api.js";
import { S } from "./sqlite-api.js";
import { connection_type, LEGACY } from "./sqlite-connection.js";
import { SQLITE } from "./sqlite-consts.js";
import { cursor_type, PARSE_COLNAMES, PARSE_DECLTYPES } from "./sqlite-cursor.js";
import { tracebacks } from "./sqlite-hooks.js";
import { blob_type, row_type } from "./sqlite-row.js";
import { adapt, adapters, converters, protocol_type } from "./sqlite-statement.js";

Q.encodeHook.strict = (o) => bytesOf(callMethod(o, "encode", ["utf-8"])) as Uint8Array;

function connect(args: PyObj[], kw: Kw): PyObj {
  const factory = args.length > 5 ? args[5] : (kw.get("factory") ?? connection_type);
  if (args.length <= 5 || factory === null) {
    const rest = new Map(kw);
    rest.delete("factory");
    return call(factory ?? connection_type, args, rest);
  }
  // Positional: database, timeout, detect_types, isolation_level, check_same_thread, factory, ...
  const rest = new Map(kw);
  ["cached_statements", "uri"].forEach((name, i) => {
    if (args.length > 6 + i) rest.set(name, args[6 + i]);
  });
  return call(factory, args.slice(0, 5), rest);
}

registerModule("_sqlite3", () => {
  Q.available();
  const constants: Record<string, PyObj> = {};
  for (const [k, v] of Object.entries(SQLITE)) constants[`SQLITE_${k}`] = v;
  const threads: Record<number, number> = { 0: 0, 1: 3, 2: 1 };
  return defineModule(
    "_sqlite3",
    null,
    {
      connect: ["($module, /, *args, **kwargs)", connect],
      complete_statement: [
        "($module, /, statement)",
        (s: PyObj) => {
          if (asStr(s) === undefined)
            throw typeError(
              `complete_statement() argument 'statement' must be str, not ${typeName(s)}`,
            );
          return S.complete(strJs(s)) !== 0;
        },
      ],
      enable_callback_tracebacks: [
        "($module, enable, /)",
        (on: PyObj) => {
          tracebacks.on = truth(on);
          return null;
        },
      ],
      register_adapter: [
        "($module, type, adapter, /)",
        (t: PyObj, f: PyObj) => {
          if (!(t instanceof PyType))
            throw typeError(`register_adapter() argument 1 must be type, not ${typeName(t)}`);
          adapters.set(mkTuple([t, protocol_type]), f);
          return null;
        },
      ],
      register_converter: [
        "($module, typename, converter, /)",
        (name: PyObj, f: PyObj) => {
          const s = asJs(name);
          if (s === undefined)
            throw typeError(`register_converter() argument 1 must be str, not ${typeName(name)}`);
          converters.set(s.toUpperCase(), f);
          return null;
        },
      ],
      adapt: [
        "($module, obj, proto=PrepareProtocol, alt=<unrepresentable>, /)",
        (o: PyObj, proto?: PyObj, alt?: PyObj) => adapt(o, proto ?? protocol_type, alt),
      ],
    },
    {
      ...Q.X,
      Connection: connection_type,
      Cursor: cursor_type,
      Row: row_type,
      Blob: blob_type,
      PrepareProtocol: protocol_type,
      adapters,
      converters,
      PARSE_DECLTYPES,
      PARSE_COLNAMES,
      LEGACY_TRANSACTION_CONTROL: LEGACY,
      sqlite_version: String(S.version()),
      threadsafety: threads[S.threadsafe()] ?? 0,
      ...constants,
    },
  );
});
