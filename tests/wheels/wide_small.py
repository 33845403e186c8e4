"""Several small wheels: comrak, lightningcss, cql2, lzallright, rjieba, zopfli, brotlicffi, dissect.util, tree-sitter-json."""
import json
import zlib


def tries(*calls):
    for f in calls:
        try:
            r = f()
            print(r if "0x" not in str(r) else type(r).__name__)
        except Exception as e:
            print(type(e).__name__, str(e).splitlines()[0][:80] if str(e) else "")


import comrak
md = "# T\n\n- [x] a\n- b\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n<script>x</script> http://e.x \"q\"\n"
print(comrak.render_markdown(md))
o = comrak.ExtensionOptions(); o.table = True; o.strikethrough = True; o.tasklist = True; o.autolink = True
p = comrak.ParseOptions(); p.smart = True
r = comrak.RenderOptions(); r.unsafe_ = True
print(comrak.render_markdown(md, extension_options=o, parse_options=p, render_options=r))
tries(lambda: comrak.render_markdown(5), lambda: setattr(o, "table", "x"), lambda: setattr(o, "nope", 1), lambda: comrak.render_markdown("x", extension_options=3), lambda: o.table)

import lightningcss
print(lightningcss.process_stylesheet("a { color: #ff0000; .b & { margin: 1px 1px } }", minify=True), lightningcss.process_stylesheet("a{display:flex}", browsers_list=["ie 10"]) if True else "")
tries(lambda: lightningcss.process_stylesheet("a {"), lambda: lightningcss.process_stylesheet("a { color: red", error_recovery=True, minify=True), lambda: lightningcss.process_stylesheet(5), lambda: lightningcss.process_stylesheet("}}}"), lambda: lightningcss.bundle_css("/nonexistent.css"))

import cql2
e = cql2.Expr("vehicle_height > 5 AND name LIKE 'a%'")
print(e.to_json()["op"], e.to_text(), e.to_sql(), cql2.Expr({"op": "=", "args": [{"property": "a"}, 1]}).to_text(), e == cql2.Expr(e.to_text()), (e + cql2.Expr("a = 1")).to_text())
print(cql2.parse_text("a = 1").matches({"a": 1}) if hasattr(e, "matches") else "", e.validate(), cql2.parse_json(json.dumps({"op": "not", "args": [True]})).to_text(), e.reduce({"properties": {"vehicle_height": 6, "name": "abc"}}).to_text())
tries(lambda: cql2.Expr("a ="), lambda: cql2.Expr(5), lambda: cql2.parse_json("{"), lambda: cql2.Expr("wrong").validate(), lambda: cql2.parse_file("/nonexistent"))

import lzallright
c = lzallright.LZOCompressor()
d = b"hello hello hello " * 100
z = c.compress(d)
print(len(z) < 100, c.decompress(z, output_size_hint=len(d)) == d, bytes(c.decompress(z))[:5])
tries(lambda: c.decompress(b"\xff\xff"), lambda: c.compress("x"), lambda: c.decompress(z, output_size_hint=5), lambda: lzallright.LZOCompressor(5))

import rjieba
t = "我来到北京清华大学"
print(rjieba.cut(t), rjieba.cut_all(t), rjieba.cut_for_search(t), rjieba.tag(t), rjieba.tokenize(t)[:2])
j = rjieba.Jieba()
print(j.cut(t, hmm=False) if True else "", list(j.tag("他说")))
tries(lambda: rjieba.cut(5), lambda: rjieba.tokenize("你好", "none"), lambda: j.add_word("来到北京") if hasattr(j, "add_word") else None, lambda: j.cut(t))

from zopfli.zlib import compress
from zopfli.gzip import compress as gz
import gzip
import zopfli.png
print(zlib.decompress(compress(d)) == d, gz(b"x")[:2], gzip.decompress(gz(d, numiterations=3)) == d, len(compress(d)) <= len(zlib.compress(d)))
tries(lambda: compress("x"), lambda: zopfli.png.optimize(b"junk"), lambda: compress(d, numiterations="x"), lambda: compress(), lambda: compress(d, nope=1))

import brotlicffi
b = brotlicffi.compress(d, quality=5)
k = brotlicffi.Compressor(mode=brotlicffi.BrotliEncoderMode.TEXT)
s = k.process(d) + k.flush() + k.finish()
print(brotlicffi.decompress(b) == d, brotlicffi.decompress(s) == d, len(b) < 100)
q = brotlicffi.Decompressor()
print(b"".join(q.process(b[i:i + 7]) for i in range(0, len(b), 7)) == d, q.is_finished())
tries(lambda: brotlicffi.decompress(b"junk"), lambda: brotlicffi.compress("x"), lambda: brotlicffi.compress(b"", quality=99), lambda: brotlicffi.Compressor(lgwin=99), lambda: brotlicffi.decompress(b[:-3]))

from dissect.util.compression import lz4, lzo, lznt1, lzxpress
from dissect.util.hash import crc32c
from dissect.util.ts import wintimestamp
from dissect.util.stream import RangeStream, AlignedStream
import io
print(lz4.decompress(b"\x50hello", 5) if False else lz4.decompress(b"\x50hello"), crc32c.crc32c(b"hello"), wintimestamp(132514304712050000), RangeStream(io.BytesIO(b"0123456789"), 3, 4).read())
tries(lambda: lz4.decompress(b"\xff"), lambda: lz4.decompress("x"), lambda: lzo.decompress(b"\x11"), lambda: lzxpress.decompress(b"\0" * 8), lambda: lznt1.decompress(b"\x38\xb0\x88" + bytes(10))[:4], lambda: crc32c.crc32c("x"))

import tree_sitter_json
print(type(tree_sitter_json.language()).__name__, sorted(n for n in dir(tree_sitter_json) if not n.startswith("_"))[:2], tree_sitter_json.HIGHLIGHTS_QUERY[:20] if hasattr(tree_sitter_json, "HIGHLIGHTS_QUERY") else "")
