"""Attributes and constructors of built-in exceptions."""

class E1(OSError):
    def __init__(self, msg): super().__init__(2, msg); self.m=msg
e=E1('boo'); print(repr(e), e.args, e.errno, e.strerror, str(e), e.m)
class E2(OSError):
    def __new__(cls, *a): return super().__new__(cls, *a)
    def __init__(self, msg): super().__init__(2, msg)
e=E2('boo'); print(repr(e), e.args, e.errno, str(e))
class E3(OSError):
    def __init__(self, *a, **k): self.k=k
e=E3(1,2,x=3); print(repr(e), e.args, e.errno, str(e), e.k)
class E4(OSError): pass
e=E4(2,'x','f'); print(repr(e), e.args, e.errno, str(e), e.filename)
for f in (lambda:E4(x=1), lambda:OSError(x=1), lambda:OSError(2,'a','b',3,'c'), lambda:OSError(2,'a','b',3,'c',5), lambda: FileNotFoundError(1,'x'), lambda:BlockingIOError(11,'x',5).characters_written, lambda:BlockingIOError(11,'x','y').characters_written,
 lambda: UnicodeDecodeError('ascii',bytearray(b'\xff'),0,1,'r').object, lambda:str(UnicodeDecodeError('ascii',b'\xff',0,1,'r')), lambda:str(UnicodeEncodeError('ascii','\xff',0,1,'r')),lambda:str(UnicodeEncodeError('ascii','\xffab',0,2,'r')), lambda:str(UnicodeTranslateError('\xff',0,1,'r')), lambda:str(UnicodeDecodeError.__new__(UnicodeDecodeError)), lambda:UnicodeDecodeError(1,2,3,4,5), lambda:UnicodeDecodeError('a','b',1,2,'c'), lambda:UnicodeEncodeError('a',b'b',1,2,'c'), lambda:str(UnicodeEncodeError('a','b',5,9,'c')),lambda:UnicodeEncodeError('a','b',5,9,'c').start, lambda:UnicodeEncodeError('a','b',-5,9,'c').end,
 lambda: SyntaxError('m',('f',1,2,'t'))._metadata, lambda:setattr(Exception(),'__suppress_context__',None), lambda: ImportError('x',name='n',path='p',foo=1), lambda:str(ImportError('x',name='n')), lambda:repr(ImportError('x',name='n')), lambda:StopIteration(1,2).value, lambda:SystemExit(1,2).code, lambda: KeyError('a','b'), lambda:str(KeyError('a')), lambda:AttributeError('x',name='a',obj=3).obj, lambda:NameError('x',name=3).name, lambda:str(SyntaxError('m',('f',1,2,'t'))), lambda:str(SyntaxError('m',('/x/f',None,2,'t'))), lambda: SyntaxError('m',('f',1,2,'t',1)), lambda:MemoryError.__new__(MemoryError), lambda:BaseException.__new__(int)):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
e=UnicodeDecodeError('ascii',b'\xff',0,1,'r')
for n,v in (('object',None),('object','x'),('start','x'),('start',99),('end',-4),('reason',None),('encoding',None)):
    try: setattr(e,n,v); print(n, repr(getattr(e,n)), str(e))
    except Exception as x: print(n, type(x).__name__, x)
for n in ('object','encoding','reason'):
    try: delattr(e,n); print(n, getattr(e,n)); 
    except Exception as x: print(n, type(x).__name__, x)
try: str(e)
except Exception as x: print(type(x).__name__, x)
