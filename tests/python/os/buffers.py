import io
def t(n,f):
    try: print(n,f())
    except Exception as e: print(n,type(e).__name__,e)
b=bytearray(b'hello')
m=memoryview(b)
t(1,lambda:b.append(1)); m.release(); t(2,lambda:b.append(1)); print(b)
x=bytes(memoryview(b)[:2]); del b[:2]; print(x,b)
def f():
    m=memoryview(b)
    return len(m)
f(); b.extend(b'xyz'); print(b)
with memoryview(b) as m:
    t(3,lambda:b.clear())
b.clear()
b=bytearray(10); m=memoryview(b)[2:4]; t(4,lambda:b.pop()); m2=m; m.release(); t(5, lambda:b.pop())
bio=io.BytesIO(b'abc'); v=bio.getbuffer(); t(6,lambda:bio.write(b'x'*9)); v.release(); t(7,lambda:bio.write(b'x'*9))
bytes(bio.getbuffer()[:2]); t(8,lambda:bio.write(b'x'*99))

del m, m2
import mmap
q=mmap.mmap(-1,10); v=memoryview(q); t(9,lambda:q.close()); v.release(); t(10,lambda:q.close())
q=mmap.mmap(-1,10); x=bytes(memoryview(q)[:3]); t(11,lambda:q.close())
