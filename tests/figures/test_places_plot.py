"""Years and countries: one dot per study, in its row and its year."""

from collections import Counter
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from b12meta.evidence.places import KINDS
from b12meta.evidence.places import places as studies_by_place
from b12meta.figures import to_svg
from b12meta.figures.places_plot import MARKS, places
from b12meta.tables import load_tables


@pytest.fixture(scope="module")
def real():
    return studies_by_place(load_tables())


@pytest.fixture
def some():
    return pd.DataFrame(
        {
            "study": ["Sener", "Kocer", "Basil", "Thesis", "Unknown"],
            "year": [1996, 2009, 1965, None, None],
            "country": ["Turkey", "Turkey", "United Kingdom", "Mexico", None],
            "reports": ["B12", "other", "B12", "other", "B12"],
        }
    )


def dots(ax):
    """Years of the dots, and how many dots have no year; the legend has its own transform."""
    years = [
        item.get_offsets()[0][0]
        for item in ax.collections
        if item.get_offset_transform() == ax.transData
    ]
    return years, len(ax.collections) - len(years)


def row(ax, country):
    level = next(text.get_position()[1] for text in ax.texts if text.shown == country)
    return [text.shown for text in ax.texts if abs(text.get_position()[1] - level) < 0.03]


def test_every_study_is_one_dot_in_its_year(real):
    ax = places(real, kinds=KINDS)
    years, others = dots(ax)
    assert sorted(years) == sorted(real["year"].dropna())
    assert others == real["year"].isna().sum() + len(KINDS)  # and one for each key


def test_countries_stand_by_number_and_unknown_last(real):
    ax = places(real, kinds=KINDS)
    counts = real["country"].value_counts()
    shown = [text.shown for text in ax.texts if text.shown in {*counts.index, "not printed"}]
    assert shown[0] == counts.index[0]
    assert [counts[name] for name in shown[:-1]] == sorted(counts, reverse=True)
    assert shown[-1] == "not printed"
    for country, n in counts.items():
        assert str(n) in row(ax, country)


def test_legend_counts_the_kinds(real):
    shown = {text.shown for text in places(real, kinds=KINDS).texts}
    for kind, n in Counter(real["reports"]).items():
        assert f"{kind} ({n})" in shown


def test_a_moved_study_moves(some):
    years, _ = dots(places(some))
    assert sorted(years) == [1965, 1996, 2009]
    other = places(some.replace({"year": {1965: 1999}}))
    assert sorted(dots(other)[0]) == [1996, 1999, 2009]
    assert "Basil 1999" in other.get_label()


def test_description_names_every_study(some):
    words = places(some).get_label()
    assert words.startswith("Studies by country and year: 5 studies. B12: 3; other: 2. Turkey, 2: ")
    assert "Country not printed, 1: Unknown year not printed (B12)." in words


def test_names_lead_to_the_pages_of_the_studies(real):
    root = ET.fromstring(to_svg(places(real, kinds=KINDS)))
    found = {a.get("href") for a in root.iter("{http://www.w3.org/2000/svg}a")}
    assert found == set(real["url"])


def test_kinds_differ_in_shape_or_fill_not_in_colour_alone():
    assert len({(shape, hollow) for shape, _, hollow in MARKS}) == len(MARKS)


@pytest.mark.parametrize("k", [1, 12, 60])
@pytest.mark.parametrize("span", [0, 7, 60])
def test_nothing_overlaps(nasty, check, k, span):
    rows = pd.DataFrame(
        {
            "study": [nasty[i % len(nasty)] for i in range(k)],
            "year": [None if i % 7 == 3 else 1960 + (i * 13) % (span + 1) for i in range(k)],
            "country": [[*nasty, None][(i * i) % 10] for i in range(k)],
            "reports": [nasty[i % 4] for i in range(k)],
        }
    )
    check(places(rows, footnotes=["word " * 80]))


def test_names_keep_clear_of_dots(real, boxes):
    ax = places(real, kinds=KINDS)
    found, _ = boxes(ax)
    middles = [
        ax.transData.transform(item.get_offsets()[0])
        for item in ax.collections
        if item.get_offset_transform() == ax.transData
    ]
    names = [(word, box) for word, box in found if word in set(real["study"])]
    assert len(names) == len(real)
    for x, y in middles:
        assert not [word for word, box in names if box.contains(x, y)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"study": None}, r"row 0 \(no name\): study is missing"),
        ({"reports": None}, "reports is missing"),
        ({"year": "soon"}, "year: got 'soon'"),
        ({"url": "file:///etc"}, "url: got"),
    ],
)
def test_what_cannot_be_drawn_is_named(some, change, message):
    with pytest.raises(ValueError, match=message):
        places(pd.DataFrame([{**some.iloc[0].to_dict(), **change}]))


def test_too_many_kinds_are_refused(some):
    with pytest.raises(ValueError, match="expected at most 4"):
        places(some.assign(reports=list("abcde")))
    with pytest.raises(ValueError, match="among them all that the rows hold: B12, other"):
        places(some, kinds=["B12"])
