/* Pools every set that comes in on stdin as JSON; [[y, v], ...] or [[low, high, v], ...]. */
"use strict";
const [script] = process.argv.slice(2);
const b12math = require(script);
const limit = (x, end) => (x === null ? end : x);
const answers = {
  exact: ({ yi, vi, method, test }) => b12math.pool(yi, vi, { method, test }),
  every: ({ low, high, vi }) =>
    b12math.poolEvery(
      vi.map((v, i) => ({ low: limit(low[i], -Infinity), high: limit(high[i], Infinity), vi: v })),
    ),
  critical: ({ level, df }) => b12math.critical(level, limit(df, Infinity)),
  tail: ({ x }) => b12math.logTail(x),
  between: ({ a, b }) => b12math.logBetween(a, b),
};
const asked = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map((one) => answers[one.ask](one))));
