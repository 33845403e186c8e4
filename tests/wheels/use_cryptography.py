import datetime

from cryptography import exceptions, x509
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, hmac, keywrap, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding as apad, rsa, utils, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.x509.oid import NameOID


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


d = hashes.Hash(hashes.SHA256())
d.update(b"abc")
c = d.copy()
print(d.finalize().hex(), c.finalize()[:4].hex())
attempt(d.update, b"more")
attempt(hashes.Hash, "sha256")
m = hmac.HMAC(b"key", hashes.SHA1())
m.update(b"data")
print(m.copy().finalize().hex())
attempt(m.verify, b"wrong")
key = bytes(range(32))
e = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
p = padding.PKCS7(128).padder()
ct = e.update(p.update(b"attack at dawn") + p.finalize()) + e.finalize()
print(ct.hex(), key.hex()[:8])
attempt(algorithms.AES, b"short")
attempt(modes.GCM, b"")
g = AESGCM(key)
sealed = g.encrypt(bytes(12), b"data", b"aad")
print(sealed.hex(), g.decrypt(bytes(12), sealed, b"aad"))
attempt(g.decrypt, bytes(12), sealed, b"other")
print(ChaCha20Poly1305(key).encrypt(bytes(12), b"x", None).hex())
print(HKDF(hashes.SHA256(), 16, b"salt", b"info").derive(b"in").hex(), PBKDF2HMAC(hashes.SHA256(), 16, b"salt", 10).derive(b"pw").hex())
print(keywrap.aes_key_wrap(key, bytes(16)).hex())
f = Fernet(b"A" * 43 + b"=")
token = f.encrypt_at_time(b"secret", 0)
print(len(token), f.decrypt(token), MultiFernet([f]).decrypt(token), f.extract_timestamp(token))
attempt(f.decrypt, b"bad token")
ed = ed25519.Ed25519PrivateKey.from_private_bytes(key)
sig = ed.sign(b"m")
print(sig.hex()[:32], ed.public_key().verify(sig, b"m"))
attempt(ed.public_key().verify, sig, b"n")
print(x25519.X25519PrivateKey.from_private_bytes(key).exchange(x25519.X25519PrivateKey.from_private_bytes(bytes(31) + b"\1").public_key()).hex())
k = ec.derive_private_key(12345, ec.SECP256R1())
print(hex(k.public_key().public_numbers().x), k.curve.name, k.key_size)
s = k.sign(b"data", ec.ECDSA(hashes.SHA256()))
print(len(utils.decode_dss_signature(s)), k.public_key().verify(s, b"data", ec.ECDSA(hashes.SHA256())))
pem = k.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
print(pem.decode().splitlines()[:2], serialization.load_pem_private_key(pem, None).private_numbers() == k.private_numbers())
attempt(serialization.load_pem_private_key, b"junk", None)
r = rsa.generate_private_key(65537, 1024)
oaep = apad.OAEP(apad.MGF1(hashes.SHA256()), hashes.SHA256(), None)
print(r.decrypt(r.public_key().encrypt(b"oaep", oaep), oaep), r.key_size)
attempt(rsa.generate_private_key, 4, 1024)
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "r\u00e9sum\u00e9")])
day = datetime.datetime(2030, 1, 1)
cert = x509.CertificateBuilder(name, name, ed.public_key(), 77, day, day + datetime.timedelta(9)).add_extension(x509.SubjectAlternativeName([x509.DNSName("a.b")]), False).sign(ed, None)
print(cert.serial_number, cert.subject.rfc4514_string(), cert.not_valid_after_utc, cert.fingerprint(hashes.SHA256()).hex()[:16])
print(cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName))
print(x509.load_pem_x509_certificate(cert.public_bytes(serialization.Encoding.PEM)) == cert)
attempt(x509.load_der_x509_certificate, b"junk")
attempt(cert.extensions.get_extension_for_class, x509.BasicConstraints)
print(issubclass(exceptions.InvalidTag, Exception), InvalidToken.__name__)
