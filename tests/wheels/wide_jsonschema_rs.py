"""JSON schemas in Rust (jsonschema-rs): errors with paths, formats and keywords in Python."""
import json
import jsonschema_rs as js

schema = {"type": "object", "required": ["id"], "properties": {
    "id": {"type": "integer", "minimum": 1}, "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    "mail": {"format": "email"}, "size": {"enum": ["s", "m", 1.5, None]}}, "additionalProperties": False}
v = js.validator_for(schema)
print(v.is_valid({"id": 1}), v.is_valid({"id": 0}), v.is_valid({}), v.is_valid([]), repr(v)[:30])
for doc in ({"id": 0, "tags": [1, "a"], "x": 2}, {"tags": ["a", "a"]}, 5, {"id": 2**70, "size": "l"}, {"id": 1.0}):
    for e in sorted(v.iter_errors(doc), key=str):
        print(e.message, "|", list(e.instance_path), list(e.schema_path), type(e.kind).__name__)
try:
    v.validate({"id": "x"})
except js.ValidationError as e:
    print(str(e).splitlines())
    print(e.args[0] if e.args else None, e.instance)
print(js.is_valid({"type": "string"}, "a"), js.is_valid({"type": "string"}, 1), js.is_valid(True, 1), js.is_valid(False, 1))
try:
    js.validate({"minimum": 5}, 3)
except js.ValidationError as e:
    print(e.message)
for bad in ({"type": "nope"}, {"$ref": "#/missing"}, 12, {"pattern": "("}):
    try:
        print(js.validator_for(bad))
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0])


def is_currency(value):
    return len(value) == 3 and value.isupper()


f = js.validator_for({"type": "string", "format": "currency"}, validate_formats=True, formats={"currency": is_currency})
print(f.is_valid("USD"), f.is_valid("usd"), f.is_valid("EURO"))


class Divisible:
    def __init__(self, parent, value, path):
        self.by = value

    def validate(self, instance):
        if instance % self.by:
            raise ValueError(f"{instance} is not divisible by {self.by}")


k = js.validator_for({"type": "integer", "divisibleBy": 7}, keywords={"divisibleBy": Divisible})
print(k.is_valid(14), k.is_valid(15), [e.message for e in k.iter_errors(15)])
print(js.Draft7Validator({"if": {"const": 1}, "then": False}).is_valid(1), js.Draft202012Validator({"prefixItems": [{}]}).is_valid([1]))
reg = js.Registry([("urn:n", {"$defs": {"p": {"type": "integer"}}})])
print(js.validator_for({"$ref": "urn:n#/$defs/p"}, registry=reg).is_valid(3))
print(js.meta.is_valid({"type": "x"}), js.meta.is_valid({"type": "null"}))
r = js.validator_for({"$ref": "json:///a"}, retriever=lambda uri: {"type": "null"} if uri.endswith("a") else None)
print(r.is_valid(None), r.is_valid(1))
out = v.evaluate({"id": 0})
print(out.valid, json.dumps(out.flag()), sorted(out.list())[:2])
big = [{"id": i + 1, "tags": ["t%d" % i]} for i in range(3000)]
arr = js.validator_for({"type": "array", "items": schema})
print(arr.is_valid(big), sum(1 for _ in arr.iter_errors(big + [{"id": 0}])))
for odd in ({1: 2}, {"a": object()}, {"a": {1, 2}}, (1, 2)):
    try:
        print(js.is_valid({"type": ["object", "array"]}, odd))
    except Exception as e:
        print(type(e).__name__, e if "0x" not in str(e) else "")
