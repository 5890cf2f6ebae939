import subprocess

import pytest

from b12meta.report.provenance import commit, provenance, tables_sum


def git(folder, *arguments):
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    answer = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return answer.stdout.strip()


def test_commit_with_and_without_changes(bare):
    git(bare, "init", "-q")
    assert commit(bare) == "no commit yet"
    (bare / "a").write_text("1")
    assert commit(bare) == "no commit yet+changes"
    git(bare, "add", ".")
    git(bare, "commit", "-qm", "first")
    head = git(bare, "rev-parse", "HEAD")
    assert commit(bare) == head[:12]
    (bare / "new").write_text("1")
    assert commit(bare) == f"{head[:12]}+changes"


def test_another_project_around_ours_is_not_our_git(bare):
    git(bare, "init", "-q")
    inner = bare / "inner"
    inner.mkdir()
    assert commit(inner) == "no git"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("commit: 0123456789abcdef0123456789abcdef01234567\ndate: 2026\n", "0123456789ab"),
        ("commit: $Format:%H$\n", "no git"),
    ],
)
def test_commit_of_an_archive(bare, text, expected):
    (bare / ".git_archival.txt").write_text(text)
    assert commit(bare) == expected


def test_commit_without_git_at_all(bare, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert commit(bare) == "no git"


def test_sum_of_tables_is_what_sha256sum_says(bare):
    raw = bare / "data" / "raw"
    for name in ("b.csv", "a.csv", "A.csv"):
        (raw / name).write_text(name)
    (raw / "SHA256SUMS").write_text("not a table")
    # LC_ALL=C sha256sum *.csv | sha256sum, coreutils 9.1
    expected = "fcc0ee74bc5f24f3bf3fced52dfcac0c4941013bec517faf4b7eaae182d21a41"
    assert tables_sum(raw) == expected


def test_tables_named_elsewhere_are_said_to_be(bare, monkeypatch):
    assert provenance(bare).tables_from == "data/raw"
    monkeypatch.setenv("B12META_DATA", str(bare / "data" / "raw"))
    assert provenance(bare).tables_from == "B12META_DATA"
