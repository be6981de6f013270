"""Whisper's own JSON: written exactly as ``whisper --output_format json`` does, read from every tool that imitates it.

Read are openai-whisper, faster-whisper (a list of segments or ``{"segments": …}``, as objects or as plain arrays),
whisperX (``score`` for a word's probability, words without times) and this project's own exports. Evidence that a
source lacks, or gives as NaN, stays None. Times that are missing, NaN, negative or backwards are clamped; everything
else that is not what it should be is refused in one sentence.
Layout: https://github.com/openai/whisper/blob/main/whisper/transcribe.py
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import orjson

from engine.errors import UserError
from engine.transcript import Segment, Transcript, Word, nfc

MAX_BYTES = 200 * 1024 * 1024
MAX_SEGMENTS = 1_000_000
MAX_CHARS = 10_000
"""Of one segment: a person reviews lines, and a line this long is no line."""
MAX_TIME_MS = 100 * 3_600_000 - 1
"""99:59:59.999, the last time that .srt can write."""
MAX_META_BYTES = 65_536

_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z][A-Za-z -]{1,31}")
# faster-whisper's Segment as an array: the named tuple of 0.x and 1.0, then the dataclass of 1.1 and later.
_TUPLE_HEAD = ("id", "seek", "start", "end", "text", "tokens")
_TUPLE_OLD = (*_TUPLE_HEAD, "temperature", "avg_logprob", "compression_ratio", "no_speech_prob", "words")
_TUPLE_NEW = (*_TUPLE_HEAD, "avg_logprob", "compression_ratio", "no_speech_prob", "words", "temperature")
_TUPLE_WORD = ("start", "end", "word", "probability")


class BadTranscript(UserError):
    """Base of everything that can be wrong with a transcript a person brings."""

    code = "bad_transcript"
    template = "This transcript cannot be read."


class NotJson(BadTranscript):
    code = "transcript_not_json"
    template = "This file is not whole JSON: it may have been cut off while it was saved. Please export it again."


class NoSegments(BadTranscript):
    code = "transcript_no_segments"
    template = (
        "This JSON has no list of segments; the JSON of Whisper, faster-whisper, whisperX and Relisten can be read."
    )


class BadSegment(BadTranscript):
    code = "transcript_bad_segment"
    template = "Segment {number} of this transcript has no readable “{field}”, so the file was not taken in."


class BadTime(BadTranscript):
    code = "transcript_bad_time"
    template = "Line {number} of this transcript has a time beyond 100 hours, so the file was not taken in."


class TooManySegments(BadTranscript):
    code = "transcript_too_many_lines"
    template = "This transcript has more than {limit} lines, which is more than can be reviewed here."


class LineTooLong(BadTranscript):
    code = "transcript_line_too_long"
    template = "Line {number} of this transcript is longer than {limit} characters; please break it into lines first."


class TranscriptTooLarge(BadTranscript):
    code = "transcript_too_large"
    template = "This transcript is larger than {limit_mb} MB, which is more than can be read here."


@dataclass(frozen=True, slots=True)
class Review:
    """What a person did to a segment, as an export keeps it: the machine's text where edited, and the line's state."""

    original: str | None
    state: str


def clean_text(text: str) -> str:
    """Text as everything after reading may rely on: NFC, line feeds only, no control characters but tab, no lone
    surrogates (they cannot be stored). Bidi controls and zero-width characters stay: they may be meant.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return nfc(_SURROGATE.sub("\ufffd", _UNWANTED.sub("", text)))


# ---- writing ----------------------------------------------------------------------------------------------------


def to_json(transcript: Transcript, reviews: Mapping[int, Review] | None = None) -> dict[str, Any]:
    """The transcript as the dict Whisper writes, with ``own_logprob`` on each segment and ``relisten`` at the top.

    Parameters
    ----------
    transcript: its times in ms become seconds, its windows Whisper's ``seek`` in frames of 10 ms
    reviews: by index of the segment; adds ``original_text`` and ``state`` where there is something to say

    Evidence that is None is left out.
    """
    reviews = reviews or {}
    segments = []
    for index, segment in enumerate(transcript.segments):
        entry = _segment_dict(index, segment)
        review = reviews.get(index)
        if review is not None and review.original is not None:
            entry["original_text"] = review.original
        if review is not None and review.state:
            entry["state"] = review.state
        segments.append(entry)
    edited = {index for index, review in reviews.items() if review.original is not None or review.state == "added"}
    result: dict[str, Any] = {"text": _joined(transcript, edited), "segments": segments}
    result["language"] = transcript.language
    if transcript.meta:
        result["relisten"] = transcript.meta
    return result


def dumps(value: object) -> bytes:
    """UTF-8 JSON. NaN and Infinity, which Whisper's own writer lets through and no browser reads, become null."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate in a text, which must not cost a person the file
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _segment_dict(index: int, segment: Segment) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": index,
        "seek": None if segment.window is None else segment.window // 10,
        "start": segment.start / 1000,
        "end": segment.end / 1000,
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": segment.temperature,
        "avg_logprob": segment.avg_logprob,
        "compression_ratio": segment.compression_ratio,
        "no_speech_prob": segment.no_speech_prob,
        "own_logprob": segment.own_logprob,
    }
    entry = {key: value for key, value in entry.items() if value is not None}
    if segment.words:
        entry["words"] = [_word_dict(word) for word in segment.words]
    return entry


def _word_dict(word: Word) -> dict[str, Any]:
    entry: dict[str, Any] = {"word": word.text, "start": word.start / 1000, "end": word.end / 1000}
    if word.probability is not None:
        entry["probability"] = word.probability
    return entry


def _joined(transcript: Transcript, edited: set[int]) -> str:
    """The texts joined as Whisper joins them; a line that a person retyped may have lost its leading space, and
    would run into its neighbour."""
    parts: list[str] = []
    for index, segment in enumerate(transcript.segments):
        touched = index in edited or index - 1 in edited
        if touched and parts and parts[-1][-1:].strip() and segment.text[:1].strip():
            parts.append(" ")
        parts.append(segment.text)
    return "".join(parts)


# ---- reading ----------------------------------------------------------------------------------------------------


def loads(data: bytes | str) -> object:
    """Parse JSON, with the NaN and Infinity that Python's writer lets through. Raises NotJson, TranscriptTooLarge."""
    if len(data) > MAX_BYTES:
        raise TranscriptTooLarge(limit_mb=MAX_BYTES // 1024**2)
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotJson() from error


def from_json(obj: object) -> Transcript:
    """Read what ``loads`` parsed, from any of the tools named above. Raises BadTranscript (one of its children)."""
    top = _top(obj)
    segments = tuple(segment for segment, _ in _read(obj))
    return Transcript(segments=segments, language=_language(top), meta=_meta(top.get("relisten")))


def reviews_of(obj: object) -> dict[int, Review]:
    """The reviews an own export carries, by the index that ``from_json`` gives the segment."""
    found: dict[int, Review] = {}
    for index, (segment, raw) in enumerate(_read(obj)):
        original, state = raw.get("original_text"), raw.get("state")
        original = clean_text(original)[:MAX_CHARS] if isinstance(original, str) else None
        state = state if state in ("kept", "fixed", "added") else ""
        if state or (original is not None and original != segment.text):
            found[index] = Review(original, state)
    return found


def _top(obj: object) -> Mapping[str, Any]:
    """The object at the top, whatever the dump's shape: an object, a list of segments, or [segments, info]."""
    if _is_list(obj) and len(obj) == 2 and _is_list(obj[0]) and isinstance(obj[1], dict):
        return {**obj[1], "segments": obj[0]}
    if _is_list(obj):
        return {"segments": obj}
    if isinstance(obj, dict) and _is_list(obj.get("segments")):
        return obj
    raise NoSegments()


def _read(obj: object) -> list[tuple[Segment, Mapping[str, Any]]]:
    """Every segment with the entry it was read from, in time order (equal starts keep the file's order)."""
    entries: Sequence[object] = _top(obj)["segments"]
    if len(entries) > MAX_SEGMENTS:
        raise TooManySegments(limit=MAX_SEGMENTS)
    found: list[tuple[Segment, Mapping[str, Any]]] = []
    previous_end = 0
    for number, entry in enumerate(entries, start=1):
        raw = _named(entry, number)
        segment = _segment(raw, number, previous_end)
        previous_end = segment.end
        found.append((segment, raw))
    found.sort(key=lambda pair: pair[0].start)
    return found


def _named(entry: object, number: int) -> Mapping[str, Any]:
    """A segment as an object; faster-whisper's arrays get their names back."""
    if isinstance(entry, dict):
        return entry
    if _is_list(entry) and len(entry) == len(_TUPLE_NEW):
        new = entry[9] is None or _is_list(entry[9])
        return dict(zip(_TUPLE_NEW if new else _TUPLE_OLD, entry, strict=True))
    if number == 1:
        raise NoSegments()
    raise BadSegment(number=number, field="text")


def _segment(raw: Mapping[str, Any], number: int, previous_end: int) -> Segment:
    start = _time(raw.get("start"), number, "start")
    start = previous_end if start is None else start
    end = _time(raw.get("end"), number, "end")
    end = start if end is None else max(start, end)
    words = tuple(_words(raw.get("words"), number, start, end))
    text = raw.get("text")
    if text is None and words:
        text = "".join(word.text for word in words)
    if not isinstance(text, str):
        raise BadSegment(number=number, field="text")
    if len(text) > MAX_CHARS:
        raise LineTooLong(number=number, limit=MAX_CHARS)
    text = clean_text(text)
    seek = _figure(raw, "seek", number)
    return Segment(
        start=start,
        end=end,
        text=text,
        window=None if seek is None or not 0 <= seek * 10 <= MAX_TIME_MS else round(seek * 10),
        tokens=_tokens(raw.get("tokens"), number),
        own_logprob=_figure(raw, "own_logprob", number),
        avg_logprob=_figure(raw, "avg_logprob", number),
        no_speech_prob=_figure(raw, "no_speech_prob", number),
        compression_ratio=_figure(raw, "compression_ratio", number),
        temperature=_figure(raw, "temperature", number),
        words=_fitted(text, words),
    )


def _words(raw: object, number: int, start: int, end: int) -> Iterator[Word]:
    if raw is None:
        return
    if not _is_list(raw):
        raise BadSegment(number=number, field="words")
    entries = [_named_word(entry, number) for entry in raw]
    starts = [_time(entry.get("start"), number, "words.start") for entry in entries]
    ends = [_time(entry.get("end"), number, "words.end") for entry in entries]
    for entry, (begin, last) in zip(entries, _word_times(starts, ends, start, end), strict=True):
        yield Word(begin, last, _word_text(entry, number), _probability(entry, number))


def _word_times(
    starts: Sequence[int | None], ends: Sequence[int | None], start: int, end: int
) -> list[tuple[int, int]]:
    """Starts and ends in ms, none before the word's predecessor. Words without times (whisperX gives numerals none)
    share the time up to the next known start, or up to the segment's ``end``, evenly.
    """
    sharing = [1] * len(starts)  # the word itself and the untimed ones right after it
    for index in reversed(range(len(starts) - 1)):
        if starts[index + 1] is None:
            sharing[index] = sharing[index + 1] + 1
    times: list[tuple[int, int]] = []
    position = start
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        begin = position if first is None else max(first, times[-1][0] if times else 0)
        if last is None:
            following = index + sharing[index]
            beyond = starts[following] if following < len(starts) else end
            last = begin + max(0, (beyond or 0) - begin) // sharing[index]
        position = max(begin, last)
        times.append((begin, position))
    return times


def _named_word(entry: object, number: int) -> Mapping[str, Any]:
    if isinstance(entry, dict):
        return entry
    if _is_list(entry) and len(entry) == len(_TUPLE_WORD):
        return dict(zip(_TUPLE_WORD, entry, strict=True))
    raise BadSegment(number=number, field="words")


def _word_text(entry: Mapping[str, Any], number: int) -> str:
    text = entry.get("word", entry.get("text"))
    if not isinstance(text, str) or len(text) > MAX_CHARS:
        raise BadSegment(number=number, field="words.word")
    return clean_text(text)


def _probability(entry: Mapping[str, Any], number: int) -> float | None:
    """0..1, from ``probability`` or whisperX's ``score``; anything outside is no probability."""
    key = "probability" if "probability" in entry else "score"
    value = _figure(entry, key, number)
    return value if value is not None and 0 <= value <= 1 else None


def _fitted(text: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with the text's own spaces, so that joined they are the text (whisperX's words come bare).

    Words that are not in the text stay as they came; whoever lays out lines has to realign them.
    """
    fitted: list[Word] = []
    position = 0
    for word in words:
        bare = word.text.strip()
        found = text.find(bare, position)
        if found < 0:
            return tuple(words)
        if bare:
            fitted.append(_with_text(word, text[position : found + len(bare)]))
            position = found + len(bare)
    if fitted and position < len(text):
        fitted[-1] = _with_text(fitted[-1], fitted[-1].text + text[position:])
    return tuple(fitted)


def _with_text(word: Word, text: str) -> Word:
    return Word(word.start, word.end, text, word.probability)


def _time(value: object, number: int, field: str) -> int | None:
    """Seconds to ms; None where missing or NaN. Raises BadSegment, BadTime."""
    seconds = _number(value, number, field)
    if seconds is None or math.isnan(seconds):
        return None
    if seconds > MAX_TIME_MS / 1000:
        raise BadTime(number=number)
    return max(0, round(seconds * 1000)) if seconds > 0 else 0


def _figure(raw: Mapping[str, Any], field: str, number: int) -> float | None:
    value = _number(raw.get(field), number, field)
    return value if value is not None and math.isfinite(value) else None


def _number(value: object, number: int, field: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise BadSegment(number=number, field=field)
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _tokens(raw: object, number: int) -> tuple[int, ...]:
    if raw is None:
        return ()
    if not _is_list(raw) or not all(isinstance(token, int) and 0 <= token < 2**31 for token in raw):
        raise BadSegment(number=number, field="tokens")
    return tuple(int(token) for token in raw)


def _language(top: Mapping[str, Any]) -> str | None:
    info = top.get("info")
    language = top.get("language") or (info.get("language") if isinstance(info, dict) else None)
    return language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else None


def _meta(raw: object) -> dict[str, Any]:
    """The ``relisten`` entry of an own export; another program's, or a huge one, is left behind."""
    if not isinstance(raw, dict):
        return {}
    try:
        blob = orjson.dumps(raw)
    except (TypeError, RecursionError):
        return {}
    return dict(orjson.loads(blob)) if len(blob) <= MAX_META_BYTES else {}


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))
