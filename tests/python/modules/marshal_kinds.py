# Kinds of objects that marshal writes and refuses, and bytes that it cannot read.
import marshal
for x in (StopIteration, slice(1,2,None), slice(1,(2,),3)):
    d = marshal.dumps(x, 5); print(marshal.loads(d))
try: marshal.dumps(slice(1), 4)
except ValueError as e: print(e)
print(marshal.loads(b'I\xfe\xdc\xba\x98\x76\x54\x32\x10'))
class I(int): pass
class S(str): pass
class C(complex): pass
class F(frozenset): pass
class X(bytes): pass
for v in (I(3), S('x'), C(1), F(), object(), int, [object()]):
    try: print(marshal.dumps(v))
    except Exception as e: print(type(e).__name__, e)
a = marshal.loads(b'\xdb\x01\x00\x00\x00r\x00\x00\x00\x00'); print(a, a is a[0])
for b in (b'', b'i', b'l\x02\x00\x00\x00\x00\x00\x00\x00', b'l\x01\x00\x00\x00\xff\xff', b'r\x00\x00\x00\x00', b'[\xff\xff\xff\xff', b'0', b'(\x02\x00\x00\x00N'):
    try: print(marshal.loads(b))
    except Exception as e: print(type(e).__name__, e)
