import hashlib,hmac,_hashlib,_sha2,_md5,_sha1,_sha3,_blake2,re
def t(f,*a,**k):
    try: print(re.sub('0x[0-9a-f]+','0x',str(f(*a,**k))))
    except BaseException as e: print(type(e).__name__, e)
for n in sorted(hashlib.algorithms_guaranteed):
    h=hashlib.new(n,b'abc'); h2=h.copy(); h2.update(b'd')
    L=(20,) if n.startswith('shake') else ()
    print(n,h.name,h.digest_size,h.block_size,h.hexdigest(*L),h2.hexdigest(*L),h.digest(*L)[:3],getattr(hashlib,n)().hexdigest(*L)); t(repr,h)
    print(type(h),type(h).__mro__)
for m,ns in ((_sha2,'sha224 sha256 sha384 sha512'),(_md5,'md5'),(_sha1,'sha1'),(_sha3,'sha3_224 sha3_512 shake_128'),(_blake2,'blake2b blake2s')):
    for n in ns.split():
        h=getattr(m,n)(b'abc'); L=(20,) if n.startswith('shake') else ()
        print(h.name,h.hexdigest(*L),h.digest_size,h.block_size,type(h)); t(repr,h)
t(hashlib.md5,'a'); t(hashlib.md5,3); t(hashlib.new,'nope'); t(hashlib.sha256(b'a').update,'a'); t(hashlib.sha256(string=b'a').hexdigest); t(hashlib.sha256,b'a',string=b'a'); t(hashlib.sha256(b'x',usedforsecurity=False).hexdigest); t(hashlib.sha256(data=b'a').hexdigest)
print(hashlib.pbkdf2_hmac('sha256',b'p',b's',1000).hex(), hashlib.pbkdf2_hmac('sha1',b'p',b's',1,20).hex(), hashlib.scrypt(b'p',salt=b's',n=16,r=8,p=1,dklen=16).hex())
t(hashlib.pbkdf2_hmac,'sha256',b'p',b's',0); t(hashlib.pbkdf2_hmac,'nope',b'p',b's',1)
for n in ('md5','sha256','sha3_256'): print(hmac.new(b'k',b'm',n).hexdigest(), hmac.digest(b'k',b'm',n).hex())
x=hmac.new(b'k'*200,b'm','sha1'); t(repr,x); x.update(b'z'); y=x.copy(); y.update(b'q'); print(x.hexdigest(),y.hexdigest(),x.name,x.digest_size,x.block_size)
t(hmac.new,b'k',b'm'); t(hmac.compare_digest,b'a',b'a'); t(hmac.compare_digest,'a','b'); t(hmac.compare_digest,'a',b'a'); t(hmac.compare_digest,'é','é'); t(hmac.new,'k',b'm','md5')
b=hashlib.blake2b
print(b(b'abc',digest_size=20,key=b'key',salt=b'salt',person=b'pers').hexdigest(), hashlib.blake2s(b'abc',digest_size=7,key=b'kk',salt=b's',person=b'p').hexdigest(), b(b'x'*1000).hexdigest(), b(b'x'*128).hexdigest()[:20], b(b'x'*129).hexdigest()[:20], hashlib.blake2s(b'x'*200).hexdigest())
print(b(b'abc',fanout=2,depth=3,leaf_size=5,node_offset=7,node_depth=1,inner_size=8,last_node=True).hexdigest(), hashlib.blake2s(b'abc',fanout=2,depth=3,leaf_size=5,node_offset=2**40,node_depth=1,inner_size=8,last_node=True).hexdigest())
t(b,digest_size=0); t(b,digest_size=65); t(b,key=b'x'*65); t(b,salt=b'x'*17); t(b,person=b'x'*17); t(b,fanout=256); t(b,depth=0); t(b,leaf_size=-1); t(b,node_offset=-1); t(b,node_depth=256); t(b,inner_size=65); t(hashlib.blake2s,node_offset=2**48)
print(b.SALT_SIZE,b.PERSON_SIZE,b.MAX_KEY_SIZE,b.MAX_DIGEST_SIZE)
h=hashlib.shake_128(b'a'); t(h.hexdigest,0); t(h.digest,-1); t(h.digest)
print(sorted(hashlib.algorithms_available))
t(_hashlib.get_fips_mode); print(_hashlib.HASH, _hashlib.HASHXOF, _hashlib.HMAC, _hashlib.UnsupportedDigestmodError.__mro__); t(_hashlib.HASH)
