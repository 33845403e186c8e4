import bcrypt

print(bcrypt.__version__.split(".")[0] >= "4", bcrypt.__title__)


def attempt(f, *args, **kw):
    try:
        print(f.__name__, args, kw, "->", f(*args, **kw))
    except BaseException as e:
        print(f.__name__, args, kw, "raises", type(e).__name__, e)


salt = b"$2b$04$abcdefghijklmnopqrstuu"
for password in [b"secret", b"", "\u20ac".encode(), b"x" * 72]:
    hashed = bcrypt.hashpw(password, salt)
    print(hashed, bcrypt.checkpw(password, hashed), bcrypt.checkpw(password + b"y", hashed) if len(password) < 72 else None)
for prefix in [b"2a", b"2b", b"2x", b"2y"]:
    attempt(bcrypt.hashpw, b"pw", b"$" + prefix + b"$04$abcdefghijklmnopqrstuu")
attempt(bcrypt.hashpw, b"pw", b"bad salt")
attempt(bcrypt.hashpw, b"pw", b"$2b$99$abcdefghijklmnopqrstuu")
attempt(bcrypt.hashpw, "text", salt)
attempt(bcrypt.hashpw, b"pw", "text")
attempt(bcrypt.hashpw, b"nul\0inside", salt)
attempt(bcrypt.hashpw, b"x" * 73, salt)
attempt(bcrypt.checkpw, b"pw", b"$2b$04$tooshort")
attempt(bcrypt.checkpw, None, salt)
for rounds in [4, 5, 31]:
    s = bcrypt.gensalt(rounds)
    print(len(s), s[:7])
s = bcrypt.gensalt(rounds=4, prefix=b"2a")
print(s[:4], len(bcrypt.hashpw(b"q", s)))
attempt(bcrypt.gensalt, 3)
attempt(bcrypt.gensalt, 32)
attempt(bcrypt.gensalt, 12, b"2z")
attempt(bcrypt.gensalt, "12")
print(bcrypt.kdf(b"password", b"salt", desired_key_bytes=32, rounds=4, ignore_few_rounds=True).hex())
print(bcrypt.kdf(password=b"p", salt=b"s", desired_key_bytes=16, rounds=51).hex())
attempt(bcrypt.kdf, b"", b"salt", 16, 50)
attempt(bcrypt.kdf, b"p", b"", 16, 50)
attempt(bcrypt.kdf, b"p", b"s", 0, 50)
attempt(bcrypt.kdf, b"p", b"s", 513, 50)
attempt(bcrypt.kdf, b"p", b"s", 16, 0)
attempt(bcrypt.kdf, "p", b"s", 16, 50)
