"""Projects: made, found by token, listed, renamed, deleted, expired."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, or_, select, update

from review.line import clean
from review.store import schema
from review.store.errors import ProjectNotFound
from review.store.records import FINAL, SIDE, Project, Summary, new_id, now, to_json
from review.store.rows import MEDIA, PROJECT, RUN, Part, media_of, next_revision, one_project, project_of, run_of

TOKEN_BYTES = 24
"""Of randomness in a token: nobody finds a project by trying."""
_BATCH = 500  # variables in one statement; old SQLite builds take 999


class ProjectsPart(Part):
    """The projects table, and what goes when a project goes."""

    def create_project(
        self,
        name: str,
        *,
        owner: str | None = None,
        visitor: str | None = None,
        media_id: str | None = None,
        sample: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> Project:
        """A new project with a token of its own. A visitor's second ``sample`` is the first one, as it is now."""
        table = schema.projects
        moment = now()
        values = {
            "id": new_id(),
            "token": secrets.token_urlsafe(TOKEN_BYTES),
            "name": clean(name),
            "owner": owner,
            "visitor": visitor,
            "created_at": moment,
            "updated_at": moment,
            "opened_at": moment,
            "media_id": media_id,
            "sample": sample,
            "settings": to_json(dict(settings or {})),
        }
        with self._database.write() as connection:
            if sample and visitor is not None:
                found = connection.execute(select(*PROJECT).where(_sample_of(visitor))).one_or_none()
                if found is not None:
                    return project_of(found)
            return project_of(connection.execute(insert(table).values(values).returning(*PROJECT)).one())

    def project(self, project_id: str) -> Project:
        """The project of that id; raises ProjectNotFound."""
        with self._database.read() as connection:
            return one_project(connection, schema.projects.c.id, project_id)

    def project_by_token(self, token: str) -> Project:
        """The project of that token; raises ProjectNotFound."""
        with self._database.read() as connection:
            return one_project(connection, schema.projects.c.token, token)

    def sample_of(self, visitor: str) -> Project | None:
        """The visitor's own sample project, if it was made and is still there."""
        with self._database.read() as connection:
            row = connection.execute(select(*PROJECT).where(_sample_of(visitor))).one_or_none()
        return None if row is None else project_of(row)

    def summary(self, project_id: str) -> Summary:
        """The project with its newest job and recording; raises ProjectNotFound."""
        with self._database.read() as connection:
            one_project(connection, schema.projects.c.id, project_id)
            return _summaries(connection, schema.projects.c.id == project_id)[0]

    def projects_by_tokens(self, tokens: Sequence[str]) -> list[Summary]:
        """Those projects, the last changed first; tokens that lead nowhere are passed over."""
        found: list[Summary] = []
        with self._database.read() as connection:
            for first in range(0, len(tokens), _BATCH):
                found += _summaries(connection, schema.projects.c.token.in_(tokens[first : first + _BATCH]))
        unique = {summary.project.id: summary for summary in found}
        return sorted(unique.values(), key=lambda summary: summary.project.updated_at, reverse=True)

    def list_projects(self, owner: str | None = None) -> list[Summary]:
        """The projects of a login, the last changed first; None: everybody's, for a server that lists all."""
        table = schema.projects
        condition = table.c.owner == owner if owner is not None else table.c.id.is_not(None)
        with self._database.read() as connection:
            return _summaries(connection, condition)

    def rename_project(self, project_id: str, name: str) -> None:
        """Another name; raises ProjectNotFound."""
        self._set(project_id, name=clean(name), updated_at=now())

    def set_project_setting(self, project_id: str, key: str, value: object) -> None:
        """Keep a JSON value with the project; its other settings stay as they are. Raises ProjectNotFound."""
        table = schema.projects
        with self._database.write() as connection:
            kept = one_project(connection, table.c.id, project_id).settings
            changed = update(table).where(table.c.id == project_id)
            connection.execute(changed.values(settings=to_json({**kept, key: value}), updated_at=now()))

    def set_media(self, project_id: str, media_id: str | None) -> None:
        """The recording the project plays from now on; raises ProjectNotFound."""
        self._set(project_id, media_id=media_id, updated_at=now())

    def opened(self, project_id: str) -> None:
        """Somebody looked at it: it expires counted from now. Raises ProjectNotFound."""
        self._set(project_id, opened_at=now())

    def choose_run(self, project_id: str, run_id: str) -> int:
        """Show the lines of that run of the project, with the edits made on them; the new revision.

        The edits on the lines shown before stay in the log and come back when that run is chosen again. Raises
        ProjectNotFound, also for a run of another project.
        """
        with self._database.write() as connection:
            return choose_run(connection, project_id, run_id)

    def _set(self, project_id: str, **values: object) -> None:
        table = schema.projects
        changed = update(table).where(table.c.id == project_id).values(**values).returning(table.c.id)
        with self._database.write() as connection:
            if connection.execute(changed).one_or_none() is None:
                raise ProjectNotFound()

    def delete_project(self, project_id: str) -> tuple[str, ...]:
        """Delete the project, its runs, lines and log; answers the media folders that nothing refers to any more.

        Their rows are gone: the caller removes the folders. No error for a project that is gone already.
        """
        with self._database.write() as connection:
            return _delete(connection, [project_id])

    def expire(self, before: int) -> tuple[str, ...]:
        """Delete projects neither changed nor opened since ``before`` (ms) that no job works on; folders to remove.

        Recordings as old that belong to no project go as well: their upload was broken off.
        """
        table, runs = schema.projects, schema.runs
        working = exists().where(runs.c.project_id == table.c.id, runs.c.state.not_in(FINAL))
        old = and_(table.c.updated_at < before, table.c.opened_at < before, ~working)
        with self._database.write() as connection:
            connection.execute(delete(schema.usage).where(schema.usage.c.created_at < before))
            folders = _delete(connection, list(connection.execute(select(table.c.id).where(old)).scalars()))
            media = schema.media
            loose = delete(media).where(media.c.created_at < before, ~_wanted(media.c.id)).returning(media.c.folder)
            return (*folders, *connection.execute(loose).scalars())


def choose_run(connection: Connection, project_id: str, run_id: str) -> int:
    """``ProjectsPart.choose_run`` in the caller's transaction."""
    runs = schema.runs
    owned = select(runs.c.id).where(runs.c.id == run_id, runs.c.project_id == project_id)
    if connection.execute(owned).one_or_none() is None:
        raise ProjectNotFound()
    return next_revision(connection, project_id, run_id=run_id, run_since=schema.projects.c.revision + 1)


def _sample_of(visitor: str) -> ColumnElement[bool]:
    return and_(schema.projects.c.sample, schema.projects.c.visitor == visitor)


def _summaries(connection: Connection, condition: ColumnElement[bool]) -> list[Summary]:
    """The matching projects, the last changed first, each with its newest job, its recording and its line count."""
    projects, runs = schema.projects, schema.runs
    rivals, shown = runs.alias(), runs.alias()
    main = (rivals.c.project_id == projects.c.id, rivals.c.kind.not_in(SIDE))
    newest = select(func.max(rivals.c.place)).where(*main).correlate(projects)
    sides = runs.alias()
    examined = exists().where(sides.c.project_id == projects.c.id, sides.c.kind.in_(SIDE), sides.c.state.not_in(FINAL))
    job = and_(runs.c.project_id == projects.c.id, runs.c.place == newest.scalar_subquery())
    found = connection.execute(
        select(*PROJECT, *RUN, *MEDIA, func.coalesce(shown.c.lines, 0), examined)
        .select_from(projects)
        .outerjoin(runs, job)
        .outerjoin(shown, shown.c.id == projects.c.run_id)
        .outerjoin(schema.media, schema.media.c.id == projects.c.media_id)
        .where(condition)
        .order_by(projects.c.updated_at.desc(), projects.c.id)
    )
    return [_summary(tuple(row)) for row in found]


def _summary(values: tuple[Any, ...]) -> Summary:
    job, recording = len(PROJECT), len(PROJECT) + len(RUN)
    run = None if values[job] is None else run_of(values[job:recording])
    media = None if values[recording] is None else media_of(values[recording:-2])
    return Summary(project_of(values[:job]), run, media, values[-2], bool(values[-1]))


def _delete(connection: Connection, project_ids: Sequence[str]) -> tuple[str, ...]:
    """Delete projects and the recordings that only they referred to; the folders of those."""
    table, media, runs = schema.projects, schema.media, schema.runs
    mine: set[str] = set()
    for name in project_ids:
        held = select(table.c.media_id).where(table.c.id == name)
        used = select(runs.c.media_id).where(runs.c.project_id == name)
        mine |= {found for found in connection.execute(held.union(used)).scalars() if found is not None}
        connection.execute(delete(table).where(table.c.id == name))
    folders: list[str] = []
    for media_id in sorted(mine):
        gone = delete(media).where(media.c.id == media_id, ~_wanted(media.c.id)).returning(media.c.folder)
        folders += connection.execute(gone).scalars()
    return tuple(folders)


def _wanted(media_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a project or a run refers to the recording."""
    table, runs = schema.projects, schema.runs
    return or_(exists().where(table.c.media_id == media_id), exists().where(runs.c.media_id == media_id))
