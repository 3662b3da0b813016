"""Pure: files of watches in the forms that people come with, read into rows and written from watches.

A form is a module with `read(file, asked) -> File` and `write(watches) -> Written`; the registry below names them.
Nothing here fetches, stores or asks the time.
"""

from importlib import import_module
from types import ModuleType
from typing import BinaryIO

from prices.models.transfer import Form
from prices.models.watch import Watch
from prices.transfers.detect import form_of
from prices.transfers.rows import Asked, File, Row, Written
from tradewind.tables import Unreadable

__all__ = ["Asked", "File", "Row", "Unreadable", "Written", "form_of", "read", "write"]

_MODULES = {
    Form.CSV: "csv_table",
    Form.JSON: "own_json",
    Form.CHANGEDETECTION: "changedetection",
    Form.CHANGEDETECTION_XLSX: "sheet",
    Form.URLS: "url_list",
    Form.DISTILL: "distill",
    Form.KEEPA: "keepa",
}


def read(form: Form, file: BinaryIO, asked: Asked) -> File:
    """The rows of a file, each with what of it does not map.

    A row that cannot be read is refused by itself. Raises: Unreadable for a file that is damaged as a whole.
    """
    found: File = _module(form).read(file, asked)
    return found


def write(form: Form, watches: list[Watch]) -> Written:
    """The file of these watches, and what of them the form cannot say."""
    written: Written = _module(form).write(watches)
    return written


def _module(form: Form) -> ModuleType:
    return import_module(f"prices.transfers.{_MODULES[form]}")
