"""The effect-direction plot: marks, their sizes, words and counts."""

from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from b12meta.figures import effect_direction, theme, to_svg
from b12meta.figures.label import Label

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ["study", "year", "outcome", "direction", "significance", "n"]


@pytest.fixture
def directions():
    rows = [
        ("Reynolds", 1992, "B12", "lower", "significant", 60),
        ("Reynolds", 1992, "Folate", "lower", "significant", 46),
        ("Sener", 1996, "B12", "lower", "significant", 44),
        ("Najafi", 2012, "B12", "higher", "not_significant", 98),
        ("Zhang", 2014, "B12", "none_stated", "not_significant", 83),
        ("Zhang", 2014, "Folate", "higher", "not_stated", 83),
        ("Salemi", 2010, "B12", "none_stated", "not_stated", 320),
        ("Salemi", 2010, "Folate", "none_stated", "significant", None),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def marks(ax):
    """Marks of the panel: x, y, area, and what they look like."""
    found = []
    for item in ax.collections:
        if item.get_offset_transform() != ax.transData:
            continue
        ((x, y),) = item.get_offsets()
        face, vertices = item.get_facecolor(), item.get_paths()[0].vertices
        if not len(face):
            shape = "ring"
        elif len(vertices) == 10:
            shape = "equal"
        else:
            point = min if (vertices[:, 1] == vertices[:, 1].min()).sum() == 1 else max
            shape = "down" if point is min else "up"
        found.append((x, y, item.get_sizes()[0], shape))
    return found


def row(ax, first):
    level = next(text.get_position()[1] for text in ax.texts if text.shown == first)
    near = 1 / theme.PX_PER_INCH  # texts of two sizes share a middle, not a baseline
    line = [text for text in ax.texts if abs(text.get_position()[1] - level) < near]
    return [text.shown for text in sorted(line, key=lambda text: text.get_position()[0])]


def test_every_row_has_its_mark_and_its_word(directions):
    ax = effect_direction(directions)
    shapes = [shape for *_, shape in marks(ax)]
    assert shapes == ["down", "down", "down", "up", "equal", "up", "ring", "ring"]
    assert row(ax, "Reynolds") == ["Reynolds", "1992", "46–60", "lower", "lower"]
    assert row(ax, "Zhang") == ["Zhang", "2014", "83", "not different", "higher"]
    assert row(ax, "Salemi") == ["Salemi", "2010", "320", "not stated", "not stated"]


def test_marks_stand_in_the_column_of_their_outcome_and_the_line_of_their_study(directions):
    found = marks(effect_direction(directions))
    of_b12, of_folate = [0, 2, 3, 4, 6], [1, 5, 7]
    assert len({found[place][0] for place in of_b12}) == 1
    assert len({found[place][0] for place in of_folate}) == 1
    assert found[0][0] < found[1][0]
    assert found[0][1] == found[1][1] < found[2][1] < found[3][1]


def test_size_is_the_band_of_the_sample_size(directions):
    area = [size for *_, size, _ in marks(effect_direction(directions))]
    px = [(size**0.5) * 96 / 72 for size in area]
    assert px[:6] == pytest.approx([11, 7, 7, 11, 11, 11])
    assert px[6:] == pytest.approx([0.75 * 15, 0.75 * 7])  # rings look larger than arrows
    wide = effect_direction(directions, bands=(45, 60, 90))
    words = {text.shown for text in wide.texts}
    assert {"fewer than 45 people", "45 to 59", "60 to 89", "90 or more"} <= words


def test_studies_are_counted_by_what_they_say(directions):
    ax = effect_direction(directions)
    assert row(ax, "Studies: lower")[1:] == ["2", "1"]
    assert row(ax, "Studies: higher")[1:] == ["1", "1"]
    assert row(ax, "Studies: not different")[1:] == ["1", "0"]
    assert row(ax, "Studies: not stated")[1:] == ["1", "1"]


def test_significance_is_not_drawn_but_told(directions):
    ax = effect_direction(directions)
    other = effect_direction(directions.replace({"significance": {"significant": "not_stated"}}))
    assert marks(ax) == marks(other)
    assert "B12 lower (significant, n = 60)" in ax.get_label()
    assert "Folate not stated (significant)" in ax.get_label()


def test_description_counts_first(directions):
    words = effect_direction(directions).get_label()
    assert words.startswith(
        "Effect-direction plot of 5 studies: B12, Folate. B12, number of studies: 2 lower, "
        "1 higher, 1 not different, 1 not stated. Folate, number of studies: 1 lower, 1 higher, "
        "0 not different, 1 not stated. Each study: Reynolds 1992: "
    )


def test_columns_in_the_order_asked_for(directions):
    ax = effect_direction(directions, outcomes=["Folate", "B12"])
    assert row(ax, "Najafi") == ["Najafi", "2012", "98", "higher"]
    found = marks(ax)
    assert found[0][0] > found[1][0]


def test_colour_is_kept_for_stated_directions(directions):
    ax = effect_direction(directions)
    hues = [to_hex(item.get_edgecolor()[0]) for item in ax.collections][:8]
    stated = directions["direction"].ne("none_stated")
    assert hues == [theme.STUDY if yes else theme.CONTEXT for yes in stated]


def test_names_lead_to_their_source_and_file_is_well_formed(directions):
    ax = effect_direction(directions.assign(url="https://example.org/?a=1&b=<2>"))
    root = ET.fromstring(to_svg(ax))
    assert {a.get("href") for a in root.iter(f"{SVG}a")} == {"https://example.org/?a=1&b=<2>"}
    assert to_svg(effect_direction(directions)) == to_svg(effect_direction(directions))


@pytest.mark.parametrize("k", [1, 20])
@pytest.mark.parametrize("columns", [1, 3, 7])
def test_nothing_overlaps(nasty, check, k, columns):
    rows = pd.DataFrame(
        [
            (nasty[i % len(nasty)] + str(i), 1990 + i, f"Outcome number {j}", d, None, 10.0**i)
            for i in range(k)
            for j in range(columns)
            for d in [["lower", "higher", "none_stated"][(i + j) % 3]]
        ],
        columns=COLUMNS,
    )
    rows["n"] = rows["n"].clip(upper=99999)
    ax = effect_direction(rows, footnotes=["word " * 80])
    assert {text.shown for text in ax.texts if isinstance(text, Label)} >= {"Outcome number 0"}
    check(ax)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("direction", "down", r"row 2 \(Sener\): direction: got 'down', expected lower, higher"),
        ("direction", None, r"row 2 \(Sener\): direction: got nothing"),
        ("significance", "p<0.05", r"row 2 \(Sener\): significance: got 'p<0.05'"),
        ("n", 0, r"row 2 \(Sener\): n: got 0, expected a number above 0"),
        ("study", None, r"row 2 \(no name\): study is missing"),
        ("outcome", "", r"row 2 \(Sener\): outcome is missing"),
        ("url", "ftp://x.org", r"row 2 \(Sener\): url: got 'ftp://x.org'"),
    ],
)
def test_refuses_rows_that_cannot_be_read(directions, column, value, message):
    frame = directions.assign(url=None).astype({column: object} if column in COLUMNS else {})
    frame[column] = frame[column].astype(object)
    frame.loc[2, column] = value
    with pytest.raises(ValueError, match=message):
        effect_direction(frame)


def test_refuses_what_does_not_belong_together(directions):
    with pytest.raises(ValueError, match=r"row 8 \(Sener\): outcome: B12 a second time"):
        effect_direction(pd.concat([directions, directions[2:3]]))
    with pytest.raises(ValueError, match="column direction is missing"):
        effect_direction(directions.drop(columns="direction"))
    with pytest.raises(ValueError, match="there is no row"):
        effect_direction(directions[:0])
    with pytest.raises(ValueError, match="outcomes: got B12; expected each outcome"):
        effect_direction(directions, outcomes=["B12"])
    for bands in ([], [0, 5], [50, 50]):
        with pytest.raises(ValueError, match="bands: got"):
            effect_direction(directions, bands=bands)
