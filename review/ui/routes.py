"""Sound and files by address: what ``<audio>`` plays, what the waveform is drawn from, what is downloaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, PlainTextResponse, Response

from engine.errors import UserError
from engine.media import read_peaks, wav_header
from review.document import LineGone
from review.flags import DEFAULT_AVG_LOGPROB, DEFAULT_NO_SPEECH_PROB, Thresholds
from review.formats import content_disposition
from review.formats.base import UnknownExport
from review.projects import Caller, Desk, Download
from review.projects.errors import NoRecording
from review.store import ProjectNotFound
from review.ui.access import caller
from review.ui.ranges import PRIVATE, Body, serve

PREFIX = "/gradio_api/relisten/{token}"
MOST_MS = 48 * 60 * 60 * 1000
MOST_PAD_MS = 5_000
ABSENT = (ProjectNotFound, NoRecording, LineGone, UnknownExport, FileNotFoundError)

log = logging.getLogger("relisten.ui")

Time = Annotated[int, Query(ge=0, le=MOST_MS)]
Pad = Annotated[int, Query(ge=0, le=MOST_PAD_MS)]
Points = Annotated[int | None, Query(ge=1, le=20_000)]


def router(desk: Desk) -> APIRouter:
    """All routes of the desk. Whoever lacks a project's token, or its login, gets the 404 of what does not exist."""
    routes = APIRouter(prefix=PREFIX)

    def who(request: Request) -> Caller:
        return caller(request, desk.settings.lists_all)

    _sound(routes, desk, who)
    _files(routes, desk, who)
    return routes


def _sound(routes: APIRouter, desk: Desk, who: Callable[[Request], Caller]) -> None:
    """What the player asks for."""
    asked = Depends(who)

    @routes.api_route("/audio.wav", methods=["GET", "HEAD"])
    def audio(request: Request, token: str, by: Caller = asked) -> Response:
        def found() -> Response:
            pcm = desk.recording(by, token).pcm
            return serve(Body(pcm, wav_header(pcm.stat().st_size)), "audio/wav", request.headers)

        return _answered(found)

    @routes.api_route("/playback.m4a", methods=["GET", "HEAD"])
    def playback(request: Request, token: str, by: Caller = asked) -> Response:
        return _answered(lambda: serve(Body(desk.recording(by, token).playback), "audio/mp4", request.headers))

    @routes.get("/peaks")
    def peaks(token: str, start: Time = 0, end: Time = MOST_MS, n: Points = None, by: Caller = asked) -> Response:
        def found() -> Response:
            data = read_peaks(desk.recording(by, token).peaks, start, end, n)
            return Response(data, media_type="application/octet-stream", headers=PRIVATE)

        return _answered(found)

    @routes.get("/snippet/{line}.wav")
    def snippet(token: str, line: str, pad: Pad = 0, by: Caller = asked) -> Response:
        return _answered(lambda: _download(desk.snippet(by, token, line, pad)))


def _files(routes: APIRouter, desk: Desk, who: Callable[[Request], Caller]) -> None:
    """What a person takes home."""
    asked = Depends(who)

    @routes.get("/export/{format_name}")
    def export(
        token: str,
        format_name: str,
        avg_logprob: float = DEFAULT_AVG_LOGPROB,
        no_speech_prob: float = DEFAULT_NO_SPEECH_PROB,
        by: Caller = asked,
    ) -> Response:
        thresholds = Thresholds(avg_logprob, no_speech_prob)
        return _answered(lambda: _download(desk.export(by, token, format_name, thresholds)))

    @routes.get("/compare/{name}")
    def comparison(token: str, name: str, lang: Literal["en", "ko"] = "en", by: Caller = asked) -> Response:
        return _answered(lambda: _download(desk.comparison_file(by, token, name, lang)))

    @routes.get("/dataset.zip")
    def dataset(token: str, pad: Pad = 0, by: Caller = asked) -> Response:
        def found() -> Response:
            with ExitStack() as stack:
                name, file = stack.enter_context(desk.dataset(by, token, pad))
                sent = BackgroundTask(stack.pop_all().close)  # the file goes once it is sent, or the reader left
            headers = {**PRIVATE, "Content-Disposition": content_disposition(name)}
            return FileResponse(file, media_type="application/zip", headers=headers, background=sent)

        return _answered(found)


def _download(made: Download) -> Response:
    headers = {**PRIVATE, "Content-Disposition": content_disposition(made.name)}
    return Response(made.data, media_type=made.mime, headers=headers)


def _answered(work: Callable[[], Response]) -> Response:
    """What ``work`` answers; 404 for what is not there or not the caller's, 422 with the sentence for the rest."""
    try:
        return work()
    except ABSENT:
        raise HTTPException(status_code=404, detail="Not found", headers=PRIVATE) from None
    except UserError as error:
        return PlainTextResponse(str(error), status_code=422, headers=PRIVATE)
