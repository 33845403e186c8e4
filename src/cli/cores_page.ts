/** The page of `moult cores --html`: one file, nothing loaded from elsewhere. */
import type { Field, ObjectMemory } from "../bridge/memory.js";
import type { CoreReport } from "./cores.js";
import { PAGE_STYLE } from "./page_style.js";
import { escapeHtml as esc } from "./table.js";

/** Rows of a type object beyond these say nothing more: they are its table of slots. */
const WORDS_SHOWN = 16;

function wordRow(m: ObjectMemory, offset: number): string {
  const here = m.fields.filter((f) => f.offset < offset + 8 && f.offset + f.size > offset);
  const start = m.prefix + offset;
  const hex = [...m.bytes.subarray(start, start + 8)]
    .map((b) => b.toString(16).padStart(2, "0"))
    .join(" ");
  const kind = here.some((f) => f.contract) ? "contract" : here.length > 0 ? "own" : "free";
  const names = here.map((f) => f.name).join(", ");
  const label = names !== "" ? names : offset < 0 ? "prefix" : "";
  return `<tr class="${kind}"><td>${offset}</td><td><code>${hex}</code></td><td>${esc(label)}</td></tr>`;
}

function card(core: string, m: ObjectMemory): string {
  const rows: string[] = [];
  const end = m.size - m.prefix;
  for (let o = -m.prefix; o < end && rows.length < WORDS_SHOWN; o += 8) rows.push(wordRow(m, o));
  const more = (m.size >> 3) - rows.length;
  return `<article><h3>${esc(core)}</h3><p>${m.size} bytes, ${m.prefix} of them before the object${m.face === undefined ? "" : `; extensions hold <code>${m.face}</code>`}</p>
<div class="scroll"><table><thead><tr><th>at</th><th>bytes</th><th>what it is</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>${more > 0 ? `<p>and ${more} words more</p>` : ""}</article>`;
}

function changes(type: string, reports: readonly CoreReport[]): string {
  const memories = reports.map((r) => r.memory.find((m) => m.type === type) as ObjectMemory);
  const names = [...new Set(memories.flatMap((m) => m.fields.map((f) => f.name)))];
  const cell = (f: Field | undefined): string => (f === undefined ? "–" : String(f.offset));
  const rows = names.map((name) => {
    const at = memories.map((m) => cell(m.fields.find((f) => f.name === name)));
    const contract = memories.some((m) => m.fields.some((f) => f.name === name && f.contract));
    const kind = contract ? "contract" : new Set(at).size > 1 ? "changes" : "own";
    return `<tr class="${kind}"><td>${esc(name)}</td>${at.map((a) => `<td>${a}</td>`).join("")}</tr>`;
  });
  const sizes = memories.map((m) => `<td>${m.size}</td>`).join("");
  const before = memories.map((m) => `<td>${m.prefix}</td>`).join("");
  return `<div class="scroll"><table><thead><tr><th>offset of</th>${reports.map((r) => `<th>${esc(r.name)}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}<tr><td>bytes before</td>${before}</tr><tr><td>bytes in all</td>${sizes}</tr></tbody></table></div>`;
}

export function coresPage(reports: readonly CoreReport[]): string {
  const types = reports[0].memory.map((m) => m.type);
  const sections = types.map((type) => {
    const shown = (reports[0].memory.find((m) => m.type === type) as ObjectMemory).shown;
    return `<section id="${type}"><h2>${esc(type)} <code>${esc(shown)}</code></h2>
<h4>What changes from core to core</h4>
${changes(type, reports)}
<h4>Memory of a live object</h4>
<div class="cards">${reports.map((r) => card(r.name, r.memory.find((m) => m.type === type) as ObjectMemory)).join("\n")}</div></section>`;
  });
  const sizes = reports[0].sizes.map(
    ([row], k) =>
      `<tr><td>${esc(row)}</td>${reports.map((r) => `<td>${r.sizes[k][1]}</td>`).join("")}</tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Moult: object layouts</title><style>${PAGE_STYLE}</style></head><body><main>
<h1>One binary, ${reports.length} object layouts</h1>
<p>The bytes are read from live objects of this run. Compiled extensions of the stable ABI may look
at what is marked <mark class="contract">contract</mark>; all else is the
<mark class="own">core's own</mark> or <mark class="free">unused</mark>, and lies elsewhere on each core.</p>
<nav>${types.map((t) => `<a href="#${t}">${esc(t)}</a>`).join(" ")}</nav>
<section id="cores"><h2>Cores</h2><dl>${reports.map((r) => `<dt>${esc(r.name)}</dt><dd>${esc(r.summary)}</dd>`).join("")}</dl>
<div class="scroll"><table><thead><tr><th>bytes of</th>${reports.map((r) => `<th>${esc(r.name)}</th>`).join("")}</tr></thead><tbody>${sizes.join("\n")}</tbody></table></div></section>
${sections.join("\n")}
</main></body></html>
`;
}
