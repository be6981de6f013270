"""Ours beside theirs, row by row and word by word, and what follows from it."""
