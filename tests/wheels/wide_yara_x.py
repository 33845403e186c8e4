"""Pattern rules in Rust (yara-x): compiling, scanning with callbacks, modules, errors with places."""
import io
import json
import yara_x

rules = yara_x.compile('''
import "hash"
rule one : tag1 tag2 { meta: a = 1 b = "two" c = true d = 1.5 strings: $a = "needle" $b = /ab+c/ $h = { 4D 5A ?? 90 } condition: any of them }
rule two { condition: filesize > 10 and hash.md5(0, filesize) != "" }
private rule three { condition: false }
''')
r = rules.scan(b"xx needle yy abbbc MZ\x01\x90")
for m in r.matching_rules:
    print(m.identifier, m.namespace, m.tags, m.metadata, [(p.identifier, [(x.offset, x.length, x.xor_key) for x in p.matches]) for p in m.patterns])
print(rules.scan(b"").matching_rules, len(rules.scan(b"ab" * 10).matching_rules), list(r.module_outputs) if hasattr(r, "module_outputs") else "")
c = yara_x.Compiler()
c.define_global("limit", 5); c.define_global("name", "x"); c.define_global("f", 1.5); c.define_global("yes", True)
c.new_namespace("mine")
c.add_source('rule g { condition: limit > 3 and name == "x" and f > 1.0 and yes }')
rs = c.build()
print([(x.identifier, x.namespace) for x in rs.scan(b"").matching_rules], [x.identifier for x in rs])
s = yara_x.Scanner(rs)
s.set_global("limit", 1)
print(s.scan(b"").matching_rules)
for bad in ("rule x { condition: }", "rule y { condition: nope }", 'rule z { strings: $a = /(/ condition: $a }'):
    try:
        yara_x.compile(bad)
    except yara_x.CompileError as e:
        print(type(e).__name__, str(e).splitlines()[0])
c2 = yara_x.Compiler(relaxed_re_syntax=True)
try:
    c2.add_source("rule bad { condition: x }")
except Exception as e:
    print(type(e).__name__)
print([sorted(e)[:3] for e in c2.errors()], [w["code"] for w in c2.warnings()])
for bad in (lambda: yara_x.compile(5), lambda: rules.scan("text"), lambda: c.define_global("o", object()), lambda: s.set_global("none", 1), lambda: s.set_global("limit", "x"), lambda: yara_x.Rules.deserialize_from(io.BytesIO(b"junk")), lambda: s.scan_file("/nonexistent")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:60])
f = io.BytesIO()
rules.serialize_into(f)
f.seek(0)
again = yara_x.Rules.deserialize_from(f)
print([m.identifier for m in again.scan(b"needle and more").matching_rules])
out = []
c3 = yara_x.Compiler()
c3.add_source('import "console" rule l { condition: console.log("said ", filesize) }')
s3 = yara_x.Scanner(c3.build())
s3.console_log(lambda m: out.append(m))
s3.set_timeout(10)
print(len(s3.scan(b"12345").matching_rules), out)
fmt = yara_x.Formatter()
src, dst = io.StringIO("rule   a{condition:true}") , io.StringIO()
try:
    fmt.format(io.BytesIO(b"rule   a{condition:true}"), dst2 := io.BytesIO())
    print(dst2.getvalue())
except Exception as e:
    print(type(e).__name__, e)
print(yara_x.Module("pe").invoke(b"MZ") if hasattr(yara_x, "Module") else "", len(rules.imports()))
