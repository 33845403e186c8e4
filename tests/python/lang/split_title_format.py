"""split with a limit, titles and sigmas, format of str subclasses, huge repetition."""

print('  a    b   '.split(None,1), '  a    b   '.rsplit(None,1), '  a  b  c '.split(None,2),b'  a    b   '.split(None,1), b'  a    b   '.rsplit(None,1))
print('  a    b   '.split(None,0), '  a    b   '.rsplit(None,0), '  '.split(None,0), ''.split(None,0), b'  a    b   '.split(None,0),  b'  a    b   '.rsplit(None,0))
print(bytearray(b"'"), bytearray(b'"'), bytearray(b"'\""))
class S(str):
    def __str__(self): return 'over'
    def __repr__(self): return 'rr'
print('{} {!s} {!r} {!a} %s'.format(S('x'),S('x'),S('x'),S('x')), f"{S('x')}", format(S('x')), '%s'%S('x'), '{:>5}'.format(S('x')), f"{S('é')!a}", '{!a}'.format('é\u0374'))
print(ascii('A\u0345\u03a3'.capitalize()),ascii('\u1ff3\u1ff3\u1ffc\u1ffc'.capitalize()),ascii('A\u03a3 \u1fa1xy'.title()),ascii('A\u0345\u03a3'.swapcase()), ascii('ΑΣ ΟΔΟΣ ΣΑΣ'.title()),'ΑΣ ΟΔΟΣ ΣΑΣ'.swapcase(), 'ῼῳῳ'.capitalize(), 'hello wORLD don\'t ß ﬁx'.title(), 'ßa'.capitalize(), 'İstanbul İ'.capitalize(), 'ǆabc ǆ'.title())
import pickle
it=iter('héllo'); next(it); print(''.join(pickle.loads(pickle.dumps(it))))
for f in (lambda:'a'*'b', lambda:[1]*[2], lambda:'a'*(2**62), lambda: [1]*(2**62), lambda:'%*s'%(2**70,'a'), lambda:'%*s'%('a','a'), lambda:'%.*f'%(2**40,1.0), lambda:'{99999999999999999999999}'.format(1), lambda:'{0[99999999999999999999]}'.format([1])):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
