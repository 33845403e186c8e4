"""Messages in C (protobuf's upb): dynamic descriptors, maps, oneofs, extensions, text and JSON."""
import copy
import pickle
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, json_format, message_factory, struct_pb2, text_format, timestamp_pb2, wrappers_pb2, field_mask_pb2
from google.protobuf.internal import api_implementation
from google.protobuf.message import DecodeError, EncodeError

print(api_implementation.Type())
F = descriptor_pb2.FieldDescriptorProto
fd = descriptor_pb2.FileDescriptorProto(name="t.proto", package="t", syntax="proto3")
m = fd.message_type.add(name="Node")
for i, (n, t, label) in enumerate([("id", F.TYPE_INT32, 1), ("name", F.TYPE_STRING, 1), ("vals", F.TYPE_DOUBLE, 3), ("raw", F.TYPE_BYTES, 1),
                                   ("big", F.TYPE_UINT64, 1), ("flag", F.TYPE_BOOL, 1)], 1):
    m.field.add(name=n, number=i, type=t, label=label)
m.field.add(name="kids", number=7, type=F.TYPE_MESSAGE, label=3, type_name=".t.Node")
m.field.add(name="parent", number=8, type=F.TYPE_MESSAGE, label=1, type_name=".t.Node")
e = fd.enum_type.add(name="Kind")
for i, n in enumerate(("ZERO", "ONE", "TWO")):
    e.value.add(name=n, number=i)
m.field.add(name="kind", number=9, type=F.TYPE_ENUM, label=1, type_name=".t.Kind")
entry = m.nested_type.add(name="MapEntry")
entry.field.add(name="key", number=1, type=F.TYPE_STRING, label=1)
entry.field.add(name="value", number=2, type=F.TYPE_INT64, label=1)
entry.options.map_entry = True
m.field.add(name="map", number=10, type=F.TYPE_MESSAGE, label=3, type_name=".t.Node.MapEntry")
m.oneof_decl.add(name="choice")
m.field.add(name="a", number=11, type=F.TYPE_STRING, label=1, oneof_index=0)
m.field.add(name="b", number=12, type=F.TYPE_INT32, label=1, oneof_index=0)
pool = descriptor_pool.DescriptorPool()
pool.Add(fd) if hasattr(pool, "Add") else pool.AddSerializedFile(fd.SerializeToString())
Node = message_factory.GetMessageClass(pool.FindMessageTypeByName("t.Node"))
n = Node(id=1, name="root", vals=[1, 2.5], raw=b"\0\xff", big=2**64 - 1, kind="TWO", map={"x": -5})
print(n)
n.kids.add(name="k1").kids.add(name="deep", id=-7)
n.kids.append(Node(name="k2", a="A"))
n.parent.name = "up"
print([k.name for k in n.kids], n.kids[-1].WhichOneof("choice"), n.HasField("parent"), n.kids[0].HasField("parent"), len(n.kids))
n.kids[1].b = 5
print(n.kids[1].WhichOneof("choice"), n.kids[1].a == "", [f.name for f, _ in n.ListFields()])
data = n.SerializeToString(deterministic=True)
back = Node.FromString(data)
print(data.hex(), back == n, back.ByteSize() == len(data), Node() != n, bool(Node().kids))
c = copy.deepcopy(n)
c.name = "changed"
print(n.name, c.name, pickle.loads(pickle.dumps(n)) == n)
c.MergeFrom(Node(vals=[9], map={"y": 1}))
print(list(c.vals), dict(sorted(c.map.items())), "x" in c.map, c.map.get("q", 3), sorted(c.map))
c.ClearField("vals"); c.map.clear(); del c.kids[0]; c.CopyFrom(c)
print(text_format.MessageToString(c), json_format.MessageToJson(n, sort_keys=True, indent=1)[:150])
print(json_format.Parse('{"id": 4, "kids": [{"name": "j"}], "map": {"q": "7"}, "raw": "AP8="}', Node()), text_format.Parse("id: 3 kids { name: 'z' }", Node()).kids[0].name)
for bad in (lambda: Node(id="x"), lambda: setattr(n, "id", 2**40), lambda: setattr(n, "nope", 1), lambda: Node(zzz=1), lambda: Node.FromString(b"\xff\xff"),
            lambda: n.kids[99], lambda: n.vals.append("s"), lambda: n.HasField("vals"), lambda: setattr(n, "name", b"\xff"), lambda: n.map["q"] if False else n.map.update({1: 2}),
            lambda: hash(n), lambda: json_format.Parse("{bad", Node()), lambda: text_format.Parse("id: 'x'", Node()), lambda: n.ClearField("zz"), lambda: setattr(n, "kids", []), lambda: n.kids.add(5)):
    try:
        print(bad())
    except Exception as x:
        print(type(x).__name__, str(x).splitlines()[0][:110] if str(x) else "")
d = Node.DESCRIPTOR
print(d.full_name, [f.name for f in d.fields][:4], d.fields_by_name["kind"].enum_type.values_by_number[2].name, d.oneofs[0].name, d.file.name, d.fields_by_number[7].message_type is d)
s = struct_pb2.Struct(); s.update({"k": [1, "two", None, {"n": True}]})
print(json_format.MessageToDict(s), s["k"][3]["n"])
t = timestamp_pb2.Timestamp(); t.FromJsonString("2020-02-03T04:05:06.789Z")
print(t.ToJsonString(), t.ToDatetime(), duration_pb2.Duration(seconds=3661).ToJsonString(), wrappers_pb2.Int32Value(value=3))
x = any_pb2.Any(); x.Pack(t)
u = timestamp_pb2.Timestamp()
print(x.type_url, x.Unpack(u), u == t, x.Is(duration_pb2.Duration.DESCRIPTOR))
print(field_mask_pb2.FieldMask(paths=["a.b", "c"]).ToJsonString(), repr(n.vals), repr(n.map)[:10])
big = Node(); big.vals.extend(range(100_000))
for i in range(2000):
    big.kids.add(id=i, name=str(i))
print(len(big.SerializeToString()), sum(k.id for k in Node.FromString(big.SerializeToString()).kids), sum(big.vals), big.vals[10:13], [k.id for k in big.kids[-2:]])
big.vals.sort(reverse=True); big.kids.sort(key=lambda k: -k.id); big.vals.remove(5.0); big.vals.insert(0, -1)
print(big.vals[:2], big.kids[0].id, big.vals.pop(), len(big.vals), big.IsInitialized())
