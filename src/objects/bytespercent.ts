/** `bytes % args`: as for str, with %b, and %s and %a giving ASCII. */
import { asIndex, callSpecial, typeName } from "./abstract.js";
import { bytesOf } from "./buffer.js";
import { E, err, typeError } from "./errors.js";
import { PyDict } from "./hashtable.js";
import { PyBytes, PyInstance, type PyObj, PyTuple } from "./object.js";
import { percentFormat } from "./percent.js";
import { codePoints } from "./text.js";
import { mkTuple, newDict } from "./types.js";

const latin1 = (d: Uint8Array): string => Buffer.from(d).toString("latin1");

function raw(o: PyObj): string {
  const d = bytesOf(o);
  if (d !== undefined) return latin1(d);
  const r = callSpecial(o, "__bytes__");
  if (r instanceof PyBytes) return latin1(r.data);
  throw typeError(
    `%b requires a bytes-like object, or an object that implements __bytes__, not '${typeName(o)}'`,
  );
}

/** Which conversion each argument meets, so that %b and %s see Latin-1 text for bytes. */
export function bytesPercent(f: Uint8Array, args: PyObj): Uint8Array {
  const text = latin1(f);
  const kinds: string[] = [];
  const re = /%(\((?:[^()]|\([^()]*\))*\))?[-+ #0]*(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]*(.)/gs;
  const fixed = text.replace(re, (m, key: string | undefined, w, p, type: string) => {
    if (type === "%") return m;
    if (w === "*") kinds.push("*");
    if (p === "*") kinds.push("*");
    kinds.push((key ?? "") + type);
    return type === "b" ? `${m.slice(0, -1)}s` : type === "r" ? `${m.slice(0, -1)}a` : m;
  });
  const conv = (type: string, o: PyObj): PyObj => {
    switch (type) {
      case "b":
      case "s":
        return raw(o);
      case "c": {
        const d = bytesOf(o);
        if (d !== undefined) {
          if (d.length === 1) return d[0];
          throw typeError(
            `%c requires an integer in range(256) or a single byte, not a ${typeName(o)} object of length ${d.length}`,
          );
        }
        const n = asIndex(o);
        if (n === undefined)
          throw typeError(
            `%c requires an integer in range(256) or a single byte, not ${typeName(o)}`,
          );
        if (n < 0 || n > 255) throw err(E.OverflowError, "%c arg not in range(256)");
        return n;
      }
      default:
        return o;
    }
  };
  let given: PyObj;
  if (args instanceof PyTuple)
    given = mkTuple(args.items.map((a, i) => conv(kinds[i]?.slice(-1) ?? "", a)));
  else if (args instanceof PyDict && kinds.some((k) => k.startsWith("("))) {
    const d = newDict();
    for (const k of kinds) {
      const name = k.slice(1, -2);
      let v: PyObj | undefined;
      for (const [key, x] of args.pairs())
        if (key instanceof PyBytes && latin1(key.data) === name) v = x;
      if (v === undefined) throw err(E.KeyError, bytesKey(name));
      d.set(name, conv(k.slice(-1), v));
    }
    given = d;
  } else given = kinds.length === 1 ? mkTuple([conv(kinds[0].slice(-1), args)]) : args;
  const r = percentFormat(fixed, given);
  return Uint8Array.from(codePoints(r));
}

import { mkBytes } from "./types.js";

const bytesKey = (name: string): PyObj => mkBytes(new Uint8Array(Buffer.from(name, "latin1")));

export { PyInstance };
