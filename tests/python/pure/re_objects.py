import re,_sre
P=type(re.compile('a')); M=type(re.match('a','a'))
p=re.compile('(?P<x>a)|b')
print(type(p.scanner('a')), dir(p.scanner('a'))[-4:])
def t(f):
    try: print(f())
    except BaseException as e: print(type(e).__name__, e)
m=p.match('a')
for f in [lambda:p.match(3),lambda:p.match(b'a'),lambda:re.compile(b'a').match('a'),lambda:m.group(5),lambda:m.group('q'),lambda:m['q'],lambda:m.group(0,1),lambda:m.group(),lambda:m.start(3),lambda:m.expand(r'\1-\g<x>'),lambda:p,lambda:m,lambda:re.compile(b'a',re.I),lambda:re.compile('a'*300),lambda:p.sub(3,'a'),lambda:p.sub('z',3),lambda:hash(p)==hash(re.compile('(?P<x>a)|b')),lambda:p==re.compile('(?P<x>a)|b'),lambda:p.groupindex,lambda:m.regs,lambda:m.lastgroup,lambda:m.lastindex,lambda:m.pos,lambda:m.endpos,lambda:m.string,lambda:m.re,lambda:m.span(),lambda:p.match('b').groups(),lambda:p.match('b').groupdict(5),lambda:p.flags,lambda:p.groups,lambda:p.pattern,lambda:m.__copy__() is m,lambda:type(p)(),lambda:P[str],lambda:M[str],lambda:re.compile('a',re.DEBUG),lambda:p.match('xxa',2),lambda:p.match('xxa',2,2),lambda:p.match('xxa',-5),lambda:p.sub('z','aa',-1),lambda:p.split('xaxbx',1),lambda:p.findall('ab'),lambda:m.group(1.0),lambda:m.group(True),lambda:m[1], lambda:p<p, lambda:re.compile('x',re.A|re.S|re.M|re.X|re.I), lambda: re.compile('x',re.T) if hasattr(re,'T') else 0, lambda:_sre.compile('a',0,[1],0,{},()), lambda:p.search(string='a',pos=0),  lambda:m.end(-1),lambda:m.group(-1), lambda:re.match('a',memoryview(b'a')), lambda:re.match(b'a',memoryview(b'a')), lambda:re.match(b'a',bytearray(b'a')).group(), lambda:re.match(b'(a)',memoryview(b'a')).groups()]: t(f)
