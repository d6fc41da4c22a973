"""The folder of a study: what does not belong there is told, and nothing is overwritten."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import mfsim
from mfsim.store.folder import MANIFEST, PARTS, StoreError, StudyFolder, write_synced

MANIFEST_OF = {"key": "one", "mfsim": "0.1.0", "rules": "r"}
POINTS = pa.table({"point": [0, 1]})
DESIGN = pa.table({"point": [0, 1], "x": [0.0, 1.0]})


@pytest.fixture
def store(tmp_path):
    made = StudyFolder(tmp_path / "study")
    made.begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)
    return made


def test_a_part_comes_back(store):
    table = pa.table({"x": [1.0, 2.5]})
    store.save(3, table)
    assert store.done(5) == [3]
    assert store.read(3)["x"].to_pylist() == [1.0, 2.5]


def test_beginning_again_changes_nothing(store):
    store.save(0, pa.table({"x": [1.0]}))
    before = {one: one.read_bytes() for one in store.folder.rglob("*") if one.is_file()}
    store.begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)
    assert {one: one.read_bytes() for one in store.folder.rglob("*") if one.is_file()} == before


@pytest.mark.parametrize(("change", "what"), [
    ({"key": "two"}, "the experiment"), ({"mfsim": "0.2.0"}, "mfsim was another"), ({"rules": "s"}, "the rules of mfsim"),
])  # fmt: skip
def test_another_study_is_refused(store, change, what):
    with pytest.raises(StoreError, match=what):
        store.begin({**MANIFEST_OF, **change}, lambda: POINTS, lambda: DESIGN)
    assert store.manifest == MANIFEST_OF


def test_a_folder_of_other_things_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StoreError, match=r"holds no study \(letter.txt\)"):
        StudyFolder(tmp_path).begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)
    assert not (tmp_path / MANIFEST).exists()


def test_a_truncated_part_is_told(store):
    store.save(0, pa.table({"x": list(range(1_000))}))
    content = store.part(0).read_bytes()
    store.part(0).write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match=r"000000.parquet: is damaged .*delete it and run again"):
        store.done(1)


def test_a_foreign_part_is_told(store, tmp_path):
    other = StudyFolder(tmp_path / "other")
    other.begin({**MANIFEST_OF, "key": "other"}, lambda: POINTS, lambda: DESIGN)
    other.save(0, pa.table({"x": [1.0]}))
    store.part(0).write_bytes(other.part(0).read_bytes())
    with pytest.raises(StoreError, match="belongs to another study"):
        store.done(1)
    store.part(1).write_bytes(store.part(0).read_bytes())
    with pytest.raises(StoreError, match="belongs to another study"):
        store.done(2)


def test_what_a_killed_process_left_half_written_is_removed(tmp_path):
    folder = tmp_path / "study"
    (folder / PARTS).mkdir(parents=True)
    left = [folder / ".study.41.json", folder / ".points.41.parquet", folder / PARTS / ".000002.41.parquet"]
    for one in left:
        one.write_text("half")
    store = StudyFolder(folder)
    store.begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)
    with store.locked():
        assert not any(one.exists() for one in left)


def test_a_study_killed_before_its_points_were_written_goes_on(store):
    (store.folder / "points.parquet").unlink()
    store.begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)
    assert store.points() == POINTS


@pytest.mark.parametrize("content", ["", "{", "[]", "{}"])
def test_a_manifest_that_is_none_is_told(store, content):
    (store.folder / MANIFEST).write_text(content)
    with pytest.raises(StoreError, match=MANIFEST):
        store.begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)


def test_no_study_is_told(tmp_path):
    with pytest.raises(StoreError, match="there is no study here"):
        _ = StudyFolder(tmp_path).manifest


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"):
        StudyFolder(tmp_path / "study").begin(MANIFEST_OF, lambda: POINTS, lambda: DESIGN)


def test_a_full_disk_leaves_what_was_there(store, monkeypatch):
    store.save(0, pa.table({"x": [1.0]}))
    before = store.part(0).read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        store.save(1, pa.table({"x": [2.0]}))
    assert store.part(0).read_bytes() == before
    assert [one.name for one in (store.folder / "parts").iterdir()] == ["000000.parquet"]


FILLS_UP = """import resource, sys
import pyarrow as pa
from mfsim.store.folder import StoreError, StudyFolder
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
store = StudyFolder(sys.argv[1])
store.save(0, pa.table({"x": [1.0]}))
try:
    store.save(1, pa.table({"x": [hash(str(one)) for one in range(100_000)]}))
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_where_no_more_can_be_written_nothing_is_lost(store):
    """The system itself refuses to write more, half-way through a part."""
    variables = {**os.environ, "PYTHONPATH": str(Path(mfsim.__file__).parents[1])}
    command = [sys.executable, "-c", FILLS_UP, str(store.folder)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    assert "000001.parquet: cannot be written: File too large" in done.stdout
    assert [one.name for one in (store.folder / PARTS).iterdir()] == ["000000.parquet"]
    assert store.done(2) == [0]
    assert store.read(0)["x"].to_pylist() == [1.0]


def test_a_part_with_a_flipped_bit_is_told(store):
    store.save(0, pa.table({"x": list(range(1_000))}))
    content = bytearray(store.part(0).read_bytes())
    content[len(content) // 4] ^= 1
    store.part(0).write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(0)


def test_half_a_file_is_never_there(tmp_path):
    path = tmp_path / "a.json"
    write_synced(path, json.dumps([1]).encode())
    assert json.loads(path.read_text()) == [1]
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
