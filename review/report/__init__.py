"""A comparison to take home: HTML, CSV, JSON, and the annotated text."""
