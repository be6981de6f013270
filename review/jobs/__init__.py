"""Durable jobs, in the worker alone: what a job does step by step, and DBOS, which remembers the steps.

``durable`` is the one importer of dbos; ``intake``, ``playback`` and ``hearing`` are the steps; ``guard`` turns however
a step ends into a state in the store; ``watch`` looks into the store for jobs to begin and to stop.
"""
