/** _uuid: version 1 identifiers, made of time, clock sequence and node. */
import { randomBytes } from "node:crypto";
import { networkInterfaces } from "node:os";
import { defineModule } from "../objects/module.js";
import { mkBytes, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

/** From 15 October 1582 to 1970, in units of 100 ns. */
const EPOCH = 0x01b21dd213814000n;
let node: Uint8Array | undefined;
let sequence = 0;
let last = 0n;

/** A hardware address; where there is none, random bytes marked as such (RFC 9562, 6.10). */
function findNode(): Uint8Array {
  for (const list of Object.values(networkInterfaces()))
    for (const { mac, internal } of list ?? [])
      if (!internal && mac !== "00:00:00:00:00:00")
        return Uint8Array.from(mac.split(":"), (x) => Number.parseInt(x, 16));
  const made = Uint8Array.from(randomBytes(6));
  made[0] |= 1;
  return made;
}

function generate(): Uint8Array {
  if (node === undefined) {
    node = findNode();
    sequence = randomBytes(2).readUInt16BE() & 0x3fff;
  }
  const ms = performance.timeOrigin + performance.now();
  let t = BigInt(Math.floor(ms * 1000)) * 10n + EPOCH;
  // Two within one microsecond, or a clock that was set back by less than a second.
  if (t <= last && last - t < 10_000_000n) t = last + 1n;
  else if (t <= last) sequence = (sequence + 1) & 0x3fff;
  last = t;
  const out = new Uint8Array(16);
  const v = new DataView(out.buffer);
  v.setUint32(0, Number(t & 0xffffffffn));
  v.setUint16(4, Number((t >> 32n) & 0xffffn));
  v.setUint16(6, Number((t >> 48n) & 0x0fffn) | 0x1000);
  v.setUint16(8, sequence | 0x8000);
  out.set(node, 10);
  return out;
}

registerModule("_uuid", () =>
  defineModule(
    "_uuid",
    null,
    // The second item: 0 where a lock shared with other processes was held; -1, it was not.
    { generate_time_safe: ["($self, /)", () => mkTuple([mkBytes(generate()), -1])] },
    { has_uuid_generate_time_safe: 1, has_stable_extractable_node: 0 },
  ),
);
