"""Beyond the single decision: the same mistake elsewhere, and when to stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from review.store import Store
from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, saved
from tests.e2e.person import word
from tests.e2e.queue_page import SONG, Said, bring, line, now, open_queue, said, to_check
from tests.waiting import wait_until

MANY = [Said(f"This is the line of number {n}", 0.9 if n < 3 else 0.1) for n in range(40)]


@pytest.fixture
def token(told_app: AppProcess, tmp_path: Path) -> str:
    return bring(told_app, tmp_path)


@pytest.fixture
def page(told_app: AppProcess, new_person: NewPerson, token: str) -> Page:
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}", width=1440, height=900)
    return open_queue(somebody, token)


@pytest.fixture
def many(told_app: AppProcess, new_person: NewPerson, tmp_path: Path) -> Page:
    """Forty lines, three of them to check."""
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}", width=1440, height=900)
    return open_queue(somebody, bring(told_app, tmp_path, MANY, gap=None))


def texts() -> list[str]:
    return [each.text for each in SONG]


def says(app: AppProcess, token: str, *lines: str) -> None:
    wait_until(lambda: now(app, token) == list(lines), 20.0, 0.1, "the lines")


# The same mistake


def test_the_same_mistake_elsewhere_is_put_right_in_one_undo_step(page: Page, told_app: AppProcess, token: str) -> None:
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(page.locator(".panel.review .twins")).to_contain_text("in 2 more lines", timeout=SLOW_MS)
    page.keyboard.press("g")
    expect(page.locator("dialog .twins-list li")).to_have_count(2)
    assert page.locator("dialog .theirs mark").all_inner_texts() == ["weather", "weather"]
    assert page.locator("dialog .twins-list button").count() == 2
    page.keyboard.press("Enter")
    right = [text.replace("wether", "weather") for text in texts()]
    says(told_app, token, *right)
    expect(page.locator(".panel.review .twins")).to_be_hidden()
    page.keyboard.press("Control+z")
    says(told_app, token, *right[:5], *texts()[5:])


def test_a_line_that_is_unticked_stays(page: Page, told_app: AppProcess, token: str) -> None:
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(page.locator(".panel.review .twins")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("g")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    says(told_app, token, texts()[0], "The weather is fine", *texts()[2:5], "The weather will be bad", *texts()[6:])


def test_a_typed_fix_is_offered_as_well(page: Page) -> None:
    line(page, "Oh what a wether").locator(".t").click()
    page.keyboard.press("Enter")
    page.locator("textarea.typing").fill("Oh what a weather")
    page.keyboard.press("Escape")
    expect(page.locator(".panel.review .twins")).to_contain_text("in 2 more lines", timeout=SLOW_MS)


def test_nothing_is_offered_after_leaving_it(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(page.locator(".panel.review .twins")).to_be_visible(timeout=SLOW_MS)
    page.keyboard.press("g")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert line(page, "The wether will be bad").count() == 1


# When to stop


def test_the_head_says_how_many_errors_are_left(page: Page) -> None:
    expect(page.locator(".fact-left")).to_contain_text(word("stop.left"), timeout=SLOW_MS)
    expect(page.locator(".fact-left em")).not_to_have_text("")


def test_the_panel_counts_the_work(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("2")
    page.keyboard.press("1")
    saved(page)
    page.keyboard.press("e")
    figures = page.locator(".stop-panel dl")
    expect(figures).to_contain_text(word("stop.lines") + "2", timeout=SLOW_MS)
    expect(figures).to_contain_text(word("stop.corrected") + "1")
    page.keyboard.press("Escape")
    expect(page.locator(".stop-panel")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("textarea.typing")).to_be_visible()


def test_a_sample_is_drawn_and_walked(many: Page) -> None:
    expect(to_check(many)).to_have_text("3")
    many.keyboard.press("e")
    many.locator("[data-do=sample]").click()
    expect(many.locator("select[name=filter]")).to_have_value("sample", timeout=SLOW_MS)
    expect(many.locator(".lines .row")).to_have_count(20)
    expect(many.locator(".row.sel .st small")).to_have_text("1 of 20")
    many.keyboard.press("1")
    expect(many.locator(".row.sel .st small")).to_have_text("1 of 19")
    saved(many)
    many.keyboard.press("e")
    expect(many.locator(".stop-panel dl")).to_contain_text("1 of 20", timeout=SLOW_MS)
    expect(to_check(many)).to_have_text("3")


def test_the_sample_is_there_after_a_reload(many: Page) -> None:
    many.keyboard.press("e")
    many.locator("[data-do=sample]").click()
    expect(many.locator(".lines .row")).to_have_count(20, timeout=SLOW_MS)
    many.reload()
    expect(many.locator(".lines .row")).to_have_count(20, timeout=SLOW_MS)
    assert said(many).count() == 1


def test_without_a_recording_nothing_can_be_gathered(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.locator(".stop-panel")).to_contain_text(word("stop.evidence"))
    assert page.locator("[data-do=gather]").count() == 0


@pytest.mark.parametrize(("own", "offered"), [("medium", ["large-v3-turbo", "large-v1"]), ("large-v2", [])])
def test_only_what_the_server_takes_for_larger_is_offered(
    told_app: AppProcess, new_person: NewPerson, tmp_path: Path, own: str, offered: list[str]
) -> None:
    token = bring(told_app, tmp_path, sound=True)
    store = Store(told_app.data_dir / "relisten.sqlite")
    store.update_run(store.project_by_token(token).run_id or "", model=own)
    store.close()
    page = open_queue(new_person(url=f"http://127.0.0.1:{told_app.port}"), token)
    with page.expect_response(lambda got: "rehear_cost" in (got.request.post_data or "")):
        page.keyboard.press("e")
    names = [model["name"] for model in told_app.call("rehear_cost", token=token, lines=None)["models"]]
    assert names[: len(offered)] == offered
    expect(page.locator("[name=larger-model] option")).to_have_count(len(names))
    assert page.locator("[name=larger-model] option").evaluate_all("all => all.map((each) => each.value)") == names
