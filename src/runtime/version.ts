/** The Python version that the interpreter speaks. */
export const VERSION = {
  info: [3, 14, 0, "final", 0] as const,
  text: "3.14.0",
};
