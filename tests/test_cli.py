import shutil
import subprocess
import sys

import pytest

from b12meta.cli import main
from b12meta.paths import ROOT

RAW = ROOT / "data" / "raw"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(RAW, tmp_path / "raw")


def test_clean_tables_give_zero(capsys):
    assert main(["check", str(RAW)]) == 0
    assert "are in order" in capsys.readouterr().out


def test_problems_give_two_and_their_places(folder, capsys):
    arms = folder / "arms.csv"
    arms.write_bytes(arms.read_bytes().replace(b",24,mean_sd,", b",-24,mean_sd,", 1))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    line = next(n for n, row in enumerate(arms.read_text().splitlines(), 1) if ",-24," in row)
    assert said.startswith(f"arms.csv:{line}:n, got '-24', expected")
    assert "1 problem in" in said
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_missing_folder_gives_two_and_a_sentence(tmp_path, capsys):
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_the_environment_variable_names_the_folder(folder, monkeypatch, capsys):
    (folder / "counts.csv").write_bytes(b"")
    monkeypatch.setenv("B12META_DATA", str(folder))
    assert main(["check"]) == 2
    assert "counts.csv" in capsys.readouterr().err


def test_bad_tables_stop_every_command_that_needs_them(folder, monkeypatch, capsys):
    (folder / "counts.csv").write_bytes(b"")
    monkeypatch.setenv("B12META_DATA", str(folder))
    assert main(["tables"]) == 2
    assert main(["report"]) == 2
    assert "nothing was written" in capsys.readouterr().err


def test_tables_of_another_folder_do_not_touch_what_belongs_to_ours(folder, monkeypatch, capsys):
    contrasts = folder / "contrasts.csv"
    contrasts.write_bytes(
        contrasts.read_bytes().replace(b"P=0.284", b"P=0.294").replace(b",0.284,", b",0.294,")
    )
    processed = {path: path.read_bytes() for path in (ROOT / "data" / "processed").iterdir()}
    monkeypatch.setenv("B12META_DATA", str(folder))
    assert main(["tables"]) == 0
    assert "was left as it is" in capsys.readouterr().out
    assert processed == {path: path.read_bytes() for path in processed}


def test_the_module_runs_as_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "b12meta", "check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["chek"])
    assert "chek" in capsys.readouterr().err
