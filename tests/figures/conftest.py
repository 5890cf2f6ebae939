"""A stand-in for a pooled result, and frames to draw: figures read names, not classes."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from b12meta.figures import theme

# matplotlib hints glyphs to whole pixels and its line boxes are taller than the letters
SLACK = 1.0


class Ends(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class StandIn:
    estimate: float = 0.9
    ci: Ends = field(default_factory=lambda: Ends(0.5, 1.31))
    pi: Ends | None = field(default_factory=lambda: Ends(0.16, 1.64))
    pi_df: float | None = 4.0
    weights: np.ndarray = field(default_factory=lambda: np.full(5, 0.2))
    tau2: float = 0.0491
    i2: float = 0.4996
    q: float = 7.99
    q_df: int = 4
    q_pval: float = 0.0919
    k: int = 5
    method: str | float = "REML"
    test: str = "adhoc"
    level: float = 0.95
    prediction: str = "t"


NASTY = [
    "Müller & Söhne <b>bold</b>",
    "International Consortium on Vitamin B12, Homocysteine and Folate in Multiple Sclerosis "
    "(ICVBHFMS), second wave of recruitment, 2014",
    "李明 and 王芳",
    "محمد رضا",
    "Иванов",
    "x$y$z_1^2",
    "😀 et al.",
    "<img src=x onerror=alert(1)>",
    "e\u0301 combining\nnew line\x00",
]


@pytest.fixture
def rows():
    return pd.DataFrame(
        {
            "study": ["Ramsaransing", "Masoud", "Moghaddasi", "Triantafyllou", "Zhang"],
            "year": [2006, 2007, 2008, 2008, 2014],
            "n1i": [88, 26, 35, 65, 41],
            "n2i": [57, 26, 30, 60, 42],
            "yi": [0.8918, 0.4546, 0.6022, 1.2379, 1.1565],
            "ci_low": [0.5440, -0.0961, 0.1043, 0.8554, 0.6919],
            "ci_high": [1.2396, 1.0054, 1.1001, 1.6204, 1.6212],
        }
    )


@pytest.fixture
def context():
    return pd.DataFrame(
        {
            "study": ["Zhu", "Dardiotis", "Li"],
            "year": [2011, 2017, 2020],
            "k": [np.nan, 12, 16],
            "yi": [-0.25, -0.09, -0.08],
            "ci_low": [-0.45, -0.29, -0.35],
            "ci_high": [-0.04, 0.10, 0.20],
        }
    )


@pytest.fixture
def pooled():
    return StandIn(weights=np.array([0.25, 0.15, 0.18, 0.23, 0.19]))


@pytest.fixture
def nasty():
    return NASTY


@pytest.fixture
def make_pooled():
    return StandIn


@pytest.fixture
def make_ends():
    return Ends


@pytest.fixture
def many():
    """Return k rows with awkward names, missing years and effects of any size, and their pool."""

    def build(k, *, size=1.0):
        rng = np.random.default_rng(k)
        effect, se = rng.normal(0.2, 0.5, k), np.sqrt(rng.uniform(0.02, 0.4, k))
        frame = pd.DataFrame(
            {
                "study": [NASTY[i % len(NASTY)] for i in range(k)],
                "year": np.where(rng.random(k) < 0.3, np.nan, 1990.0),
                "n1i": np.where(rng.random(k) < 0.3, np.nan, rng.integers(5, 123456, k)),
                "n2i": rng.integers(5, 400, k),
                "yi": size * effect,
                "ci_low": size * (effect - 2 * se),
                "ci_high": size * (effect + 2 * se),
            }
        )
        frame.loc[k // 2, "ci_high"] = size * 40
        mean = size * float(effect.mean())
        pool = StandIn(
            estimate=mean,
            ci=Ends(mean - 0.2 * size, mean + 0.2 * size),
            pi=Ends(mean - size, mean + size),
            pi_df=k - 1,
            weights=rng.dirichlet(np.ones(k)),
            tau2=0.3 * size**2,
            k=k,
        )
        return frame, pool

    return build


def text_boxes(ax):
    figure = ax.get_figure()
    figure.dpi = theme.PX_PER_INCH
    renderer = FigureCanvasAgg(figure).get_renderer()
    words = [*ax.texts, *ax.get_xticklabels()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in words], figure.bbox


def overlaps(found):
    """Pairs of words whose boxes share more than the slack in both directions."""
    x0, y0, x1, y1 = np.array([box.extents for _, box in found]).T
    wide = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    high = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    pairs = np.argwhere(np.triu((wide > SLACK) & (high > SLACK), 1))
    return [(found[i][0], found[j][0]) for i, j in pairs]


def check_texts(ax):
    found, canvas = text_boxes(ax)
    for word, box in found:
        assert box.x0 >= canvas.x0 - SLACK, word
        assert box.x1 <= canvas.x1 + SLACK, word
        assert box.y0 >= canvas.y0 - SLACK, word
        assert box.y1 <= canvas.y1 + SLACK, word
    assert overlaps(found) == []


@pytest.fixture
def boxes():
    """Return all texts of a figure with their boxes, measured by matplotlib, and its own box."""
    return text_boxes


@pytest.fixture
def check():
    """Assert that all texts keep apart and stay on the canvas."""
    return check_texts
