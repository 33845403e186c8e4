"""pickle: dumps and loads."""

import pickle


class P:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def run():
    data = [P(i, [str(i), i * 1.5, (i, None, True)]) for i in range(500)]
    n = 0
    for proto in (2, 5):
        s = pickle.dumps(data, proto)
        n += len(pickle.loads(s))
    return n
