/** cmath. The formulas are those of W. Kahan, "Branch cuts for complex elementary functions". */
import { asInt, callSpecial, typeName } from "../objects/abstract.js";
import { mkComplex } from "../objects/complex.js";
import { E, err, typeError, valueError } from "../objects/errors.js";
import { asDouble } from "../objects/float.js";
import { libm } from "../objects/libm.js";
import { defineModule, type FunctionTable } from "../objects/module.js";
import { PyComplex, type PyObj, typeOf } from "../objects/object.js";
import { mkFloat, mkTuple } from "../objects/types.js";
import { registerModule } from "../runtime/interpreter.js";

type C = readonly [re: number, im: number];
const INF = Number.POSITIVE_INFINITY;
const NAN = Number.NaN;
const LN2 = Math.LN2;
const LARGE = Number.MAX_VALUE / 4;

const domain = (): never => {
  throw valueError("math domain error");
};
const overflow = (): never => {
  throw err(E.OverflowError, "math range error");
};
const finite = (z: C): boolean => Number.isFinite(z[0]) && Number.isFinite(z[1]);
const sign = (v: number): number => (v < 0 || Object.is(v, -0) ? -1 : 1);
const copysign = (v: number, s: number): number => (Number.isNaN(v) ? v : Math.abs(v) * sign(s));
const isInf = (v: number): boolean => v === INF || v === -INF;

function number(o: PyObj): C {
  if (o instanceof PyComplex) return [o.re, o.im];
  if (typeOf(o).lookup("__complex__") !== undefined && asInt(o) === undefined) {
    const z = callSpecial(o, "__complex__");
    if (z instanceof PyComplex) return [z.re, z.im];
    throw typeError(
      `${typeName(o)}.__complex__() must return a complex, not ${typeName(z ?? null)}`,
    );
  }
  return [asDouble(o), 0];
}

function sqrt([x, y]: C): C {
  if (isInf(y)) return [INF, y];
  if (x === INF) return [INF, Number.isNaN(y) ? NAN : copysign(0, y)];
  if (x === -INF) return Number.isNaN(y) ? [NAN, INF] : [0, copysign(INF, y)];
  if (Number.isNaN(x) || Number.isNaN(y)) return [NAN, NAN];
  if (x === 0 && y === 0) return [0, y];
  const ax = Math.abs(x) / 8;
  const ay = Math.abs(y);
  let s: number;
  if (ax < 2.2250738585072014e-308 && ay < 2.2250738585072014e-308 && (ax > 0 || ay > 0)) {
    const big = ax * 2 ** 54;
    s = 2 ** -26 * Math.sqrt(big + libm.hypot(big, (ay / 8) * 2 ** 54)) * Math.SQRT2;
  } else s = 2 * Math.sqrt(ax + libm.hypot(ax, ay / 8));
  const d = ay / (2 * s);
  return x >= 0 ? [s, copysign(d, y)] : [d, copysign(s, y)];
}

function exp([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y) && x !== -INF) return domain();
    if (x === -INF) return Number.isFinite(y) ? [0 * libm.cos(y), 0 * libm.sin(y)] : [0, 0];
    if (y === 0) return [libm.exp(x), y];
    if (x === INF)
      return Number.isNaN(y)
        ? [INF, NAN]
        : [copysign(INF, libm.cos(y)), copysign(INF, libm.sin(y))];
    return [NAN, NAN];
  }
  let r: C;
  if (x > 708) {
    const l = libm.exp(x - 1);
    r = [l * libm.cos(y) * Math.E, l * libm.sin(y) * Math.E];
  } else {
    const l = libm.exp(x);
    r = [l * libm.cos(y), l * libm.sin(y)];
  }
  return finite(r) ? r : overflow();
}

function log([x, y]: C): C {
  const im = libm.atan2(y, x);
  if (!finite([x, y])) {
    if (isInf(x) || isInf(y)) return [INF, Number.isNaN(x) || Number.isNaN(y) ? NAN : im];
    return [NAN, NAN];
  }
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax > LARGE || ay > LARGE) return [libm.log(libm.hypot(ax / 2, ay / 2)) + LN2, im];
  if (ax < 2.3e-308 && ay < 2.3e-308) {
    if (ax === 0 && ay === 0) return domain();
    return [libm.log(libm.hypot(ax * 2 ** 53, ay * 2 ** 53)) - 53 * LN2, im];
  }
  const h = libm.hypot(ax, ay);
  if (h >= 0.71 && h <= 1.73) {
    const big = Math.max(ax, ay);
    const small = Math.min(ax, ay);
    return [libm.log1p((big - 1) * (big + 1) + small * small) / 2, im];
  }
  return [libm.log(h), im];
}

function cosh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y) && !Number.isNaN(x)) return domain();
    if (isInf(x)) {
      if (Number.isNaN(y)) return [INF, NAN];
      if (y === 0) return [INF, x > 0 ? y : -y];
      const s = copysign(INF, libm.sin(y));
      return [copysign(INF, libm.cos(y)), x > 0 ? s : -s];
    }
    if (y === 0) return [NAN, y];
    return x === 0 ? [NAN, 0] : [NAN, NAN];
  }
  let r: C;
  if (Math.abs(x) > 708) {
    const m = x - copysign(1, x);
    r = [libm.cos(y) * libm.cosh(m) * Math.E, libm.sin(y) * libm.sinh(m) * Math.E];
  } else r = [libm.cos(y) * libm.cosh(x), libm.sin(y) * libm.sinh(x)];
  return finite(r) ? r : overflow();
}
function sinh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y) && !Number.isNaN(x)) return domain();
    if (isInf(x)) {
      if (Number.isNaN(y)) return [INF, NAN];
      if (y === 0) return [x, y];
      const c = copysign(INF, libm.cos(y));
      return [x > 0 ? c : -c, copysign(INF, libm.sin(y))];
    }
    if (y === 0) return [NAN, y];
    return x === 0 ? [0, NAN] : [NAN, NAN];
  }
  let r: C;
  if (Math.abs(x) > 708) {
    const m = x - copysign(1, x);
    r = [libm.cos(y) * libm.sinh(m) * Math.E, libm.sin(y) * libm.cosh(m) * Math.E];
  } else r = [libm.cos(y) * libm.sinh(x), libm.sin(y) * libm.cosh(x)];
  return finite(r) ? r : overflow();
}
function tanh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y) && Number.isFinite(x)) return domain();
    if (isInf(x))
      return [copysign(1, x), Number.isFinite(y) ? copysign(0, 2 * libm.sin(y) * libm.cos(y)) : 0];
    if (y === 0) return [NAN, y];
    return x === 0 ? [x, NAN] : [NAN, NAN];
  }
  if (Math.abs(x) > 708)
    return [copysign(1, x), 4 * libm.sin(y) * libm.cos(y) * libm.exp(-2 * Math.abs(x))];
  const tx = libm.tanh(x);
  const ty = libm.tan(y);
  const cx = 1 / libm.cosh(x);
  const txty = tx * ty;
  const d = 1 + txty * txty;
  return [(tx * (1 + ty * ty)) / d, (ty / d) * cx * cx];
}
const cos = ([x, y]: C): C => cosh([-y, x]);
function sin([x, y]: C): C {
  const [a, b] = sinh([-y, x]);
  return [b, -a];
}
function tan([x, y]: C): C {
  const [a, b] = tanh([-y, x]);
  return [b, -a];
}

function acos([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y))
      return [
        Number.isNaN(x)
          ? NAN
          : x === INF
            ? Math.PI / 4
            : x === -INF
              ? (3 * Math.PI) / 4
              : Math.PI / 2,
        -y,
      ];
    if (isInf(x)) {
      if (Number.isNaN(y)) return [NAN, INF];
      return [x > 0 ? 0 : Math.PI, copysign(INF, -y)];
    }
    return x === 0 ? [Math.PI / 2, NAN] : [NAN, NAN];
  }
  if (Math.abs(x) > LARGE || Math.abs(y) > LARGE) {
    const re = libm.atan2(Math.abs(y), x);
    const l = libm.log(libm.hypot(x / 2, y / 2)) + 2 * LN2;
    return [re, x < 0 ? -copysign(l, y) : copysign(l, -y)];
  }
  const a = sqrt([1 - x, -y]);
  const b = sqrt([1 + x, y]);
  return [2 * libm.atan2(a[0], b[0]), libm.asinh(b[0] * a[1] - b[1] * a[0])];
}
function acosh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(x) || isInf(y))
      return [INF, Number.isNaN(x) || Number.isNaN(y) ? NAN : libm.atan2(y, x)];
    return x === 0 ? [NAN, Math.PI / 2] : [NAN, NAN];
  }
  if (Math.abs(x) > LARGE || Math.abs(y) > LARGE)
    return [libm.log(libm.hypot(x / 2, y / 2)) + 2 * LN2, libm.atan2(y, x)];
  const a = sqrt([x - 1, y]);
  const b = sqrt([x + 1, y]);
  return [libm.asinh(a[0] * b[0] + a[1] * b[1]), 2 * libm.atan2(a[1], b[0])];
}
function asinh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(x)) {
      if (Number.isNaN(y)) return [x, NAN];
      return [x, copysign(isInf(y) ? Math.PI / 4 : 0, y)];
    }
    if (isInf(y))
      return [
        Number.isNaN(x) ? INF : copysign(INF, x),
        Number.isNaN(x) ? NAN : copysign(Math.PI / 2, y),
      ];
    return y === 0 ? [NAN, y] : [NAN, NAN];
  }
  if (Math.abs(x) > LARGE || Math.abs(y) > LARGE) {
    const l = libm.log(libm.hypot(x / 2, y / 2)) + 2 * LN2;
    return [copysign(l, x), libm.atan2(y, Math.abs(x))];
  }
  const a = sqrt([1 + y, -x]);
  const b = sqrt([1 - y, x]);
  return [libm.asinh(a[0] * b[1] - b[0] * a[1]), libm.atan2(y, a[0] * b[0] - a[1] * b[1])];
}
function asin([x, y]: C): C {
  const [a, b] = asinh([-y, x]);
  return [b, -a];
}
function atanh([x, y]: C): C {
  if (!finite([x, y])) {
    if (isInf(y)) return [copysign(0, x), copysign(Math.PI / 2, y)];
    if (isInf(x)) return [copysign(0, x), Number.isNaN(y) ? NAN : copysign(Math.PI / 2, y)];
    return x === 0 ? [x, NAN] : [NAN, NAN];
  }
  if (x < 0 || Object.is(x, -0)) {
    const [a, b] = atanh([-x, -y]);
    return [-a, -b];
  }
  const ay = Math.abs(y);
  if (x > Math.sqrt(LARGE) || ay > Math.sqrt(LARGE)) {
    const h = libm.hypot(x / 2, y / 2);
    return [x / 4 / h / h, -copysign(Math.PI / 2, -y)];
  }
  if (x === 1 && ay < 1e-154) {
    if (ay === 0) return domain();
    return [
      -libm.log(Math.sqrt(ay) / Math.sqrt(libm.hypot(ay, 2))),
      copysign(libm.atan2(2, -ay) / 2, y),
    ];
  }
  return [
    libm.log1p((4 * x) / ((1 - x) * (1 - x) + ay * ay)) / 4,
    -libm.atan2(-2 * y, (1 - x) * (1 + x) - ay * ay) / 2,
  ];
}
function atan([x, y]: C): C {
  const [a, b] = atanh([-y, x]);
  return [b, -a];
}

function divide([a, b]: C, [c, d]: C): C {
  if (Math.abs(c) >= Math.abs(d)) {
    const r = d / c;
    const n = c + d * r;
    return [(a + b * r) / n, (b - a * r) / n];
  }
  const r = c / d;
  const n = c * r + d;
  return [(a * r + b) / n, (b * r - a) / n];
}
function rect(r: number, phi: number): C {
  if (!Number.isFinite(r) || !Number.isFinite(phi)) {
    if (isInf(phi) && r !== 0 && !Number.isNaN(r)) return domain();
    if (isInf(r) && Number.isFinite(phi) && phi !== 0) {
      const c = copysign(INF, libm.cos(phi));
      const s = copysign(INF, libm.sin(phi));
      return r > 0 ? [c, s] : [-c, -s];
    }
    if (isInf(r)) return phi === 0 ? [r, r > 0 ? phi : -phi] : [INF, NAN];
    if (r === 0) return [0, 0];
    return phi === 0 ? [NAN, 0] : [NAN, NAN];
  }
  return phi === 0 ? [r, r * phi] : [r * libm.cos(phi), r * libm.sin(phi)];
}
function magnitude([x, y]: C): number {
  const r = libm.hypot(x, y);
  return r === INF && finite([x, y]) ? overflow() : r;
}

const table: Record<string, FunctionTable[string]> = {};
for (const [name, f] of Object.entries({
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  cos,
  cosh,
  exp,
  sin,
  sinh,
  sqrt,
  tan,
  tanh,
}))
  table[name] = [
    "($module, z, /)",
    (o: PyObj) => {
      const [re, im] = f(number(o));
      return mkComplex(re, im);
    },
  ];

registerModule("cmath", () =>
  defineModule(
    "cmath",
    "This module provides access to mathematical functions for complex\nnumbers.",
    {
      ...table,
      log: [
        "($module, z, base=<unrepresentable>, /)",
        (o: PyObj, base?: PyObj) => {
          let r = log(number(o));
          if (base !== undefined) r = divide(r, log(number(base)));
          return mkComplex(r[0], r[1]);
        },
      ],
      log10: [
        "($module, z, /)",
        (o: PyObj) => {
          const r = log(number(o));
          return mkComplex(r[0] / Math.LN10, r[1] / Math.LN10);
        },
      ],
      phase: [
        "($module, z, /)",
        (o: PyObj) => {
          const [x, y] = number(o);
          return mkFloat(libm.atan2(y, x));
        },
      ],
      polar: [
        "($module, z, /)",
        (o: PyObj) => {
          const z = number(o);
          return mkTuple([mkFloat(magnitude(z)), mkFloat(libm.atan2(z[1], z[0]))]);
        },
      ],
      rect: [
        "($module, r, phi, /)",
        (r: PyObj, phi: PyObj) => {
          const [x, y] = rect(asDouble(r), asDouble(phi));
          return mkComplex(x, y);
        },
      ],
      isfinite: ["($module, z, /)", (o: PyObj) => finite(number(o))],
      isnan: ["($module, z, /)", (o: PyObj) => number(o).some(Number.isNaN)],
      isinf: ["($module, z, /)", (o: PyObj) => number(o).some(isInf)],
      isclose: [
        "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        (a: PyObj, b: PyObj, rel?: PyObj, abs?: PyObj) => {
          const x = number(a);
          const y = number(b);
          const r = rel === undefined ? 1e-9 : asDouble(rel);
          const t = abs === undefined ? 0 : asDouble(abs);
          if (r < 0 || t < 0) throw valueError("tolerances must be non-negative");
          if (x[0] === y[0] && x[1] === y[1]) return true;
          if ([...x, ...y].some(isInf)) return false;
          const d = libm.hypot(x[0] - y[0], x[1] - y[1]);
          return d <= r * libm.hypot(y[0], y[1]) || d <= r * libm.hypot(x[0], x[1]) || d <= t;
        },
      ],
    },
    {
      pi: mkFloat(Math.PI),
      e: mkFloat(Math.E),
      tau: mkFloat(2 * Math.PI),
      inf: mkFloat(INF),
      infj: mkComplex(0, INF),
      nan: mkFloat(NAN),
      nanj: mkComplex(0, NAN),
    },
  ),
);
