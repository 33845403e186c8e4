import sys, traceback
c = compile("_getframe()", "x.pxi", "eval").replace(co_firstlineno=93, co_name="fn")
f = eval(c, {"_getframe": sys._getframe})
print(f.f_lineno, f.f_code.co_name, f.f_code.co_firstlineno, f.f_code.co_filename)
c2 = compile("1/0\n\n", "y.pxi", "exec").replace(co_firstlineno=10, co_name="gg")
try: exec(c2)
except Exception as e:
    t = e.__traceback__.tb_next
    print(t.tb_lineno, t.tb_frame.f_code.co_name, t.tb_frame.f_lineno, traceback.extract_tb(e.__traceback__)[-1])
def func():

    x = 1
    raise ValueError("q")
g = type(func)(func.__code__.replace(co_firstlineno=1000, co_name="other"), {})
try: g()
except Exception as e:
    t = e.__traceback__.tb_next
    print(t.tb_lineno, t.tb_frame.f_code.co_name, t.tb_frame.f_lineno, g.__code__.co_firstlineno, list(g.__code__.co_lines())[-1][2])
