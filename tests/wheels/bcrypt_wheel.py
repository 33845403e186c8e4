import bcrypt

SALT = b"$2b$04$abcdefghijklmnopqrstuu"
h = bcrypt.hashpw(b"correct horse", SALT)
print(h)
print(bcrypt.checkpw(b"correct horse", h), bcrypt.checkpw(b"wrong", h))
print(bcrypt.kdf(password=b"password", salt=b"salt", desired_key_bytes=32, rounds=4,
                 ignore_few_rounds=True).hex())
s = bcrypt.gensalt(rounds=5)
print(len(s), s[:7], bcrypt.gensalt(4, b"2a")[:7])


def attempt(f, *args, **kw):
    try:
        print("ok", f(*args, **kw))
    except BaseException as e:
        print(type(e).__module__, type(e).__name__, e)


attempt(bcrypt.hashpw, b"x", b"bad")
attempt(bcrypt.hashpw, b"x", b"$2b$04$short")
attempt(bcrypt.hashpw, b"x", b"$9z$04$abcdefghijklmnopqrstuu")
attempt(bcrypt.hashpw, "text", SALT)
attempt(bcrypt.hashpw, b"x", None)
attempt(bcrypt.hashpw, b"x")
attempt(bcrypt.hashpw)
attempt(bcrypt.checkpw, b"a\0b", h)
attempt(bcrypt.gensalt, 3)
attempt(bcrypt.gensalt, "x")
attempt(bcrypt.gensalt, 4, b"zz")
attempt(bcrypt.kdf, b"", b"salt", 32, 4)
attempt(bcrypt.kdf, b"p", b"salt", 0, 4)
attempt(bcrypt.kdf, b"p", b"salt", 32, 0)
print(bcrypt.__version__, bcrypt.hashpw.__name__, callable(bcrypt.checkpw))
for _ in range(50):
    assert bcrypt.checkpw(b"correct horse", h)
print(bcrypt.hashpw(bytes(range(1, 73)), SALT))
