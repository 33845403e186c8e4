/** BLAKE2b and BLAKE2s (RFC 7693) with the whole parameter block, as hashlib offers it. */

const SIGMA = [
  "0123456789abcdef",
  "ea489fd61c02b753",
  "b8c052fdae367194",
  "7931dcbe265a40f8",
  "905724afe1bc683d",
  "2c6a0b834d75fe19",
  "c51fed4a0763928b",
  "db7ec13950f4862a",
  "6fe9b308c2d714a5",
  "a2847615fb9e3cd0",
].map((s) => Array.from(s, (c) => Number.parseInt(c, 16)));

/** The columns, then the diagonals. */
const MIX = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** Fractional parts of square roots, as 32-bit words: high before low for BLAKE2b. */
const IV64 = [
  0x6a09e667, 0xf3bcc908, 0xbb67ae85, 0x84caa73b, 0x3c6ef372, 0xfe94f82b, 0xa54ff53a, 0x5f1d36f1,
  0x510e527f, 0xade682d1, 0x9b05688c, 0x2b3e6c1f, 0x1f83d9ab, 0xfb41bd6b, 0x5be0cd19, 0x137e2179,
];
const IV32 = IV64.filter((_, i) => i % 2 === 0);

export class Blake2 {
  readonly big: boolean;
  readonly size: number;
  readonly block: number;
  /** BLAKE2b keeps each word as low, high. */
  private h: Uint32Array;
  private buf: Uint8Array;
  private used = 0;
  private counter = 0;
  private readonly lastNode: boolean;

  constructor(big: boolean, params: Uint8Array, key: Uint8Array, lastNode: boolean) {
    this.big = big;
    this.size = params[0];
    this.block = big ? 128 : 64;
    this.lastNode = lastNode;
    this.buf = new Uint8Array(this.block);
    const p = new DataView(params.buffer, params.byteOffset, params.length);
    if (big) {
      this.h = new Uint32Array(16);
      for (let i = 0; i < 8; i++) {
        this.h[2 * i] = IV64[2 * i + 1] ^ p.getUint32(8 * i, true);
        this.h[2 * i + 1] = IV64[2 * i] ^ p.getUint32(8 * i + 4, true);
      }
    } else {
      this.h = new Uint32Array(8);
      for (let i = 0; i < 8; i++) this.h[i] = IV32[i] ^ p.getUint32(4 * i, true);
    }
    if (key.length > 0) {
      const b = new Uint8Array(this.block);
      b.set(key);
      this.update(b);
    }
  }

  copy(): Blake2 {
    const c: Blake2 = Object.create(Blake2.prototype) as Blake2;
    Object.assign(c, this);
    c.h = this.h.slice();
    c.buf = this.buf.slice();
    return c;
  }

  update(d: Uint8Array): void {
    let at = 0;
    while (at < d.length) {
      if (this.used === this.block) {
        this.counter += this.block;
        this.compress(false);
        this.used = 0;
      }
      const n = Math.min(this.block - this.used, d.length - at);
      this.buf.set(d.subarray(at, at + n), this.used);
      this.used += n;
      at += n;
    }
  }

  digest(): Uint8Array {
    const c = this.copy();
    c.counter += c.used;
    c.buf.fill(0, c.used);
    c.compress(true);
    return new Uint8Array(c.h.buffer, 0, c.h.byteLength).slice(0, this.size);
  }

  private compress(last: boolean): void {
    const view = new DataView(this.buf.buffer, this.buf.byteOffset, this.block);
    const m = new Uint32Array(this.big ? 32 : 16);
    for (let i = 0; i < m.length; i++) m[i] = view.getUint32(4 * i, true);
    if (this.big) this.compress64(m, last);
    else this.compress32(m, last);
  }

  private compress64(m: Uint32Array, last: boolean): void {
    const v = new Uint32Array(32);
    v.set(this.h);
    for (let i = 0; i < 8; i++) {
      v[16 + 2 * i] = IV64[2 * i + 1];
      v[17 + 2 * i] = IV64[2 * i];
    }
    v[24] ^= this.counter >>> 0;
    v[25] ^= Math.floor(this.counter / 0x100000000);
    if (last) {
      v[28] = ~v[28];
      v[29] = ~v[29];
      if (this.lastNode) {
        v[30] = ~v[30];
        v[31] = ~v[31];
      }
    }
    /** v[a] += v[b], of 64-bit words. */
    const add = (a: number, lo2: number, hi2: number): void => {
      const lo = v[a] + lo2;
      v[a + 1] = v[a + 1] + hi2 + (lo >= 0x100000000 ? 1 : 0);
      v[a] = lo;
    };
    /** v[a] = (v[a] ^ v[b]) rotated right by n < 32, or by 32 or 63. */
    const turn = (a: number, b: number, n: number): void => {
      const lo = v[a] ^ v[b];
      const hi = v[a + 1] ^ v[b + 1];
      if (n === 32) {
        v[a] = hi;
        v[a + 1] = lo;
      } else if (n === 63) {
        v[a] = (lo << 1) | (hi >>> 31);
        v[a + 1] = (hi << 1) | (lo >>> 31);
      } else {
        v[a] = (lo >>> n) | (hi << (32 - n));
        v[a + 1] = (hi >>> n) | (lo << (32 - n));
      }
    };
    for (let r = 0; r < 12; r++) {
      const s = SIGMA[r % 10];
      for (let i = 0; i < 8; i++) {
        const [a, b, c, d] = MIX[i].map((x) => 2 * x);
        const x = 2 * s[2 * i];
        const y = 2 * s[2 * i + 1];
        add(a, v[b], v[b + 1]);
        add(a, m[x], m[x + 1]);
        turn(d, a, 32);
        add(c, v[d], v[d + 1]);
        turn(b, c, 24);
        add(a, v[b], v[b + 1]);
        add(a, m[y], m[y + 1]);
        turn(d, a, 16);
        add(c, v[d], v[d + 1]);
        turn(b, c, 63);
      }
    }
    for (let i = 0; i < 16; i++) this.h[i] ^= v[i] ^ v[i + 16];
  }

  private compress32(m: Uint32Array, last: boolean): void {
    const v = new Uint32Array(16);
    v.set(this.h);
    for (let i = 0; i < 8; i++) v[8 + i] = IV32[i];
    v[12] ^= this.counter >>> 0;
    v[13] ^= Math.floor(this.counter / 0x100000000);
    if (last) {
      v[14] = ~v[14];
      if (this.lastNode) v[15] = ~v[15];
    }
    const turn = (a: number, b: number, n: number): void => {
      const x = v[a] ^ v[b];
      v[a] = (x >>> n) | (x << (32 - n));
    };
    for (let r = 0; r < 10; r++) {
      const s = SIGMA[r];
      for (let i = 0; i < 8; i++) {
        const [a, b, c, d] = MIX[i];
        v[a] += v[b] + m[s[2 * i]];
        turn(d, a, 16);
        v[c] += v[d];
        turn(b, c, 12);
        v[a] += v[b] + m[s[2 * i + 1]];
        turn(d, a, 8);
        v[c] += v[d];
        turn(b, c, 7);
      }
    }
    for (let i = 0; i < 8; i++) this.h[i] ^= v[i] ^ v[i + 8];
  }
}
