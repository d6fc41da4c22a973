"""Stored results are run again from what lies beside them alone; whatever differs is told, with what has changed."""

import json

import pyarrow as pa
import pytest
from pyarrow import compute, parquet

import mfsim
from mfsim.cli import main
from mfsim.saving import manifest_of
from mfsim.study.compare import compare

EXPERIMENT = """[experiment]
scenario = "place.toml"
runs = 2
months = 6
outcomes = ["income", "members", "help_hours"]
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
[levers.upkeep]
volunteers = { "commons.upkeep" = "voluntary" }
staff = { "commons.upkeep" = "staff" }
[design]
points = 3
crossed = true
"""
MEMBERS = "name,trade\nAda,caterer\nBruno,photographer\nCäcilia,caterer\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "place.toml").write_text('[members]\nfile = "members.csv"\n[place]\nunits = 4\ntotal_area_m2 = 200\n')
    (tmp_path / "members.csv").write_bytes(MEMBERS.encode("cp1252"))
    (tmp_path / "x.toml").write_text(EXPERIMENT)
    return tmp_path


def changed(path, column, row, value):
    table = parquet.read_table(path)
    values = table[column].to_pylist()
    values[row] = value(values[row])
    place = table.column_names.index(column)
    parquet.write_table(table.set_column(place, column, pa.array(values, table[column].type)), path)


def test_a_study_is_the_same_without_its_files(place, capsys):
    study = mfsim.sweep("x.toml", "out")
    for name in ("x.toml", "place.toml", "members.csv"):
        (place / name).unlink()
    found = study.reproduce(rows=10**6)
    assert found.equal
    assert found.numbers == 12 * 6
    assert found.changes == ()
    assert main(["reproduce", "out", "--rows", "3,4"]) == 0
    assert "2 of 12 runs: 12 numbers compared, the same, bit for bit" in capsys.readouterr().out


def test_what_differs_is_told_with_what_has_changed(place, capsys):
    study = mfsim.sweep("x.toml", "out")
    (place / "members.csv").write_text("name,trade\nEve,caterer\n")
    changed(study.store.part(0), "income", 5, lambda value: value * (1.0 + 2**-52))
    manifest = json.loads((place / "out" / "study.json").read_text())
    manifest["versions"]["numpy"] = "1.0"
    (place / "out" / "study.json").write_text(json.dumps(manifest))
    assert main(["reproduce", "out", "--rows", "all"]) == 1
    error = capsys.readouterr().err
    assert "12 of 12 runs: 72 numbers compared, 1 not the same" in error
    assert "point 2, run 1: income: " in error
    assert "numpy: 1.0 then" in error
    assert "members.csv has changed since" in error
    assert main(["reproduce", "out", "--rows", "0,1,2"]) == 0


def test_changed_rows_of_unchanged_versions_are_no_work_of_ours(place):
    study = mfsim.sweep("x.toml", "out")
    changed(study.store.part(0), "members", 0, lambda value: value + 1.0)
    found = study.reproduce(rows=[0])
    assert [one.name for one in found.differences] == ["members"]
    assert "the stored results were changed" in str(found)


def test_errors_are_reproduced_as_well(tmp_path):
    tables = {"experiment": {"scenario": "base", "runs": 1, "months": 3, "outcomes": ["income"]},
              "settings": {"place.units": 4}, "levers": {"norms.origin": ["emergent", "copied"]},
              "design": {"method": "grid"}}  # fmt: skip
    study = mfsim.sweep(tables, tmp_path / "out")
    assert study.status().failed == 1
    assert study.reproduce().equal


def test_runs_of_a_scenario(place, capsys):
    assert main(["run", "place.toml", "--runs", "3", "--months", "6", "--figures", "none", "--out", "runs"]) == 0
    (place / "members.csv").unlink()
    capsys.readouterr()
    assert main(["reproduce", "runs"]) == 0
    assert "3 of 3 runs (tables site, firms, norms)" in capsys.readouterr().out
    changed(place / "runs" / "firms.parquet", "months", 0, lambda value: value + 1)
    assert main(["reproduce", "runs", "--rows", "0,"]) == 1


def test_replaced_processes_are_not_kept(tmp_path):
    manifest = manifest_of(mfsim.load("base"), range(1), 2, 0, ("lease",))
    (tmp_path / "run.json").write_text(manifest)
    with pytest.raises(mfsim.MfsimError, match=r"processes of one's own \(lease\)"):
        mfsim.reproduce(tmp_path)


def test_a_comparison(tmp_path):
    compare({"place": {"units": 4}}, "base", runs=3, months=3, outcomes=["income", "occupancy"]).save(tmp_path)
    found = mfsim.reproduce(tmp_path)
    assert found.equal
    assert found.numbers == 3 * 2 * 4
    table = parquet.read_table(tmp_path / "runs.parquet")
    assert table.filter(compute.equal(table["scenario"], "base")).num_rows == 3
    changed(tmp_path / "runs.parquet", "occupancy", 4, lambda value: value + 1e-9)
    assert not mfsim.reproduce(tmp_path).equal


@pytest.mark.parametrize(("words", "message"), [
    (["nowhere"], "there is nothing to reproduce"),
    (["out", "--rows", "few"], "expected how many, which"),
    (["out", "--rows", "0"], "expected at least one"),
    (["out", "--rows", "7,12"], "there is no row 12"),
])  # fmt: skip
def test_mistakes_are_told(place, capsys, words, message):
    mfsim.sweep("x.toml", "out")
    assert main(["reproduce", *words]) == 2
    assert message in capsys.readouterr().err
