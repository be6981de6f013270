"""Everything that is said of two texts, and of several pairs of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from review.scoring import agreement
from review.scoring.interval import interval
from review.scoring.model import Interval, Normalisation, Pair, Report, Score
from review.scoring.normalise import normalise_all
from review.scoring.pairs import AlignedPair, align_pairs
from review.scoring.rates import added, rated, summed
from review.scoring.scripts import by_script, headline
from review.scoring.whole import score_texts


def score(hypothesis: str, reference: str, how: Normalisation) -> Score:
    """The score of two texts as they are; a line break is a space."""
    ours, theirs = normalise_all([hypothesis, reference], how)
    return score_texts(ours, theirs)


def report(
    pairs: Sequence[Pair],
    how: Normalisation,
    language: str | None,
    *,
    whole: tuple[str, str] | None = None,
    breaks: Sequence[Sequence[int]] | None = None,
) -> Report:
    """Everything about these lines.

    ``whole``: both texts, ours and theirs, in their own order with a line break between lines, each line of which is
    normalised by itself; without it the pairs' texts joined. ``breaks``: for each pair, the places in its reference
    where a line of theirs ends, its end among them; without it nothing is said of line breaks.
    """
    return measure(align_pairs(pairs, how), how, language, whole=whole, breaks=breaks)


def measure(
    aligned: Sequence[AlignedPair],
    how: Normalisation,
    language: str | None,
    *,
    whole: tuple[str, str] | None = None,
    breaks: Sequence[Sequence[int]] | None = None,
) -> Report:
    """``report`` for pairs that are aligned already under ``how``."""
    lines = tuple(pair.counts for pair in aligned)
    errors = added(lines).errors
    ours, theirs = _texts(aligned, how, whole)
    total = score_texts(ours, theirs, errors=errors, respaced=_respaced(aligned, ours, theirs))
    leading = headline(language, theirs.split())
    plain = _standard(aligned, how)
    return Report(
        normalisation=how,
        score=total,
        lines=lines,
        headline=leading,
        interval=_interval(leading[0], aligned),
        by_script=by_script(aligned),
        case=agreement.case(plain),
        punctuation=agreement.punctuation(plain),
        line_breaks=None if breaks is None else agreement.line_breaks(plain, breaks),
        excess=errors - total.counts.errors,
        pairs=tuple(pair.pair for pair in aligned),
    )


def _texts(aligned: Sequence[AlignedPair], how: Normalisation, whole: tuple[str, str] | None) -> tuple[str, str]:
    """Both texts, normalised."""
    if whole is None:
        sides = [[pair.pair.hypothesis for pair in aligned], [pair.pair.reference for pair in aligned]]
    else:
        sides = [side.split("\n") for side in whole]
    ours, theirs = (" ".join(filter(None, normalise_all(side, how))) for side in sides)
    return ours, theirs


def _respaced(aligned: Sequence[AlignedPair], ours: str, theirs: str) -> int | None:
    """Errors of the lines where re-spaced words cost nothing, if the lines in order are the whole texts."""
    mine = [word for pair in aligned for word in pair.ours.words]
    other = [word for pair in aligned for word in pair.theirs.words]
    if mine != ours.split() or other != theirs.split():
        return None
    return sum(step.wrong for pair in aligned for step in pair.steps)


def _standard(aligned: Sequence[AlignedPair], how: Normalisation) -> Sequence[AlignedPair]:
    """Agreement is on words that are the same but for case and punctuation, whatever is scored."""
    if how is Normalisation.STANDARD:
        return aligned
    return align_pairs([pair.pair for pair in aligned], Normalisation.STANDARD)


def _interval(rate: str, aligned: Sequence[AlignedPair]) -> Interval | None:
    if rate == "wer":
        return interval(rate, [(pair.counts.errors, pair.counts.reference) for pair in aligned])
    return interval(rate, [(pair.letters, sum(map(len, pair.theirs.words))) for pair in aligned])


def total(reports: Sequence[Report]) -> Report:
    """Several pairs of texts as one: errors and lengths are added up (micro), so a long text weighs more.

    Raises ValueError without a report, or where they are not normalised the same way.
    """
    kinds = {each.normalisation for each in reports}
    if len(kinds) != 1:
        raise ValueError("a total needs reports of one normalisation")
    [how] = kinds
    pairs = [pair for each in reports for pair in each.pairs]
    aligned = align_pairs(pairs, how)
    leading = _headline(reports, aligned)
    return Report(
        normalisation=how,
        score=_added(each.score for each in reports),
        lines=tuple(counts for each in reports for counts in each.lines),
        headline=leading,
        interval=_interval(leading[0], aligned),
        by_script=by_script(aligned),
        case=agreement.together(each.case for each in reports),
        punctuation=agreement.together(each.punctuation for each in reports),
        line_breaks=agreement.together(each.line_breaks for each in reports),
        excess=sum(each.excess for each in reports),
        pairs=tuple(pairs),
    )


def _added(scores: Iterable[Score]) -> Score:
    found = list(scores)
    return rated(added(each.counts for each in found), summed(each.tally for each in found))


def _headline(reports: Sequence[Report], aligned: Sequence[AlignedPair]) -> tuple[str, ...]:
    """What leads in all of them, else what would without a language."""
    leading = {each.headline for each in reports}
    if len(leading) == 1:
        return leading.pop()
    return headline(None, (word for pair in aligned for word in pair.theirs.words))
