"""Opening a stranger's file: nothing is unpacked to disk, and nothing grows past what is said here."""

import codecs
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from tradewind.errors import InvalidInput
from tradewind.tables.text import printable

LARGEST_TEXT = 16 * 1024 * 1024  # bytes of a file that is text as a whole
LARGEST_DIRECTORY = 8 * 1024 * 1024  # bytes: some 80,000 files; their names are all that is held of an archive
LARGEST_UNPACKED = 256 * 1024 * 1024  # bytes, of all that is read from an archive

CHUNK = 1024 * 1024
NOT_TEXT = "the file is not text (UTF-8, UTF-16 with a byte order mark, or Windows-1252)"

_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error, OSError, ValueError, RuntimeError,
    OverflowError, IndexError, KeyError,
)  # fmt: skip
"""What the standard library raises of a damaged archive; a wrong password or an unknown packing is a RuntimeError."""


class Unreadable(InvalidInput):
    """The file as a whole is not what it should be; the text says where and why, in the file's own terms."""


class Archive:
    """A zip file. Names lead nowhere: members are read by name into memory, each up to its bound."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self.names = [info.filename for info in opened.infolist()]
        self._read = 0
        self._check_names()

    def __contains__(self, name: str) -> bool:
        return name in self._opened.NameToInfo

    def read(self, name: str, most: int) -> bytes:
        """A member. Raises: Unreadable when it is damaged, locked or longer than `most` bytes."""
        try:
            with self._opened.open(name) as member:
                content = member.read(most + 1)
        except _DAMAGE as error:
            raise Unreadable(f"{_named(name)}: damaged in the archive, or locked by a password") from error
        if len(content) > most:
            raise Unreadable(f"{_named(name)}: unpacks to more than {most} bytes")
        self._read += len(content)
        if self._read > LARGEST_UNPACKED:
            raise Unreadable(f"the archive unpacks to more than {LARGEST_UNPACKED} bytes")
        return content

    @property
    def unpacked_bytes(self) -> int:
        """What all members say they unpack to."""
        return sum(info.file_size for info in self._opened.infolist())

    def _check_names(self) -> None:
        if len(set(self.names)) < len(self.names):
            raise Unreadable("the archive holds two files of one name")
        for name in self.names:
            if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name[:3]:
                raise Unreadable(f"{_named(name)}: a name that leads out of the archive")


@contextmanager
def archive(file: BinaryIO) -> Iterator[Archive]:
    """A zip file, opened. Raises: Unreadable."""
    _check_directory(file)
    try:
        opened = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise Unreadable("not a zip file, or cut off") from error
    with opened:
        yield Archive(opened)


def text_of(file: BinaryIO) -> bytes:
    """The whole of a text file. Raises: Unreadable past 16 MB."""
    file.seek(0)
    content = file.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise Unreadable(f"the file has more than {LARGEST_TEXT} bytes; split it")
    return content


def decoded(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 or UTF-32 with a byte order mark, else in Windows-1252. Raises: Unreadable."""
    marked = marked_as(content)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise Unreadable(NOT_TEXT)


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text file as `decoded` tells it; one chunk of it is held at a time. Raises: Unreadable."""
    file.seek(0)
    head = file.read(4)
    marked = marked_as(head)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(CHUNK):
                if "\x00" in decoder.decode(chunk):
                    raise Unreadable(NOT_TEXT)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable(NOT_TEXT)


def marked_as(head: bytes) -> str | None:
    """The encoding that the byte order mark at the beginning of a file says; None where it has none."""
    return next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), None)


def parsed(content: bytes, name: str) -> Any:
    """JSON of a stranger's. Raises: Unreadable, saying where it breaks."""
    try:
        return json.loads(decoded(content), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}: no JSON from line {error.lineno}, column {error.colno}; was it cut off?") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{name}: no JSON that can be read") from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def _check_directory(file: BinaryIO) -> None:
    """The directory of an archive is held as a whole: its length is looked at first. Raises: Unreadable."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_557, 0))  # the end record and the longest comment
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("not a zip file, or cut off")
    (length,) = struct.unpack("<L", tail[at + 12 : at + 16])
    if length > LARGEST_DIRECTORY or _END_64 in tail[max(at - 20, 0) : at]:
        raise Unreadable("the archive holds more files than a backup can")
    file.seek(0)


def _named(name: str) -> str:
    return printable(name, "?")[:80]
