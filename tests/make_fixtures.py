"""Speaks the recordings under tests/fixtures: English with hibari-tts, Korean with espeak-ng.

Run again only to change them: ``pip install hibari-tts``, ``apt install espeak-ng``, then
``python tests/make_fixtures.py``. Both voices are deterministic; every file is 16 kHz mono FLAC.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

FIXTURES = Path(__file__).parent / "fixtures"
RATE = 16_000
PEAK = 0.5
LOW_PITCH = 0.80
"""Second English speaker: the first one played slower, which lowers pitch and formants alike."""

KOREAN_VOICES = {"korean": ("-v", "ko+klatt3"), "korean low": ("-v", "ko+klatt2", "-p", "35")}
"""Tried out: Whisper's base model takes espeak-ng's plain Korean voice for Thai."""

Audio = NDArray[np.float32]
Turn = tuple[str, str]
"""(voice, sentence): "high" or "low" (English), "korean" or "korean low", or "pause" with seconds."""

ENGLISH: tuple[Turn, ...] = (
    ("high", "Good morning. Today we are talking about the old harbor and the people who work there."),
    ("pause", "0.7"),
    ("low", "Thank you. My family has repaired boats on this street for almost forty years."),
)
KOREAN: tuple[Turn, ...] = (
    ("korean", "안녕하세요. 만나서 반갑습니다."),
    ("pause", "0.6"),
    ("korean", "무엇을 도와 드릴까요?"),
    ("pause", "0.6"),
    ("korean", "커피 한 잔 주세요."),
    ("pause", "0.6"),
    ("korean", "잠깐만 기다려 주세요."),
    ("pause", "0.6"),
    ("korean", "감사합니다."),
)
MIXED: tuple[Turn, ...] = (
    ("korean low", "안녕하세요. 만나서 반갑습니다."),
    ("pause", "1.0"),
    ("high", "Welcome to the desk. Press play to hear this line again."),
    ("pause", "1.0"),
    ("korean low", "무엇을 도와 드릴까요?"),
    ("pause", "1.0"),
    ("low", "Every word is shaded by how sure the machine was."),
    ("pause", "1.0"),
    ("high", "Fix what was misheard, and take the subtitles home."),
)
RECORDINGS: dict[str, tuple[Turn, ...]] = {"english": ENGLISH, "korean": KOREAN, "mixed": MIXED}


def resample(samples: Audio, rate: float, target: float) -> Audio:
    """Band-limited resampling by zeroing or cutting the spectrum; the clips are short enough to transform whole."""
    length = round(len(samples) * target / rate)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(length // 2 + 1, dtype=np.complex128)
    bins = min(len(kept), len(spectrum))
    kept[:bins] = spectrum[:bins]
    return (np.fft.irfft(kept, length) * (length / len(samples))).astype(np.float32)


def speak_english(sentence: str, voice: str, tts: Any) -> Audio:
    """One sentence by hibari-tts (24 kHz); the low voice is spoken faster and then played slower."""
    low = voice == "low"
    samples = np.asarray(tts(sentence, speed=1 / LOW_PITCH if low else 1.0, seed=0), dtype=np.float32)
    return resample(samples, 24_000 * (LOW_PITCH if low else 1.0), RATE)


def speak_korean(sentence: str, voice: str) -> Audio:
    """One sentence by espeak-ng's Korean voice (22.05 kHz)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        subprocess.run(
            ["espeak-ng", *KOREAN_VOICES[voice], "-s", "110", "-w", str(path), sentence],
            check=True,
        )
        with wave.open(str(path)) as source:
            rate = source.getframerate()
            samples = np.frombuffer(source.readframes(source.getnframes()), dtype=np.int16)
    return resample(samples.astype(np.float32) / np.float32(32768), rate, RATE)


def speak(turns: tuple[Turn, ...], tts: Any) -> NDArray[np.int16]:
    """All turns one after the other, each at the same peak, half a second of silence around them."""
    pieces = [np.zeros(RATE // 2, dtype=np.float32)]
    for voice, text in turns:
        if voice == "pause":
            pieces.append(np.zeros(round(float(text) * RATE), dtype=np.float32))
            continue
        samples = speak_korean(text, voice) if voice in KOREAN_VOICES else speak_english(text, voice, tts)
        pieces.append(samples * (PEAK / float(np.abs(samples).max())))
    pieces.append(np.zeros(RATE // 2, dtype=np.float32))
    return (np.concatenate(pieces) * 32767).astype(np.int16)


def write_flac(samples: NDArray[np.int16], path: Path) -> None:
    """16-bit mono FLAC at the strongest compression."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono", options={"compression_level": "12"})
        stream.format = "s16"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main() -> None:
    """Writes every recording and its reference text."""
    tts = importlib.import_module("hibari").Hibari()
    FIXTURES.mkdir(exist_ok=True)
    for name, turns in RECORDINGS.items():
        samples = speak(turns, tts)
        write_flac(samples, FIXTURES / f"{name}.flac")
        lines = [text for voice, text in turns if voice != "pause"]
        (FIXTURES / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        size = (FIXTURES / f"{name}.flac").stat().st_size
        print(f"{name}: {len(samples) / RATE:.1f} s, {size / 1000:.0f} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
