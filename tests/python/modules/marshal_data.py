# What marshal writes in each version, and what bad data it refuses.
import marshal, types, sys
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
for d in (b'', b'0', b'?', b'r\x00\x00\x00\x00', b'i\x01', b'l\x01\0\0\0\0\0', b'l\x02\0\0\0\0\0\0\0',b'l\0\0\0\0',b'l\0\0\0\x80', b's\x05\0\0\0a', b's\xff\xff\xff\xff', b'(\xff\xff\xff\x7f', b'[\xff\xff\xff\xff',b'(\xff\xff\xff\xff', b'<\xff\xff\xff\xff', b'>\xff\xff\xff\x7f', b'u\xff\xff\xff\xff', b'{N', b'[\1\0\0\0' b'0', b'(\1\0\0\x000', b'z\x02ab', b'Z\x05ab', b'a\2\0\0\0ab', b'f\x031.5', b'x\x031.5\x032.5', b'f\x03abc', b't\1\0\0\0a', b')\2NN', b'I\1\0\0\0\0\0\0\0', b'y'+b'\0'*16, b':NNN', b':N', b'[\2\0\0\0\xe9\1\0\0\0r\0\0\0\0', b'{s\1\0\0\0aN', b'\xdb\2\0\0\0\xda\1ar\1\0\0\0', b'\xbcr\0\0'):
    print(d); t(lambda: marshal.loads(d))
for v in (None, True, 1, -1, 2**31, -2**31, 2**32, -2**100, 1.5, -0.0, 1j, 'abc', 'a'*300, 'é', '\ud800', '😀', b'x', bytearray(b'y'), (), (1,), [], [1,[2]], {}, {1:2}, set(), {1}, frozenset(), frozenset({2}), ..., StopIteration, slice(1,2), slice(None,None,2), 'not ident'):
    for ver in (0,1,2,3,4,5):
        def f():
            d=marshal.dumps(v,ver); assert marshal.loads(d)==v; return len(d)
        print(repr(v)[:20], ver); t(f)
a='interned_thing'; l=[a,a]; 
for ver in range(6): print(ver, len(marshal.dumps(l,ver)))
x=[1];  t(lambda: marshal.loads(marshal.dumps([x,x]))[0] is marshal.loads(marshal.dumps([x,x]))[1])
r=marshal.loads(marshal.dumps([x,x])); print(r[0] is r[1])
r=marshal.loads(marshal.dumps([x,x],2)); print(r[0] is r[1])
l=[]; l.append(l); r=marshal.loads(marshal.dumps(l)); print(r[0] is r)
t(lambda: marshal.dumps(l,2))
d={}; d['d']=d; r=marshal.loads(marshal.dumps(d)); print(r['d'] is r)
b=b'z'*5; r=marshal.loads(marshal.dumps((b,b))); print(r[0] is r[1])
f=1.5; print(len(marshal.dumps((f,f))))
t(lambda: marshal.dumps(object())); t(lambda: marshal.dumps([object()])); t(lambda: marshal.dumps(int)); 
class L(list): pass
t(lambda: marshal.dumps(L())); 
class I(int): pass
t(lambda: marshal.dumps(I(3)));
class S(str): pass
t(lambda: marshal.dumps(S('a')));
class B(bytes): pass
t(lambda: len(marshal.dumps(B(b'a'))));
import io
s=io.BytesIO(); marshal.dump(1,s); marshal.dump('two',s); marshal.dump([3],s); s.seek(0); print(marshal.load(s), marshal.load(s), marshal.load(s), s.tell())
t(lambda: marshal.load(s))
t(lambda: marshal.loads('a')); t(lambda: marshal.load(io.StringIO('N')))
t(lambda: marshal.loads(b'Nextra')); t(lambda: marshal.dumps(1,'a'))
t(lambda: marshal.loads(marshal.dumps(compile('1+1','x','eval')), allow_code=False))
t(lambda: marshal.dumps(compile('1+1','x','eval'), allow_code=False))
print(eval(marshal.loads(marshal.dumps(compile('1+1','x','eval')))))
c=compile('1+1','x','eval'); r=marshal.loads(marshal.dumps([c,c])); print(r[0] is r[1])
t(lambda: marshal.load(None))
class F:
    def read(self,n): return 'a'
t(lambda: marshal.load(F()))
class F(io.BytesIO):
    def readinto(self,b): 
        n=super().readinto(b); return n and n*2
t(lambda: marshal.load(F(marshal.dumps([1,'a'*100]))))
