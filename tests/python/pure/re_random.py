import re, sys
seed = 12345
def rnd(n):
    global seed
    seed = (seed*1103515245+12345) & 0x7fffffff
    return (seed>>8) % n
ALPH='abAB_1 \néÉſß\u0130k\u212a'
def lit():
    return re.escape(ALPH[rnd(len(ALPH))])
def cls():
    s='[' + ('^' if rnd(3)==0 else '')
    for i in range(1+rnd(3)):
        r=rnd(6)
        s+= ['a-c','A-Z',r'\w',r'\d',r'\s',lit()][r]
    return s+']'
def gen(d, g):
    r=rnd(16)
    if d<=0 or r<5: return [lit(),lit(),'.',cls(),r'\w',r'\W',r'\d',r'\s'][rnd(8)]
    if r<7: return gen(d-1,g)+gen(d-1,g)
    if r<8: return '(?:'+gen(d-1,g)+'|'+gen(d-1,g)+')'
    if r<10:
        g[0]+=1
        return '('+gen(d-1,g)+')'
    if r<13:
        q=['*','+','?','*?','+?','??','{2}','{1,2}','{0,3}?','*+','?+','{1,3}+'][rnd(12)]
        return '(?:'+gen(d-1,g)+')'+q
    if r==13: return ['^','$',r'\b',r'\B',r'\A',r'\Z'][rnd(6)]
    if r==14:
        k=rnd(5)
        if k==0: return '(?='+gen(d-1,g)+')'
        if k==1: return '(?!'+gen(d-1,g)+')'
        if k==2: return '(?<='+lit()+')'
        if k==3: return '(?<!'+cls()+')'
        return '(?>'+gen(d-1,g)+')'
    if g[0]: return '\\%d'%(1+rnd(g[0])) if rnd(2) else '(?(%d)%s|%s)'%(1+rnd(g[0]),gen(0,g),gen(0,g))
    return lit()
for i in range(400):
    p=gen(4,[0]) 
    fl=[0,re.I,re.M,re.S,re.A,re.I|re.A][rnd(6)]
    s=''.join(ALPH[rnd(len(ALPH))] for _ in range(rnd(12)))
    if rnd(6)==0: s+='\U0001F600'+s
    try: c=re.compile(p,fl)
    except re.error as e:
        print(i,repr(p),'ERR',e); continue
    except Exception as e:
        print(i,repr(p),'EXC',type(e)); continue
    out=[]
    for f in (c.match,c.fullmatch,c.search):
        m=f(s); out.append(m and (m.regs,m.lastindex,m.groups()))
    out.append([ (m.regs,m.lastindex) for m in c.finditer(s)])
    out.append(c.findall(s)); out.append(c.split(s)); out.append(c.subn('<>',s)); out.append(c.search(s,2,5)and c.search(s,2,5).regs)
    if all(ord(x)<128 for x in p) :
        b=s.encode('utf-8')
        try:
            c=re.compile(p.encode(),fl)
            out.append(c.findall(b)); out.append(c.sub(b'-',b))
        except Exception as e: out.append(str(e))
    print(i,repr(p),int(fl),repr(s),out)
