"""Executable formats in C++ (lief, nanobind): enumerations, iterators over sections, building, callbacks."""
import io
import os
import sys
import tempfile
import lief

print(lief.ELF.ARCH.X86_64, int(lief.ELF.ARCH.X86_64), lief.ELF.ARCH.X86_64 == lief.ELF.ARCH.X86_64, lief.ELF.ARCH(62), repr(lief.ELF.Segment.TYPE.LOAD))
print([e.name for e in lief.ELF.Header.FILE_TYPE], lief.ELF.Segment.FLAGS.R | lief.ELF.Segment.FLAGS.X, lief.ELF.Segment.FLAGS.R in (lief.ELF.Segment.FLAGS.R | lief.ELF.Segment.FLAGS.W))
code = bytearray(0x1000)
import struct
eh = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1" + b"\0" * 9, 2, 62, 1, 0x401000, 64, 0, 0, 64, 56, 1, 64, 0, 0)
ph = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 0x1010, 0x1010, 0x1000)
raw = (eh + ph).ljust(0x1000, b"\0") + b"\x90" * 16
b = lief.parse(list(raw))
print(type(b).__name__, b.format, b.header.machine_type, hex(b.entrypoint), b.header.file_type, len(b.segments), len(b.sections), b.is_pie, b.has_interpreter)
s = b.segments[0]
print(s.type, s.flags, hex(s.virtual_address), s.physical_size, bytes(s.content[:4]), s == b.segments[0], s.has(lief.ELF.Segment.FLAGS.X))
print([str(x.type) for x in b.segments], sum(1 for _ in b.segments), lief.ELF.Segment.FLAGS.W in s)
for bad in (lambda: b.segments[99], lambda: lief.parse("/nonexistent"), lambda: lief.ELF.ARCH(99999), lambda: setattr(s, "virtual_address", "x"), lambda: setattr(b, "nope", 1),
            lambda: lief.ELF.Section(5), lambda: b.get_section("none"), lambda: lief.parse(5), lambda: lief.ELF.parse(b"garbage" * 10)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e)[:60])
sec = lief.ELF.Section(".mine", lief.ELF.Section.TYPE.PROGBITS)
sec.content = list(b"hello section")
sec.flags = 2
sec.add(lief.ELF.Section.FLAGS.WRITE)
print(sec.name, sec.size, bytes(sec.content), sec.flags_list, round(sec.entropy, 4), sec.has(lief.ELF.Section.FLAGS.ALLOC))
seg = lief.ELF.Segment()
seg.type = lief.ELF.Segment.TYPE.LOAD
seg.content = list(b"\xcc" * 64)
new = b.add(seg)
print(new.type, hex(new.virtual_address), len(b.segments))
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "out")
    b.write(p)
    again = lief.parse(p)
    print(len(again.segments), again.segments[-1].content[0] if len(again.segments) > 1 else None, os.path.getsize(p) > 0x1000, lief.is_elf(p), lief.is_pe(p))
print(lief.hash(b"abc") == lief.hash([97, 98, 99]), lief.MachO.parse_from_memory if False else lief.is_macho(list(raw)))
so = lief.ELF.parse(os.path.join(os.path.dirname(lief.__file__), "_lief.so"))
names = sorted(s.name for s in so.dynamic_symbols if s.name.startswith("Py"))
print(len(names) > 100, names[:3], [e.name for e in so.dynamic_entries if e.tag == lief.ELF.DynamicEntry.TAG.NEEDED][:2] if hasattr(lief.ELF, "DynamicEntry") else 0)
print(so.get_symbol(names[0]).type, so.header.header_size, so.abstract.header.architecture if hasattr(so.abstract.header, "architecture") else so.header.machine_type)
r = lief.PE.Binary(lief.PE.PE_TYPE.PE32_PLUS) if hasattr(lief.PE, "Binary") and False else lief.PE.PE_TYPE.PE32_PLUS
print(r, hash(r) == hash(lief.PE.PE_TYPE.PE32_PLUS), {r: 1}[lief.PE.PE_TYPE.PE32_PLUS])


class Out(io.StringIO):
    pass


print(str(s).split()[0], repr(b)[:1] == "<" or len(repr(b)) > 5)
