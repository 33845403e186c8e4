"""What the C library computes, to the last digit."""
import math
for t in [(3,4),(1e308,1e308),(5e-324,5e-324),(1e-310,2e-310),(1e300,1e-300),(2.0**1023,2.0**1023),(0.5,0.5),(1,),(),(0,0),(float('inf'),float('nan')),(float('nan'),1),(1,1,1),(1e-200,1e200),(1.7e308,1)]:
    try: print(t, math.hypot(*t))
    except Exception as e: print(t, e)
print(math.dist((1,2,3),(4,5,7)), (2.5)**3.5, 2**-3, 10**-5, (-8)**(1/3), pow(2.0,0.5), 2**0.5, abs(3+4j), (1+2j)**2.5, math.e**2, 1.1**10, 7**2, 7.0**2)
import cmath; print(cmath.sqrt(2+3j), cmath.exp(1+2j), cmath.log(3+4j), cmath.phase(1+2j))
import random; random.seed(5); print(random.gauss(0,1), random.expovariate(2), random.gammavariate(2,3), random.betavariate(1,2), random.lognormvariate(0,1), random.vonmisesvariate(0,1))
try: print(1e200**2)
except OverflowError as e: print(e)
try: math.exp(1000)
except OverflowError as e: print(e)
for f,x in ((math.log,0),(math.log,-1),(math.log10,0.0),(math.log2,-3),(math.sqrt,-1),(math.acos,2),(math.atanh,1),(math.gamma,-1),(math.log1p,-2),(math.sin,math.inf)):
    try: print(f(x))
    except Exception as e: print(type(e).__name__, e)
print(math.log(2**3000), math.log2(2**3000+1), math.log10(10**400), math.log2(8), math.log10(1000), math.log(8,2), math.erf(0.3), math.gamma(4.5), math.lgamma(10.5), math.cbrt(27))

r = random.Random(11)
xs = [r.uniform(-10, 10) for _ in range(40)] + [r.uniform(0, 1) for _ in range(20)]
for name in "log log2 log10 exp sin cos tan atan asin acos sinh cosh tanh expm1 log1p cbrt exp2 sqrt gamma".split():
    out = []
    for x in xs:
        try:
            out.append(getattr(math, name)(x).hex())
        except (ValueError, OverflowError) as e:
            out.append(str(e))
    print(name, out)
print([(abs(a) ** b).hex() for a, b in zip(xs, xs[1:])])
print([math.atan2(a, b).hex() for a, b in zip(xs, xs[1:])], [math.hypot(a, b, a + b).hex() for a, b in zip(xs, xs[1:])])
