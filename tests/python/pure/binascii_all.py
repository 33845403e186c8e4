import binascii as b
def t(f,*a,**k):
    try: print(f.__name__,a,k,f(*a,**k))
    except BaseException as e: print(f.__name__,a,k,type(e).__name__, e)
for x in [b'aGk=',b'aGk',b'aGk==',b'a',b'aG=k',b'=',b'a=b=',b'aGkx\n',b'a!Gk=',b'',b'aGk=zz',b'====',b'a===','aGk=','\xe9',b'aGkA=',b'ab=c',b'ab==cd',b'abc=def',b'aaaaa']:
    t(b.a2b_base64,x); t(b.a2b_base64,x,strict_mode=True)
t(b.b2a_base64,b'hi'); t(b.b2a_base64,b'hi',newline=False); t(b.b2a_base64,'x')
for x in [b'6869',b'6',b'6g',b'',b'AbcD','6869','é',3]: t(b.unhexlify,x); t(b.a2b_hex,x)
t(b.hexlify,b'abcd'); t(b.hexlify,b'abcd','-'); t(b.hexlify,b'abcde',b'_',2); t(b.hexlify,b'abcde','_',-2); t(b.hexlify,b'abc','xx'); t(b.b2a_hex,bytearray(b'ab')); t(b.hexlify,'a')
t(b.crc32,b'hello'); t(b.crc32,b'lo',b.crc32(b'hel')); t(b.crc_hqx,b'hello',0); t(b.crc_hqx,b'x',5); t(b.crc32,b'',5)
for x in [b'hello world',b'',b'a'*45,b'a'*46,b'\0\xff ']: t(b.b2a_uu,x); t(b.b2a_uu,x,backtick=True)
for x in [b'+:&5L;&\\@=V]R;&0 \n',b' \n',b'',b'!',b'#86)C\n',b'#86)Cx\n',b'#86)C  \n',b'`\n',b'\x80\n',b'#8',b'#\x80aaa']: t(b.a2b_uu,x)
for x in [b'a=41=\nb',b'=',b'=4',b'=zz',b'a_b',b'==',b'a=\r\nb',b'=4g',b'a =\n']: t(b.a2b_qp,x); t(b.a2b_qp,x,header=True)
for x in [b'a=b\n',b'a b \n',b'a\tb\t\r\n',b'\xe9'*40,b'a'*100,b'.\n',b'a_b c',b'a\r\nb\n',b'\0x',b'x '*50,b'.',b'a\n.\n', b'ab ']: t(b.b2a_qp,x); t(b.b2a_qp,x,quotetabs=True); t(b.b2a_qp,x,header=True); t(b.b2a_qp,x,istext=False)
print(b.Error.__mro__, b.Incomplete.__mro__)
