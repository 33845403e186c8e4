"""dataclasses: making, comparing, hashing, replacing."""

from dataclasses import asdict, dataclass, field, replace


@dataclass(order=True)
class Item:
    key: int
    name: str = "n"
    tags: list = field(default_factory=list, compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    x: int
    y: int


def run():
    items = [Item(i * 7 % 100, f"i{i}") for i in range(1500)]
    items.sort()
    s = {Fixed(i % 30, i % 20) for i in range(2500)}
    n = sum(f.x for f in s) + items[5].key
    for i in items[:200]:
        n += len(asdict(replace(i, name="z")))
    return n, repr(items[0])
