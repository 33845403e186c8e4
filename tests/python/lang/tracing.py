import sys, json
log=[]
def tr(f,e,a):
    if f.f_code.co_filename==__file__ or 'json' in f.f_code.co_filename: log.append((f.f_code.co_name,f.f_lineno-f.f_code.co_firstlineno,e))
    return tr
def g(n):
    for i in range(n):
        yield i
def h(x):
    if x:
        return 1
    raise KeyError
def f():
    a=1
    for i in g(2):
        a+=i
    try:
        h(0)
    except KeyError:
        pass
    finally:
        a=2
    with open('/dev/null') as q:
        a=3
    while a>1:
        a-=1
    return [h(j) for j in (1,2)]
sys.settrace(tr); f(); json.loads('[1,2]'); sys.settrace(None)
for l in log: print(l)
def pr(f,e,a):
    log.append((f.f_code.co_name,e, a if e.startswith('c_') else None))
log.clear()
sys.setprofile(pr); f(); len([].__class__.__name__); sys.setprofile(None)
for l in log: print(l)
