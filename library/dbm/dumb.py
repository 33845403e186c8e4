"""A database in plain files, for machines that have nothing better.

NAME.dat holds the values, each from a multiple of 512 bytes on; NAME.dir has a line for each key:
its text, then place and length of the value. NAME.bak is the index before the last change.
"""

import ast
import collections.abc
import io
import os

__all__ = ["error", "open"]

_BLOCKSIZE = 512

error = OSError


def _encoded(key, what):
    if isinstance(key, str):
        return key.encode("utf-8")
    if not isinstance(key, (bytes, bytearray)):
        raise TypeError(f"{what} must be bytes or strings")
    return bytes(key)


class _Database(collections.abc.MutableMapping):
    def __init__(self, filebasename, mode, flag="c"):
        base = os.fsencode(filebasename)
        self._mode = mode
        self._readonly = flag == "r"
        self._dirfile, self._datfile, self._bakfile = base + b".dir", base + b".dat", base + b".bak"
        # None once the database is closed.
        self._index = None
        self._modified = False
        self._create(flag)
        self._read_index(flag)

    def _opened(self, path, mode):
        """Opens a file for writing; a new one gets the permissions asked for."""
        file = io.open(path, mode, encoding=None if "b" in mode else "Latin-1")
        if os.name == "posix" and ("w" in mode or "a" in mode):
            os.chmod(path, self._mode)
        return file

    def _create(self, flag):
        if flag == "n":
            for path in (self._datfile, self._bakfile, self._dirfile):
                try:
                    os.remove(path)
                except OSError:
                    pass
        try:
            io.open(self._datfile, "rb").close()
        except OSError:
            if flag not in ("c", "n"):
                raise
            with self._opened(self._datfile, "wb"):
                pass

    def _read_index(self, flag):
        index = {}
        try:
            file = io.open(self._dirfile, "r", encoding="Latin-1")
        except OSError:
            if flag not in ("c", "n"):
                raise
            self._modified = True
            self._index = index
            with self._opened(self._dirfile, "w"):
                pass
        else:
            with file:
                for line in file:
                    key, place = ast.literal_eval(line.rstrip())
                    index[key.encode("Latin-1")] = place
            self._index = index

    def _open_index(self):
        if self._index is None:
            raise error("DBM object has already been closed")
        return self._index

    _verify_open = _open_index

    def _writable(self):
        if self._readonly:
            raise error("The database is opened for reading only")

    def sync(self):
        index = self._index
        if index is None or not self._modified:
            return
        for remove, args in ((os.unlink, (self._bakfile,)), (os.rename, (self._dirfile, self._bakfile))):
            try:
                remove(*args)
            except OSError:
                pass
        with self._opened(self._dirfile, "w") as file:
            for key, place in index.items():
                file.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._modified = False

    _commit = sync

    def close(self):
        try:
            self.sync()
        finally:
            self._index = None

    def __getitem__(self, key):
        index = self._open_index()
        place, size = index[_encoded(key, "keys")]
        with io.open(self._datfile, "rb") as file:
            file.seek(place)
            return file.read(size)

    def __setitem__(self, key, value):
        self._writable()
        key = _encoded(key, "keys")
        value = _encoded(value, "values")
        index = self._open_index()
        self._modified = True
        place, room = None, 0
        if key in index:
            place, size = index[key]
            room = -(-size // _BLOCKSIZE) * _BLOCKSIZE
        with io.open(self._datfile, "rb+") as file:
            if place is None or len(value) > room:
                file.seek(0, 2)
                end = file.tell()
                place = -(-end // _BLOCKSIZE) * _BLOCKSIZE
                file.write(b"\0" * (place - end))
            else:
                file.seek(place)
            file.write(value)
        fresh = key not in index
        index[key] = place, len(value)
        if fresh:
            with self._opened(self._dirfile, "a") as file:
                file.write(f"{key.decode('Latin-1')!r}, {index[key]!r}\n")

    def __delitem__(self, key):
        self._writable()
        index = self._open_index()
        key = _encoded(key, "keys")
        self._modified = True
        del index[key]
        self.sync()

    def __contains__(self, key):
        return _encoded(key, "keys") in self._open_index()

    def keys(self):
        return list(self._open_index())

    def items(self):
        return [(key, self[key]) for key in self._open_index()]

    def iterkeys(self):
        return iter(self._open_index())

    __iter__ = iterkeys

    def __len__(self):
        return len(self._open_index())

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def __del__(self):
        if getattr(self, "_index", None) is not None:
            self.close()


def open(file, flag="c", mode=0o666):
    """Open the database `file` and return the mapping; see dbm.open for the flags."""
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    try:
        mask = os.umask(0)
    except AttributeError:
        pass
    else:
        os.umask(mask)
        mode &= ~mask
    return _Database(file, mode, flag=flag)
