/** The _io module: open() and the stream classes; the standard streams. */
import { fstatSync } from "node:fs";
import * as A from "../objects/abstract.js";
import { E, PyBaseException, typeError, valueError } from "../objects/errors.js";
import { defineModule, type PyModule } from "../objects/module.js";
import { PyBytes, type PyObj } from "../objects/object.js";
import { type Interpreter, registerModule } from "../runtime/interpreter.js";
import { warn } from "./_warnings.js";
import {
  bufferediobase_type,
  DEFAULT_BUFFER_SIZE,
  iobase_type,
  rawiobase_type,
  textiobase_type,
  UnsupportedOperation,
} from "./io-base.js";
import {
  bufferedrandom_type,
  bufferedreader_type,
  bufferedrwpair_type,
  bufferedwriter_type,
  dirty,
} from "./io-buffered.js";
import { bytesio_type, bytesiobuffer_type } from "./io-bytes.js";
import { fileio_type, PyFileIO } from "./io-file.js";
import { newlinedecoder_type } from "./io-newline.js";
import { stringio_type } from "./io-string.js";
import { localeEncoding, PyTextIOWrapper, textiowrapper_type } from "./io-text.js";
import { clinicInt, fspath } from "./os-path.js";
import { openHook } from "./posix-files.js";
import { spawnHook } from "./posix-process.js";

// ---- open ----

interface Mode {
  raw: string;
  text: boolean;
  reading: boolean;
  updating: boolean;
}

function parseMode(mode: string): Mode {
  const seen = new Set<string>();
  for (const c of mode) {
    if (!"xrwatb+".includes(c) || seen.has(c)) throw valueError(`invalid mode: '${mode}'`);
    seen.add(c);
  }
  const main = ["x", "r", "w", "a"].filter((c) => seen.has(c));
  const binary = seen.has("b");
  if (seen.has("t") && binary) throw valueError("can't have text and binary mode at once");
  if (main.length > 1) throw valueError("must have exactly one of create/read/write/append mode");
  return {
    raw: main.join("") + (seen.has("+") ? "+" : ""),
    text: !binary,
    reading: seen.has("r"),
    updating: seen.has("+"),
  };
}

const optional = (name: string, o: PyObj | undefined): string | null => {
  if (o === undefined || o === null) return null;
  const s = A.asJs(o);
  if (s === undefined)
    throw typeError(`open() argument '${name}' must be str or None, not ${A.typeName(o)}`);
  return s;
};

export function open(
  file: PyObj,
  modeArg?: PyObj,
  bufferingArg?: PyObj,
  encodingArg?: PyObj,
  errorsArg?: PyObj,
  newlineArg?: PyObj,
  closefdArg?: PyObj,
  opener?: PyObj,
): PyObj {
  const modeText = modeArg === undefined ? "r" : A.asJs(modeArg);
  if (modeText === undefined)
    throw typeError(`open() argument 'mode' must be str, not ${A.typeName(modeArg as PyObj)}`);
  let buffering = bufferingArg === undefined ? -1 : clinicInt(bufferingArg);
  const encoding = optional("encoding", encodingArg);
  const errors = optional("errors", errorsArg);
  const newline = optional("newline", newlineArg);
  const closefd = closefdArg === undefined || A.truth(closefdArg);
  const path = A.asInt(file) !== undefined ? file : fspath(file);
  const m = parseMode(modeText);
  if (!m.text) {
    if (encoding !== null) throw valueError("binary mode doesn't take an encoding argument");
    if (errors !== null) throw valueError("binary mode doesn't take an errors argument");
    if (newline !== null) throw valueError("binary mode doesn't take a newline argument");
    if (buffering === 1)
      warn(
        E.RuntimeWarning,
        "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
      );
  }
  const raw = new PyFileIO(fileio_type);
  raw.open(path, m.raw, closefd, opener ?? null);
  let result: PyObj = raw;
  try {
    const tty = buffering < 0 && raw.terminal && raw.isTty();
    const lineBuffering = (buffering === 1 && m.text) || tty;
    if (buffering < 0 || buffering === 1)
      buffering = Math.max(Math.min(raw.blksize, 8192 * 1024), DEFAULT_BUFFER_SIZE);
    if (buffering === 0) {
      if (m.text) throw valueError("can't have unbuffered text I/O");
      return raw;
    }
    const t = m.updating
      ? bufferedrandom_type
      : m.reading
        ? bufferedreader_type
        : bufferedwriter_type;
    const buffer = A.call(t, [raw, buffering]);
    result = buffer;
    if (!m.text) return buffer;
    const wrapper = A.call(textiowrapper_type, [buffer, encoding, errors, newline, lineBuffering]);
    result = wrapper;
    A.setattr(wrapper, "mode", modeArg ?? "r");
    return wrapper;
  } catch (e) {
    A.callMethod(result, "close", []);
    throw e;
  }
}

registerModule("_io", (i) => {
  if (!i.flags.utf8Mode) localeEncoding.name = "UTF-8";
  return defineModule(
    "_io",
    "The io module provides the Python interfaces to stream handling.",
    {
      open: [
        "($module, /, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
        open,
        "Open file and return a stream.  Raise OSError upon failure.",
      ],
      open_code: [
        "($module, /, path)",
        (path: PyObj) => {
          if (A.asStr(path) === undefined)
            throw typeError(`open_code() argument 'path' must be str, not ${A.typeName(path)}`);
          return open(path, "rb");
        },
      ],
      text_encoding: [
        "($module, encoding, stacklevel=2, /)",
        (encoding: PyObj) =>
          encoding === null ? (i.flags.utf8Mode ? "utf-8" : "locale") : encoding,
      ],
    },
    {
      DEFAULT_BUFFER_SIZE,
      BlockingIOError: E.BlockingIOError,
      UnsupportedOperation,
      _IOBase: iobase_type,
      _RawIOBase: rawiobase_type,
      _BufferedIOBase: bufferediobase_type,
      _TextIOBase: textiobase_type,
      FileIO: fileio_type,
      BytesIO: bytesio_type,
      _BytesIOBuffer: bytesiobuffer_type,
      StringIO: stringio_type,
      BufferedReader: bufferedreader_type,
      BufferedWriter: bufferedwriter_type,
      BufferedRandom: bufferedrandom_type,
      BufferedRWPair: bufferedrwpair_type,
      TextIOWrapper: textiowrapper_type,
      IncrementalNewlineDecoder: newlinedecoder_type,
    },
  );
});

// ---- files that a program never closed ----

/** Writes what streams over regular files hold; they are often only seen after being lost. */
function flushFiles(only?: { dev: number; ino: number }): void {
  for (const w of [...dirty]) {
    const fd = w.fd();
    if (fd <= 2) continue;
    if (only !== undefined) {
      try {
        const st = fstatSync(fd);
        if (!st.isFile() || st.ino !== only.ino || st.dev !== only.dev) continue;
      } catch {
        continue;
      }
    }
    try {
      w.flushAll();
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
    }
  }
}
openHook.opened = (fd) => {
  if (dirty.size === 0) return;
  // CPython closes a file with its last reference; here the writer may be lost and not closed.
  for (const w of dirty)
    if (w.fd() > 2) {
      const st = fstatSync(fd);
      if (st.isFile()) flushFiles({ dev: st.dev, ino: st.ino });
      return;
    }
};
spawnHook.before = () => {
  if (dirty.size > 0) flushFiles();
};

// ---- the standard streams ----

function stdStream(
  i: Interpreter,
  fd: number,
  name: string,
  encoding: string,
  errors: string,
): PyObj {
  try {
    fstatSync(fd);
  } catch {
    return null;
  }
  const writing = fd > 0;
  const raw = new PyFileIO(fileio_type);
  raw.open(fd, writing ? "w" : "r", false, null);
  A.setattr(raw, "name", name);
  const unbuffered = i.flags.xOptions.__unbuffered !== undefined || process.env.PYTHONUNBUFFERED;
  const size = Math.max(raw.blksize, DEFAULT_BUFFER_SIZE);
  const buffer =
    writing && unbuffered
      ? raw
      : A.call(writing ? bufferedwriter_type : bufferedreader_type, [raw, size]);
  const tty = raw.terminal && raw.isTty();
  const t = new PyTextIOWrapper(textiowrapper_type);
  t.init(
    buffer,
    encoding,
    errors,
    writing ? "\n" : null,
    writing && (tty || fd === 2) && !unbuffered,
    Boolean(writing && unbuffered),
  );
  A.setattr(t, "mode", writing ? "w" : "r");
  return t;
}

/** Makes sys.stdin, sys.stdout and sys.stderr. */
export function makeStdio(i: Interpreter): void {
  let encoding = "utf-8";
  let errors = localeErrors();
  const given =
    i.flags.ignoreEnvironment || i.flags.isolated ? undefined : process.env.PYTHONIOENCODING;
  if (given !== undefined && given !== "") {
    const [enc, e] = given.split(":");
    if (enc !== "") encoding = enc;
    if (e !== undefined && e !== "") errors = e;
    else if (enc !== "") errors = "strict";
  }
  const d = (i.sys as PyModule).dict;
  const put = (name: string, s: PyObj): void => {
    d.setStr(name, s);
    d.setStr(`__${name}__`, s);
  };
  put("stdin", stdStream(i, 0, "<stdin>", encoding, errors));
  put("stdout", stdStream(i, 1, "<stdout>", encoding, errors));
  put("stderr", stdStream(i, 2, "<stderr>", encoding, "backslashreplace"));
}

/** In the C locale names that are no UTF-8 pass through the standard streams. */
function localeErrors(): string {
  const e = process.env;
  const l = [e.LC_ALL, e.LC_CTYPE, e.LANG].find((x) => x !== undefined && x !== "") ?? "C";
  return l === "C" || l === "POSIX" || /^C\.(UTF-?8|utf-?8)$/.test(l)
    ? "surrogateescape"
    : "strict";
}

/**
 * Writes everything that streams still hold. Gives false when sys.stdout could not be flushed
 * (the exit status is 120 then); the error was reported to stderr.
 */
export function flushStdio(i: Interpreter): boolean {
  let ok = true;
  const d = (i.sys as PyModule).dict;
  for (const name of ["stdout", "stderr"]) {
    const f = d.getStr(name);
    if (f === undefined || f === null) continue;
    try {
      if (A.getattrOpt(f, "closed") === true) continue;
      A.callMethod(f, "flush", []);
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
      if (name === "stdout") {
        ok = false;
        report(d.getStr("stderr") ?? null, f, e);
      }
    }
  }
  for (const w of [...dirty])
    try {
      w.flushAll();
    } catch (e) {
      if (!(e instanceof PyBaseException)) throw e;
    }
  return ok;
}

function report(stderr: PyObj, stream: PyObj, e: PyBaseException): void {
  if (stderr === null) return;
  try {
    const text = `Exception ignored while flushing sys.stdout:\n${e.cls.name}: ${A.strJs(e)}\n`;
    A.callMethod(stderr, "write", [text]);
    A.callMethod(stderr, "flush", []);
  } catch (x) {
    if (!(x instanceof PyBaseException)) throw x;
  }
  void stream;
}

export { PyBytes };
