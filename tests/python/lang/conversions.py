"""Conversion methods that give the wrong type, and what format specs refuse."""

import warnings
warnings.simplefilter('always')
class I(int): pass
class F(float): pass
class C(complex): pass
class A:
    def __int__(self): return I(3)
    def __index__(self): return I(4)
    def __float__(self): return F(2)
    def __complex__(self): return C(2)
import operator
for f in int, float, complex, operator.index, range, hex:
    with warnings.catch_warnings(record=True) as w:
        print(f.__name__, f(A()), [str(x.message) for x in w])
class B:
    def __init__(self,v): self.v=v
    def __int__(self): return self.v
    __index__=__float__=__complex__=__int__
for f in int, float, complex, operator.index:
    for v in 'x', 1.0:
        try: print(f(B(v)))
        except Exception as e: print(f.__name__, type(e), e)
for x in (lambda: complex('1',2), lambda: complex(1,'2'), lambda: complex(1j,2), lambda:complex(1,2j),lambda:complex([]),lambda:complex([],2),lambda:complex(1,[]), lambda: complex(1, imag='2'), lambda:complex(B('x'),2)):
  with warnings.catch_warnings(record=True) as w:
    try: print(x(), end=' ')
    except Exception as e: print(type(e), e,end=' ')
    print([(x.category,str(x.message)) for x in w])
for v,s in ((1.0,'d'),(1.0,'s'),(1,'s'),(1j,'0'),(1j,'=5'),(1j,'d'),(1j,'%'),(1j,'s'),(1j,'x'),(3,','+'_'),(3,'_,'),(3,'.2d'),(3,'99999999999999999999d'),(1.5,'.99999999999999999999f'),(1.5,'.f'),(1.,',_f'),(1.,'_d'),(1.,',s'),('a',',s'),('a','_d'),(1.5,'.2147483648f'),(3,'zd'),(True,'zd'),(1j,'z'),(3,',x'),(3,'n,'),(3,',n'),(1.5,'.,f'),(1.5,'._f'),(123456.654321,',.,f'),(1.5,'._,f'),(1.5,'.3,_f'), (123456.789,'._6g'),(3,'\u1234d')):
    try: print(v,ascii(s),repr(format(v,s)))
    except Exception as e: print(v,ascii(s),type(e).__name__, ascii(str(e)))
