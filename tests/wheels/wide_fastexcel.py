"""Spreadsheets in Rust (fastexcel): a workbook made with zipfile, its sheets, types, errors."""
import datetime
import io
import os
import tempfile
import zipfile
import fastexcel

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(rows):
    cells = ""
    for r, row in enumerate(rows, 1):
        cells += f'<row r="{r}">'
        for c, v in enumerate(row):
            ref = f"{chr(65 + c)}{r}"
            if isinstance(v, bool):
                cells += f'<c r="{ref}" t="b"><v>{int(v)}</v></c>'
            elif isinstance(v, (int, float)):
                cells += f'<c r="{ref}"><v>{v}</v></c>'
            elif v is not None:
                cells += f'<c r="{ref}" t="inlineStr"><is><t>{v}</t></is></c>'
        cells += "</row>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
        z.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", f'<workbook {NS} xmlns:r="{REL}"><sheets><sheet name="First" sheetId="1" r:id="rId1"/><sheet name="Second" sheetId="2" r:id="rId2"/></sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in (1, 2)) + "</Relationships>")
        z.writestr("xl/worksheets/sheet1.xml", f"<worksheet {NS}><sheetData>{cells}</sheetData></worksheet>")
        z.writestr("xl/worksheets/sheet2.xml", f"<worksheet {NS}><sheetData/></worksheet>")
    return out.getvalue()


data = workbook([["id", "name", "ok", "price"], [1, "ann", True, 1.5], [2, "böb", False, None], [3, None, True, 2]])
r = fastexcel.read_excel(data)
print(r.sheet_names, repr(r)[:40], r.defined_names() if hasattr(r, "defined_names") else "", r.table_names())
s = r.load_sheet("First")
print(s.name, s.width, s.height, s.total_height, s.selected_columns is not None, s.visible)
for c in s.available_columns():
    print(c.name, c.index, c.dtype, c.column_name_from, c.dtype_from)
from arro3.core import RecordBatch
b = RecordBatch.from_arrow(s)
print(b.num_rows, b.schema.names, b["id"].to_pylist(), b["name"].to_pylist(), b["ok"].to_pylist(), b["price"].to_pylist())
t = r.load_sheet(0, header_row=None, skip_rows=1, use_columns=[0, 1], column_names=["a", "b"], dtypes={"a": "string"})
print(RecordBatch.from_arrow(t)["a"].to_pylist(), [c.name for c in t.selected_columns], t.specified_dtypes)
print(RecordBatch.from_arrow(r.load_sheet(0, use_columns=lambda c: c.name != "ok", n_rows=2)).schema.names, RecordBatch.from_arrow(r.load_sheet(0, use_columns="A,C:D")).schema.names)
print(r.load_sheet("Second").height)
for bad in (lambda: r.load_sheet("None"), lambda: r.load_sheet(9), lambda: fastexcel.read_excel(b"junk"), lambda: fastexcel.read_excel("/nonexistent.xlsx"), lambda: r.load_sheet(0, use_columns=["zz"]), lambda: r.load_sheet(0, dtypes={"id": "nodtype"}),
            lambda: fastexcel.read_excel(5), lambda: r.load_sheet(0, use_columns=lambda c: 1 // 0), lambda: r.load_sheet(0, n_rows=-1), lambda: r.load_table("t")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, [k.__name__ for k in type(e).__mro__][1:2], str(e).splitlines()[0][:60])
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "w.xlsx")
    with open(p, "wb") as f:
        f.write(data)
    print(fastexcel.read_excel(p).load_sheet(0).height)
