"""The units that start a stack with the machine, and the address that others may use."""

import plistlib
import shlex
import socket
from configparser import ConfigParser
from pathlib import Path

import pytest

from tradewind_cli.stack import lifecycle
from tradewind_cli.stack.boot import unit
from tradewind_cli.trouble import Trouble

STATE, ROOT = Path("/srv/trade wind/50%"), Path("/opt/tradewind")


def test_systemds_unit_starts_and_stops_this_very_stack() -> None:
    told = unit(STATE, 9000, "192.0.2.7", 8480, platform="linux", root=ROOT)
    parsed = ConfigParser(interpolation=None, comment_prefixes="#", strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(told)
    service = parsed["Service"]
    words = [word.replace("%%", "%") for word in shlex.split(service["ExecStart"])]
    assert words == [
        *("/opt/tradewind/.venv/bin/tradewind", "up", "--state", str(STATE)),
        *("--port", "9000", "--bind", "192.0.2.7", "--bind-port", "8480"),
    ]
    assert shlex.split(service["ExecStop"])[1:] == ["down", "--state", "/srv/trade wind/50%%"]
    assert (service["Type"], service["RemainAfterExit"]) == ("oneshot", "yes")


def test_launchds_unit_leaves_alone_what_up_has_started() -> None:
    told = plistlib.loads(unit(STATE, None, None, 8480, platform="darwin", root=ROOT).encode())
    assert told["ProgramArguments"] == ["/opt/tradewind/.venv/bin/tradewind", "up", "--state", str(STATE)]
    assert (told["RunAtLoad"], told["AbandonProcessGroup"]) == (True, True)


def test_an_address_and_port_are_one_text() -> None:
    assert lifecycle.door_address("192.0.2.7", 8480) == "192.0.2.7:8480"
    assert lifecycle.door_address("2001:DB8::7", 8480) == "[2001:db8::7]:8480"


@pytest.mark.parametrize("address", ["", "home.example", "300.1.1.1", "0.0.0.0/0", "[::1]"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(Trouble, match="is no IP address"):
        lifecycle.door_address(address, 8480)


def test_an_address_that_is_taken_or_not_this_machines_is_told() -> None:
    with socket.create_server(("127.0.0.2", 0)) as taken, pytest.raises(Trouble, match=r"cannot listen at 127\.0"):
        lifecycle.check_door(f"127.0.0.2:{taken.getsockname()[1]}")
    with pytest.raises(Trouble, match=r"cannot listen at 192\.0\.2\.1:8480 .*--bind ADDR"):
        lifecycle.check_door("192.0.2.1:8480")
