"""Nothing overlaps and nothing leaves the canvas, for any number of rows and any names.

Boxes are measured by matplotlib's own renderer, not by the widths that placed the texts.
"""

import pytest

from b12meta.figures import forest, theme
from b12meta.figures.measure import width

CASES = [1, 2, 5, 13, 60]


@pytest.mark.parametrize("k", CASES)
@pytest.mark.parametrize("size", [1.0, 98765.4])
def test_texts_keep_apart(many, context, k, size, check):
    rows, pooled = many(k, size=size)
    check(forest(rows, pooled, context=context))
    check(forest(rows, measure="Mean difference, pmol/L"))


@pytest.mark.parametrize("size", [1e-5, 3.0, 200.0])
def test_ratios_of_any_size_keep_apart(many, context, size, check):
    rows, pooled = many(5, size=size)
    check(forest(rows, pooled, ratio=True, context=context))


def test_long_directions_keep_apart(rows, pooled, check):
    long = "much higher in people with multiple sclerosis than in any of the controls whatsoever"
    check(forest(rows, pooled, sides=(long, long)))
    check(forest(rows, pooled, sides=("lower", long)))


def test_marks_stay_between_the_columns(many, boxes):
    rows, pooled = many(13)
    ax = forest(rows, pooled)
    found, _ = boxes(ax)
    panel = ax.get_window_extent()
    inside = [
        word
        for word, box in found
        if box.x1 > panel.x0 and box.x0 < panel.x1 and box.y1 > panel.y0 and box.y0 < panel.y1
    ]
    assert inside == []


def test_columns_keep_one_edge(rows, pooled, boxes):
    ax = forest(rows, pooled)
    found, _ = boxes(ax)
    ends = {round(box.x1) for word, box in found if word.endswith("]") and "CI" not in word}
    assert len(ends) == 1


def test_page_is_as_wide_as_a_column_unless_numbers_need_more(rows, pooled, many):
    assert forest(rows, pooled).get_figure().get_size_inches()[0] * 96 == pytest.approx(700)
    wide, pool = many(5, size=98765.4)
    assert forest(wide, pool).get_figure().get_size_inches()[0] * 96 >= 700


@pytest.mark.parametrize("face", [{}, {"bold": True}, {"italic": True}])
def test_measured_width_is_the_width_in_the_font_file(face):
    """Against the advance widths that fontTools reads from the file."""
    from fontTools.ttLib import TTFont

    font = TTFont(theme.font_file(**face))
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    words = "Ramsaransing [−0.10, 1.01] τ²"
    units = sum(advances[glyphs[ord(char)]][0] for char in words)
    expected = units / font["head"].unitsPerEm * 13
    assert width(words, 13, **face) == pytest.approx(expected, abs=0.01)  # FreeType keeps 1/65536


def test_letters_of_no_known_font_are_one_em_and_accents_nothing():
    assert width("李", 13) == 13
    assert width("e\u0301", 13) == width("e", 13)
