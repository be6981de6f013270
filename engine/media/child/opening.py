"""Opens an untrusted file with libav so that nothing but that file can be read, and picks its sound."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NoReturn

import av
import av.stream
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError

from engine.media.errors import (
    EmptyFile,
    MissingFile,
    NoAudio,
    NotMedia,
    Playlist,
    TooLarge,
    TooManyStreams,
    UnknownCodec,
)
from engine.media.formats import ADMITTED, SNIFFED_BYTES, is_playlist
from engine.media.limits import MediaLimits

_BUFFER_BYTES = 64 * 1024
_WHENCE = 0x3  # libav adds flags of its own above SEEK_SET, SEEK_CUR and SEEK_END


class Source:
    """The file as libav sees it: bytes without a name, so that neither path nor extension means anything to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """The new position, or a negative errno: a damaged header may ask for places that cannot be."""
        try:
            return self._file.seek(offset, whence & _WHENCE)
        except (OSError, ValueError, OverflowError):
            return -errno.EINVAL

    def tell(self) -> int:
        return self._file.tell()


@dataclass(frozen=True, slots=True)
class Opened:
    """An open container, the audio stream to hear and the size of the file in bytes."""

    container: InputContainer
    stream: AudioStream
    path: Path
    size: int


@contextmanager
def open_media(path: Path, limits: MediaLimits) -> Iterator[Opened]:
    """Opens ``path`` for the length of a ``with`` block.

    Raises MissingFile, EmptyFile, TooLarge, Playlist, NotMedia, TooManyStreams, NoAudio or UnknownCodec.
    """
    file, size = _open_file(path)
    with file:
        if size == 0:
            raise EmptyFile
        if size > limits.upload_bytes:
            raise TooLarge(megabytes=limits.upload_bytes // (1024 * 1024))
        head = file.read(SNIFFED_BYTES)
        file.seek(0)
        if is_playlist(head):
            raise Playlist
        with _open_container(file) as container:
            count = len(container.streams)
            if count > limits.streams:
                raise TooManyStreams(count=count, limit=limits.streams)
            yield Opened(container, _pick(container), path, size)


def _open_file(path: Path) -> tuple[BinaryIO, int]:
    """An ordinary file, open, and its size in bytes: a pipe or a device could keep its reader waiting for ever."""
    try:
        if not path.is_file():
            raise MissingFile(name=path.name)
        size = path.stat().st_size
        file = path.open("rb")
    except OSError as error:
        raise MissingFile(name=path.name) from error
    return file, size


def _open_container(file: BinaryIO) -> InputContainer:
    try:
        return av.open(
            Source(file),
            mode="r",
            container_options=container_options(),
            metadata_errors="replace",
            buffer_size=_BUFFER_BYTES,
            io_open=_refuse,
        )
    except MemoryError:
        raise
    except (FFmpegError, ValueError, OSError) as error:
        raise NotMedia from error


def container_options() -> dict[str, str]:
    """What libav may open at all, whoever asks it to: see engine.media.formats."""
    return {
        "format_whitelist": ",".join(ADMITTED),
        "protocol_whitelist": "file,pipe",
        "enable_drefs": "0",
        # probing would decode pictures, too: nothing here needs them, and each codec is a door
        "codec_whitelist": ",".join(audio_decoders()),
    }


def _refuse(*_request: object) -> NoReturn:
    """Called by libav whenever a demuxer wants to open a second file or address."""
    raise Playlist


@lru_cache(maxsize=1)
def audio_decoders() -> tuple[str, ...]:
    """Names of every audio decoder this libav has, wavesynth aside (it makes sound out of nothing, without end)."""
    names = []
    for name in sorted(av.codecs_available):
        try:
            codec = av.Codec(name, "r")
        except ValueError:  # an encoder only
            continue
        if codec.type == "audio" and name != "wavesynth":
            names.append(name)
    return tuple(names)


def _pick(container: InputContainer) -> AudioStream:
    """The first audio stream there is a decoder for; pictures' packets are left out where that saves reading them."""
    streams = container.streams.audio
    if not streams:
        raise NoAudio
    for stream in streams:
        if stream.codec_context is not None and stream.codec_context.name in audio_decoders():
            break
    else:
        raise UnknownCodec
    discard = getattr(av.stream, "Discard", None)  # since PyAV 18
    if discard is not None and "mov" in container.format.name.split(","):
        for other in container.streams:
            if other.index != stream.index:
                other.discard = discard.all
    return stream
