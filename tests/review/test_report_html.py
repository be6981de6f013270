"""The report as one HTML file."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.comparison.model import Confusion
from review.report import Total, html
from review.report.markup import tag
from tests.review.comparison_kit import EXTRA, MISSING, SAME, WRONG, named, op, report, row, sheet

EVIL = '</title><script>alert("1")</script><img src=x onerror=alert(1)>&amp;'


class Page(HTMLParser):
    """What a browser would see: every element that opens, and the text of each cell and of the page."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.title = ""
        self._open: list[str] = []
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(name)
        self.attributes += [(key, value or "") for key, value in attributes]
        self._open.append(name)

    def handle_endtag(self, name: str) -> None:
        while self._open and self._open.pop() != name:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data
        if "title" in self._open:
            self.title += data


def written(*rows: object, lang: str = "en", **changes: object) -> str:
    made = replace(sheet(*rows), **changes)  # type: ignore[arg-type]
    return html.write(made, lang).decode("utf-8")


def test_lyrics_with_a_script_show_it_as_text() -> None:
    page = Page(html.write(sheet(row("same", EVIL, EVIL))))
    assert "script" not in page.tags and "img" not in page.tags
    assert page.text.count(EVIL) == 2


def test_a_marked_word_with_a_script_is_text_too() -> None:
    word = "<script>"
    shown = written(row("different", word, "x", op("substitution", (0, 8), (0, 1)), counts=(0, 1, 0, 0)))
    assert '<mark class="substitution">&lt;script&gt;</mark>' in shown


@pytest.mark.parametrize("field", ["name", "reference_name", "language", "made_at"])
def test_names_are_text(field: str) -> None:
    page = Page(html.write(replace(sheet(SAME), **{field: EVIL})))  # type: ignore[arg-type]
    assert "script" not in page.tags and "img" not in page.tags and EVIL in page.text


def test_confusions_are_text() -> None:
    page = Page(html.write(sheet(WRONG, confusions=(Confusion(EVIL, EVIL, 1, (0,)),))))
    assert "script" not in page.tags and page.text.count(EVIL) == 2


def test_an_extra_lines_other_place_is_text() -> None:
    page = Page(html.write(sheet(replace(EXTRA, elsewhere=EVIL))))
    assert "script" not in page.tags and EVIL in page.text


def test_the_title_is_plain_text() -> None:
    assert Page(html.write(named(sheet(SAME), EVIL + "\u202e"))).title == EVIL + "U+202E · Comparison"


def test_bidi_controls_show() -> None:
    shown = written(row("same", "a\u202eb", "a\u2066b"))
    assert 'a<span class="unseen">U+202E</span>b' in shown and 'a<span class="unseen">U+2066</span>b' in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


@given(st.text(min_size=1))
def test_any_text_adds_no_element(text: str) -> None:
    made = sheet(row("different", text, text), confusions=(Confusion(text, "", 1, (0,)),))
    plain = sheet(row("different", "a", "a"), confusions=(Confusion("a", "", 1, (0,)),))
    names = [name for name in Page(html.write(named(made, text))).tags if name != "span"]
    assert names == [name for name in Page(html.write(plain)).tags if name != "span"]


def test_nothing_is_asked_of_other_places() -> None:
    page = Page(html.write(sheet(SAME, WRONG)))
    assert [value for name, value in page.attributes if name in ("src", "href") and not value.startswith("#")] == []
    assert not {"link", "img", "script", "iframe"} & set(page.tags)
    assert "url(" not in html.STYLE.read_text("utf-8") and "@import" not in html.STYLE.read_text("utf-8")


def test_the_page_forbids_itself_to_load_anything() -> None:
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in Page(html.write(sheet(SAME))).attributes


def test_a_substituted_word_is_marked_on_both_sides() -> None:
    shown = written(WRONG)
    assert '<mark class="substitution">온기가</mark> 내볼까</td>' in shown
    assert '<mark class="substitution">용기를</mark> 내볼까</td>' in shown


def test_a_missing_line_is_one_mark_and_nothing_heard() -> None:
    shown = written(MISSING)
    assert "<em>nothing heard</em></td>" in shown
    assert '<ins class="deletion">골목길 고양이도</ins></td>' in shown
    assert '<td class="why">missing line</td>' in shown


def test_an_extra_line_is_struck_out() -> None:
    assert '<s class="insertion">음</s></td>' in written(EXTRA)


def test_a_moved_line_says_what_it_repeats() -> None:
    shown = written(replace(EXTRA, elsewhere="음 그래"))
    assert "extra line <small>elsewhere in the reference: 음 그래</small>" in shown


def test_other_spaces_and_other_scripts_have_marks_of_their_own() -> None:
    shown = written(
        row("spacing", "나는너를", "나는 너를", op("spacing", (0, 4), (0, 5))),
        row("different", "어텐션", "Attention", op("script", (0, 3), (0, 9)), counts=(0, 1, 0, 0)),
    )
    assert '<mark class="spacing">나는너를</mark>' in shown and '<td class="why">spacing only</td>' in shown
    assert '<mark class="script">어텐션</mark>' in shown
    assert '<td class="why">1 substituted · other script</td>' in shown


def test_breaks_of_the_reference_show() -> None:
    shown = written(row("same", "하나 둘", "하나 둘", breaks=(2,)))
    assert '하나<span class="break">↵ </span> 둘' in shown


def test_a_break_inside_a_mark_shows_once() -> None:
    shown = written(
        row("missing", "", "하나 둘", op("deletion", None, (0, 2)), op("deletion", None, (3, 4)), breaks=(3,))
    )
    assert '<ins class="deletion">하나 <span class="break">↵ </span>둘</ins>' in shown


def test_before_and_after() -> None:
    shown = written(SAME, before=report(0.75))
    assert '<div><b><span class="was">75.0 → </span>50.0 %</b><span>CER without spaces</span></div>' in shown
    assert '<th scope="row">MER</th>' not in shown
    assert '<th scope="row">WER</th><td>75.0 %</td><td>50.0 %</td>' in shown


def test_without_edits_there_is_one_column() -> None:
    assert '<th scope="row">WER</th><td>50.0 %</td></tr>' in written(SAME)


def test_interval_and_line_breaks() -> None:
    shown = written(SAME)
    assert "<b>4.8 – 7.7 %</b><span>95 % interval of CER without spaces</span>" in shown
    assert "<b>0.94</b><span>line breaks, F1</span>" in shown


def test_the_settings_are_told() -> None:
    text = Page(html.write(sheet(SAME))).text
    assert "standard: composed letters (NFC), without case, punctuation" in text
    assert "headings, repeat marks (their lines stand as often as they say), speakers' names, stage directions" in text


def test_an_empty_reference_is_explained() -> None:
    made = sheet(EXTRA)
    empty = replace(made, comparison=replace(made.comparison, report=report(None, "empty_reference")))
    shown = html.write(empty).decode()
    assert '<p class="note">There is no word in the reference, so no rate can be given;' in shown
    assert '<th scope="row">WER</th><td>–</td>' in shown


def test_lines_that_cost_more_than_the_whole_are_explained() -> None:
    made = sheet(WRONG)
    more = replace(made, comparison=replace(made.comparison, report=replace(report(), excess=3)))
    assert "The errors of the lines add up to 7, those of the whole text to 4:" in html.write(more).decode()


def test_nothing_on_either_side() -> None:
    assert "There is no line on either side." in written()


def test_confusions_lead_to_their_lines() -> None:
    shown = html.write(sheet(SAME, WRONG, confusions=(Confusion("온기가", "용기를", 1, (1,)),))).decode()
    assert '<a href="#r2">2</a>' in shown and '<tr id="r2" class="different">' in shown


def test_worst_lines_come_first() -> None:
    shown = written(SAME, WRONG, MISSING)
    worst = shown[shown.index('<ol class="worst">') : shown.index("</ol>")]
    assert re.findall(r'href="#(r\d)">([\d:.]+)<', worst) == [("r3", "0:26.0"), ("r2", "0:24.6")]


def test_text_without_times_has_no_column_for_them() -> None:
    assert 'class="time"' not in written(row("same", "a", "a"))


def test_korean() -> None:
    shown = written(MISSING, lang="ko")
    assert '<html lang="ko">' in shown and "<title>봄날.mp3 · 비교</title>" in shown
    assert "공백 제외 CER" in shown and '<td class="why">빠진 줄</td>' in shown


def test_an_unknown_language_is_answered_in_english() -> None:
    assert '<html lang="en">' in written(SAME, lang='"><script>')


def test_several_files_are_one_page() -> None:
    made = Total("pairs.tsv", [named(sheet(SAME), "a.json"), named(sheet(WRONG), "b.json")], report(0.25), None)
    shown = html.write_total(made).decode()
    assert '<a href="#f2"><bdi>b.json</bdi></a></th><td>50.0 %</td><td>50.0 %</td><td>50.0 %</td><td>1</td>' in shown
    assert '<th scope="row">All files together</th><td>25.0 %</td>' in shown
    assert '<header id="f2">' in shown and 'id="f2r1"' in shown


def test_attributes_cannot_be_left() -> None:
    assert tag("td", "x", title='"><script>') == '<td title="&quot;&gt;&lt;script&gt;">x</td>'
