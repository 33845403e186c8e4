"""run.py MODULE [TEST...]: a module of tests, without those that would end the process."""

import sys
import unittest


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_of(test)
        else:
            yield test


module, *left_out = sys.argv[1:]
suite = unittest.defaultTestLoader.loadTestsFromName(module)
kept = [t for t in tests_of(suite) if t.id().rpartition(".")[2] not in left_out]
result = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(kept))
sys.exit(not result.wasSuccessful())
