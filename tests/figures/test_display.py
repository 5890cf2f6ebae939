"""How a figure is shown: whole, searchable, described, harmless, the same each time."""

import base64
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from b12meta.figures import forest, save_svg, show, theme, to_svg
from b12meta.figures.measure import clean

SVG = "{http://www.w3.org/2000/svg}"


def inline(drawing):
    return ET.fromstring(re.search(r"<svg.*</svg>", drawing.html, re.DOTALL)[0])


@pytest.fixture
def ax(rows, pooled, context):
    return forest(rows, pooled, context=context)


def test_svg_is_an_image_with_a_name_and_a_description(ax):
    for root in (ET.fromstring(to_svg(ax)), inline(show(ax))):
        assert root.get("role") == "img"
        title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert root.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
        assert f"{title.text}. {desc.text}" == ax.get_label()


def test_every_text_is_text_with_its_measured_length(ax, rows):
    texts = list(inline(show(ax)).iter(f"{SVG}text"))
    assert set(rows["study"]) <= {text.text for text in texts}
    assert all(float(text.get("textLength")) > 0 for text in texts)
    assert {text.get("lengthAdjust") for text in texts} == {"spacingAndGlyphs"}


def test_inline_ink_is_the_colour_of_the_page(ax):
    html = show(ax).html
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', html)) - {"none"}
    assert colours == {
        "currentColor",
        *(f"var({name},{hue})" for hue, name in theme.ROLES.items()),
    }


def test_file_has_plain_colours_and_a_rule_for_dark(ax):
    svg = to_svg(ax)
    assert svg.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    assert "var(" not in svg
    assert "prefers-color-scheme:dark" in svg


def test_nothing_is_fetched(ax):
    for words in (show(ax, "caption").html, to_svg(ax)):
        assert re.findall(r"https?://[^\"' )]+", words) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"href|src=|@import|<image|<script|url\((?!#)", words)


def test_same_figure_same_bytes(rows, pooled, ax, context):
    again = forest(rows, pooled, context=context)
    assert to_svg(ax) == to_svg(again) == to_svg(ax)
    assert show(ax).html == show(again).html
    assert show(ax).png == show(again).png


def test_same_bytes_in_another_process(rows, tmp_path):
    code = (
        "import sys, pandas as pd; from b12meta.figures import forest, to_svg; "
        "assert 'matplotlib.pyplot' not in sys.modules; "
        "sys.stdout.buffer.write(to_svg(forest(pd.read_json(sys.argv[1]))).encode())"
    )
    table = tmp_path / "rows.json"
    rows.to_json(table, double_precision=15)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(table)], capture_output=True, check=True
    )
    assert done.stdout.decode() == to_svg(forest(rows))


def test_style_of_the_session_changes_nothing_and_is_left_alone(rows, pooled):
    plain = to_svg(forest(rows, pooled))
    with mpl.rc_context(
        {"axes.grid": True, "axes.axisbelow": True, "font.size": 20, "savefig.bbox": "tight"}
    ):
        before = dict(mpl.rcParams)
        assert to_svg(forest(rows, pooled)) == plain
        given = Figure(layout="constrained").add_subplot()
        assert to_svg(forest(rows, pooled, ax=given)) == plain
        assert show(forest(rows, pooled)).png == show(forest(rows, pooled)).png
        assert dict(mpl.rcParams) == before


def test_resolution_of_the_figure_changes_nothing(rows, pooled):
    figure = Figure(dpi=200)
    ax = forest(rows, pooled, ax=figure.add_subplot())
    assert to_svg(ax) == to_svg(forest(rows, pooled))
    assert figure.dpi == 200


def test_ids_differ_between_figures_and_by_key(rows, pooled):
    one, two = forest(rows, pooled), forest(rows)
    shown = [show(one), show(two), show(one, key="again"), show(one, "caption")]
    assert len({inline(drawing).find(f"{SVG}title").get("id") for drawing in shown}) == 4


def test_awkward_names_are_words_and_nothing_else(many, nasty):
    rows, pooled = many(9)
    ax = forest(rows, pooled)
    root = inline(show(ax))
    words = {text.text: text for text in root.iter(f"{SVG}text")}
    titles = {title.text for title in root.iter(f"{SVG}title")}
    for name in nasty:
        assert clean(name) in words.keys() | titles
    assert "x$y$z_1^2" in words
    assert "<img" not in show(ax, "<img src=x>").html
    assert {element.tag for element in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "desc", "path", "text", "clipPath", "rect")
    }


def test_words_without_glyphs_keep_their_edge(rows):
    """The stand-ins that matplotlib draws are narrower than the words that the SVG holds."""

    def end(side):
        root = ET.fromstring(to_svg(forest(rows, sides=(side, "high"))))
        (text,) = [t for t in root.iter(f"{SVG}text") if t.text == f"← {side}"]
        return float(text.get("x")) + float(text.get("textLength"))

    assert end("学学学学") == pytest.approx(end("low"), abs=0.02)


def test_dollars_are_not_mathematics(many):
    rows, pooled = many(9)
    ax = forest(rows, pooled)
    assert not any(text.get_parse_math() for text in [*ax.texts, *ax.get_xticklabels()])


def test_shortened_name_is_whole_in_its_title(many, nasty):
    rows, pooled = many(2)
    (short,) = [
        text
        for text in inline(show(forest(rows, pooled))).iter(f"{SVG}text")
        if text.text[-1] == "…"
    ]
    assert short.find(f"{SVG}title").text == nasty[1]


def test_notebook_gets_html_picture_and_words(ax):
    data, metadata = show(ax, "A & B")._repr_mimebundle_()
    assert list(data) == ["text/html", "image/png", "text/plain"]
    assert "<figcaption>A &amp; B</figcaption>" in data["text/html"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"] == ax.get_label()
    only, none = show(ax)._repr_mimebundle_(include={"text/html"})
    assert (list(only), none) == (["text/html"], {})


def test_save_svg_writes_what_to_svg_says(ax, tmp_path):
    path = save_svg(ax, tmp_path / "forest.svg")
    assert path.read_bytes().decode() == to_svg(ax)


def test_what_readers_add_is_cut_at_the_frame(rows):
    ax = forest(rows)
    ax.axvspan(-100, -0.2, color="#eeeeee")
    root = ET.fromstring(to_svg(ax))
    (clip,) = root.iter(f"{SVG}clipPath")
    (cut,) = [path for path in root.iter(f"{SVG}path") if path.get("clip-path")]
    assert cut.get("clip-path") == f"url(#{clip.get('id')})"


def test_other_texts_of_matplotlib_are_written_too(rows):
    ax = forest(rows)
    ax.text(0.5, 10, "added", rotation=90, weight="bold")
    (added,) = [t for t in ET.fromstring(to_svg(ax)).iter(f"{SVG}text") if t.text == "added"]
    assert added.get("transform").startswith("rotate(-90 ")
    assert added.get("font-weight") == "600"


def test_refuses_a_figure_without_words():
    with pytest.raises(ValueError, match=r"set_label"):
        show(Figure().add_subplot())
    ax = Figure().add_subplot()
    ax.remove()
    ax.set_label("gone")
    with pytest.raises(ValueError, match="belongs to no figure"):
        to_svg(ax)


def test_many_figures_do_not_pile_up(rows):
    for _ in range(25):  # pyplot warns from 20 on
        to_svg(forest(rows[:1]))
    show(forest(rows[:1]))
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def test_hues_stand_out_on_white_and_on_dark():
    """WCAG 1.4.11: 3 to 1 for what is drawn, on paper and on the dark page."""

    def luminance(color):
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    for hue in theme.ROLES:
        for page in (theme.PAPER, theme.DARK_PAPER):
            light, dark = sorted((luminance(hue), luminance(page)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3
