"""Object stores in Rust (obstore): threads of its own, and asyncio."""
import obstore as obs
from obstore.store import MemoryStore, LocalStore
s = MemoryStore(); print(obs.put(s, "a/b.txt", b"hello")["e_tag"])
r = obs.get(s, "a/b.txt"); print(bytes(r.bytes()), r.meta["size"], r.meta["path"])
print(bytes(obs.get_range(s, "a/b.txt", start=1, end=3)))
obs.put(s, "a/c.txt", b"x" * 100000)
print([o["path"] for b in obs.list(s) for o in b], [p for p in obs.list_with_delimiter(s)["common_prefixes"]])
obs.copy(s, "a/b.txt", "z"); obs.delete(s, "a/b.txt")
try: obs.get(s, "a/b.txt")
except FileNotFoundError as e: print(type(e).__name__)
print(obs.head(s, "z")["size"], sum(len(c) for c in obs.get(s, "a/c.txt").stream(min_chunk_size=1000)))
import asyncio
async def main():
    await obs.put_async(s, "async", b"later"); r = await obs.get_async(s, "async"); print(bytes(await r.bytes_async()))
asyncio.run(main())
