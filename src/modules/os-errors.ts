/** errno values: their names, their glibc texts, and OSErrors made from what Node throws. */
import { E, err, osError, type PyBaseException, valueError } from "../objects/errors.js";
import type { PyObj } from "../objects/object.js";

/** `strerror` texts of glibc, one a line from 0 on; an empty line has no text. */
const TEXTS = `
Success
Operation not permitted
No such file or directory
No such process
Interrupted system call
Input/output error
No such device or address
Argument list too long
Exec format error
Bad file descriptor
No child processes
Resource temporarily unavailable
Cannot allocate memory
Permission denied
Bad address
Block device required
Device or resource busy
File exists
Invalid cross-device link
No such device
Not a directory
Is a directory
Invalid argument
Too many open files in system
Too many open files
Inappropriate ioctl for device
Text file busy
File too large
No space left on device
Illegal seek
Read-only file system
Too many links
Broken pipe
Numerical argument out of domain
Numerical result out of range
Resource deadlock avoided
File name too long
No locks available
Function not implemented
Directory not empty
Too many levels of symbolic links

No message of desired type
Identifier removed
Channel number out of range
Level 2 not synchronized
Level 3 halted
Level 3 reset
Link number out of range
Protocol driver not attached
No CSI structure available
Level 2 halted
Invalid exchange
Invalid request descriptor
Exchange full
No anode
Invalid request code
Invalid slot

Bad font file format
Device not a stream
No data available
Timer expired
Out of streams resources
Machine is not on the network
Package not installed
Object is remote
Link has been severed
Advertise error
Srmount error
Communication error on send
Protocol error
Multihop attempted
RFS specific error
Bad message
Value too large for defined data type
Name not unique on network
File descriptor in bad state
Remote address changed
Can not access a needed shared library
Accessing a corrupted shared library
.lib section in a.out corrupted
Attempting to link in too many shared libraries
Cannot exec a shared library directly
Invalid or incomplete multibyte or wide character
Interrupted system call should be restarted
Streams pipe error
Too many users
Socket operation on non-socket
Destination address required
Message too long
Protocol wrong type for socket
Protocol not available
Protocol not supported
Socket type not supported
Operation not supported
Protocol family not supported
Address family not supported by protocol
Address already in use
Cannot assign requested address
Network is down
Network is unreachable
Network dropped connection on reset
Software caused connection abort
Connection reset by peer
No buffer space available
Transport endpoint is already connected
Transport endpoint is not connected
Cannot send after transport endpoint shutdown
Too many references: cannot splice
Connection timed out
Connection refused
Host is down
No route to host
Operation already in progress
Operation now in progress
Stale file handle
Structure needs cleaning
Not a XENIX named type file
No XENIX semaphores available
Is a named type file
Remote I/O error
Disk quota exceeded
No medium found
Wrong medium type
Operation canceled
Required key not available
Key has expired
Key has been revoked
Key was rejected by service
Owner died
State not recoverable
Operation not possible due to RF-kill
Memory page has hardware error`;

let texts: string[] | null = null;
export function strerror(n: number): string {
  texts ??= TEXTS.slice(1).split("\n");
  const t = n >= 0 ? texts[n] : undefined;
  return t === undefined || t === "" ? `Unknown error ${n}` : t;
}

export const EPERM = 1;
export const ENOENT = 2;
export const EINTR = 4;
export const EBADF = 9;
export const EAGAIN = 11;
export const ENOMEM = 12;
export const EACCES = 13;
export const EEXIST = 17;
export const ENOTDIR = 20;
export const EISDIR = 21;
export const EINVAL = 22;
export const EMFILE = 24;
export const ENOTTY = 25;
export const ESPIPE = 29;
export const EPIPE = 32;
export const ENOSYS = 38;
export const ENOTSUP = 95;
export const EISCONN = 106;
export const ETIMEDOUT = 110;
export const EALREADY = 114;
export const EINPROGRESS = 115;

/** The OSError for an errno. */
export function sysError(errno: number, filename?: PyObj, filename2?: PyObj): PyBaseException {
  return osError(errno, strerror(errno), filename, filename2);
}

/** The errno of an error that Node threw; 0 when it is of another kind. */
export function errnoOf(e: unknown): number {
  const n = e instanceof Error ? (e as NodeJS.ErrnoException).errno : undefined;
  return typeof n === "number" && n < 0 ? -n : 0;
}

/** What to throw for an error that came out of a Node function. */
export function fromNode(e: unknown, filename?: PyObj, filename2?: PyObj): unknown {
  const n = errnoOf(e);
  if (n > 0) return sysError(n, filename, filename2);
  if (e instanceof Error) {
    const code = (e as NodeJS.ErrnoException).code ?? "";
    if (code === "ERR_OUT_OF_RANGE") return sysError(EBADF, filename);
    if (code === "ERR_INVALID_ARG_VALUE") return valueError(e.message);
    if (code === "ERR_FS_FILE_TOO_LARGE") return err(E.MemoryError);
  }
  return e;
}

/** Runs a system call of Node's; its errors come out as OSErrors. */
export function sys<T>(f: () => T, filename?: PyObj, filename2?: PyObj): T {
  try {
    return f();
  } catch (e) {
    throw fromNode(e, filename, filename2);
  }
}

/** `NAME=value` pairs of a constant table. */
export function consts(...tables: string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const t of tables) for (const m of t.matchAll(/(\w+)=(-?\d+)/g)) out[m[1]] = Number(m[2]);
  return out;
}
