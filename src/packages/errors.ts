/**
 * Something the user asked for cannot be done. The message is one line that names the file, package
 * or address and says what was wrong with it; the command line prints it and ends with status 2.
 */
export class UserError extends Error {
  override name = "UserError";
}

/** One line, whatever an underlying library had to say. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, " ").trim();
}
