import nacl.bindings as b
import nacl.encoding as enc
import nacl.exceptions as exc
import nacl.hash
import nacl.hashlib
import nacl.pwhash
import nacl.public
import nacl.secret
import nacl.signing
import nacl.utils


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


seed = bytes(range(32))
key = nacl.signing.SigningKey(seed)
signed = key.sign(b"message", encoder=enc.HexEncoder)
print(key.verify_key.encode(enc.HexEncoder), signed.signature[:32], signed.message)
print(key.verify_key.verify(signed, encoder=enc.HexEncoder))
attempt(key.verify_key.verify, b"\0" * 80)
attempt(nacl.signing.SigningKey, b"short")
attempt(nacl.signing.VerifyKey, "text" * 8)
box = nacl.secret.SecretBox(seed)
c = box.encrypt(b"hello", bytes(24))
print(c.hex(), c.nonce == bytes(24), box.decrypt(c))
attempt(box.decrypt, bytes(50))
attempt(box.encrypt, b"x", b"short")
a, z = nacl.public.PrivateKey(seed), nacl.public.PrivateKey(bytes(32))
pair = nacl.public.Box(a, z.public_key)
m = pair.encrypt(b"to you", bytes(24), encoder=enc.Base64Encoder)
print(m, nacl.public.Box(z, a.public_key).decrypt(m, encoder=enc.Base64Encoder), pair.shared_key().hex()[:16])
sealed = nacl.public.SealedBox(a.public_key).encrypt(b"sealed")
print(len(sealed), nacl.public.SealedBox(a).decrypt(sealed))
print(nacl.hash.sha256(b"x"), nacl.hash.blake2b(b"x", digest_size=16, key=b"k"), nacl.hash.siphash24(b"x", key=bytes(16)))
h = nacl.hashlib.blake2b(b"part", digest_size=20, person=b"p" * 16)
h.update(b" two")
print(h.hexdigest(), h.copy().digest() == h.digest(), h.name)
print(nacl.pwhash.argon2id.kdf(16, b"password", b"s" * 16, opslimit=1, memlimit=8192).hex())
print(nacl.pwhash.scrypt.kdf(16, b"pw", b"s" * 32, opslimit=16384, memlimit=2**21).hex())
text = nacl.pwhash.argon2id.str(b"pw", opslimit=1, memlimit=8192)
print(text[:22], nacl.pwhash.verify(text, b"pw"))
attempt(nacl.pwhash.verify, text, b"no")
attempt(nacl.pwhash.argon2id.kdf, 16, b"pw", b"short")
print(b.crypto_scalarmult_base(seed).hex(), b.crypto_generichash_BYTES, b.sodium_memcmp(b"a", b"b"))
print(b.crypto_aead_xchacha20poly1305_ietf_encrypt(b"m", b"aad", bytes(24), seed).hex())
attempt(b.crypto_aead_xchacha20poly1305_ietf_decrypt, bytes(20), b"aad", bytes(24), seed)
print(b.sodium_pad(b"abc", 8), b.sodium_unpad(b.sodium_pad(b"abc", 8), 8), b.sodium_increment(b"\xff\0"))
print(nacl.utils.randombytes_deterministic(8, seed).hex(), len(nacl.utils.random(12)))
print(issubclass(exc.BadSignatureError, exc.CryptoError), nacl.utils.EncryptedMessage.__mro__[1].__name__)
tx, rx = b.crypto_secretstream_xchacha20poly1305_state(), b.crypto_secretstream_xchacha20poly1305_state()
header = b.crypto_secretstream_xchacha20poly1305_init_push(tx, seed)
part = b.crypto_secretstream_xchacha20poly1305_push(tx, b"streamed", b"ad", b.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
b.crypto_secretstream_xchacha20poly1305_init_pull(rx, header, seed)
print(b.crypto_secretstream_xchacha20poly1305_pull(rx, part, b"ad"), len(part))
