import sys, threading, contextlib
log=[]
def tr(f,e,a):
    if f.f_code.co_filename==__file__: log.append((f.f_code.co_name,f.f_lineno-f.f_code.co_firstlineno,e))
    return tr
def g(n):
    for i in range(n):
        yield i
def h(x):
    if x:
        return 1
    raise KeyError
@contextlib.contextmanager
def cm():
    yield 4
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
    with cm() as q:
        a=3
    while a>1:
        a-=1
    return [h(j) for j in (1,2)]
sys.settrace(tr); f(); sys.settrace(None)
for l in log: print(l)
def pr(f,e,a):
    f.f_code.co_filename == __file__ and log.append((f.f_code.co_name,e, a.__name__ if e.startswith('c_') else None))
log.clear()
sys.setprofile(pr); f(); len([].__class__.__name__); sys.setprofile(None)
for l in log: print(l)

# A trace function may write variables, and take itself off.
def change(f, e, a):
    if e == 'line' and f.f_code.co_name == 'target' and 'v' in f.f_locals:
        f.f_locals['v'] += 10
    return change
def target():
    v = 1
    w = 2
    return v, w
sys.settrace(change)
r = target()
sys.settrace(None)
print(r, sys.gettrace())

def broken(f, e, a):
    raise KeyError('from the tracer')
sys.settrace(broken)
try:
    target()
except KeyError as x:
    print(repr(x), sys.gettrace())

# Threads
seen = []
threading.settrace(lambda f, e, a: seen.append(f.f_code.co_name))
t = threading.Thread(target=target); t.start(); t.join()
threading.settrace(None)
print('target' in seen, sys.gettrace())

# Frames of functions
def outer():
    a = 1
    def inner():
        return sys._getframe(1).f_locals
    p = inner()
    print(type(p).__name__, p['a'], sorted(p), 'zz' in p)
    p['a'] = 5
    p['new'] = 6
    print(a, p['new'], 'new' in locals(), sys._getframe().f_locals == p)
    for bad in (lambda: p['missing'], lambda: p.pop('a'), lambda: p.__delitem__('a')):
        try:
            bad()
        except Exception as x:
            print(type(x).__name__, x)
outer()

# Monitoring
M = sys.monitoring
M.use_tool_id(3, 'test')
E = M.events
got = []
for name in ('PY_START', 'PY_RETURN', 'PY_YIELD', 'PY_RESUME', 'LINE', 'RAISE', 'PY_UNWIND', 'CALL'):
    def cb(code, *args, name=name):
        if code.co_filename == __file__ and code.co_name in ('h', 'g', 'target'):
            got.append((code.co_name, name, args[0] - code.co_firstlineno if name == 'LINE' else None))
    M.register_callback(3, getattr(E, name), cb)
M.set_events(3, E.PY_START | E.PY_RETURN | E.PY_YIELD | E.PY_RESUME | E.LINE | E.RAISE | E.PY_UNWIND)
target(); list(g(2))
try: h(0)
except KeyError: pass
M.set_events(3, 0)
for x in got: print(x)
lines = []
def once(code, line):
    lines.append(line - code.co_firstlineno)
    return M.DISABLE
M.register_callback(3, E.LINE, once)
M.set_local_events(3, target.__code__, E.LINE)
target(); target()
print(lines, M.get_local_events(3, target.__code__) == E.LINE, M.get_tool(3))
M.restart_events(); target(); print(lines)
M.free_tool_id(3)
print(M.get_tool(3))
for f in (lambda: M.use_tool_id(9, 'x'), lambda: M.set_events(3, 1), lambda: M.register_callback(1, 3, None)):
    try: f()
    except ValueError as x: print(x)
