"""One-line answers and refusals: views, codecs, hashes, struct sequences, exceptions."""
import codecs, collections, copy, hashlib, io, os, pickle
def t(s, g=globals()):
    try: print(s, '=>', repr(eval(s, g)))
    except BaseException as e: print(s, '!!', type(e).__name__, e)
class M(collections.OrderedDict):
    def __missing__(s, k): return 0
m = M(a=1); t('m.pop("b", 5)'); t('m.pop("a", 6)'); t('m.pop("a", 6)'); t('m.pop("a", default=6)'); t('m.pop("a")')
class OS(collections.OrderedDict): __slots__ = ('x', 'y')
o = OS(a=1); o.x = 5; t('copy.copy(o).x'); t('pickle.loads(pickle.dumps(o)).x'); t('o.__reduce__()[:3]'); t('collections.OrderedDict(a=1).__reduce__()[:4]')
mv = memoryview(bytearray(b'abcdef'))
def si(k, v): mv[k] = v
t('si((slice(0,1,1), slice(0,1,2)), b"a")'); t('si((0, slice(0,1)), b"a")'); t('si((0,), 1)'); t('si((0,0), 1)'); t('si("x", 1)'); t('si(0, b"ab")'); t('si(0, 300)'); t('si(0, "a")'); t('si(slice(0,2), "ab")'); t('si(slice(0,2), 5)'); t('mv[0,0]'); t('mv[0,]'); t('mv["a"]'); t('mv[slice(0,1),slice(0,1)]'); t('mv[...]'); t('mv[()]'); t('mv[10]')
t('mv < mv'); t('mv == 3'); t('mv < b"a"'); t('mv.index(97)'); t('mv.index(98, 1, -3)'); t('mv.index(98, 2)'); t('mv.count(97)'); t('mv.index(98, -12, -5)'); t('memoryview(mv)[1:5].index(98, -12, 1)'); t('mv[::2].index(99, 0, 2)'); t('mv.hex(":")'); t('mv.hex(":", 2)'); t('mv.cast("?").tolist()'); t('memoryview(b"\\0\\1\\2").cast("?") == memoryview(b"\\0\\1\\2").cast("?")'); t('mv.cast("zz")'); t('mv.cast("i")'); t('mv.cast("B", [2,3]).tolist()'); t('mv.cast("B", [2,3])[0]'); t('mv.cast("B", [2,4])'); t('mv.tobytes("F")'); t('del mv[0]') ; t('hash(mv)'); t('hash(memoryview(b"a")) == hash(b"a")')
for enc in ('utf-8', 'utf-16', 'utf-16-le', 'utf-32', 'utf-32-le', 'utf-32-be', 'utf-7', 'utf-8-sig', 'ascii', 'latin-1', 'cp1252'):
    for h in ('surrogatepass', 'surrogateescape', 'replace', 'backslashreplace', 'ignore', 'xmlcharrefreplace', 'namereplace', 'strict'):
        t(f'"a\\ud800\\udc80é".encode({enc!r}, {h!r})')
    for h in ('surrogatepass', 'surrogateescape', 'replace', 'backslashreplace', 'ignore', 'strict'):
        t(f'"a\\ud800b".encode({enc!r}, "surrogatepass").decode({enc!r}, {h!r})') if 'utf' in enc else 0
        t(f'b"a\\xff\\xfe\\xed\\xa0\\x80b\\x80".decode({enc!r}, {h!r})')
d = codecs.getincrementaldecoder('utf-32-le')('surrogatepass'); b = "a\ud901".encode('utf-32-le', 'surrogatepass')
try: print([d.decode(b[i:i+1]) for i in range(len(b))])
except Exception as e: print(e)
d = codecs.getincrementaldecoder('utf-8')('surrogatepass'); b = "a\ud901é".encode('utf-8', 'surrogatepass')
try: print([d.decode(b[i:i+1]) for i in range(len(b))])
except Exception as e: print(e)
d = codecs.getincrementaldecoder('utf-7')(); b = "a+-bé".encode('utf-7')
try: print(b, [d.decode(b[i:i+1]) for i in range(len(b))])
except Exception as e: print(e)
t('"\\0\\1~\\\\".encode("utf-7")'); t('codecs.lookup("utf_8").name'); t('codecs.lookup("no-such")'); t('codecs.lookup("")'); t('"ß.com".encode("idna")'); t('"☃".encode("idna")'); t('codecs.encode("hello", "rot13")'); t('codecs.decode(b"aGk=", "base64")'); t('codecs.encode(b"a", "hex")'); t('b"a".decode("hex")'); t('"a".encode("rot13")'); t('codecs.charmap_encode("a", "strict", {})')
ts = type(os.stat('/')); t('ts((1,))'); import time; t('time.struct_time(range(9), {"tm_zone": "x", "tm_year": 1})'); t('time.struct_time(range(9), {"nope": "x"})'); t('copy.replace(time.struct_time(range(9)), tm_year=5)'); t('copy.replace(time.struct_time(range(9)), foo=5)'); t('copy.replace(os.stat("/"), st_mode=1)'); t('time.struct_time(range(9)).n_fields'); t('repr(time.struct_time(range(9)))'); t('time.struct_time(range(9)).__reduce__()'); t('time.struct_time.__match_args__')
t('hashlib.new("nope")'); t('hashlib.sha256("a")'); t('hashlib.sha256(data=b"a").hexdigest()[:5]'); t('hashlib.sha256(string=b"a").hexdigest()[:5]'); t('hashlib.sha256(b"a", data=b"b")'); t('hashlib.blake2s(data=b"a").hexdigest()[:5]'); t('hashlib.blake2b(b"a", digest_size=65)'); t('hashlib.blake2b(b"a", key=b"k"*65)'); t('hashlib.shake_128(b"").hexdigest(-1)'); t('hashlib.shake_128(b"").digest(3)'); t('hashlib.scrypt(b"a", salt=b"b", n=3, r=8, p=1)'); t('hashlib.scrypt(b"a", salt=b"b", n=16, r=8, p=1, dklen=4)'); t('hashlib.pbkdf2_hmac("sha1", b"a", b"b", 0)'); t('hashlib.pbkdf2_hmac("sha1", b"a", b"b", 1).hex()[:5]'); t('hashlib.sha3_256().name'); t('type(hashlib.md5())()'); t('hashlib.file_digest(io.BytesIO(b"a"), "md5").hexdigest()[:4]'); t('hashlib.algorithms_guaranteed == hashlib.algorithms_available - {"ripemd160","sm3"} or 1'); t('hashlib.md5(usedforsecurity=False).block_size')
class G(Exception): pass
e = ExceptionGroup('x', [ValueError(1)]); t('e.split(ValueError)'); t('e.subgroup(lambda x: 0)'); t('e.derive([1])'); t('ExceptionGroup("x", [])'); t('ExceptionGroup("x", [1])'); t('ExceptionGroup("x", [KeyboardInterrupt()])'); t('BaseExceptionGroup("x", [ValueError()])'); t('ExceptionGroup(1, [ValueError()])'); t('ExceptionGroup("x", 5)'); t('e.exceptions'); t('str(e), repr(e)'); t('UnicodeDecodeError("utf-8", b"abc", 1, 2, "r")'); t('str(UnicodeDecodeError("utf-8", b"abc", 1, 9, "r"))'); t('UnicodeEncodeError("a", "b", 1)'); t('OSError(2, "x", "f").filename'); t('str(OSError(2, "x", "f", None, "g"))'); t('OSError(13, "x")'); t('StopIteration(1, 2).value'); t('SystemExit(1, 2).code'); t('ImportError("x", name="n", path="p").name'); t('ImportError("x", foo=1)'); t('AttributeError("x", name="n", obj=1).obj'); t('NameError(name="q").name'); t('KeyError("a")'); t('str(KeyError("a"))'); t('ValueError(1).with_traceback(5)'); t('ValueError().__setstate__(5)'); t('ValueError().add_note(5)'); t('setattr(ValueError(), "__cause__", 5)'); t('setattr(ValueError(), "__traceback__", 5)'); t('delattr(ValueError(), "__context__")'); t('setattr(ValueError(), "args", 5)'); t('delattr(ValueError(), "args")'); t('setattr(ValueError(), "__suppress_context__", "x")'); t('delattr(ValueError(), "__suppress_context__")'); t('BaseException.__new__(5)'); t('ValueError(a=1)')
