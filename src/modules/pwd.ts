/** pwd and grp: the user and group databases. */
import * as A from "../objects/abstract.js";
import { E, err, keyError, typeError, valueError } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyObj, Str } from "../objects/object.js";
import { structSequence } from "../objects/structseq.js";
import { mkList } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { addressOf, type CValue, c, cstr, memoryAt, stringAt } from "./libc.js";
import { sysError } from "./os-errors.js";
import { fsdecode, fsencode } from "./os-path.js";

const struct_passwd = structSequence("pwd", "struct_passwd", [
  "pw_name",
  "pw_passwd",
  "pw_uid",
  "pw_gid",
  "pw_gecos",
  "pw_dir",
  "pw_shell",
]);
const struct_group = structSequence("grp", "struct_group", [
  "gr_name",
  "gr_passwd",
  "gr_gid",
  "gr_mem",
]);

const text = (ptr: bigint): PyObj => {
  const b = stringAt(ptr);
  return b === null ? null : fsdecode(b);
};
function passwd(b: Buffer): PyObj {
  const ptr = (at: number): bigint => b.readBigUInt64LE(at);
  return struct_passwd.make([
    text(ptr(0)),
    text(ptr(8)),
    b.readUInt32LE(16),
    b.readUInt32LE(20),
    text(ptr(24)),
    text(ptr(32)),
    text(ptr(40)),
  ]);
}
function group(b: Buffer): PyObj {
  const members: PyObj[] = [];
  let at = b.readBigUInt64LE(24);
  for (; at !== 0n; at += 8n) {
    const p = memoryAt(at, 8).readBigUInt64LE(0);
    if (p === 0n) break;
    members.push(text(p));
  }
  return struct_group.make([
    text(b.readBigUInt64LE(0)),
    text(b.readBigUInt64LE(8)),
    b.readUInt32LE(16),
    mkList(members),
  ]);
}

/** Calls one of the `_r` functions: the entry, or null when there is none. */
function entry(fn: string, keyType: string, key: CValue, make: (b: Buffer) => PyObj): PyObj {
  const b = Buffer.alloc(48);
  const result = Buffer.alloc(8);
  for (let size = 1024; ; size *= 2) {
    const store = Buffer.alloc(size);
    const r = Number(
      c(`int ${fn}(${keyType} key, void *entry, void *store, size_t n, void *result)`)(
        key,
        b,
        store,
        size,
        result,
      ),
    );
    if (r === 34 && size < 1 << 24) continue; // ERANGE
    if (result.readBigUInt64LE(0) === 0n) {
      if (r !== 0 && r !== 2 && r !== 3) throw sysError(r);
      return null;
    }
    return make(b);
  }
}
function all(kind: "pw" | "gr", make: (b: Buffer) => PyObj, size: number): PyObj {
  const out: PyObj[] = [];
  c(`void set${kind}ent()`)();
  for (;;) {
    const p = BigInt(c(`uint64_t get${kind}ent()`)());
    if (p === 0n) break;
    out.push(make(memoryAt(p, size)));
  }
  c(`void end${kind}ent()`)();
  return mkList(out);
}

function byName(
  fn: string,
  what: string,
  label: string,
  o: PyObj,
  make: (b: Buffer) => PyObj,
): PyObj {
  const s = A.asStr(o);
  if (s === undefined)
    throw typeError(`${fn}() argument ${label}must be str, not ${A.typeName(o)}`);
  const b = fsencode(s as Str);
  if (b.includes(0)) throw valueError("embedded null byte");
  const r = entry(`${fn}_r`, "const void *", cstr(b), make);
  if (r === null) throw keyError(`${fn}(): ${what} not found: ${A.reprJs(o)}`);
  return r;
}
function byId(fn: string, what: string, o: PyObj, make: (b: Buffer) => PyObj): PyObj {
  const n = A.asIndex(o);
  if (n === undefined) throw typeError(`${what} should be integer, not ${A.typeName(o)}`);
  if (n > 0xffffffff || n < -1) throw keyError(`${fn}(): ${what} not found`);
  const r = entry(`${fn}_r`, "unsigned int", Number(n) >>> 0, make);
  if (r === null) throw keyError(`${fn}(): ${what} not found: ${n}`);
  return r;
}

registerModule("pwd", () =>
  defineModule(
    "pwd",
    "This module provides access to the Unix password database.",
    {
      getpwnam: ["($module, name, /)", (o: PyObj) => byName("getpwnam", "name", "", o, passwd)],
      getpwuid: ["($module, uidobj, /)", (o: PyObj) => byId("getpwuid", "uid", o, passwd)],
      getpwall: ["($module, /)", () => all("pw", passwd, 48)],
    },
    { struct_passwd: struct_passwd.type },
  ),
);
registerModule("grp", () =>
  defineModule(
    "grp",
    "Access to the Unix group database.",
    {
      getgrnam: [
        "($module, /, name)",
        (o: PyObj) => byName("getgrnam", "name", "'name' ", o, group),
      ],
      getgrgid: ["($module, /, id)", (o: PyObj) => byId("getgrgid", "gid", o, group)],
      getgrall: ["($module, /)", () => all("gr", group, 32)],
    },
    { struct_group: struct_group.type },
  ),
);

export { addressOf, E, err };
