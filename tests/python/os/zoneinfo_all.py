from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
import pickle

for key in ('Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/Dublin', 'UTC'):
    z = ZoneInfo(key)
    print(z, repr(z), z is ZoneInfo(key), pickle.loads(pickle.dumps(z)) is z)
    for y in (1890, 1970, 2000, 2024, 2037, 2038, 2100):
        for m in (1, 3, 7, 11):
            d = datetime(y, m, 15, 12, tzinfo=z)
            print(d, d.tzname(), d.dst(), d.astimezone(timezone.utc))
    u = datetime(2024, 1, 1, tzinfo=timezone.utc)
    last = None
    for h in [*range(2160, 2520, 3), *range(6450, 7300, 2)]:
        d = (u + timedelta(hours=h)).astimezone(z)
        if d.utcoffset() != last:
            print(' ', d, d.fold)
            last = d.utcoffset()
d = datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo('Europe/Berlin'))
print(d.utcoffset(), d.replace(fold=1).utcoffset(), ZoneInfo('Europe/Berlin').utcoffset(None))
print(ZoneInfo.no_cache('UTC') is ZoneInfo('UTC'))
