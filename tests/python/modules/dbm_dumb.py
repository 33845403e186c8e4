"""dbm: the dumb format, which needs nothing of the machine, and the choice of formats."""
import dbm
import dbm.dumb
import os
import shelve
import tempfile

where = tempfile.mkdtemp()
path = os.path.join(where, "db")


def shown(f):
    try:
        return f()
    except Exception as e:
        return type(e).__name__, str(e).replace(where, "DIR")


with dbm.dumb.open(path, "c") as d:
    d["a"] = "b"
    d[b"c"] = b"dd" * 400
    d["é"] = "é"
    d["a"] = b"x" * 600
    print(len(d), d.keys(), d["é"], "a" in d, b"z" in d, d.get("z"), list(d))
print(open(path + ".dir", encoding="latin-1").read(), os.path.getsize(path + ".dat"))
print(dbm.whichdb(path), dbm.whichdb(where), dbm.whichdb(path + "none"))
with dbm.open(path, "w") as d:
    del d["c"]
    print(sorted(d.items())[0][0], len(d["a"]))
print(os.path.getsize(path + ".dat"), dbm.open(path)["é"])
print(shown(lambda: d["a"]), shown(lambda: len(d)), shown(lambda: d.keys()))
print(shown(lambda: dbm.dumb.open(path + "2", "r")), shown(lambda: dbm.dumb.open(path, "x")))
r = dbm.dumb.open(path, "r")
print(shown(lambda: r.__setitem__("a", "b")), shown(lambda: r.__delitem__("q")), shown(lambda: r["q"]))
w = dbm.dumb.open(path, "w")
print(shown(lambda: w.__setitem__(1, "b")), shown(lambda: w.__setitem__("1", 2)), shown(lambda: w.__delitem__("q")))
print(shown(lambda: dbm.open(path + "3", "r")), shown(lambda: dbm.open(path + "3", "q")))
with open(path + "4", "wb") as f:
    f.write(b"this is no database at all")
print(shown(lambda: dbm.open(path + "4")), repr(dbm.whichdb(path + "4")))
print(dbm.error, dbm.dumb.error, dbm.__all__, dbm._names)
s = shelve.Shelf(dbm.dumb.open(path + "5", "n"))
s["k"] = [1, {"a": (2, 3)}]
s.close()
print(shelve.Shelf(dbm.dumb.open(path + "5"))["k"])
