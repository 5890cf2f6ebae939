"""Values that R gave, by key and name."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden" / "summaries"


@pytest.fixture(scope="session")
def in_r():
    """`golden/summaries/summaries_r.csv`: what summaries.R printed."""
    found = defaultdict(dict)
    with (GOLDEN / "summaries_r.csv").open() as lines:
        for line in csv.DictReader(lines):
            found[line["key"]][line["what"]] = float(line["value"])
    return dict(found)


@pytest.fixture(scope="session")
def conversions():
    """`golden/summaries/conv_ref.txt`: (program and method, case) to lists of (mean, SD)."""
    found = defaultdict(list)
    for line in (GOLDEN / "conv_ref.txt").read_text().splitlines():
        words = line.split()
        if words[0] == "case":
            found[words[2], f"S{words[1]}"].append((float(words[4]), float(words[6])))
        elif words[0] == "estmeansd":
            found[words[1], f"S{words[2]}"].append((float(words[3]), float(words[4])))
        elif words[0] == "lnorm":
            found["lnorm", words[1]].append((float(words[2]), float(words[3])))
    return dict(found)
