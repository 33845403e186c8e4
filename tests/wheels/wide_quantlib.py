"""Finance in C++ by SWIG (QuantLib): dates, curves, options, observers with Python, functions given to C++."""
import QuantLib as ql

d = ql.Date(15, 3, 2024)
ql.Settings.instance().evaluationDate = d
print(d, d + 5, d + ql.Period("3M"), d.weekday(), ql.Date(1, 1, 2024) < d, d - ql.Date(1, 1, 2024), repr(d), hash(d) == hash(ql.Date(15, 3, 2024)), ql.Date.from_date(__import__("datetime").date(2020, 2, 29)), d.to_date() if hasattr(d, "to_date") else "")
cal = ql.TARGET()
print(cal.name(), cal.isHoliday(ql.Date(25, 12, 2024)), cal.advance(d, 2, ql.Days), [str(x) for x in cal.holidayList(ql.Date(1, 1, 2024), ql.Date(31, 12, 2024))][:3])
sch = ql.Schedule(d, d + ql.Period(1, ql.Years), ql.Period("3M"), cal, ql.Following, ql.Following, ql.DateGeneration.Forward, False)
print(len(sch), [x.ISO() for x in sch], sch[1] if hasattr(sch, "__getitem__") else sch.date(1))
curve = ql.YieldTermStructureHandle(ql.FlatForward(d, 0.03, ql.Actual365Fixed()))
spot = ql.SimpleQuote(100.0)
proc = ql.BlackScholesProcess(ql.QuoteHandle(spot), curve, ql.BlackVolTermStructureHandle(ql.BlackConstantVol(d, cal, 0.2, ql.Actual365Fixed())))
opt = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Call, 100), ql.EuropeanExercise(d + 365))
opt.setPricingEngine(ql.AnalyticEuropeanEngine(proc))
print("%.6f %.6f %.6f" % (opt.NPV(), opt.delta(), opt.vega()))
seen = []
obs = ql.Observer(lambda: seen.append(spot.value()))
obs.registerWith(spot)
spot.setValue(110.0)
print("%.6f" % opt.NPV(), seen, opt.impliedVolatility(opt.NPV(), proc) - 0.2 < 1e-6)


class Fn:
    def __init__(self):
        self.n = 0

    def __call__(self, x):
        self.n += 1
        return x * x - 2


f = Fn()
print("%.8f" % ql.Brent().solve(f, 1e-12, 1.0, 0.0, 3.0), f.n > 3, "%.6f" % ql.SegmentIntegral(100)(lambda x: x * x, 0, 3))


def boom(x):
    raise KeyError("in the function")


for bad in (lambda: ql.Date(35, 1, 2020), lambda: ql.Period("xx"), lambda: ql.Brent().solve(lambda x: x * x + 1, 1e-9, 1.0, 0.0, 3.0), lambda: ql.Brent().solve(boom, 1e-9, 1.0, 0.0, 3.0), lambda: ql.Date("x"), lambda: opt.setPricingEngine(5), lambda: d + "x", lambda: ql.Array(3)[7], lambda: ql.TARGET().advance(),
            lambda: ql.VanillaOption(1, 2), lambda: ql.DoubleVector(["x"]), lambda: sch[99]):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, str(e).splitlines()[0][:60])
a = ql.Array([1.0, 2.0, 3.0])
print(list(a), len(a), a[1], list(a * 2), a.dotProduct(a) if hasattr(a, "dotProduct") else sum(x * x for x in a), list(ql.DoubleVector([1, 2.5])), [list(r) for r in ql.StrVector(["ab"])] if False else tuple(ql.StrVector(["a", "b"])))
m = ql.Matrix(2, 2); m[0][1] = 5.0
print(m[0][1], m.rows())
v = ql.DoubleVector(); v.push_back(1.0); v.append(2); v.extend([3, 4]) if hasattr(v, "extend") else None
print(list(v)[:2], v[-1], list(v[1:2]), 1.0 in list(v), len(v))
rates = [ql.DepositRateHelper(0.03, ql.Period(n, ql.Months), 2, cal, ql.ModifiedFollowing, False, ql.Actual360()) for n in (1, 3, 6)] + [ql.SwapRateHelper(0.032, ql.Period(y, ql.Years), cal, ql.Annual, ql.Unadjusted, ql.Thirty360(ql.Thirty360.BondBasis), ql.Euribor6M()) for y in (2, 5, 10)]
c = ql.PiecewiseLogCubicDiscount(d, rates, ql.Actual365Fixed())
print("%.8f %.8f" % (c.discount(d + 1000), c.zeroRate(5.0, ql.Continuous).rate()), [(str(x), round(y, 6)) for x, y in c.nodes()][:2])


bond = ql.FixedRateBond(2, 100.0, sch, [0.05], ql.Thirty360(ql.Thirty360.BondBasis))
bond.setPricingEngine(ql.DiscountingBondEngine(curve))
print("%.6f" % bond.cleanPrice(), [(x.date().ISO(), round(x.amount(), 4)) for x in bond.cashflows()][:2], ql.as_coupon(bond.cashflows()[0]).rate())
r = ql.UniformRandomGenerator(42) if hasattr(ql, "UniformRandomGenerator") else ql.MersenneTwisterUniformRng(42)
print("%.10f" % r.next().value(), [int(x) for x in ql.InverseCumulativeNormal(0, 1).__class__.__name__ == "x" and [] or []])
