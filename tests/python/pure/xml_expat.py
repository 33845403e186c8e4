import xml.etree.ElementTree as ET
import xml.dom.minidom
import xml.sax
import plistlib
from xml.parsers import expat

doc = b'''<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE r [<!ENTITY e "ent&#65;<b/>"><!ATTLIST a x CDATA "dflt" y NMTOKEN #IMPLIED>
<!ELEMENT r (a|b)*><!NOTATION n PUBLIC "p"><!ENTITY u SYSTEM "s" NDATA n>]>
<r xmlns:p="urn:x"><!-- c\xe9 --><a y="  1  2 "/>text &lt;&e; <![CDATA[<raw>]]><?pi data?>
<p:q p:z="1"/></r>'''


def run(data, **attrs):
    p = expat.ParserCreate(**attrs)
    p.buffer_text = True
    for n in dir(p):
        if n.endswith('Handler') and n not in ('DefaultHandler', 'DefaultHandlerExpand', 'ExternalEntityRefHandler', 'NotStandaloneHandler'):
            setattr(p, n, lambda *a, n=n: print('  ', n, a, *(() if "Decl" in n or "Doctype" in n else (p.CurrentLineNumber, p.CurrentColumnNumber))))
    try:
        p.Parse(data, True)
    except expat.ExpatError as e:
        print('  ', e, e.code, e.lineno, e.offset)


run(doc)
run(doc, namespace_separator=' ')
for bad in (b'', b'<a>', b'<a', b'<a></b>', b'<a b=1/>', b'<a b="1" b="2"/>', b'<a/><b/>', b'<a>&x;</a>', b'x', b'<a>\x01</a>', b'<a>]]></a>',
            b'<a>&#0;</a>', b'<a><![CDATA[x</a>', b'<a b="<"/>', b' <?xml version="1.0"?><a/>', b'<?xml version="2"', b'<a>\xff</a>', b'<a/>junk',
            b'<!DOCTYPE a [<!ENTITY x "&x;">]><a>&x;</a>', b'<1/>', b'<a><!-- -- --></a>'):
    print(bad)
    try:
        run(bad)
    except LookupError as e:
        print('  ', e)
run(b'<p:a/>', namespace_separator=' ')
root = ET.fromstring('<a x="1"><b>t</b>tail<c/></a>')
print(ET.tostring(root), [e.tag for e in root.iter()], root.find('b').text, root[0].tail, root.attrib)
try:
    ET.fromstring('<a><b></a>')
except ET.ParseError as e:
    print(e, e.position, e.code)
print(xml.dom.minidom.parseString('<a b="1"><c/>x</a>').toprettyxml())


class H(xml.sax.ContentHandler):
    def startElement(self, name, attrs):
        print('start', name, dict(attrs), self._locator.getLineNumber())


xml.sax.parseString(b'<a>\n<b x="1"/></a>', H())
print(plistlib.loads(plistlib.dumps({'a': [1, 2.5, True, b'x', 'é']})))
