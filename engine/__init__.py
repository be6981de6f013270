"""Hears: media in, Transcript out. Knows no page, no database and no project."""
