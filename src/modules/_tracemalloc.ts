/**
 * _tracemalloc: importable, never tracing. V8 owns the memory and tells nobody of single
 * allocations, so `start` says that it cannot.
 */
import { E, err } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import { mkList, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

registerModule("_tracemalloc", () =>
  defineModule("_tracemalloc", "Debug module to trace memory blocks allocated by Python.", {
    is_tracing: ["($module, /)", () => false],
    clear_traces: ["($module, /)", () => null],
    _get_traces: ["($module, /)", () => mkList([])],
    _get_object_traceback: ["($module, obj, /)", () => null],
    start: [
      "($module, nframe=1, /)",
      () => {
        throw err(E.RuntimeError, "memory allocations cannot be traced: they are JavaScript's");
      },
    ],
    stop: ["($module, /)", () => null],
    get_traceback_limit: ["($module, /)", () => 1],
    get_tracemalloc_memory: ["($module, /)", () => 0],
    get_traced_memory: ["($module, /)", () => mkTuple([0, 0])],
    reset_peak: ["($module, /)", () => null],
  }),
);
