"""What _elementtree does and refuses, and that its parser takes time in proportion."""
import _elementtree as M
import xml.etree.ElementTree as E
import re, sys
def plain(s): return re.sub("0x[0-9a-f]+", "0x", s)
def t(text):
    try: print(text, "->", plain(repr(eval(text))))
    except BaseException as e: print(text,"!!",type(e).__name__,e)
def ex(text):
    try: exec(text); print(text, "ok")
    except BaseException as e: print(text,"!!",type(e).__name__,e)
a=E.Element('a'); b=E.SubElement(a,'b',{'x':'1'},y='2'); c=E.SubElement(a,'c')
class S(E.Element): pass
for x in """E.Element()
E.Element('a',5)
E.Element('a',attrib=5)
E.Element('a',{},3)
E.Element('a',{'b':1},b=2).attrib
E.Element('a',attrib={'b':1},c=2).attrib
E.Element(tag='a')
type(a).__name__, type(a.iter()), type(a.itertext())
repr(a)[:14], repr(S('q'))[:14], repr(E.Element(None))[:14], repr(E.Element(5))[:14]
a[5]
a['x']
a[0:1]==[b]
a[::-1]==[c,b]
len(a)
E.SubElement(5,'x')
E.SubElement(a)
E.SubElement(a,'b',5)
E.SubElement(a,'b',attrib=5)
a.append(5)
a.extend(5)
a.extend([5])
a.insert('x',b)
a.insert(0,5)
a.remove(a)
a.remove(5)
a.find(5)
a.find('b') is b, a.find('zz'), a.findtext('b'), a.findtext('q','d'), a.findall('b')==[b], a.findall('./b')==[b]
a.get(), 
a.get('x',5)
b.get('x'), b.keys(), b.items()
a.set('x')
a.set('k','v'), a.attrib
a.makeelement('x',5)
a.makeelement('x',{})
a.makeelement('x')
a.__deepcopy__(5)
a.__getstate__()
E.Element('q').__getstate__()
a.__setstate__(5)
a.__setstate__({'tag':'zz','attrib':5})
a.__setstate__({'tag':'a','text':'t'})
a.tag,a.text
a.__copy__()[:], a.__deepcopy__({})
a.iter(5), list(a.iter('a'))==[a]
next(iter(a.iter()))
M.SubElement.__module__, M.Element.__module__
E.TreeBuilder(5).start('a',{})
E.TreeBuilder(None,5)
E.TreeBuilder().close()
E.TreeBuilder().end('x')
E.TreeBuilder().start('a',5)
E.TreeBuilder().start('a')
E.TreeBuilder().data('a')
E.TreeBuilder().comment('a').text, E.TreeBuilder().pi('a').text, E.TreeBuilder().pi('a','b').text
E.XMLParser(5)
E.XMLParser(encoding=5)
E.XMLParser(target=5).feed('<a/>')
E.XMLParser().feed(5)
E.XMLParser().entity, type(E.XMLParser().target)
E.XMLParser().close()
E.XMLParser()._setevents([],['x'])
E.XMLParser()._setevents([],[5])
E.XMLParser()._setevents([],5)
E.XMLParser()._setevents(5,['start'])
E.XMLParser(target=5)._setevents([],['start'])
E.XMLParser.__new__(E.XMLParser).feed('x')
E.XML('<a>&foo;</a>')
E.XML('<a><b></a>')
E.XML('<a/><b/>')
E.XML('')
E.XML(b'<a>\\xff</a>')
M._set_factories(5,None)
M._set_factories(None,5)
M._set_factories(E.Comment,E.PI)
bool(a)
M.Element.__new__(M.Element).tag
M.Element.__new__(M.Element).attrib
copy.copy(a)
type(a.iter())()
""".strip().splitlines(): t(x)
for x in """a[5]=b
a[0]=5
a['x']=5
a[0:1]=5
a[0:1]=[5]
a[::2]=[b,c,a]
a[0:0]=[E.Element('n')]
a[:]=[b,c]
del a[5]
del a['x']
del a[::2]
a.tag=5; assert a.tag==5
del a.tag
a.attrib=5
a.attrib={}
a.zz=5
del a.text
E.XMLParser().target=5
E.XMLParser().version=5
a.text=[1]
a.tail='x'; a.clear(); assert a.tail is None
""".strip().splitlines(): ex(x)
p=E.XMLPullParser(['start','end','comment','pi','start-ns','end-ns'])
p.feed("<!-- c --><?p d?><a xmlns:n='u' n:q='1'>t<!--x-->m<?y z?>n<b/>tail</a>")
for ev,el in p.read_events(): print(ev, plain(str(getattr(el,"tag",el))) if not isinstance(el,tuple) else el, getattr(el,'text',None))
try: E.XML('<a>\n<b>&foo;</b></a>')
except E.ParseError as e: print(e, e.code, e.position, e.msg, e.args, e.lineno, E.ParseError.__mro__)
class T:
    def start(self,*a): print('start',a)
    def end(self,*a): print('end',a)
    def data(self,*a): print('data',a)
    def comment(self,*a): print('comment',a)
    def pi(self,*a): print('pi',a)
    def start_ns(self,*a): print('start_ns',a)
    def end_ns(self,*a): print('end_ns',a)
    def doctype(self,*a): print('doctype',a)
    def close(self): return 'closed'
x=E.XMLParser(target=T()); x.feed("<!DOCTYPE a SYSTEM 's' [<!ENTITY e 'v'>]><a xmlns='u' b='1'>x&e;y<!--c--><?p?></a>"); print(x.close())
x=E.XMLParser(target=T()); x.entity['zz']='ZZ'; x.feed("<!DOCTYPE a PUBLIC 'p' 's'><a>&zz;</a>"); print(x.close())
tb=E.TreeBuilder(insert_comments=True,insert_pis=True); x=E.XMLParser(target=tb); x.feed("<!--o--><a>1<!--c-->2<?p q?>3</a>"); print(E.tostring(x.close()))
import io,pickle,copy
print(E.tostring(E.parse(io.BytesIO(b"<a>x<b q='1'/>y</a>")).getroot()), E.tostring(E.parse(io.StringIO("<a>x<b q='1'/>y\u20ac</a>")).getroot()))
q=pickle.loads(pickle.dumps(E.XML("<a>x<b q='1'/>y</a>"))); print(E.tostring(q), E.tostring(copy.deepcopy(q)), E.tostring(copy.copy(q)))
print([e.tag for e in E.XML("<a><b><c/></b><d/></a>").iter()], list(E.XML("<a>1<b>2<c/>3</b>4<!--x-->5<d/></a>").itertext()))
class D(E.XMLParser):
    def doctype(self,*a): print('never')
import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter('always'); x=D(); x.feed('<!DOCTYPE a><a/>'); x.close(); print([str(i.message) for i in w])
    print(bool(E.Element('x')), str(w[-1].message), w[-1].category)
print([ (e,x.tag) for e,x in E.iterparse(io.BytesIO(b"<a><b/></a>"),['start','end'])])
E.dump(E.XML("<a>x<b q='&lt;'/>y</a>"))
import time
def parse_time(n):
    doc = "<r>" + "<i k='v'>text &amp; more</i>\n" * n + "</r>"
    t = time.perf_counter()
    assert len(E.fromstring(doc)) == n
    return time.perf_counter() - t
parse_time(2000)
print(parse_time(40000) < 60 * max(parse_time(2000), 0.002))
print("_elementtree" in sys.modules, E.Element is M.Element)
