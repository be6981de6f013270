"""Lyrics and scripts beside a project."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from review.projects import Caller, ComparisonSettings, Desk, Upload
from review.projects.errors import NothingToCompareWith
from review.projects.references import MOST_REFERENCES
from review.reference import BadReference, KeptOut
from review.scoring import Normalisation
from review.store import ProjectNotFound, ReferenceNotFound, TooManyReferences
from tests.review.projects.made import ANYBODY, heard

LYRICS = "[Verse 1]\nline one (x2)\n\nline two\n"
CHOSEN = ComparisonSettings(Normalisation.RAW, KeptOut(headings=False, backing=True))


def listed(desk: Desk, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.references(ANYBODY, token)["references"]
    return found


def bring(desk: Desk, token: str, folder: Path, name: str, data: bytes) -> str:
    path = folder / "brought"
    path.write_bytes(data)
    try:
        return desk.add_reference(ANYBODY, token, upload=Upload(path, name))
    finally:
        assert not path.exists()


def test_a_pasted_text_is_named_by_its_first_words(desk: Desk, token: str) -> None:
    made = desk.add_reference(ANYBODY, token, LYRICS)
    (found,) = listed(desk, token)
    created = found.pop("created_at")
    assert found == {"id": made, "name": "line one line two", "format": "txt", "lines": 2, "words": 4, "active": True}
    assert created > 1_700_000_000_000


def test_words_of_a_script_without_spaces_are_its_characters(desk: Desk, token: str) -> None:
    desk.add_reference(ANYBODY, token, "君の名は\n")
    assert listed(desk, token)[0]["words"] == 4


def test_a_file_is_named_as_it_is_and_deleted(desk: Desk, token: str, tmp_path: Path) -> None:
    bring(desk, token, tmp_path, "공식 <b>.txt", "나는 너를\n".encode("cp949"))
    (found,) = listed(desk, token)
    assert (found["name"], found["format"], found["lines"]) == ("공식 <b>.txt", "txt", 1)


def test_the_file_s_own_kind_is_read(desk: Desk, token: str, tmp_path: Path) -> None:
    bring(desk, token, tmp_path, "a.lrc", b"[00:01.00]one\n[00:02.00]two\n")
    assert (listed(desk, token)[0]["format"], listed(desk, token)[0]["lines"]) == ("lrc", 2)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x00\x01\x02" * 99])
def test_what_cannot_be_read_is_a_sentence_and_the_file_goes(
    desk: Desk, token: str, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(BadReference):
        bring(desk, token, tmp_path, "a.txt", data)
    assert listed(desk, token) == []


@pytest.mark.parametrize("text", [None, ""])
def test_nothing_at_all_is_a_sentence(desk: Desk, token: str, text: str | None) -> None:
    with pytest.raises(NothingToCompareWith):
        desk.add_reference(ANYBODY, token, text)


def test_a_given_name_is_kept_as_one_line(desk: Desk, token: str) -> None:
    desk.add_reference(ANYBODY, token, LYRICS, name=" the\nofficial ")
    assert listed(desk, token)[0]["name"] == "the official"


def test_a_reference_is_renamed(desk: Desk, token: str) -> None:
    made = desk.add_reference(ANYBODY, token, LYRICS)
    assert desk.rename_reference(ANYBODY, token, made, "fan\tmade") == "fan made"
    assert listed(desk, token)[0]["name"] == "fan made"


def test_one_of_several_is_active(desk: Desk, token: str) -> None:
    first, second = desk.add_reference(ANYBODY, token, "one"), desk.add_reference(ANYBODY, token, "two")
    assert [(each["id"], each["active"]) for each in listed(desk, token)] == [(first, False), (second, True)]
    desk.activate_reference(ANYBODY, token, first)
    assert [each["active"] for each in listed(desk, token)] == [True, False]
    desk.remove_reference(ANYBODY, token, first)
    assert [(each["id"], each["active"]) for each in listed(desk, token)] == [(second, True)]


def test_a_reference_is_shown_as_it_came(desk: Desk, token: str) -> None:
    made = desk.add_reference(ANYBODY, token, LYRICS)
    assert desk.reference_text(ANYBODY, token, made) == "[Verse 1]\nline one (x2)\n\nline two"


def test_a_project_takes_so_many(desk: Desk, token: str) -> None:
    for number in range(MOST_REFERENCES):
        desk.add_reference(ANYBODY, token, f"text {number}")
    with pytest.raises(TooManyReferences, match="at most 20"):
        desk.add_reference(ANYBODY, token, "one too many")


@pytest.mark.parametrize(
    ("language", "normalisation"),
    [("en", "english"), ("en-GB", "english"), ("ko", "standard"), (None, "standard"), ("enm", "standard")],
)
def test_the_language_says_how_texts_are_compared_at_first(
    desk: Desk, token: str, language: str | None, normalisation: str
) -> None:
    run = desk.store.project_by_token(token).run_id
    assert run is not None
    desk.store.update_run(run, language=language)
    assert desk.references(ANYBODY, token)["settings"] == {
        "normalisation": normalisation,
        "kept_out": {"headings": True, "repeats": True, "speakers": True, "directions": True, "backing": False},
    }


def test_what_a_person_chose_stays(desk: Desk, token: str) -> None:
    kept_out = {"headings": False, "repeats": True, "speakers": True, "directions": True, "backing": True}
    chosen = {"normalisation": "raw", "kept_out": kept_out}
    assert desk.set_comparison(ANYBODY, token, CHOSEN) == chosen
    assert desk.references(ANYBODY, token)["settings"] == chosen


def test_a_login_s_references_are_for_that_login(desk: Desk) -> None:
    token, ann, bob = heard(desk, 1, owner="ann"), Caller(user="ann"), Caller(user="bob")
    made = desk.add_reference(ann, token, LYRICS)
    for refused in (
        lambda: desk.references(bob, token),
        lambda: desk.add_reference(bob, token, LYRICS),
        lambda: desk.rename_reference(bob, token, made, "mine"),
        lambda: desk.remove_reference(bob, token, made),
        lambda: desk.activate_reference(bob, token, made),
        lambda: desk.reference_text(bob, token, made),
        lambda: desk.set_comparison(bob, token, CHOSEN),
        lambda: desk.dismiss(bob, token, made, "m0.0.0", True),
        lambda: desk.compare(bob, token, None),
        lambda: desk.comparison_file(bob, token, "report.html", "en"),
    ):
        with pytest.raises(ProjectNotFound):
            refused()
    assert len(desk.references(ann, token)["references"]) == 1


def test_the_reference_of_another_project_is_not_reached(desk: Desk, token: str) -> None:
    other = heard(desk, 1)
    made = desk.add_reference(ANYBODY, other, LYRICS)
    for refused in (
        lambda: desk.rename_reference(ANYBODY, token, made, "mine"),
        lambda: desk.remove_reference(ANYBODY, token, made),
        lambda: desk.activate_reference(ANYBODY, token, made),
        lambda: desk.reference_text(ANYBODY, token, made),
        lambda: desk.dismiss(ANYBODY, token, made, "m0.0.0", True),
    ):
        with pytest.raises(ReferenceNotFound, match=re.escape("no longer there")):
            refused()
