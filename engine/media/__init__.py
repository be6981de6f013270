"""Media in, PCM out: the only reader of files people hand in.

``probe`` looks at a file, ``decode`` writes its sound as 16 kHz mono PCM, ``make_playback`` makes the copy a browser
plays, ``write_peaks`` the waveform's outline. libav (PyAV's own, no system ffmpeg) runs only in a child process,
`python -m engine.media`, under MediaLimits; whatever a file does to it ends as one of engine.media.errors.
"""

from __future__ import annotations

from engine.media.errors import MediaError
from engine.media.intake import Decoded, MediaInfo, decode, probe
from engine.media.limits import MediaLimits, from_env
from engine.media.pcm import SAMPLE_RATE, duration_ms, open_pcm, to_float, wav_header
from engine.media.peaks import PEAK_MS, read_peaks, write_peaks
from engine.media.playback import make_playback

__all__ = [
    "PEAK_MS",
    "SAMPLE_RATE",
    "Decoded",
    "MediaError",
    "MediaInfo",
    "MediaLimits",
    "decode",
    "duration_ms",
    "from_env",
    "make_playback",
    "open_pcm",
    "probe",
    "read_peaks",
    "to_float",
    "wav_header",
    "write_peaks",
]
