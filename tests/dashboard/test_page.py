"""The page in a real browser: it plays, levers change the world, two worlds are alike until a lever differs."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import mfsim

RENT = "#lever-lease-rent_eur_per_m2_month"
CHARTS = ("livelihood", "members", "help", "ties", "knowledge", "rules", "commons", "landlord")


def stand_at(page, month: int) -> None:
    page.fill("#time", str(month))
    page.wait_for_selector(f"#month:text-is('Month {month} of 60')")


def paths(page, box: str) -> list[str]:
    """The lines drawn in a chart, or the bars of a norm book, as numbers in the page."""
    found = page.locator(f"{box} path.line, {box} rect.rule")
    return found.evaluate_all("all => all.map(one => one.getAttribute('d') ?? `${one.getAttribute('x')} ${one.outerHTML}`)")


def everything(page) -> list[str]:
    """All that shows the history: every chart, the norm book, who is in which room, every tie."""
    drawn = [one for chart in CHARTS for one in paths(page, f"#chart-{chart}")] + paths(page, "#book-A")
    return drawn + rooms(page, "A") + ties(page, "A")


def rooms(page, slot: str) -> list[str]:
    texts = "all => all.map(one => one.textContent)"
    marks = "all => all.map(one => one.getAttribute('width'))"
    box = page.locator(f"#plan-{slot} text.label")
    return box.evaluate_all(texts) + page.locator(f"#plan-{slot} rect.cash, #plan-{slot} rect.care").evaluate_all(marks)


def ties(page, slot: str) -> list[str]:
    """Each tie with its width, whatever the order in which they came."""
    widths = "all => all.map(one => `${one.dataset.ends} ${one.style.strokeWidth}`)"
    return sorted(page.locator(f"#plan-{slot} .tie").evaluate_all(widths))


def widest_tie(page) -> float:
    return max(float(tie.split()[1].removesuffix("px")) for tie in ties(page, "A"))


def turn(page, selector: str, value: str) -> None:
    page.fill(selector, value)
    page.press(selector, "Enter")
    page.wait_for_selector("body:not(.busy)")


def two_lines(page, chart: str) -> tuple[str, str]:
    """The first line of a chart in world A and in world B."""
    lines = page.locator(f"#chart-{chart} path.line:not(.reference)")
    assert lines.count() == 2
    return lines.nth(0).get_attribute("d"), lines.nth(1).get_attribute("d")


def test_starts_with_all_that_it_shows(page):
    assert "MAGE" in page.inner_text("#title")
    assert page.locator("#plan-A .hit").count() == 17
    assert all(page.locator(f"#chart-{chart}").count() == 1 for chart in CHARTS)
    assert page.locator("#book-A").count() == 1
    assert page.locator(".lever").count() >= 20
    assert all(text.strip() for text in page.locator(".lever .meaning").all_inner_texts())


def test_plays_and_ties_thicken(page):
    page.select_option("#speed", "30")
    page.click("#play")
    page.wait_for_selector("#month:text-is('Month 60 of 60')")
    page.wait_for_selector("#play:text-is('Play again')")
    last = widest_tie(page)
    stand_at(page, 2)
    assert last > 1.3 * widest_tie(page)
    assert page.locator("#chart-livelihood path.line").first.get_attribute("d")


def test_shows_the_history_that_mfsim_gives(page):
    stand_at(page, 60)
    model = mfsim.Multifactory("mage", seed=0, collect=False)
    model.run_for(60)
    assert f"{len(model.firms)} members" in page.inner_text("#plan-A figcaption")
    shown = page.locator("#chart-knowledge .values b").first.inner_text()
    assert float(shown) == pytest.approx(model.latest["knowledge"][0], abs=0.006)
    in_force = int(model.latest["rules"][0])
    assert page.inner_text("#book-A .unit").startswith(f"{in_force} rules in force")


def test_a_step_is_a_month(page):
    stand_at(page, 3)
    page.click("#step")
    page.wait_for_selector("#month:text-is('Month 4 of 60')")


def test_a_lever_changes_the_world_and_putting_it_back_restores_it(page):
    stand_at(page, 40)
    before = everything(page)
    turn(page, RENT, "9")
    assert page.inner_text("#month") == "Month 40 of 60"
    assert "rent 5 → 9" in page.inner_text("#status")
    assert "lived again" in page.inner_text("#status")
    assert everything(page) != before
    page.click("#levers-back")
    page.wait_for_selector(".chip", state="detached")
    assert everything(page) == before


def test_start_again_and_new_draws(page):
    stand_at(page, 30)
    before = everything(page)
    page.click("#again")
    page.wait_for_selector("#month:text-is('Month 0 of 60')")
    page.wait_for_selector("#status:has-text('same draws')")
    assert ties(page, "A") == []  # nobody is closer to one than to another yet
    stand_at(page, 30)
    assert everything(page) == before
    page.click("#new-seed")
    page.wait_for_selector("#month:text-is('Month 0 of 60')")
    assert page.input_value("#seed") == "1"
    stand_at(page, 30)
    assert everything(page) != before
    turn(page, "#seed", "0")
    page.wait_for_selector("#month:text-is('Month 0 of 60')")
    stand_at(page, 30)
    assert everything(page) == before


def test_two_worlds_are_alike_until_a_lever_differs(page):
    stand_at(page, 36)
    page.click("#compare")
    page.wait_for_selector("#plan-B")
    assert "alike" in page.inner_text("#status")
    for chart in CHARTS:
        first, second = two_lines(page, chart)
        assert first == second
        assert len(first) > 100
    assert rooms(page, "A") == rooms(page, "B")
    assert ties(page, "A") == ties(page, "B")
    assert paths(page, "#book-A") == paths(page, "#book-B")
    before = rooms(page, "A")
    turn(page, RENT, "9")
    assert "one lever: rent 5 → 9" in page.inner_text("#status")
    assert two_lines(page, "livelihood")[0] != two_lines(page, "livelihood")[1]
    assert two_lines(page, "landlord")[0] != two_lines(page, "landlord")[1]
    assert rooms(page, "A") == before
    page.select_option("#lever-commons-upkeep", "rota")
    page.wait_for_selector("#status:has-text('2 levers')")
    page.click("#levers-back")
    page.wait_for_selector("#status:has-text('alike')")
    assert all(len(set(two_lines(page, chart))) == 1 for chart in CHARTS)
    page.click("#compare")
    page.wait_for_selector("#plan-B", state="detached")


def test_what_does_not_go_together_is_said_and_changes_nothing(page):
    stand_at(page, 12)
    before = everything(page)
    page.select_option("#lever-norms-origin", "copied")
    page.wait_for_selector("#error:has-text('“where rules come from”: there is no book to copy rules from')")
    assert everything(page) == before
    assert page.locator(".lever.refused #lever-norms-origin").count() == 1
    page.select_option("#lever-norms-book", "house")  # with it, what was refused goes
    page.wait_for_selector("#error", state="hidden")
    assert page.input_value("#lever-norms-origin") == "copied"
    assert everything(page) != before
    turn(page, RENT, "-3")
    assert "a number from 0 to 10,000" in page.inner_text("#error")
    assert page.input_value("#lever-norms-origin") == "copied"


def test_hover_and_keyboard_show_the_state_of_a_firm(page):
    stand_at(page, 12)
    page.hover("#plan-A .hit[aria-label*=','] >> nth=0")
    page.wait_for_selector("#card:visible")
    words = page.inner_text("#card")
    assert all(word in words for word in ("cash lasts", "satisfaction", "closest to", "own field"))
    page.keyboard.press("Escape")
    page.wait_for_selector("#card", state="hidden")
    page.focus("#plan-A .hit >> nth=0")
    first = page.inner_text("#card b")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#card b") != first
    ends = [set(tie.split()[0].split("-")) for tie in ties(page, "A")]
    unit = next(iter(ends[-1]))
    page.focus(f"#plan-A .hit[data-unit='{unit}']")
    assert page.locator("#plan-A .tie.own").count() == sum(unit in both for both in ends) > 0


def test_every_control_has_a_name(page):
    unnamed = """all => all.filter(one => !one.getAttribute('aria-label') && !one.textContent.trim() && !one.labels?.length)
                            .map(one => one.outerHTML)"""
    assert page.locator("button, input, select, summary").evaluate_all(unnamed) == []


def test_the_scenario_file_gives_the_same_history(page, downloads):
    stand_at(page, 24)
    turn(page, RENT, "7.5")
    page.select_option("#lever-commons-upkeep", "rota")
    page.wait_for_selector(".chip >> nth=1")
    page.click("#new-seed")
    page.wait_for_selector("#month:text-is('Month 0 of 60')")
    stand_at(page, 24)
    files = {}
    page.click(".menu summary")
    for name in ("Scenario file, for mfsim run", "Months (CSV)", "Firms (CSV)", "Rules (CSV)"):
        with page.expect_download() as download:
            page.click(f"text='{name}'")
        files[name[:6]] = downloads / download.value.suggested_filename
        download.value.save_as(files[name[:6]])
    result = mfsim.run(mfsim.load(files["Scenar"]), runs=1, seed=1, months=24)
    assert re.search("--seed 1 --months 24", Path(files["Scenar"]).read_text(encoding="utf-8"))
    result.save(downloads / "out", figures="none")
    for name, table in (("Months", "site"), ("Firms ", "firms"), ("Rules ", "norms")):
        pd.testing.assert_frame_equal(pd.read_csv(files[name]), pd.read_csv(downloads / "out" / f"{table}.csv"))


@pytest.mark.parametrize("width", [800, 1280])
def test_nothing_is_wider_than_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    stand_at(page, 6)
    page.click("#compare")
    page.wait_for_selector("#plan-B")
    widest = page.evaluate("() => document.documentElement.scrollWidth")
    assert widest <= width


def test_levers_turned_while_it_plays_and_before_the_last_is_done_all_count(page):
    page.select_option("#speed", "12")
    page.click("#play")
    page.wait_for_selector("#month:not(:text-is('Month 0 of 60'))")
    page.fill(RENT, "6")
    page.press(RENT, "Enter")
    page.select_option("#lever-commons-upkeep", "rota")
    page.fill("#lever-demand-rivalry", "0.6")
    page.press("#lever-demand-rivalry", "Enter")
    page.wait_for_selector(".chip >> nth=2")
    page.wait_for_selector("#play:text-is('Play again')")
    played = everything(page)
    model = mfsim.Multifactory(
        "mage", seed=0, collect=False,
        **{"lease.rent_eur_per_m2_month": 6.0, "commons.upkeep": "rota", "demand.rivalry": 0.6},
    )  # fmt: skip
    model.run_for(60)
    assert f"{len(model.firms)} members" in page.inner_text("#plan-A figcaption")
    stand_at(page, 0)
    stand_at(page, 60)
    assert everything(page) == played


def test_a_seed_that_is_none_is_refused(page):
    for wrong in ("-4", "1.5", ""):
        turn(page, "#seed", wrong)
        page.wait_for_selector("#error:has-text('a whole number of at least 0')")
        assert page.input_value("#seed") == "0"
    turn(page, "#seed", "7")
    page.wait_for_selector("#error", state="hidden")
