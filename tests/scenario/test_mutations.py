"""Whatever is done to valid files, the answer is a valid scenario or an error that names the file."""

from __future__ import annotations

import math
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfsim.errors import ScenarioError
from mfsim.scenario.load import LoadedScenario, load
from mfsim.scenario.schema import Scenario
from mfsim.scenario.settings import all_settings
from mfsim.scenario.shipped import shipped_folder
from mfsim.scenario.template import MEMBERS, scenario_text

EVERY_SETTING = (
    re.sub(r"(?m)^# (\w+ = )", r"\1", scenario_text())
    .replace('vocabulary = "trades.csv"', "")
    .replace('book = "rules.csv"', "")
)
MAGE = (shipped_folder() / "mage.toml").read_text(encoding="utf-8").replace("members/mage.csv", "members.csv")
TRADES = """\
trade,sector,kind,goods,own_field,second_field,second_level,noise,rate_factor
a,arts,artist,yes,art,wood,0.3,0.1,0.8
"""
ODD = [
    *("nan", "inf", "-1", "1.5", "-0.0", "1e400", "0x7f", "9" * 30, "9" * 5_000, "true", "2020-01-01"),
    *('"x"', '""', '"\\u0000"', "'base'", '"here.toml"', "''' '''"),
    *("[]", "{}", "{a = 1}", "[[", "", "é", "\t", "#", "="),
]
TIMES = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def loaded_or_refused(source, changes=None) -> LoadedScenario | ScenarioError:
    try:
        return load(source, changes)
    except ScenarioError as error:
        return error


def judged(folder: Path, scenario: bytes, members: bytes = MEMBERS.encode(), trades: bytes | None = None) -> bool:
    """Load what was made of the files; return whether it is valid."""
    (folder / "here.toml").write_bytes(scenario)
    (folder / "members.csv").write_bytes(members)
    if trades is not None:
        (folder / "trades.csv").write_bytes(trades)
    loaded = loaded_or_refused(folder / "here.toml")
    if isinstance(loaded, ScenarioError):
        assert loaded.problems
        assert str(folder) in str(loaded)
        assert all(len(line) < 2_000 for line in str(loaded).split("\n"))
        return False
    assert Scenario.model_validate(loaded.settings.model_dump()) == loaded.settings
    assert len(loaded.members) <= loaded.settings.place.units
    assert all(member.name and not math.isinf(member.area_m2) for member in loaded.members)
    assert len(loaded.hash) == 64
    return True


def damaged(data: st.DataObject, content: bytes) -> bytes:
    """Delete, insert, change or repeat some bytes, or cut the file off."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        head, part, tail = (
            content[:start],
            content[start : start + data.draw(st.integers(0, 12))],
            content[start:],
        )
        tail = tail[len(part) :]
        new = data.draw(st.binary(max_size=6) | st.sampled_from(ODD).map(str.encode))
        content = data.draw(
            st.sampled_from([head + tail, head + new + part + tail, head + new + tail, head + part * 3 + tail, head])
        )
    return content


def with_odd_parts(data: st.DataObject, text: str, pattern: str) -> str:
    """Replace some of the parts that match by odd values."""
    spans = [found.span(1) for found in re.finditer(pattern, text)]
    for start, end in sorted(data.draw(st.sets(st.sampled_from(spans), min_size=1, max_size=3)), reverse=True):
        text = text[:start] + data.draw(st.sampled_from(ODD) | st.text(max_size=5)) + text[end:]
    return text


def test_what_is_mutated_is_valid(folder):
    assert judged(folder, EVERY_SETTING.encode())
    assert judged(folder, MAGE.encode())
    assert judged(folder, b"[members]\nvocabulary = 'trades.csv'\n", trades=TRADES.encode())


@TIMES
@given(data=st.data())
def test_damaged_scenario(folder, data):
    judged(folder, damaged(data, data.draw(st.sampled_from([MAGE, EVERY_SETTING])).encode()))


@TIMES
@given(data=st.data())
def test_scenario_with_odd_values(folder, data):
    judged(folder, with_odd_parts(data, EVERY_SETTING, r"(?m)^\w+ = (.+?) #").encode("utf-8", "surrogatepass"))


@TIMES
@given(data=st.data())
def test_scenario_with_odd_names(folder, data):
    text = data.draw(st.sampled_from([MAGE, EVERY_SETTING]))
    judged(folder, with_odd_parts(data, text, r"(?m)^\[?(\w+)").encode("utf-8", "surrogatepass"))


@TIMES
@given(data=st.data())
def test_damaged_members(folder, data):
    judged(folder, EVERY_SETTING.encode(), damaged(data, MEMBERS.encode()))


@TIMES
@given(data=st.data())
def test_members_with_odd_cells(folder, data):
    members = with_odd_parts(data, MEMBERS[MEMBERS.index("name,trade") :], r"([^,\n]+)")
    judged(folder, EVERY_SETTING.encode(), members.encode("utf-8", "surrogatepass"))


@TIMES
@given(data=st.data())
def test_damaged_trades(folder, data):
    judged(folder, b"[members]\nvocabulary = 'trades.csv'\n", trades=damaged(data, TRADES.encode()))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=2),
    max_leaves=4,
)


@TIMES
@given(changes=st.dictionaries(st.sampled_from([*all_settings(), "place", "extends", "x.y"]), ANYTHING, max_size=4))
def test_odd_settings_from_python(changes):
    loaded = loaded_or_refused("base", changes)
    if isinstance(loaded, ScenarioError):
        assert str(loaded)
    else:
        assert Scenario.model_validate(loaded.settings.model_dump()) == loaded.settings
