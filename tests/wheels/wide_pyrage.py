"""age encryption in Rust (pyrage): X25519 and passphrases, over bytes, files and streams."""
import io
import os
import tempfile
from pyrage import RecipientError, IdentityError, DecryptError, decrypt, encrypt, passphrase, ssh, x25519

me, other = x25519.Identity.generate(), x25519.Identity.generate()
pub = me.to_public()
print(str(pub).startswith("age1"), str(me).startswith("AGE-SECRET-KEY-1"), len(str(pub)))
for data in (b"", b"hello", os.urandom(200_000)):
    c = encrypt(data, [pub])
    print(c[:21], decrypt(c, [me]) == data, decrypt(c, [other, me]) == data)
both = encrypt(b"two", [pub, other.to_public()])
print(decrypt(both, [other]), decrypt(both, [me]))
arm = encrypt(b"armored", [pub], armored=True)
print(arm.splitlines()[0], decrypt(arm, [me]))
again = x25519.Identity.from_str(str(me))
print(str(again) == str(me), decrypt(encrypt(b"x", [x25519.Recipient.from_str(str(pub))]), [again]), repr(again)[:5] != "")
for bad in (lambda: decrypt(encrypt(b"x", [pub]), [other]), lambda: x25519.Recipient.from_str("age1bad"),
            lambda: x25519.Identity.from_str("nope"), lambda: decrypt(b"garbage", [me]), lambda: encrypt(b"x", []),
            lambda: encrypt("text", [pub]), lambda: encrypt(b"x", [1]), lambda: decrypt(both[:-1], [me]),
            lambda: ssh.Recipient.from_str("ssh-none")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0])
p = passphrase.encrypt(b"secret", "correct horse")
print(passphrase.decrypt(p, "correct horse"))
try:
    passphrase.decrypt(p, "wrong")
except DecryptError as e:
    print(type(e).__name__, e)
print(issubclass(DecryptError, Exception), RecipientError.__module__, IdentityError.__name__)
from pyrage import encrypt_file, decrypt_file, encrypt_io, decrypt_io
with tempfile.TemporaryDirectory() as d:
    a, b, c = (os.path.join(d, n) for n in "abc")
    with open(a, "wb") as f:
        f.write(b"file contents" * 1000)
    encrypt_file(a, b, [pub])
    decrypt_file(b, c, [me])
    with open(c, "rb") as f:
        print(f.read() == b"file contents" * 1000)
    try:
        encrypt_file(os.path.join(d, "none"), b, [pub])
    except Exception as e:
        print(type(e).__name__)
src, enc, dec = io.BytesIO(b"stream" * 50_000), io.BytesIO(), io.BytesIO()
encrypt_io(src, enc, [pub])
enc.seek(0)
decrypt_io(enc, dec, [me])
print(dec.getvalue() == src.getvalue(), len(dec.getvalue()))


class Broken:
    def read(self, n=-1):
        raise OSError("no more")


try:
    encrypt_io(Broken(), io.BytesIO(), [pub])
except Exception as e:
    print(type(e).__name__)
