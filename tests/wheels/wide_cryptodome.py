"""Ciphers in C by ctypes and cffi (pycryptodomex): modes, hashes, keys, curves, errors."""
from Cryptodome.Cipher import AES, ChaCha20_Poly1305, DES3, PKCS1_OAEP, Salsa20
from Cryptodome.Hash import BLAKE2b, CMAC, HMAC, KMAC128, MD4, SHA256, SHA3_256, SHAKE128, keccak
from Cryptodome.Protocol.KDF import PBKDF2, HKDF, bcrypt, scrypt
from Cryptodome.PublicKey import ECC, RSA
from Cryptodome.Signature import DSS, eddsa, pkcs1_15, pss
from Cryptodome.Util import Counter, strxor
from Cryptodome.Util.Padding import pad, unpad
from Cryptodome.Util.number import getPrime, inverse, isPrime, long_to_bytes

key, iv = bytes(range(16)), bytes(16)
for mode, kw in ((AES.MODE_ECB, {}), (AES.MODE_CBC, {"iv": iv}), (AES.MODE_CFB, {"iv": iv}), (AES.MODE_OFB, {"iv": iv}), (AES.MODE_CTR, {"nonce": b"12345678"})):
    c = AES.new(key, mode, **kw)
    e = c.encrypt(b"exactly 16 bytes" * 3)
    print(mode, e.hex()[:40], AES.new(key, mode, **kw).decrypt(e)[:7])
for mode in (AES.MODE_GCM, AES.MODE_EAX, AES.MODE_CCM, AES.MODE_OCB, AES.MODE_SIV):
    k = key * 2 if mode == AES.MODE_SIV else key
    c = AES.new(k, mode, nonce=b"123456789012"[:12])
    c.update(b"header")
    e, tag = c.encrypt_and_digest(b"data")
    d = AES.new(k, mode, nonce=b"123456789012"[:12]); d.update(b"header")
    print(mode, e.hex(), tag.hex(), d.decrypt_and_verify(e, tag))
    try:
        d = AES.new(k, mode, nonce=b"123456789012"[:12]); d.decrypt_and_verify(e, bytes(len(tag)))
    except ValueError as x:
        print(x)
print(ChaCha20_Poly1305.new(key=key * 2, nonce=bytes(12)).encrypt_and_digest(b"x" * 100)[1].hex(), Salsa20.new(key, nonce=bytes(8)).encrypt(b"abc").hex())
for h in (SHA256.new(b"a"), SHA3_256.new(b"a"), BLAKE2b.new(data=b"a", digest_bits=128), MD4.new(b"a"), keccak.new(digest_bits=256, data=b"a"), HMAC.new(key, b"a", SHA256), CMAC.new(key, b"a", AES), KMAC128.new(key=key, data=b"a", mac_len=16)):
    print(type(h).__name__, h.hexdigest()[:32])
print(SHAKE128.new(b"a").read(20).hex(), PBKDF2("pw", b"salt", 20, 1000, hmac_hash_module=SHA256).hex(), HKDF(key, 16, b"salt", SHA256).hex(), scrypt("pw", "salt", 16, 16, 8, 1).hex(), bcrypt("pw", 4, bytes(16)))
ec = ECC.construct(curve="P-256", d=12345)
s = DSS.new(ec, "deterministic-rfc6979").sign(SHA256.new(b"m"))
print(ec.pointQ.x, s.hex()[:40], DSS.new(ec.public_key(), "fips-186-3").verify(SHA256.new(b"m"), s), (ec.pointQ * 3 + ec.pointQ == ec.pointQ * 4))
ed = ECC.construct(curve="Ed25519", seed=bytes(32))
print(eddsa.new(ed, "rfc8032").sign(b"m").hex()[:40], ed.public_key().export_key(format="PEM").splitlines()[1])
print(ECC.import_key(ec.export_key(format="PEM")) == ec, ECC.import_key(ec.export_key(format="DER", passphrase="p", protection="PBKDF2WithHMAC-SHA1AndAES128-CBC"), "p") == ec)
rsa = RSA.generate(1024, e=65537)
sig = pkcs1_15.new(rsa).sign(SHA256.new(b"m"))
pkcs1_15.new(rsa.public_key()).verify(SHA256.new(b"m"), sig)
print(rsa.size_in_bits(), RSA.import_key(rsa.export_key()) == rsa, PKCS1_OAEP.new(rsa).decrypt(PKCS1_OAEP.new(rsa).encrypt(b"oaep")))
pss.new(rsa).verify(SHA256.new(b"m"), pss.new(rsa).sign(SHA256.new(b"m")))
print(strxor.strxor(b"ab", b"cd"), inverse(3, 11), isPrime(2**127 - 1), isPrime(2**127 - 3), long_to_bytes(2**70).hex(), getPrime(64).bit_length(), unpad(pad(b"x", 16), 16))
for bad in (lambda: AES.new(b"short", AES.MODE_ECB), lambda: AES.new(key, 99), lambda: AES.new(key, AES.MODE_ECB).encrypt(b"odd"), lambda: AES.new(key, AES.MODE_CBC, iv=b"x"), lambda: unpad(b"bad", 16), lambda: pkcs1_15.new(rsa).verify(SHA256.new(b"n"), sig),
            lambda: RSA.import_key("junk"), lambda: ECC.construct(curve="none", d=1), lambda: SHA256.new("text"), lambda: DES3.new(key[:8] * 3, DES3.MODE_ECB), lambda: AES.new("text" * 4, AES.MODE_ECB), lambda: ec.pointQ + 5, lambda: strxor.strxor(b"a", b"bc")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:70])
c = AES.new(key, AES.MODE_CTR, counter=Counter.new(128, initial_value=5))
buf = bytearray(1_000_000)
c.encrypt(memoryview(bytes(1_000_000)), output=buf)
print(SHA256.new(buf).hexdigest()[:20], SHA256.new(memoryview(buf)[10:20]).hexdigest()[:20])
