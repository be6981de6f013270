"""Reviewing in the real page: typing, composing Korean, flags and thresholds, changing lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import LINES, bring_talk, by_thresholds, choose, row, saved, selected, slide, type_behind
from tests.e2e.person import Person, word


@pytest.fixture
def desk(new_person: NewPerson, app: AppProcess, tmp_path: Path) -> Person:
    """Somebody in front of a project with the lines of ``desk_page.LINES``."""
    somebody = new_person(width=1440, height=900)
    somebody.open(bring_talk(app, tmp_path))
    return somebody


# Typing


def test_an_edit_is_there_after_a_reload(desk: Person) -> None:
    choose(desk.page, 2)
    desk.page.keyboard.press("Enter")
    desk.page.locator("textarea.typing").fill("The weather is fine.")
    desk.page.keyboard.press("Escape")
    saved(desk.page)
    desk.page.reload()
    expect(row(desk.page, 2).locator(".text")).to_have_text("The weather is fine.")
    expect(row(desk.page, 2).locator(".st")).to_have_text(word("state.fixed"))


def test_typing_is_saved_at_a_pause_without_leaving_the_line(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(" Again")
    saved(desk.page)
    assert desk.page.locator("textarea.typing").input_value() == "Good morning to all of you. Again"


def test_ctrl_enter_saves_and_goes_to_the_next_flagged_line(desk: Person) -> None:
    by_thresholds(desk.page)
    choose(desk.page, 1)
    type_behind(desk.page, " Indeed.", leave="Control+Enter")
    expect(selected(desk.page)).to_have_text("Static on the radio.")
    saved(desk.page)


def test_a_button_of_the_line_works_while_typing(desk: Person) -> None:
    by_thresholds(desk.page)
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(" Yes.")
    desk.page.locator(".row.sel [data-act=keep]").click()
    expect(selected(desk.page)).to_have_text("Static on the radio.")
    saved(desk.page)
    assert desk.texts()[0] == "The wether is fine. Yes."


def test_a_tag_typed_into_a_line_is_text(desk: Person) -> None:
    tag = "<script>document.title='hacked'</script>${1+1}{{value}}"
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    desk.page.locator("textarea.typing").fill(tag)
    desk.page.keyboard.press("Enter")
    saved(desk.page)
    desk.page.reload()
    expect(row(desk.page, 1).locator(".text")).to_have_text(tag)
    assert "hacked" not in desk.page.title()


def test_a_text_direction_mark_is_shown(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    desk.page.locator("textarea.typing").fill("abc\u202edef")
    desk.page.keyboard.press("Enter")
    expect(row(desk.page, 1).locator(".unseen")).to_have_text("U+202E")


# Composing Korean


def composer(desk: Person) -> CDPSession:
    """The browser's own input method."""
    return desk.page.context.new_cdp_session(desk.page)


def test_a_syllable_being_composed_is_not_saved(desk: Person) -> None:
    method = composer(desk)
    choose(desk.page, 6)
    desk.page.keyboard.press("Enter")
    for part in ("ㅎ", "하", "한"):
        method.send("Input.imeSetComposition", {"text": part, "selectionStart": 1, "selectionEnd": 1})
    desk.page.evaluate("() => new Promise((done) => setTimeout(done, 1500))")  # longer than the pause that saves
    expect(desk.page.locator(".saved")).to_have_text(word("saved.all"))
    method.send("Input.insertText", {"text": "한"})
    saved(desk.page)
    assert desk.page.locator("textarea.typing").input_value() == "Goodbye.한"


def test_keys_of_the_input_method_do_nothing(desk: Person) -> None:
    choose(desk.page, 1)
    event = "(code) => new KeyboardEvent('keydown', { code, key: 'Process', isComposing: true, bubbles: true })"
    for code in ("KeyM", "Delete", "Digit1"):
        desk.page.evaluate(f"(code) => document.dispatchEvent(({event})(code))", code)
    assert desk.texts() == [text for text, *_ in LINES]


def test_enter_that_ends_a_syllable_does_not_leave_the_line(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    area = desk.page.locator("textarea.typing")
    area.dispatch_event("keydown", {"code": "Enter", "key": "Enter", "isComposing": True, "bubbles": True})
    expect(area).to_be_focused()


def test_keys_go_by_their_place_not_by_the_layout(desk: Person) -> None:
    choose(desk.page, 1)
    by_thresholds(desk.page)
    choose(desk.page, 3)
    event = "new KeyboardEvent('keydown', { code: 'KeyN', key: 'ㅜ', bubbles: true })"
    desk.page.evaluate(f"() => document.dispatchEvent({event})")
    expect(selected(desk.page)).to_have_text("The wether is fine.")


# Flags


def test_flags_say_why(desk: Person) -> None:
    by_thresholds(desk.page)
    expect(row(desk.page, 1).locator(".why span").first).to_have_text("unsure of this line (−0.80)")
    expect(row(desk.page, 2).locator(".why span").first).to_have_text("its 30 s window may hold no speech (0.70)")


def test_figures_of_the_window_are_called_so(desk: Person) -> None:
    assert row(desk.page, 5).locator(".lp").get_attribute("title") == (
        "This line's own mean log-probability −0.90; avg_logprob −0.70, no_speech_prob 0.01 of its 30 s window"
    )


def test_words_are_shaded_by_their_own_probability(desk: Person) -> None:
    words = row(desk.page, 2).locator(".w")
    assert words.nth(0).get_attribute("class") == "w"
    assert (words.nth(1).get_attribute("class") or "").startswith("w d13 very")
    assert words.nth(1).get_attribute("title") == "probability 0.20"


def test_sliders_flag_more_and_less(desk: Person) -> None:
    by_thresholds(desk.page)
    expect(desk.rows).to_have_count(3)
    slide(desk.page, "avg_logprob", -0.35)
    expect(desk.rows).to_have_count(4)
    slide(desk.page, "avg_logprob", -1.5)
    expect(desk.rows).to_have_count(1)
    slide(desk.page, "no_speech_prob", 0.9)
    expect(desk.rows).to_have_count(0)


def test_whisper_s_own_threshold_is_marked_and_one_click_away(desk: Person) -> None:
    mark = desk.page.locator(".sl.avg_logprob .tick")
    assert mark.inner_text() == "Whisper −1.0"
    mark.click()
    expect(desk.page.locator("input[name=avg_logprob]")).to_have_value("-1")
    assert desk.page.locator(".sl.no_speech_prob .tick").inner_text() == "Whisper 0.6"


def test_thresholds_stay_after_a_reload(desk: Person) -> None:
    desk.page.locator(".sl.avg_logprob .tick").click()
    desk.page.reload()
    desk.rows.first.wait_for()
    expect(desk.page.locator("input[name=avg_logprob]")).to_have_value("-1")


def test_flagged_only(desk: Person) -> None:
    by_thresholds(desk.page)
    expect(desk.rows).to_have_count(3)
    assert desk.texts() == ["The wether is fine.", "Static on the radio.", "Somebody mumbles."]


def test_next_and_previous_flagged(desk: Person) -> None:
    by_thresholds(desk.page)
    choose(desk.page, 3)
    for expected in ("The wether is fine.", "Static on the radio.", "Somebody mumbles."):
        desk.page.keyboard.press("n")
        expect(selected(desk.page)).to_have_text(expected)
    desk.page.keyboard.press("p")
    expect(selected(desk.page)).to_have_text("Static on the radio.")


def test_one_key_keeps_a_line_and_goes_on(desk: Person) -> None:
    by_thresholds(desk.page)
    choose(desk.page, 1)
    desk.page.keyboard.press("1")
    expect(selected(desk.page)).to_have_text("Static on the radio.")
    saved(desk.page)
    desk.page.locator("select[name=filter]").select_option("all")
    desk.page.reload()
    expect(row(desk.page, 2).locator(".st")).to_have_text(word("state.kept"))


def test_find_shows_and_marks_the_lines(desk: Person) -> None:
    desk.page.keyboard.press("Control+f")
    desk.page.keyboard.type("good")
    expect(desk.rows).to_have_count(2)
    assert desk.page.locator(".row mark").all_inner_texts() == ["Good", "Good"]
    desk.page.keyboard.press("Escape")
    expect(desk.rows).to_have_count(6)


def test_the_least_sure_line_comes_first(desk: Person) -> None:
    desk.page.locator("select[name=sort]").select_option("doubt")
    expect(row(desk.page, 1).locator(".text")).to_have_text("Somebody mumbles.")
    assert desk.texts()[:2] == ["Somebody mumbles.", "The wether is fine."]


# Lines


def test_split_at_the_cursor_and_merge_again(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    for _ in range(len(" to all of you.")):
        desk.page.keyboard.press("ArrowLeft")
    desk.page.keyboard.press("Alt+s")
    expect(desk.rows).to_have_count(7)
    saved(desk.page)
    assert desk.texts()[:2] == ["Good morning", "to all of you."]
    desk.page.keyboard.press("m")
    expect(desk.rows).to_have_count(6)
    saved(desk.page)
    assert desk.texts()[0] == "Good morning to all of you."


def test_delete_and_take_it_back(desk: Person) -> None:
    choose(desk.page, 3)
    desk.page.keyboard.press("Delete")
    expect(desk.rows).to_have_count(5)
    saved(desk.page)
    desk.page.keyboard.press("Control+z")
    expect(row(desk.page, 3).locator(".text")).to_have_text("Nothing is wrong here.")


def test_insert_a_line(desk: Person) -> None:
    choose(desk.page, 6)
    desk.page.keyboard.press("i")
    desk.page.keyboard.type("And thank you.")
    desk.page.keyboard.press("Enter")
    saved(desk.page)
    desk.page.reload()
    expect(row(desk.page, 7).locator(".text")).to_have_text("And thank you.")
    expect(row(desk.page, 7).locator(".st")).to_have_text(word("state.added"))


def test_times_are_typed(desk: Person) -> None:
    choose(desk.page, 2)
    desk.page.keyboard.press("t")
    desk.page.locator(".times-form input").first.fill("0:02.25")
    desk.page.locator("dialog .btn.primary").click()
    saved(desk.page)
    desk.page.reload()
    expect(row(desk.page, 2).locator(".t")).to_contain_text("0:02.2")
