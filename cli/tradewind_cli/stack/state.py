"""What a stack keeps between two commands: a folder, and the record of what runs from it."""

import json
import os
import shutil
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from tradewind_cli.checkout import ROOT
from tradewind_cli.stack.processes import Process
from tradewind_cli.trouble import Trouble, sentence_of

DEFAULT = ROOT / ".state"
ROOM_BYTES = 300 * 1024 * 1024
"""A stack with 120 days of the demo shop and its logs takes about a tenth of it."""
OWN = {
    "aws", "browser", "opensearch", "search", "shop", "keys", "logs", "stack.json", "stack.json.new", "lock",
    "browser.pid", "emulator.pid", "opensearch.pid", "search.pid", "shop.pid",
}  # fmt: skip
"""All that a stack writes at the top of its folder."""


@dataclass(frozen=True)
class Record:
    """Where the stack answers, and how far it has come."""

    port: int = 0
    shop_port: int = 0
    console_port: int = 0
    """Where people come to on this machine: the console and the API. 0: a stack of before there was one."""
    browser_port: int = 0
    """Where the rendering browser listens that was asked for; 0: none was."""
    search_port: int = 0
    """Where the search function listens, as a process of this machine; 0: another engine answers."""
    opensearch_port: int = 0
    """Where the OpenSearch node listens that was asked for; 0: none was."""
    door: str = ""
    """The further address, as 192.0.2.7:8480, that both answer on; empty: loopback alone."""
    settings: dict[str, str] = field(default_factory=dict)
    """Parameters of the root template that the operator set, by name."""
    outputs: dict[str, str] = field(default_factory=dict)
    deployed: str = ""
    """The digest of what was deployed last; empty before the first deploy has ended."""
    first_look_taken: bool = False


@dataclass(frozen=True)
class StateFolder:
    """`aws/` what the local AWS holds, `search/` the search's tables, `opensearch/` a node's indexes, `shop/` the demo
    shop's day, `browser/` the rendering browser's profile, `keys/` the issuer's key, `logs/`, `stack.json`."""

    path: Path

    @property
    def emulator(self) -> Process:
        return Process("emulator", self.path)

    @property
    def search(self) -> Process:
        return Process("search", self.path)

    @property
    def shop(self) -> Process:
        return Process("shop", self.path)

    @property
    def browser(self) -> Process:
        return Process("browser", self.path)

    @property
    def opensearch(self) -> Process:
        return Process("opensearch", self.path)

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    def record(self) -> Record:
        """What was recorded last. Raises: Trouble when it cannot be read."""
        file = self.path / "stack.json"
        try:
            kept = json.loads(file.read_text())
            known = {each.name for each in fields(Record)}
            return Record(**{name: value for name, value in kept.items() if name in known})
        except FileNotFoundError:
            return Record()
        except (ValueError, AttributeError, TypeError) as error:
            raise Trouble(f"{file} cannot be read ({error}); start anew with: tradewind up --fresh") from error

    def keep(self, record: Record) -> None:
        making = self.path / "stack.json.new"
        making.write_text(json.dumps(asdict(record), indent=1) + "\n")
        making.replace(self.path / "stack.json")

    def prepare(self) -> None:
        """Make the folder. Raises: Trouble when it cannot be written, is somebody else's, or the disk is full."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            trial = self.path / "stack.json.new"
            trial.write_bytes(b"")
            trial.unlink()
        except FileExistsError:
            raise Trouble(f"{self.path} is a file; choose a folder with --state DIR") from None
        except OSError as error:
            raise Trouble(sentence_of(error)) from error
        if strange := sorted({found.name for found in self.path.iterdir()} - OWN):
            raise Trouble(
                f"{self.path} holds files of something else ({strange[0]}); choose another folder with --state DIR"
            )
        self.check_room()

    def check_room(self) -> None:
        """Raises: Trouble when the disk has less than `ROOM_BYTES` left."""
        free = shutil.disk_usage(self.path).free
        if free < ROOM_BYTES:
            raise Trouble(
                f"only {free >> 20} MB are free for {self.path}, {ROOM_BYTES >> 20} MB are needed; "
                "free some, or choose another disk with --state DIR"
            )

    def clear(self) -> None:
        """Remove what a stack has written here, but for the lock that the caller holds."""
        for name in OWN - {"lock"}:
            found = self.path / name
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)


def state_folder(path: Path | None) -> StateFolder:
    """The folder that was named, by option or by TRADEWIND_STATE, or the checkout's own."""
    named = path or os.environ.get("TRADEWIND_STATE") or DEFAULT
    return StateFolder(Path(named).expanduser().resolve())
