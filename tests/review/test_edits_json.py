"""Edits as a page sends them: exactly so, or not at all."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from review import edits
from review.edits import MAX_TEXT, MAX_TIME, BadEdit, BadTimes, TextTooLong, from_dict, from_log
from review.line import Line
from tests.review.building import word

GOOD: list[tuple[dict[str, Any], edits.Edit]] = [
    ({"op": "set_text", "line": "0.1.2", "text": "a"}, edits.SetText("0.1.2", "a")),
    ({"op": "set_times", "line": "e1", "start": 0, "end": 1}, edits.SetTimes("e1", 0, 1)),
    ({"op": "split", "line": "e1", "at": 3, "new_id": "e2", "time": 9}, edits.Split("e1", 3, "e2", 9)),
    ({"op": "split", "line": "e1", "at": 3, "new_id": "e2", "time": None}, edits.Split("e1", 3, "e2")),
    ({"op": "merge", "first": "e1", "second": "e2"}, edits.Merge("e1", "e2")),
    (
        {"op": "insert", "id": "e-a_Z9", "start": 0, "end": 5, "text": "", "after": None},
        edits.Insert("e-a_Z9", 0, 5, ""),
    ),
    (
        {"op": "insert", "id": "e1", "start": 0, "end": 5, "text": "x", "after": "0.0.0"},
        edits.Insert("e1", 0, 5, "x", "0.0.0"),
    ),
    ({"op": "insert", "id": "e1", "start": 0, "end": 5, "text": "x", "after": ""}, edits.Insert("e1", 0, 5, "x", "")),
    ({"op": "delete", "line": "0.0.0"}, edits.Delete("0.0.0")),
    ({"op": "decide", "line": "0.0.0", "decision": "kept"}, edits.Decide("0.0.0", "kept")),
    ({"op": "decide", "line": "0.0.0", "decision": ""}, edits.Decide("0.0.0", "")),
    ({"op": "pass_gap", "start": 0, "end": 900}, edits.PassGap(0, 900)),
    (
        {"op": "replace_all", "changes": [{"line": "a", "text": "b"}, {"line": "c", "text": "d"}]},
        edits.ReplaceAll((edits.SetText("a", "b"), edits.SetText("c", "d"))),
    ),
]


@pytest.mark.parametrize(("data", "edit"), GOOD)
def test_json_is_read_as_the_edit_it_is(data: dict[str, Any], edit: edits.Edit) -> None:
    assert from_dict(data) == edit


@pytest.mark.parametrize(("data", "edit"), GOOD)
def test_an_edit_is_written_as_it_is_read(data: dict[str, Any], edit: edits.Edit) -> None:
    assert edit.as_dict() == data


BAD: list[tuple[Any, str]] = [
    (None, "edit"),
    ([], "edit"),
    ("set_text", "edit"),
    ({}, "op"),
    ({"op": "drop"}, "op"),
    ({"op": ["set_text"]}, "op"),
    ({"op": "restore", "put": [], "add": [], "remove": []}, "op"),
    ({"op": "set_text", "line": 1, "text": "a"}, "line"),
    ({"op": "set_text", "line": "", "text": "a"}, "line"),
    ({"op": "set_text", "line": "a b", "text": "a"}, "line"),
    ({"op": "set_text", "line": "a\n", "text": "a"}, "line"),
    ({"op": "set_text", "line": "a" * 65, "text": "a"}, "line"),
    ({"op": "set_text", "line": "a", "text": None}, "text"),
    ({"op": "set_text", "line": "a", "text": "b", "more": 1}, "more"),
    ({"op": "set_times", "line": "a", "start": 1.5, "end": 2}, "start"),
    ({"op": "set_times", "line": "a", "start": True, "end": 2}, "start"),
    ({"op": "set_times", "line": "a", "start": "1", "end": 2}, "start"),
    ({"op": "set_times", "line": "a", "start": 1}, "end"),
    ({"op": "split", "line": "a", "at": 1, "new_id": "0.0.1"}, "new_id"),
    ({"op": "split", "line": "a", "at": None, "new_id": "e1"}, "at"),
    ({"op": "split", "line": "a", "at": 1, "new_id": "e1", "time": "9"}, "time"),
    ({"op": "insert", "id": "e", "start": 0, "end": 5, "text": ""}, "id"),
    ({"op": "insert", "id": "e" * 42, "start": 0, "end": 5, "text": ""}, "id"),
    ({"op": "insert", "id": "e1", "start": 0, "end": 5, "text": "", "after": "../x"}, "after"),
    ({"op": "decide", "line": "a", "decision": "fixed"}, "decision"),
    ({"op": "pass_gap", "start": 0}, "end"),
    ({"op": "pass_gap", "start": "0", "end": 5}, "start"),
    ({"op": "pass_gap", "start": 0, "end": 5, "line": "a"}, "line"),
    ({"op": "replace_all", "changes": []}, "changes"),
    ({"op": "replace_all", "changes": {}}, "changes"),
    ({"op": "replace_all", "changes": [{"line": "a", "text": "b"}, {"line": "a", "text": "c"}]}, "changes"),
    ({"op": "replace_all", "changes": [{"line": "a", "text": "b", "x": 1}]}, "x"),
]


@pytest.mark.parametrize(("data", "field"), BAD)
def test_anything_else_is_refused_and_named(data: object, field: str) -> None:
    with pytest.raises(BadEdit) as caught:
        from_dict(data)
    assert caught.value.params == {"field": field}


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 5), (0, MAX_TIME + 1), (0, 10**30)])
def test_times_that_no_line_can_have_are_refused(start: int, end: int) -> None:
    with pytest.raises(BadTimes) as caught:
        from_dict({"op": "set_times", "line": "a", "start": start, "end": end})
    with pytest.raises(BadTimes):
        from_dict({"op": "pass_gap", "start": start, "end": end})
    assert str(caught.value) == "A line must begin before it ends, and within 48 hours."


def test_the_longest_time_is_taken() -> None:
    assert from_dict({"op": "set_times", "line": "a", "start": 0, "end": MAX_TIME}) == edits.SetTimes("a", 0, MAX_TIME)


def test_the_longest_text_is_taken() -> None:
    text = "가" * MAX_TEXT
    assert from_dict({"op": "set_text", "line": "a", "text": text}) == edits.SetText("a", text)


@pytest.mark.parametrize("length", [MAX_TEXT + 1, 10 * MAX_TEXT])
def test_a_longer_text_is_refused(length: int) -> None:
    with pytest.raises(TextTooLong) as caught:
        from_dict({"op": "set_text", "line": "a", "text": "a" * length})
    assert str(caught.value) == "A line can hold at most 10000 characters; split it first."


def test_typed_text_is_one_line_of_composed_letters() -> None:
    made = from_dict({"op": "set_text", "line": "a", "text": "\u1112\u1161\u11ab\u2028글 <b>"})
    assert made == edits.SetText("a", "한 글 <b>")


def test_the_inverse_travels_through_the_log_whole() -> None:
    line = Line(
        "0.0.0",
        0,
        500,
        " a",
        (word(" a", 0, 500),),
        (7,),
        0,
        -0.123456789012345678,
        None,
        1e-10,
        1.0,
        0.2,
        " a",
        "kept",
    )
    restore = edits.Restore((line,), (edits.Placed(line, "x"),), ("y",), ((0, 900), (1_000, 1_100)), ((5, 6),))
    assert from_log(orjson.loads(orjson.dumps(restore.as_dict()))) == restore


def test_an_inverse_that_was_logged_before_there_were_gaps_is_read() -> None:
    assert from_log({"op": "restore", "put": [], "add": [], "remove": ["y"]}) == edits.Restore(remove=("y",))
    assert edits.Restore(remove=("y",)).as_dict() == {"op": "restore", "put": [], "add": [], "remove": ["y"]}


@pytest.mark.parametrize(("data", "edit"), GOOD)
def test_a_page_s_edit_travels_through_the_log(data: dict[str, Any], edit: edits.Edit) -> None:
    assert from_log(orjson.loads(orjson.dumps(data))) == edit
