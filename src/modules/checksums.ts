/** CRC-32, Adler-32 and the CRC of binhex. */
const CRC = new Uint32Array(256);
for (let n = 0; n < 256; n++) {
  let c = n;
  for (let k = 0; k < 8; k++) c = (c & 1) === 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  CRC[n] = c >>> 0;
}
export function crc32(d: Uint8Array, start = 0): number {
  let c = ~start;
  for (let i = 0; i < d.length; i++) c = CRC[(c ^ d[i]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}
export function adler32(d: Uint8Array, start = 1): number {
  let a = start & 0xffff;
  let b = start >>> 16;
  for (let i = 0; i < d.length; ) {
    const end = Math.min(i + 3800, d.length);
    for (; i < end; i++) {
      a += d[i];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
export function crcHqx(d: Uint8Array, start: number): number {
  let c = start & 0xffff;
  for (const x of d) {
    c ^= x << 8;
    for (let k = 0; k < 8; k++)
      c = (c & 0x8000) !== 0 ? ((c << 1) ^ 0x1021) & 0xffff : (c << 1) & 0xffff;
  }
  return c;
}
