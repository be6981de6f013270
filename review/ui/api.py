"""The server functions of the page: one JSON object in, one out, every field checked, every error a sentence."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar

import gradio as gr
import orjson
from fastapi import HTTPException, Request
from starlette.responses import Response

from engine.errors import UserError
from engine.transcript_json import MAX_BYTES
from review.document import Conflict
from review.edits import MAX_TEXT
from review.projects import Caller, ComparisonSettings, Desk, Upload, Wanted, conflict
from review.reference import KeptOut
from review.scoring import Normalisation
from review.ui.access import caller
from review.ui.facts import facts
from review.ui.payload import TOKEN_LENGTH, Payload
from review.ui.uploads import Sweeper, received

log = logging.getLogger("relisten.ui")

Answer = Mapping[str, Any]
Handler = Callable[[Payload, Caller, Request], Answer]

UNCLAIMED_SECONDS = 24 * 60 * 60
"""After which an upload that became no project is deleted."""
SWEEP_SECONDS = 60 * 60
MOST_TOKENS = 2_000
"""Projects one browser lists."""
MOST_DRAWN = 200
"""Lines of one sample."""
MOST_NAME = 1_000
"""Characters of a file's or a project's name before it is shortened for display."""


class Trouble(UserError):
    """A bug, or a machine in trouble: nothing the person did."""

    code: ClassVar[str] = "internal"
    template: ClassVar[str] = "Something went wrong on the server that should not have; its log has the details."


class NotSignedIn(UserError):
    """The login's cookie is gone or of another server."""

    code: ClassVar[str] = "not_signed_in"
    template: ClassVar[str] = "You are not signed in any more: reload the page and sign in again."


class Api:
    """The handlers; each takes what the page sent, who sent it, and the request it came with."""

    def __init__(self, desk: Desk, uploads: Path) -> None:
        self.desk = desk
        self._uploads = Sweeper(uploads, UNCLAIMED_SECONDS, SWEEP_SECONDS)
        self._uploads.pass_by(time.time())

    def hello(self, _: Payload, who: Caller, __: Request) -> Answer:
        return facts(self.desk, who)

    def projects(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return {"projects": self.desk.listed(who, payload.texts("tokens", most=MOST_TOKENS))}

    def sample(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return {"token": self.desk.sample(who, _visitor(payload))}

    def create(self, payload: Payload, who: Caller, request: Request) -> Answer:
        self._uploads.pass_by(time.time())
        wanted = Wanted(
            visitor=_visitor(payload),
            name=payload.optional_text("name", most=MOST_NAME),
            media=_upload(payload.optional_part("media"), request, self.desk.settings.upload_bytes),
            transcript=_upload(payload.optional_part("transcript"), request, MAX_BYTES),
            text=payload.optional_text("text", most=MAX_BYTES // 4),
            options=payload.mapping("options") if payload.has("options") else None,
        )
        return {"token": self.desk.create(who, wanted)}

    def attach(self, payload: Payload, who: Caller, request: Request) -> Answer:
        upload = _upload(payload.part("media"), request, self.desk.settings.upload_bytes)
        if upload is not None:
            visitor = payload.optional_text("visitor", most=TOKEN_LENGTH)
            evidence = payload.optional_text("evidence", most=TOKEN_LENGTH)
            self.desk.attach(who, _token(payload), upload, visitor, evidence)
        return {}

    def rename(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return {"name": self.desk.rename(who, _token(payload), payload.text("name", most=MOST_NAME))}

    def remove(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.remove(who, _token(payload))
        return {}

    def open(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.open(who, _token(payload))

    def pull(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.pull(who, _token(payload), payload.integer("since"))

    def edit(self, payload: Payload, who: Caller, _: Request) -> Answer:
        base = payload.versions("base")
        return self.desk.edit(who, _token(payload), payload.mapping("edit"), base, _client(payload))

    def undo(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.undo(who, _token(payload), _client(payload))

    def redo(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.redo(who, _token(payload), _client(payload))

    def cancel(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.cancel(who, _token(payload))
        return {}

    def resume(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.resume(who, _token(payload))
        return {}

    def transcribe(self, payload: Payload, who: Caller, _: Request) -> Answer:
        options = payload.mapping("options") if payload.has("options") else {}
        visitor = payload.optional_text("visitor", most=TOKEN_LENGTH)
        self.desk.transcribe(who, _token(payload), options, visitor)
        return {}

    def gather(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.gather(who, _token(payload), payload.text("mode", most=TOKEN_LENGTH))
        return {}

    def rehear(self, payload: Payload, who: Caller, _: Request) -> Answer:
        visitor = payload.optional_text("visitor", most=TOKEN_LENGTH)
        self.desk.rehear(who, _token(payload), payload.text("model", most=TOKEN_LENGTH), _lines(payload), visitor)
        return {}

    def rehear_cost(self, payload: Payload, who: Caller, _: Request) -> Answer:
        model = payload.optional_text("model", most=TOKEN_LENGTH)
        return self.desk.rehear_cost(who, _token(payload), model, _lines(payload))

    def cancel_gathering(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.cancel_gathering(who, _token(payload))
        return {}

    def resume_gathering(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.resume_gathering(who, _token(payload))
        return {}

    def references(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.references(who, _token(payload))

    def add_reference(self, payload: Payload, who: Caller, request: Request) -> Answer:
        upload = _upload(payload.optional_part("upload"), request, MAX_BYTES)
        text = payload.optional_text("text", most=MAX_BYTES // 4)
        name = payload.optional_text("name", most=MOST_NAME)
        return {"id": self.desk.add_reference(who, _token(payload), text, upload, name)}

    def rename_reference(self, payload: Payload, who: Caller, _: Request) -> Answer:
        name = payload.text("name", most=MOST_NAME)
        return {"name": self.desk.rename_reference(who, _token(payload), _reference(payload), name)}

    def remove_reference(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.remove_reference(who, _token(payload), _reference(payload))
        return {}

    def activate_reference(self, payload: Payload, who: Caller, _: Request) -> Answer:
        self.desk.activate_reference(who, _token(payload), _reference(payload))
        return {}

    def reference_text(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return {"text": self.desk.reference_text(who, _token(payload), _reference(payload))}

    def set_comparison(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return {"settings": self.desk.set_comparison(who, _token(payload), _settings(payload))}

    def dismiss(self, payload: Payload, who: Caller, _: Request) -> Answer:
        row = payload.text("row", most=TOKEN_LENGTH)
        self.desk.dismiss(who, _token(payload), _reference(payload), row, payload.switch("on"))
        return {}

    def compare(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.compare(who, _token(payload), payload.optional_text("known", most=TOKEN_LENGTH))

    def queue(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.queue(who, _token(payload), payload.optional_text("known", most=TOKEN_LENGTH))

    def same(self, payload: Payload, who: Caller, _: Request) -> Answer:
        line = payload.text("line", most=TOKEN_LENGTH)
        before = payload.text("before", most=MAX_TEXT, empty=True)
        return self.desk.same(who, _token(payload), line, before, payload.text("after", most=MAX_TEXT, empty=True))

    def draw(self, payload: Payload, who: Caller, _: Request) -> Answer:
        return self.desk.draw(who, _token(payload), payload.integer("n", least=1, most=MOST_DRAWN))

    def handlers(self) -> tuple[Handler, ...]:
        """All of them, by the names the page calls."""
        listing = (self.hello, self.projects, self.sample, self.create, self.attach, self.rename, self.remove)
        working = (self.open, self.pull, self.edit, self.undo, self.redo)
        hearing = (self.cancel, self.resume, self.transcribe)
        gathering = (self.gather, self.rehear, self.rehear_cost, self.cancel_gathering, self.resume_gathering)
        bringing = (self.references, self.add_reference, self.rename_reference, self.remove_reference)
        comparing = (self.activate_reference, self.reference_text, self.set_comparison, self.dismiss, self.compare)
        queueing = (self.queue, self.same, self.draw)
        return (*listing, *working, *hearing, *gathering, *bringing, *comparing, *queueing)


def server_functions(desk: Desk, uploads: Path) -> list[Callable[..., Response]]:
    """Functions for ``gr.HTML(server_functions=...)``: ``server.NAME(payload)`` in the page's scripts.

    ``uploads`` is the folder where Gradio receives files.
    """
    return [_server_function(handler, desk.settings.lists_all) for handler in Api(desk, uploads).handlers()]


def _server_function(handler: Handler, lists_all: bool) -> Callable[..., Response]:
    name = handler.__name__

    def call(payload: object, request: gr.Request) -> Response:
        plain = _plain(request)
        answer = answered(name, lambda: handler(Payload(payload), _caller(plain, lists_all), plain))
        return Response(orjson.dumps(answer), media_type="application/json", headers={"Cache-Control": "no-store"})

    call.__name__ = name
    return call


def answered(name: str, work: Callable[[], Answer]) -> Answer:
    """What ``work`` answers with ``ok`` set, or its error as JSON. A failed server function reaches the page as
    ``undefined``, so none may raise; of a bug the page learns only that there was one.
    """
    try:
        return {"ok": True, **work()}
    except Conflict as error:
        return {"ok": False, "error": error.as_dict(), **conflict(error)}
    except UserError as error:
        return {"ok": False, "error": error.as_dict()}
    except Exception:
        log.exception("server function %s failed", name)
        return {"ok": False, "error": Trouble().as_dict()}


def _plain(request: gr.Request | Request) -> Request:
    """The request itself: Gradio fills a parameter of its own type with either kind."""
    found = request.request if isinstance(request, gr.Request) else request
    if not isinstance(found, Request):
        raise TypeError("no request")
    return found


def _caller(request: Request, lists_all: bool) -> Caller:
    try:
        return caller(request, lists_all)
    except HTTPException:
        raise NotSignedIn() from None


def _token(payload: Payload) -> str:
    return payload.text("token", most=TOKEN_LENGTH)


def _lines(payload: Payload) -> list[str] | None:
    """The ids of lines, None for those that are flagged."""
    return payload.texts("lines") if payload.has("lines") else None


def _visitor(payload: Payload) -> str:
    return payload.text("visitor", most=TOKEN_LENGTH)


def _reference(payload: Payload) -> str:
    return payload.text("reference", most=TOKEN_LENGTH)


def _settings(payload: Payload) -> ComparisonSettings:
    switches = payload.part("kept_out")
    kept_out = KeptOut(**{switch.name: switches.switch(switch.name) for switch in fields(KeptOut)})
    return ComparisonSettings(Normalisation(payload.choice("normalisation", [*Normalisation])), kept_out)


def _client(payload: Payload) -> str:
    """The page's own name for the edit, by which an edit sent twice is known."""
    return payload.optional_text("client", most=TOKEN_LENGTH) or ""


def _upload(payload: Payload | None, request: Request, limit_bytes: int) -> Upload | None:
    """A file the browser says it uploaded. Raises UploadMissing, UploadTooLarge."""
    if payload is None:
        return None
    folder = Path(request.app.uploaded_file_dir)
    path = received(payload.text("path", most=4_096), folder, limit_bytes)
    return Upload(path, payload.optional_text("name", most=MOST_NAME) or path.name)
