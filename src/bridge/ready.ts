/**
 * Wrappers made before they are needed. A place in C that gave a fresh instance of a C type will
 * give one again: it is called with a wrapper of that type, which has its handle already. When the
 * result is what was expected, C ties the two together and returns the wrapper, and nothing has to
 * cross for it a second time.
 */
import type { PyObj, PyObject, PyType } from "../objects/object.js";
import { CTL, dropHandle, i32, newHandle } from "./wire.js";

const { READY, READY_TYPE } = CTL;

/** A wrapper with that handle, of a class whose wrappers have no state. */
export type MakeWrapper = (h: number) => PyObj;

export const readyHooks = {
  /** Null for classes whose wrappers have state. */
  maker: (_t: PyType): MakeWrapper | null => null,
};

/** Of a power of two: sites that share a place take it from each other. */
const PLACES = 64;
const sites = new Int32Array(PLACES);
const types: (PyType | undefined)[] = new Array(PLACES).fill(undefined);
const makers: (MakeWrapper | undefined)[] = new Array(PLACES).fill(undefined);
/** For the next wrapper; 0: none yet, or a call under way has it. */
const handles = new Int32Array(PLACES);

/** The place of a site that is expected to give an instance, or -1. */
export const placeOf = (site: number): number => {
  const at = site & (PLACES - 1);
  return sites[at] === site ? at : -1;
};

/** A site has given a fresh instance. */
export function expect(site: number, type: PyType): void {
  const at = site & (PLACES - 1);
  if (sites[at] === site && types[at] === type) return;
  clear(at);
  const make = readyHooks.maker(type);
  if (make === null) return;
  sites[at] = site;
  types[at] = type;
  makers[at] = make;
}

/** A wrapper for the call of the site that has this place; `unused` must follow when it is not the result. */
export function wrapperFor(at: number): unknown {
  let h = handles[at];
  if (h === 0) h = newHandle(undefined);
  else handles[at] = 0;
  i32[READY] = h;
  i32[READY_TYPE] = (types[at] as PyType).h;
  return (makers[at] as MakeWrapper)(h);
}
export function unused(at: number, w: unknown): void {
  const h = (w as PyObject).h;
  if (sites[at] !== 0 && handles[at] === 0) handles[at] = h;
  else dropHandle(h);
}

function clear(at: number): void {
  if (handles[at] !== 0) dropHandle(handles[at]);
  sites[at] = handles[at] = 0;
  types[at] = makers[at] = undefined;
}
/** Holds no class any more. */
export function forgetReady(): void {
  for (let at = 0; at < PLACES; at++) if (sites[at] !== 0) clear(at);
}
