"""Each kind of bad input gives exactly its sentence."""

import numpy as np
import pandas as pd
import pytest

from b12meta.stats.checks import check_studies, floats, labels_of

MEND = "correct or drop these rows before pooling"


def refusal(yi, vi):
    with pytest.raises(ValueError, match=r"\S") as caught:
        check_studies(yi, vi)
    return str(caught.value)


@pytest.mark.parametrize(
    ("yi", "vi", "lines"),
    [
        ([0.1, np.nan], [0.1, 0.2], ["yi[1]: got nan, expected a finite number"]),
        ([0.1, -np.inf], [0.1, 0.2], ["yi[1]: got -inf, expected a finite number"]),
        ([0.1, 0.2], [0.0, 0.2], ["vi[0]: got 0.0, expected a finite number above 0"]),
        (
            [np.nan, 0.2, 0.3],
            [0.1, -0.05, np.inf],
            [
                "yi[0]: got nan, expected a finite number",
                "vi[1]: got -0.05, expected a finite number above 0",
                "vi[2]: got inf, expected a finite number above 0",
            ],
        ),
    ],
)
def test_bad_values_are_all_named(yi, vi, lines):
    assert refusal(yi, vi).splitlines() == [f"{len(lines)} bad value(s)", *lines, MEND]


def test_labels_are_named_too():
    said = refusal(pd.Series([0.5, 1.5], index=["smith2010", "li2012"]), [0.04, -0.05])
    assert "vi[1] (label 'li2012'): got -0.05, expected a finite number above 0" in said


@pytest.mark.parametrize(
    ("yi", "vi", "sentence"),
    [
        ([1, 2], [1], "yi, vi: got 2 effects and 1 variances, expected one variance per effect"),
        ([], [], "yi, vi: got no study, expected at least one"),
        ([[1, 2]], [[1, 2]], "yi, vi: got shapes (1, 2) and (1, 2), expected one dimension each"),
        (1.0, 1.0, "yi, vi: got shapes () and (), expected one dimension each"),
        ([1, "x"], [1, 2], "yi[1]: got 'x', expected a number"),
        ([1, 2j], [1, 2], "yi[1]: got 2j, expected a number"),
        (
            [1, None, "1,5"],
            [1, 1, 2],
            "yi[1]: got None, expected a number\nyi[2]: got '1,5', expected a number",
        ),
        (
            [[1], [1, 2]],
            [1, 2],
            "yi[0]: got [1], expected a number\nyi[1]: got [1, 2], expected a number",
        ),
    ],
)
def test_bad_shapes_and_words(yi, vi, sentence):
    assert refusal(yi, vi) == sentence


def test_missing_values_of_other_kinds_become_errors_not_numbers():
    assert "yi[1]: got nan" in refusal(np.ma.array([1.0, 2.0], mask=[False, True]), [1, 1])
    assert "yi[1]" in refusal(pd.Series([1.0, None], dtype="Float64"), [1, 1])


def test_labels():
    effects = pd.Series([1.0, 2.0], index=["a", "b"])
    assert check_studies(effects, [1, 2]).labels == ("a", "b")
    assert check_studies([1, 2], effects).labels == ("a", "b")
    assert check_studies(pd.Series([1.0, 2.0]), [1, 2]).labels is None
    assert labels_of(pd.Series([1.0, 2.0])[1:]) == (1,)


def test_labels_that_differ_are_refused():
    with pytest.raises(ValueError, match="position 0: yi has 'a', vi has 'b'"):
        check_studies(
            pd.Series([1.0, 2.0], index=["a", "b"]), pd.Series([1.0, 2.0], index=["b", "a"])
        )


def test_whole_numbers_become_floats():
    assert floats("yi", np.array([1, 2], dtype=np.int8)).dtype == np.float64
