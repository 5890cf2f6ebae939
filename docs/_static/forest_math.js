/* The arithmetic of the interactive forest plot: what src/b12meta/stats does, on a reader's screen.
 *
 * `pool` follows stats/pooling.py (DL, REML; z, Knapp-Hartung, the same not below 1), `poolEvery`
 * stats/bounded (flat mean, half-normal prior on tau); tests/figures/test_interactive_math.py holds
 * both against Python. Effects of order 1 are expected: standardised differences, logs of ratios.
 *
 * A classic script: browsers refuse modules on file://.
 */
"use strict";

(function (root) {
/** @typedef {{y: number[], v: number[]}} Data */
/**
 * @typedef {Object} Pooled
 * @property {number} estimate
 * @property {[number, number]} ci
 * @property {[number, number]} pi   prediction interval, t on k - 1 with the se of the test
 * @property {number} tau2
 * @property {number} i2             share of variance, from tau2 and the typical variance
 * @property {number} k
 */
/**
 * @typedef {Object} Row             `low` equals `high` where the estimate is known
 * @property {number} low
 * @property {number} high
 * @property {number} vi
 */
/**
 * @typedef {Object} Posterior
 * @property {number} estimate       median of the mean
 * @property {[number, number]} ci   equal-tailed
 * @property {[number, number]} pi   of the true effect in a new study, equal-tailed
 * @property {number} tau2           square of the median of tau
 * @property {number} below          probability that the mean is below 0
 * @property {number} k
 */

const CELL = 0.14; // width of a cell in log(1 + t / v): see stats/tau2/likelihood.py
const DEPTH = 14;
const POINTS = 64; // rule of Gauss in tau
const DROP = 34; // log-height below the top at which the posterior of tau ends
const DEEP = 30; // and the grid in the mean
const FINE = 2.5; // points of that grid per narrowest standard deviation
const SMOOTH = 1.2; // standard deviation of a component of the mixture, in steps of the grid
const MOST = 4096;
const LOG_2PI = Math.log(2 * Math.PI);

const sum = (/** @type {number[]} */ x) => x.reduce((a, b) => a + b, 0);
const dot = (/** @type {number[]} */ x, /** @type {number[]} */ y) =>
  x.reduce((all, one, i) => all + one * y[i], 0);

/* ---- Distributions ---- */

const STEP = 0.5;
const NODES = Array.from({ length: 13 }, (_, i) => ((i + 1) * STEP) ** 2);
const HEIGHTS = NODES.map((x) => 2 * Math.exp(-x));

/**
 * Log of the normal probability above x, to the last digits in either tail.
 *
 * Near 0 by a series, else by the trapezoid rule (Chiarella & Reichel 1968, Math. Comp. 22, 137).
 * @param {number} x
 */
function logTail(x) {
  if (x < -1) return Math.log1p(-Math.exp(logTail(-x)));
  if (x < 1) {
    let term = x;
    let total = x;
    for (let n = 3; Math.abs(term) > 1e-17; n += 2) total += term *= (x * x) / n;
    return Math.log(0.5 - total * Math.exp(-(x * x + LOG_2PI) / 2));
  }
  if (x === Infinity) return -Infinity;
  const uu = (x * x) / 2;
  const u = Math.sqrt(uu);
  let total = 1 / uu;
  for (let n = 0; n < NODES.length; n++) total += HEIGHTS[n] / (NODES[n] + uu);
  total *= (STEP * u) / Math.PI;
  if (u < 5.5) total -= (2 * Math.exp(uu)) / Math.expm1((2 * Math.PI * u) / STEP);
  return Math.log(total / 2) - uu;
}

/** @param {number} x */
const below = (x) => Math.exp(logTail(-x));

/**
 * Log of the normal probability between two limits.
 * @param {number} a
 * @param {number} b
 */
function logBetween(a, b) {
  if (b === Infinity) return logTail(a);
  if (a + b < 0) return logBetween(-b, -a);
  const wide = b - a;
  if (wide < 1e-3) {
    const mid = (a + b) / 2;
    const bend = ((mid * mid - 1) * wide * wide) / 24;
    return Math.log(wide) - (mid * mid + LOG_2PI) / 2 + Math.log1p(bend);
  }
  if (a <= 0) return Math.log1p(-(below(-b) + below(a)));
  const near = logTail(a);
  return near + Math.log1p(-Math.exp(logTail(b) - near));
}

/**
 * Where a rising function passes 0.
 * @param {(x: number) => number} rises
 * @param {number} low
 * @param {number} high
 * @param {number} [steps]
 */
function bisect(rises, low, high, steps = 200) {
  for (let n = 0; n < steps; n++) {
    const mid = (low + high) / 2;
    if (mid <= low || mid >= high) return mid;
    if (rises(mid) < 0) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

/**
 * Share of t with whole df within sqrt(df) tan(angle) (Abramowitz & Stegun 26.7.3, 26.7.4).
 * @param {number} angle
 * @param {number} df
 */
function shareOfT(angle, df) {
  const square = Math.cos(angle) ** 2;
  const odd = df % 2;
  let term = odd ? Math.sin(angle) * Math.cos(angle) : Math.sin(angle);
  let total = 0;
  for (let n = odd ? 3 : 2; n <= df; n += 2) {
    total += term;
    term *= (square * (n - 1)) / n;
  }
  return odd ? (2 / Math.PI) * (angle + total) : total;
}

/** @type {Map<string, number>} */
const known = new Map();

/**
 * Quantile of t that a central interval reaches; infinite df: normal.
 * @param {number} level
 * @param {number} df
 */
function critical(level, df) {
  const key = `${level} ${df}`;
  let found = known.get(key);
  if (found === undefined) {
    found =
      df === Infinity
        ? bisect((x) => Math.log((1 - level) / 2) - logTail(x), 0, 40)
        : Math.sqrt(df) * Math.tan(bisect((x) => shareOfT(x, df) - level, 0, Math.PI / 2));
    known.set(key, found);
  }
  return found;
}

/* ---- Exact studies ---- */

/**
 * Most precise study first, as differences from it, in a unit of their own (stats/scaled.py).
 * @param {number[]} yi
 * @param {number[]} vi
 */
function standardise(yi, vi) {
  const order = yi.map((_, i) => i).sort((a, b) => vi[a] - vi[b] || yi[a] - yi[b]);
  const middle = vi[order[order.length >> 1]];
  const unit = 2 ** Math.floor((Math.floor(Math.log2(middle)) + 1) / 2);
  const centre = yi[order[0]];
  return {
    y: order.map((i) => (yi[i] - centre) / unit),
    v: order.map((i) => vi[i] / unit / unit),
    centre,
    unit,
  };
}

/**
 * Mean with weights 1 / (v + t), and Q about it.
 * @param {Data} data
 * @param {number} t
 */
function weighted(data, t) {
  const w = data.v.map((v) => 1 / (v + t));
  const total = sum(w);
  const mean = dot(w, data.y) / total;
  const q = w.reduce((all, one, i) => all + one * (data.y[i] - mean) ** 2, 0);
  return { w, total, mean, q };
}

/**
 * Traces of P and PP, the largest weight apart, so that no digit is lost (stats/scaled.py).
 * @param {number[]} w
 * @returns {[number, number]}
 */
function traces(w) {
  const [top, ...rest] = w;
  const [s1, s2, s3, s4] = [1, 2, 3, 4].map((n) => sum(rest.map((x) => x ** n)));
  const total = top + s1;
  const p = (2 * top * s1 + (s1 * s1 - s2)) / total;
  const diagonal = (top * s1) ** 2 + (total * total * s2 - 2 * total * s3 + s4);
  return [p, (diagonal + 2 * top * top * s2 + (s2 * s2 - s4)) / (total * total)];
}

/**
 * The four falling curves: score of the restricted likelihood = a - b, its slope = c - d.
 * @param {Data} data
 * @param {number} t
 */
function curves(data, t) {
  const { w, total, mean } = weighted(data, t);
  const u = w.map((one, i) => one * (data.y[i] - mean));
  const mid = dot(w, u) / total;
  const off = u.map((one) => one - mid);
  const [b, c] = traces(w);
  return { a: dot(u, u), b, c, d: 2 * sum(w.map((one, i) => one * off[i] * off[i])) };
}

/** @param {Data} data @param {number} t */
function restrictedLikelihood(data, t) {
  const { total, q } = weighted(data, t);
  return -0.5 * (sum(data.v.map((v) => Math.log(v + t))) + q + Math.log(total));
}

/**
 * Tau2 by REML, the best of all maxima: no cell of the grid is left in doubt.
 * @param {Data} data
 */
function reml(data) {
  const low = data.v[0];
  const at = (/** @type {number} */ x) => low * Math.expm1(x);
  const plain = sum(data.y) / data.y.length;
  const s2 = sum(data.y.map((y) => (y - plain) ** 2)) / (data.y.length - 1);
  const spread = data.v[data.v.length - 1] - low;
  const root = (s2 - 2 * low + Math.sqrt(s2 * (s2 + 4 * spread))) / 2;
  const length = Math.log1p((Math.max(0, root) * 1.05 + 0.05 * low) / low);
  /** @type {number[]} */
  const tops = [];

  const search = (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ cells,
    /** @type {number} */ depth,
  ) => {
    let x = from;
    let left = curves(data, at(x));
    for (let n = 1; n <= cells; n++) {
      const next = from + ((to - from) * n) / cells;
      const right = curves(data, at(next));
      const without = right.a > left.b || left.a < right.b;
      const single = depth === DEPTH || left.c < right.d || right.c > left.d;
      const falls = left.a > left.b && right.a <= right.b;
      if (!without && !single) search(x, next, 8, depth + 1);
      else if (!without && falls) {
        const slope = (/** @type {number} */ t) => {
          const found = curves(data, t);
          return found.b - found.a;
        };
        tops.push(bisect(slope, at(x), at(next)));
      }
      x = next;
      left = right;
    }
  };
  const start = curves(data, 0);
  if (start.a <= start.b) tops.push(0);
  search(0, length, Math.max(8, Math.ceil(length / CELL)), 0);
  const heights = tops.map((t) => restrictedLikelihood(data, t));
  return tops[heights.indexOf(Math.max(...heights))];
}

/**
 * Tau2 by DerSimonian-Laird.
 * @param {Data} data
 */
function dl(data) {
  const fixed = weighted(data, 0);
  return Math.max(0, (fixed.q - (data.y.length - 1)) / traces(fixed.w)[0]);
}

/**
 * Pool exact studies. One study keeps its own normal interval, whatever the test.
 * @param {number[]} yi
 * @param {number[]} vi
 * @param {{method: "DL" | "REML", test: "z" | "knha" | "adhoc", level?: number}} choice
 * @returns {Pooled}
 */
function pool(yi, vi, { method, test, level = 0.95 }) {
  const data = standardise(yi, vi);
  const k = yi.length;
  const t = k === 1 ? 0 : method === "DL" ? dl(data) : reml(data);
  const mean = weighted(data, t);
  const factor = k === 1 || test === "z" ? 1 : mean.q / (k - 1);
  const se = Math.sqrt((test === "adhoc" ? Math.max(1, factor) : factor) / mean.total);
  const estimate = data.centre + data.unit * mean.mean;
  const df = k === 1 ? Infinity : k - 1;
  const half = data.unit * critical(level, test === "z" ? Infinity : df) * se;
  const wide = data.unit * critical(level, df) * Math.hypot(Math.sqrt(t), se);
  const fixed = weighted(data, 0);
  const ratio = k === 1 ? 0 : (t * traces(fixed.w)[0]) / (k - 1);
  return {
    estimate,
    ci: [estimate - half, estimate + half],
    pi: [estimate - wide, estimate + wide],
    tau2: t * data.unit * data.unit,
    i2: ratio / (1 + ratio),
    k,
  };
}

/* ---- Every study ---- */

/**
 * Points and shares of the rule of Gauss on -1 to 1.
 * @param {number} n
 */
function gauss(n) {
  const x = [];
  const share = [];
  for (let i = 0; i < n; i++) {
    let at = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 8; turn++) {
      const p = legendre(at, n);
      slope = (n * (p[n - 1] - at * p[n])) / (1 - at * at);
      at -= p[n] / slope;
    }
    x.push(at);
    share.push(2 / ((1 - at * at) * slope * slope));
  }
  return { x, share };
}

/**
 * Legendre polynomials of degree 0 to n.
 * @param {number} x
 * @param {number} n
 */
function legendre(x, n) {
  const p = [1, x];
  for (let l = 1; l < n; l++) p.push(((2 * l + 1) * x * p[l] - l * p[l - 1]) / (l + 1));
  return p;
}

/**
 * @param {Row[]} rows
 * @param {number} mean
 * @param {number} tau2
 */
function logLikelihood(rows, mean, tau2) {
  let total = 0;
  for (const { low, high, vi } of rows) {
    const s2 = vi + tau2;
    if (low === high) total -= (Math.log(s2) + (low - mean) ** 2 / s2 + LOG_2PI) / 2;
    else {
      const s = Math.sqrt(s2);
      total += logBetween((low - mean) / s, (high - mean) / s);
    }
  }
  return total;
}

/**
 * Means between which the likelihood of one tau2 lives, and its height; it is concave in the mean.
 * @param {Row[]} rows
 * @param {number} tau2
 */
function ridge(rows, tau2) {
  const at = (/** @type {number} */ m) => logLikelihood(rows, m, tau2);
  const ends = rows.flatMap((row) => [row.low, row.high]).filter(Number.isFinite);
  const back = Math.max(...rows.map((row) => row.vi)) + tau2;
  const pull = (/** @type {(row: Row) => boolean} */ open) =>
    sum(rows.filter(open).map((row) => 0.8 / Math.sqrt(row.vi + tau2))) * back + 1e-3;
  let low = Math.min(...ends) - pull((row) => row.low === -Infinity);
  let high = Math.max(...ends) + pull((row) => row.high === Infinity);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fa, fb] = [at(a), at(b)];
  for (let n = 0; n < 24; n++) {
    if (fa > fb) {
      [high, b, fb] = [b, a, fa];
      a = high - golden * (high - low);
      fa = at(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + golden * (high - low);
      fb = at(b);
    }
  }
  return { mean: (a + b) / 2, value: Math.max(fa, fb) };
}

/**
 * Where the likelihood is DEEP below its top, on one side; a little further out will do.
 * @param {Row[]} rows
 * @param {number} tau2
 * @param {{mean: number, value: number}} top
 * @param {number} step
 */
function foot(rows, tau2, top, step) {
  const floor = top.value - DEEP;
  let inside = top.mean;
  let outside = top.mean + step;
  while (logLikelihood(rows, outside, tau2) > floor) {
    inside = outside;
    step *= 1.5;
    outside += step;
  }
  for (let n = 0; n < 5; n++) {
    const mid = (inside + outside) / 2;
    if (logLikelihood(rows, mid, tau2) > floor) inside = mid;
    else outside = mid;
  }
  return outside;
}

/**
 * Weights whose normals, SMOOTH steps wide, add up to the density on an even grid.
 * @param {number[]} density
 */
function sharpened(density) {
  const n = density.length;
  const cos = density.map((_, i) => Math.cos((2 * Math.PI * i) / n));
  const sin = density.map((_, i) => Math.sin((2 * Math.PI * i) / n));
  const found = new Array(n).fill(0);
  for (let wave = 0; wave <= n / 2; wave++) {
    let re = 0;
    let im = 0;
    for (let i = 0; i < n; i++) {
      re += density[i] * cos[(i * wave) % n];
      im += density[i] * sin[(i * wave) % n];
    }
    const twice = wave === 0 || 2 * wave === n ? 1 : 2;
    const gain = (twice * Math.exp(0.5 * ((2 * Math.PI * wave * SMOOTH) / n) ** 2)) / n;
    for (let i = 0; i < n; i++) {
      found[i] += gain * (re * cos[(i * wave) % n] + im * sin[(i * wave) % n]);
    }
  }
  return found;
}

/**
 * The posterior of the mean given tau as a mixture of normals (stats/bounded/conditional.py).
 * @param {Row[]} rows
 * @param {number} tau
 */
function givenTau(rows, tau) {
  const tau2 = tau * tau;
  const top = ridge(rows, tau2);
  const narrowest = 1 / Math.sqrt(sum(rows.map((row) => 1 / (row.vi + tau2))));
  const low = foot(rows, tau2, top, -7 * narrowest);
  const high = foot(rows, tau2, top, 7 * narrowest);
  const n = Math.min(2 * Math.ceil(((high - low) / narrowest) * (FINE / 2)), MOST);
  const step = (high - low) / n;
  const mean = Array.from({ length: n }, (_, i) => low + step * i);
  const density = mean.map((m) => Math.exp(logLikelihood(rows, m, tau2) - top.value));
  const mass = sum(density);
  return {
    height: top.value + Math.log(mass * step),
    weight: sharpened(density).map((one) => one / mass),
    mean,
    smooth: (SMOOTH * step) ** 2,
  };
}

/**
 * Ends in u of the posterior of tau = scale * sinh(u).
 * @param {Row[]} rows
 * @param {number} prior
 * @param {number} scale
 * @returns {[number, number]}
 */
function reach(rows, prior, scale) {
  let low = 0;
  let high = Math.asinh((prior * Math.sqrt(2 * (DROP + 6))) / scale);
  for (let turn = 0; turn < 9; turn++) {
    const cells = 24;
    const u = Array.from({ length: cells + 1 }, (_, i) => low + ((high - low) * i) / cells);
    const heights = u.map((at) => {
      const tau = scale * Math.sinh(at);
      return ridge(rows, tau * tau).value - (tau / prior) ** 2 / 2;
    });
    const top = Math.max(...heights);
    const inside = u.map((_, i) => i).filter((i) => heights[i] > top - DROP);
    const first = Math.max(0, inside[0] - 1);
    const last = Math.min(cells, inside[inside.length - 1] + 1);
    [low, high] = [u[first], u[last]];
    if (last - first > 6) break;
  }
  return [low, high];
}

/**
 * Quantile of a mixture of normals.
 * @param {{weight: number, mean: number, sd: number}[]} parts
 * @param {number} share
 * @param {number} low
 * @param {number} high
 */
function quantile(parts, share, low, high) {
  let x = (low + high) / 2;
  for (let n = 0; n < 60; n++) {
    let miss = -share;
    let slope = 0;
    for (const { weight, mean, sd } of parts) {
      const z = (x - mean) / sd;
      if (z > 9) miss += weight;
      else if (z > -9) {
        miss += weight * below(z);
        slope += (weight * Math.exp(-z * z / 2)) / sd;
      }
    }
    if (miss < 0) low = x;
    else high = x;
    const next = x - (miss * Math.sqrt(2 * Math.PI)) / slope;
    if (Math.abs(next - x) < 1e-11) return next;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
}

/**
 * Whether the rows hold the mean from both sides.
 * @param {Row[]} rows
 */
function held(rows) {
  const up = rows.some((row) => row.low > -Infinity);
  return up && rows.some((row) => row.high < Infinity);
}

/**
 * Pool exact and bounded studies: flat prior on the mean, half-normal on tau.
 * @param {Row[]} given
 * @param {{prior?: number, level?: number}} [choice]
 * @returns {Posterior | null}       null where nothing holds the mean on one side
 */
function poolEvery(given, { prior = 0.5, level = 0.95 } = {}) {
  const rows = given.filter((row) => row.low > -Infinity || row.high < Infinity);
  if (!held(rows)) return null;
  const scale = Math.min(prior, Math.sqrt(Math.min(...rows.map((row) => row.vi))));
  const [from, to] = reach(rows, prior, scale);
  const { x, share } = gauss(POINTS);
  const taus = x.map((at) => scale * Math.sinh((from + to) / 2 + ((to - from) / 2) * at));
  const found = taus.map((tau) => givenTau(rows, tau));
  const logs = found.map((one, j) => one.height - (taus[j] / prior) ** 2 / 2);
  const top = Math.max(...logs);
  const density = logs.map((log, j) => Math.exp(log - top) * Math.hypot(taus[j], scale));
  const total = dot(density, share);

  /** @type {{weight: number, mean: number, sd: number}[]} */
  const mu = [];
  /** @type {{weight: number, mean: number, sd: number}[]} */
  const fresh = [];
  found.forEach(({ weight, mean, smooth }, j) => {
    const part = (density[j] * share[j]) / total;
    const wide = Math.sqrt(smooth + taus[j] * taus[j]);
    mean.forEach((m, i) => {
      const one = part * weight[i];
      if (Math.abs(one) < 1e-15) return;
      mu.push({ weight: one, mean: m, sd: Math.sqrt(smooth) });
      fresh.push({ weight: one, mean: m, sd: wide });
    });
  });
  const most = Math.max(...mu.map((part) => Math.abs(part.mean))) + 12 * prior + 1;
  const at = (/** @type {typeof mu} */ parts, /** @type {number} */ p) =>
    quantile(parts, p, -most, most);
  const tail = (1 - level) / 2;
  const tau = scale * Math.sinh((from + to) / 2 + ((to - from) / 2) * median(density, x, share));
  return {
    estimate: at(mu, 0.5),
    ci: [at(mu, tail), at(mu, 1 - tail)],
    pi: [at(fresh, tail), at(fresh, 1 - tail)],
    tau2: tau * tau,
    below: sum(mu.map((part) => part.weight * below(-part.mean / part.sd))),
    k: rows.length,
  };
}

/**
 * Where the integral of the polynomial through the points of the rule reaches its half.
 * @param {number[]} density
 * @param {number[]} x
 * @param {number[]} share
 */
function median(density, x, share) {
  const n = x.length;
  /** @type {number[]} */
  const part = new Array(n).fill(0);
  x.forEach((at, i) => {
    const p = legendre(at, n - 1);
    for (let l = 0; l < n; l++) part[l] += (l + 0.5) * share[i] * density[i] * p[l];
  });
  return bisect((at) => {
    const p = legendre(at, n);
    let total = part[0] * (1 + at) - part[0];
    for (let l = 1; l < n; l++) total += (part[l] * (p[l + 1] - p[l - 1])) / (2 * l + 1);
    return total;
  }, -1, 1);
}

const b12math = { critical, held, logBetween, logTail, pool, poolEvery };
if (typeof module === "object" && module.exports) module.exports = b12math;
else root.b12math = b12math;
})(typeof self === "undefined" ? globalThis : self);
