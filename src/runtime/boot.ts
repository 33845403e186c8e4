/** Starts an interpreter: builtins, sys, importlib, standard streams. */

import { startImportlib } from "./import.js";
import { enter, Interpreter, type InterpreterOptions, makeBuiltinModule } from "./interpreter.js";
import { startHooks } from "./starthooks.js";
import { addZipHook } from "./ziphook.js";

export function boot(
  options: InterpreterOptions,
  makeStdio: (i: Interpreter) => void,
): Interpreter {
  const i = new Interpreter(options);
  const before = enter(i);
  try {
    startHooks.builtins(i);
    i.modules.setStr("builtins", i.builtins);
    i.sys = startHooks.sys(i);
    i.modules.setStr("sys", i.sys);
    const imp = makeBuiltinModule(i, "_imp");
    i.modules.setStr("_imp", imp);
    startImportlib(i, imp);
    addZipHook(i);
    makeStdio(i);
  } finally {
    enter(before);
  }
  return i;
}
