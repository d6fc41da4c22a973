"""The norm book shows each rule from the month of its adoption to that in which it was struck out."""

import numpy as np
import pytest

import mfsim
from mfsim.report.files import draw
from mfsim.report.rules import BASIC, EMERGENT, bars_of, label_rules, share_with_rule, tone_of
from mfsim.report.style import counted
from mfsim.world.norm_records import ORIGINS
from mfsim.world.series import NORM_ROW
from tests.worlds import equal

EMPTY = {"members.occupied_at_start": 0.0, "membership.applicants_per_unit_month": 0.0}
STATUTORY = ORIGINS.index("statutory")


def book(*rules):
    """Made-up rules: kind, resolution, origin, from, to, quality."""
    norms = np.zeros(len(rules), NORM_ROW)
    for row, (kind, resolution, origin, start, end, quality) in zip(norms, rules, strict=True):
        row["kind"], row["resolution"], row["origin"] = kind, resolution, origin
        row["from_month"], row["to_month"], row["quality"] = start, end, quality
    return norms


@pytest.fixture(scope="module")
def result():
    return mfsim.run("mage", runs=6, months=60, seed=2)


@pytest.fixture(scope="module")
def shown(result):
    return result._shown(3)


def with_rules(shown, *rules):
    from dataclasses import replace

    return replace(shown, watched=shown.watched._replace(norms=book(*rules)))


def test_a_bar_reaches_from_adoption_to_striking_out_or_to_the_end():
    bars = bars_of(book((2, 0, EMERGENT, 5, 9, 0.5), (0, 1, BASIC, 1, np.nan, 0.5)), 60)
    np.testing.assert_allclose(bars[:, [0, 2]], [[5, 4], [1, 59]])
    assert [int(low) for low in bars[:, 1]] == [2, 0]


def test_share_of_books_with_a_rule_month_by_month():
    norms = book(
        (0, 0, EMERGENT, 3, 5, 0.5),
        (0, 1, EMERGENT, 6, np.nan, 0.5),
        (1, 0, BASIC, 0, np.nan, 0.5),
        (0, 0, EMERGENT, 4, 4, 0.5),
    )
    shares = share_with_rule(norms, 3, 7, 2)
    np.testing.assert_allclose(shares[0], [0, 0, 0.5, 0.5, 0, 0.5, 0.5])
    np.testing.assert_allclose(shares[1], np.full(7, 0.5))
    assert (shares[2] == 0.0).all()


def test_shares_agree_with_the_rules_counted_in_the_series(result):
    several = mfsim.run(mfsim.load("base", {"place.sites": 2, "norms.basic_rules": 1}), runs=4, months=40)
    for one in (result, several):
        shares = one._shown().rules
        counted = one.records.series["rules"].mean(axis=(0, 2))
        assert counted.max() > 0.5
        np.testing.assert_allclose(shares.sum(axis=0), counted, atol=1e-12)


def test_the_rules_watched_are_those_of_the_tables(result, shown):
    rows = result.records.norm_rows[(result.records.norm_run == 3) & (result.records.norm_site == 0)]
    assert len(rows)
    assert equal(shown.watched.norms, rows)


def test_the_figure_has_a_labelled_bar_for_each_rule(shown):
    made = with_rules(
        shown,
        (0, 1, EMERGENT, 3, np.nan, 0.9),
        (4, 0, STATUTORY, 1, 40, 0.3),
        (5, 2, BASIC, 1, np.nan, 0.5),
        (6, 0, EMERGENT, 20, 21, 0.5),
    )
    figure = draw("norm_book", made)
    axes = figure.axes[0]
    assert axes.get_title(loc="left") == "Run 3: 2 rules in force at the end, 2 struck out before"
    words = [text.get_text() for text in axes.texts]
    names = made.resolutions
    assert words == [names[0][1], f"{names[4][0]} (statutory)", f"{names[5][2]} (basic)"]  # the fourth has no room
    assert [tick.get_text() for tick in axes.get_yticklabels()] == made.kinds
    crosses = axes.lines[0]
    np.testing.assert_allclose(crosses.get_xdata(), [40.0, 21.0], atol=0.5)
    assert crosses.get_ydata().tolist() == [4.5, 6.5]
    hatched = [bars for bars in axes.collections if bars.get_hatch()]
    assert [len(bars.get_paths()) for bars in hatched] == [1]


def test_the_better_a_rule_fits_the_darker_it_is():
    darkness = [1.0 - np.mean(tone_of(quality)) for quality in (0.0, 0.3, 0.6, 1.0)]
    assert (np.diff(darkness) > 0.0).all()


def test_labels_stay_inside_their_bars(shown):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    made = with_rules(shown, *((kind, kind % 3, EMERGENT, 4 * kind, 4 * kind + 14, 0.5) for kind in range(12)))
    figure = draw("norm_book", made)
    axes = figure.axes[0]
    renderer = FigureCanvasAgg(figure).get_renderer()
    assert len(axes.texts) > 6
    for text in axes.texts:
        box = text.get_window_extent(renderer).transformed(axes.transData.inverted())
        kind = round(text.get_position()[1] - 0.5)
        assert 4 * kind - 0.1 <= box.x0
        assert box.x1 <= 4 * kind + 14.1


def test_percentages_at_the_right_are_those_of_the_last_month(shown):
    many = draw("norm_book", shown).axes[2]
    assert [text.get_text() for text in many.texts] == [f"{share:.0%}" for share in shown.rules[:, -1]]
    assert many.get_title(loc="left") == "Share of 6 runs with a rule"


def test_open_cases_are_drawn(shown):
    below = draw("norm_book", shown).axes[3]
    shade = below.collections[-1].get_paths()[0].vertices[:, 1]
    assert shade.max() == shown.watched.series["open_cases"].max()
    np.testing.assert_array_equal(below.lines[0].get_ydata(), shown.watched.series["cases"])


def test_the_page_of_one_run_shows_the_same_rules(shown):
    made = with_rules(shown, (0, 1, EMERGENT, 3, np.nan, 0.9), (4, 0, STATUTORY, 1, 40, 0.3))
    axes = next(one for one in draw("one_run", made).axes if one.get_title(loc="left") == "Norms")
    outlines = [bars for bars in axes.collections if len(bars.get_paths()) == 2]
    assert len(outlines) == 2  # tones and frames
    assert any(
        text.get_text() == f"{counted(int(shown.watched.series['rules'][-1]), 'rule')} in force" for text in axes.texts
    )


def test_labels_need_room():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    label_rules(axes, book((0, 0, EMERGENT, 0, 1, 0.5)), [["weekly rota"]], 120, 500.0)
    assert not axes.texts


@pytest.mark.parametrize(
    ("scenario", "settings", "months"),
    [
        ("base", EMPTY, 3),
        ("base", {"place.units": 1}, 1),
        ("base", {"processes.norms": False}, 3),
        ("r84", {"norms.basic_rules": 2}, 5),
    ],
)
def test_any_book_can_be_drawn_and_gives_the_same_bytes(scenario, settings, months, tmp_path):
    result = mfsim.run(mfsim.load(scenario, settings), runs=2, months=months)
    written = []
    for name in ("a.png", "b.png"):
        result.plot("norm_book").savefig(tmp_path / name)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
