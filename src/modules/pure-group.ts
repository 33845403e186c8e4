/** The modules that need no operating system: each registers itself. */
import "./_contextvars.js";
import "./_codecs.js";
import "./_sre.js";
import "./_json.js";
import "./_random.js";
import "./_heapq.js";
import "./binascii.js";
import "./zlib.js";
import "./_hashlib.js";
import "./array.js";
import "./_csv.js";
import "./unicodedata.js";
import "./cmath.js";
import "./_decimal.js";
import "./pyexpat.js";
import "./_zoneinfo.js";
