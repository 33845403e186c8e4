import math
inf=math.inf; nan=math.nan
for a in (complex(inf,nan),complex(inf,1),complex(nan,inf),complex(1,2),complex(-inf,inf),complex(0,-0.0),complex(1e308,1e308)):
    for b in (complex(1,0),complex(inf,-inf),complex(0,1),complex(nan,1),complex(-2,3),complex(1e308,-1e308)):
        r=[]
        for op in ('*','/'):
            try: r.append(repr(eval(f'a{op}b')))
            except Exception as e: r.append(str(e))
        print(a,b,r)
print(math.copysign(1,float('-nan')), math.copysign(1,float('nan')), math.copysign(1,-float('nan')), math.copysign(1,complex('-nan').real), format(1.5,'.2f'))
for s in ('.6_n','._n',',.3n'):
    try: print(format(1.5,s))
    except ValueError as e: print(e)
