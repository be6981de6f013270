"""What a person may set when starting the app: by options of the command line, by RELISTEN_* variables, by default."""

from __future__ import annotations

import argparse
import hashlib
import ipaddress
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from engine.errors import UserError
from engine.models.names import NAMES
from review import modes

ROOT = Path(__file__).resolve().parent.parent
SPACE_DISK = Path("/data")  # where Hugging Face mounts a Space's storage, if it has any
MOUNTS = Path("/proc/mounts")
NETWORK_KINDS = ("nfs", "cifs", "smb", "fuse", "9p", "afs", "ceph", "lustre", "glusterfs", "davfs", "vboxsf")
MINUTE_MS = 60_000
MIB = 1024 * 1024


class BadSetting(UserError):
    """An option or a variable has a value that cannot be used."""

    code: ClassVar[str] = "bad_setting"
    template: ClassVar[str] = '{name} is "{value}", but it must be {wanted}.'


class BadCommandLine(UserError):
    """The command line cannot be read."""

    code: ClassVar[str] = "bad_command_line"
    template: ClassVar[str] = "The command line was not understood: {reason} (--help lists the options)."


class NoDataFolder(UserError):
    """The data directory cannot be made or written."""

    code: ClassVar[str] = "no_data_folder"
    template: ClassVar[str] = "The data folder {folder} cannot be written; choose another with --data-dir."


@dataclass(frozen=True, slots=True)
class Settings:
    """``host`` and ``port`` stay None unless given, so that Gradio's own variables act. ``auth`` holds (user, password)
    pairs. Times in ms, sizes in bytes; ``jobs_per_visitor`` counts jobs begun in 24 hours, None is no limit.
    """

    data_dir: Path
    host: str | None = None
    port: int | None = None
    share: bool = False
    model: str | None = None
    device: str = "auto"
    auth: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    space: bool = False
    duration_ms: int = 12 * 60 * MINUTE_MS
    upload_bytes: int = 2048 * MIB
    jobs_per_visitor: int | None = None
    expiry_days: int | None = None
    network_disk: bool = False
    evidence: str = modes.DEFAULT

    @property
    def lists_all(self) -> bool:
        """Whether the projects list may show every project: only where nobody but this computer's user can come."""
        host = self.host or os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
        return _is_loopback(host) and not (self.share or self.auth or self.space)

    @property
    def local_dir(self) -> Path:
        """Where files live that need real file locks: the data directory, or a local folder of its own beside a
        network volume's.
        """
        if not self.network_disk:
            return self.data_dir
        name = hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:16]
        return Path.home() / ".cache" / "relisten" / "local" / name

    @property
    def database(self) -> Path:
        """The store's SQLite file."""
        return self.data_dir / "relisten.sqlite"

    @property
    def media_dir(self) -> Path:
        """The folder of all recordings' folders."""
        return self.data_dir / "media"

    def environment(self) -> dict[str, str]:
        """The variables by which the worker gets the same limits; its folder and device are options of its own."""
        return {
            "RELISTEN_EXPIRY_DAYS": str(self.expiry_days or 0),
            "RELISTEN_MAX_DURATION_MINUTES": str(self.duration_ms // MINUTE_MS),
            "RELISTEN_MAX_UPLOAD_MB": str(self.upload_bytes // MIB),
            "RELISTEN_NETWORK_DISK": "1" if self.network_disk else "0",
        }


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its option is ``--name``, its variable ``RELISTEN_NAME``; ``read`` raises ValueError(wanted)."""

    name: str
    read: Callable[[str], Any]
    help: str
    metavar: str = "X"
    flag: bool = False

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        return f"RELISTEN_{self.key.upper()}"


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("some text")
    return value.strip()


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\s*\d{1,9}\s*", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest}")
        return int(value)

    return read


def _switch(value: str) -> bool:
    word = value.strip().lower()
    if word not in {"1", "true", "yes", "on", "0", "false", "no", "off", ""}:
        raise ValueError("1 or 0")
    return word in {"1", "true", "yes", "on"}


def _model(value: str) -> str:
    if value not in NAMES:
        raise ValueError("one of " + ", ".join(NAMES))
    return value


def _device(value: str) -> str:
    if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", value):
        raise ValueError("auto, cpu, cuda or cuda:N")
    return value


def _mode(value: str) -> str:
    if value not in modes.MODES:
        raise ValueError("one of " + ", ".join(modes.MODES))
    return value


def _logins(value: str) -> tuple[tuple[str, str], ...]:
    pairs = [line.partition(":")[::2] for line in value.splitlines() if line.strip()]
    if not pairs or not all(user.strip() and password for user, password in pairs):
        raise ValueError("USER:PASSWORD (in the variable, one pair a line)")
    return tuple((user.strip(), password) for user, password in pairs)


def _no_limit_if_zero(highest: int) -> Callable[[str], int | None]:
    read = _whole(0, highest)
    return lambda value: read(value) or None


OPTIONS = (
    Option("host", _text, "address to listen on (default: this computer only)", "ADDRESS"),
    Option("port", _whole(1, 65535), "port to listen on (default: 7860, or the next free one)", "N"),
    Option("share", _switch, "make a public address through Gradio's tunnel", flag=True),
    Option("data-dir", _text, "folder of all projects (default: data beside app.py)", "FOLDER"),
    Option("model", _model, "model the page proposes (default: by the hardware)", "NAME"),
    Option("device", _device, "auto, cpu, cuda or cuda:N", "NAME"),
    Option("evidence", _mode, "off, fast or thorough: what lines are examined by (default: thorough)", "MODE"),
    Option("auth", _logins, "ask for this login; may be given several times", "USER:PASS"),
    Option("max-duration-minutes", _whole(1, 100_000), "longest recording taken in (default: 720; on a Space 60)", "N"),
    Option("max-upload-mb", _whole(1, 1_000_000), "largest upload in MiB (default: 2048)", "N"),
    Option("jobs-per-visitor", _no_limit_if_zero(1_000_000), "jobs a visitor may start in 24 hours, 0: any", "N"),
    Option("expiry-days", _no_limit_if_zero(100_000), "delete projects untouched for so many days, 0: never", "N"),
    Option("network-disk", _switch, "the data folder is a network volume", flag=True),
)


class _Parser(argparse.ArgumentParser):
    """Argparse prints a usage of many lines and leaves; one sentence is enough."""

    def error(self, message: str) -> NoReturn:
        raise BadCommandLine(reason=message)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=program,
        description="Relisten, a review desk for Whisper transcripts.",
        epilog="Each option can also be set as an environment variable: --data-dir as RELISTEN_DATA_DIR, and so on.",
        allow_abbrev=False,
    )
    for option in OPTIONS:
        if option.flag:
            parser.add_argument(f"--{option.name}", action="store_const", const="1", help=option.help)
        else:
            parser.add_argument(f"--{option.name}", action="append", metavar=option.metavar, help=option.help)
    return parser


def _given(argv: Sequence[str], environ: Mapping[str, str], program: str) -> dict[str, Any]:
    """The settings that were given, each read from the command line or else from its variable."""
    chosen = vars(_parser(program).parse_args(list(argv)))
    values: dict[str, Any] = {}
    for option in OPTIONS:
        source, raw = f"--{option.name}", chosen[option.key]
        if isinstance(raw, list):
            raw = "\n".join(raw) if option.name == "auth" else raw[-1]
        if raw is None:
            source, raw = option.variable, environ.get(option.variable) or None
        if raw is None:
            continue
        try:
            values[option.key] = option.read(raw)
        except ValueError as wanted:
            shown = "***" if option.name == "auth" else raw
            raise BadSetting(name=source, value=shown, wanted=str(wanted)) from None
    return values


def read_settings(
    argv: Sequence[str], environ: Mapping[str, str] | None = None, program: str = "python app.py"
) -> Settings:
    """Settings from ``argv`` (without the program's name), then ``environ``, then the defaults of the place.

    On a Hugging Face Space (SPACE_ID is set) recordings, jobs and the life of a project are limited, and the projects
    go to the mounted disk where there is one. Makes the data directory. Raises BadCommandLine, BadSetting or
    NoDataFolder; ``--help`` prints and raises SystemExit(0).
    """
    environ = os.environ if environ is None else environ
    given = _given(argv, environ, program)
    space = bool(environ.get("SPACE_ID"))
    if space:
        given = {"jobs_per_visitor": 10, "expiry_days": 7, "max_duration_minutes": 60} | given
    chosen = given.pop("data_dir", None)
    data_dir = _data_dir(Path(chosen).expanduser() if chosen else None, space)
    if "max_duration_minutes" in given:
        given["duration_ms"] = given.pop("max_duration_minutes") * MINUTE_MS
    if "max_upload_mb" in given:
        given["upload_bytes"] = given.pop("max_upload_mb") * MIB
    given.setdefault("network_disk", _is_network_disk(data_dir) or (space and SPACE_DISK in data_dir.parents))
    given["share"] = given.get("share", False) or environ.get("GRADIO_SHARE", "").lower() == "true"
    return Settings(data_dir=data_dir, space=space, **given)


def _data_dir(chosen: Path | None, space: bool) -> Path:
    """The first of the possible data directories that can be written, absolute: the app may be started anywhere."""
    usual = [ROOT / "data", Path.home() / ".local" / "share" / "relisten"]
    if space and SPACE_DISK.is_dir():
        usual.insert(0, SPACE_DISK / "relisten")
    candidates = [chosen] if chosen else usual
    for folder in candidates:
        folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow a link the person chose
        if _writable(folder):
            return folder
    raise NoDataFolder(folder=str(candidates[0]))


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # recordings are private
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _is_network_disk(folder: Path) -> bool:
    """Whether the folder lies on a network file system or on one that a program makes up (Google Drive in Colab)."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:  # not Linux: there is --network-disk
        return False
    holding = [(Path(_unescaped(mount[1])), mount[2]) for mount in mounts]
    kinds = [(len(place.parts), kind) for place, kind in holding if place in (folder, *folder.parents)]
    return bool(kinds) and max(kinds)[1].startswith(NETWORK_KINDS)


def _unescaped(place: str) -> str:
    """A path as /proc/mounts writes it, with spaces as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), place)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
