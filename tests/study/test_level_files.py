"""Members files as levels of a lever: found beside the experiment, kept, and told when they change."""

import pytest

import mfsim
from mfsim.cli import main
from mfsim.store.folder import StoreError

EXPERIMENT = """[experiment]
scenario = "base"
runs = 2
months = 3
outcomes = ["income", "members"]
[settings]
"place.total_area_m2" = 400.0
[uncertainties]
"demand.rivalry" = [0.0, 0.6]
[levers]
"members.file" = ["few.csv", "many.csv"]
[levers.rules]
none = { "norms.origin" = "emergent" }
house = { "norms.origin" = "copied", "norms.book" = "house" }
[design]
points = 2
crossed = true
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "few.csv").write_text("name,trade\nAda,caterer\nBruno,photographer\n")
    (tmp_path / "many.csv").write_text("name,trade\nAda,caterer\nBruno,photographer\nEva,caterer\nIda,sewer\n")
    (tmp_path / "x.toml").write_text(EXPERIMENT)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def test_files_are_found_beside_the_experiment_and_kept(place):
    study = mfsim.sweep(place / "x.toml", "out")
    found = study.outcomes()
    assert found.error.isna().all()
    members = found.groupby("members.file").members.mean()
    assert members["many.csv"] > members["few.csv"]
    kept = study.manifest["level_files"]
    assert sorted(one["text"] for one in kept.values()) == sorted(
        (place / name).read_text() for name in ("few.csv", "many.csv")
    )
    for name in ("few.csv", "many.csv", "x.toml"):
        (place / name).unlink()
    again = study.reproduce(rows=16)
    assert again.equal
    assert again.changes == ()


def test_a_changed_file_is_told_on_resume_and_when_it_is_reproduced(place, capsys):
    study = mfsim.sweep(place / "x.toml", "out")
    (place / "few.csv").write_text("name,trade\nAda,caterer\n")
    with pytest.raises(StoreError, match=r"begun before .*few\.csv changed; expected the file as it was"):
        mfsim.sweep(place / "x.toml", "out")
    again = study.reproduce(rows=16)
    assert again.equal
    assert [one.endswith("few.csv has changed since") for one in again.changes] == [True]
    assert main(["sweep", str(place / "x.toml"), "--out", "out"]) == 2
    assert "few.csv changed" in capsys.readouterr().err


def test_a_study_is_the_same_wherever_its_files_lie(place, monkeypatch):
    key = mfsim.sweep(place / "x.toml", "out").manifest["key"]
    monkeypatch.chdir(place)
    assert mfsim.sweep("x.toml", place / "elsewhere" / "out").manifest["key"] == key


def test_a_file_that_is_not_there_is_told_where_it_is_named(place):
    (place / "x.toml").write_text(EXPERIMENT.replace('"many.csv"', '"mny.csv"'))
    with pytest.raises(mfsim.ScenarioError, match=r"x\.toml:11: .*no such file: .*mny\.csv; did you mean 'many\.csv'\?"):
        mfsim.sweep(place / "x.toml", "out")
    assert not (place / "elsewhere" / "out").exists()
