import os
import tempfile

from safetensors import SafetensorError, deserialize, safe_open, serialize, serialize_file
import safetensors
print(sorted(n for n in dir(safetensors) if not n.startswith("_")))
print(serialize.__doc__)

tensors = {
    "weights": {"dtype": "float32", "shape": [2, 2], "data": bytes(range(16))},
    "bias": {"dtype": "int64", "shape": [1], "data": (5).to_bytes(8, "little")},
    "empty": {"dtype": "uint8", "shape": [0], "data": b""},
}


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:100])


data = serialize(tensors, metadata={"made": "here"})
print(type(data), len(data), data[:8].hex())
for name, t in sorted(deserialize(data)):
    print(name, t["dtype"], t["shape"], bytes(t["data"]).hex(), type(t["data"]).__name__)
print(serialize({}) == serialize({}, None), len(serialize({})))
folder = tempfile.mkdtemp()
path = os.path.join(folder, "t.safetensors")
serialize_file(tensors, path, metadata={"a": "1", "b": "2"})
print(os.path.getsize(path))
with open(path, "rb") as f:
    print(sorted(n for n, _ in deserialize(f.read())))
attempt(deserialize, b"")
attempt(deserialize, b"\1\0\0\0\0\0\0\0x")
attempt(deserialize, b"\xff" * 16)
attempt(deserialize, data[:-1])
attempt(deserialize, "text")
attempt(serialize, {"x": {"dtype": "nope", "shape": [1], "data": b"1"}})
attempt(serialize, {"x": {"dtype": "uint8", "shape": [3], "data": b"1"}})
attempt(serialize, {"x": {"shape": [1], "data": b"1"}})
attempt(serialize, {"x": {"dtype": "uint8", "data": b"1"}})
attempt(serialize, {"x": {"dtype": "uint8", "shape": [1]}})
attempt(serialize, 5)
attempt(serialize, {5: {}})
attempt(serialize_file, tensors, "/no/such/folder/x")
print(issubclass(SafetensorError, Exception), SafetensorError.__name__)
attempt(safe_open, "/no/such/file", framework="np")
attempt(safe_open, path, framework="nothing")
for dtype, size in [("bool", 1), ("int8", 1), ("float16", 2), ("bfloat16", 2), ("float64", 8)]:
    out = deserialize(serialize({"t": {"dtype": dtype, "shape": [2], "data": b"\1" * 2 * size}}))
    print(dtype, out[0][1]["dtype"], len(out[0][1]["data"]))
os.remove(path)
os.rmdir(folder)
