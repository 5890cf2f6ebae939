"""Chunks: the same results in the same order, wherever they are computed; seeds, bar, Ctrl-C."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import joblib
import numpy as np
import psutil
import pytest

from b12meta.stats import chunks
from b12meta.stats.bootstrap.run import bootstrap_arrays
from b12meta.stats.chunks import blocks, each, generator, known_seed
from b12meta.stats.gosh.run import gosh
from b12meta.stats.permutation.run import permute_arrays
from b12meta.stats.simulation.run import Scenario, simulate_coverage

ROOT = Path(__file__).parents[2]
RNG = np.random.default_rng(8)
VI = np.exp(RNG.uniform(-4, -1, 17))
YI = RNG.normal(0.2, np.sqrt(VI + 0.05))

PROMPT = 2.0
"""Seconds in which the prompt must be back; it takes a quarter of one on an idle machine."""


def process(task):
    time.sleep(0.02)
    return os.getpid(), task


def everything():
    """One number array of everything that runs in chunks, several chunks of each."""
    cloud = gosh(YI, VI, progress=False)
    few = YI[:9], VI[:9]
    turned = permute_arrays(*few, exact=False, iterations=9000, seed=5, progress=False)
    shuffled = permute_arrays(*few, np.arange(9.0), iterations=9000, seed=5, progress=False)
    draws = [
        bootstrap_arrays(YI, VI, kind=kind, replicates=9000, seed=5, progress=False)
        for kind in ("parametric", "case")
    ]
    cell = [Scenario(-0.3, 0.1, 6)]
    scores = simulate_coverage(cell, replicates=200, mechanisms=["by_p"], progress=False)
    return [
        *(cloud.estimate, cloud.tau2, cloud.i2, cloud.q, cloud.k),
        *(turned.statistic, shuffled.statistic, shuffled.pval),
        *(column for one in draws for column in (one.estimate, one.tau2)),
        np.array([(one.bias, one.coverage, one.width) for one in scores]),
    ]


@pytest.fixture(scope="module")
def alone():
    return everything()


def check_same(found, expected):
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)  # bit by bit


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_two_workers_find_the_same(backend, alone):
    with joblib.parallel_config(backend, n_jobs=2):
        check_same(everything(), alone)


@pytest.mark.long
def test_dask_cluster_finds_the_same(alone):
    distributed = pytest.importorskip("dask.distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config("dask"),
    ):
        pids = {pid for pid, _ in each(process, range(20))}
        assert pids
        assert os.getpid() not in pids
        check_same(everything(), alone)


def test_work_goes_to_other_processes_in_order():
    with joblib.parallel_config("loky", n_jobs=2):
        pids, tasks = zip(*each(process, range(20)), strict=True)
    assert os.getpid() not in pids
    assert tasks == tuple(range(20))
    pids, tasks = zip(*each(process, range(4), workers=1), strict=True)
    assert set(pids) == {os.getpid()}
    assert tasks == tuple(range(4))


def test_no_one_needs_joblib_or_tqdm_for_one_process():
    code = """
import sys
from b12meta.stats.gosh.run import gosh
from b12meta.stats.bootstrap.run import bootstrap_arrays
gosh([0.1 * i for i in range(17)], [0.1] * 17, method="EE")
bootstrap_arrays([0.1, 0.2], [0.1, 0.1], method="EE")
assert not {"joblib", "tqdm", "dask", "pandas"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_joblib_the_error_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "joblib", None)
    assert list(each(abs, [-1, -2], workers=1)) == [1, 2]
    with pytest.raises(ImportError, match=r"install b12meta\[cluster\], or use one worker"):
        list(each(abs, [-1, -2], workers=2))


def test_blocks_and_seeds():
    assert blocks(0, 5) == []
    assert [*map(len, blocks(11, 5))] == [5, 5, 1]
    children = np.random.SeedSequence(3).spawn(4)
    for number, child in enumerate(children):
        assert generator(3, number).random() == np.random.default_rng(child).random()
    assert known_seed(np.int64(3)) == 3
    assert known_seed(None) != known_seed(None)
    for bad in (-1, 1.5, True, "x"):
        with pytest.raises(ValueError, match="seed: got"):
            known_seed(bad)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "patience", "seen"),
    [(Terminal, 0.0, True), (Terminal, 1.0, False), (io.StringIO, 0.0, False)],
)
def test_bar_on_a_terminal_after_a_second(monkeypatch, stream, patience, seen):
    shown = stream()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(chunks, "PATIENCE", patience)
    assert [task for _, task in each(process, range(20), progress="GOSH")] == list(range(20))
    assert ("GOSH" in shown.getvalue()) == seen


def test_no_bar_where_none_is_asked_for_or_known(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(chunks, "PATIENCE", 0.0)
    assert list(each(abs, [-1, -2])) == [1, 2]
    monkeypatch.setitem(sys.modules, "tqdm", None)
    assert list(each(abs, [-1, -2], progress="GOSH")) == [1, 2]
    assert sys.stderr.getvalue() == ""


def heeding():
    """Let a child heed Ctrl-C even where these tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(arguments, ready):
    """Press Ctrl-C once `ready`; return the code, after checking that nobody is left behind."""
    started = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,
    )
    with started:
        children = ready(started)
        before = time.monotonic()
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
        assert time.monotonic() - before < PROMPT
    _, alive = psutil.wait_procs(children, timeout=PROMPT)
    assert not alive
    return started.returncode, said


def test_interrupted_gosh():
    code = """
from b12meta.stats.gosh.run import gosh
print("ready", flush=True)
gosh([0.1 * i for i in range(20)], [0.01 * (i + 1) for i in range(20)], method="HE")
"""

    def ready(started):
        assert started.stdout.readline() == "ready\n"
        time.sleep(0.3)
        return []

    code, said = interrupted(["-c", code], ready)
    assert code != 0
    assert said.rstrip().endswith("KeyboardInterrupt")


@pytest.mark.long
def test_interrupted_simulation_leaves_no_file_and_no_process(tmp_path):
    def ready(started):
        for _ in range(600):
            children = psutil.Process(started.pid).children(recursive=True)
            if list(tmp_path.iterdir()) and len(children) >= 3:  # two workers and loky's tracker
                time.sleep(1)  # so that both are at work
                return children
            time.sleep(0.1)
        raise AssertionError("the workers never started")

    script = ROOT / "scripts" / "simulate.py"
    code, _ = interrupted([str(script), str(tmp_path / "coverage.csv"), "--workers", "2"], ready)
    assert code == 130
    assert list(tmp_path.iterdir()) == []
