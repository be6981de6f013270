"""Runs in a process of its own (`python -m engine.media`) and is the only code that touches libav.

A file made to hang, crash or bloat libav ends that process and nothing else; engine.media.process turns its end
into one of engine.media.errors.
"""
