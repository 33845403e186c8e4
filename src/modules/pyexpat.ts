/** pyexpat: the parser of xml-parser.ts as Python sees it. */
import {
  asInt,
  asJs,
  asStr,
  call,
  callMethod,
  getattr,
  setattr,
  truth,
  typeName,
} from "../objects/abstract.js";
import { bytesOf } from "../objects/buffer.js";
import { E, err, type PyBaseException, typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { getsets, methods } from "../objects/function.js";
import { PyDict } from "../objects/hashtable.js";
import { defineModule, newModule, type PyModule } from "../objects/module.js";
import { type PyObj, PyObject, type Str } from "../objects/object.js";
import { fromUtf16 } from "../objects/text.js";
import { builtinType, mkBytes, mkList, mkTuple, newDict } from "../objects/types.js";
import { type Interpreter, registerModule } from "../runtime/interpreter.js";
import { exceptionType, raise } from "./exc.js";
import type { Model } from "./xml-dtd.js";
import { type Handlers, XmlParser } from "./xml-parser.js";
import { XmlError } from "./xml-scan.js";

/** The expat whose behaviour is followed. */
export const VERSION = [2, 7, 1] as const;
const expat_error = exceptionType("xml.parsers.expat", "ExpatError", [E.Exception]);

const MESSAGES: readonly (readonly [string, string])[] = [
  ["XML_ERROR_NO_MEMORY", "out of memory"],
  ["XML_ERROR_SYNTAX", "syntax error"],
  ["XML_ERROR_NO_ELEMENTS", "no element found"],
  ["XML_ERROR_INVALID_TOKEN", "not well-formed (invalid token)"],
  ["XML_ERROR_UNCLOSED_TOKEN", "unclosed token"],
  ["XML_ERROR_PARTIAL_CHAR", "partial character"],
  ["XML_ERROR_TAG_MISMATCH", "mismatched tag"],
  ["XML_ERROR_DUPLICATE_ATTRIBUTE", "duplicate attribute"],
  ["XML_ERROR_JUNK_AFTER_DOC_ELEMENT", "junk after document element"],
  ["XML_ERROR_PARAM_ENTITY_REF", "illegal parameter entity reference"],
  ["XML_ERROR_UNDEFINED_ENTITY", "undefined entity"],
  ["XML_ERROR_RECURSIVE_ENTITY_REF", "recursive entity reference"],
  ["XML_ERROR_ASYNC_ENTITY", "asynchronous entity"],
  ["XML_ERROR_BAD_CHAR_REF", "reference to invalid character number"],
  ["XML_ERROR_BINARY_ENTITY_REF", "reference to binary entity"],
  ["XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF", "reference to external entity in attribute"],
  ["XML_ERROR_MISPLACED_XML_PI", "XML or text declaration not at start of entity"],
  ["XML_ERROR_UNKNOWN_ENCODING", "unknown encoding"],
  ["XML_ERROR_INCORRECT_ENCODING", "encoding specified in XML declaration is incorrect"],
  ["XML_ERROR_UNCLOSED_CDATA_SECTION", "unclosed CDATA section"],
  ["XML_ERROR_EXTERNAL_ENTITY_HANDLING", "error in processing external entity reference"],
  ["XML_ERROR_NOT_STANDALONE", "document is not standalone"],
  ["XML_ERROR_UNEXPECTED_STATE", "unexpected parser state - please send a bug report"],
  ["XML_ERROR_ENTITY_DECLARED_IN_PE", "entity declared in parameter entity"],
  ["XML_ERROR_FEATURE_REQUIRES_XML_DTD", "requested feature requires XML_DTD support in Expat"],
  ["XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING", "cannot change setting once parsing has begun"],
  ["XML_ERROR_UNBOUND_PREFIX", "unbound prefix"],
  ["XML_ERROR_UNDECLARING_PREFIX", "must not undeclare prefix"],
  ["XML_ERROR_INCOMPLETE_PE", "incomplete markup in parameter entity"],
  ["XML_ERROR_XML_DECL", "XML declaration not well-formed"],
  ["XML_ERROR_TEXT_DECL", "text declaration not well-formed"],
  ["XML_ERROR_PUBLICID", "illegal character(s) in public id"],
  ["XML_ERROR_SUSPENDED", "parser suspended"],
  ["XML_ERROR_NOT_SUSPENDED", "parser not suspended"],
  ["XML_ERROR_ABORTED", "parsing aborted"],
  ["XML_ERROR_FINISHED", "parsing finished"],
  ["XML_ERROR_SUSPEND_PE", "cannot suspend in external parameter entity"],
  [
    "XML_ERROR_RESERVED_PREFIX_XML",
    "reserved prefix (xml) must not be undeclared or bound to another namespace name",
  ],
  ["XML_ERROR_RESERVED_PREFIX_XMLNS", "reserved prefix (xmlns) must not be declared or undeclared"],
  [
    "XML_ERROR_RESERVED_NAMESPACE_URI",
    "prefix must not be bound to one of the reserved namespace names",
  ],
  ["XML_ERROR_INVALID_ARGUMENT", "invalid argument"],
  ["XML_ERROR_NO_BUFFER", "a successful prior call to function XML_GetBuffer is required"],
  [
    "XML_ERROR_AMPLIFICATION_LIMIT_BREACH",
    "limit on input amplification factor (from DTD and entities) breached",
  ],
  ["XML_ERROR_NOT_STARTED", "parser not started"],
];
export const message = (code: number): string | null => MESSAGES[code - 1]?.[1] ?? null;

const NAMES = [
  "StartElementHandler",
  "EndElementHandler",
  "ProcessingInstructionHandler",
  "CharacterDataHandler",
  "UnparsedEntityDeclHandler",
  "NotationDeclHandler",
  "StartNamespaceDeclHandler",
  "EndNamespaceDeclHandler",
  "CommentHandler",
  "StartCdataSectionHandler",
  "EndCdataSectionHandler",
  "DefaultHandler",
  "DefaultHandlerExpand",
  "NotStandaloneHandler",
  "ExternalEntityRefHandler",
  "StartDoctypeDeclHandler",
  "EndDoctypeDeclHandler",
  "EntityDeclHandler",
  "XmlDeclHandler",
  "ElementDeclHandler",
  "AttlistDeclHandler",
  "SkippedEntityHandler",
];

class PyXmlParser extends PyObject {
  parser: XmlParser = null as unknown as XmlParser;
  callbacks: Record<string, PyObj> = {};
  intern: PyDict | null = null;
  bufferText = false;
  bufferSize = 8192;
  buffered = "";
  orderedAttributes = false;
  specifiedAttributes = false;
  inCallback = false;
  /** Made for an external entity of another parser. */
  sub = false;
}
const parser_type = builtinType("xmlparser", {
  module: "pyexpat",
  ctor: PyXmlParser,
  subclassable: false,
  instantiable: false,
});

/** A name: one str object for equal names while the intern dict is there. */
function name(p: PyXmlParser, s: string): PyObj {
  const v = fromUtf16(s);
  if (p.intern === null) return v;
  const known = p.intern.get(v);
  if (known !== undefined) return known;
  p.intern.set(v, v);
  return v;
}
const opt = (s: string | null): PyObj => (s === null ? null : fromUtf16(s));

function flush(p: PyXmlParser): void {
  if (p.buffered === "") return;
  const s = p.buffered;
  p.buffered = "";
  const f = p.callbacks.CharacterDataHandler;
  if (f !== undefined) call(f, [fromUtf16(s)]);
}
function invoke(p: PyXmlParser, which: string, args: PyObj[]): PyObj {
  flush(p);
  const f = p.callbacks[which];
  if (f === undefined) return null;
  p.inCallback = true;
  try {
    return call(f, args);
  } finally {
    p.inCallback = false;
  }
}
function modelTuple(p: PyXmlParser, m: Model): PyObj {
  return mkTuple([m[0], m[1], opt(m[2]), mkTuple(m[3].map((k) => modelTuple(p, k)))]);
}
const flag = (o: PyObj): boolean => {
  const n = asInt(o);
  if (n === undefined)
    throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
  return n !== 0;
};

/** How the parser's events become calls; made anew when a handler is set. */
const BIND: Record<string, (p: PyXmlParser, h: Handlers) => void> = {
  StartElementHandler: (p, h) => {
    h.startElement = (n, attributes, specified) => {
      const used = p.specifiedAttributes ? attributes.slice(0, specified) : attributes;
      let container: PyObj;
      if (p.orderedAttributes)
        container = mkList(used.map((s, i) => (i % 2 === 0 ? name(p, s) : fromUtf16(s))));
      else {
        const d = newDict();
        for (let i = 0; i < used.length; i += 2) d.set(name(p, used[i]), fromUtf16(used[i + 1]));
        container = d;
      }
      invoke(p, "StartElementHandler", [name(p, n), container]);
    };
  },
  EndElementHandler: (p, h) => {
    h.endElement = (n) => void invoke(p, "EndElementHandler", [name(p, n)]);
  },
  ProcessingInstructionHandler: (p, h) => {
    h.processingInstruction = (t, d) =>
      void invoke(p, "ProcessingInstructionHandler", [name(p, t), fromUtf16(d)]);
  },
  CharacterDataHandler: (p, h) => {
    h.characterData = (s) => {
      if (!p.bufferText) {
        invoke(p, "CharacterDataHandler", [fromUtf16(s)]);
        return;
      }
      if (Buffer.byteLength(p.buffered) + Buffer.byteLength(s) > p.bufferSize) flush(p);
      if (Buffer.byteLength(s) > p.bufferSize) invoke(p, "CharacterDataHandler", [fromUtf16(s)]);
      else p.buffered += s;
    };
  },
  UnparsedEntityDeclHandler: (p, h) => {
    h.unparsedEntityDecl = (e) =>
      void invoke(p, "UnparsedEntityDeclHandler", [
        name(p, e.name),
        opt(e.base),
        opt(e.sysid),
        opt(e.pubid),
        opt(e.notation),
      ]);
  },
  NotationDeclHandler: (p, h) => {
    h.notationDecl = (n, base, sysid, pubid) =>
      void invoke(p, "NotationDeclHandler", [name(p, n), opt(base), opt(sysid), opt(pubid)]);
  },
  StartNamespaceDeclHandler: (p, h) => {
    h.startNamespace = (prefix, uri) =>
      void invoke(p, "StartNamespaceDeclHandler", [opt(prefix), opt(uri)]);
  },
  EndNamespaceDeclHandler: (p, h) => {
    h.endNamespace = (prefix) => void invoke(p, "EndNamespaceDeclHandler", [opt(prefix)]);
  },
  CommentHandler: (p, h) => {
    h.comment = (s) => void invoke(p, "CommentHandler", [fromUtf16(s)]);
  },
  StartCdataSectionHandler: (p, h) => {
    h.startCdata = () => void invoke(p, "StartCdataSectionHandler", []);
  },
  EndCdataSectionHandler: (p, h) => {
    h.endCdata = () => void invoke(p, "EndCdataSectionHandler", []);
  },
  DefaultHandler: (p, h) => {
    p.parser.keepEntities = true;
    h.defaults = (s) => void invoke(p, "DefaultHandler", [fromUtf16(s)]);
  },
  DefaultHandlerExpand: (p, h) => {
    p.parser.keepEntities = false;
    h.defaults = (s) => void invoke(p, "DefaultHandlerExpand", [fromUtf16(s)]);
  },
  NotStandaloneHandler: (p, h) => {
    h.notStandalone = () => flag(invoke(p, "NotStandaloneHandler", []));
  },
  ExternalEntityRefHandler: (p, h) => {
    h.externalEntity = (context, base, sysid, pubid) =>
      flag(
        invoke(p, "ExternalEntityRefHandler", [opt(context), opt(base), opt(sysid), opt(pubid)]),
      );
  },
  StartDoctypeDeclHandler: (p, h) => {
    h.startDoctype = (n, sysid, pubid, internal) =>
      void invoke(p, "StartDoctypeDeclHandler", [
        name(p, n),
        opt(sysid),
        opt(pubid),
        internal ? 1 : 0,
      ]);
  },
  EndDoctypeDeclHandler: (p, h) => {
    h.endDoctype = () => void invoke(p, "EndDoctypeDeclHandler", []);
  },
  EntityDeclHandler: (p, h) => {
    h.entityDecl = (e) =>
      void invoke(p, "EntityDeclHandler", [
        name(p, e.name),
        e.param ? 1 : 0,
        opt(e.text),
        opt(e.base),
        opt(e.sysid),
        opt(e.pubid),
        opt(e.notation),
      ]);
  },
  XmlDeclHandler: (p, h) => {
    h.xmlDecl = (version, encoding, standalone) =>
      void invoke(p, "XmlDeclHandler", [opt(version), opt(encoding), standalone]);
  },
  ElementDeclHandler: (p, h) => {
    h.elementDecl = (n, model) =>
      void invoke(p, "ElementDeclHandler", [name(p, n), modelTuple(p, model)]);
  },
  AttlistDeclHandler: (p, h) => {
    h.attlistDecl = (el, n, type, value, required) =>
      void invoke(p, "AttlistDeclHandler", [
        name(p, el),
        name(p, n),
        fromUtf16(type),
        opt(value),
        required ? 1 : 0,
      ]);
  },
  SkippedEntityHandler: (p, h) => {
    h.skippedEntity = (n, param) =>
      void invoke(p, "SkippedEntityHandler", [fromUtf16(n), param ? 1 : 0]);
  },
};
/** Which event slots a Python handler fills, to clear them. */
function rebind(p: PyXmlParser): void {
  const h = p.parser.handlers;
  for (const k of Object.keys(h)) delete (h as Record<string, unknown>)[k];
  p.parser.keepEntities = false;
  for (const n of NAMES) if (p.callbacks[n] !== undefined) BIND[n](p, h);
}
for (const n of NAMES)
  getsets(parser_type, {
    [n]: [
      (p: PyXmlParser) => p.callbacks[n] ?? null,
      (p: PyXmlParser, v: PyObj | undefined) => {
        if (v === undefined) throw err(E.RuntimeError, "Cannot delete attribute");
        if (n === "CharacterDataHandler") flush(p);
        if (v === null) delete p.callbacks[n];
        else p.callbacks[n] = v;
        rebind(p);
      },
    ],
  });

function fail(p: PyXmlParser, code: number): PyBaseException {
  const at = p.parser.locate();
  const line = at.line;
  const column = at.column;
  const e = raise(expat_error, `${message(code)}: line ${line}, column ${column}`);
  setattr(e, "code", code);
  setattr(e, "offset", column);
  setattr(e, "lineno", line);
  return e;
}
function parse(p: PyXmlParser, data: Uint8Array, final: boolean): PyObj {
  try {
    p.parser.parse(data, final);
  } catch (e) {
    if (e instanceof XmlError) {
      // What was gathered before an error is not reported.
      p.buffered = "";
      throw fail(p, e.code);
    }
    throw e;
  }
  flush(p);
  return 1;
}
/** Text is parsed as UTF-8, whatever its declaration says. */
function feed(p: PyXmlParser, o: PyObj, final: boolean): PyObj {
  const s = asStr(o);
  if (s === undefined) {
    const b = bytesOf(o);
    if (b === undefined) throw typeError(`a bytes-like object is required, not '${typeName(o)}'`);
    return parse(p, b, final);
  }
  p.parser.forceUtf8();
  return parse(p, utf8(s), final);
}
export function utf8(s: Str): Uint8Array {
  const t = s.toString();
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(t);
  if (!lone) return Buffer.from(t);
  return bytesOf(callMethod(s, "encode", ["utf-8"])) as Uint8Array;
}

methods(parser_type, {
  Parse: [
    "($self, data, isfinal=False, /)",
    (p: PyXmlParser, data: PyObj, final?: PyObj) => {
      if (p.inCallback) throw err(E.RuntimeError, "XML_Parse must not be called from a handler");
      return feed(p, data, final !== undefined && truth(final));
    },
  ],
  ParseFile: [
    "($self, file, /)",
    (p: PyXmlParser, file: PyObj) => {
      let read: PyObj;
      try {
        read = getattr(file, "read");
      } catch {
        throw typeError("argument must have 'read' attribute");
      }
      for (;;) {
        const chunk = call(read, [2048]);
        const b = bytesOf(chunk);
        if (b === undefined)
          throw typeError(`read() did not return a bytes object (type=${typeName(chunk)})`);
        parse(p, b, b.length === 0);
        if (b.length === 0) return 1;
      }
    },
  ],
  SetBase: [
    "($self, base, /)",
    (p: PyXmlParser, b: PyObj) => {
      p.parser.base = needText("SetBase", b);
      return null;
    },
  ],
  GetBase: ["($self, /)", (p: PyXmlParser) => opt(p.parser.base)],
  GetInputContext: [
    "($self, /)",
    (p: PyXmlParser) => {
      const s = p.inCallback ? p.parser.inputContext() : null;
      return s === null ? null : mkBytes(Buffer.from(s));
    },
  ],
  ExternalEntityParserCreate: [
    "($self, context, encoding=None, /)",
    (p: PyXmlParser, context: PyObj, encoding?: PyObj) => {
      const enc = encoding === undefined ? null : needText("ExternalEntityParserCreate", encoding);
      const c = context === null ? null : needText("ExternalEntityParserCreate", context);
      const n = new PyXmlParser(parser_type);
      n.parser = p.parser.child(c, enc);
      n.parser.handlers = {};
      n.callbacks = { ...p.callbacks };
      n.intern = p.intern;
      n.sub = true;
      n.bufferText = p.bufferText;
      n.bufferSize = p.bufferSize;
      n.orderedAttributes = p.orderedAttributes;
      n.specifiedAttributes = p.specifiedAttributes;
      rebind(n);
      return n;
    },
  ],
  SetParamEntityParsing: [
    "($self, flag, /)",
    (p: PyXmlParser, v: PyObj) => {
      if (p.parser.started) return 0;
      p.parser.paramParsing = Number(asInt(v) ?? 0);
      return 1;
    },
  ],
  UseForeignDTD: [
    "($self, flag=True, /)",
    (p: PyXmlParser, v?: PyObj) => {
      if (p.parser.started) throw fail(p, 26);
      p.parser.foreignDtd = v === undefined || truth(v);
      return null;
    },
  ],
  GetReparseDeferralEnabled: ["($self, /)", (p: PyXmlParser) => p.parser.deferral],
  SetReparseDeferralEnabled: [
    "($self, enabled, /)",
    (p: PyXmlParser, v: PyObj) => {
      p.parser.deferral = truth(v);
      return null;
    },
  ],
  SetBillionLaughsAttackProtectionActivationThreshold: [
    "($self, threshold, /)",
    (p: PyXmlParser, v: PyObj) => {
      p.parser.amplificationThreshold = threshold(p, v);
      return null;
    },
  ],
  SetBillionLaughsAttackProtectionMaximumAmplification: [
    "($self, max_factor, /)",
    (p: PyXmlParser, v: PyObj) => {
      const f = factor(p, v);
      p.parser.maxAmplification = f;
      return null;
    },
  ],
  SetAllocTrackerActivationThreshold: [
    "($self, threshold, /)",
    (p: PyXmlParser, v: PyObj) => {
      threshold(p, v);
      return null;
    },
  ],
  SetAllocTrackerMaximumAmplification: [
    "($self, max_factor, /)",
    (p: PyXmlParser, v: PyObj) => {
      factor(p, v);
      return null;
    },
  ],
});
function needText(f: string, o: PyObj): string {
  const s = asJs(o);
  if (s === undefined) throw typeError(`${f}() argument 1 must be str, not ${typeName(o)}`);
  return s;
}
function needRoot(p: PyXmlParser): void {
  if (p.sub) throw raise(expat_error, "parser must be a root parser");
}
function threshold(p: PyXmlParser, o: PyObj): number {
  const n = asInt(o);
  if (n === undefined)
    throw typeError(`'${typeName(o)}' object cannot be interpreted as an integer`);
  needRoot(p);
  return Number(n);
}
function factor(p: PyXmlParser, o: PyObj): number {
  const f = asDouble(o);
  needRoot(p);
  if (Number.isNaN(f) || f < 1) throw raise(expat_error, "'max_factor' must be at least 1.0");
  return f;
}
const bool =
  (key: "orderedAttributes" | "specifiedAttributes") =>
  (p: PyXmlParser, v: PyObj | undefined): void => {
    p[key] = v !== undefined && truth(v);
  };
getsets(parser_type, {
  ErrorCode: (p: PyXmlParser) => p.parser.error,
  ErrorLineNumber: (p: PyXmlParser) => p.parser.locate().line,
  ErrorColumnNumber: (p: PyXmlParser) => p.parser.locate().column,
  ErrorByteIndex: (p: PyXmlParser) => (p.parser.started ? p.parser.locate().byte : -1),
  CurrentLineNumber: (p: PyXmlParser) => p.parser.locate().line,
  CurrentColumnNumber: (p: PyXmlParser) => p.parser.locate().column,
  CurrentByteIndex: (p: PyXmlParser) => (p.parser.started ? p.parser.locate().byte : -1),
  intern: (p: PyXmlParser) => p.intern,
  buffer_text: [
    (p: PyXmlParser) => p.bufferText,
    (p: PyXmlParser, v: PyObj | undefined) => {
      const on = v !== undefined && truth(v);
      if (!on) flush(p);
      p.bufferText = on;
    },
  ],
  buffer_used: (p: PyXmlParser) => Buffer.byteLength(p.buffered),
  buffer_size: [
    (p: PyXmlParser) => p.bufferSize,
    (p: PyXmlParser, v: PyObj | undefined) => {
      const n = v === undefined ? undefined : asInt(v);
      if (n === undefined) throw typeError("buffer_size must be an integer");
      if (n <= 0) throw valueError("buffer_size must be greater than zero");
      if (n > 2147483647) throw valueError("buffer_size must not be greater than 2147483647");
      flush(p);
      p.bufferSize = Number(n);
    },
  ],
  namespace_prefixes: [
    (p: PyXmlParser) => p.parser.namespacePrefixes,
    (p: PyXmlParser, v: PyObj | undefined) => {
      p.parser.namespacePrefixes = v !== undefined && truth(v);
    },
  ],
  ordered_attributes: [(p: PyXmlParser) => p.orderedAttributes, bool("orderedAttributes")],
  specified_attributes: [(p: PyXmlParser) => p.specifiedAttributes, bool("specifiedAttributes")],
});

/** A single-byte encoding that expat does not know: its table, by Python's codec. */
export function codecTable(encoding: string): string | null {
  const bytes = mkBytes(Uint8Array.from({ length: 256 }, (_, i) => i));
  const s = asStr(callMethod(bytes, "decode", [encoding, "replace"]));
  if (s === undefined || s.length !== 256)
    throw valueError("multi-byte encodings are not supported");
  return s.toString();
}

function create(encoding?: PyObj, separator?: PyObj, intern?: PyObj): PyObj {
  const text = (o: PyObj | undefined, what: string): string | null => {
    if (o === undefined || o === null) return null;
    const s = asJs(o);
    if (s === undefined)
      throw typeError(`ParserCreate() argument '${what}' must be str or None, not ${typeName(o)}`);
    return s;
  };
  const enc = text(encoding, "encoding");
  const sep = text(separator, "namespace_separator");
  if (sep !== null && sep.length > 1)
    throw valueError("namespace_separator must be at most one character, omitted, or None");
  const p = new PyXmlParser(parser_type);
  if (intern === undefined) p.intern = newDict();
  else if (intern !== null) {
    if (!(intern instanceof PyDict)) throw typeError("intern must be a dictionary");
    p.intern = intern;
  }
  p.parser = new XmlParser(enc, sep, codecTable);
  return p;
}

function submodule(i: Interpreter, full: string, doc: string, values: [string, PyObj][]): PyModule {
  const m = newModule(full, doc);
  for (const [k, v] of values) m.dict.setStr(k, v);
  i.modules.setStr(full, m);
  return m;
}
const MODEL: [string, number][] = [
  ["XML_CTYPE_EMPTY", 1],
  ["XML_CTYPE_ANY", 2],
  ["XML_CTYPE_MIXED", 3],
  ["XML_CTYPE_NAME", 4],
  ["XML_CTYPE_CHOICE", 5],
  ["XML_CTYPE_SEQ", 6],
  ["XML_CQUANT_NONE", 0],
  ["XML_CQUANT_OPT", 1],
  ["XML_CQUANT_REP", 2],
  ["XML_CQUANT_PLUS", 3],
];
const FEATURES: [string, number][] = [
  ["sizeof(XML_Char)", 1],
  ["sizeof(XML_LChar)", 1],
  ["XML_DTD", 0],
  ["XML_CONTEXT_BYTES", 1024],
  ["XML_NS", 0],
  ["XML_BLAP_MAX_AMP", 100],
  ["XML_BLAP_ACT_THRES", 8388608],
  ["XML_GE", 0],
];

registerModule("pyexpat", (i) => {
  const codes = newDict();
  const messages = newDict();
  MESSAGES.forEach(([, text], n) => {
    codes.setStr(text, n + 1);
    messages.set(n + 1, text);
  });
  const errors = submodule(i, "pyexpat.errors", "Constants used to describe error conditions.", [
    ...MESSAGES.map(([k, text]): [string, PyObj] => [k, text]),
    ["codes", codes],
    ["messages", messages],
  ]);
  const model = submodule(
    i,
    "pyexpat.model",
    "Constants used to interpret content model information.",
    MODEL,
  );
  return defineModule(
    "pyexpat",
    "Python wrapper for Expat parser.",
    {
      ParserCreate: ["($module, /, encoding=None, namespace_separator=None, intern=None)", create],
      ErrorString: ["($module, code, /)", (c: PyObj) => opt(message(Number(asInt(c) ?? 0)))],
    },
    {
      ExpatError: expat_error,
      error: expat_error,
      XMLParserType: parser_type,
      EXPAT_VERSION: `expat_${VERSION.join(".")}`,
      version_info: mkTuple([...VERSION]),
      native_encoding: "UTF-8",
      features: mkList(FEATURES.map(([k, v]) => mkTuple([k, v]))),
      XML_PARAM_ENTITY_PARSING_NEVER: 0,
      XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE: 1,
      XML_PARAM_ENTITY_PARSING_ALWAYS: 2,
      errors,
      model,
    },
  );
});
