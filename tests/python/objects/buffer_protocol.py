"""The buffer protocol by name: built-in exporters, classes of Python, subclasses."""
import collections.abc


def t(f, *a):
    try:
        print(f(*a))
    except Exception as e:
        print(type(e).__name__, e)


for x in (b"ab", bytearray(b"ab"), memoryview(bytearray(b"ab"))):
    print(isinstance(x, collections.abc.Buffer), [n for n in dir(x) if "buffer" in n])
    t(lambda: bytes(x.__buffer__(0)))
    t(x.__buffer__, "x")
    t(lambda: x.__buffer__(1).readonly)
b = bytearray(b"ab")
m = b.__buffer__(0)
t(b.append, 3)
b.__release_buffer__(m)
t(lambda: m[0])
b.append(3)
print(b)


class Own:
    def __buffer__(self, flags):
        print("asked")
        return memoryview(b"own")

    def __release_buffer__(self, view):
        print("released")


with memoryview(Own()) as view:
    print(bytes(view))
print(isinstance(Own(), collections.abc.Buffer))


class Sub(bytearray):
    def __buffer__(self, flags):
        print("sub")
        return super().__buffer__(flags)


print(bytes(memoryview(Sub(b"xy"))))
