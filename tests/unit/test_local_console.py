"""The console's files on one machine: which path is which file, how it comes, and with which headers."""

import gzip
from pathlib import Path

import pytest

from local import console
from local.console import FOREVER, Headers, answer
from local.templates import load_template


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Tradewind</title>")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets/main-1a2b.js").write_text("console.log(1)")
    (folder / "assets/main-1a2b.js.gz").write_bytes(gzip.compress(b"console.log(1)", mtime=0))
    (folder / "assets/main-1a2b.js.br").write_bytes(b"packed")
    (folder / ".vite").mkdir()
    (folder / ".vite/manifest.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


def told(headers: Headers) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in headers}


@pytest.mark.parametrize("path", ["/", "/products/pr_1", "/channels", "/index.html", "/a/b/c/"])
def test_every_page_is_the_index_and_asked_for_anew(built: Path, path: str) -> None:
    status, headers, body = answer(built, path, [])
    assert (status, body[:15]) == (200, b"<!doctype html>")
    assert told(headers)["content-type"] == "text/html; charset=utf-8"
    assert told(headers)["cache-control"] == "no-cache"
    known = [(b"If-None-Match", told(headers)["etag"].encode())]
    assert answer(built, path, known)[::2] == (304, b"")


def test_what_has_its_hash_in_its_name_is_kept_for_good_and_comes_packed(built: Path) -> None:
    for accepted, body, encoding in (
        ("", b"console.log(1)", None),
        ("gzip, deflate", gzip.compress(b"console.log(1)", mtime=0), "gzip"),
        ("gzip, deflate, br, zstd", b"packed", "br"),
        ("br;q=0, gzip", gzip.compress(b"console.log(1)", mtime=0), "gzip"),
    ):
        status, headers, found = answer(built, "/assets/main-1a2b.js", [(b"accept-encoding", accepted.encode())])
        assert (status, found) == (200, body)
        assert told(headers).get("content-encoding") == encoding
        assert told(headers)["content-type"] == "text/javascript; charset=utf-8"
        assert (told(headers)["cache-control"], told(headers)["vary"]) == (FOREVER, "Accept-Encoding")
        assert told(headers)["content-length"] == str(len(body))


@pytest.mark.parametrize(
    "path",
    [
        "/assets/old-9f.js",
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/link.txt",
        "/.vite/manifest.json",
        "//etc/host.conf",
    ],
)
def test_a_file_that_is_not_there_is_no_page_and_nothing_outside_is_served(built: Path, path: str) -> None:
    status, headers, body = answer(built, path, [])
    assert (status, b"secret" in body) == (404, False)
    assert told(headers)["cache-control"] == "no-store"


def test_a_console_that_is_not_built_says_so(tmp_path: Path) -> None:
    status, _, body = answer(tmp_path / "none", "/", [])
    assert (status, b"make console" in body) == (503, True)


def test_the_page_may_load_nothing_from_elsewhere_and_nobody_frames_it(built: Path) -> None:
    for path in ("/", "/icon.svg", "/nothing.js"):
        found = told(answer(built, path, [])[1])
        policy = dict(each.strip().split(" ", 1) for each in found["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert {policy[name] for name in ("script-src", "style-src", "connect-src", "font-src")} == {"'self'"}
        assert (policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'")
        assert "unsafe" not in found["content-security-policy"]
        assert (found["x-content-type-options"], found["referrer-policy"]) == ("nosniff", "no-referrer")


def test_pages_and_files_are_told_apart_here_as_on_aws() -> None:
    code = load_template(console.TEMPLATE).resources["DeepLinks"]["Properties"]["FunctionCode"]
    assert "split('/').pop().includes('.')" in code
    assert console.is_page("/hosts/shop.test/") and not console.is_page("/icon.svg")
