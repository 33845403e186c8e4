import codeop
for s in ("if 1:\n  pass","if 1:\n  pass\n","if 1:\n  pass\nelse:\n  pass","def f():\n  x","def f():\n  x\n","x=(","x=(1,","'''abc","x","x\n","1 +","if 1:","@a","for x in (","class A:\n  def f(s):\n    pass\n","x = [\n1,\n2","try:\n  pass\n","a b","def f(:","'abc","\\","x=1;","","#c","\n","if 1: pass", "if 1: pass\nelse: pass","lambda: (","{1:\n","[x for x in","print 1"):
    for sym in ('single','exec','eval'):
        try: r=codeop.compile_command(s,'<i>',sym); r='None' if r is None else 'code'
        except SyntaxError as e: r='SE '+str(e.msg)
        except Exception as e: r=repr(e)
        print(repr(s),sym,r)
