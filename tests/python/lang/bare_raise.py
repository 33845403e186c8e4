import traceback
def f32():
    try: 1/0
    except ZeroDivisionError as e:
        e.add_note('a note')
        raise
def f33():
    try:
        1/0
    except ZeroDivisionError as e:
        raise
def f34():
    try:
        1/0
    except ZeroDivisionError as e:
        raise e
def f35():
    try:
        1/0
    finally:
        print('fin')
def f36():
    try: f33()
    except:
        print(1)
        raise
for f in (f32, f33, f34,f35,f36):
    try: f()
    except Exception: print(traceback.format_exc().replace(__file__, "FILE"))
class A: pass
try:
    class B(A, object, A): pass
except TypeError as e: print(e)
