import _json, json
def t(f,*a,**k):
    try: print(f(*a,**k))
    except BaseException as e: print(type(e).__name__, e, getattr(e,'__notes__',None))
for s in ['','"','"a','"a\nb"','"\\','"\\q"','"\\u12','"\\u12g4"','"\\ud83d\\ude00"','"\\ud83d\\u0041"','"\\ud83d"','"\\ud83dx"','{','{"a"','{"a":','{"a":1','{"a":1,','{"a":1,}','{a}','[','[1','[1,','[1,]','[1 2]','{"a" 1}','{"a":1 "b"}','-','-a','1.','1e','1.5e+','01','NaN','-Infinity','Infinity','nul','null','true','tru','[1,2.5,-3e2,"x",null,{"a":{}}]','123456789012345678901234567890','1e999','-0','-0.0','\ufeff1','"\U0001F600a\\n"','[[[]]]','{"a":1,"a":2}','"é"','[1]x',' [1 , 2 ] ']:
    t(json.loads,s)
t(json.loads,'"a\nb"',strict=False); t(json.loads,'[1,1.5,NaN]',parse_int=lambda x:('i',x),parse_float=lambda x:('f',x),parse_constant=lambda x:('c',x))
t(json.loads,'{"a":{"b":1}}',object_hook=lambda d:list(d.items())); t(json.loads,'{"a":{"b":1}}',object_pairs_hook=tuple)
t(json.loads,b'{"a":1}'); t(json.loads,3)
class I(int): pass
class F(float): pass
class S(str): pass
class D(dict): pass
import collections
for o in [1,1.5,1e100,10**30,float('nan'),float('inf'),True,None,"a\"\\\n\x01é\U0001F600\ud800\x7f",[],{},[1,[2]],(1,),{'a':1,1:2,None:3,True:4,1.5:6},I(3),F(2.5),S('x'),D(a=1),collections.OrderedDict(b=1,a=2),{(1,):2},object(),{1,2},[object()],{'a':{'b':object()}},float('-inf')]:
    t(json.dumps,o)
t(json.dumps,{'b':1,'a':2},sort_keys=True); t(json.dumps,{(1,):2,'a':3},skipkeys=True); t(json.dumps,float('nan'),allow_nan=False); t(json.dumps,[1,{'a':2}],indent=2); t(json.dumps,[1,{'a':2}],separators=(',',':')); t(json.dumps,"é\u2028",ensure_ascii=False); t(json.dumps,object(),default=lambda o:'OBJ'); t(json.dumps,{1:2,'a':3},sort_keys=True)
l=[]; l.append(l); t(json.dumps,l); t(json.dumps,l,check_circular=False) if 0 else None
d={}; d['x']=d; t(json.dumps,d)
t(json.dumps,[1,2],default=lambda o:o); t(json.dumps,{'a':object()},default=lambda o:o)
t(json.dumps,{float('nan'):1}); t(json.dumps,{float('nan'):1},allow_nan=False); t(json.dumps,{I(5):1,F(1.5):2})
t(_json.scanstring,'a"b',0); t(_json.scanstring,'abc',0,True); t(_json.encode_basestring,'é"\n'); t(_json.encode_basestring_ascii,'é"\n\x7f'); t(_json.encode_basestring,3); t(_json.scanstring,'a"',-1); t(_json.scanstring,'a"',5)
t(list,json.JSONEncoder().iterencode([1,{'a':2}]))
c=json.JSONDecoder(); print(c.scan_once('[1]',0)); t(c.scan_once,'',0); t(c.raw_decode,'1 x')
