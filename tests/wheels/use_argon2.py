import argon2
from argon2 import PasswordHasher, Type, exceptions, extract_parameters, low_level, profiles


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


fast = dict(time_cost=1, memory_cost=8, parallelism=1, hash_len=16)
for kind in Type:
    raw = low_level.hash_secret_raw(b"secret", b"somesalt", type=kind, **fast)
    enc = low_level.hash_secret(b"secret", b"somesalt", type=kind, **fast)
    print(kind, raw.hex(), enc, low_level.verify_secret(enc, b"secret", kind))
for version in (0x10, 0x13):
    print(version, low_level.hash_secret_raw(b"p", b"saltsalt", type=Type.ID, version=version, **fast).hex())
attempt(low_level.hash_secret_raw, b"p", b"short", type=Type.ID, **fast)
attempt(low_level.hash_secret_raw, "p", b"saltsalt", type=Type.ID, **fast)
attempt(low_level.hash_secret_raw, b"p", b"saltsalt", 0, 8, 1, 16, Type.ID)
attempt(low_level.hash_secret_raw, b"p", b"saltsalt", 1, 1, 1, 16, Type.ID)
attempt(low_level.hash_secret_raw, b"p", b"saltsalt", 1, 8, 1, 2, Type.ID)
attempt(low_level.verify_secret, b"nonsense", b"p", Type.ID)
attempt(low_level.verify_secret, enc, b"wrong", Type.ID)
for code in (0, -1, -2, -5, -35):
    print(code, low_level.error_to_str(code))
ph = PasswordHasher(**fast, salt_len=8)
h = ph.hash("p\u00e4ssword")
print(h[:22], ph.verify(h, "p\u00e4ssword"), ph.check_needs_rehash(h))
attempt(ph.verify, h, "other")
attempt(ph.verify, "$argon2id$bad", "other")
attempt(ph.verify, h, 5)
print(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).check_needs_rehash(h))
print(ph.hash("x", salt=b"12345678"))
p = extract_parameters(h)
print(p.type, p.version, p.salt_len, p.hash_len, p.time_cost, p.memory_cost, p.parallelism)
attempt(extract_parameters, "nonsense")
print(profiles.RFC_9106_LOW_MEMORY, issubclass(exceptions.VerifyMismatchError, exceptions.VerificationError))
print(PasswordHasher.from_parameters(profiles.CHEAPEST).time_cost, ph.parallelism, ph.encoding)
attempt(PasswordHasher, time_cost="1")
ctx = low_level.ffi.new("argon2_context *", dict(t_cost=1, m_cost=8, lanes=1, threads=1, version=0x13))
print(ctx.t_cost, ctx.m_cost, ctx.pwd == low_level.ffi.NULL, low_level.core(ctx, Type.D.value) != 0)
print(low_level.ffi.typeof(ctx), low_level.lib.ARGON2_DEFAULT_FLAGS)
