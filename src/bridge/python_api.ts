/** `ctypes.pythonapi`: functions of the C API called by their address, with objects as C has them. */
import { type PythonApi, pythonApi } from "../modules/ctypes-info.js";
import type { PyObj } from "../objects/object.js";
import { native } from "./addon.js";
import { finish } from "./downcalls.js";
import { CTL, f64, i32, put } from "./wire.js";

/** How many arguments go by integer registers, by the stack and by floating registers. */
const BY_REGISTER = process.arch === "arm64" ? 8 : 6;
const BY_STACK = 8;
const FLOATS = BY_REGISTER + BY_STACK;
const words = new BigUint64Array(native.wire);
const payload = (slot: number): number => native.layout.slots / 8 + 2 * slot + 1;

const api: PythonApi = {
  maxWords: FLOATS,
  maxFloats: 8,
  lend(o: PyObj): bigint {
    put(0, o);
    return BigInt(native.addressOf().address);
  },
  takeBack: (address) => native.dropAddress(Number(address)),
  call(address, integers, floats, givesFloat) {
    integers.forEach((v, i) => {
      words[payload(i)] = BigInt.asUintN(64, v);
    });
    floats.forEach((v, i) => {
      f64[payload(FLOATS + i)] = v;
    });
    i32[CTL.EXTRA] = givesFloat ? 1 : 0;
    native.apiCall(Number(address));
    return givesFloat ? f64[payload(0)] : words[payload(0)];
  },
  end: (address) => finish(native.apiEnd(Number(address))) ?? null,
};

/** Tells ctypes of it; `activate` lays out the core of the interpreter that calls. */
export function offerApi(activate: () => void): void {
  pythonApi.open = () => {
    activate();
    return api;
  };
}
