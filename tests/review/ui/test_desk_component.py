"""The component: its scripts, its styles, its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from review.ui import assets
from review.ui.assets import SCRIPTS, STYLES, dictionaries, page_script, page_style
from review.ui.desk import Desk

PAGE = Path(assets.__file__).parent / "page"


def test_every_script_of_the_page_is_loaded() -> None:
    assert sorted(SCRIPTS) == sorted(path.stem for path in PAGE.glob("*.js"))


def test_every_style_sheet_of_the_page_is_loaded() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in PAGE.glob("*.css"))


def test_all_scripts_share_one_scope() -> None:
    script = page_script(["core", "main"])
    assert script.startswith('(function () {\n"use strict";\nconst R = {};\n')
    assert script.endswith("\n})();\n")


def test_half_a_page_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "HERE", tmp_path)
    with pytest.raises(FileNotFoundError):
        page_script()
    with pytest.raises(FileNotFoundError):
        page_style()


def test_no_script_writes_markup() -> None:
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", page_script()) == []


def test_nothing_of_the_page_comes_from_another_host() -> None:
    assert re.findall(r"@import|url\(\s*['\"]?(?:https?:)?//", page_style()) == []


def test_both_languages_have_the_same_words() -> None:
    words = dictionaries()
    assert sorted(words["en"].keys() ^ words["ko"].keys()) == []


def test_rows_are_never_in_the_component_s_value() -> None:
    config = Desk(script="0", render=False).get_config()
    assert (config["value"], config["html_template"], config["css_template"]) == (None, "", "")
