import struct
b=struct.pack('1000p',b'x'*1000); print(b[0],b.count(b'x'))
sb=bytearray(10)
for f in [lambda: struct.pack_into('i', b'0000', 0, 1), lambda: struct.pack_into('i',5,0,1), lambda: struct.Struct('i').pack_into(bytearray(4),None,1), lambda: struct.Struct('i').pack_into(None,0,1),  lambda: struct.Struct('i').pack_into(bytearray(4)),lambda: struct.pack_into(), lambda:struct.Struct('4s').pack_into(sb,None), lambda:struct.Struct('4s').pack_into(b'',sb,None), lambda: struct.pack_into('4s',sb,None)]:
    try: f()
    except Exception as e: print(repr(e))
for x in ['\udc00','é','i\0',b'\xff']:
    try: struct.Struct(x)
    except Exception as e: print(repr(e))
m = memoryview(bytearray(10))
for o in (2**1000, -(2**1000), 2**63, 3, 7, -3, -11):
    try:
        print(struct.pack_into("4s", m, o, b"a"))
    except Exception as e:
        print(repr(e))
S = struct.Struct.__new__(struct.Struct)
for f in (lambda: S.pack(), lambda: S.size, lambda: S.format, lambda: S.unpack(b"")):
    try:
        print(f())
    except Exception as e:
        print(repr(e))
big = list(range(40))
for order in "<>":
    for v in (0, 1, 2**31, 2**53, 2**53 - 1, -(2**53), -(2**53) + 1, 2**63 - 1, -(2**63), -1, -(2**32)):
        b = struct.pack(order + "q", v)
        print(b, struct.unpack(order + "q", b)[0] == v)
    for v in (0, 2**53, 2**64 - 1, 2**53 - 1):
        b = struct.pack(order + "Q", v)
        print(b, struct.unpack(order + "Q", b)[0] == v)
b = struct.pack("<40i", *big)
print(struct.unpack("<40i", b) == tuple(big), list(struct.iter_unpack("<8i", b))[4])
print(struct.pack("bhilq?e", -1, -2, -3, -4, -5, True, 1.5), struct.unpack("bhilq?e", struct.pack("bhilq?e", -1, -2, -3, -4, -5, True, 1.5)))
