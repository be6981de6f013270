"""Markdown as lyrics and scripts are kept in it: its marks taken off line by line, line breaks kept.

After https://spec.commonmark.org/0.31.2/, as far as it concerns single lines; a line of dashes is a stanza's
break here, never a heading for the line before it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from review.reference.source import SourceLine

SAMPLE_LINES = 2000

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}| {0,3}(?:\*[ \t]*){3,}| {0,3}(?:_[ \t]*){3,}")
_FENCE = re.compile(r" {0,3}(?:```|~~~).*")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")
_DEFINITION = re.compile(r" {0,3}\[[^\]]{1,200}\]:[ \t]*\S+.*")
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)")
_TARGET = r"(?:https?:|mailto:|[./#]|\w+[./])[^()\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?"
_LINK = re.compile(rf"\[([^\[\]]{{1,500}})\](?:\({_TARGET}\)|\[[^\[\]]{{0,200}}\])")
_AUTOLINK = re.compile(r"<(?:https?:|mailto:)[^<>\s]{1,2000}>")
_BREAK = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|i|b|u|s|em|strong|sup|sub|small|center|font|ruby|rb|a|blockquote|pre|code)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_RUBY = re.compile(r"<r([tp])>[^<]{0,200}</r\1>", re.IGNORECASE)
_EMPHASIS = (
    re.compile(r"\*\*(?=\S)([^*]{1,2000}?)(?<=\S)\*\*"),
    re.compile(r"(?<!\w)__(?=\S)([^_]{1,2000}?)(?<=\S)__(?!\w)"),
    re.compile(r"\*(?=\S)([^*]{1,2000}?)(?<=\S)\*"),
    re.compile(r"(?<!\w)_(?=\S)([^_]{1,2000}?)(?<=\S)_(?!\w)"),
    re.compile(r"~~(?=\S)([^~]{1,2000}?)(?<=\S)~~"),
    re.compile(r"`([^`]{1,2000})`"),
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_HARD_BREAK = re.compile(r"(?<!\\)\\$")


def looks_like_markdown(text: str) -> bool:
    """Whether a text of unknown kind has two of Markdown's signs: headings, strong words, links, fences."""
    rows = text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES]
    signs = (
        any(re.match(r"#{1,6} \S", row) for row in rows),
        any(_EMPHASIS[0].search(row) for row in rows),
        any(re.search(r"\]\(https?:", row) for row in rows),
        any(_FENCE.fullmatch(row) for row in rows),
    )
    return sum(signs) > 1


def source_lines(text: str) -> list[SourceLine]:
    """The text's lines without Markdown's marks; headings known as such, front matter and comments left out."""
    rows = _BREAK.sub("\n", _without_comments(_without_front_matter(text))).split("\n")
    return list(_lines(rows))


def plain(row: str) -> str:
    """One line without its marks: quotes, list marks, emphasis, links (their texts stay), HTML's tags, escapes."""
    row = _QUOTE.sub("", row, count=1) if row.lstrip().startswith(">") else row
    row = _BULLET.sub("", row, count=1) if _BULLET.match(row) else row
    return _inline(row).strip()


def _lines(rows: list[str]) -> Iterator[SourceLine]:
    fenced = False
    skip = False
    for row, following in pairwise([*rows, ""]):
        if skip:
            skip = False
        elif _FENCE.fullmatch(row):
            fenced = not fenced
        elif fenced:
            yield SourceLine(row, row)
        elif _RULE.fullmatch(row):
            yield SourceLine(row, "", "blank")
        elif _DEFINITION.fullmatch(row):
            continue
        else:
            heading = _HEADING.fullmatch(row)
            skip = heading is None and bool(row.strip()) and bool(_UNDERLINE.fullmatch(following))
            text = _inline(heading[1] or "").strip() if heading else plain(row)
            yield SourceLine(row, text, "heading" if text and (heading or skip) else None)


def _without_front_matter(text: str) -> str:
    """Without the YAML between two lines of dashes with which many files begin."""
    if not text.startswith("---\n"):
        return text
    end = text.find("\n---\n", 3, 20_000)
    return text[end + 5 :] if end >= 0 else text


def _without_comments(text: str) -> str:
    first, *others = text.split("<!--")
    pieces = [first]
    for other in others:
        inside, end, behind = other.partition("-->")
        pieces.append(behind if end else f"<!--{inside}")
    return "".join(pieces)


def _inline(text: str) -> str:
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1])
        return f"\ue000{len(held) - 1}\ue001"

    text = _HARD_BREAK.sub("", text)
    text = _ESCAPE.sub(hold, text)
    text = _AUTOLINK.sub("", _TAG.sub("", _RUBY.sub("", _IMAGE.sub("", text))))
    text = _LINK.sub(r"\1", text)
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return re.sub("\ue000(\\d+)\ue001", lambda match: held[int(match[1])], html.unescape(text))
