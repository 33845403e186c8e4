"""A deque's truth is its length: it has no __bool__ of its own, and a subclass's __len__ decides."""

from collections import deque

print(hasattr(deque, "__bool__"), "__bool__" in dir(deque()))
print(bool(deque()), bool(deque([0])), not deque(maxlen=0))


class Never(deque):
    def __len__(self):
        return 0


print(bool(Never([1, 2])), [x for x in Never([1, 2])])

d = deque(range(5))
seen = []
while d:
    seen.append(d.popleft())
print(seen)
