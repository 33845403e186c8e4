/** xml.etree.ElementTree.XMLParser: from expat's events to a tree, or to a target in Python. */
import {
  asJs,
  asStr,
  call,
  getattr,
  getattrOpt,
  setattr,
  toArray,
  typeName,
} from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { E, isException, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { getsets, methods, newMethod, slots } from "../objects/function.js";
import type { PyDict } from "../objects/hashtable.js";
import { PyBytes, type PyObj, PyObject, type PyType } from "../objects/object.js";
import { bindArgs, type Kw, signature } from "../objects/signature.js";
import { fromUtf16 } from "../objects/text.js";
import { builtinType, mkTuple, newDict } from "../objects/types.js";
import { warn } from "./_warnings.js";
import * as B from "./elementtree-builder.js";
import { MODULE } from "./elementtree-element.js";
import { raise } from "./exc.js";
import { codecTable, message, utf8, VERSION } from "./pyexpat.js";
import { XmlParser } from "./xml-parser.js";
import { XmlError } from "./xml-scan.js";

class PyXmlTreeParser extends PyObject {
  parser: XmlParser | null = null;
  target: PyObj = null;
  /** The target, when events go into it without calls of Python code. */
  builder: B.PyTreeBuilder | null = null;
  close: PyObj | undefined = undefined;
  entity: PyDict = newDict();
}
const parser_type = builtinType("XMLParser", {
  module: MODULE,
  ctor: PyXmlTreeParser,
  basicsize: 136,
  doc: null,
});

/** Names in a namespace come as `uri}name`. */
const universal = (s: string): PyObj => fromUtf16(s.includes("}") ? `{${s}` : s);

function failure(code: number, line: number, column: number, text: string): PyBaseException {
  const e = raise(B.state().parseError, `${text}: line ${line}, column ${column}`);
  // What SyntaxError keeps of its arguments.
  setattr(e, "msg", e.args.items[0]);
  setattr(e, "code", code);
  setattr(e, "position", mkTuple([line, column]));
  return e;
}

function attributes(list: string[]): PyDict | null {
  if (list.length === 0) return null;
  const d = newDict();
  for (let i = 0; i < list.length; i += 2) d.set(universal(list[i]), fromUtf16(list[i + 1]));
  return d;
}

/** What stands in a document with a doctype for an entity that is not declared. */
function undeclared(p: PyXmlTreeParser, raw: string, give: (s: PyObj) => void): void {
  if (!raw.startsWith("&")) return;
  const v = p.entity.get(fromUtf16(raw.slice(1, -1)));
  if (v !== undefined) {
    give(v);
    return;
  }
  const { line, column } = (p.parser as XmlParser).locate();
  throw failure(11, line, column, `undefined entity ${raw}`);
}

function toBuilder(p: PyXmlTreeParser, b: B.PyTreeBuilder): void {
  const h = (p.parser as XmlParser).handlers;
  h.startElement = (n, list) => void B.start(b, universal(n), attributes(list));
  h.endElement = () => void B.end(b);
  h.characterData = (s) => B.data(b, fromUtf16(s));
  h.defaults = (raw) => undeclared(p, raw, (v) => B.data(b, v));
  h.comment = (s) => void B.comment(b, fromUtf16(s));
  h.processingInstruction = (t, d) => {
    if (b.insertPis || b.events.has("pi")) B.pi(b, fromUtf16(t), fromUtf16(d));
  };
  h.startNamespace = (prefix, uri) =>
    B.event(b, "start-ns", mkTuple([fromUtf16(prefix ?? ""), fromUtf16(uri ?? "")]));
  h.endNamespace = () => B.event(b, "end-ns", null);
}
function toTarget(p: PyXmlTreeParser, target: PyObj): void {
  const h = (p.parser as XmlParser).handlers;
  const method = (name: string): PyObj | undefined => getattrOpt(target, name);
  const [start, data, end] = ["start", "data", "end"].map(method);
  if (start !== undefined)
    h.startElement = (n, list) => void call(start, [universal(n), attributes(list) ?? newDict()]);
  if (end !== undefined) h.endElement = (n) => void call(end, [universal(n)]);
  if (data !== undefined) h.characterData = (s) => void call(data, [fromUtf16(s)]);
  h.defaults = (raw) =>
    undeclared(p, raw, (v) => {
      if (data !== undefined) call(data, [v]);
    });
  const startNs = method("start_ns");
  if (startNs !== undefined)
    h.startNamespace = (prefix, uri) =>
      void call(startNs, [fromUtf16(prefix ?? ""), fromUtf16(uri ?? "")]);
  const endNs = method("end_ns");
  if (endNs !== undefined) h.endNamespace = (prefix) => void call(endNs, [fromUtf16(prefix ?? "")]);
  const comment = method("comment");
  if (comment !== undefined) h.comment = (s) => void call(comment, [fromUtf16(s)]);
  const pi = method("pi");
  if (pi !== undefined)
    h.processingInstruction = (t, d) => void call(pi, [fromUtf16(t), fromUtf16(d)]);
  p.close = method("close");
}

const opt = (s: string | null): PyObj => (s === null ? null : fromUtf16(s));
function init(p: PyXmlTreeParser, target: PyObj, encoding: PyObj): void {
  const enc = encoding === null ? null : asJs(encoding);
  if (enc === undefined)
    throw typeError(
      `XMLParser() argument 'encoding' must be str or None, not ${typeName(encoding)}`,
    );
  p.entity = newDict();
  p.parser = new XmlParser(enc, "}", codecTable);
  p.target = target ?? B.newBuilder();
  p.builder = null;
  p.close = undefined;
  if (p.target instanceof B.PyTreeBuilder && p.target.cls === B.builder_type)
    toBuilder(p, (p.builder = p.target));
  else toTarget(p, p.target);
  const doctype = getattrOpt(p.target, "doctype");
  p.parser.handlers.startDoctype = (name, sysid, pubid) => {
    if (doctype !== undefined) call(doctype, [fromUtf16(name), opt(pubid), opt(sysid)]);
    else if (getattrOpt(p, "doctype") !== undefined)
      warn(
        E.RuntimeWarning,
        "The doctype() method of XMLParser is ignored.  " +
          "Define doctype() method on the TreeBuilder target.",
      );
  };
}

// ---- feeding ----

function ready(p: PyXmlTreeParser): XmlParser {
  if (p.parser === null) throw valueError("XMLParser.__init__() wasn't called");
  return p.parser;
}
function parse(p: PyXmlTreeParser, bytes: Uint8Array, final: boolean): void {
  const parser = ready(p);
  try {
    parser.parse(bytes, final);
  } catch (e) {
    if (!(e instanceof XmlError)) throw e;
    const { line, column } = parser.locate();
    throw failure(e.code, line, column, message(e.code) ?? "unknown error");
  }
}
function feed(p: PyXmlTreeParser, o: PyObj): void {
  const parser = ready(p);
  const s = asStr(o);
  if (s !== undefined) {
    parser.forceUtf8();
    parse(p, utf8(s), false);
    return;
  }
  const b = bytesOf(o);
  if (b === undefined) throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
  parse(p, b, false);
}
const NOTHING = new Uint8Array(0);
const CHUNK = 64 * 1024;
function whole(p: PyXmlTreeParser, file: PyObj): PyObj {
  ready(p);
  const read = getattr(file, "read");
  for (;;) {
    const chunk = call(read, [CHUNK]);
    const s = asStr(chunk);
    if (s !== undefined) {
      if (s.length === 0) break;
      feed(p, chunk);
    } else if (chunk instanceof PyBytes && chunk.data.length > 0) parse(p, chunk.data, false);
    else break;
  }
  parse(p, NOTHING, true);
  return p.builder === null ? null : B.finish(p.builder);
}
function close(p: PyXmlTreeParser): PyObj {
  parse(p, NOTHING, true);
  if (p.builder !== null) return B.finish(p.builder);
  return p.close === undefined ? null : call(p.close, []);
}

const EVENTS = new Set(["start", "end", "start-ns", "end-ns", "comment", "pi"]);
function setEvents(p: PyXmlTreeParser, queue: PyObj, wanted: PyObj): null {
  ready(p);
  const b = p.builder;
  if (b === null)
    throw typeError("event handling only supported for ElementTree.TreeBuilder targets");
  b.report = getattr(queue, "append");
  if (wanted === null) {
    b.events = new Set(["end"]);
    return null;
  }
  let names: PyObj[];
  try {
    names = toArray(wanted);
  } catch (e) {
    if (isException(e, E.TypeError)) throw typeError("events must be a sequence");
    throw e;
  }
  const events = new Set<string>();
  for (const n of names) {
    const s = n instanceof PyBytes ? Buffer.from(n.data).toString("latin1") : asJs(n);
    if (s === undefined) throw valueError("invalid events sequence");
    if (!EVENTS.has(s)) throw valueError(`unknown event '${s}'`);
    events.add(s);
  }
  b.events = events;
  return null;
}

const SIGNATURE = signature("($self, /, *, target=None, encoding=None)");
/** Fills the type in, when the module is first imported. */
export function setupParser(): PyType {
  const t = parser_type;
  newMethod(t, "($type, *args, **kwargs)", (c: PyType) => new c.ctor(c));
  slots(t, {
    __init__: (p: PyXmlTreeParser, args: PyObj[], kw: Kw) => {
      const [target, encoding] = bindArgs("XMLParser", "XMLParser", SIGNATURE, args, kw) as (
        | PyObj
        | undefined
      )[];
      init(p, target ?? null, encoding ?? null);
      return null;
    },
  });
  getsets(
    t,
    { entity: (p: PyXmlTreeParser) => p.entity, target: (p: PyXmlTreeParser) => p.target },
    true,
  );
  getsets(t, { version: () => `Expat ${VERSION.join(".")}` });
  methods(t, {
    feed: [
      "($self, data, /)",
      (p: PyXmlTreeParser, o: PyObj) => {
        feed(p, o);
        return null;
      },
    ],
    close: ["($self, /)", close],
    flush: [
      "($self, /)",
      (p: PyXmlTreeParser) => {
        const parser = ready(p);
        const { deferral } = parser;
        parser.deferral = false;
        try {
          parse(p, NOTHING, false);
        } finally {
          parser.deferral = deferral;
        }
        return null;
      },
    ],
    _parse_whole: ["($self, file, /)", whole],
    _setevents: [
      "($self, events_queue, events_to_report=None, /)",
      (p: PyXmlTreeParser, queue: PyObj, wanted?: PyObj) => setEvents(p, queue, wanted ?? null),
    ],
  });
  return t;
}
