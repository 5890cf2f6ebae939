"""The script in R agrees with data/processed, and notices when it does not.

Its tests exist only where there is an Rscript: the checks of every change run without R and count
a skipped test as a failure. What holds without R is tested here always.
"""

import csv
import re
import shutil
import subprocess
from importlib.resources import files

import pytest

from b12meta.paths import ROOT

RSCRIPT = shutil.which("Rscript")
SCRIPT = files("b12meta.report.downloads").joinpath("redo.R").read_text("utf-8")
POOLED = ROOT / "data" / "processed" / "pooled.csv"


def pooled_rows():
    with POOLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_script_names_analyses_that_exist():
    asked = set(re.findall(r'line_of\(pooled, analyte, "([^"]+)"\)', SCRIPT))
    pattern = re.search(r'sprintf\("(Every study, [^"]+)", kind\)', SCRIPT)[1]
    asked |= {pattern.replace("%s", kind) for kind in ("chi-square", "t")}
    assert len(asked) == 4
    assert asked <= {row["analysis"] for row in pooled_rows()}


def test_the_script_needs_no_package_but_metafor():
    assert re.findall(r"(\w+)::", SCRIPT) == ["metafor"]
    assert "library(" not in SCRIPT
    assert SCRIPT.isascii()


def redo(folder, *, analyte=None, shift=0.0):
    """Run the script on a copy of the tables, of one analyte only, with its headline moved."""
    (folder / "data").mkdir()
    shutil.copytree(POOLED.parent, folder / "data" / "processed")
    (folder / "redo.R").write_text(SCRIPT, encoding="utf-8")
    rows = [row for row in pooled_rows() if analyte in {None, row["analyte"]}]
    rows[0]["estimate"] = str(float(rows[0]["estimate"]) + shift)
    with (folder / "data" / "processed" / "pooled.csv").open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    command = [RSCRIPT, "--vanilla", "redo.R"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


if RSCRIPT:

    @pytest.mark.long
    def test_r_confirms_the_headline_numbers(tmp_path):
        answer = redo(tmp_path)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        rows = pooled_rows()
        analytes = {row["analyte"] for row in rows}
        assert "MORE THAN" not in answer.stdout
        for analyte in analytes:
            assert answer.stdout.count(f"{analyte}: Bayes (headline)") == 6
            assert answer.stdout.count(f"{analyte}: ML (") == 8
        last = answer.stdout.splitlines()[-1]
        assert re.fullmatch(r"\d+ numbers compared, 0 differ by more than the tolerance\.", last)
        assert int(last.split()[0]) >= 14 * len(analytes)

    @pytest.mark.long
    def test_r_notices_a_number_that_was_changed(tmp_path):
        answer = redo(tmp_path, analyte="b12", shift=1e-4)
        assert answer.returncode == 1
        assert answer.stdout.count("MORE THAN") == 1
