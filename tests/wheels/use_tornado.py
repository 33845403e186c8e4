from tornado import escape, template, util
from tornado.speedups import websocket_mask


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, str(e)[:90])


for data in [b"", b"a", b"hello world", bytes(range(256)), "\u20ac".encode() * 9]:
    masked = websocket_mask(b"\1\2\3\4", data)
    print(len(masked), masked[:12].hex(), websocket_mask(b"\1\2\3\4", masked) == data)
attempt(websocket_mask, b"abc", b"data")
attempt(websocket_mask, b"abcd")
attempt(websocket_mask, "abcd", b"x")
attempt(websocket_mask, b"abcd", 5)
print(util._websocket_mask_python(b"abcd", b"some data") == websocket_mask(b"abcd", b"some data"))
print(websocket_mask is util._websocket_mask)
print(escape.xhtml_escape("<a href='x'>&"), escape.xhtml_unescape("&lt;&#x41;&amp;"))
print(escape.json_encode({"a": "</script>"}), escape.json_decode(b'{"b": [1, 2]}'))
print(escape.url_escape("a b&c"), escape.url_unescape("a+b%26c"), escape.squeeze("a  b   c"))
print(escape.linkify("see http://example.com/x and www.y.org"))
print(escape.utf8("\u20ac"), escape.to_unicode(b"\xe2\x82\xac"))
attempt(escape.utf8, 5)
t = template.Template("{% for x in items %}{{ x }}{% if x > 1 %}!{% end %},{% end %}{{ escape(text) }}")
print(t.generate(items=[1, 2, 3], text="<b>"))
attempt(template.Template, "{% for %}")
loader = template.DictLoader({"base": "<{% block b %}x{% end %}>", "kid": '{% extends "base" %}{% block b %}{{ v }}{% end %}'})
print(loader.load("kid").generate(v="&"))
print(util.ObjectDict(a=1).a, util.import_object("os.path").__name__, util.unicode_type)
attempt(util.import_object, "no.such.thing")
print(util.timedelta_to_seconds.__name__, util.ArgReplacer(lambda a, b=2: 0, "b").get_old_value((1, 5), {}))
attempt(loader.load, "missing")
print(template.Template("{% set x = 5 %}{{ x * 2 }}{# note #}{% raw '<' %}").generate())
print(template.Template("{% if a %}A{% elif b %}B{% else %}C{% end %}").generate(a=0, b=0))
print(template.Template("{% try %}{{ 1 / 0 }}{% except ZeroDivisionError as e %}{{ e }}{% end %}").generate())
print(template.filter_whitespace("single", "a  b\n\n c"), template.Template("{% while n %}{{ n.pop() }}{% end %}").generate(n=[1, 2]))
print(escape.recursive_unicode({"a": [b"b", (b"c",)]}), escape.native_str(b"x"))
print(escape.parse_qs_bytes("a=1&a=2&b=%e9"))
