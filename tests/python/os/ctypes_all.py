from ctypes import *
libc=CDLL(None)
libc.strchr.restype=c_char_p; libc.strchr.argtypes=[c_char_p,c_char]
print(libc.strchr(b'abcdef',b'd'))
class P(Structure): _fields_=[('x',c_int),('y',c_double),('z',c_short,5),('w',c_short,3)]
p=P(1,2.5,3,-1); print(p.x,p.y,p.z,p.w,sizeof(P),P.y)
A=c_int*5; a=A(5,3,1,4,2); print(list(a),a[1:3],len(a))
CMP=CFUNCTYPE(c_int,POINTER(c_int),POINTER(c_int))
libc.qsort(a,len(a),sizeof(c_int),CMP(lambda a,b:a[0]-b[0])); print(list(a))
i=c_int(42); pi=pointer(i); pi.contents.value=7; print(i,pi[0]); pi[0]=9; print(i.value)
b=create_string_buffer(b'hi',10); print(b.value,b.raw,sizeof(b)); memset(b,ord('x'),3); print(b.value, string_at(b,2))
print(cast(b,c_void_p).value==addressof(b), cast(b,c_char_p).value)
libm=CDLL('libm.so.6'); libm.sqrt.restype=c_double; libm.sqrt.argtypes=[c_double]; print(libm.sqrt(2))
f=libm.pow; f.restype=c_double; f.argtypes=[c_double,c_double]; print(f(2,10))
class U(Union): _fields_=[('i',c_int),('f',c_float)]
u=U(); u.f=1.0; print(hex(u.i))
class div_t(Structure): _fields_=[('quot',c_int),('rem',c_int)]
libc.div.restype=div_t; r=libc.div(17,5); print(r.quot,r.rem)
print(c_int.from_buffer(bytearray(b'\1\0\0\0')), c_uint8(300), c_wchar_p('hé').value, create_unicode_buffer('hé',5).value)
try: f('a',1)
except ArgumentError as e: print(e)
set_errno(5); print(get_errno())
l2=CDLL(None,use_errno=True); l2.close(-1); print(get_errno())
print(BigEndianStructure, c_int.__ctype_be__(1).value, bytes(c_int.__ctype_be__(1)))
class N(Structure): pass
N._fields_=[('next',POINTER(N)),('v',c_int)]
n=N(None,3); m=N(pointer(n),4); print(m.next.contents.v, bool(n.next))


def t(s):
    try:
        print(s, '=>', repr(eval(s)))
    except BaseException as e:
        print(s, '!>', type(e).__name__, e.args)


class Q(Structure):
    _fields_ = [('x', c_int), ('y', c_int)]


for s in """c_int('a')|c_int(1.5)|c_int(2**40)|c_char('a')|c_char(b'ab')|c_char_p('a')|c_wchar_p(b'a')|c_void_p('a')|c_float('a')|c_bool(3)|c_int(3)|c_char(b'x')|c_void_p(3)|c_void_p()|Q(1,2,3)|Q(1,'a')|Q(1,x=1)|Q.x|(c_int*3)(1,2,3,4)|(c_int*3)(1,'a')|(c_int*-1)|(c_int*3)()[3]|(c_int*3)()[0:2]|POINTER(c_int)().contents|POINTER(c_int)()[0]|POINTER(c_int)(3)|byref(3)|cast(3,c_int)|sizeof(3)|sizeof(c_int)|addressof(3)|alignment(c_double)|libc.strlen([])|CDLL('nolib.so')|Q.from_buffer(b'abc')|Q.from_buffer(bytearray(3))|Q.from_buffer_copy(b'abc')|c_int.from_param('a')|c_char_p.from_param(3)|POINTER(c_int).from_param(3)|Q.from_param(3)|Structure()|Union()|bool(c_int(0))|bool(POINTER(c_int)())|resize(c_int(),2)|create_string_buffer(3).raw|create_string_buffer(b'abc',2)|CFUNCTYPE(c_int)('a')|setattr(libc.strlen,'argtypes',3)|setattr(libc.strlen,'argtypes',[3])|setattr(libc.strlen,'restype',3)|py_object()|py_object().value|py_object(3)|memoryview(Q()).format|memoryview((c_int*3)()).format|memoryview((c_int*3*2)()).shape|c_char_p(b'x')._objects|POINTER(Q)|c_int*3|c_int._type_|c_short(70000)|c_wchar('ab')|c_longdouble(1.5)""".split('|'):
    t(s)
