/**
 * The traced form of a function: it makes a frame when it begins (`$fr`, runtime/liveframe.ts),
 * and tells it of each line, call and exception. It is what `sys.settrace` and its kin need, and
 * what makes the variables of a running function visible; all other code is compiled without.
 */
import type { ast } from "../syntax/index.js";
import { frameNames, jsName, safePoint, type Unit } from "./unit.js";

/** What a source mentions that wants to watch code run: all its functions are traced. */
const WATCHES =
  /\b(?:get(?:generator|coroutine|asyncgen)locals|(?:gi|cr|ag)_frame|settrace|setprofile|set_trace|breakpoint(?=\()|f_trace|settrace_all_threads|setprofile_all_threads)\b|sys\.monitoring/;
/** What a function mentions that wants to see its own frame. */
const LOOKS = new Set(["_getframe", "currentframe", "f_locals", "getinnerframes", "stack"]);
const LOOKS_TEXT = /\b(?:_getframe|currentframe|f_locals|getinnerframes|inspect\.stack)\b/;

export function tracedBy(source: string): "all" | "mentions" | "none" {
  if (WATCHES.test(source)) return "all";
  return LOOKS_TEXT.test(source) ? "mentions" : "none";
}

/** Whether a function has one of those names in its text, in a function inside it or not. */
export function mentionsFrames(u: Unit, node: ast.Node): boolean {
  return u.program.traced === "mentions" && looks(node);
}
function looks(x: unknown): boolean {
  if (x === null || typeof x !== "object") return false;
  if (Array.isArray(x)) return x.some(looks);
  const n = x as ast.Node;
  if (n.kind === "Name" && LOOKS.has(n.id)) return true;
  if (n.kind === "Attribute" && LOOKS.has(n.attr)) return true;
  return Object.values(n).some((v) => typeof v === "object" && looks(v));
}

/** `const $fr=...`: the frame of u, which reads and writes its variables where they are. */
function makeFrame(u: Unit, namespace: boolean): string {
  const names = namespace ? [] : frameNames(u.code).map(jsName);
  const set = names.map((n, i) => `case ${i}:${n}=$v;break;`).join("");
  return (
    `${u.rt("frm")}(${u.codeIndex},${u.codeRef},$g,()=>$p,${namespace ? "$l" : "null"},` +
    `()=>[${names.join(",")}],($i,$v)=>{switch($i){${set}}})`
  );
}

/**
 * The body of a traced unit. A generator's frame is also known to `$h`, which reports where it is
 * suspended and resumed.
 */
export function tracedBody(u: Unit, decl: string, suspends: boolean, namespace = false): string {
  const frame = makeFrame(u, namespace);
  return [
    `{${decl}let $rv=null;const $fr=${suspends ? `$h.frame=${frame}` : frame};`,
    `try{${u.mark(u.code.firstlineno)}$fr.enter();${safePoint(u)}`,
    ...u.lines,
    "}catch($e){throw $fr.failed($e,$p)}finally{$fr.leave($rv)}}",
  ].join("\n");
}
