"""Frames in, frames out."""

import numpy as np
import pandas as pd
import pytest

from b12meta.frames import escalc, study_intervals
from b12meta.stats.effects.registry import MEASURES

ARMS = pd.DataFrame(
    {
        "m1i": [250.0, 310.0],
        "sd1i": [90, 120],
        "n1i": [30, 25],
        "m2i": [300, 290],
        "sd2i": [80, 60],
        "n2i": [20, 40],
        "size": [10, 10],
    },
    index=["smith2010", "li2012"],
)
COUNTS = pd.DataFrame({"events": [4, 0], "n": [123, 20], "controls": [11, 3], "m": [139, 21]})


def test_columns_of_that_very_name_are_used():
    effects = escalc("MD", ARMS)
    assert list(effects.columns) == ["yi", "vi"]
    assert list(effects.index) == ["smith2010", "li2012"]
    assert effects["yi"].tolist() == [-50, 20]
    assert effects["vi"].tolist() == [90**2 / 30 + 80**2 / 20, 120**2 / 25 + 60**2 / 40]


def test_columns_by_name_and_by_array():
    effects = escalc("MD", ARMS, n1i="size", n2i=np.array([10, 10]))
    assert effects["vi"].tolist() == [90**2 / 10 + 80**2 / 10, 120**2 / 10 + 60**2 / 10]


def test_arrays_without_a_frame():
    assert escalc("PLO", xi=[5], ni=[10])["yi"].tolist() == [0]
    labelled = escalc("PLO", xi=pd.Series([5], index=["a"]), ni=[10])
    assert list(labelled.index) == ["a"]


def test_sizes_instead_of_the_others():
    effects = escalc("RR", COUNTS, ai="events", n1i="n", ci="controls", n2i="m")
    others = COUNTS.assign(ai=COUNTS["events"], bi=119, ci=COUNTS["controls"], di=128).iloc[:1]
    assert effects["yi"].iloc[0] == escalc("RR", others)["yi"].iloc[0]


def test_options_reach_their_measure():
    plain = escalc("SMD", ARMS, correct=False, vtype="UB")
    assert (plain["yi"].abs() > escalc("SMD", ARMS)["yi"].abs()).all()
    empty = pd.DataFrame({"ai": [0], "bi": [5], "ci": [0], "di": [5]})
    assert escalc("OR", empty, drop00=True).isna().all(axis=None)
    assert escalc("OR", empty, to="none").isna().all(axis=None)
    assert escalc("OR", empty)["yi"].tolist() == [0]


@pytest.mark.parametrize("measure", MEASURES)
def test_each_measure_runs_from_a_frame(measure):
    counts = pd.DataFrame(
        {"ai": [1], "bi": [2], "ci": [3], "di": [4], "xi": [1], "ni": [6], "ri": [0.5]},
        index=["smith2010"],
    )
    effects = escalc(measure, ARMS.iloc[:1].join(counts))
    assert effects.notna().all(axis=None)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: escalc("SMDX", ARMS),
            "measure: got 'SMDX', expected one of MD, SMD, SMDH, ROM, OR, RR, RD, PETO, PR, PLO, "
            "PAS, PFT, MC, SMCC, SMCR, SMCRH, ROMC, ZCOR",
        ),
        (
            lambda: escalc("MD", ARMS.drop(columns=["sd1i", "n2i"])),
            "MD: missing sd1i, n2i; it needs m1i, sd1i, n1i, m2i, sd2i, n2i",
        ),
        (
            lambda: escalc("OR", ai=[1], ci=[2], di=[3]),
            "OR: missing bi (or n1i); it needs ai, bi, ci, di",
        ),
        (
            lambda: escalc("MD", ARMS, n1i="patients"),
            "n1i='patients': data has no such column, expected one of "
            "m1i, sd1i, n1i, m2i, sd2i, n2i, size",
        ),
        (
            lambda: escalc("PLO", xi="events", ni=[3]),
            "xi='events': a column name needs data, got data=None; pass an array or a frame",
        ),
        (
            lambda: escalc("PLO", xi=[1], ni=[3], mi=[2]),
            "PLO: got mi, expected columns among xi, ni",
        ),
        (
            lambda: escalc("MD", ARMS, n1i=ARMS["n1i"].iloc[::-1]),
            "n1i: its index differs from that of data; align it first",
        ),
        (lambda: escalc("MD", ARMS, vtype="UB"), "MD: got vtype='UB', but its options are: none"),
        (
            lambda: escalc("SMD", ARMS, add=0, to="all"),
            "SMD: got add=0, to='all', but its options are: vtype, correct",
        ),
    ],
)
def test_bad_calls(call, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        call()
    assert str(caught.value) == said


def test_a_convention_sets_the_options_of_its_measures():
    smd = escalc("SMD", ARMS, convention="meta 8")
    assert smd.equals(escalc("SMD", ARMS, vtype="UB"))
    assert escalc("ROM", ARMS, convention="meta 8").equals(escalc("ROM", ARMS, correct=False))
    assert escalc("MD", ARMS, convention="meta 8").equals(escalc("MD", ARMS))
    before = escalc("SMDH", ARMS, convention="metafor 3.8")
    assert before.equals(escalc("SMDH", ARMS, vtype="LS-3.8"))


def test_bad_rows_are_named():
    said = r"sd2i\[1\] \(label 'li2012'\): got -60.0, expected an SD not below 0"
    with pytest.raises(ValueError, match=said):
        escalc("SMD", ARMS.assign(sd2i=[80, -60]))


def test_study_intervals():
    effects = escalc("MD", ARMS)
    shown = study_intervals(effects, level=0.9)
    assert list(shown.columns) == ["yi", "vi", "ci_low", "ci_high"]
    # normal quantile 1.6449 (Abramowitz & Stegun, table 26.5)
    half = 1.6448536269514722 * np.sqrt(effects["vi"])
    assert shown["ci_low"].tolist() == pytest.approx((effects["yi"] - half).tolist(), rel=1e-14)
    assert shown["ci_high"].tolist() == pytest.approx((effects["yi"] + half).tolist(), rel=1e-14)
    assert list(effects.columns) == ["yi", "vi"]
    with pytest.raises(ValueError, match="effects: missing vi, got columns yi"):
        study_intervals(effects[["yi"]])
    with pytest.raises(ValueError, match=r"vi\[1\] \(label 'li2012'\): got nan"):
        study_intervals(effects.assign(vi=[1, np.nan]))
