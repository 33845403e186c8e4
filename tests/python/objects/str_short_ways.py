"""Methods of str for ASCII, the first plane and beyond."""
import sys
for s in ["", "abc", "Hello World", "ĀΣΑΣ ß ŉ x", "a\U0001f600b Ç", "ǆ x", "they're bill's", "\ud800\udc00x", "İI", "  x \u3000", "..a.."]:
    print(ascii([s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold(), s.istitle(), s.isalpha(), s.isupper(), s.islower(), s.isspace(), s.isalnum(), s.isdigit(), s.isprintable(), s.isascii(), s.isnumeric(),s.isdecimal()]))
    for c in (None, ".", "xa", "", "\u3000", "\U0001f600"):
        print(ascii([s.strip(c), s.lstrip(c), s.rstrip(c)]))
    for t in ({97:"A",101:None}, {97:0x1f600}, {97:"\U0001f600", 98:"zz"}, {}, str.maketrans("abc","xyz","H"), {ord(" "):""}, {97: 98.5} , {97:-1},{0xc7:"C"},{97:True}):
        try: print(ascii(s.translate(t)))
        except Exception as e: print(type(e).__name__, e)
    print(s.startswith(""), s.endswith(""), s.startswith("a"), s.endswith("bc"), s.startswith("abcd"), s.endswith("xxabc"), s.startswith(("x","a")), s.find("a"), s.rfind("a"), s.find("a",None), s.find("",None,2), s.rfind(""), s.startswith("",1), s.startswith("b", 1), s.endswith("\U0001f600"))
for f in (lambda: "a".startswith(1), lambda: "a".strip(1), lambda: "a".find(None), lambda:"a".endswith(("a",1)), lambda:"b".endswith(("a",1)), lambda: "a".index("b")):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(ascii(",".join(["a","\U0001f600","b"])), "x".center(5,"\u1234").upper())
class D(dict):
    def __missing__(self,k): return chr(k+1)
print("abc".translate(D()), "abc".translate("q"*98+"w"))
class S(str): pass
print(type(S("abc").translate({})), type(S("Abc").title()), type(S(" a").strip()), type(S("a").strip()))
