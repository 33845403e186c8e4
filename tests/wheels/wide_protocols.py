"""pylibsrtp (cffi) and Temporal's bridge with protobuf: sessions, converters, errors, asyncio."""
import asyncio
from pylibsrtp import Error, Policy, Session

key = bytes(range(30))
rtp = b"\x80\x08\x00\x00" + bytes(8) + b"payload" * 20
tx = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
rx = Session(Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND))
p = tx.protect(rtp)
print(len(p) - len(rtp), p.hex()[:60], rx.unprotect(p) == rtp)
rtcp = b"\x80\xc8\x00\x06\xf3\xcb \x01\x83\xab\x03\xa1\xeb\x02\x0b:" + bytes(12)
q = tx.protect_rtcp(rtcp)
print(len(q), rx.unprotect_rtcp(q) == rtcp)
pol = Policy(key=key, ssrc_type=Policy.SSRC_SPECIFIC, ssrc_value=12345)
pol.window_size = 256; pol.allow_repeat_tx = True
print(pol.key == key, pol.ssrc_value, pol.window_size, pol.allow_repeat_tx, pol.ssrc_type)
for bad in (lambda: rx.unprotect(p), lambda: rx.unprotect(b"x"), lambda: tx.protect("text"), lambda: tx.protect(b"\0" * 2000), lambda: Policy(key="x"), lambda: Session(Policy(key=b"short")), lambda: setattr(pol, "window_size", "x"), lambda: rx.remove_stream(99)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
s = Session()
s.add_stream(Policy(key=key, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
print(s.protect(rtp) == p)

import temporalio.bridge.temporal_sdk_bridge as bridge
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import DataConverter, DefaultPayloadConverter
import dataclasses


@dataclasses.dataclass
class Order:
    id: int
    items: list[str]


c = DefaultPayloadConverter()
ps = c.to_payloads([None, b"raw", 5, "é", Order(1, ["a"]), [1, {"k": None}]])
for x in ps:
    print(x.metadata["encoding"], x.data)
print(c.from_payloads([ps[4]], [Order]), c.from_payloads(ps[:4]), Payloads(payloads=ps).ByteSize())
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.client import Client
from temporalio.service import RPCError


async def main():
    rt = Runtime(telemetry=TelemetryConfig())
    try:
        await Client.connect("127.0.0.1:1", runtime=rt)
    except RuntimeError as e:
        print(type(e).__name__, str(e).split(":")[0][:50])
    enc = await DataConverter().encode([1, Order(2, [])])
    print(await DataConverter().decode(enc, [int, Order]))
    try:
        await Client.connect("not a target", runtime=rt)
    except Exception as e:
        print(type(e).__name__)


asyncio.run(main())
