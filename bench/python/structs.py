"""struct and bytes."""

import struct


def run():
    s = struct.Struct("<IHhbdf4s")
    buf = b"".join(s.pack(i, i & 0xFFFF, -5, i % 100, i / 3, 0.5, b"abcd") for i in range(2500))
    n = 0
    for t in s.iter_unpack(buf):
        n += t[0] + t[3]
    for i in range(0, len(buf) - 8, 40):
        n += struct.unpack_from(">HB", buf, i)[1]
    return n, len(buf)
