import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from b12meta.report.cache import ExecutedCache, state_digest
from b12meta.report.runner import run_notebooks

SLEEPER = {
    "cells": [
        {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None,
         "source": "open('started', 'w').close()\nimport time\ntime.sleep(60)"}
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip

RUN = """\
import signal, sys
from pathlib import Path
from b12meta.report.runner import run_notebooks
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
root = Path(sys.argv[1])
run_notebooks([root / "sleeper.ipynb"], root=root, cache=root / "cache", quiet=True)
"""


def said(outcomes):
    return {failure.notebook.stem: failure.message for failure in outcomes[1].failed}


def test_a_failing_cell_is_named_with_line_error_and_origin(outcomes):
    assert said(outcomes)["raises"] == (
        "cell 3 of 4, line 4 (deep.fall()): KeyError: 'mean' (raised in src/deep.py, line 2, fall)"
    )


def test_a_dead_kernel_is_named_by_its_cell(outcomes):
    assert said(outcomes)["dies"].startswith("cell 2 of 2: the Python of this notebook died")


@pytest.mark.long
def test_a_cell_that_takes_too_long_is_named(bare):
    sleeper = bare / "sleeper.ipynb"
    sleeper.write_text(json.dumps(SLEEPER), encoding="utf-8")
    run = run_notebooks([sleeper], root=bare, cache=bare / "cache", timeout=2, quiet=True)
    assert [str(failure) for failure in run.failed] == [
        "sleeper.ipynb, cell 1 of 1: took longer than 2 s"
    ]


def test_what_a_reader_should_not_see_is_a_failure(outcomes):
    message = re.sub(r"0x\w+", "0x…", said(outcomes)["warns"])
    assert message.split("; ", 2) == [
        "cell 2 of 4: printed to stderr, which a reader would see: UserWarning: mind the gap",
        "cell 3 of 4: shows an object without a text of its own: <object at 0x…>",
        "cell 4 of 4: ends with a value but shows nothing; show the value, or end the line "
        "with ';'",
    ]


def test_a_file_that_is_no_notebook_is_named(outcomes):
    assert said(outcomes)["broken"].startswith("this is not a Jupyter notebook of format 4: ")


def test_others_still_run_in_the_root_folder(outcomes):
    root, run = outcomes
    assert [path.name for path in run.executed] == ["good.ipynb"]
    cells = json.loads(run.copies[run.executed[0]].read_text("utf-8"))["cells"]
    assert cells[1]["outputs"][0]["data"]["text/plain"] == [f"'{root}'"]
    assert "execution" not in cells[1]["metadata"]  # no times, so that bytes repeat


def test_no_kernel_is_left(outcomes):
    assert outcomes is not None
    children = psutil.Process().children(recursive=True)
    assert [p for p in children if "ipykernel_launcher" in " ".join(p.cmdline())] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_leaves_no_kernel():
    with tempfile.TemporaryDirectory(prefix="c") as folder:
        root = Path(folder)
        (root / "data" / "raw").mkdir(parents=True)
        (root / "home").mkdir()
        (root / "sleeper.ipynb").write_text(json.dumps(SLEEPER), encoding="utf-8")
        env = os.environ | {"TMPDIR": folder, "HOME": str(root / "home")}
        command = [sys.executable, "-c", RUN, folder]
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as runner:
            wait_for(lambda: (root / "started").exists())
            assert kernels(folder)
            runner.send_signal(signal.SIGINT)
            assert runner.wait(timeout=20) != 0
            assert runner.stderr is not None
            assert "KeyboardInterrupt" in runner.stderr.read()
        wait_for(lambda: not kernels(folder))
        assert list((root / "home").iterdir()) == []  # nothing is written to the user's home
        assert list(root.glob("b12-*")) == []


def kernels(folder):
    return [
        p
        for p in psutil.process_iter(["cmdline"])
        if f"{folder}/b12-" in " ".join(p.info["cmdline"] or [])
    ]


def wait_for(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "waited 20 s in vain"
        time.sleep(0.05)


def test_a_change_of_anything_that_counts_is_a_new_key(bare, monkeypatch):
    notebook = bare / "a.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    seen = [key(bare, notebook)]
    assert key(bare, notebook) == seen[0]

    changes = {
        "data/raw/arms.csv": "n\n60\n",
        "src/b12meta/new.py": "x = 1\n",
        "requirements.lock": "numpy==2\n",
        "a.ipynb": "{ }",
        "data/raw/arms2.csv": "n\n60\n",
    }
    for name, text in changes.items():
        (bare / name).parent.mkdir(parents=True, exist_ok=True)
        (bare / name).write_text(text, encoding="utf-8")
        seen.append(key(bare, notebook))
    (bare / "data/raw/arms.csv").write_text("n\n61\n", encoding="utf-8")
    seen.append(key(bare, notebook))
    monkeypatch.setenv("B12META_DATA", str(bare / "data" / "raw"))
    seen.append(key(bare, notebook))
    assert len(set(seen)) == len(seen) == 8


def key(root, notebook):
    return ExecutedCache(folder=root / "cache", state=state_digest(root)).path(notebook)


def test_a_folder_of_tables_that_is_none_is_an_error(bare, monkeypatch):
    monkeypatch.setenv("B12META_DATA", str(bare / "nowhere"))
    with pytest.raises(FileNotFoundError, match="nowhere, named by B12META_DATA, is not a folder"):
        state_digest(bare)


def test_known_copies_are_used_and_those_of_deleted_notebooks_purged(bare):
    kept, gone = bare / "kept.ipynb", bare / "gone.ipynb"
    for notebook in (kept, gone):
        notebook.write_text("{}", encoding="utf-8")
    store = ExecutedCache(folder=bare / "cache" / "notebooks", state=state_digest(bare))
    for notebook in (kept, gone):
        store.store(store.path(notebook), "executed\n")
    run = run_notebooks([kept], root=bare, cache=bare / "cache", quiet=True)
    assert run.cached == (kept,)
    assert run.executed == run.failed == ()
    assert list(store.folder.iterdir()) == [store.path(kept)]
