/**
 * Signatures of built-in functions: one text, as in `__text_signature__`, from which arguments
 * are bound and CPython's messages are made. `($self, object, /)`, `(x, /, *, key=None)`,
 * `(*args, **kw)`. A parameter with a default may be absent: the implementation then gets
 * `undefined`; `*args` comes as a JavaScript array, `**kw` as a Map.
 */
import { type PyBaseException, typeError } from "./errors.js";
import type { PyObj } from "./object.js";

export type Kw = Map<string, PyObj>;

export interface Param {
  name: string;
  optional: boolean;
  kwonly: boolean;
  posonly: boolean;
}

export class Signature {
  readonly params: Param[] = [];
  varargs = false;
  varkw = false;
  /** `$self` or `$module` stands first: a receiver, not an argument. */
  receiver: string | null = null;
  /** Positional parameters that must be given, and how many there may be. */
  min = 0;
  max = 0;
  /** No keyword can be given. */
  positional = true;
  /** `min` to `max` positional arguments are what the implementation takes, as they are. */
  direct = true;
  /** Positional arguments, any number of them, all come in the one array. */
  rest = false;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    const inner = text.slice(1, text.lastIndexOf(")")).trim();
    let kwonly = false;
    let slash = -1;
    for (const part of splitTop(inner)) {
      if (part === "/") slash = this.params.length;
      else if (part === "*") kwonly = true;
      else if (part.startsWith("**")) this.varkw = true;
      else if (part.startsWith("*")) {
        this.varargs = true;
        kwonly = true;
      } else if (part.startsWith("$")) this.receiver = part.slice(1);
      else {
        const at = part.indexOf("=");
        const name = (at < 0 ? part : part.slice(0, at)).trim();
        this.params.push({ name, optional: at >= 0, kwonly, posonly: false });
      }
    }
    for (let i = 0; i < slash; i++) this.params[i].posonly = true;
    for (const p of this.params) {
      if (p.kwonly) this.positional = false;
      else {
        this.max++;
        if (!p.optional) this.min = this.max;
        if (!p.posonly) this.positional = false;
      }
    }
    if (this.varkw) this.positional = false;
    this.direct = !this.varargs && !this.varkw && this.params.every((p) => !p.kwonly || p.optional);
    this.rest =
      this.varargs &&
      this.params.every((p) => p.kwonly && p.optional) &&
      (!this.varkw || this.params.length === 0);
  }
}

function splitTop(s: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  let quote = "";
  for (let i = 0; i <= s.length; i++) {
    const c = s[i];
    if (quote !== "") {
      if (c === quote) quote = "";
    } else if (c === "'" || c === '"') quote = c;
    else if (c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth--;
    else if ((c === "," && depth === 0) || c === undefined) {
      const part = s.slice(start, i).trim();
      if (part !== "") out.push(part);
      start = i + 1;
    }
  }
  return out;
}

const cache = new Map<string, Signature>();
export function signature(text: string): Signature {
  let s = cache.get(text);
  if (s === undefined) cache.set(text, (s = new Signature(text)));
  return s;
}

const plural = (n: number, word = "argument"): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** Types whose constructor counts its arguments before it looks at their names. */
const COUNTED_TYPES = new Set(["int", "str", "range", "slice"]);

/** The wrong number of positional arguments, in the words of CPython's argument clinic. */
function countError(name: string, qual: string, s: Signature, given: number): PyBaseException {
  const noDefault = s.min === s.max && !s.varargs;
  if (s.receiver === "type" && (s.positional || COUNTED_TYPES.has(name))) {
    const how = noDefault ? "" : given < s.min ? "at least " : "at most ";
    return typeError(
      `${name} expected ${how}${plural(given < s.min ? s.min : s.max)}, got ${given}`,
    );
  }
  if (s.positional && noDefault && s.max === 0)
    return typeError(`${qual}() takes no arguments (${given} given)`);
  if (s.positional && noDefault && s.max === 1)
    return typeError(`${qual}() takes exactly one argument (${given} given)`);
  if (s.positional) {
    const how = noDefault ? "" : given < s.min ? "at least " : "at most ";
    const n = given < s.min ? s.min : s.max;
    return typeError(`${name} expected ${how}${plural(n)}, got ${given}`);
  }
  const total = s.params.length;
  if (given > total && total > 0)
    return typeError(`${name}() takes at most ${plural(total)} (${given} given)`);
  if (s.max === 0) return typeError(`${name}() takes no positional arguments`);
  if (s.max < total)
    return typeError(
      `${name}() takes ${s.min === s.max ? "exactly" : "at most"} ` +
        `${plural(s.max, "positional argument")} (${given} given)`,
    );
  return typeError(`${name}() takes at most ${plural(total)} (${given} given)`);
}

/**
 * Puts arguments into the order in which the implementation takes them.
 * @param name as messages have it ("append"); `qual` with its class ("list.append").
 */
export function bindArgs(
  name: string,
  qual: string,
  s: Signature,
  args: PyObj[],
  kw: Kw | null | undefined,
): unknown[] {
  const nkw = kw == null ? 0 : kw.size;
  const n = args.length;
  if (nkw > 0 && s.positional) throw typeError(`${qual}() takes no keyword arguments`);
  if (n > s.max && !s.varargs) throw countError(name, qual, s, n + (s.positional ? 0 : nkw));
  if (s.positional && n < s.min) throw countError(name, qual, s, n);
  const out: unknown[] = [];
  let used = 0;
  for (let i = 0; i < s.params.length; i++) {
    const p = s.params[i];
    if (p.kwonly && s.varargs && out.length === s.max) out.push(args.slice(s.max));
    if (!p.kwonly && i < n) {
      if (nkw > 0 && !p.posonly && kw!.has(p.name))
        throw typeError(
          `argument for ${name}() given by name ('${p.name}') and position (${i + 1})`,
        );
      out.push(args[i]);
      continue;
    }
    const v = nkw > 0 && !p.posonly ? kw!.get(p.name) : undefined;
    if (v !== undefined) used++;
    else if (!p.optional)
      throw p.kwonly
        ? typeError(`${name}() missing required argument '${p.name}' (pos ${i + 1})`)
        : p.posonly
          ? typeError(
              `${name}() takes at least ${plural(s.min, "positional argument")} (${n} given)`,
            )
          : typeError(`${name}() missing required argument '${p.name}' (pos ${i + 1})`);
    out.push(v);
  }
  if (s.varargs && !s.params.some((p) => p.kwonly)) out.push(args.slice(s.max));
  if (s.varkw) {
    const rest: Kw = new Map(kw ?? []);
    for (const p of s.params) if (!p.posonly) rest.delete(p.name);
    out.push(rest);
  } else if (used < nkw) {
    for (const k of kw!.keys())
      if (!s.params.some((p) => p.name === k && !p.posonly))
        throw typeError(`${name}() got an unexpected keyword argument '${k}'`);
  }
  return out;
}
