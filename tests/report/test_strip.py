import json

from b12meta.report.strip import strip_notebooks, stripped

BOOK = {
    "cells": [
        {
            "cell_type": "code", "id": "a", "execution_count": 3, "source": ["1 + 1"],
            "metadata": {"tags": ["hide-input"], "collapsed": True},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["x"]}],
        }
    ],
    "metadata": {"language_info": {"version": "3.99"}, "kernelspec": {"name": "x"}},
    "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


def test_outputs_counts_and_traces_go_tags_stay():
    cell = json.loads(stripped(json.dumps(BOOK)))["cells"][0]
    assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert cell["metadata"] == {"tags": ["hide-input"]}


def test_stripping_twice_changes_nothing(tmp_path):
    (tmp_path / "a.ipynb").write_text(json.dumps(BOOK))
    assert [path.name for path in strip_notebooks(tmp_path)] == ["a.ipynb"]
    assert strip_notebooks(tmp_path) == []
