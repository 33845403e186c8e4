/**
 * Variables of running functions that were compiled without a frame: V8's debugger, asked from
 * inside, stops for a moment and evaluates in the function's scope. It takes milliseconds, and
 * only programs that ask another function's frame for `f_locals` come here.
 */
import { type Debugger, type InspectorNotification, Session } from "node:inspector";
import { jsName } from "../compiler/unit.js";
import type { PyCode } from "../objects/code.js";
import { frameNames } from "../objects/framelocals.js";
import { lookup } from "../objects/frametype.js";
import type { PyObj } from "../objects/object.js";
import type { PyFrame } from "../objects/traceback.js";
import { codeAt } from "./frames.js";
import { currentThread, mainThread } from "./threads.js";

type Values = (PyObj | undefined)[];
/** What passes between here and the evaluated text, which sees nothing but globals. */
const hand: { values: Values; value: PyObj | undefined } = { values: [], value: undefined };
const HAND = "__moult_hand";

let session: Session | null = null;

/** Stops and evaluates `js` where `f` runs; false when it does not run any more. */
function evaluate(f: PyFrame, js: string): boolean {
  if (currentThread() !== mainThread) return false;
  if (session === null) {
    session = new Session();
    session.connect();
  }
  const s = session;
  let found = false;
  const urls = new Map<string, string>();
  const parsed = (m: InspectorNotification<Debugger.ScriptParsedEventDataType>): void => {
    urls.set(m.params.scriptId, m.params.url);
  };
  const codeOf = (c: Debugger.CallFrame): PyCode | undefined =>
    codeAt(urls.get(c.location.scriptId) ?? "", c.functionName, c.location.lineNumber + 1);
  const paused = (m: InspectorNotification<Debugger.PausedEventDataType>): void => {
    const frames = m.params.callFrames.filter((c) => codeOf(c) !== undefined);
    const c = frames[frames.length - f.height];
    if (c === undefined || codeOf(c) !== f.code) return;
    s.post(
      "Debugger.evaluateOnCallFrame",
      { callFrameId: c.callFrameId, expression: js, silent: true },
      (e, r) => {
        found = e === null && r.exceptionDetails === undefined;
      },
    );
  };
  const globals = globalThis as Record<string, unknown>;
  s.on("Debugger.scriptParsed", parsed);
  s.on("Debugger.paused", paused);
  globals[HAND] = hand;
  try {
    s.post("Debugger.enable");
    // biome-ignore lint/suspicious/noDebugger: it is what stops
    debugger;
    s.post("Debugger.disable");
  } finally {
    s.off("Debugger.paused", paused);
    s.off("Debugger.scriptParsed", parsed);
    delete globals[HAND];
  }
  return found;
}

/** The values are those of the moment when `f_locals` was asked for; what is stored arrives. */
lookup.fill = (f: PyFrame): void => {
  if (f.height < 0) return;
  const names = frameNames(f).map(jsName);
  // Importing `_collections_abc` asks a function without variables; V8's debugger drops all
  // optimised code, so it is not asked for nothing.
  if (names.length === 0) return;
  const read = names.map((n) => `(()=>{try{return ${n}}catch{}})()`).join(",");
  if (!evaluate(f, `${HAND}.values=[${read}];0`)) return;
  const { values } = hand;
  hand.values = [];
  f.read = () => values;
  f.write = (i, v) => {
    values[i] = v;
    hand.value = v;
    evaluate(f, `${names[i]}=${HAND}.value;0`);
    hand.value = undefined;
  };
};
