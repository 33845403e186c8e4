"""UUIDs in Rust (uuid-utils): all versions, comparison with uuid, pickles, threads."""
import copy
import pickle
import threading
import uuid
import uuid_utils as uu
from uuid_utils import compat

u = uu.UUID("a8098c1a-f86e-11da-bd1a-00112444be1e")
std = uuid.UUID(str(u))
for name in ("hex", "int", "urn", "bytes", "bytes_le", "fields", "time", "node", "clock_seq", "version", "variant", "time_low"):
    print(name, getattr(u, name), getattr(u, name) == getattr(std, name))
print(repr(u), str(u), hash(u) == hash(uu.UUID(str(u))), u == uu.UUID(int=u.int), u < uu.UUID(int=u.int + 1), int(u) == u.int)
print(uu.UUID(bytes=u.bytes), uu.UUID(bytes_le=u.bytes_le), uu.UUID(fields=u.fields), uu.UUID("{%s}" % u), uu.UUID(u.hex), uu.UUID(u.urn))
for bad in (lambda: uu.UUID("xyz"), lambda: uu.UUID(), lambda: uu.UUID(bytes=b"1"), lambda: uu.UUID(int=-1),
            lambda: uu.UUID(int=1 << 128), lambda: u < 3, lambda: uu.UUID(fields=(1, 2)), lambda: uu.UUID(5), lambda: setattr(u, "hex", 1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:40])
print(uu.uuid3(uu.NAMESPACE_DNS, "python.org"), uu.uuid5(uu.NAMESPACE_URL, "x"), uuid.uuid5(uuid.NAMESPACE_URL, "x"))
print([f().version for f in (uu.uuid1, uu.uuid4, uu.uuid6, uu.uuid7)], uu.uuid8(1, 2, 3).version)
seven = [uu.uuid7() for _ in range(1000)]
print(seven == sorted(seven), len(set(seven)))
print(pickle.loads(pickle.dumps(u)) == u, copy.deepcopy(u) == u, {u: 1}[uu.UUID(str(u))])
c = compat.uuid4()
print(type(c), c.version, isinstance(compat.uuid7(), uuid.UUID), compat.uuid5(uuid.NAMESPACE_DNS, "a") == uuid.uuid5(uuid.NAMESPACE_DNS, "a"))
out = []
ts = [threading.Thread(target=lambda: out.extend(uu.uuid4() for _ in range(500))) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
print(len(set(out)), uu.NIL, uu.MAX, uu.SafeUUID.unknown if hasattr(uu, "SafeUUID") else "", uu.RFC_4122)
