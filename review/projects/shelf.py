"""The list of projects: who sees which, their names, and deletion."""

from __future__ import annotations

from collections.abc import Sequence

from review.projects import views
from review.projects.importing import Importing
from review.projects.names import title
from review.projects.people import Caller
from review.projects.views import Json


class Shelf(Importing):
    """All projects of one data folder."""

    def listed(self, who: Caller, tokens: Sequence[str]) -> list[Json]:
        """What ``who`` may see in a list, the last changed first.

        This computer's own user sees everything but other visitors' samples, a login its own, and everybody the
        projects whose tokens the browser holds.
        """
        found = {summary.project.id: summary for summary in self.store.projects_by_tokens(tokens)}
        if who.trusted:
            found |= {each.project.id: each for each in self.store.list_projects() if not each.project.sample}
        elif who.user is not None:
            found |= {each.project.id: each for each in self.store.list_projects(who.user)}
        seen = [each for each in found.values() if who.may_read(each.project.owner)]
        return [views.listed(each) for each in sorted(seen, key=lambda each: each.project.updated_at, reverse=True)]

    def rename(self, who: Caller, token: str, name: str) -> str:
        """Give the project another name; the name as it is kept."""
        wanted = title(name)
        self.store.rename_project(self.project(who, token).id, wanted)
        return wanted

    def remove(self, who: Caller, token: str) -> None:
        """Delete the project, its job, its lines, its log and its files."""
        self._delete(self.project(who, token))
