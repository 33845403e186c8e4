import csv,_csv,io,re
def t(f,*a,**k):
    try: print(re.sub('0x[0-9a-f]+','0x',repr(f(*a,**k))))
    except BaseException as e: print(type(e), e)
def rd(s,**k): return list(csv.reader(s if isinstance(s,list) else io.StringIO(s,newline=''),**k))
for s in ['a,b\n1,2\n','"a,b",c\r\n','"a""b"','"a\nb",c','a\rb','','\n','a,\n',',','"a','"a"b,c','a"b"c','a b , c',' "a",b',['a\n','b'],['"a\n','b"\n'],'a\\,b','1,"2",3.5','a\0b','"a"\n"b"\r"c"','a,b\n\nc']:
    t(rd,s); t(rd,s,strict=True); t(rd,s,skipinitialspace=True); t(rd,s,quoting=csv.QUOTE_NONE,escapechar='\\'); t(rd,s,doublequote=False,escapechar='\\')
    t(rd,s,delimiter='\t')
for s in ['1,"2",3.5','a,1',',""','"",,x']:
    for q in (csv.QUOTE_NONNUMERIC,csv.QUOTE_STRINGS,csv.QUOTE_NOTNULL): t(rd,s,quoting=q)
t(rd,['a',3]); t(csv.reader,3); t(csv.reader,[],delimiter='ab'); t(csv.reader,[],delimiter=3); t(csv.reader,[],quotechar='ab'); t(csv.reader,[],quoting=9); t(csv.reader,[],lineterminator=3); t(csv.reader,[],foo=1); t(csv.reader,[],dialect='nope'); t(csv.reader,[],quotechar=None); t(csv.reader,[],quotechar='',quoting=0); t(csv.reader,[],delimiter='\n'); t(csv.reader,[],quoting='a'); t(csv.reader,[],delimiter=None); t(csv.reader,[],escapechar='ab'); t(csv.reader,[],delimiter='"'); t(csv.reader,[],delimiter=' ',skipinitialspace=True)
t(csv.reader,[],delimiter=b'a');t(rd,[b'a'])
def wr(rows,**k):
    f=io.StringIO(newline=''); w=csv.writer(f,**k); r=[w.writerow(x) for x in rows]; return f.getvalue(),r
R=[['a','b c','d,e','f"g','h\ni','',None,1,1.5,True,b'x',"\r"," x"]]
for k in [{},{'quoting':1},{'quoting':2},{'quoting':3,'escapechar':'\\'},{'quoting':3},{'quoting':4},{'quoting':5},{'delimiter':'\t'},{'quotechar':"'"},{'doublequote':False,'escapechar':'\\'},{'doublequote':False},{'lineterminator':'X'},{'delimiter':' '},{'escapechar':'\\'}]: t(wr,R,**k)
t(wr,[['']]); t(wr,[[None]]); t(wr,[[]]); t(wr,[['']],quoting=3); t(wr,[3]); t(wr,['ab']); t(wr,[[1e300,float('nan')]]); t(csv.writer,3); t(wr,[['','']],quoting=3); t(wr,[[None]],quoting=5); t(wr,[['a\\b']],escapechar='\\',quoting=3); t(wr,[[' ']],delimiter=' ',skipinitialspace=True); t(wr,[['','x']],delimiter=' ',skipinitialspace=True)
t(csv.list_dialects); csv.register_dialect('d',delimiter=';'); print(csv.get_dialect('d').delimiter, csv.list_dialects()); t(rd,'a;b','d') if 0 else None; print(rd('a;b',dialect='d')); csv.unregister_dialect('d'); t(csv.unregister_dialect,'d'); t(csv.get_dialect,'d'); t(csv.register_dialect,3); t(csv.register_dialect,'x',3)
class D(csv.Dialect): delimiter='|'; quotechar="'"; doublequote=True; skipinitialspace=False; lineterminator='\n'; quoting=csv.QUOTE_ALL
t(wr,[['a',"b'"]],dialect=D); t(wr,[['a']],dialect=D()); 
d=_csv.Dialect(D); print(d.delimiter,d.quotechar,d.doublequote,d.skipinitialspace,repr(d.lineterminator),d.quoting,d.strict,d.escapechar)
t(setattr,d,'delimiter','x'); r=csv.reader(['a,b','c'],'excel-tab'); print(r.line_num,next(r),r.line_num,r.dialect.delimiter,type(r),iter(r) is r); t(lambda:_csv.Reader()); print(_csv.Writer,_csv.Dialect)
t(csv.field_size_limit); t(csv.field_size_limit,5); t(rd,'abcdefgh'); t(csv.field_size_limit,131072); t(csv.field_size_limit,'a')
print(list(csv.DictReader(io.StringIO('a,b\n1,2\n3')))); print(csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter)
f=io.StringIO(); w=csv.DictWriter(f,['x','y']); w.writeheader(); w.writerow({'x':1,'y':2}); print(repr(f.getvalue())); w=csv.writer(f); w.writerows([[1],[2]]); print(repr(f.getvalue()))
def bad():
    yield 'a,"b'
t(rd,bad()) 
