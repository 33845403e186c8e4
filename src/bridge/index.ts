/**
 * TypeScript's side of the border. `createBridge(interp)` makes the interpreter able to load
 * extension modules; nothing below the bridge knows of it.
 */

import { flatten } from "../cores/core.js";
import { findCore } from "../cores/index.js";
import type { PyModule } from "../objects/module.js";
import type { ExtensionLoader, Interpreter } from "../runtime/interpreter.js";
import { shared, threadSystem } from "../runtime/threads.js";
import { native } from "./addon.js";
import { border } from "./collect.js";
import { createBuiltin, createExtension, disown, execExtension } from "./loader.js";
import { registerStatics } from "./statics.js";
import "./threads.js";
import { forgetReady } from "./ready.js";
import { hollow } from "./types.js";
import { dispatch } from "./upcalls.js";
import { watchFunctions } from "./watch.js";
import { forgetTexts } from "./wire.js";

let started = false;
function start(): void {
  if (started) return;
  started = true;
  // C may make threads of its own.
  threadSystem();
  shared.on = true;
  registerStatics();
}

export interface Bridge extends ExtensionLoader {
  /** Makes this interpreter's core the one that C works with. */
  activate(): void;
  /** The module _cffi_backend (native/cffi). */
  cffiBackend(): PyModule;
  /** Gives back what JavaScript has let go of; `gc.collect()` does so around V8's collection. */
  drain(): void;
}
const bridges = new WeakMap<Interpreter, Bridge>();

/** Lays out the core of an interpreter and gives it its loader; once for each interpreter. */
export function createBridge(i: Interpreter): Bridge {
  const known = bridges.get(i);
  if (known !== undefined) return known;
  start();
  border.open = true;
  const core = findCore(i.core);
  if (core === undefined) throw new Error(`moult: no core named '${i.core}'`);
  const id = native.createInterp(flatten(core, i.options.abi), dispatch);
  if (core.hunt !== undefined) watchFunctions();
  const loader: Bridge = {
    activate: () => native.useInterp(id),
    drain: () => native.drain(),
    cffiBackend: () => {
      native.useInterp(id);
      return createBuiltin("_cffi_backend", native.cffiBackend);
    },
    create: (name, path, spec) => {
      native.useInterp(id);
      return createExtension(name, path, spec);
    },
    exec: execExtension,
    close: () => {
      native.useInterp(id);
      native.endModules();
      forgetTexts();
      forgetReady();
      disown(i);
      hollow(i);
      native.closeInterp(id);
      bridges.delete(i);
    },
  };
  bridges.set(i, loader);
  i.extensions = loader;
  return loader;
}

export { native } from "./addon.js";
export { exportedSymbols } from "./exports.js";
export { describeLayouts, type FoundLayout } from "./inspect.js";
export { createExtension, execExtension, initName } from "./loader.js";
export { offerApi } from "./python_api.js";
