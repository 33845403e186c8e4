/** _random: the Mersenne Twister MT19937. */
import { randomBytes } from "node:crypto";
import { asIndex, hash, index, toArray } from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { methods, newMethod, slots } from "../objects/function.js";
import { normInt } from "../objects/hash.js";
import { defineModule } from "../objects/module.js";
import { type PyObj, PyObject, PyTuple, type PyType } from "../objects/object.js";
import { builtinType, mkFloat, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

const N = 624;
const M = 397;

class PyRandom extends PyObject {
  private readonly mt = new Uint32Array(N);
  private at = N + 1;

  private init(seed: number): void {
    const mt = this.mt;
    mt[0] = seed;
    for (let i = 1; i < N; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i;
    this.at = N;
  }

  initByArray(key: ArrayLike<number>): void {
    const mt = this.mt;
    this.init(19650218);
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1664525)) + key[j] + j;
      if (++i >= N) {
        mt[0] = mt[N - 1];
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1566083941)) - i;
      if (++i >= N) {
        mt[0] = mt[N - 1];
        i = 1;
      }
    }
    mt[0] = 0x80000000;
  }

  /** 32 random bits. */
  next(): number {
    const mt = this.mt;
    if (this.at >= N) {
      for (let k = 0; k < N; k++) {
        const y = (mt[k] & 0x80000000) | (mt[(k + 1) % N] & 0x7fffffff);
        mt[k] = mt[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df);
      }
      this.at = 0;
    }
    let y = mt[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  random(): number {
    const a = this.next() >>> 5;
    const b = this.next() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  seed(o: PyObj | undefined): void {
    if (o === undefined || o === null) {
      const b = randomBytes(N * 4);
      const key = new Uint32Array(N);
      for (let i = 0; i < N; i++) key[i] = b.readUInt32LE(4 * i);
      this.initByArray(key);
      return;
    }
    const v = asIndex(o);
    let n = BigInt(v ?? hash(o));
    if (n < 0n) n = v === undefined ? n + (1n << 64n) : -n;
    const key: number[] = [];
    do {
      key.push(Number(n & 0xffffffffn));
      n >>= 32n;
    } while (n > 0n);
    this.initByArray(key);
  }

  state(): number[] {
    return [...this.mt, this.at];
  }
  setState(words: number[], at: number): void {
    this.mt.set(words);
    this.at = at;
  }
}

const random_type = builtinType("Random", { module: "_random", ctor: PyRandom });
newMethod(random_type, "($type, *args, **kwargs)", (t: PyType, args: PyObj[]) => {
  const r = new t.ctor(t) as PyRandom;
  r.seed(args[0]);
  return r;
});
slots(random_type, {
  __init__: (r: PyRandom, args: PyObj[]) => {
    if (args.length > 1)
      throw typeError(`Random() takes at most 1 argument (${args.length} given)`);
    r.seed(args[0]);
    return null;
  },
});
methods(random_type, {
  random: ["($self, /)", (r: PyRandom) => mkFloat(r.random())],
  seed: [
    "($self, n=None, /)",
    (r: PyRandom, n?: PyObj) => {
      r.seed(n);
      return null;
    },
  ],
  getrandbits: [
    "($self, k, /)",
    (r: PyRandom, k: PyObj) => {
      const bits = index(k);
      if (bits < 0) throw valueError("Cannot convert negative int");
      if (bits >= 2n ** 64n) throw err(E.OverflowError, "Python int too large for C uint64_t");
      // More memory than there is: CPython asks for it and is refused.
      if (bits > 2 ** 30) throw err(E.MemoryError);
      const n = Number(bits);
      if (n === 0) return 0;
      if (n <= 32) return r.next() >>> (32 - n);
      let v = 0n;
      let left = n;
      for (let at = 0n; left > 0; at += 32n, left -= 32) {
        let w = r.next();
        if (left < 32) w >>>= 32 - left;
        v |= BigInt(w) << at;
      }
      return normInt(v);
    },
  ],
  getstate: ["($self, /)", (r: PyRandom) => mkTuple(r.state())],
  setstate: [
    "($self, state, /)",
    (r: PyRandom, s: PyObj) => {
      if (!(s instanceof PyTuple)) throw typeError("state vector must be a tuple");
      if (s.items.length !== N + 1) throw valueError("state vector is the wrong size");
      const words = toArray(s).map((x) => {
        const v = asIndex(x);
        if (v === undefined) throw typeError("an integer is required");
        if (v < 0) throw err(E.OverflowError, "can't convert negative value to unsigned int");
        return Number(BigInt.asUintN(32, BigInt(v)));
      });
      const at = words.pop() as number;
      if (at > N) throw valueError("invalid state");
      r.setState(words, at);
      return null;
    },
  ],
});

registerModule("_random", () =>
  defineModule(
    "_random",
    "Module implements the Mersenne Twister random number generator.",
    {},
    { Random: random_type },
  ),
);
