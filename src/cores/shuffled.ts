/**
 * A layout drawn from a seed: order, gaps and prefix of everything that the contract leaves free.
 * Unused bytes are poisoned and freed blocks wait, so a binary that reaches outside of the contract
 * meets nothing it knows.
 */
import type { CoreDescription } from "./core.js";

const HEADER = 16;
/** `ob_size` of tuple, list and bytes belongs to the contract. */
const VAR_HEADER = 24;

/** Numbers below n, the same for the same seed (splitmix32). */
function numbers(seed: number): (n: number) => number {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) % n;
  };
}

export function shuffled(seed: number): CoreDescription {
  const draw = numbers(seed);
  /** Words in any order with gaps between them from `start` on, and what has no fixed size last. */
  const place = <N extends string>(start: number, words: readonly N[], last?: N) => {
    const at = {} as Record<N, number>;
    const left = [...words];
    let next = start + 8 * draw(4);
    while (left.length > 0) {
      at[left.splice(draw(left.length), 1)[0]] = next;
      next += 8 * (1 + draw(4));
    }
    if (last !== undefined) at[last] = next;
    return at;
  };
  const repr = (["word64", "digits30", "tagged30"] as const)[draw(3)];
  const int = place(HEADER, ["word", "count"], "digits");
  const str = place(HEADER, ["length", "bytes"], "data");
  return {
    name: `shuffled:${seed}`,
    version: 1,
    summary: "drawn from a seed, unused bytes poisoned, freed blocks late: finds broken binaries",
    prefix: 16 * (1 + draw(4)),
    int: { repr, ...int },
    float: { value: place(HEADER, ["value"]).value },
    str: { repr: "utf8", ...str, dataWide: str.data, state: 0, utf8: 0 },
    bytes: { data: place(VAR_HEADER, [], "data").data + 8 },
    tuple: { items: place(VAR_HEADER, [], "items").items + 16 },
    list: place(VAR_HEADER + 16, ["items", "allocated", "mirror"]),
    instance: { mirror: place(HEADER, ["mirror"]).mirror },
    singletons: draw(2) === 0 ? "counted" : "immortal",
    hunt: { seed, quarantine: 4 << 20 },
  };
}
