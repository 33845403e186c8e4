"""Local time, folds and gaps, pickles and subclasses of the classes of _datetime."""
import copy
import os
import pickle
import time as clock
import _datetime
import datetime as D
from datetime import date, datetime, time, timedelta, timezone, tzinfo

print(D.datetime is _datetime.datetime, D.timezone is _datetime.timezone)


def t(f):
    try:
        return f()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


for zone in "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "EST5EDT,M3.2.0,M11.1.0":
    os.environ["TZ"] = zone
    clock.tzset()
    print("==", zone)
    for args in (
        (2024, 3, 31, 2, 30), (2024, 10, 27, 2, 30), (2024, 3, 10, 2, 30), (2024, 11, 3, 1, 30),
        (2024, 7, 1), (1969, 12, 31, 23, 59, 59, 999999), (2500, 7, 1, 12),
    ):
        for fold in 0, 1:
            d = datetime(*args, fold=fold)
            s = d.timestamp()
            print(d, fold, s, d.astimezone(), repr(d.astimezone().tzinfo), d.astimezone(timezone.utc))
            back = datetime.fromtimestamp(s)
            print("  ", repr(back), back == d, date.fromtimestamp(s), datetime.fromtimestamp(s, timezone.utc))
    for d in datetime.min, datetime.max, datetime(1, 1, 2), datetime(9999, 12, 30):
        print(d, t(d.timestamp), t(d.astimezone))
    u = datetime(2024, 10, 27, 0, 30, tzinfo=timezone.utc)
    for k in range(3):
        print((u + timedelta(hours=k)).astimezone(), repr((u + timedelta(hours=k)).astimezone(None)))
    for s in 1711846800, 1711850400, 1729990800, 1729994400, 1730611800, 1730615400, -5.25, 0.5:
        print(s, repr(datetime.fromtimestamp(s)), datetime.fromtimestamp(s).strftime("%c %j %U %z %Z|"))
    now = datetime.now()
    print(abs(now - datetime.fromtimestamp(clock.time())) < timedelta(seconds=5), now.tzinfo)
    print(abs(datetime.now(timezone.utc).timestamp() - clock.time()) < 5, date.today() == datetime.now().date())
os.environ["TZ"] = "UTC"
clock.tzset()


class Off(tzinfo):
    """An hour is repeated in it, by fold."""

    def utcoffset(self, dt):
        return timedelta(hours=1 if dt is not None and dt.fold else 2)

    def dst(self, dt):
        return timedelta(0)

    def tzname(self, dt):
        return f"Off{dt.fold if dt else '-'}"


class Stamp(datetime):
    extra = 0

    def __new__(cls, *args, extra=7, **kw):
        self = super().__new__(cls, *args, **kw)
        self.extra = extra
        return self


class Span(timedelta):
    def __new__(cls, *args, **kw):
        return super().__new__(cls, *args, **kw)


class Day(date):
    def __eq__(self, other):
        return "day"

    __hash__ = date.__hash__


off = Off()
a, b = datetime(2020, 1, 1, 5, tzinfo=off), datetime(2020, 1, 1, 5, tzinfo=off, fold=1)
u = datetime(2020, 1, 1, 3, tzinfo=timezone.utc)
print(a == b, a - b, hash(a) == hash(b), a == u, b == u, a < u, b > u, a - u, b - u)
print(a.isoformat(), b.isoformat(), a.utctimetuple()[:6], b.utctimetuple()[:6], b.strftime("%z %Z %:z"))
print(time(1, tzinfo=off), time(1, tzinfo=off, fold=1), hash(time(1, tzinfo=off)) == hash(time(1, tzinfo=off, fold=1)))
print(Off.fromutc(off, u.replace(tzinfo=off)), u.astimezone(off), repr(u.astimezone(off).tzinfo)[:13])
s = Stamp(2020, 1, 1, extra=3)
print(repr(s), s.extra, (s + timedelta(1)).extra, type(s - timedelta(1)), s.replace(year=1).extra, type(s.date()))
print(type(Stamp.now()), type(Stamp.fromtimestamp(0)), type(Stamp.combine(date(1, 1, 1), time())), type(Stamp.today()))
print(type(Stamp.strptime("2020", "%Y")), type(Stamp.fromordinal(1)), type(Stamp.fromisocalendar(2020, 1, 1)))
print(type(s.astimezone(timezone.utc)), s.__dict__, Stamp.fromordinal(1).hour)
print(Day(2020, 1, 1) == 5, date(2020, 1, 1) == Day(2020, 1, 1), {Day(2020, 1, 1): 1}[date(2020, 1, 1)])
print(type(Span(1) * 2), type(Span(1) // 2), Span(1) == timedelta(1), repr(Span(days=2)))
for o in (
    timedelta(1, 2, 3), date(2020, 1, 2), time(1, 2, 3, 4, fold=1), datetime(2020, 1, 2, 3, 4, 5, 6, fold=1),
    time(1, tzinfo=timezone.utc), datetime(2020, 1, 1, tzinfo=timezone(timedelta(0, 60), "q")), timezone.utc,
    timezone(timedelta(0, 3600)), date(2020, 1, 1).isocalendar(), a, b, Span(5), off, timezone.min,
):
    for p in range(6):
        x = pickle.loads(pickle.dumps(o, p))
        if type(x) is type(o) and not isinstance(o, Off) and x != o:
            print("differs", o, x, p)
        if p in (0, 2, 3) and getattr(o, "tzinfo", None) is not off:
            print(pickle.dumps(o, p))
    print(0 if getattr(o, "tzinfo", o) is off else repr(copy.copy(o)), getattr(copy.deepcopy(o), "fold", None))
s2 = pickle.loads(pickle.dumps(s, 2))
print(repr(s2), s2.extra)
print(pickle.loads(b"cdatetime\ndate\n(S'\\x07\\xe4\\x01\\x02'\ntR.", encoding="latin1"))
print(pickle.loads(b"cdatetime\ndatetime\n(S'\\x07\\xe4\\x01\\x02\\x03\\x04\\x05\\x00\\x00\\x01'\ntR.", encoding="bytes"))
print(sorted([date(2020, 5, 1), date(2019, 5, 1), date(2020, 4, 1)]), max(timedelta(1), timedelta(2)), sum([timedelta(1)] * 3, timedelta()))
print({date(2020, 1, 1), date(2020, 1, 1), datetime(2020, 1, 1)}.__len__(), timedelta(1) in {timedelta(hours=24)})
match datetime(2020, 1, 2, 3):
    case datetime(year=y, hour=3):
        print("matched", y)
print(f"{date(2020, 1, 2):%d.%m.%Y} {time(3, 4):%H-%M} {datetime(2020, 1, 2, 3):%A}", format(time(1, 2), ""))
for d in range(-3, 6):
    x = date(2020, 12, 30) + timedelta(d)
    print(x, x.isocalendar(), x.weekday(), x.isoweekday(), x.timetuple().tm_yday, x.toordinal(), date.fromisocalendar(*x.isocalendar()) == x)
for n in 1, 59, 60, 365, 366, 1461, 36524, 36525, 146097, 146098, 730120, 3652059:
    print(n, date.fromordinal(n), date.fromordinal(n).toordinal())
