/** Threads and signals through the addon (native/gil.cc). */
import type { PyObj } from "../objects/object.js";
import { atSafePoint, Flag, flags } from "../runtime/breaker.js";
import {
  currentThread,
  forget,
  mainThread,
  switchTo,
  system,
  type ThreadSystem,
} from "../runtime/threads.js";
import { native } from "./addon.js";
import { finish } from "./downcalls.js";

function connect(): ThreadSystem {
  native.gilInit(flags, switchTo, forget);
  atSafePoint(() => {
    if (flags[Flag.DROP] !== 0) native.gilYield();
  });
  atSafePoint(() => {
    if (flags[Flag.PENDING] === 0) return;
    if (currentThread() === mainThread) {
      flags[Flag.PENDING] = 0;
      finish(native.runPending() as PyObj);
    }
  });
  atSafePoint(() => {
    if (flags[Flag.SENT] !== 0) finish(native.runSent() as PyObj);
  });
  return {
    start: (f, stackSize) => {
      const ident = native.gilStart(f, stackSize);
      if (ident === undefined) throw new Error("can't start new thread");
      return ident;
    },
    wait: native.gilWait,
    wake: native.gilWake,
    call: native.gilCall,
    symbol: (name) => native.findSymbol(0, name),
    setInterval: native.gilInterval,
    allowStack: native.gilStack,
    run: native.gilRun,
    signalHandler: native.gilHandler,
    catchSignal: native.gilCatch,
    instances: native.instancesOf,
  };
}
system.load = connect;
