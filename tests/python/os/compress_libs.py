import bz2
import lzma

data = b'hello world ' * 1000


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k))[:100])
    except Exception as e:
        print(type(e).__name__, e)


for m in (bz2, lzma):
    z = m.compress(data)
    print(m.__name__, len(z) < 300, m.decompress(z) == data, m.decompress(z + z) == data * 2)
c = bz2.BZ2Compressor(1)
z = c.compress(data) + c.flush()
t(c.compress, b'x')
t(c.flush)
d = bz2.BZ2Decompressor()
print(len(d.decompress(z + b'tail', 100)), d.eof, d.needs_input)
print(len(d.decompress(b'')), d.eof, d.unused_data, d.needs_input)
t(d.decompress, b'x')
t(bz2.decompress, b'not bzip2')
t(bz2.BZ2Compressor, 0)
t(bz2.decompress, z[:-4])
x = lzma.LZMACompressor(check=lzma.CHECK_SHA256, preset=1)
z = x.compress(data) + x.flush()
d = lzma.LZMADecompressor()
print(d.check, d.decompress(z[:30]), d.check, d.needs_input)
print(d.decompress(z[30:]) == data, d.eof, d.check, d.unused_data)
t(d.decompress, b'')
for fmt, filters in ((lzma.FORMAT_ALONE, None), (lzma.FORMAT_RAW, [{'id': lzma.FILTER_DELTA, 'dist': 4}, {'id': lzma.FILTER_LZMA2, 'preset': 3}])):
    z = lzma.compress(data, format=fmt, filters=filters)
    print(lzma.decompress(z, format=fmt, filters=filters if fmt == lzma.FORMAT_RAW else None) == data)
t(lzma.decompress, b'garbage')
t(lzma.decompress, z[:10])
t(lzma.LZMACompressor, preset=-1)
t(lzma.LZMACompressor, preset=10)
t(lzma.LZMACompressor, format=99)
t(lzma.LZMACompressor, preset=1, filters=[])
t(lzma.LZMADecompressor, format=lzma.FORMAT_RAW)
t(lzma.LZMADecompressor, filters=[])
t(lzma.LZMACompressor, filters=[{'id': 99}])
t(lzma.LZMACompressor, filters=[{}])
t(lzma.LZMACompressor, filters=[{'id': lzma.FILTER_LZMA2, 'nope': 1}])
print(lzma._encode_filter_properties({'id': lzma.FILTER_LZMA1}), lzma._decode_filter_properties(lzma.FILTER_LZMA2, b'\x16'))
print(lzma.is_check_supported(lzma.CHECK_CRC64), lzma.is_check_supported(7))
