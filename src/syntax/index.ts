/** Text -> tree -> scopes. The rest of the interpreter imports from here. */

export { type AnalyzeOptions, analyze } from "./analyze.js";
export * as ast from "./ast.js";
export { check } from "./checks.js";
export { type DumpOptions, dump } from "./dump.js";
export { type ErrorPlace, PySyntaxError, type PySyntaxWarning } from "./errors.js";
export { children, FIELDS, nodeFields, walk } from "./fields.js";
export { type ParseMode, type ParseOptions, parse } from "./parser.js";
export {
  type FutureFeatures,
  mangle,
  Scope,
  type ScopeKind,
  Sym,
  SymbolTable,
  SymFlag,
  type SymScope,
} from "./scopes.js";
