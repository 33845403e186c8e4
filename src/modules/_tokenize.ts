/** _tokenize: the tokenizer of src/syntax as the iterator that tokenize.py builds on. */
import { asJs, call0, getattr, PyIter, truth } from "../objects/abstract.js";
import { E, isException } from "../objects/errors.js";
import { newMethod } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import { PyBytes, type PyObj, type PyType } from "../objects/object.js";
import { iterSlots } from "../objects/sequence.js";
import { fromUtf16 } from "../objects/text.js";
import { builtinType, mkTuple } from "../objects/types.js";
import { importModule } from "../runtime/import.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { syntaxError } from "../runtime/syntaxerror.js";
import { PySyntaxError } from "../syntax/index.js";
import { KEYWORDS } from "../syntax/kinds.js";
import { tokenize } from "../syntax/tokenizer.js";

/** Kinds below the punctuation, in the order of syntax/kinds.ts, as names of token.py. */
const PLAIN = (
  "ENDMARKER NAME NUMBER STRING NEWLINE INDENT DEDENT FSTRING_START FSTRING_MIDDLE FSTRING_END " +
  "TSTRING_START TSTRING_MIDDLE TSTRING_END TYPE_COMMENT TYPE_IGNORE COMMENT NL OP ERRORTOKEN"
).split(" ");
const keywords = new Set(KEYWORDS);

class TokenizerIter extends PyIter {
  rows: PyObj[] = [];
  at = 0;
  error: PySyntaxError | null = null;
  override $next(): PyObj | undefined {
    const r = this.rows[this.at++];
    if (r === undefined && this.error !== null) throw syntaxError(this.error);
    return r;
  }
}
const type = builtinType("TokenizerIter", {
  module: "_tokenize",
  ctor: TokenizerIter,
  subclassable: false,
});
iterSlots(type);

function readAll(readline: PyObj): string {
  const parts: string[] = [];
  for (;;) {
    let line: PyObj;
    try {
      line = call0(readline);
    } catch (e) {
      if (isException(e, E.StopIteration)) break;
      throw e;
    }
    const s = line instanceof PyBytes ? Buffer.from(line.data).toString("utf8") : asJs(line);
    if (s === undefined || s === "") break;
    parts.push(s);
  }
  return parts.join("");
}

newMethod(
  type,
  "($type, readline, /, *, encoding=None, extra_tokens=False)",
  (c: PyType, readline: PyObj, _encoding?: PyObj, extra?: PyObj) => {
    const it = new c.ctor(c) as TokenizerIter;
    const source = readAll(readline);
    const withExtra = extra !== undefined && truth(extra);
    const store = tokenize(source, { extraTokens: withExtra });
    const token = importModule(interp(), "token");
    const number = (name: string): PyObj => getattr(token, name);
    const exact = new Map<string, PyObj>();
    const exactTypes = getattr(token, "EXACT_TOKEN_TYPES");
    const lines = source.split(/(?<=\n)/);
    const starts: number[] = [];
    let offset = 0;
    for (const l of lines) {
      starts.push(offset);
      offset += l.length;
    }
    /** A column counts characters. */
    const column = (line: number, pos: number): number => {
      const from = starts[line - 1] ?? source.length;
      let n = 0;
      for (const ch of source.slice(from, pos)) n += ch.length > 0 ? 1 : 0;
      return n;
    };
    const opType = (text: string): PyObj => {
      if (withExtra) return number("OP");
      let t = exact.get(text);
      if (t === undefined) exact.set(text, (t = getitem(exactTypes, text)));
      return t;
    };
    for (let i = 0; i < store.count; i++) {
      const kind = store.kind[i];
      let text = store.text(i);
      const [sl, el] = [store.line[i], store.endLine[i]];
      let [sc, ec] = [column(sl, store.start[i]), column(el, store.end[i])];
      const name = PLAIN[kind];
      if (name === "ERRORTOKEN") break;
      let t: PyObj;
      if (name === undefined) t = keywords.has(text) ? number("NAME") : opType(text);
      else if (name === "OP") t = number("OP");
      else t = number(name);
      if (name === "ENDMARKER" || name === "DEDENT") {
        text = "";
        if (name === "ENDMARKER" && withExtra) {
          it.rows.push(
            mkTuple([
              t,
              "",
              mkTuple([
                lines.length +
                  1 -
                  (source.endsWith("\n") || source === "" ? (source === "" ? 1 : 0) : 0),
                0,
              ]),
              mkTuple([lines.length + 1 - (source === "" ? 1 : 0), 0]),
              "",
            ]),
          );
          continue;
        }
        ec = sc;
      }
      if ((name === "NEWLINE" || name === "NL") && withExtra && text === "") ec = sc + 1;
      if (name === "INDENT") sc = 0;
      const last = Math.max(sl, el);
      const line = lines.slice(sl - 1, last).join("");
      it.rows.push(
        mkTuple([t, fromUtf16(text), mkTuple([sl, sc]), mkTuple([el, ec]), fromUtf16(line)]),
      );
    }
    const e = store.error;
    if (e !== null) {
      const p = e as unknown as { msg: string; line: number; offset: number };
      it.error = new PySyntaxError("SyntaxError", p.msg, {
        filename: "<string>",
        lineno: p.line,
        offset: p.offset,
        text: lines[p.line - 1] ?? null,
        end_lineno: p.line,
        end_offset: p.offset,
      });
    }
    return it;
  },
);

import { getitem } from "../objects/abstract.js";

registerModule("_tokenize", () => defineModule("_tokenize", null, {}, { TokenizerIter: type }));
