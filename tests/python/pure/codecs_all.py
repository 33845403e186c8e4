import _codecs, codecs
def t(f,*a):
    try: print(f.__name__, a, f(*a))
    except BaseException as e: print(f.__name__, a, type(e).__name__, e, getattr(e,'__notes__',None))
t(_codecs.lookup,'nonesuch'); t(codecs.encode,'a','nonesuch'); t('a'.encode,'nonesuch')
t('a'.encode,'rot13'); t(b'a'.decode,'hex'); t(codecs.decode,b'zz','hex'); t(codecs.encode,'a','rot13')
t(_codecs.lookup_error,'foo'); t(_codecs.lookup_error,'strict'); t(_codecs.register_error,'x',3); t(_codecs.register,3)
for n in ['strict','ignore','replace','xmlcharrefreplace','backslashreplace','namereplace','surrogateescape','surrogatepass']:
    h=_codecs.lookup_error(n); print(h, h.__name__)
    for e in [UnicodeEncodeError('utf-8','aé\udc80\U0001F600',1,4,'r'),UnicodeDecodeError('utf-8',b'a\xed\xb2\x80',1,2,'r'),UnicodeTranslateError('aé',1,2,'r')]:
        t(h,e)
    t(h,3); t(h,ValueError('x'))
for s in ['a+b','é','\U0001F600x','a\n\t~\\','','+','é-','éa','\udc80','ééé +x']:
    t(_codecs.utf_7_encode,s)
    t(_codecs.unicode_escape_encode,s); t(_codecs.raw_unicode_escape_encode,s)
for b in [b'a+AOk-b',b'a+AOk',b'+-',b'+2D3eAA-x',b'+AOk.x',b'\xff',b'+AO',b'+\xff',b'~\\',b'+AOkA-', b'+2D3-', b'+3gA-x', b'+']:
    t(_codecs.utf_7_decode,b,'strict',True); t(_codecs.utf_7_decode,b,'replace',True);t(_codecs.utf_7_decode,b,'strict',False)
for b in [b'a\\n\\x41\\u00e9\\U0001F600\\101\\N{BULLET}\\q\\',b'\\x4',b'\\u12',b'\\U99999999',b'\\N{foo}',b'\\N',b'\\400\\777',b'\xe9',b'\\\n', b'\\N{', b'\\x4g']:
    t(_codecs.unicode_escape_decode,b); t(_codecs.unicode_escape_decode,b,'replace'); t(_codecs.unicode_escape_decode,b,'ignore',False); t(_codecs.raw_unicode_escape_decode,b); t(_codecs.escape_decode,b); t(_codecs.escape_decode,b,'replace'); t(_codecs.escape_decode,b,'ignore')
t(_codecs.raw_unicode_escape_decode,b'\\\\u00e9\\u00e9\\U00110000'); t(_codecs.raw_unicode_escape_decode,b'\\u00g')
t(_codecs.raw_unicode_escape_decode,b'\\u00','strict',False)
t(_codecs.escape_encode,b"a\n\x00'\"\\\xff"); t(_codecs.escape_encode,'a')
t(_codecs.charmap_encode,'abc'); t(_codecs.charmap_encode,'abcé','strict',{97:98,98:'xx',99:b'yy'}); t(_codecs.charmap_encode,'aé','replace',{97:98,63:33});t(_codecs.charmap_encode,'aé','xmlcharrefreplace',{97:98})
t(_codecs.charmap_encode,'aé','ignore',{97:300}); t(_codecs.charmap_encode,'aé','ignore',{97:[]}); t(_codecs.charmap_encode,'aéé','strict',{97:None})
t(_codecs.charmap_decode,b'ab\xff','strict','xyz'*33); t(_codecs.charmap_decode,b'ab','strict',{97:'q',98:None}); t(_codecs.charmap_decode,b'ab','replace',{97:'qq',98:0x1f600}); t(_codecs.charmap_decode,b'ab','strict',{97:-1});t(_codecs.charmap_decode,b'ab','strict',{97:'\ufffe'}); t(_codecs.charmap_decode,b'ab','strict',{97:[]}); t(_codecs.charmap_decode,b'ab\xff')
import encodings.cp1252 as c
t('é€'.encode,'cp1252'); t(b'\x80\x81'.decode,'cp1252'); t(b'\x80\x81'.decode,'cp1252','replace')
t(_codecs.utf_16_ex_decode,b'\xff\xfea\0'); t(_codecs.utf_16_encode,'a',None,1); t(_codecs.utf_16_decode,b'a\0b'); t(_codecs.utf_32_ex_decode,b'\0\0\xfe\xff\0\0\0a'); t(_codecs.utf_32_encode,'a','strict',-1)
t(_codecs.utf_8_decode,b'a\xc3'); t(_codecs.utf_8_decode,b'a\xc3',None,True); t(_codecs.readbuffer_encode,'é'); t(_codecs.readbuffer_encode,b'a'); t(_codecs.ascii_encode,'é','xx'); t(_codecs.utf_8_encode,3); t(_codecs.utf_8_decode,'a')
t(_codecs.decode,b'a'); t(_codecs.encode,'a'); t('x'.encode,'idna'); t('a\n'.encode,'utf-8-sig'); t(b'\xef\xbb\xbfa'.decode,'utf-8-sig')
_codecs.register_error('t.h', lambda e:('[%s]'%e.reason, e.end)); t('aé'.encode,'ascii','t.h'); t(b'\xff'.decode,'ascii','t.h'); t('aé'.encode,'cp437','t.h'); t('€'.encode,'cp437','t.h')
t(_codecs._unregister_error,'t.h'); t(_codecs._unregister_error,'t.h'); t(_codecs._unregister_error,'strict')
