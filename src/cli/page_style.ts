/** The style of the pages that the command writes; readable at any width, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --back: #fbfaf7; --text: #1d1d1b; --line: #d8d4ca; --contract: #cfe6d4; --own: #dfe4f5; --free: #efece4; --changes: #f8dfc4; }
@media (prefers-color-scheme: dark) { :root { --back: #17181a; --text: #e8e6e1; --line: #3a3b3f; --contract: #1f4630; --own: #2a3358; --free: #222326; --changes: #5a3a18; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); } h3 { margin: 0; } h4 { margin: 1.2rem 0 .4rem; }
nav a { display: inline-block; margin-right: .8rem; color: inherit; }
code, td:first-child { font-family: ui-monospace, monospace; font-size: .85rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 1rem; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .8rem; min-width: 0; }
article p { margin: .2rem 0 .6rem; font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; } th { text-align: left; }
th, td { padding: .15rem .5rem; border: 1px solid var(--line); white-space: nowrap; }
tr { background: var(--back); } .scroll > table td:first-child, .scroll > table th:first-child { position: sticky; left: 0; background: inherit; }
article table { width: 100%; } article td:last-child { white-space: normal; overflow-wrap: anywhere; }
.contract { background: var(--contract); } .own { background: var(--own); } .free { background: var(--free); } .changes { background: var(--changes); } .bad { background: var(--changes); }
mark { color: inherit; padding: 0 .3em; border-radius: 3px; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
`;
