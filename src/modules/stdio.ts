/** The standard streams, for who starts and ends an interpreter. */
export { flushStdio, makeStdio } from "./_io.js";
