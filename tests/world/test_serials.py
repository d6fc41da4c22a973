"""Serial numbers of named members: others come and go without changing anyone's draws."""

from hypothesis import given
from hypothesis import strategies as st

import mfsim
from mfsim.world.serials import FIRST_NAMED, SERIALS_PER_SITE, member_name, serials_by_name

NAMES = st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=80, unique=True)


@given(NAMES)
def test_serials_are_distinct_and_in_their_range(names):
    serials = serials_by_name(names)
    assert set(serials) == set(names)
    assert len(set(serials.values())) == len(names)
    assert all(FIRST_NAMED <= serial < SERIALS_PER_SITE for serial in serials.values())


@given(NAMES)
def test_serials_do_not_depend_on_the_order_of_rows(names):
    assert serials_by_name(names) == serials_by_name(names[::-1])


def test_a_member_less_leaves_the_others_theirs():
    names = [f"member {number}" for number in range(40)]
    all_of_them, without_one = serials_by_name(names), serials_by_name(names[1:])
    assert without_one == {name: all_of_them[name] for name in names[1:]}


def test_names_come_back_from_serials():
    scenario = mfsim.load("mage")
    serials = serials_by_name([member.name for member in scenario.members])
    assert {member_name(scenario, serial) for serial in serials.values()} == set(serials)
    assert member_name(scenario, 3) == "firm 3"


def test_a_row_less_in_a_members_file_moves_nobody_elses_draws(tmp_path):
    rows = ["name,trade", *(f"member {number},woodworker" for number in range(6))]
    first = {}
    for name, lines in {"all": rows, "fewer": [rows[0], *rows[2:]]}.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines))
        scenario = mfsim.load({"members": {"file": str(tmp_path / f"{name}.csv")}, "place": {"units": 6}})
        panel = mfsim.run(scenario, runs=1, months=1, panel=True).panel.set_index("name")
        first[name] = panel[["rate_eur_per_hour", "standing"]]
    assert len(first["fewer"]) >= 4  # one may have left in the first month
    assert first["fewer"].equals(first["all"].reindex(first["fewer"].index))
