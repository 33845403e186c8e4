import cmath
def t(f,*a,**k):
    try: print(f.__name__,a,f(*a,**k))
    except BaseException as e: print(f.__name__,a,type(e).__name__,e)
def r(z): return complex(float('%.12g'%z.real),float('%.12g'%z.imag)) if isinstance(z,complex) else z
class W:
    def __init__(s,f): s.f=f; s.__name__=f.__name__
    def __call__(s,*a): return r(s.f(*a))
V=[0,1,-1,1j,-1j,1+2j,-3.5+0.25j,2-3j,1e-8+1e-8j,100+1j,0.5,-0.5,2,-2,complex(0.0,-0.0),complex(-0.0,0.0),complex(-1,-0.0),710+1j,1e200+1e200j]
for n in 'sqrt exp log log10 sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh polar'.split():
    for v in V:
        if n=='polar': t(cmath.polar,v) if abs(v) in (0,1,2,0.5) else 0
        else: t(W(getattr(cmath,n)),v)
inf=float('inf');nan=float('nan')
for n in 'sqrt exp log sin cos tan sinh cosh tanh asin acos atan asinh acosh atanh'.split():
    for v in [complex(inf,0),complex(-inf,0),complex(0,inf),complex(inf,inf),complex(nan,0),complex(0,nan),complex(inf,nan),complex(nan,nan),complex(1,inf),complex(-inf,1),complex(inf,1),complex(-inf,nan),complex(1,nan),complex(nan,1)]: t(W(getattr(cmath,n)),v)
t(cmath.rect,2,1); t(cmath.rect,1,0); t(cmath.rect,inf,nan); t(cmath.rect,1,inf); t(cmath.log,8,2); t(cmath.log,0); t(cmath.isclose,1,1+1e-10); t(cmath.isclose,1,2,abs_tol=3); t(cmath.isclose,1,2,rel_tol=-1); t(cmath.isnan,complex(0,nan)); t(cmath.isinf,complex(0,inf)); t(cmath.isfinite,1j); t(cmath.sqrt,'a'); print(cmath.pi,cmath.e,cmath.tau,cmath.inf,cmath.infj,cmath.nan,cmath.nanj)
