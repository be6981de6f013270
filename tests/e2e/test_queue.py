"""The review queue in the real page: walked by keys alone, decided by one key each, nothing moves under the hands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, choose, row, saved
from tests.e2e.person import word
from tests.e2e.queue_page import (
    LONG_MS,
    SONG,
    Said,
    bring,
    gap_span,
    give_evidence,
    line,
    now,
    open_queue,
    said,
    start_of,
    to_check,
)
from tests.waiting import wait_until

GAP = "2.1 s of sound without text"
NOW_S = "() => document.querySelector('audio').currentTime"


@pytest.fixture
def token(told_app: AppProcess, tmp_path: Path) -> str:
    return bring(told_app, tmp_path)


@pytest.fixture
def page(told_app: AppProcess, new_person: NewPerson, token: str) -> Page:
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}", width=1440, height=900)
    return open_queue(somebody, token)


def says(app: AppProcess, token: str, *lines: str) -> None:
    wait_until(lambda: now(app, token) == list(lines), 20.0, 0.1, "the lines")


def states(app: AppProcess, token: str) -> dict[str, str]:
    """What the server says of every row it has something to say of, by id."""
    return {each["id"]: each.get("state", "") for each in app.call("queue", token=token, known=None)["rows"]}


def gap_id() -> str:
    start, end = gap_span()
    return f"gap.{start}.{end}"


# Walking


def test_the_queue_is_walked_with_five_keys_and_no_mouse(page: Page, told_app: AppProcess, token: str) -> None:
    expect(to_check(page)).to_have_text("5")
    page.keyboard.press("n")
    expect(said(page)).to_have_text("The wether is fine")
    page.keyboard.press("2")
    expect(said(page)).to_have_text(GAP)
    page.keyboard.press("1")
    expect(said(page)).to_have_text("He red the blue brook")
    page.keyboard.press("2")
    expect(said(page)).to_have_text("Turn the radio on")
    page.keyboard.press("1")
    expect(said(page)).to_have_text("Goodbye to you")
    page.keyboard.press("Enter")
    page.keyboard.type(" all")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(word("desk.nothing_open"))
    expect(to_check(page)).to_have_text("0")
    saved(page)
    says(
        told_app,
        token,
        SONG[0].text,
        "The weather is fine",
        SONG[2].text,
        "He read the blue book",
        *_texts(4, 7),
        "Goodbye to you all",
    )
    assert states(told_app, token)[gap_id()] == "decided"


def _texts(begin: int, end: int) -> list[str]:
    return [each.text for each in SONG[begin:end]]


def test_what_is_arrived_at_plays(told_app: AppProcess, new_person: NewPerson, tmp_path: Path) -> None:
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}")
    page = open_queue(somebody, bring(told_app, tmp_path, sound=True))
    expect(page.locator("footer .play")).to_be_enabled(timeout=2 * SLOW_MS)
    expect(page.locator(".job")).to_have_count(0, timeout=2 * SLOW_MS)  # then the player takes no other source
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(said(page)).to_have_text(GAP)
    start, end = (ms / 1000 for ms in gap_span())
    page.wait_for_function(
        f"() => !document.querySelector('audio').paused && ({NOW_S})() > {start - 0.25}", timeout=SLOW_MS
    )
    # where it stops the playback copy may take the recording's place: for a moment there is no place at all
    page.wait_for_function(f"() => document.querySelector('audio').paused && ({NOW_S})() >= {end}", timeout=SLOW_MS)
    assert float(page.evaluate(NOW_S)) <= end + 0.4


def test_a_larger_model_comes_before_the_second_listen(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, "Turn the radio on").locator(".t").click()
    choices = page.locator(".row.sel .choice .as")
    assert choices.all_inner_texts()[:3] == ["Turn the radio on", "Turn that radio on", "Turn the radio up"]
    assert page.locator(".row.sel .choice.larger mark").all_inner_texts() == ["that"]
    page.keyboard.press("4")
    says(told_app, token, *_texts(0, 4), "Turn the radio up", *_texts(5, 8))


def test_reasons_are_said_in_plain_words(page: Page) -> None:
    assert line(page, "The wether is fine").locator(".why").inner_text() == "a second listen heard The weather is fine"
    assert line(page, "He red").locator(".why").inner_text() == "2 words the model was unsure of"
    assert line(page, "Goodbye").locator(".why").inner_text() == word("reason.faint")
    assert line(page, "Good morning").locator(".why").inner_text() == ""


def test_words_to_look_at_are_underlined(page: Page) -> None:
    assert page.locator(".w.look").all_inner_texts() == ["red", "brook"]


def test_a_word_to_look_at_is_underlined_however_little_its_own_model_believed_it(
    new_person: NewPerson, app: AppProcess
) -> None:
    somebody = new_person()
    somebody.open(app.call("sample", visitor="underlined-words")["token"])
    words = somebody.page.locator(".row.open .w.look")
    expect(words).to_have_text(["도와", "출세요", "출세요", "감싸"], timeout=SLOW_MS)
    drawn = words.evaluate_all("(words) => words.map((word) => getComputedStyle(word).boxShadow !== 'none')")
    assert drawn == [True] * 4


def test_the_reference_s_version_is_key_3(page: Page, told_app: AppProcess, token: str) -> None:
    lyrics = "\n".join(["Good morning to all of you", "The feather is fine", *_texts(2, 8)])
    assert told_app.call("add_reference", token=token, text=lyrics)["ok"]
    page.reload()
    expect(page.locator(".row.ranked").first).to_be_attached(timeout=SLOW_MS)
    line(page, "The wether is fine").locator(".t").click()
    expect(page.locator(".row.sel .choice.reference .as")).to_have_text("The feather is fine", timeout=SLOW_MS)
    page.keyboard.press("3")
    says(told_app, token, SONG[0].text, "The feather is fine", *_texts(2, 8))


# Words


def test_one_word_of_two_is_taken_by_one_key(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, "He red").locator(".t").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".word-doubt.at .said")).to_contain_text("red")
    page.keyboard.press("2")
    expect(said(page)).to_have_text("He read the blue brook")
    expect(page.locator(".w.look.at")).to_have_text("brook")
    page.keyboard.press("1")
    expect(said(page)).to_have_text("Turn the radio on")
    says(told_app, token, *_texts(0, 3), "He read the blue brook", *_texts(4, 8))


def test_the_words_keep_their_places_after_the_server_has_seen_the_edit(page: Page) -> None:
    line(page, "He red").locator(".t").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    saved(page)
    page.keyboard.press("p")
    line(page, "He red").locator(".t").click()
    expect(page.locator(".w.look")).to_have_text(["red"], timeout=SLOW_MS)
    assert line(page, "He red the blue book").count() == 1


def test_escape_goes_back_to_the_whole_line(page: Page) -> None:
    line(page, "He red").locator(".t").click()
    page.keyboard.press("w")
    expect(page.locator(".word-doubt.at")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".word-doubt.at")).to_have_count(0)


def test_a_chip_takes_its_word(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, "He red").locator(".t").click()
    page.locator(".word-doubt .second", has_text="book").click()
    says(told_app, token, *_texts(0, 3), "He red the blue book", *_texts(4, 8))


# Gaps


def test_a_gap_is_passed_and_taken_back(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, GAP).locator(".t").click()
    page.keyboard.press("1")
    expect(to_check(page)).to_have_text("4")
    expect(line(page, GAP).locator(".st")).to_have_text(word("state.passed"))
    saved(page)
    page.keyboard.press("Control+z")
    expect(to_check(page)).to_have_text("5", timeout=SLOW_MS)
    expect(said(page)).to_have_text(GAP)
    assert states(told_app, token)[gap_id()] == ""


def test_what_was_said_in_a_gap_is_typed(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, GAP).locator(".t").click()
    page.keyboard.press("Enter")
    page.keyboard.type("La la la")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("He red the blue brook")
    expect(line(page, GAP)).to_have_count(0)
    says(told_app, token, *_texts(0, 3), "La la la", *_texts(3, 8))
    made = next(each for each in told_app.call("open", token=token)["rows"] if each["text"].strip() == "La la la")
    assert (made["start"], made["end"]) == gap_span()


def test_a_gap_left_empty_is_a_gap_again(page: Page, told_app: AppProcess, token: str) -> None:
    line(page, GAP).locator(".t").click()
    page.keyboard.press("Enter")
    page.locator("textarea.typing").wait_for()
    page.keyboard.press("Escape")
    expect(line(page, GAP)).to_have_count(1, timeout=SLOW_MS)
    says(told_app, token, *_texts(0, 8))


# The list


def test_only_what_is_to_check(page: Page) -> None:
    page.locator("select[name=filter]").select_option("check")
    expect(page.locator(".lines .row")).to_have_count(5)
    assert row(page, 2).locator(".text").inner_text() == GAP


def test_sorted_by_suspicion(page: Page) -> None:
    page.locator("select[name=sort]").select_option("suspicion")
    expect(row(page, 1).locator(".text")).to_have_text("The wether is fine")
    texts = page.locator(".lines .row .text").all_inner_texts()
    assert texts[:5] == ["The wether is fine", "He red the blue brook", GAP, "Turn the radio on", "Goodbye to you"]
    choose(page, 2)
    page.keyboard.press("n")
    expect(said(page)).to_have_text(GAP)


def test_a_new_ranking_moves_nothing_before_it_is_asked_for(page: Page, told_app: AppProcess, token: str) -> None:
    page.locator("select[name=sort]").select_option("suspicion")
    expect(row(page, 1).locator(".text")).to_have_text("The wether is fine")
    choose(page, 2)
    before = page.locator(".lines .row .text").all_inner_texts()
    ranked = [replace(each, p=0.99) if n == 7 else each for n, each in enumerate(SONG)]
    ranked[2] = Said(SONG[2].text, 0.95, {"second": "Sing it again my fiend"})
    give_evidence(told_app, token, ranked)
    page.keyboard.press("1")
    expect(said(page)).to_have_text(GAP)
    place = page.locator(".row.sel").bounding_box()
    expect(page.locator(".stale-order")).to_be_visible(timeout=SLOW_MS)
    expect(line(page, "Sing it again").locator(".why")).to_contain_text("fiend")
    assert page.locator(".lines .row .text").all_inner_texts() == before
    assert page.locator(".row.sel").bounding_box() == place
    page.keyboard.press("r")
    expect(row(page, 1).locator(".text")).to_have_text("Goodbye to you")
    expect(page.locator(".stale-order")).to_be_hidden()


def test_the_overview_shows_the_places_to_check(page: Page) -> None:
    length = start_of(len(SONG) - 1) + LONG_MS
    in_gap, doubted, sure = sum(gap_span()) / 2, start_of(1) + 300, start_of(0) + 300
    same_colour = f"""() => {{
      const strip = document.querySelector(".map canvas");
      const across = (ms) => Math.round(ms / {length} * strip.width);
      const colour = (ms) => strip.getContext("2d").getImageData(across(ms), strip.height >> 1, 1, 1).data.join();
      return colour({in_gap}) === colour({doubted}) && colour({in_gap}) !== colour({sure});
    }}"""
    page.wait_for_function(same_colour, timeout=SLOW_MS)


def test_the_queue_in_korean(told_app: AppProcess, new_person: NewPerson, tmp_path: Path) -> None:
    lines = [Said("온기가 내볼까", 0.9, {"second": "용기를 내볼까"}), Said("마음대로 그려볼게"), Said("우산을 펴고")]
    token = bring(told_app, tmp_path, lines, language="ko")
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}", locale="ko-KR", width=390, height=844)
    page = open_queue(somebody, token)
    expect(line(page, "텍스트 없는 소리 2.1초").locator(".st")).to_have_text("확인 필요")
    line(page, "온기가").locator(".t").click()
    expect(page.locator(".row.sel .why")).to_have_text("두 번째 청취에서는 ‘용기를 내볼까’")
    assert page.locator(".row.sel .choice.second mark").all_inner_texts() == ["용기를"]
    page.locator(".row.sel .choice.second").click()
    says(told_app, token, "용기를 내볼까", "마음대로 그려볼게", "우산을 펴고")
