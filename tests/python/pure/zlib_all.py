import zlib
def t(f,*a,**k):
    try: print(f.__name__, f(*a,**k))
    except BaseException as e: print(f.__name__,type(e).__name__, e)
D=b'hello world '*50
c=zlib.compress(D); print(c==zlib.compress(D,-1), zlib.decompress(c)==D, c[:2])
t(zlib.decompress,b'xx'); t(zlib.decompress,b''); t(zlib.decompress,c[:-3]); t(zlib.decompress,c+b'zz'); t(zlib.decompress,c[:-1]+b'\0'); t(zlib.compress,'a'); t(zlib.compress,b'a',99); t(zlib.decompress,c,5)
for w in (15,-15,31,-9,9,25):
    x=zlib.compress(D,wbits=w); print(w,len(x)>0, zlib.decompress(x,wbits=w)==D, x[:3])
    if w>0: print(zlib.decompress(x,wbits=47)==D)
    o=zlib.decompressobj(w); r=b''
    for i in range(0,len(x),7): r+=o.decompress(x[i:i+7])
    print(r==D,o.eof,o.unused_data,o.unconsumed_tail,o.flush())
    o=zlib.decompressobj(w); r=o.decompress(x+b'TAIL'); print(r==D,o.eof,o.unused_data); o.decompress(b'MORE'); print(o.unused_data)
    o=zlib.decompressobj(w); r=o.decompress(x,10); print(r,o.eof,len(o.unconsumed_tail)>0); r+=o.decompress(o.unconsumed_tail,100); r+=o.flush(); print(r==D,o.eof)
    o=zlib.compressobj(wbits=w); y=o.compress(D[:100])+o.flush(zlib.Z_SYNC_FLUSH)+o.compress(D[100:])+o.flush(); print(zlib.decompress(y,wbits=w)==D)
t(zlib.crc32,b'abc'); t(zlib.adler32,b'abc'); t(zlib.crc32,b'abc',5); t(zlib.adler32,b'abc',5)
o=zlib.compressobj(); a=o.compress(D); o2=o.copy(); print(zlib.decompress(a+o2.flush())==D, zlib.decompress(a+o.flush())==D); t(o.compress,b'a'); t(o.flush)
o=zlib.decompressobj(); r=o.decompress(c[:20]); p=o.copy(); print(r+p.decompress(c[20:])==D)
z=b'hello'; o=zlib.compressobj(zdict=z); y=o.compress(b'hello hello')+o.flush(); t(zlib.decompress,y); o=zlib.decompressobj(zdict=z); t(o.decompress,y); o=zlib.decompressobj(zdict=b'bad'); t(o.decompress,y)
t(zlib.decompressobj,99); t(zlib.compressobj,wbits=3); o=zlib.decompressobj(); t(o.decompress,b'xx'); t(o.decompress,c,-1); t(o.flush,0)
g=zlib._ZlibDecompressor(); print(g.decompress(c)==D,g.eof,g.needs_input,g.unused_data); t(g.decompress,b'a')
g=zlib._ZlibDecompressor(wbits=15); x=g.decompress(c,max_length=10); print(x,g.eof,g.needs_input); print((x+g.decompress(b''))==D)
print(zlib.MAX_WBITS,zlib.DEFLATED,[getattr(zlib,k) for k in dir(zlib) if k.startswith("Z_")])
print(zlib.error.__mro__)
import gzip,io
b=gzip.compress(D,mtime=0); print(gzip.decompress(b)==D, gzip.decompress(b+b)==D+D)
