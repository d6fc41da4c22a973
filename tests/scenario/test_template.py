"""What `mfsim new` makes is valid, and so is each setting that it shows as a comment."""

from __future__ import annotations

import re

import pytest

from mfsim.errors import ScenarioError
from mfsim.scenario.load import load
from mfsim.scenario.settings import all_settings
from mfsim.scenario.template import scenario_text, write_template


def test_it_is_valid_as_it_is(tmp_path):
    files = write_template(tmp_path / "deep" / "place")
    assert sorted(path.name for path in files) == ["members.csv", "mfsim.schema.json", "scenario.toml"]
    loaded = load(files[0])
    assert (len(loaded.members), loaded.settings.place.units) == (6, 8)
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"place"}


def test_every_comment_is_a_setting_at_its_default(tmp_path):
    write_template(tmp_path / "place")
    text = re.sub(r"(?m)^# (\w+ = )", r"\1", scenario_text())
    text = re.sub(r"(?m)^(vocabulary|book) = .*\n", "", text)
    (tmp_path / "place" / "scenario.toml").write_text(text, encoding="utf-8")
    settings = load(tmp_path / "place" / "scenario.toml")
    left_out = {"members.vocabulary", "norms.book", "members.occupied_at_start", "sources"}
    assert set(settings.document.values) == set(all_settings()) - left_out
    assert settings.hash == load(write_template(tmp_path / "other")[0]).hash


def test_what_exists_is_left_alone(tmp_path):
    (tmp_path / "place").mkdir()
    (tmp_path / "file").write_text("mine")
    for name in ("place", "file", "file/below", "."):
        with pytest.raises(ScenarioError):
            write_template(tmp_path / name)
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "place"]
