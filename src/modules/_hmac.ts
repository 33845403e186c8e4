/** _hmac: keyed hashes without OpenSSL's names. */
import { createHash, type Hash } from "node:crypto";
import { asStr, reprJs } from "../objects/abstract.js";
import { E, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, slots } from "../objects/function.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { type PyObj, PyObject } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { builtinType, mkBytes } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { ALGORITHMS, type Algorithm, data } from "./_hashlib.js";
import { exceptionType, raise } from "./exc.js";

const NAMES = "md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512".split(" ");
/** BLAKE2 is computed at one go, and has no objects. */
const AT_ONCE: Record<string, string> = {
  blake2b: "blake2b",
  blake2b_32: "blake2b",
  blake2s: "blake2s",
  blake2s_32: "blake2s",
};
const unknown_type = exceptionType("_hmac", "UnknownHashError", [E.ValueError]);

/** Both hashes of RFC 2104, with the key in them. */
interface Pair {
  inner: Hash;
  outer: Hash;
}
function begin(a: Algorithm, key: Uint8Array): Pair {
  const block = new Uint8Array(a.block);
  block.set(key.length > a.block ? createHash(a.node).update(key).digest() : key);
  const padded = (mask: number): Hash => createHash(a.node).update(block.map((b) => b ^ mask));
  return { inner: padded(0x36), outer: padded(0x5c) };
}
/** Ends the inner hash, which must be the caller's own. */
const finish = (p: Pair): Buffer => p.outer.copy().update(p.inner.digest()).digest();

class PyHmac extends PyObject {
  readonly name: string;
  readonly pair: Pair;
  constructor(name: string, pair: Pair) {
    super(hmac_type);
    this.name = name;
    this.pair = pair;
  }
  get algorithm(): Algorithm {
    return ALGORITHMS[this.name];
  }
  digest(): Buffer {
    return finish({ inner: this.pair.inner.copy(), outer: this.pair.outer });
  }
}
const hmac_type = builtinType("HMAC", {
  module: "_hmac",
  ctor: PyHmac as never,
  subclassable: false,
  instantiable: false,
  basicsize: 72,
  doc: null,
});
slots(hmac_type, { __repr__: (h: PyHmac) => `<${h.name} HMAC object @ ${addressOf(h)}>` });
getsets(hmac_type, {
  name: (h: PyHmac) => `hmac-${h.name}`,
  block_size: (h: PyHmac) => h.algorithm.block,
  digest_size: (h: PyHmac) => h.algorithm.size,
});
methods(hmac_type, {
  copy: [
    "($self, /)",
    ({ name, pair: { inner, outer } }: PyHmac) =>
      new PyHmac(name, { inner: inner.copy(), outer: outer.copy() }),
    "Another object in the same state.",
  ],
  update: [
    "($self, /, msg)",
    (h: PyHmac, msg: PyObj) => {
      h.pair.inner.update(data(msg));
      return null;
    },
    "Adds to the message.",
  ],
  digest: ["($self, /)", (h: PyHmac) => mkBytes(Uint8Array.from(h.digest()))],
  hexdigest: ["($self, /)", (h: PyHmac) => h.digest().toString("hex")],
});

function find(o: PyObj): string {
  const s = asStr(o)?.toString().toLowerCase();
  if (s !== undefined && (NAMES.includes(s) || s in AT_ONCE)) return s;
  throw raise(unknown_type, `unsupported hash type: ${reprJs(o)}`);
}
function create(key: PyObj, msg?: PyObj, digestmod?: PyObj): PyObj {
  if (digestmod === undefined) throw typeError("new() missing 1 required argument 'digestmod'");
  const name = find(digestmod);
  const k = data(key);
  if (name in AT_ONCE) throw valueError("invalid HACL* algorithm");
  const pair = begin(ALGORITHMS[name], k);
  if (msg !== undefined && msg !== null) pair.inner.update(data(msg));
  return new PyHmac(name, pair);
}
function compute(name: string, key: PyObj, msg: PyObj): PyObj {
  const pair = begin(ALGORITHMS[name], data(key));
  pair.inner.update(data(msg));
  return mkBytes(Uint8Array.from(finish(pair)));
}

registerModule("_hmac", () => {
  const functions: Record<string, FunctionTable[string]> = {
    new: ["($module, /, key, msg=None, digestmod=None)", create, "A new keyed hash."],
    compute_digest: [
      "($module, /, key, msg, digest)",
      (key: PyObj, msg: PyObj, digest: PyObj) => {
        const name = find(digest);
        return compute(AT_ONCE[name] ?? name, key, msg);
      },
    ],
  };
  for (const n of [...NAMES, "blake2b_32", "blake2s_32"])
    functions[`compute_${n}`] = [
      "($module, key, msg, /)",
      (key: PyObj, msg: PyObj) => compute(AT_ONCE[n] ?? n, key, msg),
    ];
  return defineModule("_hmac", null, functions, {
    HMAC: hmac_type,
    UnknownHashError: unknown_type,
    _GIL_MINSIZE: 2048,
  });
});
