/** The errno module. */
import { defineModule } from "../objects/module.js";
import { newDict } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";
import { ERRNO } from "./os-consts.js";
import { consts } from "./os-errors.js";

/** Names that are second names of a number; `errorcode` gives the first. */
const ALIASES = new Set(["EDEADLK", "EOPNOTSUPP", "EWOULDBLOCK"]);

registerModule("errno", () => {
  const values = consts(ERRNO);
  const errorcode = newDict();
  for (const k of Object.keys(values)) if (!ALIASES.has(k)) errorcode.set(values[k], k);
  return defineModule(
    "errno",
    "This module makes available standard errno system symbols.",
    {},
    { ...values, errorcode },
  );
});
