import nh3


def attempt(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except BaseException as e:
        print(type(e).__name__, e)


page = (
    '<p onclick="x()">Hi <b>bold</b><script>alert(1)</script> '
    '<a href="https://example.com" title="t">link</a> <img src=x onerror=y> &amp; \u20ac</p>'
)
print(nh3.clean(page))
print(nh3.clean(page, tags={"p", "b"}))
print(nh3.clean(page, tags=set()))
print(nh3.clean(page, tags={"a"}, attributes={"a": {"href"}}, link_rel=None))
print(nh3.clean(page, tags={"a"}, link_rel="nofollow"))
print(nh3.clean("<b><!-- c -->x</b>", strip_comments=False))
print(nh3.clean('<a href="ftp://x">f</a><a href="mailto:a@b">m</a>', url_schemes={"mailto"}))
print(nh3.clean('<x-y z="1">t</x-y>', tags={"x-y"}, attributes={"*": {"z"}}))
print(nh3.clean('<p data-a="1" data-b="2">t</p>', generic_attribute_prefixes={"data-"}))
print(nh3.clean('<p class="a b c">t</p>', allowed_classes={"p": {"a", "c"}}))
print(nh3.clean("<style>p{}</style><i>t</i>", clean_content_tags={"style"}))
seen = []


def shorten(tag, attribute, value):
    seen.append((tag, attribute, value))
    if attribute == "title":
        return None
    if attribute == "href":
        return value.upper()
    return value


print(nh3.clean(page, attributes={"a": {"href", "title"}}, attribute_filter=shorten))
print(sorted(seen))


def broken(tag, attribute, value):
    raise LookupError(attribute)


import sys

sys.unraisablehook = lambda u: print("unraisable", type(u.exc_value).__name__, u.exc_value)
print(nh3.clean('<a href="x:y" title="t">l</a>', attribute_filter=broken))
print(nh3.clean_text('<b>"quoted"</b> & more'))
for text in ["plain", "<b>", "a < b", "&lt;"]:
    print(text, nh3.is_html(text))
print(sorted(nh3.ALLOWED_TAGS)[:6], len(nh3.ALLOWED_TAGS) > 50)
print(sorted(nh3.ALLOWED_ATTRIBUTES)[:4], sorted(nh3.ALLOWED_ATTRIBUTES["a"]))
print("https" in nh3.ALLOWED_URL_SCHEMES)
attempt(nh3.clean, 5)
attempt(nh3.clean)
attempt(nh3.clean, page, tags=5)
attempt(nh3.clean, page, attribute_filter=5)
attempt(nh3.clean, page, nothing=1)
attempt(nh3.clean, page, attributes={"a": {"rel"}})
c = nh3.Cleaner(tags={"b"})
print(c.clean(page))
