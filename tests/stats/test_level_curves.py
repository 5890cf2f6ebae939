"""Curves of levels: against scipy.stats, and against their own mean and SD by quadrature."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from b12meta.stats.level_curves import level_curve
from b12meta.stats.summaries.logs import raw_to_log

PRINTED = [(240, 117), (1091, 752), (6.93, 6.03), (13.6, 0.5)]


def frozen(mean, sd, shape):
    """The distribution of scipy.stats with that mean and SD, its parameters by `raw_to_log`."""
    if shape == "normal":
        return stats.norm(mean, sd)
    logs = raw_to_log(m1i=mean, sd1i=sd, n1i=9, m2i=mean, sd2i=sd, n2i=9)
    return stats.lognorm(s=float(logs.sd1i[0]), scale=float(np.exp(logs.m1i[0])))


@pytest.mark.parametrize("shape", ["lognormal", "normal"])
@pytest.mark.parametrize(("mean", "sd"), PRINTED)
def test_points_are_those_of_scipy(mean, sd, shape):
    curve, known = level_curve(mean, sd, shape=shape), frozen(mean, sd, shape)
    assert curve.density == pytest.approx(known.pdf(curve.x), rel=1e-10)
    assert known.cdf(curve.x[[0, -1]]) == pytest.approx([0.005, 0.995], rel=1e-9)


@pytest.mark.parametrize("shape", ["lognormal", "normal"])
@pytest.mark.parametrize(("mean", "sd"), PRINTED)
def test_curve_has_area_one_and_the_printed_moments(mean, sd, shape):
    """Nearly whole curves, summed by the trapezium rule.

    The tail that is left out (1e-12 a side) weighs less than 1e-6 even in the second moment of
    the most skewed pair; 4001 points make the error of the rule smaller than that.
    """
    x, density = level_curve(mean, sd, shape=shape, points=4001, tail=1e-12)
    area = np.trapezoid(density, x)
    first = np.trapezoid(density * x, x)
    second = np.trapezoid(density * (x - mean) ** 2, x)
    assert area == pytest.approx(1, abs=1e-5)
    assert first == pytest.approx(mean, rel=1e-5)
    assert second**0.5 == pytest.approx(sd, rel=1e-4)


def test_quadrature_of_scipy_finds_the_printed_mean_and_sd():
    known = frozen(1091, 752, "lognormal")
    mean = quad(lambda x: x * known.pdf(x), 0, np.inf)[0]
    second = quad(lambda x: (x - 1091) ** 2 * known.pdf(x), 0, np.inf)[0]
    assert mean == pytest.approx(1091, rel=1e-6)  # quad's own error is about 1e-8
    assert second**0.5 == pytest.approx(752, rel=1e-6)


def test_scale_moves_with_the_unit():
    one, other = level_curve(240, 117), level_curve(240 * 1e6, 117 * 1e6)
    assert other.x == pytest.approx(one.x * 1e6, rel=1e-12)
    assert other.density == pytest.approx(one.density / 1e6, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"mean": 0, "sd": 1}, "mean: got 0, expected a finite number above 0"),
        ({"mean": float("nan"), "sd": 1}, "mean: got nan"),
        ({"mean": 5, "sd": 0}, "sd: got 0, expected"),
        ({"mean": 5, "sd": float("inf")}, "sd: got inf"),
        ({"mean": 5, "sd": 1, "points": 2}, "got 2, 0.005"),
        ({"mean": 5, "sd": 1, "tail": 0.5}, "got 201, 0.5"),
        ({"mean": 5, "sd": 1, "shape": "gamma"}, "shape"),
    ],
)
def test_what_is_not_possible_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        level_curve(**given)
