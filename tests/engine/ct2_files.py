"""Writes small ``model.bin`` files in CTranslate2's layout."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = {"<f4": 0, "|i1": 1, "<i2": 2, "<i4": 3, "<f2": 4}


def text(value: str) -> bytes:
    data = value.encode() + b"\0"
    return struct.pack("<H", len(data)) + data


def model_bin(
    variables: Mapping[str, NDArray[Any]], aliases: Mapping[str, str] | None = None, *, version: int = 6
) -> bytes:
    """The bytes of a file with these variables."""
    out = struct.pack("<I", version) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, value in variables.items():
        out += text(name) + struct.pack(f"<B{value.ndim}I", value.ndim, *value.shape)
        out += struct.pack("<BI", KINDS[value.dtype.str], value.nbytes) + value.tobytes()
    out += struct.pack("<I", len(aliases or {}))
    for alias, target in (aliases or {}).items():
        out += text(alias) + text(target)
    return out


def tiny_whisper(width: int = 4, layers: int = 1) -> dict[str, NDArray[Any]]:
    """Variables of a Whisper model with ``width`` states, numbered values, and ``layers`` layers each side."""
    found: dict[str, NDArray[Any]] = {}

    def add(name: str, *shape: int) -> None:
        count = int(np.prod(shape))
        found[name] = (np.arange(count, dtype=np.float16) / 64 + len(found)).reshape(shape)

    for half, context in (("encoder", 6), ("decoder", 5)):
        add(f"{half}/position_encodings/encodings", context, width)
        add(f"{half}/layer_norm/gamma", width)
        add(f"{half}/layer_norm/beta", width)
        found[f"{half}/num_heads"] = np.array(2, dtype=np.int16)
        for layer in range(layers):
            parts = {"self_attention": (3, 1), "ffn": ()}
            if half == "decoder":
                parts["attention"] = (1, 2, 1)
            for part, blocks in parts.items():
                prefix = f"{half}/layer_{layer}/{part}"
                add(f"{prefix}/layer_norm/gamma", width)
                add(f"{prefix}/layer_norm/beta", width)
                for number, rows in enumerate(blocks):
                    add(f"{prefix}/linear_{number}/weight", rows * width, width)
                    add(f"{prefix}/linear_{number}/bias", rows * width)
            add(f"{half}/layer_{layer}/ffn/linear_0/weight", 4 * width, width)
            add(f"{half}/layer_{layer}/ffn/linear_0/bias", 4 * width)
            add(f"{half}/layer_{layer}/ffn/linear_1/weight", width, 4 * width)
            add(f"{half}/layer_{layer}/ffn/linear_1/bias", width)
    add("decoder/embeddings/weight", 9, width)
    for number, channels in ((1, 80), (2, width)):
        add(f"encoder/conv{number}/weight", width, channels, 3)
        add(f"encoder/conv{number}/bias", width)
    found["decoder/scale_embeddings"] = np.array(0, dtype=np.int8)
    return found
