/** Loads every module that this project writes in TypeScript; each registers itself. */
import "./builtins.js";
import "./sys.js";
import "./_imp.js";
import "./_weakref.js";
import "./_abc.js";
import "./_warnings.js";
import "./marshal.js";
