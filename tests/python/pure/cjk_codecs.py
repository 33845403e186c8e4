for e in 'gbk gb18030 gb2312 big5 cp950 big5hkscs shift_jis cp932 euc_jp euc_kr cp949 iso2022_jp iso2022_kr hz'.split():
    s = '한국' if 'kr' in e or e == 'cp949' else '漢字ABC'
    if e in ('gb2312', 'hz'):
        s = '汉字ABC'
    b = s.encode(e)
    print(e, b, b.decode(e) == s)
for f in (lambda: b'\xff'.decode('gbk'), lambda: '\u0e01'.encode('euc_jp'), lambda: b'\x81'.decode('gbk')):
    try:
        print(f())
    except UnicodeError as e:
        print(e)
print('\u0e01'.encode('euc_jp', 'xmlcharrefreplace'), b'\x81'.decode('gbk', 'replace'))
import io
print(io.TextIOWrapper(io.BytesIO('漢字\nx'.encode('shift_jis')), encoding='shift_jis').readlines())
