"""Reads CTranslate2's ``model.bin`` of a Whisper model and gives it openai-whisper's names and shapes.

The file (version 6) is little-endian: u32 version; the spec's name; u32 revision; u32 count; then for each variable
its name, u8 rank, u32 dimensions, u8 type, u32 bytes, data; then u32 count of aliases, each a pair of names. A string
is u16 length, bytes, NUL (the length counts the NUL). Source: ctranslate2's ``specs/model_spec.py``.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

VERSION = 6
SPEC = "WhisperSpec"
TYPES = ("<f4", "<i1", "<i2", "<i4", "<f2")
MAX_VARIABLES = 10_000
MAX_RANK = 8

Variables = dict[str, NDArray[Any]]

LAYER_PARTS = {
    "self_attention/layer_norm": "attn_ln",
    "self_attention/linear_1": "attn.out",
    "attention/layer_norm": "cross_attn_ln",
    "attention/linear_0": "cross_attn.query",
    "attention/linear_2": "cross_attn.out",
    "ffn/layer_norm": "mlp_ln",
    "ffn/linear_0": "mlp.0",
    "ffn/linear_1": "mlp.2",
}
FUSED_PARTS = {
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
}
"""Rows of one matrix, one block a projection, in this order."""

PLAIN_NAMES = {
    "encoder/conv1/weight": "encoder.conv1.weight",
    "encoder/conv1/bias": "encoder.conv1.bias",
    "encoder/conv2/weight": "encoder.conv2.weight",
    "encoder/conv2/bias": "encoder.conv2.bias",
    "encoder/position_encodings/encodings": "encoder.positional_embedding",
    "encoder/layer_norm/gamma": "encoder.ln_post.weight",
    "encoder/layer_norm/beta": "encoder.ln_post.bias",
    "decoder/embeddings/weight": "decoder.token_embedding.weight",
    "decoder/position_encodings/encodings": "decoder.positional_embedding",
    "decoder/layer_norm/gamma": "decoder.ln.weight",
    "decoder/layer_norm/beta": "decoder.ln.bias",
}
SETTINGS = re.compile(
    r"(en|de)coder/(num_heads|pre_norm|activation|alibi|scale_embeddings|start_from_zero_embedding)"
    r"|decoder/(alignment_heads|alignment_layer|projection/weight)"
)
"""Numbers that say how to calculate, the same for every Whisper model; the projection is the embedding itself."""


class BadModelFile(ValueError):
    """The file is no ``model.bin`` of a Whisper model in 16- or 32-bit floats."""


@dataclass(frozen=True, slots=True)
class Converted:
    """openai-whisper's checkpoint: ``dims`` for ModelDimensions, ``state`` by parameter name."""

    dims: dict[str, int]
    state: Variables


def read_variables(path: Path) -> Variables:
    """Every variable by name, as read-only views of the mapped file. Raises BadModelFile."""
    try:
        with path.open("rb") as file:
            return _read(file, np.memmap(path, dtype=np.uint8, mode="r"))
    except (struct.error, IndexError, UnicodeDecodeError, ValueError) as error:
        raise BadModelFile(f"{path.name}: {error}") from error


def _read(file: BinaryIO, content: NDArray[np.uint8]) -> Variables:
    version, name = _unpack(file, "<I")[0], _string(file)
    _revision, count = _unpack(file, "<II")
    if version != VERSION or name != SPEC or count > MAX_VARIABLES:
        raise ValueError(f"version {version} of {name} with {count} variables")
    variables: Variables = {}
    for _ in range(count):
        name = _string(file)
        variables[name] = _variable(file, content)
    for _ in range(_unpack(file, "<I")[0]):
        alias, target = _string(file), _string(file)
        variables[alias] = variables[target] if target in variables else np.empty(0)
    return variables


def _variable(file: BinaryIO, content: NDArray[np.uint8]) -> NDArray[Any]:
    (rank,) = _unpack(file, "<B")
    if rank > MAX_RANK:
        raise ValueError(f"rank {rank}")
    shape = _unpack(file, f"<{rank}I")
    kind, size = _unpack(file, "<BI")
    start = file.tell()
    if start + size > len(content):
        raise ValueError("cut short")
    file.seek(size, 1)
    return content[start : start + size].view(TYPES[kind]).reshape(shape)


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _string(file: BinaryIO) -> str:
    (length,) = _unpack(file, "<H")
    return file.read(length).rstrip(b"\0").decode()


def convert(variables: Variables) -> Converted:
    """openai-whisper's state dict in float16, exactly as many parameters as its model has. Raises BadModelFile."""
    state: Variables = {}
    for name, value in variables.items():
        if SETTINGS.fullmatch(name):
            continue
        if value.dtype not in (np.float16, np.float32):
            raise BadModelFile(f"{name} is quantised ({value.dtype}): the float model is needed")
        for new_name, part in _renamed(name, value):
            state[new_name] = np.ascontiguousarray(part, dtype=np.float16)
    return Converted(_dims(variables, state), state)


def _renamed(name: str, value: NDArray[Any]) -> list[tuple[str, NDArray[Any]]]:
    if name in PLAIN_NAMES:
        return [(PLAIN_NAMES[name], value)]
    match = re.fullmatch(r"(encoder|decoder)/layer_(\d+)/(.+)/(weight|bias|gamma|beta)", name)
    if match is None:
        raise BadModelFile(f"unknown variable {name}")
    half, layer, part, kind = match.groups()
    kind = {"gamma": "weight", "beta": "bias"}.get(kind, kind)
    prefix = f"{half}.blocks.{layer}"
    if part in LAYER_PARTS:
        return [(f"{prefix}.{LAYER_PARTS[part]}.{kind}", value)]
    if part not in FUSED_PARTS:
        raise BadModelFile(f"unknown variable {name}")
    names = FUSED_PARTS[part]
    blocks = np.split(value, len(names))
    # Whisper's key projection has no bias; CTranslate2 stores zeros in its place.
    return [
        (f"{prefix}.{new}.{kind}", block)
        for new, block in zip(names, blocks, strict=True)
        if not (kind == "bias" and new.endswith(".key"))
    ]


def _dims(variables: Variables, state: Variables) -> dict[str, int]:
    """ModelDimensions' fields, read off the shapes."""
    try:
        n_audio_ctx, n_audio_state = state["encoder.positional_embedding"].shape
        n_text_ctx, n_text_state = state["decoder.positional_embedding"].shape
        return {
            "n_mels": int(state["encoder.conv1.weight"].shape[1]),
            "n_audio_ctx": int(n_audio_ctx),
            "n_audio_state": int(n_audio_state),
            "n_audio_head": int(variables["encoder/num_heads"]),
            "n_audio_layer": _layers(state, "encoder"),
            "n_vocab": int(state["decoder.token_embedding.weight"].shape[0]),
            "n_text_ctx": int(n_text_ctx),
            "n_text_state": int(n_text_state),
            "n_text_head": int(variables["decoder/num_heads"]),
            "n_text_layer": _layers(state, "decoder"),
        }
    except KeyError as error:
        raise BadModelFile(f"{error} is missing") from error


def _layers(state: Variables, half: str) -> int:
    found = (re.match(rf"{half}\.blocks\.(\d+)\.", name) for name in state)
    return 1 + max((int(match[1]) for match in found if match), default=-1)
