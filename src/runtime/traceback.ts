/** What CPython prints for an exception that nobody caught. */
import * as A from "../objects/abstract.js";
import { E, type PyBaseException } from "../objects/errors.js";
import { PyDict } from "../objects/hashtable.js";
import type { Str } from "../objects/object.js";
import { PyList, type PyObj, PyTuple, PyType } from "../objects/object.js";
import type { PyTraceback } from "../objects/traceback.js";
import { importModule } from "./import.js";
import { type Interpreter, interpOrNull } from "./interpreter.js";
import { fileLines } from "./reader.js";
import { suggestion } from "./suggest.js";

const sources = new Map<string, string[] | null>();
/** Texts that have no file: `-c`, standard input, the prompt. */
export function rememberSource(filename: string, text: string): void {
  sources.set(filename, text.split(/\r\n|\r|\n/));
}

function lines(filename: string): string[] | null {
  let l = sources.get(filename);
  if (l === undefined) {
    l = null;
    if (!filename.startsWith("<")) l = fileLines(filename);
    sources.set(filename, l);
  }
  return l;
}

/** A UTF-8 column as a JavaScript index into the line. */
function column(line: string, bytes: number): number {
  if (/^[\x00-\x7f]*$/.test(line)) return Math.min(bytes, line.length);
  let b = 0;
  let i = 0;
  for (const c of line) {
    if (b >= bytes) break;
    b += Buffer.byteLength(c);
    i += c.length;
  }
  return i;
}

interface Place {
  line: number;
  endLine: number;
  col: number;
  endCol: number;
}
function placeOf(t: PyTraceback): Place | null {
  const f = t.frame;
  const pos = t.pos >= 0 ? t.pos : f.pos;
  if (pos <= 0 || t.line >= 0) return null;
  const p = f.code.positions;
  const at = pos * 4;
  return { line: p[at], endLine: p[at + 1], col: p[at + 2], endCol: p[at + 3] };
}

/**
 * The marked-up source of one entry. `~~^~~` shows the operator or the call's brackets, as
 * CPython 3.13 does; a mark under the whole line is left out.
 */
export function sourceLines(filename: string, lineno: number, place: Place | null): string {
  const all = lines(filename);
  const first = all?.[lineno - 1];
  if (all === null || first === undefined || first.trim() === "") return "";
  if (place === null) return `    ${first.trim()}\n`;
  const last = Math.min(place.endLine, all.length);
  const text = all.slice(lineno - 1, last);
  const start = column(text[0], place.col);
  const end = column(text[text.length - 1], place.endCol);
  const anchors = findAnchors(text, start, end);
  const whole =
    start <= text[0].length - text[0].trimStart().length &&
    end >= text[text.length - 1].trimEnd().length;
  const marked = !(whole && anchors === null) && !isPlainCall(text, start, end);
  const indent = Math.min(
    ...text.filter((l) => l.trim() !== "").map((l) => l.length - l.trimStart().length),
  );
  let out = "";
  const shown = new Set(
    text.length > 3 ? visibleLines(text.length, anchors) : text.map((_, i) => i),
  );
  let skipped = false;
  text.forEach((l, i) => {
    if (!shown.has(i)) {
      if (!skipped) out += `    ...<${text.length - shown.size} lines>...\n`;
      skipped = true;
      return;
    }
    out += `    ${l.slice(indent).trimEnd()}\n`;
    const from = i === 0 ? start : l.length - l.trimStart().length;
    const to = i === text.length - 1 ? end : l.trimEnd().length;
    let marks = "";
    for (let c = indent; c < to; c++) {
      if (c < from) marks += " ";
      else marks += anchors === null || inAnchor(anchors, i, c) ? "^" : "~";
    }
    if (marked && marks.trim() !== "") out += `    ${wide(l.slice(indent, to), marks)}\n`;
  });
  return out;
}

/** `return f(...)` and `name = call(...)` as a whole: the marks would say nothing. */
function isPlainCall(text: string[], start: number, end: number): boolean {
  const lead = text[0].length - text[0].trimStart().length;
  const head = text[0].slice(lead, start);
  if (!/^(return\s*|\w+\s*=\s*)$/.test(head)) return false;
  if (text[text.length - 1].slice(end).trim() !== "") return false;
  let s: ast.Stmt;
  try {
    s = parse(text.join("\n").slice(lead), { filename: "", mode: "exec" }).body[0];
  } catch {
    return false;
  }
  const call = s?.kind === "Return" || s?.kind === "Assign" ? s.value : null;
  return call?.kind === "Call" && (s.kind === "Assign" || call.func.kind === "Name");
}

/** Set by unicodedata: whether a character takes two columns of a terminal. */
export const widthHook = { isWide: (_codePoint: number): boolean => false };

/** Marks, which stand for UTF-16 units of the line, as wide as the characters above them. */
function wide(line: string, marks: string): string {
  if (/^[\x00-\x7f]*$/.test(line)) return marks.trimEnd();
  let out = "";
  let i = 0;
  for (const c of line) {
    out += (marks[i] ?? "").repeat(widthHook.isWide(c.codePointAt(0) as number) ? 2 : 1);
    i += c.length;
  }
  return out.trimEnd();
}

function visibleLines(n: number, a: Anchor | null): number[] {
  const keep = new Set([0, n - 1]);
  if (a !== null) {
    keep.add(a.line);
    keep.add(a.endLine);
  }
  return [...keep].filter((x) => x >= 0 && x < n);
}

interface Anchor {
  line: number;
  endLine: number;
  start: number;
  end: number;
}
function inAnchor(a: Anchor, line: number, col: number): boolean {
  if (line < a.line || line > a.endLine) return false;
  if (line === a.line && col < a.start) return false;
  return !(line === a.endLine && col >= a.end);
}

/** The part of the expression that failed: an operator, or the brackets of a call or subscript. */
function findAnchors(text: string[], start: number, end: number): Anchor | null {
  const src =
    text.length === 1
      ? text[0].slice(start, end)
      : [text[0].slice(start), ...text.slice(1, -1), text[text.length - 1].slice(0, end)].join(
          "\n",
        );
  let tree: ast.Expr;
  try {
    tree = parse(`(\n${src}\n)`, { filename: "", mode: "eval" }).body;
  } catch {
    return null;
  }
  // Positions in the parsed text: line 2 is the first line of src.
  const at = (line: number, col: number): [number, number] => {
    const l = line - 2;
    return [l, l === 0 ? column(src.split("\n")[0], col) + start : column(text[l], col)];
  };
  switch (tree.kind) {
    case "BinOp": {
      const [l, c] = at(tree.left.end_lineno, tree.left.end_col_offset);
      let line = l;
      let col = c;
      for (;;) {
        const s = text[line] ?? "";
        while (col < s.length && (/[\s)\\]/.test(s[col]) || s[col] === "#")) {
          if (s[col] === "#") col = s.length;
          else col++;
        }
        if (col < s.length || line >= text.length - 1) break;
        line++;
        col = 0;
      }
      const s = text[line] ?? "";
      const two = s.slice(col, col + 2);
      const width = ["**", "//", "<<", ">>"].includes(two) ? 2 : 1;
      return { line, endLine: line, start: col, end: col + width };
    }
    case "Subscript":
    case "Call": {
      const before = tree.kind === "Call" ? tree.func : tree.value;
      const open = tree.kind === "Call" ? "(" : "[";
      let [line, col] = at(before.end_lineno, before.end_col_offset);
      while (line < text.length && text[line][col] !== open) {
        col++;
        if (col >= text[line].length) {
          line++;
          col = 0;
        }
      }
      const [el, ec] = at(tree.end_lineno, tree.end_col_offset);
      return { line, endLine: el, start: col, end: ec };
    }
    default:
      return null;
  }
}

import { type ast, parse } from "../syntax/index.js";

/** `File "...", line N, in name` and the source. */
function entry(t: PyTraceback, carets: boolean): string {
  const c = t.frame.code;
  return (
    `  File "${c.filename}", line ${t.lineno}, in ${c.qualname === "<module>" ? "<module>" : c.name}\n` +
    sourceLines(c.filename, t.lineno, carets ? placeOf(t) : null)
  );
}

/** The last entries stay when there are more than `limit`. */
export function formatTraceback(tb: PyTraceback | null, limit = Infinity, carets = true): string {
  let out = "";
  let last = "";
  let repeats = 0;
  const flush = (): void => {
    if (repeats > 3) {
      const n = repeats - 3;
      out += `  [Previous line repeated ${n} more time${n > 1 ? "s" : ""}]\n`;
    }
    repeats = 0;
  };
  const list: PyTraceback[] = [];
  for (let t = tb; t !== null; t = t.next) list.push(t);
  for (const t of limit < list.length ? list.slice(list.length - limit) : list) {
    const c = t.frame.code;
    const key = `${c.filename}\0${t.lineno}\0${c.name}`;
    if (key !== last) flush();
    last = key;
    repeats++;
    if (repeats <= 3) out += entry(t, carets);
  }
  flush();
  return out;
}

function text(o: PyObj): string {
  try {
    return A.strJs(o);
  } catch {
    return `<exception str() failed>`;
  }
}

/** `module.Class: message`, SyntaxError's extra lines, notes. */
export function formatExceptionOnly(e: PyBaseException): string {
  const t = e.cls;
  const m = t.dict.getStr("__module__");
  const name =
    typeof m === "string" && m !== "builtins" && m !== "__main__"
      ? `${m}.${t.qualname}`
      : t.qualname;
  let out = "";
  if (t.isSubtype(E.SyntaxError) && e.members !== null) out += syntaxPlace(e);
  const said = t.isSubtype(E.SyntaxError) ? (e.members?.msg ?? null) : e;
  let msg = said === null ? "<no detail available>" : text(said);
  const hint = suggestion(e);
  if (hint !== null) msg += hint;
  out += msg === "" ? `${name}\n` : `${name}: ${msg}\n`;
  const notes = e.odict?.getStr("__notes__");
  if (notes instanceof PyList || notes instanceof PyTuple)
    for (const n of notes.items) out += `${typeof n === "string" ? n : A.strJs(n)}\n`;
  return out;
}

function syntaxPlace(e: PyBaseException): string {
  const m = e.members as Record<string, PyObj>;
  if (m.lineno === null || m.lineno === undefined) return "";
  let out = `  File "${m.filename === null ? "<string>" : text(m.filename)}", line ${text(m.lineno)}\n`;
  if (typeof m.text !== "string") return out;
  const raw = m.text.replace(/\n+$/, "");
  const shown = raw.replace(/^[ \n\f]+/, "");
  if (shown === "") return out;
  out += `    ${shown}\n`;
  if (typeof m.offset === "number" && m.offset > 0) {
    const cut = raw.length - shown.length;
    // An offset past the end points behind the last character.
    const from = Math.min(m.offset - 1 - cut, shown.length);
    let to =
      typeof m.end_offset === "number" && m.end_lineno === m.lineno
        ? m.end_offset - 1 - cut
        : shown.length;
    if (m.end_lineno !== m.lineno && typeof m.end_lineno === "number") to = shown.length;
    to = Math.min(to, shown.length);
    if (to <= from) to = from + 1;
    if (from >= 0)
      out += `    ${shown.slice(0, from).replace(/[^\s]/g, " ").padEnd(from)}${"^".repeat(to - from)}\n`;
  }
  return out;
}

/** `sys.tracebacklimit`; what is no int limits nothing. */
function entriesShown(): number {
  const n = A.asInt(interpOrNull()?.sys.dict.getStr("tracebacklimit") ?? null);
  return n === undefined ? Number.POSITIVE_INFINITY : Math.max(Number(n), 0);
}

/** The whole report, with causes and contexts first. */
export function formatException(
  e: PyBaseException,
  seen = new Set<PyBaseException>(),
  limit = entriesShown(),
): string {
  seen.add(e);
  let out = "";
  if (e.cause !== null && !seen.has(e.cause))
    out +=
      formatException(e.cause, seen, limit) +
      "\nThe above exception was the direct cause of the following exception:\n\n";
  else if (e.cause === null && e.context !== null && !e.suppress && !seen.has(e.context))
    out +=
      formatException(e.context, seen, limit) +
      "\nDuring handling of the above exception, another exception occurred:\n\n";
  if (e.tb !== null && limit > 0)
    out += `Traceback (most recent call last):\n${formatTraceback(e.tb, limit)}`;
  return out + formatExceptionOnly(e);
}

/** Reports that the library's `traceback` draws: trees of groups, mistyped keywords. */
function needsLibrary(e: PyBaseException | null, seen = new Set<PyBaseException>()): boolean {
  if (e === null || seen.has(e)) return false;
  seen.add(e);
  if (e.cls.isSubtype(E.BaseExceptionGroup)) return true;
  if (e.cls.isSubtype(E.SyntaxError) && (e.members?._metadata ?? null) !== null) return true;
  return needsLibrary(e.cause, seen) || needsLibrary(e.context, seen);
}

function report(i: Interpreter, e: PyBaseException): Str {
  const limit = entriesShown();
  if (needsLibrary(e))
    try {
      return A.callMethod("", "join", [
        A.call(
          A.getattr(importModule(i, "traceback"), "format_exception"),
          [e],
          Number.isFinite(limit) ? new Map([["limit", -limit]]) : null,
        ),
      ]) as Str;
    } catch {
      // The library cannot be read, or is in use itself.
    }
  return fromUtf16(formatException(e));
}

/** Writes the report to `sys.stderr`. */
export function printException(i: Interpreter, e: PyBaseException): void {
  const text = report(i, e);
  const out = i.sys.dict.getStr("stderr");
  if (out === undefined || out === null) {
    process.stderr.write(String(text));
    return;
  }
  A.callMethod(out, "write", [text]);
  const flush = A.getattrOpt(out, "flush");
  if (flush !== undefined) A.call0(flush);
}

import { fromUtf16 } from "../objects/text.js";

export { PyDict, PyType };
