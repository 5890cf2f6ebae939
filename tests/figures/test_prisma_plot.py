"""The flow diagram: every number of the flow, in its box, and nothing overlaps."""

from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from b12meta.evidence.flow import flow
from b12meta.evidence.flow_boxes import Box, Flow, Step
from b12meta.figures import theme, to_svg
from b12meta.figures.prisma_plot import prisma
from b12meta.tables import load_tables

COLUMNS = ["question", "included", "pooled", "awaiting"]
NONE = pd.DataFrame(columns=COLUMNS)


@pytest.fixture(scope="module")
def counted():
    return flow(load_tables())


def boxes_of(ax):
    """Corners of the boxes in pixels from the top left, in the order of drawing."""
    found = [patch for patch in ax.patches if len(patch.get_xy()) == 5]
    return [patch.get_xy() for patch in found]


def row(ax, first):
    """Words in the line that begins with `first`, from left to right."""
    level = next(text.get_position()[1] for text in ax.texts if text.shown == first)
    near = 2 / theme.PX_PER_INCH  # texts of two sizes share a middle, not a baseline
    line = [text for text in ax.texts if abs(text.get_position()[1] - level) < near]
    return [text.shown for text in sorted(line, key=lambda text: text.get_position()[0])]


def test_every_number_of_the_flow_stands_beside_its_words(counted):
    ax = prisma(counted)
    for step in counted.steps[1:]:
        for box in filter(None, (step.box, step.out)):
            line = row(ax, box.words)
            assert line[line.index(box.words) + 1] == str(box.n)
            for words, n in box.parts:
                line = row(ax, words)
                assert line[line.index(words) + 1] == str(n)


def test_what_is_not_recorded_is_dashed_and_says_so(counted):
    ax = prisma(counted)
    assert row(ax, "Records identified, by database").count("not recorded") == 2
    styles = [patch.get_linestyle() for patch in ax.patches if len(patch.get_xy()) == 5]
    unknown = [step.box.n is None for step in counted.steps]
    unknown += [step.out.n is None for step in counted.steps if step.out]
    assert [style != "solid" for style in styles] == unknown


def test_table_by_question_holds_the_frame(counted):
    ax = prisma(counted)
    assert row(ax, "Serum B12")[1:] == [
        str(n) for n in counted.questions.loc["serum_b12", ["included", "pooled", "awaiting"]]
    ]
    assert row(ax, "Supplementation")[2] == "–"


def test_boxes_keep_apart_and_hold_their_words(counted, boxes):
    ax = prisma(counted)
    frames = boxes_of(ax)
    for i, one in enumerate(frames):
        for other in frames[i + 1 :]:
            apart_x = one[:, 0].max() <= other[:, 0].min() or other[:, 0].max() <= one[:, 0].min()
            apart_y = one[:, 1].max() <= other[:, 1].min() or other[:, 1].max() <= one[:, 1].min()
            assert apart_x or apart_y
    found, canvas = boxes(ax)
    for word, box in found:
        middle = (box.x0 + box.x1) / 2, canvas.y1 - (box.y0 + box.y1) / 2
        for frame in frames:
            (left, top), (right, bottom) = frame.min(axis=0), frame.max(axis=0)
            if left < middle[0] < right and top < middle[1] < bottom:
                assert left < box.x0, word
                assert box.x1 < right, word


def test_arrows_lead_from_box_to_box(counted):
    """Each arrow ends at the edge of a box: two of them are the boxes it joins."""
    ax = prisma(counted)
    tips = [patch.get_xy()[0] for patch in ax.patches if len(patch.get_xy()) == 4]
    frames = boxes_of(ax)
    outs = sum(step.out is not None for step in counted.steps)
    assert len(tips) == len(counted.steps) - 1 + outs
    for tip in tips:
        at_top = [np.isclose(tip[1], frame[:, 1].min()) for frame in frames]
        at_left = [np.isclose(tip[0], frame[:, 0].min()) for frame in frames]
        assert any(at_top) or any(at_left)


def test_description_tells_the_flow(counted):
    words = prisma(counted).get_label()
    assert words.startswith("PRISMA 2020 flow diagram: records seen or cited, and screened 149, ")
    for step in counted.steps[1:]:
        assert f"{step.box.words}, {step.box.n}" in words
    assert "Records identified, by database, not recorded" in words


def test_file_is_well_formed_and_the_same_each_time(counted):
    assert to_svg(prisma(counted)) == to_svg(prisma(counted))
    root = ET.fromstring(to_svg(prisma(counted)))
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"149", "56", "Reports sought for retrieval"} <= texts


def test_hostile_words_stay_in_their_boxes(nasty, check):
    left = Box(words="word " * 60 + "x" * 200, n=0, parts=(("y" * 300, 0),))
    steps = tuple(
        Step(
            stage=name,
            box=Box(words=f"{name} {i} " + "x" * (40 * i), n=10**9, parts=((name, 10**9),)),
            out=left if i % 2 else None,
        )
        for i, name in enumerate(nasty)
    )
    rows = [(name, 10**6, None if i % 2 else 7, 0) for i, name in enumerate(nasty)]
    questions = pd.DataFrame(rows, columns=COLUMNS)
    check(prisma(Flow(steps=steps, questions=questions), footnotes=["word " * 80]))
    check(prisma(Flow(steps=steps[:1], questions=NONE)))


def test_a_flow_without_steps_is_refused():
    with pytest.raises(ValueError, match="there is no step"):
        prisma(Flow(steps=(), questions=NONE))
