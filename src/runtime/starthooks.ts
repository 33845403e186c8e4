/** The two modules that an interpreter cannot start without; src/modules fills them in. */
import type { PyModule } from "../objects/module.js";
import type { Interpreter } from "./interpreter.js";

export const startHooks = {
  builtins: (_i: Interpreter): void => {
    throw new Error("moult: src/modules is not loaded");
  },
  sys: (_i: Interpreter): PyModule => {
    throw new Error("moult: src/modules is not loaded");
  },
};
