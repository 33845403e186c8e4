"""Making classes: plain, with slots, with metaclass and hooks."""


class Meta(type):
    def __new__(mcls, name, bases, ns, **kw):
        ns["tag"] = name
        return super().__new__(mcls, name, bases, ns)


class Hooked:
    made = 0

    def __init_subclass__(cls, **kw):
        Hooked.made += 1


def run():
    n = 0
    for i in range(300):

        class A:
            x = i

            def f(self):
                return self.x

        class B(A):
            __slots__ = ("y",)

        class C(Hooked, metaclass=Meta):
            pass

        n += A().f() + B().f() + len(C.tag)
    return n
