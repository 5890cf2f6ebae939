"""The public names are a promise: adding or removing one is a change to this list."""

import importlib
import re
import subprocess
import sys

import b12meta
from b12meta.paths import ROOT

NAMES = [
    "BayesPool", "Bootstrap", "BoundedPool", "Choices", "Gosh", "HalfCauchy", "HalfNormal",
    "HalfT", "Interval", "Jeffreys", "LogNormal", "LogT", "MultilevelPooled", "Normal",
    "Permutation", "Pooled", "PooledProportion", "PooledTables", "Problem", "ROOT", "Regression",
    "Scenario", "Subgroups", "TableError", "Tables", "Uniform", "back_transform", "baujat",
    "begg", "bootstrap", "check_tables", "cluster_robust", "combine_groups", "cumulative",
    "egger", "escalc", "evidence", "excess_significance", "fail_safe_n", "figures", "from_ci",
    "from_quantiles", "from_se", "gosh", "influence", "leave_one_out", "leave_one_out_bounded",
    "load_tables", "mantel_haenszel", "multiverse", "permutation_test", "pet_peese", "peto",
    "pool", "pool_bayes", "pool_bounded", "pool_multilevel", "pool_proportions", "prior_curves",
    "prior_sensitivity", "radial", "raw_to_log", "regress", "rhodes2015", "selection_model",
    "show_table", "shrunken_effects", "simulate_coverage", "smd_bounds_from_p", "smd_from_p",
    "study_intervals", "subgroups", "trim_and_fill", "turner2012", "turner2015",
]  # fmt: skip


def test_the_public_names_are_the_written_list():
    assert sorted(b12meta.__all__) == NAMES


def test_every_public_name_is_there_and_documented():
    for name in NAMES:
        assert getattr(b12meta, name).__doc__, name


def test_lower_layers_do_not_import_from_the_root():
    root = re.compile(r"^\s*(from b12meta import|import b12meta\b(?!\.))", re.MULTILINE)
    modules = (ROOT / "src" / "b12meta").rglob("*.py")
    assert [path.name for path in modules if root.search(path.read_text("utf-8"))] == []


def test_importing_the_root_imports_nothing_heavy():
    heavy = ("numpy", "pandas", "scipy", "matplotlib")
    code = f"import sys, b12meta; print([name for name in {heavy} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_version_is_that_of_the_project():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{importlib.import_module("b12meta").__version__}"' in text
