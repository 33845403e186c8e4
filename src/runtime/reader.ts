/** Source texts as the parser reads them, and their lines for reports. */
import { readFileSync } from "node:fs";
import { strJs } from "../objects/abstract.js";
import { decode, lookupHook } from "../objects/codecs.js";
import { E, err, isException } from "../objects/errors.js";
import { readSource } from "../syntax/source.js";

/** What the parser asks of the interpreter: characters by name, sources in other encodings. */
export const readerHooks = {
  lookupName: (name: string): number | null => lookupHook.of(name) ?? null,
  decode: (bytes: Uint8Array, encoding: string): string | null => {
    try {
      return String(decode(bytes, encoding, "strict"));
    } catch (e) {
      if (isException(e, E.LookupError)) return null;
      if (isException(e, E.UnicodeError)) throw err(E.SyntaxError, strJs(e));
      throw e;
    }
  },
};

/** The lines of a file in the encoding that it names; null when there is none. */
export function fileLines(filename: string): string[] | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(filename);
  } catch {
    return null;
  }
  let text: string;
  try {
    text = readSource(bytes, { filename, mode: "eval", ...readerHooks });
  } catch {
    text = bytes.toString("utf8");
  }
  return text.split("\n");
}
/** One of them with its end, as a SyntaxError keeps it; null for texts that have no file. */
export function fileLine(filename: string, lineno: number): string | null {
  if (lineno < 1 || filename.startsWith("<")) return null;
  const lines = fileLines(filename);
  const line = lines?.[lineno - 1];
  if (lines === null || line === undefined) return null;
  return lineno < lines.length ? `${line}\n` : line;
}
