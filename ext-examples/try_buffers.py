import gc

import buffers
from buffers import Grid, describe


def attempt(label, func):
    try:
        print(label, func())
    except Exception as error:
        print(label, "raises", type(error).__name__)


# In a function, so that nothing is left of it when it is done.
def main():
    print(buffers.total(b"\x01\x02\xff"), buffers.total(bytearray(3)), buffers.total(memoryview(b"ab")))
    attempt("str", lambda: buffers.total("text"))
    attempt("strided", lambda: buffers.total(memoryview(b"abcd")[::2]))
    print(buffers.has_buffer(b""), buffers.has_buffer("x"), buffers.has_buffer(Grid(1, 1)))
    odd = memoryview(b"abcdef")[1:5:2]
    for obj in (b"bytes", bytearray(b"array"), odd, memoryview(b"abcd").cast("H")):
        print(type(obj).__name__, describe(obj))
    print(describe(memoryview(bytes(24)).cast("B", (2, 3, 4))))
    print(describe(b"xyz", buffers.PyBUF_SIMPLE))
    attempt("constant", lambda: describe(b"xyz", buffers.PyBUF_WRITABLE))

    data = bytearray(b"......")
    buffers.fill(data, 65)
    buffers.fill(memoryview(data)[2:4], 66)
    print(data)
    attempt("fill bytes", lambda: buffers.fill(b"...", 65))
    print(buffers.flatten(memoryview(b"abcdef")[::-2]))
    buffers.copy_data(data, b"copied")
    print(data)
    attempt("copy", lambda: buffers.copy_data(data, b"a longer one"))

    grid = Grid(2, 3)
    view = memoryview(grid)
    print(view.format, view.shape, view.strides, view.nbytes, view.readonly, view.tolist())
    print(grid.exports)
    view[1, 2] = 42
    view[0, 0] = -1
    print(view.tolist(), buffers.pick(grid, (1, 2)), buffers.total(grid), view[0, 0])
    print(describe(grid), describe(grid, buffers.PyBUF_SIMPLE), describe(grid, buffers.PyBUF_ND))
    attempt("fortran", lambda: describe(grid, buffers.PyBUF_F_CONTIGUOUS))
    attempt("resize", lambda: grid.resize(1, 1))
    second = memoryview(view)
    print(grid.exports, second.obj is grid)
    view.release()
    attempt("released", lambda: view.tolist())
    print(grid.exports)
    second.release()
    print(grid.exports)
    grid.resize(3, 1)
    with memoryview(grid) as view:
        print(view.shape, view.tolist(), grid.exports)
    print(grid.exports)
    print(bytes(grid) == bytes(12), bytearray(grid) == bytes(12), b"".join([grid]) == bytes(12))
    buffers.copy_data(grid, bytes([1, 0, 0, 0] * 3))
    print(memoryview(grid).tolist(), int.from_bytes(grid, "little") == 0x010000000100000001)
    attempt("negative", lambda: Grid(-1, 1))

    print([buffers.size_of(f) for f in ("b", "i", "<q", "3s", "d")])
    print(buffers.strides_for((2, 3, 4), "C"), buffers.strides_for((2, 3, 4), "F"))
    memory = buffers.view_of_memory()
    print(bytes(memory), memory.readonly, memory.format, memory.obj)
    memory[0] = ord("S")
    print(bytes(buffers.view_of_memory()), bytes(buffers.view_of_buffer()))
    print(buffers.view_of_buffer().readonly)
    memory[0] = ord("s")
    print(bytes(buffers.view_of_object(b"object")))
    print(bytes(buffers.contiguous(memoryview(b"abcdef")[::2])))
    array = bytearray(b"resize me")
    held = buffers.view_of_object(array)
    attempt("held", lambda: array.append(1))
    del held
    gc.collect()
    array.append(33)
    print(array)


main()
gc.collect()
print(buffers._live())
