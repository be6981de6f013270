"""What all parts of the desk share: the store, the settings, the documents, and the door with its rule who comes in."""

from __future__ import annotations

from review.projects.compared import Comparisons
from review.projects.documents import Documents
from review.projects.folders import MediaFolders
from review.projects.people import Caller
from review.projects.queued import Queues
from review.projects.telling import Telling
from review.settings import Settings
from review.store import Media, Project, ProjectNotFound, Store
from review.store.records import now


class Room:
    """Base of the desk's parts. Every method of theirs that takes a token goes through ``project``."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.documents = Documents(store)
        self.comparisons = Comparisons()
        self.queues = Queues()
        self.telling = Telling()
        self.folders = MediaFolders(settings.media_dir)
        self.since = now()
        self.downloads = settings.data_dir / "downloads"

    def project(self, who: Caller, token: str) -> Project:
        """The project of that token, if ``who`` may see it; else ProjectNotFound, as if there were none."""
        found = self.store.project_by_token(token)
        if not who.may_read(found.owner):
            raise ProjectNotFound()
        return found

    def media_of(self, project: Project) -> Media | None:
        """The recording the project plays."""
        return None if project.media_id is None else self.store.media(project.media_id)
