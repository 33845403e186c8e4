import array
A=array.array
def t(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as e: print(type(e).__name__, e)
for tc in 'bBhHiIlLqQfdu w'.replace(' ',''):
    t(A,tc); print(A(tc).itemsize); t(A,tc,[1,2] if tc not in 'uw' else 'ab')
t(A,'z'); t(A); t(A,'b',[300]); t(A,'B',[-1]); t(A,'B',[1.5]); t(A,'f',['a']); t(A,'I',[-1]); t(A,'L',[2**64]); t(A,'q',[2**63]); t(A,'h',[40000]); t(A,'i',[2**31]); t(A,'b',['a']); t(A,'u',[1]); t(A,'i','ab'); t(A,'i',b'abcd'); t(A,'i',b'abc'); t(A,'d',A('i',[1,2])); t(A,'ii'); t(A,3); t(A,'H',[70000]); t(A,'I',[2**32])
a=A('i',[1,2,3,4,5])
print(a[0],a[-1],a[1:3],a[::-2],len(a),3 in a,list(a),a.tolist(),a.typecode,a.itemsize,a.buffer_info()[1])
a[0]=9; a[1:2]=A('i',[7,7,7]); print(a); del a[0]; del a[::2]; print(a); t(a.__setitem__,slice(0,1),[1]); t(a.__setitem__,slice(0,1),A('h',[1])); t(a.__setitem__,0,'x'); t(a.__getitem__,99); t(a.__setitem__,99,1); t(a.__getitem__,'x'); t(a.__delitem__,99)
a.append(5); a.extend([1,2]); a.extend(A('i',[3])); a.insert(0,8); a.insert(-1,77); print(a,a.count(7),a.index(5),a.pop(),a.pop(0)); t(a.index,99); t(a.remove,99); a.remove(5); a.reverse(); print(a); t(a.pop,99); t(a.extend,A('h',[1])); t(a.append,2**31); t(a.extend,3)
a.byteswap(); print(a); b=a.tobytes(); print(b); c=A('i'); c.frombytes(b); print(c==a); t(c.frombytes,b'abc'); c.fromlist([1]); t(c.fromlist,['a']); t(c.fromlist,3); print(len(c)); t(A('u').fromunicode,'abc'); u=A('w','aé\U0001F600'); print(u,u.tounicode(),u.tobytes()); u.fromunicode('z'); print(u); t(a.tounicode); t(A('i').fromunicode,'a')
print(A('i',[1])+A('i',[2]),A('i',[1,2])*2,2*A('i',[1]),A('i',[1])*-1); x=A('i',[1]); x+=A('i',[2]); x*=2; print(x); t(lambda:A('i')+A('h')); t(lambda:A('i')+[1]); t(lambda:A('i',[1])*'a')
print(A('i',[1])==A('d',[1]),A('i',[1])<A('i',[2]),A('i',[1])!=[1],A('i',[1,2])>A('i',[1]), A('i')==A('i')); t(lambda:A('i')<3); t(hash,A('i'))
import copy,pickle; print(copy.copy(x),copy.deepcopy(x),pickle.loads(pickle.dumps(x)),x.__reduce_ex__(2),x.__reduce_ex__(3)); m=memoryview(x); print(m.format,m.shape,m[0],m.tolist()); t(x.append,1); m[0]=99; print(x); m.release(); x.append(1)
it=iter(x); print(next(it),it.__reduce__(), type(it)); x.clear(); print(x, array.typecodes, array.ArrayType is A, A.__module__)
class S(A): pass
s=S('i',[1]); s.z=3; print(s,s.__reduce_ex__(4)); print(A('d',[1.5,float('nan')]), A('f',[1.1])); print(A[int]); t(A,'i',typecode='i'); t(A,'i',[1],3); t(a.__class__,'i',None); print(A('i',range(3)),A('i',(x for x in (1,2))), A('B',bytearray(b'ab')), bytes(A('h',[1])), A('i',[True])); print(sorted(A('i',[3,1])), max(A('i',[3,1])), isinstance(A('i'), __import__('collections').abc.MutableSequence))
match A('i',[1,2]):
    case [p,q]: print('seq',p,q)
