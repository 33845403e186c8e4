import strings


def attempt(label, func, *args):
    try:
        print(label, ascii(func(*args)))
    except Exception as error:
        print(label, "raises", type(error).__name__)


for text in strings.make():
    print(ascii(text), len(text))
print(ascii(strings.format(["\u00e9"])))
print(strings.format_pointer(), strings.format_bytes())

for text in ("", "plain", "gr\u00fcn", "\u20ac", "\U0001f40d!", "a\0b"):
    print(ascii(text), strings.utf8(text), strings.code_points(text), ascii(strings.wide(text)))
attempt("utf8 of a surrogate", strings.utf8, "\ud800")
attempt("utf8 of bytes", strings.utf8, b"bytes")
print(strings.code_points("\udcff\ud83d"), ascii(strings.wide("\udcff")))
attempt("first", strings.read_char, "abc", 0)
attempt("snake", strings.read_char, "\U0001f40dx", 1)
attempt("outside", strings.read_char, "abc", 3)

attempt("latin-1", strings.encode, "gr\u00fcn", "latin-1")
attempt("ascii", strings.encode, "gr\u00fcn", "ascii")
attempt("replace", strings.encode, "gr\u00fcn", "ascii", "replace")
attempt("xml", strings.encode, "gr\u00fcn \U0001f40d", "ascii", "xmlcharrefreplace")
attempt("surrogateescape", strings.encode, "\udcff", "utf-8", "surrogateescape")
attempt("no such codec", strings.encode, "x", "no-such-codec")
attempt("decode", strings.decode, b"gr\xc3\xbcn", "utf-8")
attempt("decode broken", strings.decode, b"\xff", "utf-8")
attempt("decode ignore", strings.decode, b"a\xffb", "utf-8", "ignore")
attempt("decode utf-16", strings.decode, b"\xff\xfea\0", "utf-16")
print(strings.encode_all("a\u20ac"))
print([ascii(strings.decode_partial("\u20acx".encode()[:n])) for n in range(5)])
attempt("decode partial", strings.decode_partial, b"a\xffb")

for result in strings.methods_of("one two three", "t", "T"):
    print(repr(result))
for result in strings.methods_of("\U0001f40d snake", "snake", "\u20ac"):
    print(ascii(result))
attempt("percent", strings.percent, "%s-%d-%r", ("a", 1, "b"))
attempt("percent wrong", strings.percent, "%s %s", ("a",))
print(strings.compare("a", "b"), strings.compare("z", "\u20ac"))
print(strings.compare("middle", "middle"))
print(ascii(strings.grow(["a", "\u00e9", "\u20ac", "\U0001f40d", ""])), repr(strings.grow([])))
attempt("grow", strings.grow, ["a", 1])
text, before, after = strings.interned()
print(text, before, after)
attempt("paths", strings.fs_path, "/tmp/x", b"/tmp/y")
attempt("path with NUL", strings.fs_path, "/tmp\0x", "y")
attempt("no path", strings.fs_path, 1, 2)

print(strings.fill_bytes(0), strings.fill_bytes(30))
print(strings.bytes_parts(b"it's\0"), strings.without_nul(b"four"))
attempt("NUL", strings.without_nul, b"fo\0ur")
attempt("not bytes", strings.bytes_parts, "text")
print(strings.bytearray_play())
