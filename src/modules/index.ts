/** Loads every module that this project writes in TypeScript; each registers itself. */
import "./builtins.js";
import "./sys.js";
import "./_imp.js";
import "./_weakref.js";
import "./_abc.js";
import "./_warnings.js";
import "./marshal.js";
import "./_operator.js";
import "./_functools.js";
import "./_collections.js";
import "./itertools.js";
import "./math.js";
import "./_struct.js";
import "./small.js";
import "./gc.js";
import "./os-group.js";
import "./pure-group.js";
