"""A browser's JSON is read by type, never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from review.ui.payload import BadRequest, Payload


@pytest.mark.parametrize("value", [None, [], "text", 7, [{"token": "t"}], {1: "number"}])
def test_only_an_object_is_a_payload(value: object) -> None:
    with pytest.raises(BadRequest, match="field payload"):
        Payload(value)


@pytest.mark.parametrize("value", [None, 7, "", "x" * 11, "a\0b", "\ud800", ["a"], {"a": 1}, True])
def test_a_text_is_a_string_of_bounded_length(value: Any) -> None:
    with pytest.raises(BadRequest, match="field name"):
        Payload({"name": value}).text("name", most=10)


def test_a_text_keeps_markup_as_it_is() -> None:
    assert Payload({"name": "<script>alert(1)</script>"}).text("name") == "<script>alert(1)</script>"


@pytest.mark.parametrize("value", [None, ""])
def test_an_absent_text_may_be_none(value: str | None) -> None:
    assert Payload({"name": value}).optional_text("name") is None


@pytest.mark.parametrize("value", [None, "1", 1.0, True, -1, 101, float("nan")])
def test_an_integer_is_a_whole_number_within_bounds(value: Any) -> None:
    with pytest.raises(BadRequest, match="field since"):
        Payload({"since": value}).integer("since", most=100)


@pytest.mark.parametrize("value", ["t", [1], [None], ["x" * 129], {"0": "t"}, ["a", "b", "c"]])
def test_texts_are_a_short_list_of_short_strings(value: Any) -> None:
    with pytest.raises(BadRequest, match="field tokens"):
        Payload({"tokens": value}).texts("tokens", most=2)


@pytest.mark.parametrize("value", [None, [], {"a": "1"}, {"a": True}, {"a": 1.5}])
def test_versions_are_whole_numbers_by_line(value: Any) -> None:
    with pytest.raises(BadRequest, match="field base"):
        Payload({"base": value}).versions("base")


def test_versions_are_read() -> None:
    assert Payload({"base": {"0.0.0": 7, "e1": None}}).versions("base") == {"0.0.0": 7, "e1": -1}


@pytest.mark.parametrize("value", [None, 0, 1, "true", "", [], {}])
def test_a_switch_is_true_or_false(value: Any) -> None:
    with pytest.raises(BadRequest, match="field on"):
        Payload({"on": value}).switch("on")


def test_a_switch_is_read() -> None:
    assert [Payload({"on": value}).switch("on") for value in (True, False)] == [True, False]


@pytest.mark.parametrize("value", [None, 1, "", "c", "A", ["a"], {"a": 1}])
def test_a_choice_is_one_of_those_given(value: Any) -> None:
    with pytest.raises(BadRequest, match="field how"):
        Payload({"how": value}).choice("how", ["a", "b"])


def test_a_choice_is_read() -> None:
    assert Payload({"how": "b"}).choice("how", ["a", "b"]) == "b"
