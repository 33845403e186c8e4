/** _hashlib, _md5, _sha1, _sha2, _sha3 and _blake2. */
import {
  createHash,
  createHmac,
  getHashes,
  type Hash,
  type Hmac,
  pbkdf2Sync,
  scryptSync,
} from "node:crypto";
import { asStr, getattrOpt, index, ssize, truth, typeName } from "../objects/abstract.js";
import { bytesOf, hasBuffer } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { type PyObj, PyObject, type PyType } from "../objects/object.js";
import { addressOf } from "../objects/objecttype.js";
import { builtinType, mkBytes, mkFrozenSet, newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { needBytes } from "./binascii.js";
import { Blake2 } from "./blake2.js";
import { exceptionType, raise } from "./exc.js";

export interface Algorithm {
  /** Node's name. */
  node: string;
  size: number;
  block: number;
  xof: boolean;
}
const alg = (node: string, size: number, block: number, xof = false): Algorithm => ({
  node,
  size,
  block,
  xof,
});
export const ALGORITHMS: Record<string, Algorithm> = {
  md5: alg("md5", 16, 64),
  sha1: alg("sha1", 20, 64),
  sha224: alg("sha224", 28, 64),
  sha256: alg("sha256", 32, 64),
  sha384: alg("sha384", 48, 128),
  sha512: alg("sha512", 64, 128),
  sha3_224: alg("sha3-224", 28, 144),
  sha3_256: alg("sha3-256", 32, 136),
  sha3_384: alg("sha3-384", 48, 104),
  sha3_512: alg("sha3-512", 64, 72),
  shake_128: alg("shake128", 0, 168, true),
  shake_256: alg("shake256", 0, 136, true),
  sha512_224: alg("sha512-224", 28, 128),
  sha512_256: alg("sha512-256", 32, 128),
  ripemd160: alg("ripemd160", 20, 64),
  sm3: alg("sm3", 32, 64),
  "md5-sha1": alg("md5-sha1", 36, 64),
  blake2b: alg("blake2b512", 64, 128),
  blake2s: alg("blake2s256", 32, 64),
};

export function data(o: PyObj): Uint8Array {
  if (asStr(o) !== undefined) throw typeError("Strings must be encoded before hashing");
  if (!hasBuffer(o)) throw typeError("object supporting the buffer API required");
  return bytesOf(o) as Uint8Array;
}

class PyHash extends PyObject {
  readonly name: string;
  readonly hash: Hash;
  constructor(t: PyType, name: string, hash: Hash) {
    super(t);
    this.name = name;
    this.hash = hash;
  }
  get algorithm(): Algorithm {
    return ALGORITHMS[this.name];
  }
  /** A negative length is met where the memory is asked for. */
  private negative(hex: boolean): PyBaseException {
    if (this.cls !== xof_type) return valueError("Cannot convert negative int");
    return hex
      ? err(E.MemoryError)
      : err(E.SystemError, "Negative size passed to PyBytes_FromStringAndSize");
  }
  digest(length?: PyObj, hex = false): Buffer {
    if (!this.algorithm.xof) return this.hash.copy().digest();
    const n = ssize(length as PyObj);
    if (n < 0) throw this.negative(hex);
    return n === 0 ? Buffer.alloc(0) : this.hash.copy({ outputLength: n }).digest();
  }
}
const bytes = (b: Uint8Array): PyObj => mkBytes(Uint8Array.from(b));

function hashType(module: string, name: string, xof: boolean, base?: PyType): PyType {
  const t = builtinType(name, {
    module,
    base,
    instantiable: false,
    subclassable: name === "HASH",
    ctor: PyHash as never,
  });
  const sig = xof ? "($self, /, length)" : "($self, /)";
  methods(t, {
    update: [
      "($self, obj, /)",
      (h: PyHash, o: PyObj) => {
        h.hash.update(data(o));
        return null;
      },
    ],
    copy: ["($self, /)", (h: PyHash) => new PyHash(h.cls, h.name, h.hash.copy())],
    digest: [sig, (h: PyHash, n?: PyObj) => bytes(h.digest(n))],
    hexdigest: [sig, (h: PyHash, n?: PyObj) => h.digest(n, true).toString("hex")],
  });
  getsets(t, {
    name: (h: PyHash) => h.name,
    digest_size: (h: PyHash) => h.algorithm.size,
    block_size: (h: PyHash) => h.algorithm.block,
  });
  return t;
}

function start(t: PyType, name: string, o: PyObj | undefined): PyHash {
  const a = ALGORITHMS[name];
  const h = new PyHash(t, name, createHash(a.node, a.xof ? { outputLength: 16 } : undefined));
  if (o !== undefined) h.hash.update(data(o));
  return h;
}
const SIG = "($module, /, data=b'', *, usedforsecurity=True, string=None)";
function either(d: PyObj | undefined, s: PyObj | undefined): PyObj | undefined {
  if (d !== undefined && s !== undefined)
    throw typeError(
      "'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.",
    );
  return d ?? s;
}
const maker =
  (t: PyType, name: string) =>
  (d?: PyObj, _used?: PyObj, s?: PyObj): PyObj =>
    start(t, name, either(d, s));

// ---- the modules without OpenSSL ----

const GIL = { _GIL_MINSIZE: 2048 };
registerModule("_md5", () => {
  const t = hashType("_md5", "md5", false);
  return defineModule("_md5", null, { md5: [SIG, maker(t, "md5")] }, { MD5Type: t, ...GIL });
});
registerModule("_sha1", () => {
  const t = hashType("_sha1", "sha1", false);
  return defineModule("_sha1", null, { sha1: [SIG, maker(t, "sha1")] }, { SHA1Type: t, ...GIL });
});
registerModule("_sha2", () => {
  const functions: Record<string, FunctionTable[string]> = {};
  const values: Record<string, PyObj> = {};
  for (const n of ["256", "224", "512", "384"]) {
    const t = hashType("_sha2", `SHA${n}Type`, false);
    values[`SHA${n}Type`] = t;
    functions[`sha${n}`] = [SIG, maker(t, `sha${n}`)];
  }
  return defineModule("_sha2", null, functions, { ...values, ...GIL });
});
registerModule("_sha3", () => {
  const values: Record<string, PyObj> = {};
  for (const n of ["sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128", "shake_256"]) {
    const t = hashType("_sha3", n, ALGORITHMS[n].xof);
    t.flags &= ~(1 << 7);
    newMethod(
      t,
      SIG.replace("$module, /", "$type, /"),
      (_c: PyType, d?: PyObj, _u?: PyObj, s?: PyObj) => start(t, n, either(d, s)),
    );
    values[n] = t;
  }
  return defineModule("_sha3", null, {}, { ...values, implementation: "HACL", ...GIL });
});

// ---- BLAKE2 ----

class PyBlake2 extends PyObject {
  state!: Blake2;
}
const blakeNumber = (o: PyObj | undefined, dflt: bigint): bigint => {
  if (o === undefined) return dflt;
  const v = BigInt(index(o));
  if (v < 0n) throw valueError("Cannot convert negative int");
  return v;
};
function blakeType(big: boolean): PyType {
  const name = big ? "blake2b" : "blake2s";
  const out = big ? 64 : 32;
  const small = big ? 16 : 8;
  const t = builtinType(name, { module: "_blake2", ctor: PyBlake2, subclassable: false });
  newMethod(
    t,
    `($type, data=b'', *, digest_size=${out}, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)`,
    (c: PyType, ...a: (PyObj | undefined)[]) => {
      const [d, size, key, salt, person, fanout, depth, leaf, offset, nodeDepth, inner, last] = a;
      const given = either(d, a[13]);
      const n = size === undefined ? out : ssize(size);
      const shown = big ? "Blake2b" : "Blake2s";
      if (n < 1 || n > out)
        throw valueError(
          `digest_size for ${shown} must be between 1 and ${out} bytes, here it is ${n}`,
        );
      const text = (o: PyObj | undefined, what: string, max: number): Uint8Array => {
        const b = o === undefined ? new Uint8Array(0) : needBytes(o);
        if (b.length > max) throw valueError(`maximum ${what} length is ${max} bytes`);
        return b;
      };
      const saltB = text(salt, "salt", small);
      const personB = text(person, "person", small);
      const number = (o: PyObj | undefined, dflt: number): number =>
        o === undefined ? dflt : ssize(o);
      const fan = number(fanout, 1);
      if (fan < 0 || fan > 255) throw valueError("fanout must be between 0 and 255");
      const deep = number(depth, 1);
      if (deep < 1 || deep > 255) throw valueError("depth must be between 1 and 255");
      const leafSize = blakeNumber(leaf, 0n);
      if (leafSize > 0xffffffffn) throw err(E.OverflowError, "leaf_size is too large");
      const off = blakeNumber(offset, 0n);
      if (off >= 1n << (big ? 64n : 48n)) throw err(E.OverflowError, "node_offset is too large");
      const nd = number(nodeDepth, 0);
      if (nd < 0 || nd > 255) throw valueError("node_depth must be between 0 and 255");
      const innerSize = number(inner, 0);
      if (innerSize < 0 || innerSize > out)
        throw valueError(`inner_size must be between 0 and is ${out}`);
      const keyB = text(key, "key", out);
      const p = new Uint8Array(out);
      const view = new DataView(p.buffer);
      p.set([n, keyB.length, fan, deep]);
      view.setUint32(4, Number(leafSize), true);
      view.setUint32(8, Number(off & 0xffffffffn), true);
      if (big) {
        view.setUint32(12, Number(off >> 32n), true);
        p[16] = nd;
        p[17] = innerSize;
      } else {
        view.setUint16(12, Number(off >> 32n), true);
        p[14] = nd;
        p[15] = innerSize;
      }
      p.set(saltB, out - 2 * small);
      p.set(personB, out - small);
      const h = new c.ctor(c) as PyBlake2;
      h.state = new Blake2(big, p, keyB, last !== undefined && truth(last));
      if (given !== undefined) h.state.update(data(given));
      return h;
    },
  );
  methods(t, {
    update: [
      "($self, obj, /)",
      (h: PyBlake2, o: PyObj) => {
        h.state.update(data(o));
        return null;
      },
    ],
    copy: [
      "($self, /)",
      (h: PyBlake2) => {
        const c = new h.cls.ctor(h.cls) as PyBlake2;
        c.state = h.state.copy();
        return c;
      },
    ],
    digest: ["($self, /)", (h: PyBlake2) => mkBytes(h.state.digest())],
    hexdigest: ["($self, /)", (h: PyBlake2) => Buffer.from(h.state.digest()).toString("hex")],
  });
  getsets(t, {
    name: () => name,
    digest_size: (h: PyBlake2) => h.state.size,
    block_size: (h: PyBlake2) => h.state.block,
  });
  t.set("SALT_SIZE", small);
  t.set("PERSON_SIZE", small);
  t.set("MAX_KEY_SIZE", out);
  t.set("MAX_DIGEST_SIZE", out);
  return t;
}
registerModule("_blake2", () => {
  const values: Record<string, PyObj> = { ...GIL };
  for (const big of [true, false]) {
    const name = big ? "blake2b" : "blake2s";
    const up = name.toUpperCase();
    values[name] = blakeType(big);
    values[`${up}_SALT_SIZE`] = values[`${up}_PERSON_SIZE`] = big ? 16 : 8;
    values[`${up}_MAX_KEY_SIZE`] = values[`${up}_MAX_DIGEST_SIZE`] = big ? 64 : 32;
  }
  return defineModule("_blake2", "_blake2b provides BLAKE2b for hashlib\n", {}, values);
});

// ---- _hashlib ----

const hash_type = hashType("_hashlib", "HASH", false);
const xof_type = hashType("_hashlib", "HASHXOF", true, hash_type);
const shown = (h: PyHash): string =>
  `<${h.name} ${h.cls === xof_type ? "_hashlib.HASHXOF" : "_hashlib.HASH"} object @ ${addressOf(h)}>`;
slots(hash_type, { __repr__: shown });
const unsupported_type = exceptionType("_hashlib", "UnsupportedDigestmodError", [E.ValueError]);

class PyHmac extends PyObject {
  readonly name: string;
  readonly key: Uint8Array;
  /** Node's Hmac cannot be copied, so what was written is kept. */
  parts: Uint8Array[] = [];
  constructor(name: string, key: Uint8Array) {
    super(hmac_type);
    this.name = name;
    this.key = key;
  }
  digest(): Buffer {
    const h: Hmac = createHmac(ALGORITHMS[this.name].node, this.key);
    for (const p of this.parts) h.update(p);
    return h.digest();
  }
  add(d: Uint8Array): void {
    this.parts.push(d.slice());
  }
}
const hmac_type = builtinType("HMAC", {
  module: "_hashlib",
  subclassable: false,
  instantiable: false,
});
methods(hmac_type, {
  update: [
    "($self, /, msg)",
    (h: PyHmac, o: PyObj) => {
      h.add(data(o));
      return null;
    },
  ],
  copy: [
    "($self, /)",
    (h: PyHmac) => {
      const c = new PyHmac(h.name, h.key);
      c.parts = h.parts.slice();
      return c;
    },
  ],
  digest: ["($self, /)", (h: PyHmac) => bytes(h.digest())],
  hexdigest: ["($self, /)", (h: PyHmac) => h.digest().toString("hex")],
});
getsets(hmac_type, {
  name: (h: PyHmac) => `hmac-${h.name}`,
  digest_size: (h: PyHmac) => ALGORITHMS[h.name].size,
  block_size: (h: PyHmac) => ALGORITHMS[h.name].block,
});
slots(hmac_type, { __repr__: (h: PyHmac) => `<${h.name} HMAC object @ ${addressOf(h)}>` });

const known = (name: string): string | undefined => {
  const n = name.toLowerCase();
  const found = ALGORITHMS[n] !== undefined ? n : ALIASES[n];
  return found !== undefined && getHashes().includes(ALGORITHMS[found].node) ? found : undefined;
};
const ALIASES: Record<string, string> = {
  "sha-1": "sha1",
  "sha-224": "sha224",
  "sha-256": "sha256",
  "sha2-256": "sha256",
  "sha-384": "sha384",
  "sha-512": "sha512",
  "sha3-224": "sha3_224",
  "sha3-256": "sha3_256",
  "sha3-384": "sha3_384",
  "sha3-512": "sha3_512",
  shake128: "shake_128",
  shake256: "shake_256",
  "sha512-224": "sha512_224",
  "sha512-256": "sha512_256",
  blake2b512: "blake2b",
  blake2s256: "blake2s",
  rmd160: "ripemd160",
};
/** The algorithm of a name or of a function of this module. */
function digestName(o: PyObj): string {
  const s = asStr(o);
  const name = s !== undefined ? s.toString() : fromFunction(o);
  const n = name === undefined ? undefined : known(name);
  if (n === undefined)
    throw raise(
      unsupported_type,
      name === undefined
        ? `Unsupported digestmod ${typeName(o)}`
        : "[digital envelope routines] unsupported",
    );
  return n;
}
function fromFunction(o: PyObj): string | undefined {
  const n = getattrOpt(o, "__name__");
  return typeof n === "string" ? n.replace(/^openssl_/, "") : undefined;
}
function compareDigest(a: PyObj, b: PyObj): PyObj {
  const x = asStr(a);
  const y = asStr(b);
  if (x !== undefined && y !== undefined) {
    const ascii = /^[\x00-\x7f]*$/;
    if (typeof x !== "string" || typeof y !== "string" || !ascii.test(x) || !ascii.test(y))
      throw typeError("comparing strings with non-ASCII characters is not supported");
    return sameBytes(Buffer.from(x), Buffer.from(y));
  }
  for (const [o, s] of [
    [a, x],
    [b, y],
  ] as const)
    if (s !== undefined || !hasBuffer(o))
      throw typeError(
        s !== undefined
          ? "a bytes-like object is required, not 'str'"
          : `unsupported operand types(s) or combination of types: '${typeName(a)}' and '${typeName(b)}'`,
      );
  return sameBytes(bytesOf(a) as Uint8Array, bytesOf(b) as Uint8Array);
}
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let d = a.length ^ b.length;
  for (let i = 0; i < b.length; i++) d |= (a[i] ?? 0) ^ b[i];
  return d === 0;
}

const FUNCTIONS = [
  "md5",
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
  "sha3_224",
  "sha3_256",
  "sha3_384",
  "sha3_512",
  "shake_128",
  "shake_256",
];
registerModule("_hashlib", () => {
  const functions: Record<string, FunctionTable[string]> = {};
  for (const n of FUNCTIONS)
    functions[`openssl_${n}`] = [SIG, maker(ALGORITHMS[n].xof ? xof_type : hash_type, n)];
  const names = mkFrozenSet();
  for (const n of Object.keys(ALGORITHMS)) names.add(n);
  return defineModule(
    "_hashlib",
    "OpenSSL interface for hashlib module",
    {
      new: [
        "($module, /, name, data=b'', *, usedforsecurity=True, string=None)",
        (name: PyObj, d?: PyObj, _u?: PyObj, s?: PyObj) => {
          const n = digestName(name);
          return start(ALGORITHMS[n].xof ? xof_type : hash_type, n, either(d, s));
        },
      ],
      ...functions,
      pbkdf2_hmac: [
        "($module, /, hash_name, password, salt, iterations, dklen=None)",
        (name: PyObj, password: PyObj, salt: PyObj, iterations: PyObj, dklen?: PyObj) => {
          const n = digestName(name);
          const times = ssize(iterations);
          if (times < 1) throw valueError("iteration value must be greater than 0.");
          const length = dklen === undefined || dklen === null ? ALGORITHMS[n].size : ssize(dklen);
          if (length < 1) throw valueError("key length must be greater than 0.");
          return bytes(
            pbkdf2Sync(needBytes(password), needBytes(salt), times, length, ALGORITHMS[n].node),
          );
        },
      ],
      scrypt: [
        "($module, /, password, *, salt, n, r, p, maxmem=0, dklen=64)",
        (pw: PyObj, salt: PyObj, n: PyObj, r: PyObj, p: PyObj, maxmem?: PyObj, dklen?: PyObj) => {
          const N = ssize(n);
          if (N < 2 || !Number.isInteger(Math.log2(N))) throw valueError("n must be a power of 2.");
          const size = dklen === undefined ? 64 : ssize(dklen);
          const mem = maxmem === undefined ? 0 : ssize(maxmem);
          try {
            return bytes(
              scryptSync(needBytes(pw), needBytes(salt), size, {
                N,
                r: ssize(r),
                p: ssize(p),
                ...(mem > 0 ? { maxmem: mem } : {}),
              }),
            );
          } catch (e) {
            if (e instanceof Error && "code" in e)
              throw valueError("Invalid parameter combination for n, r, p, maxmem.");
            throw e;
          }
        },
      ],
      get_fips_mode: ["($module, /)", () => 0],
      compare_digest: ["($module, a, b, /)", compareDigest],
      hmac_digest: [
        "($module, /, key, msg, digest)",
        (key: PyObj, msg: PyObj, digest: PyObj) => {
          const h = new PyHmac(digestName(digest), needBytes(key).slice());
          h.add(needBytes(msg));
          return bytes(h.digest());
        },
      ],
      hmac_new: [
        "($module, /, key, msg=b'', digestmod=None)",
        (key: PyObj, msg?: PyObj, digest?: PyObj) => {
          if (digest === undefined) throw typeError("Missing required parameter 'digestmod'.");
          const h = new PyHmac(digestName(digest), needBytes(key).slice());
          if (msg !== undefined && msg !== null) h.add(data(msg));
          return h;
        },
      ],
    },
    {
      HASH: hash_type,
      HASHXOF: xof_type,
      HMAC: hmac_type,
      openssl_md_meth_names: names,
      _constructors: newDict(),
      UnsupportedDigestmodError: unsupported_type,
      ...GIL,
    },
  );
});
