"""Recordings: what is known of each file in the media folder."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from review.line import clean
from review.store import schema
from review.store.records import Media, new_id, now
from review.store.rows import MEDIA, Part, encoded, media_of

_SETTABLE = (
    "name",
    "bytes",
    "state",
    "duration_ms",
    "decode_fraction",
    "note",
    "error",
    "peaks",
    "playback",
    "playback_error",
)


class MediaPart(Part):
    """The media table. Files are the caller's: the store knows only their folder's name."""

    def add_media(self, name: str, folder: str, size: int, **fields: object) -> Media:
        """A recording of ``size`` bytes in ``folder`` (a name no other has); ``fields`` as in update_media."""
        table = schema.media
        values = encoded(table, fields, _SETTABLE) if fields else {}
        values |= {"id": new_id(), "name": clean(name), "folder": folder, "bytes": size, "created_at": now()}
        with self._database.write() as connection:
            return media_of(connection.execute(insert(table).values(values).returning(*MEDIA)).one())

    def media(self, media_id: str) -> Media | None:
        """The recording, None once it is deleted."""
        with self._database.read() as connection:
            row = connection.execute(select(*MEDIA).where(schema.media.c.id == media_id)).one_or_none()
        return None if row is None else media_of(row)

    def update_media(self, media_id: str, **fields: object) -> bool:
        """Set some of state, duration_ms, decode_fraction, note, error, peaks, playback, playback_error, name, bytes.

        False once the recording is deleted.
        """
        table = schema.media
        changed = update(table).where(table.c.id == media_id).values(encoded(table, fields, _SETTABLE))
        with self._database.write() as connection:
            return connection.execute(changed).rowcount > 0

    def media_folders(self) -> set[str]:
        """The folder of every recording: what else lies in the media folder belongs to nobody."""
        with self._database.read() as connection:
            return set(connection.execute(select(schema.media.c.folder)).scalars())
