"""Settling differences in the Compare tab: each by one key, nothing moves, nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app_process import AppProcess
from tests.e2e.compare_page import (
    HEARD,
    MISSING,
    bring_song,
    choose,
    compare_with,
    figure,
    heard_now,
    row,
    selected,
    sides,
)
from tests.e2e.desk_page import SLOW_MS, saved
from tests.e2e.person import Person
from tests.waiting import wait_until


@pytest.fixture
def token(app: AppProcess, tmp_path: Path) -> str:
    return bring_song(app, tmp_path)


@pytest.fixture
def page(person: Person, token: str) -> Page:
    return compare_with(person, token)


def says(app: AppProcess, token: str, *lines: str) -> None:
    """Wait until the server has these lines."""
    wait_until(lambda: heard_now(app, token) == list(lines), 20.0, 0.1, "the lines")


def test_the_first_difference_is_selected(page: Page) -> None:
    assert sides(selected(page)) == ("The wether is fine", "The weather is fine")


def test_the_differences_are_marked_word_by_word(page: Page) -> None:
    assert row(page, "wether").locator("mark.sub").all_inner_texts() == ["wether"]
    assert row(page, "wether").locator("mark.ref").all_inner_texts() == ["weather"]
    assert row(page, "radio").locator("s.put").all_inner_texts() == ["it"]
    assert " ".join(row(page, MISSING).locator("ins.left").all_inner_texts()).split() == MISSING.split()
    assert row(page, "subscribe").locator(".theirs").inner_text() == "not in the reference"


def test_lines_that_are_the_same_are_folded_away(page: Page) -> None:
    assert row(page, "Good morning").count() == 0
    page.locator(".row.cmp.folded .unfold").first.click()
    expect(row(page, "Good morning")).to_be_visible()


def test_figures_follow_the_decisions(page: Page) -> None:
    before = figure(page, "wer").inner_text()
    share = before.split(" → ")[0]
    assert re.fullmatch(r"\d+\.\d → \d+\.\d %", before)
    assert before == f"{share} → {share} %"
    assert figure(page, "counts").inner_text() == "5 · 5 · 5"
    page.keyboard.press("3")
    expect(figure(page, "counts")).to_have_text("4 · 5 · 5", timeout=SLOW_MS)
    assert figure(page, "wer").inner_text().startswith(f"{share} → ")
    assert figure(page, "wer").inner_text() != before


def test_theirs_is_taken_and_the_next_difference_selected(page: Page, app: AppProcess, token: str) -> None:
    page.keyboard.press("3")
    assert sides(selected(page))[0] == "Sing it again my friend"
    taken = row(page, "The weather is fine")
    assert sides(taken) == ("The weather is fine", "The weather is fine")
    expect(taken.locator(".st")).to_have_text("taken")
    says(app, token, HEARD[0], "The weather is fine", *HEARD[2:])


def test_ours_is_kept_and_can_be_asked_again(page: Page, app: AppProcess, token: str) -> None:
    page.keyboard.press("1")
    saved(page)
    expect(row(page, "wether").locator(".st")).to_have_text("kept")
    assert [line["state"] for line in app.call("open", token=token)["rows"]][1] == "kept"
    choose(page, "wether")
    page.keyboard.press("1")
    saved(page)
    assert [line["state"] for line in app.call("open", token=token)["rows"]][1] == ""


def test_one_word_of_two_is_taken(page: Page, app: AppProcess, token: str) -> None:
    choose(page, "knight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Digit3")
    assert sides(selected(page)) == ("The knight is long", "The night is long")
    says(app, token, *HEARD[:5], "The knight is long", HEARD[6])
    page.keyboard.press("Shift+Digit3")
    says(app, token, *HEARD[:5], "The night is long", HEARD[6])


def test_a_word_too_many_is_taken_out_with_its_space(page: Page, app: AppProcess, token: str) -> None:
    choose(page, "radio")
    page.keyboard.press("Shift+Digit3")
    says(app, token, *HEARD[:3], "Turn the radio on", *HEARD[4:])


def test_both_wrong_is_typed(page: Page, app: AppProcess, token: str) -> None:
    page.keyboard.press("2")
    area = page.locator("textarea.typing")
    expect(area).to_have_value("The wether is fine")
    area.fill("The leather is fine")
    page.keyboard.press("Control+Enter")
    assert sides(selected(page))[0] == "Sing it again my friend"
    says(app, token, HEARD[0], "The leather is fine", *HEARD[2:])
    expect(row(page, "leather").locator(".st")).to_have_text("typed")


def test_escape_leaves_the_box(page: Page) -> None:
    page.keyboard.press("2")
    page.locator("textarea.typing").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("textarea.typing").count() == 0
    expect(selected(page).locator(".ours")).to_have_text("The wether is fine")  # drawn in the next frame


def test_a_missing_line_is_put_in_its_place(page: Page, app: AppProcess, token: str) -> None:
    choose(page, MISSING)
    page.keyboard.press("3")
    says(app, token, *HEARD[:3], MISSING, *HEARD[3:])
    expect(row(page, MISSING).locator(".st")).to_have_text("taken")


def test_a_missing_line_that_was_not_said_is_dismissed_for_good(page: Page, app: AppProcess, token: str) -> None:
    choose(page, MISSING)
    page.keyboard.press("1")
    expect(row(page, MISSING).locator(".st")).to_have_text("not said")
    wait_until(
        lambda: any(one["dismissed"] for one in app.call("compare", token=token, known=None)["rows"]), 20.0, 0.1, "it"
    )
    page.reload()
    page.locator('[role=tab][data-tab="compare"]').click()
    expect(row(page, MISSING).locator(".st")).to_have_text("not said", timeout=SLOW_MS)
    assert heard_now(app, token) == list(HEARD)


def test_an_extra_line_is_deleted_and_stays_in_view(page: Page, app: AppProcess, token: str) -> None:
    choose(page, "subscribe")
    page.keyboard.press("3")
    says(app, token, *HEARD[:6])
    expect(figure(page, "counts")).to_have_text("5 · 1 · 5", timeout=SLOW_MS)
    expect(row(page, "subscribe").locator(".st")).to_have_text("deleted")


def test_undo_brings_back_what_was_decided_last(page: Page, app: AppProcess, token: str) -> None:
    page.keyboard.press("3")
    says(app, token, HEARD[0], "The weather is fine", *HEARD[2:])
    page.keyboard.press("u")
    says(app, token, *HEARD)
    expect(selected(page).locator(".ours")).to_have_text("The wether is fine")


def test_the_chorus_is_settled_once(page: Page, app: AppProcess, token: str) -> None:
    choose(page, "friend")
    page.keyboard.press("3")
    expect(page.locator(".panel.compare .twins")).to_contain_text("1 more like this")
    page.keyboard.press("a")
    expect(page.locator("dialog .twins-list li")).to_have_count(1)
    assert page.locator("dialog .ours").inner_text() == "Sing it again my friend"
    page.locator("dialog .primary").click()
    says(app, token, *HEARD[:2], "Sing it again my dear", HEARD[3], "Sing it again my dear", *HEARD[5:])
    expect(page.locator(".panel.compare .twins")).to_be_hidden()


def test_a_line_of_the_chorus_that_is_unticked_stays(page: Page, app: AppProcess, token: str) -> None:
    choose(page, "friend")
    page.keyboard.press("3")
    page.keyboard.press("a")
    page.locator("dialog input[type=checkbox]").uncheck()
    page.locator("dialog .primary").click()
    saved(page)
    assert heard_now(app, token)[4] == "Sing it again my friend"


def test_a_confusion_opens_its_lines(page: Page) -> None:
    page.locator(".confusions button", has_text="friend").click()
    expect(page.locator(".row.cmp")).to_have_count(2)
    page.locator(".chip button").click()
    expect(row(page, "wether")).to_have_count(1)


@pytest.mark.parametrize(
    ("filter_name", "rows"), [("missing", 1), ("extra", 1), ("substituted", 4), ("all", 8), ("open", 7)]
)
def test_the_filter_shows_one_kind(page: Page, filter_name: str, rows: int) -> None:
    page.locator("select[name=compare-filter]").select_option(filter_name)
    expect(page.locator(".row.cmp")).to_have_count(rows)


def test_most_errors_first(page: Page) -> None:
    page.locator("select[name=compare-sort]").select_option("errors")
    assert sides(page.locator(".row.cmp").nth(0))[1] == MISSING


def test_nothing_moves_when_the_comparison_comes_back(page: Page) -> None:
    expect(page.locator("footer .play")).to_be_enabled(timeout=SLOW_MS)
    expect(page.locator(".job")).to_have_count(0)  # the panel on how the sound is prepared stands above
    choose(page, "radio")
    page.keyboard.press("3")
    where = selected(page).bounding_box()
    expect(figure(page, "counts")).to_have_text("5 · 4 · 5", timeout=SLOW_MS)
    assert selected(page).bounding_box() == where


def test_everything_is_there_after_a_reload(page: Page, app: AppProcess, token: str) -> None:
    page.keyboard.press("3")
    says(app, token, HEARD[0], "The weather is fine", *HEARD[2:])
    page.reload()
    page.locator('[role=tab][data-tab="compare"]').click()
    expect(figure(page, "counts")).to_have_text("4 · 5 · 5", timeout=SLOW_MS)
    assert sides(selected(page))[0] == "Sing it again my friend"


def test_a_row_plays_its_sound(page: Page) -> None:
    expect(page.locator("footer .play")).to_be_enabled(timeout=SLOW_MS)
    choose(page, "radio")
    page.wait_for_function("() => !document.querySelector('audio').paused")
    assert page.evaluate("() => document.querySelector('audio').currentTime") >= 2.7


def test_the_keys_are_explained(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog .keys").first).to_contain_text("Take only the marked word")
