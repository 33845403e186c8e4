"""re: search, findall, sub, split, groups."""

import re

TEXT = "On 2024-03-%02d at 10:%02d, user%d@example.org wrote: 'hello   world'; see https://example.org/a?b=%d. "
LINES = "".join(TEXT % (i % 28 + 1, i % 60, i, i * 3) for i in range(250))


def run():
    dates = re.findall(r"(\d{4})-(\d\d)-(\d\d)", LINES)
    mails = re.findall(r"[\w.]+@[\w.]+\.\w+", LINES)
    a = re.sub(r"\s+", " ", LINES)
    b = re.sub(r"(?P<w>\w+)://", lambda m: m["w"].upper() + "|", LINES)
    c = re.split(r"[;,:]\s*", LINES)
    d = sum(1 for m in re.finditer(r"'(\w+)\s+(\w+)'", LINES) if m[1] < m[2])
    return len(dates), len(mails), len(a), len(b), len(c), d
