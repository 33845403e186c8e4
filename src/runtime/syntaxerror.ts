/** The parser's errors and warnings as Python objects. */
import { E, err, isException, type PyBaseException } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import type { PySyntaxError, PySyntaxWarning } from "../syntax/index.js";
import { fileLine } from "./reader.js";

export function syntaxError(e: PySyntaxError): PyBaseException {
  const text =
    e.text ?? (e.filename === null ? null : fileLine(String(e.filename), Number(e.lineno)));
  const x = err(E[e.errorType], e.msg);
  const details: Record<string, PyObj> = {
    msg: e.msg,
    filename: e.filename,
    lineno: e.lineno,
    offset: e.offset,
    text,
    end_lineno: e.end_lineno,
    end_offset: e.end_offset,
  };
  x.members = {
    ...details,
    print_file_and_line: null,
    _metadata: e.context === null ? null : mkTuple(e.context),
  };
  x.args = mkTuple([
    e.msg,
    mkTuple([e.filename, e.lineno, e.offset, text, e.end_lineno, e.end_offset]),
  ]);
  return x;
}

/** Set by the _warnings module. */
export const warningHook = {
  syntax: (_category: string, _msg: string, _filename: string, _lineno: number): void => {},
};

/** Shows a warning; where the filters make it an error, that is a SyntaxError at its place. */
export function warnSyntax(w: PySyntaxWarning, filename: string, text: string | null): void {
  try {
    warningHook.syntax(w.category, w.message, filename, w.lineno);
  } catch (e) {
    if (!isException(e, E[w.category])) throw e;
    const msg = w.message.replace(" Such sequences will not work in the future.", "");
    const x = err(E.SyntaxError, msg);
    const column = (line: number, bytes: number): number =>
      text === null || line !== w.lineno
        ? bytes + 1
        : [...Buffer.from(text).subarray(0, bytes).toString()].length + 1;
    const details: Record<string, PyObj> = {
      filename,
      lineno: w.lineno,
      offset: column(w.lineno, w.col_offset),
      text,
      end_lineno: w.end_lineno,
      end_offset: column(w.end_lineno, w.end_col_offset),
    };
    x.members = { msg, ...details, print_file_and_line: null };
    x.args = mkTuple([msg, mkTuple(Object.values(details))]);
    throw x;
  }
}

/** The line that a warning of the tokenizer is about. */
export function warningLine(source: string | Uint8Array, lineno: number): string | null {
  const text = typeof source === "string" ? source : Buffer.from(source).toString();
  return text.split(/(?<=\n)/)[lineno - 1] ?? null;
}
