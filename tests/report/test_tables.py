import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from b12meta.report.tables import show_table


def html(frame, caption="Caption", **options):
    return show_table(pd.DataFrame(frame), caption, **options)._repr_html_()


def test_everything_is_escaped():
    nasty = '<img src=x onerror="alert(1)">&'
    page = html({nasty: [nasty], "b": ["x"]}, nasty, headings={"b": nasty})
    assert "<img" not in page
    assert page.count("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;") == 5


def test_headings_have_scopes_and_rows_a_name():
    page = html({"study": ["a", "b"], "n": [1, 2]})
    assert '<th scope="col">Study</th><th scope="col" class="number">n</th>' in page
    assert page.count('<th scope="row">') == 2
    assert "<caption><span>Caption</span></caption>" in page
    assert '<div class="b12-scroll" role="group" tabindex="0" aria-label="Caption">' in page


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_missing_is_an_en_dash(missing):
    assert "<td>–</td>" in html({"study": ["a"], "x": pd.Series([missing], dtype=object)})


def test_numbers_line_up_and_are_rounded_only_here():
    frame = pd.DataFrame({"s": list("abc"), "g": [-0.914, 0.0, np.nan], "p": [0.0004, 1, 0.5]})
    table = show_table(frame, "c", decimals={"p": 3})
    assert [row[1:] for row in table.rows] == [
        ("−0.91", "0.000"),
        ("0.00", "1.000"),
        ("–", "0.500"),
    ]
    assert table.numeric == (False, True, True)
    assert frame["g"][0] == -0.914


def test_whole_numbers_have_no_point_and_small_negatives_no_sign():
    table = show_table(
        pd.DataFrame({"s": ["a", "b"], "year": [1996.0, None], "g": [-0.001, -np.inf]}), "c"
    )
    assert table.rows == (("a", "1996", "0.00"), ("b", "–", "−∞"))


def test_truth_is_yes_or_no():
    table = show_table(pd.DataFrame({"s": ["a", "b"], "used": [True, False]}), "c")
    assert table.rows == (("a", "yes"), ("b", "no"))
    assert table.numeric == (False, False)


def test_links_lead_to_web_addresses_only():
    frame = {"s": ["a", "b", "c"], "to": ["https://x.org/?a=1&b=2", "javascript:alert(1)", None]}
    page = html(frame, links={"s": "to"})
    assert '<a class="external" href="https://x.org/?a=1&amp;b=2">a</a>' in page
    assert "javascript" not in page
    assert page.count("<a ") == 1
    assert '<th scope="col">to</th>' not in page


def test_links_lead_to_pages_of_the_report_and_to_no_other_file():
    good = "../docs/studies/sener1996.md#arms-48"
    frame = {"s": list("abc"), "to": [good, "../docs/../x.md", "../docs/studies/x.md?y"]}
    page = html(frame, links={"s": "to"})
    assert f'<a class="internal" href="{good}">a</a>' in page
    assert page.count("<a ") == 1


def test_a_column_leads_where_its_partner_says_and_the_first_to_its_page():
    frame = {
        "study": ["Sener"],
        "source": ["x.org"],
        "source_url": ["https://x.org/1"],
        "page_url": ["../docs/studies/sener1996.md"],
    }
    page = html(frame)
    assert '<a class="internal" href="../docs/studies/sener1996.md">Sener</a>' in page
    assert '<a class="external" href="https://x.org/1">x.org</a>' in page
    assert page.count("<th ") == 3


def test_the_one_column_of_addresses_is_where_rows_lead():
    frame = {"study_id": ["a"], "why": ["w" * 41], "source_url": ["https://x.org"]}
    page = html(frame)
    assert '<th scope="row"><a class="external" href="https://x.org">a</a></th>' in page
    assert '<th scope="col">Study id</th><th scope="col" class="long">Why</th></tr>' in page
    assert '<th scope="col">Source url</th>' in html(frame, links={})


def test_own_formats_are_used_for_cells_that_are_there():
    table = show_table(
        pd.DataFrame({"s": ["a", "b"], "p": [0.0001, None]}), "c", formats={"p": "<{}".format}
    )
    assert table.rows == (("a", "<0.0001"), ("b", "–"))


def test_an_empty_frame_still_has_its_headings():
    table = show_table(pd.DataFrame({"s": [], "n": []}), "None found")
    assert str(table) == "None found\ns  n"
    assert "<tbody>\n\n</tbody>" in table._repr_html_()


def test_unknown_columns_are_named():
    with pytest.raises(KeyError, match="no column 'q', 'z' in the table; it has s"):
        show_table(pd.DataFrame({"s": [1]}), "c", headings={"z": "Z"}, decimals={"q": 1})


def test_importing_it_is_light():
    heavy = {"sphinx", "nbclient", "jupyter_client", "pybtex", "matplotlib"}
    code = f"import b12meta.report, sys; print({heavy} & set(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"
