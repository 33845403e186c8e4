"""Databases that map bytes to bytes, each kept in files: one interface to several formats.

open(file, flag='r', mode=0o666) chooses the format: that of the files that are there, else the best
of this machine. Keys and values are bytes; strings are encoded.
"""

import importlib
import io
import os
import struct
import sys

__all__ = ["open", "whichdb", "error"]


class error(Exception):
    pass


_names = ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"]
_defaultmod = None
_modules = {}
error = (error, OSError)

_FIRST_BYTES = 16
_SQLITE = b"SQLite format 3\x00"
_GDBM = frozenset((0x13579ACE, 0x13579ACD, 0x13579ACF))


def _load_formats():
    """Imports the formats that this machine has, once; the first of them is the usual one."""
    global _defaultmod
    for name in _names:
        try:
            _modules[name] = importlib.import_module(name)
        except ImportError:
            continue
        if _defaultmod is None:
            _defaultmod = _modules[name]
    if _defaultmod is None:
        raise ImportError(f"no dbm clone found; tried {_names}")


def open(file, flag="r", mode=0o666):
    """Open or create the database at the path `file`.

    flag: 'r' reads only, 'w' also writes, 'c' creates what is missing, 'n' always starts empty.
    """
    if _defaultmod is None:
        _load_formats()
    found = None if "n" in flag else whichdb(file)
    if found is None:
        if "c" not in flag and "n" not in flag:
            raise error[0]("db file doesn't exist; use 'c' or 'n' flag to create a new db")
        chosen = _defaultmod
    elif found == "":
        raise error[0]("db type could not be determined")
    elif found not in _modules:
        raise error[0](f"db type is {found}, but the module is not available")
    else:
        chosen = _modules[found]
    return chosen.open(file, flag, mode)


def _readable(*paths):
    for path in paths:
        try:
            io.open(path, "rb").close()
        except OSError:
            return False
    return True


def _is_dumb(base):
    """The index of an empty dumb database is empty, that of another starts with a quote."""
    try:
        size = os.stat(base + b".dat") and os.stat(base + b".dir").st_size
        if size == 0:
            return True
        with io.open(base + b".dir", "rb") as index:
            return index.read(1) in (b"'", b'"')
    except OSError:
        return False


def whichdb(filename):
    """The module that reads a database: None when there is none, '' when nobody knows it."""
    base = os.fsencode(filename)
    if _readable(base + b".pag", base + b".dir"):
        return "dbm.ndbm"
    if _readable(base + b".db") and "dbm.ndbm" in _modules:
        try:
            _modules["dbm.ndbm"].open(filename).close()
            return "dbm.ndbm"
        except error[0]:
            pass
    if _is_dumb(base):
        return "dbm.dumb"
    try:
        with io.open(base, "rb") as file:
            start = file.read(_FIRST_BYTES)
    except OSError:
        return None
    if start == _SQLITE:
        return "dbm.sqlite3"
    if len(start) < 4:
        return ""
    return "dbm.gnu" if struct.unpack("=l", start[:4])[0] & 0xFFFFFFFF in _GDBM else ""


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(whichdb(name) or "UNKNOWN", name)
