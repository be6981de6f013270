"""Options of the command line, RELISTEN_* variables, and what a Space changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from review import settings
from review.settings import BadCommandLine, BadSetting, NoDataFolder, Settings, read_settings


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "projects")


@pytest.fixture(autouse=True)
def no_server_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADIO_SERVER_NAME", raising=False)


def test_defaults(folder: str) -> None:
    assert read_settings([], {"RELISTEN_DATA_DIR": folder}) == Settings(
        data_dir=Path(folder),
        host=None,
        port=None,
        share=False,
        model=None,
        device="auto",
        auth=(),
        space=False,
        duration_ms=43_200_000,
        upload_bytes=2_147_483_648,
        jobs_per_visitor=None,
        expiry_days=None,
        network_disk=False,
        evidence="thorough",
    )


def test_every_option(folder: str) -> None:
    line = f"--host 0.0.0.0 --port 8000 --share --data-dir {folder} --model turbo --device cpu --auth kim:a:b"
    more = "--max-duration-minutes 90 --max-upload-mb 100 --jobs-per-visitor 3 --expiry-days 14 --network-disk"
    assert read_settings([*line.split(), *more.split(), "--evidence", "off"], {}) == Settings(
        data_dir=Path(folder),
        host="0.0.0.0",
        port=8000,
        share=True,
        model="turbo",
        device="cpu",
        auth=(("kim", "a:b"),),
        duration_ms=5_400_000,
        upload_bytes=104_857_600,
        jobs_per_visitor=3,
        expiry_days=14,
        network_disk=True,
        evidence="off",
    )


def test_the_same_by_variables(folder: str) -> None:
    variables = {
        "HOST": "::1",
        "PORT": "8000",
        "SHARE": "true",
        "DATA_DIR": folder,
        "MODEL": "tiny.en",
        "DEVICE": "cuda:1",
        "EVIDENCE": "fast",
    }
    read = read_settings([], {f"RELISTEN_{name}": value for name, value in variables.items()})
    assert (read.host, read.port, read.share, read.model, read.device) == ("::1", 8000, True, "tiny.en", "cuda:1")
    assert read.evidence == "fast"


def test_the_command_line_wins(folder: str) -> None:
    assert read_settings(["--port", "8001", "--data-dir", folder], {"RELISTEN_PORT": "8000"}).port == 8001


def test_an_empty_variable_is_not_given(folder: str) -> None:
    assert read_settings(["--data-dir", folder], {"RELISTEN_PORT": ""}).port is None


def test_several_logins(folder: str) -> None:
    read = read_settings(["--data-dir", folder, "--auth", "kim:1", "--auth", "lee:2"], {})
    assert read.auth == (("kim", "1"), ("lee", "2"))


def test_zero_is_no_limit(folder: str) -> None:
    assert (
        read_settings(["--data-dir", folder, "--jobs-per-visitor", "0"], {"SPACE_ID": "a/b"}).jobs_per_visitor is None
    )


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--port", "99999"], '--port is "99999", but it must be a whole number from 1 to 65535.'),
        (["--port", "x"], '--port is "x", but it must be a whole number from 1 to 65535.'),
        (["--device", "gpu"], '--device is "gpu", but it must be auto, cpu, cuda or cuda:N.'),
        (["--auth", "kim"], '--auth is "***", but it must be USER:PASSWORD (in the variable, one pair a line).'),
        (["--host", " "], '--host is " ", but it must be some text.'),
    ],
)
def test_a_bad_value_gets_one_sentence(folder: str, argv: list[str], sentence: str) -> None:
    with pytest.raises(BadSetting) as raised:
        read_settings(["--data-dir", folder, *argv], {})
    assert str(raised.value) == sentence


def test_a_bad_variable_is_named(folder: str) -> None:
    with pytest.raises(BadSetting) as raised:
        read_settings(["--data-dir", folder], {"RELISTEN_SHARE": "perhaps"})
    assert str(raised.value) == 'RELISTEN_SHARE is "perhaps", but it must be 1 or 0.'


def test_an_unknown_model_gets_the_list_of_models(folder: str) -> None:
    with pytest.raises(BadSetting, match="large-v3, "):
        read_settings(["--data-dir", folder, "--model", "huge"], {})


def test_an_unknown_option_gets_one_sentence(folder: str) -> None:
    with pytest.raises(BadCommandLine) as raised:
        read_settings(["--data-dir", folder, "--prot", "1"], {})
    assert str(raised.value) == (
        "The command line was not understood: unrecognized arguments: --prot 1 (--help lists the options)."
    )


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NoDataFolder) as raised:
        read_settings(["--data-dir", str(tmp_path / "file" / "data")], {})
    assert str(raised.value) == (
        f"The data folder {tmp_path / 'file' / 'data'} cannot be written; choose another with --data-dir."
    )


def test_a_relative_data_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings(["--data-dir", "mine"], {}).data_dir == tmp_path / "mine"


def test_a_space_limits_recordings_jobs_and_projects(folder: str) -> None:
    read = read_settings(["--data-dir", folder], {"SPACE_ID": "me/relisten"})
    assert (read.space, read.duration_ms, read.jobs_per_visitor, read.expiry_days) == (True, 3_600_000, 10, 7)


def test_a_space_leaves_the_host_to_gradio(folder: str) -> None:
    environ = {"SPACE_ID": "me/relisten", "GRADIO_SERVER_NAME": "0.0.0.0"}
    assert read_settings(["--data-dir", folder], environ).host is None


def test_a_space_keeps_projects_on_its_mounted_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SPACE_DISK", tmp_path)
    read = read_settings([], {"SPACE_ID": "me/relisten"})
    assert (read.data_dir, read.network_disk) == (tmp_path / "relisten", True)


def test_a_space_without_a_disk_uses_the_folder_beside_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SPACE_DISK", tmp_path / "none")
    monkeypatch.setattr(settings, "ROOT", tmp_path / "app")
    read = read_settings([], {"SPACE_ID": "me/relisten"})
    assert (read.data_dir, read.network_disk) == (tmp_path / "app" / "data", False)


def test_where_the_app_cannot_write_the_home_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").write_text("a file where the folder would be")
    monkeypatch.setattr(settings, "ROOT", tmp_path / "app")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert read_settings([], {}).data_dir == tmp_path / "home" / ".local" / "share" / "relisten"


@pytest.mark.parametrize(
    ("kind", "network"), [("ext4", False), ("overlay", False), ("nfs4", True), ("cifs", True), ("fuse.drivefs", True)]
)
def test_a_network_file_system_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, network: bool
) -> None:
    place = str(tmp_path / "My Drive").replace(" ", "\\040")
    (tmp_path / "mounts").write_text(f"overlay / overlay rw 0 0\nwhatever {place} {kind} rw 0 0\ntmp / ext4 rw 0 0\n")
    monkeypatch.setattr(settings, "MOUNTS", tmp_path / "mounts")
    assert read_settings(["--data-dir", str(tmp_path / "My Drive" / "relisten")], {}).network_disk is network


def test_a_folder_that_is_none_of_the_mounted_ones_is_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mounts").write_text("server:/export /elsewhere nfs rw 0 0\noverlay / overlay rw 0 0\n")
    monkeypatch.setattr(settings, "MOUNTS", tmp_path / "mounts")
    assert not read_settings(["--data-dir", str(tmp_path / "data")], {}).network_disk


def test_without_a_list_of_mounts_a_folder_is_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MOUNTS", tmp_path / "none")
    assert not read_settings(["--data-dir", str(tmp_path / "data")], {}).network_disk


def test_locks_of_a_network_volume_live_on_the_local_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    local = Settings(data_dir=Path("/data/relisten"), network_disk=True).local_dir
    assert local.parent == tmp_path / ".cache" / "relisten" / "local"


def test_locks_of_a_local_folder_live_in_it() -> None:
    assert Settings(data_dir=Path("/projects")).local_dir == Path("/projects")


@pytest.mark.parametrize(
    ("given", "listed"),
    [
        (Settings(data_dir=Path("d")), True),
        (Settings(data_dir=Path("d"), host="127.0.0.1"), True),
        (Settings(data_dir=Path("d"), host="::1"), True),
        (Settings(data_dir=Path("d"), host="localhost"), True),
        (Settings(data_dir=Path("d"), host="0.0.0.0"), False),
        (Settings(data_dir=Path("d"), host="my.machine"), False),
        (Settings(data_dir=Path("d"), share=True), False),
        (Settings(data_dir=Path("d"), auth=(("kim", "1"),)), False),
        (Settings(data_dir=Path("d"), space=True), False),
    ],
)
def test_only_a_server_for_this_computer_alone_lists_all_projects(given: Settings, listed: bool) -> None:
    assert given.lists_all is listed


def test_gradios_own_variable_opens_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")
    assert not Settings(data_dir=Path("d")).lists_all


def test_the_password_is_not_in_what_is_logged() -> None:
    assert "secret" not in repr(Settings(data_dir=Path("d"), auth=(("kim", "secret"),)))


def test_the_worker_gets_the_same_limits(folder: str) -> None:
    read = read_settings(["--data-dir", folder, "--max-duration-minutes", "7", "--network-disk"], {})
    assert read_settings(["--data-dir", folder], read.environment()) == read
