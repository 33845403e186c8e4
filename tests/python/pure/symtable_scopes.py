import symtable
t=symtable.symtable('def f(a):\n b=[x for x in a]\n def g(): return b\n return g\nclass C:\n x=1\n def m(self): return __class__\n','f','exec')
def show(t,i=0):
    print(' '*i,t.get_name(),t.get_type(),t.get_lineno(),sorted((s.get_name(),s.is_local(),s.is_free(),s.is_global(),s.is_parameter()) for s in t.get_symbols()))
    for c in t.get_children(): show(c,i+2)
show(t)
