"""Bringing lyrics to a project, choosing among several, what is compared; the reference in Review and in the head."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app_process import AppProcess
from tests.e2e.compare_page import (
    HEARD,
    LYRICS,
    SCRIPT,
    bring_song,
    compare_with,
    figure,
    heard_now,
    open_compare,
    row,
)
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, saved
from tests.e2e.person import Person, payload, word

KOREAN_HEARD = ("온기가 내볼까", "골목끝에서 멈춰서서", "오늘은 온통 썬데이")
KOREAN_LYRICS = "용기를 내볼까\n골목 끝에서 멈춰 서서\n오늘은 온통 Sunday\n"


@pytest.fixture
def token(app: AppProcess, tmp_path: Path) -> str:
    return bring_song(app, tmp_path)


def test_without_a_reference_the_tab_asks_for_one(person: Person, token: str) -> None:
    page = open_compare(person, token)
    expect(page.locator(".no-reference h2")).to_have_text(word("compare.empty"))
    expect(page.locator("[data-act=compare-pasted]")).to_be_disabled()


def test_a_file_is_a_reference(person: Person, token: str) -> None:
    page = open_compare(person, token)
    page.locator(".bring input[type=file]").set_input_files([payload("official.txt", LYRICS)])
    expect(page.locator(".tools-row .btn b").first).to_have_text("official.txt", timeout=SLOW_MS)


def test_a_file_that_is_no_text_is_refused_in_a_sentence(person: Person, token: str) -> None:
    page = open_compare(person, token)
    page.locator(".bring input[type=file]").set_input_files([payload("broken.docx", b"no docx at all")])
    expect(page.locator(".toast.error")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".no-reference")).to_be_visible()


def test_the_head_shows_the_leading_figure(person: Person, token: str) -> None:
    page = compare_with(person, token)
    expect(page.locator(".fact-score")).to_have_text(re.compile(r"^\d+\.\d % WER · "))


def test_several_references_one_of_them_in_use(person: Person, token: str) -> None:
    page = compare_with(person, token)
    menu = page.locator(".tools-row .btn").first
    menu.click()
    page.locator(".menu .btn", has_text="Add another").click()
    page.locator("dialog textarea.paste").fill("\n".join(HEARD))
    page.locator("dialog [data-act=compare-pasted]").click()
    expect(figure(page, "counts")).to_have_text("0 · 0 · 0", timeout=SLOW_MS)
    menu.click()
    expect(page.locator(".menu .references li")).to_have_count(2)
    page.locator(".menu .references input").nth(0).click()
    expect(figure(page, "counts")).to_have_text("5 · 5 · 5", timeout=SLOW_MS)


def test_a_reference_is_renamed_and_removed(person: Person, token: str) -> None:
    page = compare_with(person, token)
    menu = page.locator(".tools-row .btn").first
    menu.click()
    page.locator('.menu button[title="Rename"]').click()
    page.locator("dialog input").fill("공식 가사")
    page.locator("dialog .primary").click()
    expect(menu.locator("b")).to_have_text("공식 가사", timeout=SLOW_MS)
    menu.click()
    page.locator('.menu button[title="Remove"]').click()
    page.locator("dialog .danger").click()
    expect(page.locator(".no-reference")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".fact-score")).to_be_hidden()


def test_how_the_texts_are_compared_is_chosen_and_shown(person: Person, token: str) -> None:
    page = compare_with(person, token, LYRICS.lower())
    expect(figure(page, "counts")).to_have_text("5 · 5 · 5")
    page.locator(".tools-row .settings").click()
    page.locator(".menu input[value=raw]").check()
    page.keyboard.press("Escape")
    expect(page.locator(".tools-row .settings b")).to_have_text("raw", timeout=SLOW_MS)
    expect(figure(page, "counts")).not_to_have_text("5 · 5 · 5", timeout=SLOW_MS)


def test_a_heading_counts_once_it_is_not_kept_out(person: Person, token: str) -> None:
    page = compare_with(person, token)
    assert row(page, "Verse 1").count() == 0
    page.locator(".tools-row .settings").click()
    page.locator(".menu input[name=kept-headings]").uncheck()
    page.keyboard.press("Escape")
    expect(row(page, "Verse 1")).to_have_count(1, timeout=SLOW_MS)


def test_markup_in_lyrics_is_text(person: Person, app: AppProcess, tmp_path: Path) -> None:
    page = compare_with(person, bring_song(app, tmp_path, ("one line", "two lines")), f"one line\ntwo {SCRIPT}\n")
    expect(row(page, "hacked").locator(".theirs")).to_have_text(f"two {SCRIPT}", timeout=SLOW_MS)
    assert page.locator(".panel.compare script").count() == 0
    assert "hacked" not in page.title()


def test_the_reference_is_alternative_three_in_review(person: Person, app: AppProcess, token: str) -> None:
    page = compare_with(person, token)
    page.locator('[role=tab][data-tab="review"]').click()
    person.rows.nth(1).locator(".t").click()
    alternative = page.locator(".row.sel .choice.reference .as")
    expect(alternative).to_have_text("The weather is fine", timeout=SLOW_MS)
    page.keyboard.press("3")
    saved(page)
    assert heard_now(app, token)[1] == "The weather is fine"
    person.rows.nth(1).locator(".t").click()
    expect(person.rows.nth(1)).to_have_class(re.compile(r"\bsel\b"))
    expect(alternative).to_have_count(0)


def test_a_korean_song_in_korean(new_person: NewPerson, app: AppProcess, tmp_path: Path) -> None:
    somebody = new_person(locale="ko-KR")
    page = compare_with(somebody, bring_song(app, tmp_path, KOREAN_HEARD, "ko"), KOREAN_LYRICS)
    assert page.locator(".fig").first.get_attribute("data-figure") == "cer_no_spaces"
    assert page.locator(".fig").first.locator("span").inner_text() == word("compare.figure.cer_no_spaces", "ko")
    assert row(page, "골목").count() == 0  # differs in spacing only
    expect(page.locator(".folded")).to_have_text(word("compare.spacing_lines", "ko").replace("{n}", "1"))
    expect(row(page, "Sunday").locator(".st")).to_contain_text(word("compare.kind.script", "ko"))


def test_a_phone_shows_ours_above_theirs(new_person: NewPerson, token: str) -> None:
    page = compare_with(new_person(width=390, height=844), token)
    first = row(page, "wether")
    ours, theirs = first.locator(".ours").bounding_box(), first.locator(".theirs").bounding_box()
    assert ours is not None and theirs is not None
    assert (ours["x"], ours["y"] < theirs["y"]) == (theirs["x"], True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
