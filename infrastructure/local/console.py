"""The console's files: what `make console` has built, with the headers that CloudFront gives them on AWS."""

import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from local.templates import load_template

INDEX = "index.html"
FOREVER = "public, max-age=31536000, immutable"
"""For what has the hash of its content in its name."""
ASK_FIRST = "no-cache"
HASHED = "assets/"
PACKED = {"br": ".br", "gzip": ".gz"}
"""Files that lie packed beside the plain one, the better first, by the encoding that a browser takes."""
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""Not left to the machine's own table, by which a script may be text/plain, which is not run under `nosniff`."""
NOT_BUILT = "The console is not built. In the checkout of Tradewind run: make console"
TEMPLATE = Path(__file__).parents[1] / "console/template.yaml"

Headers = list[tuple[bytes, bytes]]
Answer = tuple[int, Headers, bytes]


def answer(folder: Path, path: str, headers: Headers) -> Answer:
    """The file at a path, packed as the browser takes it; any page is the index, and what is not there is 404."""
    asked = {name.lower(): value.decode("latin-1") for name, value in headers}
    if not (folder / INDEX).is_file():
        return _told(503, NOT_BUILT)
    named = INDEX if is_page(path) else path.lstrip("/")
    plain = (folder / named).resolve()
    if not plain.is_relative_to(folder.resolve()) or not plain.is_file() or named.startswith("."):
        return _told(404, "Not found")
    file, encoding = _packed(plain, asked.get(b"accept-encoding", ""))
    content = file.read_bytes()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    kept = FOREVER if named.startswith(HASHED) else ASK_FIRST
    more = {"Cache-Control": kept, "ETag": etag, "Vary": "Accept-Encoding"}
    if asked.get(b"if-none-match") == etag:
        return 304, _written({**security(), **more}), b""
    kind = TYPES.get(plain.suffix) or mimetypes.guess_type(plain.name)[0] or "application/octet-stream"
    more |= {"Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
    more |= {"Content-Encoding": encoding} if encoding else {}
    return 200, _written({**security(), **more}, len(content)), content


def is_page(path: str) -> bool:
    """Whether a path is one of the console's pages: no file has a name without a dot (DeepLinks in the template)."""
    return "." not in path.rpartition("/")[2]


@cache
def security() -> dict[str, str]:
    """The security headers, as the template has them for CloudFront."""
    policy = load_template(TEMPLATE).resources["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]
    said: dict[str, Any] = policy["SecurityHeadersConfig"]
    transport = said["StrictTransportSecurity"]
    custom = {each["Header"]: each["Value"] for each in policy["CustomHeadersConfig"]["Items"]}
    return {
        "Content-Security-Policy": said["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": said["FrameOptions"]["FrameOption"],
        "Referrer-Policy": said["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        **custom,
    }


def _packed(plain: Path, accepted: str) -> tuple[Path, str | None]:
    taken = {
        each.partition(";")[0].strip() for each in accepted.split(",") if not each.replace(" ", "").endswith(";q=0")
    }
    for encoding, suffix in PACKED.items():
        file = plain.with_name(plain.name + suffix)
        if encoding in taken and file.is_file():
            return file, encoding
    return plain, None


def _told(status: int, text: str) -> Answer:
    more = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
    return status, _written({**security(), **more}, len(text.encode())), text.encode()


def _written(headers: dict[str, str], length: int | None = None) -> Headers:
    told = headers if length is None else {**headers, "Content-Length": str(length)}
    return [(name.lower().encode(), value.encode()) for name, value in told.items()]
