"""json: dumps and loads of nested data."""

import json

DATA = {
    "users": [
        {"id": i, "name": f"user {i}", "mail": f"u{i}@example.org", "tags": ["a", "b\n", "\u00e9"], "ok": i % 2 == 0, "w": i / 3}
        for i in range(300)
    ]
}


def run():
    s = json.dumps(DATA)
    t = json.dumps(DATA, indent=2, sort_keys=True)
    return len(s), len(t), json.loads(t) == json.loads(s)
