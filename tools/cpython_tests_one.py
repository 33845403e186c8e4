"""Runs one module of CPython's test suite under the interpreter that runs this file.

Usage: cpython_tests_one.py MODULE RECORD

Appends one JSON line to RECORD at each test's start and end, so that whoever started this process
still knows the rest when a test kills it or never ends. Tests that RECORD already names are left
out: a second start goes on after the one that did not come back.
"""

import json
import os
import sys
import traceback
import unittest

name, path = sys.argv[1:3]
sys.argv[1:] = []
known = set()
only = os.environ.get("TEST_ONLY", "")
if os.path.exists(path):
    with open(path, encoding="utf-8") as f:
        known = {json.loads(line).get("id") for line in f}
out = open(path, "a", encoding="utf-8", errors="backslashreplace")


def record(**entry):
    out.write(json.dumps(entry) + "\n")
    out.flush()


def flatten(suite):
    """The tests of a suite that are not known yet, in order, with their fixtures' classes."""
    for t in suite:
        if isinstance(t, unittest.TestSuite):
            yield from flatten(t)
        elif t.id() not in known and only in t.id():
            yield t


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.outcome, self.details = "passed", []
        record(id=test.id())

    def stopTest(self, test):
        super().stopTest(test)
        record(id=test.id(), outcome=self.outcome, details=self.details)

    def worse(self, test, outcome, err):
        if getattr(self, "outcome", None) != "error":
            self.outcome = outcome
        try:
            text = self._exc_info_to_string(err, test)
        except Exception:
            text = "".join(traceback.format_exception(*err))
        if test.__class__.__name__ == "_ErrorHolder":  # setUpClass, setUpModule
            record(id=test.id(), outcome=outcome, details=[text])
        else:
            self.details.append(text)

    def addError(self, test, err):
        self.worse(test, "error", err)

    def addFailure(self, test, err):
        self.worse(test, "failed", err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            failed = issubclass(err[0], test.failureException)
            self.worse(test, "failed" if failed else "error", err)
            self.details[-1] = f"{subtest}\n{self.details[-1]}"

    def addSkip(self, test, reason):
        if test.__class__.__name__ == "_ErrorHolder":
            record(id=test.id(), outcome="skipped", details=[reason])
        else:
            self.outcome, self.details = "skipped", [reason]

    def addUnexpectedSuccess(self, test):
        self.outcome, self.details = "failed", ["unexpected success"]


# Modules of C tests that a test module as a whole is not about: what needs them is skipped.
STAND_INS = {
    "test_class": {"_testinternalcapi": ["has_inline_values"]},
    "test_bytes": {
        "_testlimitedcapi": ["sequence_getitem", "sequence_setitem", "sequence_delitem"],
    },
    "test_inspect": {"_pickle": ["Pickler"]},
    "test_pickle": {"dbm": ["open"]},
}


def stand_in(module, functions):
    def skip(*args, **kwargs):
        raise unittest.SkipTest(f"{module} is about the implementation")

    sys.modules[module] = type(sys)(module)
    for f in functions:
        setattr(sys.modules[module], f, skip)


for module, functions in STAND_INS.get(name, {}).items():
    try:
        __import__(module)
    except ImportError:
        stand_in(module, functions)

try:
    from test import support

    support.use_resources = []
    support.verbose = False
    suite = unittest.defaultTestLoader.loadTestsFromName("test." + name)
    unittest.TestSuite(list(flatten(suite))).run(Result())
except unittest.SkipTest as e:
    record(id="(module)", outcome="skipped", details=[str(e)])
except BaseException as e:
    record(id="(module)", outcome="error", details=["".join(traceback.format_exception(e))])
record(done=True)
out.close()
sys.stdout.flush()
os._exit(0)
