"""Video and audio in Cython over FFmpeg (av): encoding into memory, decoding it, filters, errors."""
import array
import io
from fractions import Fraction
import av
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

print(av.codec.Codec("mpeg4", "w").name, "mp4" in av.formats_available, av.time_base, av.AudioLayout("stereo").nb_channels, [c.name for c in av.AudioLayout("5.1").channels][:3])
out = io.BytesIO()
with av.open(out, "w", format="matroska") as c:
    v = c.add_stream("mpeg4", rate=25)
    v.width, v.height, v.pix_fmt = 64, 48, "yuv420p"
    a = c.add_stream("pcm_s16le", rate=8000, layout="mono")
    for i in range(10):
        f = VideoFrame(64, 48, "yuv420p")
        for n, p in enumerate(f.planes):
            p.update(bytes([(i * 20 + n) % 256]) * p.buffer_size)
        f.pts = i
        for pkt in v.encode(f):
            c.mux(pkt)
    for i in range(5):
        f = AudioFrame("s16", "mono", 800)
        f.planes[0].update(array.array("h", [(j * i) % 1000 for j in range(800)]).tobytes().ljust(f.planes[0].buffer_size, b"\0"))
        f.sample_rate = 8000
        f.pts = i * 800
        c.mux(a.encode(f))
    c.mux(v.encode(None)); c.mux(a.encode(None))
data = out.getvalue()
print(len(data) > 5000)
with av.open(io.BytesIO(data)) as c:
    print(c.format.name, len(c.streams), c.streams.video[0].codec_context.name, c.streams.audio[0].rate, c.streams[0].type, c.duration, c.streams.video[0].average_rate)
    n = 0
    for frame in c.decode(video=0):
        n += 1
        if n == 3:
            print(frame, frame.width, frame.pts, frame.time, frame.format.name, [bytes(p)[:2] for p in frame.planes], frame.pict_type, frame.key_frame) if False else print(frame.width, frame.pts, frame.time, frame.format.name, len(bytes(frame.planes[0])))
    print(n)
    c.seek(0)
    s = 0
    for frame in c.decode(audio=0):
        s += frame.samples
    print(s)
    c.seek(0)
    sizes = [(p.stream.type, p.size > 0, p.is_keyframe) for p in c.demux() if p.size]
    print(len(sizes), sizes[0])
f = VideoFrame(32, 32, "rgb24")
g = f.reformat(16, 16, "gray")
print(g.width, g.format.name, g.format.bits_per_pixel, f.format.is_rgb, [c.bits for c in f.format.components])
r = av.AudioResampler(format="flt", layout="stereo", rate=16000)
af = AudioFrame("s16", "mono", 100); af.sample_rate = 8000
res = r.resample(af) + r.resample(None)
print(res[0].format.name, res[0].layout.name, res[0].rate, sum(x.samples for x in res) > 150)
fifo = av.AudioFifo(); fifo.write(af)
print(fifo.samples, fifo.read(30).samples, fifo.samples)
graph = av.filter.Graph()
src = graph.add_buffer(width=32, height=32, format="rgb24", time_base=Fraction(1, 25))
hf, sink = graph.add("hflip"), graph.add("buffersink")
src.link_to(hf); hf.link_to(sink); graph.configure()
f.pts = 0
graph.push(f)
print(graph.pull().width, src.name, [p.name for p in hf.inputs] if hasattr(hf, "inputs") else "")
for bad in (lambda: av.open("/nonexistent.mp4"), lambda: av.open(io.BytesIO(b"junk" * 100)), lambda: av.codec.Codec("nocodec", "w"), lambda: VideoFrame(1, 1, "nofmt"), lambda: av.AudioLayout("nolayout"),
            lambda: f.planes[0].update(b"short"), lambda: av.filter.Graph().add("nofilter"), lambda: av.open(io.BytesIO(), "w"), lambda: av.AudioFormat("zz"), lambda: VideoFrame(b"x"), lambda: setattr(f, "pts", "q")):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, [k.__name__ for k in type(e).__mro__][1:3], str(e)[:60])


class Slow:
    def __init__(self):
        self.b, self.reads = io.BytesIO(data), 0

    def read(self, n):
        self.reads += 1
        return self.b.read(min(n, 1000))


s = Slow()
with av.open(s) as c:
    print(sum(1 for _ in c.decode(video=0)), s.reads > 5)


class Bad:
    def read(self, n):
        raise KeyError("cannot read")


try:
    av.open(Bad())
except Exception as e:
    print(type(e).__name__, e)
