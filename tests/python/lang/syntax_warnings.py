"""Syntax warnings that are turned into errors."""

import warnings, traceback
for src in ("assert(1,'x')","1 is 1","'a' is not x","()()","[1][1,2]","'\\d'","def f():\n  try: pass\n  finally: return 1"):
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        try: compile(src,'<t>','exec'); print('ok',src)
        except SyntaxError as e: print(repr(e.msg), e.filename, e.lineno, e.offset, e.end_lineno, e.end_offset)
        except Warning as e: print(type(e), e)
