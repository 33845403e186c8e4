"""Arrow arrays in Rust (arro3): the C data interface through capsules, buffers, types, tables."""
import pickle
import struct
from arro3.core import Array, ArrayReader, Buffer, ChunkedArray, DataType, Field, RecordBatch, RecordBatchReader, Scalar, Schema, Table, fixed_size_list_array, list_array, struct_array

a = Array([1, None, 3], DataType.int32())
print(len(a), a.type, a.null_count, a[0].as_py(), a[1].as_py(), a[-1], a.to_pylist(), a == Array([1, None, 3], DataType.int32()), a.slice(1).to_pylist(), a.take(Array([2, 0], DataType.uint64())).to_pylist())
print([x.as_py() for x in a], a.cast(DataType.float64()).to_pylist(), Array(["x", "é"], DataType.string()).nbytes > 0)
for bad in (lambda: a[9], lambda: Array([1, "x"], DataType.int32()), lambda: Array([2**40], DataType.int32()), lambda: Array(5), lambda: a.cast(5), lambda: Table.from_pydict({"a": a, "b": Array([1], DataType.int8())}),
            lambda: DataType.decimal128(99, 1) if False else Field("a"), lambda: Array.from_buffer("text"), lambda: RecordBatch.from_arrays([a], names=["a", "b"])):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:70])
for t in (DataType.int8(), DataType.timestamp("ms", tz="UTC"), DataType.list(Field("i", DataType.int8(), nullable=False)), DataType.struct([Field("a", DataType.bool())]), DataType.dictionary(DataType.int8(), DataType.utf8()), DataType.decimal128(10, 2)):
    print(t, t == t, hash(t) == hash(t), t.bit_width, DataType.is_nested(t))
b = Array.from_buffer(struct.pack("<4d", 1, 2, 3, 4.5)) if False else Array.from_buffer(memoryview(struct.pack("<4d", 1, 2, 3, 4.5)).cast("d"))
print(b.type, b.to_pylist())
ca = ChunkedArray([a, a.slice(2)])
print(ca.num_chunks, len(ca), ca.to_pylist(), ca.combine_chunks().to_pylist(), [len(c) for c in ca.iterchunks()] if hasattr(ca, "iterchunks") else ca.chunk(1))
s = Schema([Field("a", DataType.int32(), metadata={"k": "v"}), Field("b", DataType.string())], metadata={"m": "n"})
print(s.names, s.field("a").metadata_str, s.metadata_str, s.get_field_index("b") if hasattr(s, "get_field_index") else 1, s.with_metadata({}).metadata, s == s, [f.name for f in s])
rb = RecordBatch({"a": a, "b": Array(["x", "y", None], DataType.string())})
print(rb.num_rows, rb.column_names, rb["b"].to_pylist(), rb.select(["b"]).schema.names, rb.slice(1, 1).num_rows, rb.column(0)[2])
t = Table.from_batches([rb, rb])
print(t.num_rows, t.shape, t.chunk_lengths, t["a"].to_pylist(), t.add_column(2, "c", ChunkedArray([Array(range(6), DataType.int64())])).column_names, t.drop_columns(["a"]).column_names, t.rename_columns(["x", "y"]).schema.names)
r = RecordBatchReader.from_batches(rb.schema, [rb, rb, rb])
print(r.closed, next(r).num_rows, sum(x.num_rows for x in r), r.closed)
sch, arr = rb.__arrow_c_array__()
print(type(sch).__name__, type(arr).__name__)
back = RecordBatch.from_arrow(rb)
print(back == rb, Table.from_arrow(t).num_rows, Table(t.__arrow_c_stream__() and t).num_rows)


class Wrap:
    def __init__(self, o):
        self.o, self.calls = o, 0

    def __arrow_c_stream__(self, requested_schema=None):
        self.calls += 1
        return self.o.__arrow_c_stream__(requested_schema)


w = Wrap(t)
print(Table(w).num_rows, w.calls, Table.from_arrow(w) == t)


class Broken:
    def __arrow_c_stream__(self, requested_schema=None):
        raise KeyError("no stream")


try:
    Table.from_arrow(Broken())
except Exception as e:
    print(type(e).__name__, e)
print(list_array(Array([0, 2, 3], DataType.int32()), a).to_pylist(), fixed_size_list_array(Array([1, 2, 3, 4], DataType.int8()), 2).to_pylist(), struct_array([a], fields=[Field("q", DataType.int32())]).to_pylist())
print(bytes(Buffer(b"abc")), len(Buffer(b"abc")), memoryview(Buffer(b"abc")).tolist())
print(repr(rb).splitlines()[0], str(s).splitlines()[0], pickle.loads(pickle.dumps(a)).to_pylist() if hasattr(a, "__reduce__") and False else "")
