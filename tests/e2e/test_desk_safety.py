"""Nothing typed is lost: undo after a reload, two tabs on one line, a server that does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, bring_talk, choose, row, saved, type_behind
from tests.e2e.person import Person, word


@pytest.fixture
def desk(new_person: NewPerson, app: AppProcess, tmp_path: Path) -> Person:
    """Somebody in front of a project with the lines of ``desk_page.LINES``."""
    somebody = new_person(width=1440, height=900)
    somebody.open(bring_talk(app, tmp_path))
    return somebody


# Taking back


def test_undo_and_redo_survive_a_reload(desk: Person) -> None:
    choose(desk.page, 1)
    type_behind(desk.page, " Hello.")
    saved(desk.page)
    desk.page.reload()
    desk.rows.first.wait_for()
    desk.page.keyboard.press("Control+z")
    expect(row(desk.page, 1).locator(".text")).to_have_text("Good morning to all of you.")
    saved(desk.page)
    desk.page.reload()
    desk.rows.first.wait_for()
    desk.page.keyboard.press("Control+Shift+z")
    expect(row(desk.page, 1).locator(".text")).to_have_text("Good morning to all of you. Hello.")


def test_the_machine_s_text_is_one_click_away(desk: Person) -> None:
    choose(desk.page, 1)
    type_behind(desk.page, " Hello.", leave="Escape")
    desk.page.locator(".row.sel [data-act=restore]").click()
    expect(row(desk.page, 1).locator(".text")).to_have_text("Good morning to all of you.")


# Two tabs


def second_tab(desk: Person) -> Page:
    """The same project once more in the same browser."""
    context: BrowserContext = desk.page.context
    other = context.new_page()
    other.goto(desk.page.url)
    other.locator(".lines .row").first.wait_for()
    return other


def clash(desk: Person) -> Page:
    """Type into line 1 here while another tab changes it; the other tab's page."""
    other = second_tab(desk)
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    choose(other, 1)
    type_behind(other, " Theirs.")
    saved(other)
    desk.page.keyboard.type(" Mine.")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".clash dd")).to_have_text(
        ["Good morning to all of you. Theirs.", "Good morning to all of you. Mine."], timeout=SLOW_MS
    )
    expect(desk.page.locator(".saved")).to_have_text(word("saved.parked"))
    return other


def test_keep_mine(desk: Person) -> None:
    other = clash(desk)
    desk.page.locator(".clash [data-act=mine]").click()
    saved(desk.page)
    expect(row(other, 1).locator(".text")).to_have_text("Good morning to all of you. Mine.", timeout=SLOW_MS)


def test_take_theirs(desk: Person) -> None:
    clash(desk)
    desk.page.locator(".clash [data-act=theirs]").click()
    expect(desk.page.locator(".clash")).to_have_count(0)
    expect(row(desk.page, 1).locator(".text")).to_have_text("Good morning to all of you. Theirs.")


def test_another_tab_s_edit_appears_and_leaves_typing_alone(desk: Person) -> None:
    other = second_tab(desk)
    choose(desk.page, 1)
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(" Hel")
    choose(other, 3)
    type_behind(other, " Really.")
    expect(row(desk.page, 3).locator(".text")).to_have_text("Nothing is wrong here. Really.", timeout=SLOW_MS)
    desk.page.keyboard.type("lo.")
    assert desk.page.locator("textarea.typing").input_value() == "Good morning to all of you. Hello."


# A server that does not answer


def unplug(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/component_server*", refuse)
    page.route("**/component_server/**", refuse)


def test_what_could_not_be_saved_is_kept_and_sent_after_a_reload(desk: Person) -> None:
    unplug(desk.page)
    choose(desk.page, 1)
    type_behind(desk.page, " Kept.")
    expect(desk.page.locator(".saved")).to_have_text(word("saved.retrying"), timeout=SLOW_MS)
    expect(desk.page.locator(".lost")).to_have_text(word("desk.lost"), timeout=SLOW_MS)
    desk.page.unroute_all()
    desk.page.reload()
    desk.rows.first.wait_for()
    saved(desk.page)
    assert desk.texts()[0] == "Good morning to all of you. Kept."


def test_it_goes_on_by_itself_when_the_server_answers_again(desk: Person) -> None:
    unplug(desk.page)
    choose(desk.page, 1)
    type_behind(desk.page, " Late.")
    expect(desk.page.locator(".saved")).to_have_text(word("saved.retrying"), timeout=SLOW_MS)
    desk.page.unroute_all()
    saved(desk.page)
    expect(desk.page.locator(".lost")).to_be_hidden()
