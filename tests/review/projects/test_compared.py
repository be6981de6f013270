"""What is kept of comparisons: made once, bounded, and told by differences."""

from __future__ import annotations

from contextlib import suppress
from itertools import count
from typing import Any

from review.projects.compared import SPARE_ROWS, VERSIONS, Comparisons, Last, Versions


def row(name: str, text: str = "") -> dict[str, Any]:
    return {"id": name, "ours": text}


def test_a_value_is_made_again_only_for_another_key() -> None:
    numbers = count(1)
    last: Last[int] = Last()
    assert [last.of(key, lambda: next(numbers)) for key in "aabba"] == [1, 1, 2, 2, 3]


def test_a_value_that_could_not_be_made_leaves_none() -> None:
    last: Last[int] = Last()
    last.of("a", lambda: 1)
    with suppress(ZeroDivisionError):
        last.of("b", lambda: 1 // 0)
    assert last.of("a", lambda: 2) == 2


def test_rows_that_stay_the_same_are_one_version() -> None:
    versions = Versions()
    first = versions.add([row("a"), row("b")])
    assert versions.add([row("a"), row("b")]) == first
    assert versions.add([row("b"), row("a")]) != first


def test_the_difference_to_each_version_is_told() -> None:
    versions = Versions()
    first = versions.add([row("a"), row("b"), row("c")])
    second = versions.add([row("a"), row("b", "new"), row("c")])
    versions.add([row("d"), row("b", "new"), row("a")])
    order = ["d", "b", "a"]
    assert versions.answer(first) == {"reset": False, "order": order, "rows": [row("d"), row("b", "new")]}
    assert versions.answer(second) == {"reset": False, "order": order, "rows": [row("d")]}
    assert versions.answer(None) == {"reset": True, "order": order, "rows": [row("d"), row("b", "new"), row("a")]}


def test_a_row_that_became_what_it_was_is_told_to_those_who_know_it_otherwise() -> None:
    versions = Versions()
    versions.add([row("a", "old")])
    second = versions.add([row("a", "new")])
    versions.add([row("a", "old")])
    assert versions.answer(second)["rows"] == [row("a", "old")]


def test_so_many_versions_are_kept() -> None:
    versions = Versions()
    names = [versions.add([row("a", str(number))]) for number in range(VERSIONS + 1)]
    assert [versions.answer(name)["reset"] for name in names] == [True] + [False] * VERSIONS


def test_versions_that_share_no_row_are_not_piled_up() -> None:
    versions = Versions()
    names = [versions.add([row(str(each), str(number)) for each in range(SPARE_ROWS + 1)]) for number in range(4)]
    assert [versions.answer(name)["reset"] for name in names] == [True, True, False, False]


def test_no_rows_at_all_are_a_version() -> None:
    versions = Versions()
    empty = versions.add([])
    assert versions.answer(empty) == {"reset": False, "order": [], "rows": []}
    assert versions.add([]) == empty


def test_the_least_recently_used_project_is_dropped() -> None:
    comparisons = Comparisons(most_rows=3)
    for project in ("a", "b", "a", "c"):
        with comparisons.at(project) as kept:
            kept.versions.add([row("1"), row("2")] if project == "c" else [row("1")])
    kept_still = {}
    for project in ("a", "c", "b"):
        with comparisons.at(project) as kept:
            kept_still[project] = len(kept.versions)
    assert kept_still == {"a": 1, "c": 2, "b": 0}


def test_the_project_in_use_is_kept_however_long_it_is() -> None:
    comparisons = Comparisons(most_rows=1)
    with comparisons.at("a") as kept:
        kept.versions.add([row("1"), row("2")])
    with comparisons.at("a") as kept:
        assert len(kept.versions) == 2
