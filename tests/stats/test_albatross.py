"""Contours of the albatross plot against the published formula and against the SMD's variance."""

import math

import numpy as np
import pytest
from scipy import stats

from b12meta.stats.albatross import smd_contours

SAME = 1e-12  # two orders of the same few operations


@pytest.mark.parametrize("smd", [0.1, 0.2, 0.5, 0.8, 2.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0, 0.3])
def test_gives_back_the_size_from_the_p(smd, ratio):
    """Harrison et al. (2017) state n for a given p; scipy.stats' normal, not scipy.special's."""
    people = np.array([5.0, 40.0, 83.0, 150.0, 400.0])
    p = smd_contours(people, smd=[smd], ratio=ratio).p
    z = stats.norm.isf(p / 2)
    assert z**2 * ((ratio + 1) ** 2 / ratio + smd**2 / 2) / smd**2 == pytest.approx(
        people, rel=1e-9
    )


def test_balanced_groups_by_hand():
    """d = 0.5, n = 2 * 33: variance 1/33 + 1/33 + 0.25/132, and the error function of Python."""
    variance = 2 / 33 + 0.25 / 132
    expected = math.erfc(0.5 / math.sqrt(variance) / math.sqrt(2))
    assert smd_contours([66], smd=[0.5]).p[0] == pytest.approx(expected, rel=SAME)


def test_order_and_shape():
    contours = smd_contours([10, 20, 30], smd=[0.2, 0.5])
    assert contours.smd.tolist() == [0.2] * 3 + [0.5] * 3
    assert contours.n.tolist() == [10, 20, 30] * 2
    assert (np.diff(contours.p.reshape(2, 3)) < 0).all()
    assert (contours.p[:3] > contours.p[3:]).all()


def test_ratio_may_be_turned_over():
    one, other = smd_contours([50], ratio=3.0).p, smd_contours([50], ratio=1 / 3).p
    assert one == pytest.approx(other, rel=SAME)


def test_tiny_p_keeps_its_digits():
    """Against the logarithm of the tail, which does not underflow."""
    p = smd_contours([2000], smd=[1.5]).p[0]
    stat = 1.5 * math.sqrt(2000 / (4 + 1.125))
    assert math.log(p) == pytest.approx(math.log(2) + stats.norm.logsf(stat), rel=1e-10)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"n": [10, 0]}, r"n: got \[0.0\], expected finite numbers above 0"),
        ({"n": []}, "n: got nothing"),
        ({"n": [math.inf]}, r"n: got \[inf\]"),
        ({"n": [10], "smd": [-0.2, math.nan]}, r"smd: got \[-0.2, nan\]"),
        ({"n": [10], "ratio": 0}, r"ratio: got \[0.0\]"),
    ],
)
def test_refuses_what_is_not_above_zero(how, message):
    with pytest.raises(ValueError, match=message):
        smd_contours(how.pop("n"), **how)
