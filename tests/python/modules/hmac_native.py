"""_hmac, _types and _sysconfig."""
import re
import types
import _hmac
import _sysconfig
import _types
import hashlib
import hmac


def t(text):
    try:
        print(text, "->", re.sub("0x[0-9a-f]+", "0x", repr(eval(text))))
    except BaseException as e:
        print(text, "!!", type(e).__name__, re.sub("0x[0-9a-f]+", "0x", str(e)))


k, m = b"key" * 3, b"message"
h = _hmac.new(k, m, "sha256")
for text in """
_hmac.new(k)
_hmac.new(k, m)
_hmac.new(k, m, 5)
_hmac.new(k, m, 'nope')
_hmac.new(k, m, None)
_hmac.new('x', m, 'md5')
_hmac.new(k, 'x', 'md5')
_hmac.new(5, m, 'md5')
_hmac.new(k, None, 'md5').hexdigest()
_hmac.new(key=k, msg=m, digestmod='sha1').hexdigest()
_hmac.new(k, m, 'SHA256').name
_hmac.new(k, m, 'Sha256').name
_hmac.new(k, m, hashlib.sha256).name
_hmac.new(k, m, hashlib.md5).hexdigest()
_hmac.new(bytearray(k), memoryview(m), 'sha3_256').hexdigest()
h, type(h), h.name, h.block_size, h.digest_size
h.digest()
h.hexdigest() == hmac.new(k, m, 'sha256').hexdigest()
h.update('x')
h.update(5)
h.update(b'more'), h.hexdigest()
h.copy().hexdigest() == h.hexdigest()
h.update(msg=b'x')
h.digest(5)
h.x
setattr(h, 'name', 5)
_hmac.HMAC()
type('X', (_hmac.HMAC,), {})
_hmac.UnknownHashError.__mro__, _hmac.UnknownHashError.__module__
_hmac._GIL_MINSIZE
_hmac.compute_digest(k, m, 'md5') == _hmac.compute_md5(k, m)
_hmac.compute_digest(key=k, msg=m, digest='sha512').hex()
_hmac.compute_digest(k, m, 'nope')
_hmac.compute_digest(k, m, 5)
_hmac.compute_digest(k, m)
_hmac.compute_digest(k, m, 'shake_128')
_hmac.compute_md5(k)
_hmac.compute_md5(k, 'x')
_hmac.compute_md5('k', m)
_hmac.compute_md5(k, msg=m)
_hmac.compute_blake2s_32(k, m).hex()
_hmac.compute_blake2b_32(k, m).hex()
_hmac.new(k, m, 'blake2b').hexdigest()
_hmac.new(k, m, 'blake2s').name, _hmac.new(k, m, 'blake2s').block_size
[_hmac.new(k * 100, m, n).hexdigest() for n in ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3_224', 'sha3_384', 'sha3_512')]
[(_hmac.new(k, m, n).name, _hmac.new(k, m, n).block_size, _hmac.new(k, m, n).digest_size) for n in ('MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512', 'SHA3_224', 'SHA3_384', 'SHA3_512')]
[f(k, m).hex() == _hmac.new(k, m, f.__name__[8:]).hexdigest() for f in (_hmac.compute_md5, _hmac.compute_sha1, _hmac.compute_sha224, _hmac.compute_sha3_256)]
hmac.new(k, m, 'md5'), hmac.HMAC(k, m, 'sha1').hexdigest(), hmac.digest(k, m, 'sha1').hex()
_sysconfig.config_vars()
_sysconfig.config_vars() is _sysconfig.config_vars()
_sysconfig.config_vars(1)
sorted(n for n in dir(_types) if n[0] != '_')
[n for n in dir(_types) if n[0] != '_' and getattr(types, n) is not getattr(_types, n)]
_types.FunctionType is type(t), _types.LambdaType, _types.CapsuleType, _types.CoroutineType, _types.UnionType
types.CapsuleType, _types.__doc__, _sysconfig.__doc__ is None
""".strip().splitlines():
    t(text)
