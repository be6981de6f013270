"""Decides: a person's work on a transcript."""
