import ast
for s in ('x', 'x+1', 'f(a,b,c,d)', 'def f(a, *b): return 1', 'x = [1,2]', 'a; b', 'a; b; c', '"s" b"t" 1.5' if 0 else '"s"', 'if a: b'):
    t = ast.parse(s); print(t); print(t.body[0]); print(getattr(t.body[0], 'value', None) if not s.startswith(('def','if')) else '')
print(ast.Load(), [ast.Load()], ast.arguments(), ast.Constant(5), ast.Constant('a'*500)) if 0 else print(ast.Load(), ast.Constant(5), repr(ast.Constant('a'*300)), ast.Module([], []), ast.Name('x'), ast.alias('a', None), ast.Tuple([1, 'a', None], ast.Load()), ast.Constant((1,2,[3])), ast.ImportFrom(None, [], 0))
n = ast.List([]); n.elts.append(n); print(n)
for x in (ast.Name, ast.Constant):
    try: print(x())
    except Exception as e: print(type(e), e)
class My(ast.Name): pass
print(My('q'), ast.Expr(5), ast.Expr([1,2,3]), ast.Expr(None), ast.Expr([]))
