"""Text in Rust: semantic-text-splitter, llguidance, typst, vl-convert, libsass, rfc3161-client."""
import json
import semantic_text_splitter as st

t = "First sentence here. Second one, longer than the first!\n\nA new paragraph — with ünïcode. " * 3
s = st.TextSplitter(40)
print(s.chunks(t)[:3], s.chunk_indices(t)[1], s.chunk_all([t[:50], "x"]) if hasattr(s, "chunk_all") else "")
print(st.TextSplitter((10, 20), trim=False).chunks("abc def ghi jkl mno pqr"), st.MarkdownSplitter(30).chunks("# T\n\ntext here\n\n## U\n\nmore text in this part"))
print(st.TextSplitter.from_callback(lambda x: len(x.split()), 4).chunks(t)[:2], st.TextSplitter(10, overlap=4).chunks("aaa bbb ccc ddd")[:3])


def boom(x):
    raise KeyError("counting")


for bad in (lambda: st.TextSplitter(0), lambda: st.TextSplitter("x"), lambda: st.TextSplitter(5, overlap=9), lambda: st.TextSplitter((9, 3)), lambda: s.chunks(5), lambda: st.TextSplitter.from_callback(boom, 3).chunks("a b"), lambda: st.TextSplitter.from_callback(lambda x: "q", 3).chunks("a b"), lambda: st.CodeSplitter(5, 10)):
    try:
        print(bad())
    except BaseException as e:
        print(type(e).__name__, str(e)[:60])

import llguidance
from llguidance import LLMatcher, LLTokenizer
tok = LLTokenizer("byte")
print(tok.vocab_size, tok.tokenize_str("hi"), tok.decode_str([104, 105]), tok.eos_token, tok.dbg_tokens([104, 105]))
m = LLMatcher(tok, LLMatcher.grammar_from_regex(r"[a-c]{2,3}x"))
print(m.is_accepting(), m.consume_tokens(tok.tokenize_str("ab")), m.compute_ff_tokens(), m.is_stopped(), m.validate_tokens(tok.tokenize_str("cx")), m.get_error(), sum(bin(b).count("1") for b in m.compute_bitmask()) if hasattr(m, "compute_bitmask") else "")
print(m.consume_tokens(tok.tokenize_str("zz")), m.is_error(), bool(m.get_error()), LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema('{"type":"object"}')), LLMatcher.validate_grammar("%nonsense")[:20] != "")
g = LLMatcher(tok, LLMatcher.grammar_from_lark('start: "a" | "b" start'))
print(g.consume_tokens(tok.tokenize_str("bba")), g.is_accepting(), g.deep_copy().is_accepting() if hasattr(g, "deep_copy") else "")

import typst
pdf = typst.compile(b"= Hello\n#lorem(20) #sys.inputs.at(\"k\")", sys_inputs={"k": "v"}, format="svg")
print(pdf[:4], b"<path" in pdf, typst.query(b"#metadata(5) <m> #metadata((a: 1)) <m>", "<m>", field="value"))
for bad in (lambda: typst.compile(b"#panic(1)"), lambda: typst.compile("/nonexistent.typ"), lambda: typst.compile(b"x", format="zz"), lambda: typst.query(b"x", "<<")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:60].split("\n")[0])

import vl_convert as vlc
spec = {"$schema": "https://vega.github.io/schema/vega/v5.json", "width": 50, "height": 50, "marks": [{"type": "rect", "encode": {"enter": {"x": {"value": 5}, "y": {"value": 5}, "width": {"value": 20}, "height": {"value": 9}, "fill": {"value": "red"}}}}]}
svg = vlc.vega_to_svg(spec)
print(svg[:4], "red" in svg, vlc.svg_to_png(svg)[:4], vlc.get_local_tz() is not None or True, len(vlc.get_themes()) > 3)
v = vlc.vegalite_to_vega({"data": {"values": [{"a": 1, "b": 2}]}, "mark": "bar", "encoding": {"x": {"field": "a"}, "y": {"field": "b"}}}, vl_version="5.20")
print(sorted(v)[:5], v["marks"][0]["type"])
for bad in (lambda: vlc.vega_to_svg("{bad"), lambda: vlc.svg_to_png("<nosvg"), lambda: vlc.vegalite_to_vega({}, vl_version="0.1"), lambda: vlc.vega_to_svg(object())):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:50])

import sass
print(sass.compile(string="$a: 2px; b { c { d: $a * 2; } }", output_style="compressed"), sass.compile(string="a { b: f(1, $x: 2); c: g() }", custom_functions={sass.SassFunction("f", ("$y", "$x"), lambda y, x: sass.SassNumber(y.value + x.value, "px")), sass.SassFunction("g", (), lambda: sass.SassList([sass.SassColor(1, 2, 3, 1), True, None], sass.SASS_SEPARATOR_COMMA))}))
print(sass.compile(string='@import "virtual";', importers=[(0, lambda p: [(p, "x{y:z}")] if p == "virtual" else None)]), sass.compile(string="a{b:c}", source_comments=False, output_style="nested"))
for bad in (lambda: sass.compile(string="a {"), lambda: sass.compile(string="a{b:f()}", custom_functions=[lambda: 1 // 0]), lambda: sass.compile(string=5), lambda: sass.compile(string="a{b:h()}", custom_functions={"h": boom}), lambda: sass.compile(filename="/nonexistent.scss")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).strip().splitlines()[0][:60])

from rfc3161_client import TimestampRequestBuilder, HashAlgorithm, decode_timestamp_response
req = TimestampRequestBuilder().data(b"hello").hash_algorithm(HashAlgorithm.SHA512).nonce(nonce=False).build()
print(req.version, req.nonce, req.cert_req, req.message_imprint.message.hex()[:16], req.as_bytes().hex()[:40], req.policy)
for bad in (lambda: TimestampRequestBuilder().build(), lambda: decode_timestamp_response(b"junk"), lambda: TimestampRequestBuilder().data(b""), lambda: TimestampRequestBuilder().data(b"x").data(b"y")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:60])
