/** _decimal: the module; the numbers are in decimal-*.ts. */
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { registerModule } from "../runtime/interpreter.js";
import {
  context_type,
  current,
  DecimalException,
  EXCEPTIONS,
  ieeeContext,
  localContext,
  ROUNDINGS,
  setCurrent,
  templates,
} from "./decimal-context.js";
import { MAX_EXP, MIN_ETINY } from "./decimal-core.js";
import { decimal_type, imported } from "./decimal-number.js";

registerModule("_decimal", () => {
  const t = templates();
  return defineModule(
    "_decimal",
    "C decimal arithmetic module",
    {
      getcontext: ["($module, /)", current],
      setcontext: [
        "($module, context, /)",
        (c: PyObj) => {
          setCurrent(c);
          return null;
        },
      ],
      localcontext: [
        "($module, /, ctx=None, **kwargs)",
        (c: PyObj | undefined, kw: Kw) => localContext(c, kw),
      ],
      IEEEContext: ["($module, bits, /)", ieeeContext],
    },
    {
      Decimal: decimal_type,
      Context: context_type,
      DecimalTuple: imported().tuple,
      DecimalException,
      ...EXCEPTIONS,
      ...Object.fromEntries(ROUNDINGS.map((r) => [r, r])),
      DefaultContext: t.default,
      BasicContext: t.basic,
      ExtendedContext: t.extended,
      HAVE_THREADS: true,
      HAVE_CONTEXTVAR: true,
      MAX_PREC: MAX_EXP,
      MAX_EMAX: MAX_EXP,
      MIN_EMIN: -MAX_EXP,
      MIN_ETINY,
      IEEE_CONTEXT_MAX_BITS: 512,
      __version__: "1.70",
      __libmpdec_version__: "2.5.1",
    },
  );
});
