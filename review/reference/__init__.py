"""Lyrics and scripts: read from text or a file, with what is marked in them told apart."""
