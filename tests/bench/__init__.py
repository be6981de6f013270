"""Measures what README and docs claim: each script prints its figures; no test fails on a clock."""
