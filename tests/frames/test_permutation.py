"""The frames' door to permutation tests."""

import numpy as np
import pandas as pd
import pytest

from b12meta.frames.permutation import permutation_test
from b12meta.frames.regression import regress
from b12meta.stats.permutation.run import permute_arrays

STUDIES = pd.DataFrame(
    {
        "yi": [0.1, 0.9, -0.4, 0.3, 0.25, -0.1],
        "vi": [0.2, 0.03, 0.1, 0.15, 0.05, 0.09],
        "year": [1990, 1994, 2001, 2003, 2010, 2016],
        "drug": ["a", "b", "a", "b", "c", "c"],
    },
    index=list("uvwxyz"),
)
YI, VI = STUDIES["yi"], STUDIES["vi"]


def test_frames_and_formulas():
    by_frame = permutation_test(YI, VI, STUDIES[["year"]], test="z")
    by_formula = permutation_test(YI, VI, "year", data=STUDIES, test="z")
    by_array = permute_arrays(YI, VI, STUDIES["year"].to_numpy(), test="z")
    for found in (by_frame, by_formula):
        assert found.names == ("intercept", "year")
        np.testing.assert_array_equal(found.pval, by_array.pval)
    assert by_frame.possible == 720


def test_categories_are_shuffled_together():
    found = permutation_test(YI, VI, STUDIES[["drug"]])
    fit = regress(YI, VI, STUDIES[["drug"]])
    assert found.names == fit.names
    assert found.stat == pytest.approx(fit.stat, rel=1e-10)
    assert found.qm == pytest.approx(fit.qm, rel=1e-10)
    assert found.possible == 90  # 6! / (2! 2! 2!)
    table = found.table()
    assert list(table.columns) == ["stat", "pval", "mc_se"]
    assert list(table.index) == list(fit.names)
    assert table["pval"].tolist() == found.pval.tolist()


def test_without_moderators():
    found = permutation_test(YI, VI, method="DL", test="z")
    np.testing.assert_array_equal(found.pval, permute_arrays(YI, VI, method="DL", test="z").pval)
    assert found.table().index.tolist() == ["intercept"]
    assert "signs turned, all 64 permutations · DL · z" in str(found)


def test_bad_input():
    with pytest.raises(ValueError, match="they need mods"):
        permutation_test(YI, VI, data=STUDIES)
    with pytest.raises(ValueError, match="they need mods"):
        permutation_test(YI, VI, intercept=False)
    with pytest.raises(ValueError, match="level: got 95"):
        permutation_test(YI, VI, level=95)
