"""The lyrics and scripts beside a project: brought, named, chosen, removed; and how texts are compared with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice

from review import alignment, reference
from review.projects.errors import NothingToCompareWith
from review.projects.folders import Upload
from review.projects.names import display_name, title
from review.projects.people import Caller
from review.projects.room import Room
from review.projects.views import Json
from review.reference import KeptOut, Reference
from review.scoring import Normalisation
from review.store import Project, ReferenceText, Store

MOST_REFERENCES = 20
"""Of one project: official, fan-made, of a live version ..."""
NAME_WORDS = 6
"""Of a pasted text, for its name."""
SETTING = "comparison"
"""Under which a project keeps how its texts are compared."""


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """How texts are written before they are compared, and what is kept out."""

    normalisation: Normalisation
    kept_out: KeptOut

    def as_dict(self) -> Json:
        """What the store and the page are told."""
        return {"normalisation": self.normalisation.value, "kept_out": asdict(self.kept_out)}

    @classmethod
    def of(cls, project: Project, language: str | None) -> ComparisonSettings:
        """As somebody chose for the project; else by the language of its lines."""
        chosen = project.settings.get(SETTING)
        if chosen is not None:
            return cls(Normalisation(chosen["normalisation"]), KeptOut(**chosen["kept_out"]))
        english = (language or "").lower().replace("_", "-").split("-")[0] == "en"
        return cls(Normalisation.ENGLISH if english else Normalisation.STANDARD, KeptOut())


class References(Room):
    """A project's references. The one brought or chosen last is compared with."""

    def references(self, who: Caller, token: str) -> Json:
        """All of them, the oldest first, without their texts; and how they are compared."""
        project = self.project(who, token)
        settings = ComparisonSettings.of(project, self._language(project))
        return {"references": listed(self.store.references_of(project.id)), "settings": settings.as_dict()}

    def add_reference(
        self, who: Caller, token: str, text: str | None = None, upload: Upload | None = None, name: str | None = None
    ) -> str:
        """Read lyrics or a script, pasted or from an uploaded file, which is deleted; the id of the reference.

        Raises BadReference (one of its children), TooManyReferences, NothingToCompareWith.
        """
        project = self.project(who, token)
        if upload is not None:
            data = upload.take()
            given, found = display_name(upload.name), reference.read(display_name(upload.name), data)
        elif text:
            found = reference.parse(text)
            given = _first_words(found)
        else:
            raise NothingToCompareWith()
        return keep(self.store, project.id, title(name or given), found).id

    def rename_reference(self, who: Caller, token: str, reference_id: str, name: str) -> str:
        """Give a reference another name; the name as it is kept. Raises ReferenceNotFound."""
        wanted = title(name)
        self.store.rename_reference(self.project(who, token).id, reference_id, wanted)
        return wanted

    def remove_reference(self, who: Caller, token: str, reference_id: str) -> None:
        """Delete a reference; the newest of the others is compared with from then on. Raises ReferenceNotFound."""
        self.store.remove_reference(self.project(who, token).id, reference_id)

    def activate_reference(self, who: Caller, token: str, reference_id: str) -> None:
        """Compare with this one from now on. Raises ReferenceNotFound."""
        self.store.activate_reference(self.project(who, token).id, reference_id)

    def reference_text(self, who: Caller, token: str, reference_id: str) -> str:
        """The reference line by line as it came. Raises ReferenceNotFound."""
        content = self.store.reference_content(self.project(who, token).id, reference_id)
        return "\n".join(line.written for line in reference.from_dict(content).lines)

    def set_comparison(self, who: Caller, token: str, settings: ComparisonSettings) -> Json:
        """Compare so from now on; the settings as they are kept."""
        self.store.set_project_setting(self.project(who, token).id, SETTING, settings.as_dict())
        return settings.as_dict()

    def _language(self, project: Project) -> str | None:
        """What the lines that are shown are written in, as far as that is known."""
        shown = None if project.run_id is None else self.store.run(project.run_id)
        return None if shown is None else shown.language


def _first_words(found: Reference) -> str:
    texts = islice((line.text for line in found.lines if line.kind == "text"), NAME_WORDS)
    return " ".join(" ".join(texts).split()[:NAME_WORDS])


def keep(store: Store, project_id: str, name: str, found: Reference) -> ReferenceText:
    """Store a reference that was read, and compare with it from now on. Raises TooManyReferences."""
    texts = [line.text for line in found.lines if line.kind == "text"]
    words = sum(len(alignment.words(text)) for text in texts)
    content = reference.as_dict(found)
    return store.add_reference(project_id, name, content, lines=len(texts), words=words, most=MOST_REFERENCES)


def listed(found: Sequence[ReferenceText]) -> list[Json]:
    """The references as the page lists them."""
    names = ("id", "name", "format", "lines", "words", "active", "created_at")
    return [{name: getattr(each, name) for name in names} for each in found]
