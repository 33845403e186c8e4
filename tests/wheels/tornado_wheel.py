from array import array

from tornado.speedups import websocket_mask


def pure(mask, data):
    m = array("B", mask)
    out = array("B", data)
    for i in range(len(data)):
        out[i] ^= m[i % 4]
    return out.tobytes()


data = bytes(range(256)) * 4096
mask = b"\x01\x80\xff\x10"
fast = websocket_mask(mask, data)
print(len(fast), fast == pure(mask, data), fast[:8])
print(websocket_mask(mask, fast) == data, websocket_mask(b"abcd", b""), websocket_mask(b"abcd", b"xyz"))
for args in ((b"abcd",), (1, b""), (b"abcd", None), ()):
    try:
        print(websocket_mask(*args))
    except TypeError as e:
        print("TypeError", e)
print(websocket_mask.__name__, websocket_mask.__self__.__name__)
