from b12meta.evidence.processed import FOLDER, build, rebuild
from b12meta.tables.write import read_processed


def test_what_is_committed_is_what_the_raw_tables_give(tables, tmp_path):
    """Text and keys alike, numbers within 1e-8: the last digits differ between BLAS builds."""
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert rebuild(tables, tmp_path) == ()


def test_a_changed_number_is_written_and_only_its_file(tables, tmp_path):
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "effects.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"SMD,-0.", b"SMD,-0.1", 1))
    assert path.read_bytes() != before
    assert rebuild(tables, tmp_path) == ("effects.csv",)
    assert path.read_bytes() == before


def test_no_file_is_left_from_a_table_that_is_gone(tables):
    wanted = {f"{name}.csv" for name in build(tables)} | {"datapackage.json"}
    assert {path.name for path in FOLDER.iterdir()} == wanted


def test_what_is_written_reads_back(tables):
    back = read_processed(FOLDER)
    for name, frame in build(tables).items():
        assert list(back[name].columns) == list(frame.columns)
        assert len(back[name]) == len(frame)
