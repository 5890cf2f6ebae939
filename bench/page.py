"""The numbers as lines of text and as docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.blocks import AGREE, Measured
from bench.peer_in_r import metafor_version

HEAD = """# Benchmarks

Made by `make bench`, which writes this page; the numbers below come from one run on one machine.

Each row first compares the answers of both sides; a time counts only where they agree to {agree:g}.
Then blocks of calls alternate, ours and theirs, on one thread. The ratio is the median over pairs
of neighbouring blocks, with the smallest and the largest. Python peers run in the same process. R
runs beside it and times its own loop, so that its start does not count. An import is timed in a
fresh process each time, from compiled files; its memory is the most that the process held.
"""

PEERS = """
## Beside others

How many times as long the peer takes; the more, the better for b12meta.

| | b12meta | peer | | ratio | goal: at least | answers differ by |
| --- | --- | --- | --- | --- | --- | --- |"""

LESS = """
## Beside a smaller piece of work

How many times as long ours takes as what stands beside it; the less, the better.

| | b12meta | beside | | ratio | goal: at most | answers differ by |
| --- | --- | --- | --- | --- | --- | --- |"""

NOTES = """
## What is timed

- **All results**: ours is `pool(...)` and `tau2_interval()`; PyMARE's is the fit, its summary, and
  its statistics of the mean, of tau2 (Q-profile) and of heterogeneity. `pool` also gives a
  prediction interval, I2 and H2 from tau2, and its warnings. tau2 itself is left out of the
  comparison, as PyMARE looks for the lowest point of the likelihood's curve, which fixes tau2 to
  about 2e-8; all that rests on it is compared.
- **100,000 sets**: beside PyMARE, which fits them at once too, ours gives what its `fe_stats` gives
  and tau2; beside metafor, the numbers of heterogeneity as well. PyMARE fits all of them, for few
  cannot be extrapolated: its first set takes as long as the next two hundred. Its means and
  standard errors are compared. Interval ends and p values magnify what its tau2 is off by: a few
  differ by up to 2e-8 and 1e-7. metafor fits 500 in a loop, and its time is multiplied by 200.
- **GOSH** by REML is timed in metafor on 500 subsets drawn at random, and multiplied by the number
  of all; the 500 are compared. By DerSimonian-Laird it pools all subsets, and all are compared.
- **Permutation tests**: ours goes from the data to the p value. PyMARE's fit of the data is made
  beforehand where a goal is set, and counts in the row "with the first fit". Shuffles are drawn at
  random: what is compared is the statistic that was found, and whether the drawn p value lies
  within four Monte Carlo standard errors of the exact one. All 2^13 sign changes need half as many
  fits, as opposite ones share theirs.
- **Bayesian fit**: `pool_bayes` with the intervals of the mean effect, tau and a new study's
  effect, which are worked out when they are read. PyMARE's is the REML fit with its mean and
  interval. The two answer different questions, so nothing is compared.
- **Nagashima's interval** is `pool(..., prediction="nagashima")`, the fit and 25,000 draws.
- **statsmodels** has no REML: its row sets our REML fit beside its DerSimonian-Laird fit with the
  summary frame. The answers compared are those of DerSimonian-Laird on both sides.
- **metafor** runs with tolerances of 1e-12, since its defaults (1e-5 and 1e-4, absolute) do not
  give eight digits; with the defaults one fit is some 10 % quicker, and GOSH by REML some 35 %.
  For leave-one-out, influence, trim and fill, profile likelihood and GOSH its fit of all studies is
  made beforehand and does not count. Leave-one-out and influence give a data frame on our side.
- The 13 studies are the BCG trials; all others are made up (`bench/data.py`).
- Importing b12meta imports a table of names; each name costs its own import when it is first used,
  which is what the rows with a first pool show.
"""


def as_text(one: Measured) -> str:
    """One line."""
    end = "at most" if one.row.at_most else "at least"
    goal = "" if one.row.goal is None else f"   goal: {end} {one.row.goal:g}: {verdict(one)}"
    return (
        f"{one.row.name:<62} {amount(one.ours, one.row.what):>9}"
        f"   {one.row.peer:<22} {amount(one.theirs, one.row.what):>9}   {one.ratio:6.1f}x{goal}"
    )


def verdict(one: Measured) -> str:
    """Whether the goal was reached."""
    if not one.counts:
        return f"not counted, answers differ by {one.difference:.1e}"
    return "reached" if one.in_time else "missed"


def amount(value: float, what: str) -> str:
    """Seconds or bytes, in a handy unit."""
    if what == "memory":
        return f"{value / 1e6:.1f} MB"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


def as_page(
    found: list[Measured], growth: str, where: str, with_what: str, *, r_is_here: bool
) -> str:
    """Markdown of the whole page."""
    lines = [HEAD.format(agree=AGREE), summary(found)]
    if not r_is_here:
        lines.append("\nR with metafor was not on this machine: its rows are left out.")
    for head, at_most in ((PEERS, False), (LESS, True)):
        lines += [head, *(table_line(one) for one in found if one.row.at_most == at_most)]
    today = dt.date.today().isoformat()
    made = f"## Where and when\n\n{today}. {where}. {with_what}.\n"
    return "\n".join([*lines, growth, NOTES.strip(), "", made])


def summary(found: list[Measured]) -> str:
    """Say which goals are missed."""
    missed = [one for one in found if one.row.goal and verdict(one) != "reached"]
    if not missed:
        return "**Every goal is reached.**"
    named = (f"{one.row.name} ({one.row.peer}): {short_of(one)}" for one in missed)
    return f"**Goals missed: {'; '.join(named)}.**"


def short_of(one: Measured) -> str:
    """How a goal is missed."""
    if not one.counts:
        return verdict(one)
    return f"{one.ratio:.1f} where {one.row.goal:g} was the goal"


def table_line(one: Measured) -> str:
    """One row of the table."""
    goal = "" if one.row.goal is None else f"{one.row.goal:,g}x: {verdict(one)}"
    apart = "" if one.difference is None else f"{one.difference:.1e}"
    ends = f"{min(one.ratios):,.1f} to {max(one.ratios):,.1f}"
    return (
        f"| {one.row.name} | {amount(one.ours, one.row.what)} | {one.row.peer} | "
        f"{amount(one.theirs, one.row.what)} | **{one.ratio:,.1f}** ({ends}) | {goal} | {apart} |"
    )


def machine() -> str:
    """Model of the processor, number of cores, and how busy they were."""
    busy = f"; load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{processor()}, {os.cpu_count()} cores, one thread used; {platform.system()}{busy}"


def processor() -> str:
    """Name of the processor."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def versions() -> str:
    """Versions of all that took part."""
    names = ("b12meta", "numpy", "scipy", "pandas", "statsmodels", "PyMARE")
    parts = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    if metafor_version():
        parts.append(f"metafor {metafor_version()}")
    return ", ".join(parts)
