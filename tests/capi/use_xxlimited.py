"""CPython's sample modules of the limited API, as compiled for 3.15."""
mods=[__import__(n) for n in ("xxlimited","xxlimited_35","xxlimited_3_13")]
for m in mods:
    print(m.__name__, m.__doc__ and m.__doc__[:40], sorted(x for x in dir(m) if not x.startswith("__")))
    print(m.foo(1,2), type(m.new()) if hasattr(m,"new") else None)
    X=getattr(m,"Xxo",None)
    if X:
        x=X(); x.foo="a"; print(x.foo, x.demo("abc") if hasattr(x,"demo") else None, X.__mro__, X.__module__)
        try: x.demo(5)
        except Exception as e: print(type(e).__name__, e)
        try: del x.foo; x.foo
        except Exception as e: print(type(e).__name__, e)
        if hasattr(x, 'x_exports'):
            with memoryview(x) as v: print(len(v), x.x_exports)
    print(issubclass(m.Str,str), m.Str("q"), getattr(m,"error",getattr(m,"Error",None)).__name__)
    try: m.foo("x")
    except Exception as e: print(type(e).__name__, e)
