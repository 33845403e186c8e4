import css_inline


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__mro__[0].__name__, str(e)[:80])


page = """<html><head><title>T</title>
<style>h1 { color: blue; } .c { margin: 1px 2px } p > b { font-weight: bold }
@media print { h1 { color: red } }</style></head>
<body><h1 class="c">Big</h1><p style="color:red">x <b>y</b> \u20ac</p></body></html>"""
print(css_inline.inline(page))
print(css_inline.inline(page, keep_style_tags=True))
print(css_inline.inline(page, inline_style_tags=False))
print(css_inline.inline(page, extra_css="p { padding: 3px }"))
print(css_inline.inline(page, keep_at_rules=True))
print(css_inline.inline_fragment("<p class='a'>t</p>", ".a { color: green }"))
inliner = css_inline.CSSInliner(keep_style_tags=False, extra_css="b { top: 0 }")
print(inliner.inline(page))
print(inliner.inline_many([page, "<p>second</p>"])[1])
print(inliner.inline_fragment("<b>t</b>", "b { left: 1px }"))
many = css_inline.inline_many(["<style>p{color:%s}</style><p>%d</p>" % (c, i) for i, c in enumerate(["red", "lime"])])
for text in many:
    print(text)
print(css_inline.inline_many_fragments(["<i>a</i>", "<i>b</i>"], ["i { x: 1 }", "i { y: 2 }"]))
attempt(css_inline.inline, 5)
attempt(css_inline.inline)
attempt(css_inline.inline, page, nothing=1)
attempt(css_inline.inline, "<link rel='stylesheet' href='file:///no/such.css'><p>x</p>")
attempt(css_inline.inline, "<link rel='stylesheet' href='file:///no/such.css'><p>x</p>", load_remote_stylesheets=False)
attempt(css_inline.inline_many, [1])
attempt(css_inline.CSSInliner, base_url="::bad")
attempt(css_inline.CSSInliner, cache=5)
print(issubclass(css_inline.InlineError, ValueError), css_inline.InlineError.__name__)
cached = css_inline.CSSInliner(cache=css_inline.StylesheetCache(size=8))
print(cached.inline("<style>i{a:b}</style><i>z</i>"))
attempt(css_inline.StylesheetCache, size=0)
print(css_inline.inline("<p>" + "<b>x</b>" * 3 + "</p>", minify_css=True))
print(css_inline.inline("<style>p{color:red !important}</style><p style='color:blue'>i</p>"))
