"""Which stretch of the reference each of our lines covers."""

from review.alignment.align import align
from review.alignment.model import Part, Stretch, TextLine
from review.alignment.words import words

__all__ = ["Part", "Stretch", "TextLine", "align", "words"]
