"""Attributes and method calls, inheritance, properties, super."""


class Base:
    kind = 1

    def __init__(self, v):
        self.v = v

    def get(self):
        return self.v

    @property
    def twice(self):
        return self.v * 2

    def add(self, k):
        self.v += k
        return self


class Derived(Base):
    def __init__(self, v):
        super().__init__(v)
        self.extra = 0

    def add(self, k):
        self.extra += 1
        return super().add(k)

    @staticmethod
    def half(x):
        return x >> 1

    @classmethod
    def make(cls, v):
        return cls(v)


def run():
    n = 0
    objs = [Base(i) if i & 1 else Derived.make(i) for i in range(200)]
    for _ in range(50):
        for o in objs:
            n += o.add(1).get() + o.twice + o.kind + Derived.half(o.v)
    return n
