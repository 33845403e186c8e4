/** Loads the modules that speak to the operating system. */
import "./posix.js";
import "./errno.js";
import "./_stat.js";
import "./_io.js";
import "./_thread.js";
import "./atexit.js";
import "./time.js";
import "./_signal.js";
import "./select.js";
import "./fcntl.js";
import "./pwd.js";
import "./faulthandler.js";
import "./_posixsubprocess.js";
import "./_locale.js";
import "./mmap.js";
import "./_socket.js";
