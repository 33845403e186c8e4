/** Rows of text in columns, the first row as head. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = rows[0].map((_, c) => Math.max(...rows.map((r) => r[c].length)));
  const line = (r: readonly string[]): string =>
    r
      .map((x, c) => x.padEnd(width[c]))
      .join("  ")
      .trimEnd();
  return `${[line(rows[0]), width.map((w) => "-".repeat(w)).join("  "), ...rows.slice(1).map(line)].join("\n")}\n`;
}

export const escapeHtml = (s: string): string =>
  s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
