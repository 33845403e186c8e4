"""A module loaded a second time has its own globals, also for eval and warnings."""
import os
import sys
import tempfile
import warnings

with tempfile.TemporaryDirectory() as folder:
    sys.path.insert(0, folder)
    with open(os.path.join(folder, "made_twice.py"), "w") as f:
        f.write(
            "import sys, warnings\nwho = sys.who\n"
            "def ask(): return eval('who'), sorted(k for k in vars() if k == 'who'), who\n"
            "def tell(): warnings.warn('careful')\n"
            "class C:\n    def ask(self): return eval('who'), globals()['who']\n"
        )
    mods = []
    # From the third on the compiled form may come from a cache.
    for sys.who in range(4):
        sys.modules.pop("made_twice", None)
        import made_twice
        mods.append(made_twice)
    for m in mods + mods[::-1]:
        print(m.who, m.ask(), m.C().ask())
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("default")
        for m in mods:
            m.tell()
            m.tell()
    print(len(seen), ["__warningregistry__" in vars(m) for m in mods])
