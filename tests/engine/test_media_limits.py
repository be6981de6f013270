"""The limits are settings with sane defaults."""

from __future__ import annotations

import pytest

from engine.media.errors import BadLimit
from engine.media.limits import MediaLimits, from_env


def test_defaults() -> None:
    assert from_env({}) == MediaLimits(
        upload_bytes=2_147_483_648,
        duration_ms=43_200_000,
        decode_seconds=1800,
        streams=64,
        memory_bytes=1_610_612_736,
    )


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("RELISTEN_MAX_UPLOAD_MB", "upload_bytes", 7 * 1024 * 1024),
        ("RELISTEN_MAX_DURATION_MINUTES", "duration_ms", 420_000),
        ("RELISTEN_MAX_DECODE_SECONDS", "decode_seconds", 7),
        ("RELISTEN_MAX_STREAMS", "streams", 7),
        ("RELISTEN_MAX_MEMORY_MB", "memory_bytes", 7 * 1024 * 1024),
    ],
)
def test_setting_in_its_own_unit(name: str, field: str, value: int) -> None:
    assert from_env({name: "7"}).as_dict() == {**MediaLimits().as_dict(), field: value}


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1e3"])
def test_setting_that_is_no_number_above_zero(value: str) -> None:
    with pytest.raises(BadLimit, match="RELISTEN_MAX_STREAMS"):
        from_env({"RELISTEN_MAX_STREAMS": value})


def test_empty_setting_is_the_default() -> None:
    assert from_env({"RELISTEN_MAX_STREAMS": " "}) == MediaLimits()


def test_limits_survive_the_way_to_the_child() -> None:
    limits = MediaLimits(1, 2, 3, 4, 5)

    assert MediaLimits.from_dict(limits.as_dict()) == limits
