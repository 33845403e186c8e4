"""Messages through ZeroMQ (pyzmq: Cython for the limited API, which looks into the dicts of types)."""
import zmq
ctx = zmq.Context()
a = ctx.socket(zmq.PAIR); a.bind("inproc://x")
b = ctx.socket(zmq.PAIR); b.connect("inproc://x")
a.send(b"hello"); print(b.recv())
b.send_json({"a": 1}); print(a.recv_json())
a.send_multipart([b"1", b"2"]); print(b.recv_multipart())
p = zmq.Poller(); p.register(b, zmq.POLLIN)
print(p.poll(10)); a.send_string("x"); print([x[1] for x in p.poll(100)])
try: ctx.socket(9999)
except zmq.ZMQError as e: print(type(e), e.errno, e)
m = zmq.Frame(b"data"); print(bytes(m), len(m), m.more)
a.close(); b.close(); ctx.term(); print(ctx.closed)
