"""What is refused, each with its own sentence, and that nothing beside the upload is read on the way."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.error import FFmpegError

from engine.media import MediaLimits, decode, open_pcm, probe
from engine.media.child.opening import Source, container_options
from engine.media.errors import (
    EmptyFile,
    MediaError,
    MissingFile,
    NoAudio,
    NotMedia,
    Playlist,
    TooLarge,
    TooManyStreams,
)
from engine.media.formats import ADMITTED, is_playlist
from tests.engine.media_files import encode, tone, wav

PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{place}\n#EXT-X-ENDLIST\n",
    "m3u": "#EXTM3U\n{place}\n",
    "ffconcat": "ffconcat version 1.0\nfile '{place}'\n",
    "dash": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT10S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" '
    'bandwidth="1"><BaseURL>{place}</BaseURL></Representation></AdaptationSet></Period></MPD>\n',
    "pls": "[playlist]\nFile1={place}\nNumberOfEntries=1\n",
    "asx": '<asx version="3.0"><entry><ref href="{place}"/></entry></asx>\n',
    "smil": '<smil><body><audio src="{place}"/></body></smil>\n',
    "xspf": '<?xml version="1.0"?>\n<playlist version="1"><trackList><track><location>{place}</location></track>'
    "</trackList></playlist>\n",
    "ram": "{place}\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "vobsub": "# VobSub index file, v7 (do not modify this line!)\nsize: 720x576\nid: en, index: 0\n",
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that nobody may knock at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def knocked(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


def error_of(path: Path, limits: MediaLimits | None = None) -> MediaError:
    with pytest.raises(MediaError) as caught:
        decode(path, path.with_name("audio.pcm"), limits)
    assert not path.with_name("audio.pcm").exists()
    assert str(caught.value).endswith(".")
    assert ". " not in str(caught.value)  # one sentence
    return caught.value


def test_plain_libav_would_read_the_neighbour(tmp_path: Path) -> None:
    encode(tmp_path / "secret.wav", "wav", "pcm_s16le", tone(1))
    path = tmp_path / "upload.mp3"
    path.write_text(PLAYLISTS["ffconcat"].format(place="secret.wav"))

    with av.open(str(path)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 48_000


@pytest.mark.parametrize("kind", PLAYLISTS)
@pytest.mark.parametrize("place", ["secret.wav", "file:{folder}/secret.wav", "http://127.0.0.1:{port}/secret.wav"])
def test_playlist_is_refused_unread(tmp_path: Path, listener: socket.socket, kind: str, place: str) -> None:
    encode(tmp_path / "secret.wav", "wav", "pcm_s16le", tone(1))
    place = place.format(folder=tmp_path, port=listener.getsockname()[1])
    path = tmp_path / "upload.mp3"
    path.write_text(PLAYLISTS[kind].format(place=place))

    assert isinstance(error_of(path), (Playlist, NotMedia))
    assert not knocked(listener)


@pytest.mark.parametrize("kind", [kind for kind in PLAYLISTS if kind not in ("vobsub", "ram")])
def test_playlist_is_called_one(kind: str) -> None:
    assert is_playlist(PLAYLISTS[kind].format(place="secret.wav").encode())


@pytest.mark.parametrize("before", ["\ufeff", "\r\n\r\n", "   "])
def test_playlist_is_known_behind_a_mark_or_blanks(before: str) -> None:
    assert is_playlist((before + PLAYLISTS["hls"].replace("\n", "\r\n")).encode())


@pytest.mark.parametrize("head", [b"RIFF\x24\x08\x00\x00WAVEfmt ", b"ID3\x03\x00", b"", b"hello", b"<?xml ?><svg/>"])
def test_other_files_are_no_playlists(head: bytes) -> None:
    assert not is_playlist(head)


@pytest.mark.parametrize("name", ADMITTED)
def test_no_admitted_demuxer_asks_for_a_second_file(tmp_path: Path, listener: socket.socket, name: str) -> None:
    asked: list[object] = []
    for text in PLAYLISTS.values():
        for place in ("secret.wav", f"http://127.0.0.1:{listener.getsockname()[1]}/secret.wav"):
            path = tmp_path / "upload.mp3"
            path.write_text(text.format(place=place) * 20)
            with path.open("rb") as file:
                try:
                    container = av.open(
                        Source(file),
                        mode="r",
                        format=name,
                        container_options=container_options(),
                        metadata_errors="replace",
                        io_open=lambda *request: asked.append(request),
                    )
                    for packet in container.demux():
                        assert b"secret" not in bytes(packet) or b"secret" in path.read_bytes()
                    container.close()
                except (FFmpegError, ValueError):
                    continue
    assert asked == []
    assert not knocked(listener)


def referring_mov(tmp_path: Path, target: Path) -> Path:
    """A QuickTime file whose samples lie in another file, ``target``, named by an alias record."""
    path = encode(tmp_path / "upload.mov", "mov", "pcm_s16le", tone(1), options={"movflags": "-faststart"})
    data = path.read_bytes()
    text = str(target).encode()
    alias = bytes(10) + bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
    alias += bytes([len(target.name)]) + target.name.encode().ljust(63, b"\0") + bytes(16) + struct.pack(">hh", 1, 1)
    alias += bytes(16) + struct.pack(">hh", 2, len(text)) + text + bytes(len(text) % 2) + struct.pack(">hh", -1, 0)
    alias += bytes(max(0, 160 - len(alias)))
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias
    at = data.index(b"dref") + 12  # after the box's kind, its version and its count
    (old,) = struct.unpack(">I", data[at : at + 4])
    moov = bytearray(data)
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        box = data.rindex(kind, 0, at) - 4
        (size,) = struct.unpack(">I", data[box : box + 4])
        moov[box : box + 4] = struct.pack(">I", size + len(entry) - old)
    moov[at : at + old] = entry
    path.write_bytes(bytes(moov))
    return path


def test_plain_libav_could_follow_a_movie(tmp_path: Path) -> None:
    path = referring_mov(tmp_path, wav(tmp_path / "secret.wav", b"\x55\x2a" * 96_000))

    with av.open(str(path), options={"enable_drefs": "1"}) as container:
        assert 0x2A55 in next(container.decode(audio=0)).to_ndarray()


def test_reference_inside_a_movie_is_not_followed(tmp_path: Path) -> None:
    secret = wav(tmp_path / "secret.wav", b"\x55\x2a" * 96_000)
    path = referring_mov(tmp_path, secret)
    try:
        decode(path, tmp_path / "audio.pcm")
    except MediaError:
        return
    assert 0x2A55 not in np.unique(open_pcm(tmp_path / "audio.pcm"))


@pytest.mark.parametrize(
    "content",
    [
        b"hello, this is no recording at all\n" * 100,
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
        b"%PDF-1.7\n" + bytes(1000),
        b"PK\x03\x04" + bytes(1000),
        b"<!doctype html><script>alert(1)</script>",
        bytes(100_000),
        b"\x00",
        b"[Script Info]\nScriptType: v4.00+\n",
        b"1\n00:00:01,000 --> 00:00:02,000\nhello\n",
    ],
    ids=["text", "png", "pdf", "zip", "html", "zeros", "one byte", "ass", "srt"],
)
def test_what_is_no_media(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "upload.mp3").write_bytes(content)

    assert isinstance(error_of(tmp_path / "upload.mp3"), NotMedia)


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "upload.wav").write_bytes(np.random.default_rng(5).bytes(200_000))

    error_of(tmp_path / "upload.wav")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "upload.wav").write_bytes(b"")

    assert isinstance(error_of(tmp_path / "upload.wav"), EmptyFile)


def test_pictures_alone(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), mode="w") as target:
        film = target.add_stream("mpeg4", rate=25)
        assert isinstance(film, av.VideoStream)
        film.width, film.height = 64, 64
        target.mux(film.encode(av.VideoFrame(64, 64, "yuv420p")))
        target.mux(film.encode(None))

    assert isinstance(error_of(path), NoAudio)


def test_header_without_sound(tmp_path: Path) -> None:
    error_of(wav(tmp_path / "upload.wav", b""))


def test_too_many_streams(tmp_path: Path) -> None:
    path = tmp_path / "many.mka"
    with av.open(str(path), mode="w", format="matroska") as target:
        streams = [target.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(65)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(tone(0.1, 16_000)[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts = 16_000, 0
            target.mux(stream.encode(frame))

    error = error_of(path)
    assert isinstance(error, TooManyStreams)
    assert error.params == {"count": 65, "limit": 64}
    assert decode(path, tmp_path / "audio.pcm", MediaLimits(streams=65)).duration_ms == 100


def test_too_large(tmp_path: Path) -> None:
    path = wav(tmp_path / "upload.wav", bytes(3_000_000))
    error = error_of(path, MediaLimits(upload_bytes=2 * 1024 * 1024))

    assert isinstance(error, TooLarge)
    assert error.params == {"megabytes": 2}


@pytest.mark.parametrize("name", ["missing.wav", "folder"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    error = error_of(tmp_path / name)
    assert isinstance(error, MissingFile)
    assert error.params == {"name": name}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")

    assert isinstance(error_of(tmp_path / "pipe.wav"), MissingFile)


def test_probe_refuses_alike(tmp_path: Path) -> None:
    (tmp_path / "upload.mp3").write_text(PLAYLISTS["hls"].format(place="secret.wav"))

    with pytest.raises(Playlist):
        probe(tmp_path / "upload.mp3")
