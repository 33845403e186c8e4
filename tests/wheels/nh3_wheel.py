import nh3

print(nh3.clean("<b onclick=x>hi<script>1</script></b>", tags={"b"}))
print(nh3.clean("<b><i>x</i></b>", tags=set()))
print(nh3.clean('<a href="http://x.test" title="t" id="i">z</a>', attributes={"a": {"href", "id"}}))
print(nh3.clean('<img src="a.png" alt="q"><a href="/r">r</a>', attributes={"*": {"alt"}, "a": {"href"}},
                link_rel=None))
calls = []


def only_href(element, attribute, value):
    calls.append((element, attribute, value))
    return value.upper() if attribute == "href" else None


print(nh3.clean('<a href="http://x.test/" title="t">z</a><a>q</a>', attribute_filter=only_href))
print(sorted(calls))
print(nh3.clean_text("<b>&\"'"), nh3.is_html("<b>x</b>"), nh3.is_html("plain"))
print(nh3.clean("<!-- c --><b>x</b>", strip_comments=True), nh3.clean("<!-- c --><b>x</b>", strip_comments=False))
print(nh3.clean('<a href="data:x">d</a><a href="ftp://f">f</a>', url_schemes={"ftp"}))
print(nh3.clean('<p class="a b c">x</p>', tags={"p"}, allowed_classes={"p": {"a", "c"}}))
print("b" in nh3.ALLOWED_TAGS, sorted(nh3.ALLOWED_ATTRIBUTES)[:3], "http" in nh3.ALLOWED_URL_SCHEMES)
print(nh3.clean("<b>ünï 😀 <script>x</script></b>"))


def attempt(f, *args, **kw):
    try:
        print("ok", f(*args, **kw))
    except BaseException as e:
        print(type(e).__name__, e)


attempt(nh3.clean, 5)
attempt(nh3.clean)
attempt(nh3.clean, "x", tags="b")
attempt(nh3.clean, "x", tags=[1])
attempt(nh3.clean, "x", nonsense=1)
attempt(nh3.clean, "x", attribute_filter=5)
attempt(nh3.clean, "<b>x</b>" * 1000, tags={"b"}) if False else print(len(nh3.clean("<b>x</b>" * 1000, tags={"b"})))
