"""The page in Korean and English, on a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.person import Person, word

KOREAN = "ko"


@pytest.mark.parametrize(("locale", "lang"), [("en-US", "en"), ("ko-KR", "ko"), ("fr-FR", "en")])
def test_the_page_speaks_the_browser_s_language(new_person: NewPerson, locale: str, lang: str) -> None:
    somebody = new_person(locale=locale)
    somebody.go_home()
    expect(somebody.page.locator(".landing h1")).to_have_text(word("home.what", lang))
    expect(somebody.page.locator("#relisten .rl")).to_have_attribute("lang", lang)


def test_switching_changes_every_word_and_stays_after_a_reload(person: Person) -> None:
    person.page.locator(".lang").click()
    expect(person.page.locator(".landing h1")).to_have_text(word("home.what", KOREAN))
    expect(person.page.locator(".sample")).to_have_text(word("home.sample", KOREAN))
    person.page.reload()
    expect(person.page.locator(".landing h1")).to_have_text(word("home.what", KOREAN))


def test_the_desk_speaks_korean_too(new_person: NewPerson, app: AppProcess) -> None:
    somebody = new_person(locale="ko-KR")
    somebody.open(app.call("sample", visitor="korean-person")["token"])
    expect(somebody.page.locator('[role=tab][data-tab="review"]')).to_have_text(word("desk.tab.review", KOREAN))
    expect(somebody.page.locator('[role=tab][data-tab="export"]')).to_have_text(word("export.tab", KOREAN))
    expect(somebody.page.locator(".row .st", has_text=word("state.open", KOREAN)).first).to_be_visible()


def test_an_error_is_told_in_korean(new_person: NewPerson) -> None:
    somebody = new_person(locale="ko-KR")
    somebody.page.goto(f"{somebody.url}/?project=nothing")
    expect(somebody.page.locator(".toast")).to_contain_text(word("error.project_not_found", KOREAN))


def test_switching_while_a_line_is_typed_keeps_what_was_typed(new_person: NewPerson, app: AppProcess) -> None:
    somebody = new_person()
    somebody.open(app.call("sample", visitor="switching-person")["token"])
    fixed = somebody.texts().index("만나서 반갑습니다.")
    somebody.retype(fixed, "한글로 고친 줄")
    somebody.page.locator(".lang").click()
    expect(somebody.page.locator('[role=tab][data-tab="review"]')).to_have_text(word("desk.tab.review", KOREAN))
    assert somebody.texts()[fixed] == "한글로 고친 줄"


@pytest.mark.parametrize("lang", ["en-US", "ko-KR"])
def test_nothing_is_wider_than_a_phone(new_person: NewPerson, app: AppProcess, lang: str) -> None:
    somebody = new_person(locale=lang, width=390, height=844)
    too_wide = "() => document.scrollingElement.scrollWidth > window.innerWidth"
    somebody.go_home()
    assert somebody.page.evaluate(too_wide) is False
    somebody.open(app.call("sample", visitor="phone-person")["token"])
    assert somebody.page.evaluate(too_wide) is False
