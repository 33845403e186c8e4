d = {i: -i for i in range(5)}
print(d.popitem(), d.popitem()); d[9] = 1; d[0] = 7; print(d.popitem()); del d[2]; d[2] = 'new'
print(d.popitem(), d.popitem(), d.popitem(), d)
try: d.popitem()
except KeyError as e: print(e)
d.update(a=1, b=2); print(d.popitem()); d.clear(); d['x'] = 1; print(d.popitem())
m = {(1, 2): 'a', 1.5: 'b', 'c': 'c'}
print(m.popitem(), m.popitem()); m[2.5] = 3; m['z'] = 4; m[2.5] = 5
print(m.popitem(), m.popitem(), m.popitem(), m)
from collections import OrderedDict
o = OrderedDict((i, i) for i in range(4))
print(o.popitem(), o.popitem(last=False)); o.move_to_end(1); print(o.popitem(), o)
big = dict.fromkeys(range(50000)); n = 0
while big: n += big.popitem()[0]
print(n)
