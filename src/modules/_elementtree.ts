/** _elementtree: the module; its classes are in elementtree-*.ts. */
import { E } from "../objects/errors.js";
import { defineModule } from "../objects/module.js";
import type { PyObj } from "../objects/object.js";
import type { Kw } from "../objects/signature.js";
import { registerModule } from "../runtime/interpreter.js";
import { builder_type, setFactories, setupBuilder, stateOf } from "./elementtree-builder.js";
import { element_type, MODULE, setupElement, subElement } from "./elementtree-element.js";
import { setupParser } from "./elementtree-parser.js";
import { exceptionType } from "./exc.js";

let done: ReturnType<typeof setupParser> | undefined;

registerModule("_elementtree", (i) => {
  if (done === undefined) {
    setupElement();
    setupBuilder();
    done = setupParser();
  }
  const { parseError } = stateOf(i, () => exceptionType(MODULE, "ParseError", [E.SyntaxError]));
  return defineModule(
    "_elementtree",
    null,
    {
      SubElement: ["($module, *args, **kwargs)", (args: PyObj[], kw: Kw) => subElement(args, kw)],
      _set_factories: ["($module, comment_factory, pi_factory, /)", setFactories],
    },
    { Element: element_type, TreeBuilder: builder_type, XMLParser: done, ParseError: parseError },
  );
});
