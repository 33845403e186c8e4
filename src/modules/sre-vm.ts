/**
 * A backtracking machine for regular expressions. What to try next is on an explicit stack, so
 * that the length of the text costs no JavaScript recursion; only assertions and atomic groups
 * recurse, as deep as the pattern nests them.
 */
import { asciiLower, asciiWord, type CharSet, uniLower, uniWord } from "./sre-charset.js";
import { At, Fold, type SreNode } from "./sre-parse.js";

export type Codes = Uint8Array | Uint16Array | Uint32Array;

// biome-ignore lint/suspicious/noConstEnum: its members are inlined
const enum I {
  Char,
  Set,
  Mark,
  At,
  Split,
  Jump,
  RepOne,
  MinRepOne,
  PossOne,
  LoopInit,
  MaxUntil,
  MinUntil,
  MinRetry,
  Assert,
  Atomic,
  Poss,
  SubOk,
  Ref,
  Cond,
  Fail,
  Done,
}

/** Kinds of entries on the stack: two numbers and the kind; the repeats take two entries. */
// biome-ignore lint/suspicious/noConstEnum: its members are inlined
const enum K {
  Alt,
  Pad,
  RepOne,
  MinRepOne,
  Undo,
}
/** Stands for no bound, as a small integer. */
const NO_BOUND = 0x3fffffff;

export class Program {
  private readonly code: number[] = [];
  private readonly sets: CharSet[] = [];
  private loops = 0;
  readonly groups: number;
  /** What a match must begin with, when that is known. */
  private readonly first: CharSet | null;
  private readonly loopBase: number;

  // The state of a run.
  private text: Codes = new Uint8Array(0);
  private end = 0;
  private full = false;
  private advance = -1;
  private stack: number[] = [];
  private sp = 0;
  /** Marks, then count and last position of each loop, then the last group closed. */
  private regs: number[] = [];

  constructor(nodes: readonly SreNode[], groups: number) {
    this.groups = groups;
    this.loopBase = 2 * groups;
    this.seq(nodes);
    this.code.push(I.Done);
    let k = 0;
    while (k < nodes.length && nodes[k].t === "mark") k++;
    const n = nodes[k];
    this.first =
      n === undefined
        ? null
        : n.t === "char"
          ? n.set
          : n.t === "rep" && n.min > 0 && n.body.length === 1 && n.body[0].t === "char"
            ? n.body[0].set
            : null;
  }

  private set(s: CharSet): number {
    this.sets.push(s);
    return this.sets.length - 1;
  }

  private seq(nodes: readonly SreNode[]): void {
    for (const n of nodes) this.node(n);
  }

  private node(n: SreNode): void {
    const c = this.code;
    switch (n.t) {
      case "char":
        if (n.set.single >= 0) c.push(I.Char, n.set.single);
        else c.push(I.Set, this.set(n.set));
        break;
      case "mark":
        c.push(I.Mark, n.n);
        break;
      case "at":
        c.push(I.At, n.code);
        break;
      case "fail":
        c.push(I.Fail);
        break;
      case "ref":
        c.push(I.Ref, n.group, n.fold);
        break;
      case "branch": {
        const jumps: number[] = [];
        if (n.alts.length === 0) c.push(I.Fail);
        n.alts.forEach((alt, i) => {
          const split = i < n.alts.length - 1 ? c.push(I.Split, 0) - 1 : -1;
          this.seq(alt);
          if (split >= 0) {
            jumps.push(c.push(I.Jump, 0) - 1);
            c[split] = c.length;
          }
        });
        for (const j of jumps) c[j] = c.length;
        break;
      }
      case "cond": {
        const at = c.push(I.Cond, n.group, 0) - 1;
        this.seq(n.yes);
        const jump = c.push(I.Jump, 0) - 1;
        c[at] = c.length;
        this.seq(n.no);
        c[jump] = c.length;
        break;
      }
      case "assert": {
        const at = c.push(I.Assert, n.neg ? 1 : 0, n.back, 0) - 1;
        this.seq(n.body);
        c.push(I.SubOk);
        c[at] = c.length;
        break;
      }
      case "atomic": {
        const at = c.push(I.Atomic, 0) - 1;
        this.seq(n.body);
        c.push(I.SubOk);
        c[at] = c.length;
        break;
      }
      case "rep":
        this.repeat(n);
        break;
    }
  }

  private repeat(n: SreNode & { t: "rep" }): void {
    const c = this.code;
    const min = Math.min(n.min, NO_BOUND);
    const max = Math.min(n.max, NO_BOUND);
    if (n.body.length === 1 && n.body[0].t === "char") {
      const op = n.kind === "max" ? I.RepOne : n.kind === "min" ? I.MinRepOne : I.PossOne;
      c.push(op, this.set(n.body[0].set), min, max);
      return;
    }
    if (n.kind === "poss") {
      const at = c.push(I.Poss, min, max, 0) - 1;
      this.seq(n.body);
      c.push(I.SubOk);
      c[at] = c.length;
      return;
    }
    const k = this.loopBase + 2 * this.loops++;
    c.push(I.LoopInit, k);
    const until = c.length;
    const at = c.push(n.kind === "max" ? I.MaxUntil : I.MinUntil, k, min, max, 0) - 1;
    if (n.kind === "min") c.push(I.MinRetry, k, max);
    this.seq(n.body);
    c.push(I.Jump, until);
    c[at] = c.length;
  }

  // ---- running ----

  /**
   * Matches at `pos`. Gives the marks (with the whole match in front and the last group at the
   * end) or null. With `advance` >= 0 the match must not be empty there.
   */
  matchAt(text: Codes, pos: number, end: number, full: boolean, advance: number): number[] | null {
    this.text = text;
    this.end = end;
    this.full = full;
    this.advance = advance;
    const n = this.loopBase + 2 * this.loops;
    const regs: number[] = new Array(n + 1);
    for (let i = 0; i < n; i++) regs[i] = -1;
    regs[n] = 0;
    this.regs = regs;
    this.sp = 0;
    const r = this.run(0, pos);
    if (this.stack.length > 1 << 16) this.stack = [];
    if (r < 0) return null;
    const out = [pos, r];
    for (let g = 0; g < this.groups; g++) {
      const a = regs[2 * g];
      const b = regs[2 * g + 1];
      if (a >= 0 && b >= a) out.push(a, b);
      else out.push(-1, -1);
    }
    out.push(regs[n]);
    return out;
  }

  search(text: Codes, pos: number, end: number, advance: number): number[] | null {
    const first = this.first;
    for (let at = pos; at <= end; at++) {
      if (first !== null) {
        while (at < end && !first.has(text[at])) at++;
        if (at >= end) return null;
      }
      const r = this.matchAt(text, at, end, false, at === advance ? advance : -1);
      if (r !== null) return r;
    }
    return null;
  }

  private save(slot: number, value: number): void {
    const s = this.stack;
    let sp = this.sp;
    s[sp++] = slot;
    s[sp++] = this.regs[slot];
    s[sp++] = K.Undo;
    this.sp = sp;
    this.regs[slot] = value;
  }

  private push(pc: number, a: number, b: number, kind: K): void {
    const s = this.stack;
    let sp = this.sp;
    s[sp++] = pc;
    s[sp++] = a;
    s[sp++] = K.Pad;
    s[sp++] = b;
    s[sp++] = 0;
    s[sp++] = kind;
    this.sp = sp;
  }

  /** Takes back every change since `base`. */
  private rewind(base: number): void {
    const s = this.stack;
    while (this.sp > base) {
      this.sp -= 3;
      if (s[this.sp + 2] === K.Undo) this.regs[s[this.sp]] = s[this.sp + 1];
    }
  }

  /** Forgets the choices since `base`, but not how to take back the changes. */
  private commit(base: number): void {
    const s = this.stack;
    let to = base;
    for (let i = base; i < this.sp; i += 3)
      if (s[i + 2] === K.Undo) {
        s[to] = s[i];
        s[to + 1] = s[i + 1];
        s[to + 2] = K.Undo;
        to += 3;
      }
    this.sp = to;
  }

  /** Runs to Done or SubOk: the position there, or -1 with all changes taken back. */
  private run(pc: number, pos: number): number {
    const code = this.code;
    const sets = this.sets;
    const text = this.text;
    const end = this.end;
    const stack = this.stack;
    const base = this.sp;
    const start = pos;
    for (;;) {
      let ok = true;
      switch (code[pc]) {
        case I.Char:
          if (pos < end && text[pos] === code[pc + 1]) {
            pos++;
            pc += 2;
          } else ok = false;
          break;
        case I.Set:
          if (pos < end && sets[code[pc + 1]].has(text[pos])) {
            pos++;
            pc += 2;
          } else ok = false;
          break;
        case I.Mark: {
          const n = code[pc + 1];
          this.save(n, pos);
          if ((n & 1) === 1) this.save(this.regs.length - 1, (n >> 1) + 1);
          pc += 2;
          break;
        }
        case I.At:
          if (this.at(code[pc + 1], pos)) pc += 2;
          else ok = false;
          break;
        case I.Split:
          stack[this.sp++] = code[pc + 1];
          stack[this.sp++] = pos;
          stack[this.sp++] = K.Alt;
          pc += 2;
          break;
        case I.Jump:
          pc = code[pc + 1];
          break;
        case I.RepOne:
        case I.PossOne: {
          const set = sets[code[pc + 1]];
          const min = code[pc + 2];
          const max = code[pc + 3];
          const stop = end - pos > max ? pos + max : end;
          let p = pos;
          while (p < stop && set.has(text[p])) p++;
          if (p - pos < min) {
            ok = false;
            break;
          }
          if (code[pc] === I.RepOne && p - pos > min) {
            this.push(pc, pos + min, p - 1, K.RepOne);
          }
          pos = p;
          pc += 4;
          break;
        }
        case I.MinRepOne: {
          const set = sets[code[pc + 1]];
          const min = code[pc + 2];
          let n = 0;
          while (n < min && pos < end && set.has(text[pos])) {
            n++;
            pos++;
          }
          if (n < min) {
            ok = false;
            break;
          }
          if (code[pc + 3] > min) {
            this.push(pc, code[pc + 3] - min, pos, K.MinRepOne);
          }
          pc += 4;
          break;
        }
        case I.LoopInit: {
          const k = code[pc + 1];
          this.save(k, 0);
          this.save(k + 1, -1);
          pc += 2;
          break;
        }
        case I.MaxUntil: {
          const k = code[pc + 1];
          const n = this.regs[k];
          if (n < code[pc + 2]) {
            this.save(k, n + 1);
            pc += 5;
          } else if (n < code[pc + 3] && pos !== this.regs[k + 1]) {
            stack[this.sp++] = code[pc + 4];
            stack[this.sp++] = pos;
            stack[this.sp++] = K.Alt;
            this.save(k, n + 1);
            this.save(k + 1, pos);
            pc += 5;
          } else pc = code[pc + 4];
          break;
        }
        case I.MinUntil: {
          const k = code[pc + 1];
          const n = this.regs[k];
          if (n < code[pc + 2]) {
            this.save(k, n + 1);
            pc += 8;
          } else {
            stack[this.sp++] = pc + 5;
            stack[this.sp++] = pos;
            stack[this.sp++] = K.Alt;
            pc = code[pc + 4];
          }
          break;
        }
        case I.MinRetry: {
          const k = code[pc + 1];
          const n = this.regs[k];
          if (n >= code[pc + 2] || pos === this.regs[k + 1]) ok = false;
          else {
            this.save(k, n + 1);
            this.save(k + 1, pos);
            pc += 3;
          }
          break;
        }
        case I.Assert: {
          const neg = code[pc + 1] === 1;
          const back = code[pc + 2];
          const here = this.sp;
          const r = pos - back < 0 ? -1 : this.run(pc + 4, pos - back);
          if (neg) {
            if (r >= 0) {
              this.rewind(here);
              ok = false;
            } else pc = code[pc + 3];
          } else if (r >= 0) {
            this.commit(here);
            pc = code[pc + 3];
          } else ok = false;
          break;
        }
        case I.Atomic: {
          const here = this.sp;
          const r = this.run(pc + 2, pos);
          if (r >= 0) {
            this.commit(here);
            pos = r;
            pc = code[pc + 1];
          } else ok = false;
          break;
        }
        case I.Poss: {
          let n = 0;
          let last = -1;
          while (n < code[pc + 1]) {
            const here = this.sp;
            const r = this.run(pc + 4, pos);
            if (r < 0) break;
            this.commit(here);
            pos = r;
            n++;
          }
          if (n < code[pc + 1]) {
            ok = false;
            break;
          }
          while (n < code[pc + 2] && pos !== last) {
            const here = this.sp;
            last = pos;
            const r = this.run(pc + 4, pos);
            if (r < 0) break;
            this.commit(here);
            pos = r;
            n++;
          }
          pc = code[pc + 3];
          break;
        }
        case I.SubOk:
          return pos;
        case I.Ref: {
          const g = code[pc + 1] - 1;
          const a = this.regs[2 * g];
          const b = this.regs[2 * g + 1];
          if (a < 0 || b < a || b - a > end - pos) {
            ok = false;
            break;
          }
          const fold = code[pc + 2];
          for (let i = a; i < b; i++, pos++) {
            const x = text[i];
            const y = text[pos];
            if (
              x !== y &&
              (fold === Fold.None ||
                (fold === Fold.Ascii
                  ? asciiLower(x) !== asciiLower(y)
                  : uniLower(x) !== uniLower(y)))
            ) {
              ok = false;
              break;
            }
          }
          pc += 3;
          break;
        }
        case I.Cond: {
          const g = code[pc + 1] - 1;
          const a = this.regs[2 * g];
          pc = a >= 0 && this.regs[2 * g + 1] >= a ? pc + 3 : code[pc + 2];
          break;
        }
        case I.Fail:
          ok = false;
          break;
        case I.Done:
          if ((this.full && pos !== end) || (pos === start && pos === this.advance)) ok = false;
          else return pos;
          break;
      }
      if (ok) continue;
      // Back to the last choice.
      for (;;) {
        const sp = this.sp;
        if (sp <= base) return -1;
        const kind = stack[sp - 1];
        if (kind === K.Undo) {
          this.regs[stack[sp - 3]] = stack[sp - 2];
          this.sp = sp - 3;
          continue;
        }
        if (kind === K.Alt) {
          pc = stack[sp - 3];
          pos = stack[sp - 2];
          this.sp = sp - 3;
          break;
        }
        const at = stack[sp - 6];
        if (kind === K.RepOne) {
          pos = stack[sp - 3];
          const least = stack[sp - 5];
          // A literal that follows tells at once where to stop.
          if (code[at + 4] === I.Char) {
            const c = code[at + 5];
            while (pos >= least && text[pos] !== c) pos--;
            if (pos < least) {
              this.sp = sp - 6;
              continue;
            }
          }
          if (pos > least) stack[sp - 3] = pos - 1;
          else this.sp = sp - 6;
          pc = at + 4;
          break;
        }
        // MinRepOne: one more character.
        pos = stack[sp - 3];
        if (pos < end && sets[code[at + 1]].has(text[pos])) {
          pos++;
          const left = stack[sp - 5] - 1;
          if (left > 0) {
            stack[sp - 3] = pos;
            stack[sp - 5] = left;
          } else this.sp = sp - 6;
          pc = at + 4;
          break;
        }
        this.sp = sp - 6;
      }
    }
  }

  private at(code: number, pos: number): boolean {
    const text = this.text;
    const end = this.end;
    switch (code) {
      case At.Beginning:
      case At.BeginningString:
        return pos === 0;
      case At.BeginningLine:
        return pos === 0 || text[pos - 1] === 10;
      case At.End:
        return pos === end || (pos === end - 1 && text[pos] === 10);
      case At.EndLine:
        return pos === end || text[pos] === 10;
      case At.EndString:
        return pos === end;
      default: {
        const word = code >= At.UniBoundary ? uniWord() : asciiWord();
        const before = pos > 0 && word.has(text[pos - 1]);
        const after = pos < end && word.has(text[pos]);
        return (
          (before !== after) ===
          (code === At.Boundary || code === At.LocBoundary || code === At.UniBoundary)
        );
      }
    }
  }
}
