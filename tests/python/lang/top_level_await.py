import types
import ast
co=compile('import asyncio\nx = await asyncio.sleep(0, 5)\nprint(x)','<s>','exec', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
print(co.co_flags & 0x80, bool(co.co_flags&0x100))
import asyncio
g={}
asyncio.run(eval(co,g)); print(g['x'])
co=compile('await asyncio.sleep(0, 7)','<s>','eval', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
async def m(): return await eval(co,g)
print(asyncio.run(m()))
co=compile('[i async for i in a()]','<s>','eval', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
co=compile('1+1','<s>','eval', flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT); print(eval(co))

f=types.FunctionType(compile('x=1\nawait asyncio.sleep(0)\ny=2','<s>','exec',flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT),h:={'asyncio':asyncio})
asyncio.run(f()); print(h['x'],h['y'])
n={}
types.FunctionType(compile('z=3','<s>','exec'),n)(); print(n['z'])
