"""Sounds and files by address."""

from __future__ import annotations

import io
import wave
import zipfile

import pytest
from starlette.testclient import TestClient

from review.projects import Caller, MediaFolder
from tests.review.projects.made import heard
from tests.review.ui.conftest import Server


@pytest.fixture
def token(server: Server) -> str:
    return heard(server.desk, 2)


@pytest.fixture
def base(token: str) -> str:
    return f"/gradio_api/relisten/{token}"


@pytest.fixture
def folder(server: Server, token: str) -> MediaFolder:
    return server.desk.recording(Caller(), token)


def test_the_sound_is_a_wav_file_of_the_decoded_samples(browser: TestClient, base: str) -> None:
    answer = browser.get(f"{base}/audio.wav")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getframerate(), sound.getnframes()) == (16_000, 64_000)
    assert answer.headers["content-type"] == "audio/wav"


def test_seeking_in_the_sound_sends_a_part(browser: TestClient, base: str) -> None:
    answer = browser.get(f"{base}/audio.wav", headers={"Range": "bytes=128000-"})
    assert (answer.status_code, len(answer.content)) == (206, 44)
    assert answer.headers["content-range"] == "bytes 128000-128043/128044"


def test_seeking_past_the_end_is_416(browser: TestClient, base: str) -> None:
    assert browser.get(f"{base}/audio.wav", headers={"Range": "bytes=128044-"}).status_code == 416


def test_the_playback_copy_is_404_until_it_is_made(browser: TestClient, base: str, folder: MediaFolder) -> None:
    assert browser.get(f"{base}/playback.m4a").status_code == 404
    folder.playback.write_bytes(b"copy")
    answer = browser.get(f"{base}/playback.m4a")
    assert (answer.content, answer.headers["content-type"]) == (b"copy", "audio/mp4")


def test_peaks_are_a_byte_for_each_ten_ms(browser: TestClient, base: str) -> None:
    assert browser.get(f"{base}/peaks?start=100&end=150").content == bytes([10, 11, 12, 13, 14])
    assert browser.get(f"{base}/peaks?start=0&end=400&n=2").content == bytes([19, 39])


@pytest.mark.parametrize("query", ["start=-1", "start=x", "end=99999999999", "n=0", "n=9999999"])
def test_peaks_of_nonsense_are_refused(browser: TestClient, base: str, query: str) -> None:
    assert browser.get(f"{base}/peaks?{query}").status_code == 422


def test_a_snippet_downloads_as_wav(browser: TestClient, base: str) -> None:
    answer = browser.get(f"{base}/snippet/0.0.0.wav?pad=200")
    assert answer.headers["content-disposition"].startswith("attachment;")
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() == 2_200 * 16


def test_a_snippet_without_sound_is_one_sentence(browser: TestClient, base: str, folder: MediaFolder) -> None:
    folder.pcm.write_bytes(b"")
    answer = browser.get(f"{base}/snippet/0.1.0.wav")
    assert answer.status_code == 422
    assert answer.text.startswith("There is no sound to cut")


@pytest.mark.parametrize(
    "route", ["snippet/9.9.9.wav", "snippet/x", "export/exe", "export/", "source.bin", "..%2f..%2f"]
)
def test_what_is_not_there_is_404(browser: TestClient, base: str, route: str) -> None:
    assert browser.get(f"{base}/{route}").status_code == 404


def test_an_export_carries_the_recording_s_name_in_any_script(browser: TestClient, base: str) -> None:
    answer = browser.get(f"{base}/export/srt")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"__.srt\"; filename*=UTF-8''%EB%B4%84%EB%82%A0.srt"
    )
    assert answer.text == "1\n00:00:00,000 --> 00:00:02,000\nline 0\n\n2\n00:00:03,000 --> 00:00:05,000\nline 1\n\n"


def test_the_thresholds_of_the_sliders_reach_the_table(browser: TestClient, base: str) -> None:
    assert "own_logprob avg_logprob" in browser.get(f"{base}/export/csv?avg_logprob=-0.2").text
    assert browser.get(f"{base}/export/csv?avg_logprob=x").status_code == 422


def test_the_data_set_is_an_audiofolder_and_leaves_nothing_behind(
    server: Server, browser: TestClient, base: str
) -> None:
    answer = browser.get(f"{base}/dataset.zip?pad=100")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert "metadata.csv" in archive.namelist()
    assert list((server.desk.settings.data_dir / "downloads").iterdir()) == []


@pytest.mark.parametrize("route", ["audio.wav", "peaks", "snippet/0.0.0.wav", "export/json", "dataset.zip"])
def test_nothing_private_is_cached_sniffed_or_run(browser: TestClient, base: str, route: str) -> None:
    headers = browser.get(f"{base}/{route}").headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_files_are_never_shown_in_the_page(browser: TestClient, base: str) -> None:
    for route in ("snippet/0.0.0.wav", "export/json", "export/txt", "dataset.zip"):
        assert browser.get(f"{base}/{route}").headers["content-disposition"].startswith("attachment")
