/** faulthandler: tracebacks on demand. A crash of the process itself is out of its reach. */
import { writeSync } from "node:fs";
import * as A from "../objects/abstract.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { builtinFunction } from "../objects/function.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import { currentFrame } from "../runtime/frames.js";
import { interp, registerModule } from "../runtime/interpreter.js";
import { MAIN_IDENT } from "../runtime/threads.js";
import { clinicInt } from "./os-path.js";
import { handlerOf, NSIG, setHandler } from "./signals.js";
import { timeArg } from "./time.js";

let enabled = false;
const registered = new Map<number, PyObj>();

/** The descriptor that a file argument stands for. */
function target(file: PyObj | undefined): number {
  if (file === undefined || file === null) {
    const e = interp().sys.dict.getStr("stderr") ?? null;
    if (e === null) throw err(E.RuntimeError, "sys.stderr is None");
    file = e;
  }
  const n = A.asInt(file);
  if (n !== undefined) {
    const fd = clinicInt(n);
    if (fd < 0) throw valueError("file is not a valid file descripter");
    return fd;
  }
  const fd = A.asInt(A.callMethod(file, "fileno", []));
  if (fd === undefined) throw err(E.RuntimeError, "file.fileno() is not a valid file descriptor");
  A.callMethod(file, "flush", []);
  return Number(fd);
}

function dump(fd: number): void {
  let text = `Current thread 0x${MAIN_IDENT.toString(16).padStart(16, "0")} (most recent call first):\n`;
  let f = currentFrame();
  if (f === null) text += "  <no Python frame>\n";
  for (let n = 0; f !== null; f = f.back, n++) {
    if (n === 100) {
      text += "  ...\n";
      break;
    }
    text += `  File "${f.code.filename}", line ${A.strJs(A.getattr(f, "f_lineno"))} in ${f.code.name}\n`;
  }
  writeSync(fd, text);
}

function register(n: PyObj, file?: PyObj, _all?: PyObj, chain?: PyObj): PyObj {
  const s = clinicInt(n);
  if (s < 1 || s >= NSIG) throw valueError("signal number out of range");
  if ([4, 6, 7, 8, 11].includes(s))
    throw err(E.RuntimeError, `signal ${s} cannot be registered, use enable() instead`);
  const fd = target(file);
  const before = handlerOf(s);
  const h = builtinFunction(
    "dump_traceback",
    "($module, signum, frame, /)",
    (a: PyObj, f: PyObj) => {
      dump(fd);
      if (chain !== undefined && A.truth(chain) && A.callable(before)) A.call2(before, a, f);
      return null;
    },
  );
  if (!registered.has(s)) registered.set(s, before);
  setHandler(s, h);
  return null;
}

registerModule("faulthandler", () =>
  defineModule("faulthandler", "faulthandler module.", {
    enable: [
      "($module, /, file=sys.stderr, all_threads=True, c_stack=True)",
      (file?: PyObj) => {
        target(file);
        enabled = true;
        return null;
      },
    ],
    disable: [
      "($module, /)",
      () => {
        const was = enabled;
        enabled = false;
        return was;
      },
    ],
    is_enabled: ["($module, /)", () => enabled],
    dump_traceback: [
      "($module, /, file=sys.stderr, all_threads=True)",
      (file?: PyObj) => {
        dump(target(file));
        return null;
      },
    ],
    dump_c_stack: [
      "($module, /, file=sys.stderr)",
      (file?: PyObj) => {
        writeSync(
          target(file),
          "Current thread's C stack trace (most recent call first):\n  <cannot get C stack on this system>\n",
        );
        return null;
      },
    ],
    dump_traceback_later: [
      "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)",
      (t: PyObj, _repeat?: PyObj, file?: PyObj) => {
        if (timeArg(t) <= 0) throw valueError("timeout must be greater than 0");
        target(file);
        throw err(E.RuntimeError, "unable to start watchdog thread");
      },
    ],
    cancel_dump_traceback_later: ["($module, /)", () => null],
    register: ["($module, /, signum, file=sys.stderr, all_threads=True, chain=False)", register],
    unregister: [
      "($module, signum, /)",
      (n: PyObj) => {
        const s = clinicInt(n);
        if (s < 1 || s >= NSIG) throw valueError("signal number out of range");
        const before = registered.get(s);
        if (before === undefined) return false;
        registered.delete(s);
        setHandler(s, before);
        return true;
      },
    ],
  }),
);

export { typeError };
