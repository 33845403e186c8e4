/** Modules about the operating system. */
import "./posix.js";
import "./errno.js";
import "./_stat.js";
