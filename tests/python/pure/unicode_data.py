import unicodedata as u
def t(f,*a):
    try: print(f.__name__,a,f(*a))
    except BaseException as e: print(f.__name__,a,type(e).__name__,e)
S='aAé5½²٣Ⅷ中😀\ud800가\u0300(ﬁ\u200dℝ１\U0010ffff\U000e0001İ\u1e9e〇\U00013421\u0378㎏'
for c in S:
    t(u.name,c); t(u.category,c); t(u.bidirectional,c); t(u.combining,c); t(u.east_asian_width,c); t(u.mirrored,c); t(u.decomposition,c); t(u.decimal,c,None); t(u.digit,c,None); t(u.numeric,c,None)
t(u.name,'ab'); t(u.name,'\n'); t(u.name,'\n','x'); t(u.name,3); t(u.decimal,'a'); t(u.digit,'a'); t(u.numeric,'a'); t(u.lookup,'BULLET'); t(u.lookup,'nope'); t(u.lookup,'bullet'); t(u.lookup,'HANGUL SYLLABLE GA'); t(u.lookup,'CJK UNIFIED IDEOGRAPH-4E2D'); t(u.lookup,'GRINNING FACE'); t(u.lookup,'LINE FEED'); t(u.lookup,'LATIN SMALL LETTER R WITH TILDE'); t(u.lookup,3)
for f in ('NFC','NFD','NFKC','NFKD'):
    for s in ('é','e\u0301','ﬁ','가','\u1e9b\u0323','a','😀é','\ud800é',''): t(u.normalize,f,s); t(u.is_normalized,f,s)
t(u.normalize,'XX','a'); t(u.is_normalized,'XX','a'); t(u.normalize,'NFC',3)
print(u.unidata_version,u.UCD,u.ucd_3_2_0.unidata_version, u.ucd_3_2_0.category('a'), u.ucd_3_2_0.normalize('NFC','e\u0301'),u.ucd_3_2_0.category('😀'), type(u.ucd_3_2_0))
print('é'.encode('ascii','namereplace'), b'\\N{BULLET}'.decode('unicode_escape'))
import hashlib
h=hashlib.md5()
for c in range(0x110000):
    x=chr(c); h.update(repr((u.name(x,None),u.category(x),u.bidirectional(x),u.combining(x),u.east_asian_width(x),u.mirrored(x),u.decomposition(x),u.decimal(x,None),u.digit(x,None),u.numeric(x,None))).encode('utf-8','surrogatepass'))
print(h.hexdigest())
print('exämple.com'.encode('idna'), 'straße'.encode('idna'))
