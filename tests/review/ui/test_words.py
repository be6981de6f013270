"""The page's sentences: the same keys in both languages, none missing that the scripts or the errors ask for."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
import review
from engine.errors import UserError
from engine.evidence.scripts import SCRIPTS as WRITING
from engine.option_specs import OPTIONS

UI = Path(review.__file__).parent / "ui"
ENGLISH: dict[str, str] = json.loads((UI / "i18n" / "en.json").read_text("utf-8"))
KOREAN: dict[str, str] = json.loads((UI / "i18n" / "ko.json").read_text("utf-8"))
SCRIPTS = {path.name: path.read_text("utf-8") for path in sorted((UI / "page").glob("*.js"))}

LITERAL = re.compile(r'(?:R\.t\(|\b(?:t|tTitle|tPlaceholder|tLabel|label): )"([a-z][A-Za-z0-9_.]*)"(?! \+)')
PLACEHOLDER = re.compile(r"\{(\w+)\}")
HANGUL = re.compile("[가-힣]")


def children(kind: type[UserError]) -> Iterator[type[UserError]]:
    for child in kind.__subclasses__():
        yield child
        yield from children(child)


def errors() -> dict[str, str]:
    """Code and template of every error a person can be shown."""
    for package in (engine, review):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in module.name:
                importlib.import_module(module.name)
    return {child.code: child.template for child in children(UserError)}


def plain(key: str) -> str:
    """The key without the ending of its singular."""
    return key.removesuffix(".one")


def test_both_languages_have_the_same_keys() -> None:
    assert set(ENGLISH) == set(KOREAN)


@pytest.mark.parametrize("key", sorted(ENGLISH))
def test_both_languages_fill_in_the_same(key: str) -> None:
    allowed = set(PLACEHOLDER.findall(ENGLISH.get(plain(key), ENGLISH[key])))
    assert set(PLACEHOLDER.findall(KOREAN[key])) <= allowed


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_sentence_a_script_asks_for_is_there(name: str) -> None:
    text = re.sub("const SPOKEN = .*", "", SCRIPTS[name])  # core.js: names of properties, not of sentences
    assert [key for key in LITERAL.findall(text) if key not in ENGLISH] == []


@pytest.mark.parametrize("name", [spec.name for spec in OPTIONS])
def test_every_option_has_a_name_and_its_help(name: str) -> None:
    (spec,) = (each for each in OPTIONS if each.name == name)
    assert f"option.{name}" in ENGLISH
    assert ENGLISH[f"option.{name}.help"] == spec.help
    assert HANGUL.search(KOREAN[f"option.{name}.help"])


def test_every_error_has_its_sentence_in_english() -> None:
    assert {code: ENGLISH.get(f"error.{code}") for code in errors()} == errors()


def test_every_error_has_its_sentence_in_korean() -> None:
    assert [code for code in errors() if not HANGUL.search(KOREAN.get(f"error.{code}", ""))] == []


def test_no_script_builds_html_from_strings() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    assert [name for name, text in SCRIPTS.items() if forbidden.search(text)] == []


def test_every_script_of_a_line_has_a_name() -> None:
    assert {key.partition(".")[2] for key in ENGLISH if key.startswith("script.")} == set(WRITING)
    assert all(f'"{name}"' in SCRIPTS["queue_text.js"] for name in WRITING)
