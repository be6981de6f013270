"""What Gradio is told when the page starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from review.projects import Desk as Work
from review.ui import blocks
from tests.review.ui.conftest import MakeServer, Server


def test_gradio_keeps_shows_and_fetches_nothing_of_its_own() -> None:
    options = blocks.launch_options()
    assert (options["run_history"], options["footer_links"], options["show_error"]) == (False, [], False)
    assert (options["ssr_mode"], options["pwa"], options["mcp_server"], options["enable_monitoring"]) == (
        False,
        False,
        False,
        False,
    )
    assert options["strict_cors"] is True


def test_the_fonts_are_the_system_s() -> None:
    theme = blocks.launch_options()["theme"]
    assert theme._stylesheets == []
    assert theme._font_css == []


def test_the_style_is_handed_over_as_it_is_written() -> None:
    assert blocks.head("@keyframes spin { to { rotate: 1turn } }").endswith(
        "\n@keyframes spin { to { rotate: 1turn } }\n</style>"
    )


def test_the_page_has_its_name_and_one_component(server: Server) -> None:
    config = server.page.demo.get_config_file()
    assert config["title"] == "Relisten"
    assert [each["props"].get("elem_id") for each in config["components"]] == ["relisten"]
    assert config["dependencies"] == []


def test_files_over_the_limit_and_files_of_the_data_folder_are_refused_by_gradio_itself(
    make_server: MakeServer,
) -> None:
    server = make_server(upload_bytes=5_000)
    assert server.page.launch["max_file_size"] == 5_000
    assert server.page.launch["blocked_paths"] == [str(server.desk.settings.data_dir)]


def test_uploads_are_received_inside_the_data_folder_by_nobody_else_s_leave(server: Server) -> None:
    uploads = server.desk.settings.data_dir / "uploads"
    assert os.environ["GRADIO_TEMP_DIR"] == str(uploads)
    assert uploads.stat().st_mode & 0o777 == 0o700


def test_a_start_clears_what_an_earlier_run_left(make_server: MakeServer, tmp_path: Path) -> None:
    old, young, zipped = tmp_path / "uploads" / "old", tmp_path / "uploads" / "young", tmp_path / "downloads" / "a.zip"
    for path in (old, young, zipped):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    for path in (old, zipped):
        os.utime(path, (1_000, 1_000))
    make_server()
    assert (old.exists(), young.exists(), zipped.exists()) == (False, True, False)


@pytest.mark.parametrize("name", ["open", "edit", "undo", "create", "sample"])
def test_every_server_function_is_the_component_s(server: Server, name: str) -> None:
    config = server.page.demo.get_config_file()
    assert name in config["components"][0]["props"]["server_fns"]


def test_the_work_is_the_desk_of_this_store(server: Server) -> None:
    assert isinstance(server.page.desk, Work)
