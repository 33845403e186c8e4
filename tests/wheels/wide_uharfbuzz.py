"""Text shaping in Cython (uharfbuzz): buffers, fonts made by callbacks, draw functions, errors."""
import sys
import uharfbuzz as hb

buf = hb.Buffer()
buf.add_str("Hello, wörld ✓")
buf.guess_segment_properties()
print(buf.direction, buf.script, buf.language, len(buf), [i.codepoint for i in buf.glyph_infos][:4])
buf.direction = "rtl"; buf.script = "Arab"; buf.language = "ar"; buf.cluster_level = hb.BufferClusterLevel.CHARACTERS
print(buf.direction, buf.script, buf.language, buf.cluster_level, hb.BufferFlags.BOT | hb.BufferFlags.EOT)
for bad in (lambda: setattr(buf, "direction", "up"), lambda: hb.Buffer().add_str(5), lambda: hb.Face(5), lambda: setattr(buf, "language", 5), lambda: buf.add_utf8("text"), lambda: hb.Font(None)):
    try:
        bad()
        print("ok")
    except Exception as e:
        print(type(e).__name__, str(e)[:70])
b2 = hb.Buffer.create() if hasattr(hb.Buffer, "create") else hb.Buffer()
b2.add_codepoints([65, 66, 0x1F600]); b2.add_utf8("é".encode())
print([i.codepoint for i in b2.glyph_infos], [i.cluster for i in b2.glyph_infos])


def table(face, tag, data):
    calls.append(tag)
    return None


calls = []
face = hb.Face.create_for_tables(table, None)
print(face.upem, face.glyph_count, sorted(set(calls))[:3])
font = hb.Font(face)
font.scale = (1000, 1000); font.ppem = (12, 12); font.ptem = 9.5
print(font.scale, font.ppem, font.ptem)
funcs = hb.FontFuncs.create()


def nominal(font, ch, data):
    state["n"] += 1
    return ch - 60 if ch > 60 else 0


def advance(font, gid, data):
    return gid * 10


state = {"n": 0}
funcs.set_nominal_glyph_func(nominal)
funcs.set_glyph_h_advance_func(advance)
funcs.set_glyph_name_func(lambda font, gid, data: f"g{gid}")
font.funcs = funcs
b3 = hb.Buffer(); b3.add_str("ABCx"); b3.guess_segment_properties()
hb.shape(font, b3, {"kern": True, "liga": [(0, 2, 1)]})
print([(i.codepoint, i.cluster) for i in b3.glyph_infos], [p.x_advance for p in b3.glyph_positions], state["n"] > 3, [p.position for p in b3.glyph_positions][:1])
print(b3.serialize(font))
funcs2 = hb.FontFuncs.create()
funcs2.set_nominal_glyph_func(lambda *a: 1 // 0, None)
f2 = hb.Font(face); f2.funcs = funcs2
b4 = hb.Buffer(); b4.add_str("Q"); b4.guess_segment_properties()
seen = []
sys.unraisablehook = lambda u: seen.append(u.exc_type.__name__)
hb.shape(f2, b4)
print(seen[:1], len(b4.glyph_infos))
c = hb.Color(1, 2, 3, 4)
print(c, c.to_int(), c._replace(red=9), hb.Color.from_int(c.to_int()) == c)
e = hb.GlyphExtents(1, 2, 3, 4)
print(e, e.width, hb.ot_tag_to_script("arab"), hb.ot_tag_to_language("DEU ") if hasattr(hb, "ot_tag_to_language") else "")
s = hb.Set({1, 5, 7}); s.add(9); s.discard(5); s |= {100, 101}
print(sorted(s), 7 in s, len(s), s.min, s.max, s == hb.Set({1, 7, 9, 100, 101}))
m = hb.Map({1: 2, 3: 4}); m[5] = 6; del m[1]
print(dict(m.items()), m.get(9), 3 in m, sorted(m.keys()), repr(m))
msgs = []
b5 = hb.Buffer(); b5.add_str("AB"); b5.guess_segment_properties(); b5.set_message_func(lambda msg: (msgs.append(msg), True)[1])
hb.shape(font, b5)
print(len(msgs) >= 0, hb.version_string() == hb.version_string(), type(hb.__version__).__name__)
df = hb.DrawFuncs()
df.set_move_to_func(lambda x, y, d: d.append(("M", x, y))); df.set_line_to_func(lambda x, y, d: d.append(("L", x, y)))
got = []
font.draw_glyph(3, df, got)
print(got)
