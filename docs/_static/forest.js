/* The interactive forest plot: turns each <div class="b12-interactive"> into a panel of controls.
 *
 * What is shown comes from data-rows and data-words, written by figures.interactive_forest, and
 * from forest_math.js. Words of the data become text nodes, never markup. The choice stands in the
 * address: #forest=b12;out=sener1996;studies=means;measure=SMD;method=REML;test=knha
 */
"use strict";

(function () {
/**
 * @typedef {Object} Study
 * @property {string} id
 * @property {string} name
 * @property {number | null} people
 * @property {boolean} means
 * @property {number} low            limits of the effect, equal where it is known
 * @property {number} high
 * @property {number} vi
 * @property {number[] | null} drawn  effect and interval to show where limits come from an exact p
 * @property {[number, number] | null} ratio  log of the ratio of means, and its variance
 */
/** @typedef {{studies: string, measure: string, method: string, test: string}} Choice */
/** @typedef {{estimate: number, ci: number[], pi: number[], tau2: number}} Found */

const math = self.b12math;
const LEVEL = 0.95;
const SVG = "http://www.w3.org/2000/svg";
const FEW = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const CHOICES = {
  studies: ["Studies", { every: "every study (Bayes)", means: "means only (REML or DL)" }],
  measure: ["Measure", { SMD: "standardised mean difference", ROM: "ratio of means" }],
  method: ["Between studies", { REML: "REML", DL: "DerSimonian-Laird" }],
  test: [
    "Interval",
    { adhoc: "Knapp-Hartung, not narrowed", knha: "Knapp-Hartung", z: "normal (z)" },
  ],
};
/** @type {Choice} */
const HEADLINE = { studies: "every", measure: "SMD", method: "REML", test: "adhoc" };

/* ---- Words ---- */

/** @param {number} x @param {number} [digits] */
const number = (x, digits = 2) => {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
  const text = x.toFixed(digits);
  return /^-[0.]*$/.test(text) ? text.slice(1) : text.replace("-", "−");
};
const studies = (/** @type {number} */ n) =>
  `${n < FEW.length ? FEW[n] : n} ${n === 1 ? "study" : "studies"}`;
const chance = (/** @type {number} */ p) =>
  p > 0.995 ? "above 99%" : p < 0.005 ? "below 1%" : `${(100 * p).toFixed(0)}%`;

/** Effect and normal interval of a row; null where it only has bounds. @param {any} row */
function effect({ low, high, vi, drawn }) {
  const half = math.critical(LEVEL, Infinity) * Math.sqrt(vi);
  return low === high ? [low, low - half, low + half] : drawn;
}

/* ---- Elements ---- */

/**
 * @param {string} name
 * @param {Object<string, string>} [attributes]
 * @param {(Node | string)[]} inside
 * @returns {HTMLElement}
 */
function make(name, attributes = {}, ...inside) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.append(...inside);
  return found;
}

/**
 * @param {string} name
 * @param {Object<string, string | number>} attributes
 * @param {Node[]} inside
 */
function draw(name, attributes, ...inside) {
  const found = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, String(value));
  found.append(...inside);
  return found;
}

/* ---- The address ---- */

/** @returns {Map<string, string>} */
function address() {
  const parts = location.hash.slice(1).split(";");
  return new Map(
    parts.map((part) => {
      const [key, value = ""] = part.split("=");
      return [key, value];
    }),
  );
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* ---- One figure ---- */

class Panel {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.name = place.dataset.name;
    this.words = JSON.parse(place.dataset.words);
    /** @type {Study[]} */
    this.rows = JSON.parse(place.dataset.rows).map((/** @type {any} */ row) => ({
      ...row,
      low: row.low ?? -Infinity,
      high: row.high ?? Infinity,
    }));
    this.choice = { ...HEADLINE };
    /** @type {Set<string>} */
    this.out = new Set();
    this.build();
    this.read();
    this.update();
  }

  build() {
    const ratios = this.rows.some((row) => row.ratio);
    this.selects = Object.entries(CHOICES)
      .filter(([key]) => key !== "measure" || ratios)
      .map(([key, [label, options]]) => this.select(key, label, options));
    this.lines = this.rows.map((row) => this.line(row));
    this.total = this.bare("b12-pooled", make("span", {}, "Pooled"));
    this.axis = draw("svg", { class: "b12-axis", "aria-hidden": "true" });
    this.said = make("p", { role: "status", "aria-live": "polite", class: "b12-said" });
    this.numbers = make("dl", {});
    this.link = make("a", {}, "Link to what you see");
    const again = make("button", { type: "button" }, "Back to the headline");
    again.addEventListener("click", () => this.reset());
    const ticks = make("fieldset", { class: "b12-ticks" });
    ticks.append(
      make("legend", {}, "Untick a study to leave it out"),
      ...this.lines.map((line) => line.element),
      this.total.element,
      make("div", { class: "b12-line" }, make("span", {}), this.axis),
    );
    this.panel = make(
      "details",
      {},
      make("summary", {}, "What if? Leave studies out, choose another method"),
      make("div", { class: "b12-choices" }, ...this.selects.map((one) => one.label)),
      ticks,
      this.said,
      this.numbers,
      make("p", { class: "b12-foot" }, this.link, again),
    );
    this.panel.open = this.place.dataset.open === "yes";
    this.place.append(this.panel);
  }

  /**
   * @param {string} key
   * @param {string} label
   * @param {Object<string, string>} options
   */
  select(key, label, options) {
    const menu = /** @type {HTMLSelectElement} */ (make("select", { name: key }));
    for (const [value, words] of Object.entries(options)) {
      menu.append(make("option", { value }, words));
    }
    menu.addEventListener("change", () => this.change(() => (this.choice[key] = menu.value)));
    return { key, menu, label: make("label", {}, make("span", {}, label), menu) };
  }

  /** @param {Study} row */
  line(row) {
    const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox" }));
    box.addEventListener("change", () =>
      this.change(() => (box.checked ? this.out.delete(row.id) : this.out.add(row.id))),
    );
    const label = make("label", {}, box, make("bdi", {}, row.name));
    return { row, box, ...this.bare("", label) };
  }

  /** @param {string} kind @param {HTMLElement} head */
  bare(kind, head) {
    const mark = draw("svg", { "aria-hidden": "true" });
    const text = make("span", { class: "b12-effect" });
    return { mark, text, element: make("div", { class: `b12-line ${kind}` }, head, mark, text) };
  }

  /* -- State -- */

  /** Take the choice that the address names, if it names this figure. */
  read() {
    const asked = address();
    if (decoded(asked.get("forest") ?? "") !== this.name) return;
    this.out = new Set((asked.get("out") ?? "").split(",").map(decoded).filter(Boolean));
    for (const key of Object.keys(HEADLINE)) {
      const value = asked.get(key) ?? HEADLINE[key];
      this.choice[key] = value in CHOICES[key][1] ? value : HEADLINE[key];
    }
    this.panel.open = true;
    this.place.scrollIntoView();
  }

  /** @param {() => unknown} how */
  change(how) {
    how();
    this.update();
    try {
      history.replaceState(null, "", this.state());
    } catch {
      location.replace(this.state());
    }
  }

  reset() {
    this.change(() => {
      this.out.clear();
      this.choice = { ...HEADLINE };
    });
  }

  state() {
    const out = this.rows.map((row) => row.id).filter((id) => this.out.has(id));
    const parts = [`forest=${encodeURIComponent(this.name)}`];
    if (out.length) parts.push(`out=${out.map(encodeURIComponent).join(",")}`);
    for (const [key, value] of Object.entries(this.choice)) parts.push(`${key}=${value}`);
    return `#${parts.join(";")}`;
  }

  /* -- What follows from the choice -- */

  get ratio() {
    return this.choice.measure === "ROM";
  }

  /** @param {Study} row */
  counts(row) {
    return !this.out.has(row.id) && (this.choice.studies === "every" || row.means);
  }

  /** The row in the chosen measure; null where it has none. @param {Study} row */
  measured(row) {
    if (!this.ratio) return row;
    return row.ratio && { low: row.ratio[0], high: row.ratio[0], vi: row.ratio[1] };
  }

  /** @returns {{found: Found | null, used: Study[], words: string}} */
  pooled() {
    const used = this.rows.filter((row) => this.counts(row));
    const rows = used.map((row) => this.measured(row));
    const refused = this.refused(used, rows);
    if (refused) return { found: null, used, words: refused };
    if (this.choice.studies === "every") {
      const found = math.poolEvery(rows, { level: LEVEL });
      const words = found
        ? this.everySaid(found, used)
        : "Nothing holds the mean: each study only says that it lies beyond a bound.";
      return { found, used, words };
    }
    const columns = [rows.map((row) => row.low), rows.map((row) => row.vi)];
    const found = math.pool(...columns, { ...this.choice, level: LEVEL });
    return { found, used, words: this.meansSaid(found, used) };
  }

  /** Why there is nothing to pool; empty where there is. */
  refused(/** @type {Study[]} */ used, /** @type {unknown[]} */ rows) {
    if (!used.length) return "No study is left: tick at least one.";
    const lacking = used.filter((_, i) => !rows[i]).map((row) => row.name);
    if (!lacking.length) return "";
    const which = lacking.length > 3 ? studies(lacking.length) : lacking.join(", ");
    return `A ratio of means needs means, which ${which} did not print: untick, or use means only.`;
  }

  /* -- Sentences -- */

  /** @param {number} x */
  shown(x) {
    return number(this.ratio ? Math.exp(x) : x);
  }

  /** @param {number[]} ends */
  range([low, high]) {
    return `${this.shown(low)} to ${this.shown(high)}`;
  }

  /** @param {number} x @param {number[]} ends */
  effect(x, ends) {
    return `${this.shown(x)} (${this.range(ends)})`;
  }

  /** @param {Found} found @param {string} kind */
  effectSaid(found, kind) {
    const what = this.ratio
      ? `the ratio of means of ${this.words.what} is ${this.shown(found.estimate)}`
      : `${this.words.what} differs by ${this.shown(found.estimate)} standard deviations`;
    return `${what} (${100 * LEVEL}% ${kind} interval ${this.range(found.ci)})`;
  }

  /** @param {Study[]} used @param {string} which */
  taking(used, which) {
    const people = used.reduce((all, row) => all + (row.people ?? NaN), 0);
    return `Taking ${studies(used.length)}${which}${people ? ` with ${people} people` : ""}`;
  }

  /** @param {any} found @param {Study[]} used */
  everySaid(found, used) {
    const lower = found.estimate < 0;
    const side = lower ? "lower" : "higher";
    return (
      `${this.taking(used, "")}, each at the level at which it reported, ` +
      `${this.effectSaid(found, "credible")}; the probability that it is ${side} on average is ` +
      `${chance(lower ? found.below : 1 - found.below)}. The true effect in a new study is ` +
      `expected from ${this.range(found.pi)}.`
    );
  }

  /** @param {Found} found @param {Study[]} used */
  meansSaid(found, used) {
    const method = `${CHOICES.method[1][this.choice.method]}, ${CHOICES.test[1][this.choice.test]}`;
    const said = this.effectSaid(found, "confidence");
    if (used.length === 1) return `One study: ${said}; it knows no spread between studies.`;
    return (
      `${this.taking(used, " that print means")} (${method}), ${said}. The true effect in a new ` +
      `study is predicted from ${this.range(found.pi)}.` +
      (used.length === 2 ? " Two studies are too few for a verdict." : "")
    );
  }

  /** Whose choice this is, and who is left out. */
  whose() {
    const out = this.rows.filter((row) => this.out.has(row.id)).map((row) => row.name);
    const same = Object.entries(HEADLINE).every(([key, value]) => this.choice[key] === value);
    if (same && !out.length) return "The headline. ";
    if (!out.length) return "Not the headline, but your choice. ";
    const which = out.length > 3 ? studies(out.length) : out.join(", ");
    return `Not the headline, but your choice, without ${which}. `;
  }

  /* -- Drawing -- */

  update() {
    const { found, used, words } = this.pooled();
    this.said.textContent = this.whose() + words;
    this.link.setAttribute("href", this.state());
    const moments = this.choice.studies === "means";
    for (const { key, menu, label } of this.selects) {
      menu.value = this.choice[key];
      label.hidden = !moments && (key === "method" || key === "test");
    }
    this.numbers.replaceChildren(...this.figures(found, moments));
    this.scale = this.span();
    const heaviest = Math.min(...used.map((row) => this.measured(row)?.vi ?? Infinity));
    for (const line of this.lines) this.redraw(line, found, heaviest);
    this.total.text.textContent = found ? this.effect(found.estimate, found.ci) : "–";
    this.total.mark.replaceChildren(...(found ? this.diamond(found) : []));
    this.axis.replaceChildren(...this.marks());
  }

  /** @param {any} found @param {boolean} moments */
  figures(found, moments) {
    const pairs = [
      ["Estimate", found ? this.shown(found.estimate) : "–"],
      [`95% ${moments ? "confidence" : "credible"} interval`, found ? this.range(found.ci) : "–"],
      ["95% prediction interval", found ? this.range(found.pi) : "–"],
      ["τ²", found ? number(found.tau2, 3) : "–"],
      ["I²", found && moments ? `${(100 * found.i2).toFixed(0)}%` : "–"],
    ];
    return pairs.map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, value)),
    );
  }

  /** Limits of the axis, from all rows, so that it keeps still while studies come and go. */
  span() {
    const ends = this.rows.flatMap((row) => {
      const at = this.measured(row);
      return at ? (effect(at) ?? [at.low, at.high]) : [];
    });
    const finite = [...ends.filter(Number.isFinite), -0.2, 0.2];
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    return [low - (high - low) * 0.08, high + (high - low) * 0.08];
  }

  /** Place on the axis as a percentage. @param {number} x */
  percent(x) {
    const [low, high] = this.scale;
    return Math.max(0, Math.min(100, (100 * (x - low)) / (high - low)));
  }

  /** @param {number} a @param {number} b @param {string} kind */
  bar(a, b, kind) {
    const [x1, x2] = [`${this.percent(a)}%`, `${this.percent(b)}%`];
    return draw("line", { x1, x2, y1: "50%", y2: "50%", class: kind });
  }

  none() {
    const x = `${this.percent(0)}%`;
    return draw("line", { x1: x, x2: x, y1: 0, y2: "100%", class: "b12-none" });
  }

  /** @param {any} line @param {Found | null} found @param {number} heaviest */
  redraw({ row, box, mark, text, element }, found, heaviest) {
    const at = this.measured(row);
    const within = this.counts(row);
    box.checked = !this.out.has(row.id);
    element.classList.toggle("b12-aside", !within);
    if (!at) {
      text.textContent = "no means";
      mark.replaceChildren();
    } else if (effect(at)) {
      const [centre, ...ends] = effect(at);
      const tau2 = found ? found.tau2 : 0;
      const side = within ? 4 + 7 * Math.sqrt((heaviest + tau2) / (at.vi + tau2)) : 5;
      text.textContent = this.effect(centre, ends);
      const x = `${this.percent(centre)}%`;
      const put = `translate(${-side / 2} ${-side / 2})`;
      const square = { x, y: "50%", width: side, height: side, transform: put };
      mark.replaceChildren(this.none(), this.bar(...ends, "b12-bar"), draw("rect", square));
    } else {
      text.textContent = this.bounds(at.low, at.high);
      mark.replaceChildren(this.none(), this.bar(at.low, at.high, "b12-bounds"));
    }
  }

  /** @param {number} low @param {number} high */
  bounds(low, high) {
    if (low === -Infinity) return high === Infinity ? "says nothing" : `below ${number(high)}`;
    return high === Infinity ? `above ${number(low)}` : `from ${this.range([low, high])}`;
  }

  /** @param {Found} found */
  diamond({ estimate, ci: [low, high], pi }) {
    const [a, b] = [this.percent(low), Math.max(this.percent(high), this.percent(low) + 0.5)];
    const top = (100 * (this.percent(estimate) - a)) / (b - a);
    const box = { x: `${a}%`, width: `${b - a}%`, y: "15%", height: "70%" };
    const view = { viewBox: "0 0 100 100", preserveAspectRatio: "none" };
    const shape = draw("polygon", { points: `0,50 ${top},0 100,50 ${top},100` });
    return [this.none(), this.bar(...pi, "b12-new"), draw("svg", { ...box, ...view }, shape)];
  }

  /** @returns {[number, string][]} */
  ticks() {
    const [low, high] = this.scale;
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((one) => (high - low) / one <= 6) ?? 50;
    const first = Math.ceil(low / step);
    const n = Math.floor(high / step) - first + 1;
    const places = Array.from({ length: n }, (_, i) => (first + i) * step);
    return places.map((x) => [x, number(x, step < 1 ? 1 : 0)]);
  }

  /** @returns {[number, string][]} */
  ratioTicks() {
    const [low, high] = this.scale;
    const wide = [0.1, 0.2, 0.5, 1, 2, 5, 10];
    const places = high - low > 2 ? wide : [0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.5];
    const within = places.filter((x) => Math.log(x) >= low && Math.log(x) <= high);
    return within.map((x) => [Math.log(x), String(x)]);
  }

  marks() {
    const found = [];
    for (const [at, words] of this.ratio ? this.ratioTicks() : this.ticks()) {
      const x = `${this.percent(at)}%`;
      const text = draw("text", { x, y: 16, "text-anchor": "middle" });
      text.textContent = words;
      found.push(draw("line", { x1: x, x2: x, y1: 0, y2: 4 }), text);
    }
    ["start", "end"].forEach((anchor, i) => {
      const text = draw("text", { x: i ? "100%" : 0, y: 32, "text-anchor": anchor });
      text.textContent = this.words.sides[i];
      found.push(text);
    });
    return found;
  }
}

function start() {
  const places = [...document.querySelectorAll(".b12-interactive")];
  const panels = places.map((place) => new Panel(/** @type {HTMLElement} */ (place)));
  addEventListener("hashchange", () =>
    panels.forEach((panel) => {
      panel.read();
      panel.update();
    }),
  );
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
})();
