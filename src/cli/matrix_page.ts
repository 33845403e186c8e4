/** The page of `moult matrix --html`. */
import { MATRIX_HEAD, type Matrix, matrixCells } from "./matrix.js";
import { PAGE_STYLE } from "./page_style.js";
import { escapeHtml as esc } from "./table.js";

export function matrixPage(m: Matrix): string {
  const good = m.rows.filter((r) => r.loaded && r.equal).length;
  const rows = m.rows.map((r) => {
    const kind = r.loaded && r.equal ? "contract" : "bad";
    const cells = [...matrixCells(r), r.error].map((c) => `<td>${esc(c)}</td>`);
    return `<tr class="${kind}">${cells.join("")}</tr>`;
  });
  const head = [...MATRIX_HEAD, "error"].map((h) => `<th>${h}</th>`).join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Moult: ${esc(m.file)}</title><style>${PAGE_STYLE}</style></head><body><main>
<h1>${esc(m.file)}</h1>
<p>Runs ${esc(m.script)}; needs the limited API of ${m.floor}. ${good} of ${m.rows.length} rows print the same.</p>
<div class="scroll"><table><thead><tr><th>binary</th><th>sha256</th></tr></thead><tbody>${m.binaries.map((b) => `<tr><td>${esc(b.name)}</td><td><code>${b.sha256}</code></td></tr>`).join("")}</tbody></table></div>
<h2>Cores and levels</h2>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>
</main></body></html>
`;
}
