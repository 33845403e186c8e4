"""PDF documents in C++ by SWIG (pymupdf): making, drawing, reading, pixmaps, errors."""
import io
import os
import tempfile
import pymupdf

pymupdf.TOOLS.mupdf_display_errors(False)
doc = pymupdf.open()
page = doc.new_page(width=300, height=200)
print(page.rect, doc.page_count, page.number, doc.is_pdf, pymupdf.Rect(1, 2, 3, 4) + (1, 1, 1, 1), pymupdf.Point(3, 4).distance_to((0, 0)) if hasattr(pymupdf.Point, "distance_to") else abs(pymupdf.Point(3, 4)))
page.insert_text((50, 72), "Hello, PDF\nsecond line", fontsize=12, color=(1, 0, 0))
page.draw_rect(pymupdf.Rect(10, 10, 40, 40), color=(0, 0, 1), fill=(0, 1, 0))
page.draw_line((0, 0), (100, 100))
page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(50, 60, 100, 80), "uri": "http://127.0.0.1/"})
page.add_highlight_annot(pymupdf.Rect(50, 60, 120, 75))
p2 = doc.new_page()
p2.insert_textbox((50, 50, 300, 300), "words " * 30, fontname="tiro")
doc.set_metadata({"title": "T", "author": "A"})
doc.set_toc([[1, "one", 1], [2, "two", 2]])
data = doc.tobytes(garbage=3, deflate=True)
print(data[:5], len(data) > 1000)
d = pymupdf.open(stream=data, filetype="pdf")
print(len(d), d.metadata["title"], d.get_toc(), d[0].get_text().split("\n"), [l["uri"] for l in d[0].get_links()], [a.type for a in d[0].annots()])
print([w[4] for w in d[0].get_text("words")], d[0].search_for("second")[0].round() if hasattr(pymupdf.Rect, "round") else 0, len(d[1].get_text("blocks")))
dd = d[0].get_text("dict")
print(len(dd["blocks"]), dd["blocks"][0]["lines"][0]["spans"][0]["text"], dd["blocks"][0]["lines"][0]["spans"][0]["font"], [x["type"] for x in d[0].get_drawings()])
pix = d[0].get_pixmap(dpi=72)
print(pix.width, pix.height, pix.n, pix.pixel(20, 20), pix.tobytes("png")[:4], len(pix.samples), pix.colorspace.name, pix.irect)
pix.set_pixel(1, 1, (9, 8, 7)); pix.invert_irect(); print(pix.pixel(1, 1))
m = pymupdf.Matrix(2, 0, 0, 2, 5, 5)
print(m * ~m, pymupdf.Rect(0, 0, 1, 1) * m, m.prerotate(90), pymupdf.Rect(0, 0, 9, 9) & pymupdf.Rect(5, 5, 20, 20), pymupdf.Point(1, 2) in pymupdf.Rect(0, 0, 3, 3), pymupdf.Quad((0, 0), (1, 0), (0, 1), (1, 1)).is_convex)
for bad in (lambda: d[9], lambda: pymupdf.open("/nonexistent.pdf"), lambda: pymupdf.open(stream=b"not a pdf", filetype="pdf")[0], lambda: pymupdf.Rect("x"), lambda: d.load_page("x"), lambda: page.insert_text((1, 1), "x", fontname="nofont", fontfile="/none"),
            lambda: d.delete_page(77), lambda: pymupdf.Pixmap(5), lambda: d.xref_object(99999), lambda: pymupdf.Matrix(1, 2, 3)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:60] if str(e) else "")
d.delete_page(1); d.insert_pdf(doc, from_page=1); d.copy_page(0); d.move_page(0, 1)
print(len(d), d.xref_length() > 5, d.xref_get_key(1, "Type"), d.page_xref(0) > 0)
with tempfile.TemporaryDirectory() as t:
    p = os.path.join(t, "o.pdf")
    d.save(p, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u")
    e = pymupdf.open(p)
    print(e.needs_pass, e.authenticate("bad"), e.authenticate("u"), e[0].get_text()[:5])
    e.close()
    print(e.is_closed)
print(d.embfile_names(), d.embfile_add("n", b"payload") is not None, d.embfile_get("n"), pymupdf.Font("helv").text_length("abc", 10), round(pymupdf.get_text_length("abc"), 2))
s = pymupdf.Story("<p>Hello <b>bold</b></p>")
more, filled = s.place(pymupdf.Rect(0, 0, 100, 100))
print(more, [round(x) for x in filled][:2], pymupdf.paper_size("a4"), pymupdf.sRGB_to_rgb(0xFF8000))
