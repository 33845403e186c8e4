import os
import tempfile

from safetensors import SafetensorError, TensorSpec, deserialize, safe_open, serialize, serialize_file


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:100])


def file_of(header, data):
    text = header.encode()
    return len(text).to_bytes(8, "little") + text + data


one = '{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"I64","shape":[1],"data_offsets":[16,24]},"__metadata__":{"k":"v"}}'
data = file_of(one, bytes(range(24)))
for name, t in sorted(deserialize(data)):
    print(name, t["dtype"], t["shape"], bytes(t["data"]).hex(), type(t["data"]).__name__)
print(serialize({}), len(serialize({}, {"m": "1"})), type(serialize({})))
spec = TensorSpec(dtype="uint8", shape=[0, 3], data_ptr=0, data_len=0)
print(spec.dtype, spec.shape, spec.data_ptr, spec.data_len, type(spec).__name__)
attempt(serialize, {"empty": spec})
for name, t in sorted(deserialize(serialize({"e": spec, "f": spec}, metadata={"made": "here"}))):
    print(name, sorted(t.items()))
attempt(TensorSpec, dtype="nope", shape=[1], data_ptr=0, data_len=0)
attempt(TensorSpec, "uint8", [1], 0, 0)
attempt(TensorSpec, dtype="uint8", shape=5, data_ptr=0, data_len=0)
attempt(TensorSpec, dtype="uint8", shape=[-1], data_ptr=0, data_len=0)
attempt(TensorSpec, dtype="uint8", shape=[1], data_ptr="x", data_len=0)
attempt(TensorSpec, dtype="uint8")
folder = tempfile.mkdtemp()
path = os.path.join(folder, "t.safetensors")
print(serialize_file({"e": spec}, path, metadata={"a": "1"}), os.path.getsize(path))
with open(path, "rb") as f:
    print([n for n, _ in deserialize(f.read())])
attempt(deserialize, b"")
attempt(deserialize, b"\1\0\0\0\0\0\0\0x")
attempt(deserialize, b"\xff" * 16)
attempt(deserialize, data[:-1])
attempt(deserialize, data + b"more")
attempt(deserialize, file_of("{}", b""))
attempt(deserialize, file_of('{"x":{"dtype":"Q9","shape":[1],"data_offsets":[0,1]}}', b"1"))
attempt(deserialize, file_of('{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}}', b"1"))
attempt(deserialize, "text")
attempt(serialize, {"x": {"dtype": "uint8"}})
attempt(serialize, 5)
attempt(serialize_file, {"e": spec}, "/no/such/folder/x")
print(issubclass(SafetensorError, Exception), SafetensorError.__name__)
attempt(safe_open, "/no/such/file", framework="np")
attempt(safe_open, path, framework="nothing")
for code, size in [("BOOL", 1), ("I8", 1), ("F16", 2), ("BF16", 2), ("F64", 8), ("U32", 4)]:
    text = '{"t":{"dtype":"%s","shape":[2],"data_offsets":[0,%d]}}' % (code, 2 * size)
    out = deserialize(file_of(text, b"\1" * 2 * size))
    print(code, out[0][1]["dtype"], len(out[0][1]["data"]))
os.remove(path)
os.rmdir(folder)
