/** The parser's errors and warnings as Python objects. */
import { E, err, type PyBaseException } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";
import { mkTuple } from "../objects/types.js";
import type { PySyntaxError, PySyntaxWarning } from "../syntax/index.js";

export function syntaxError(e: PySyntaxError): PyBaseException {
  const x = err(E[e.errorType], e.msg);
  const details: Record<string, PyObj> = {
    msg: e.msg,
    filename: e.filename,
    lineno: e.lineno,
    offset: e.offset,
    text: e.text,
    end_lineno: e.end_lineno,
    end_offset: e.end_offset,
  };
  x.members = { ...details, print_file_and_line: null };
  x.args = mkTuple([
    e.msg,
    mkTuple([e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset]),
  ]);
  return x;
}

/** Set by the _warnings module. */
export const warningHook = {
  syntax: (_category: string, _msg: string, _filename: string, _lineno: number): void => {},
};

export function warnSyntax(w: PySyntaxWarning, filename: string): void {
  warningHook.syntax(w.category, w.message, filename, w.lineno);
}
