"""CTranslate2's model.bin: read, and given openai-whisper's names."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whisper.model import ModelDimensions, Whisper

from engine.models.ct2_format import BadModelFile, convert, read_variables
from tests.engine.ct2_files import model_bin, tiny_whisper


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    return path


def test_variables_are_read(tmp_path: Path) -> None:
    values: dict[str, NDArray[Any]] = {
        "a": np.array([[1.5, 2.0]], dtype=np.float32),
        "n": np.array(8, dtype=np.int16),
    }
    found = read_variables(written(tmp_path, model_bin(values)))
    assert {name: value.tolist() for name, value in found.items()} == {"a": [[1.5, 2.0]], "n": 8}


def test_an_alias_is_the_same_variable(tmp_path: Path) -> None:
    values = {"decoder/embeddings/weight": np.ones((2, 2), dtype=np.float16)}
    content = model_bin(values, {"decoder/projection/weight": "decoder/embeddings/weight"})
    assert read_variables(written(tmp_path, content))["decoder/projection/weight"].tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 some zip",
        model_bin({}, version=5),
        model_bin({"a": np.ones(9, dtype=np.float32)})[:-20],
        struct.pack("<I", 6) + b"\x0c\0WhisperSpec\0" + struct.pack("<II", 3, 0xFFFFFFFF),
    ],
    ids=["empty", "other", "old", "cut", "count"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadModelFile):
        read_variables(written(tmp_path, content))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_damage_never_ends_in_another_error(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = bytearray(model_bin(tiny_whisper()))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = written(tmp_path_factory.mktemp("damaged"), bytes(content[: data.draw(st.integers(0, len(content)))]))
    with contextlib.suppress(BadModelFile):
        convert(read_variables(path))


def test_dimensions_are_read_off_the_shapes() -> None:
    assert convert(tiny_whisper(layers=2)).dims == {
        "n_mels": 80,
        "n_audio_ctx": 6,
        "n_audio_state": 4,
        "n_audio_head": 2,
        "n_audio_layer": 2,
        "n_vocab": 9,
        "n_text_ctx": 5,
        "n_text_state": 4,
        "n_text_head": 2,
        "n_text_layer": 2,
    }


def test_the_state_fits_whispers_own_model() -> None:
    converted = convert(tiny_whisper())
    state = {name: torch.from_numpy(value) for name, value in converted.state.items()}
    assert str(Whisper(ModelDimensions(**converted.dims)).load_state_dict(state)) == "<All keys matched successfully>"


def test_fused_rows_are_query_key_value() -> None:
    variables = tiny_whisper()
    fused = variables["encoder/layer_0/self_attention/linear_0/weight"]
    state = convert(variables).state
    assert state["encoder.blocks.0.attn.query.weight"].tolist() == fused[0:4].tolist()
    assert state["encoder.blocks.0.attn.key.weight"].tolist() == fused[4:8].tolist()
    assert state["encoder.blocks.0.attn.value.weight"].tolist() == fused[8:12].tolist()


def test_fused_rows_of_cross_attention_are_key_value() -> None:
    variables = tiny_whisper()
    fused = variables["decoder/layer_0/attention/linear_1/bias"]
    state = convert(variables).state
    assert "decoder.blocks.0.cross_attn.key.bias" not in state
    assert state["decoder.blocks.0.cross_attn.value.bias"].tolist() == fused[4:8].tolist()


def test_a_quantised_model_is_refused() -> None:
    variables = {**tiny_whisper(), "decoder/embeddings/weight": np.ones((9, 4), dtype=np.int8)}
    with pytest.raises(BadModelFile, match="quantised"):
        convert(variables)


def test_an_unknown_variable_is_refused() -> None:
    with pytest.raises(BadModelFile, match="unknown"):
        convert({**tiny_whisper(), "decoder/layer_0/gate/weight": np.ones(4, dtype=np.float16)})


def test_a_missing_variable_is_refused() -> None:
    variables = tiny_whisper()
    del variables["decoder/embeddings/weight"]
    with pytest.raises(BadModelFile, match="missing"):
        convert(variables)
