"""Starting and stopping a local stack."""

import hashlib
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

from tradewind_cli.checkout import ROOT, use_sources
from tradewind_cli.stack.issuer import AUDIENCE
from tradewind_cli.stack.processes import Process, alone
from tradewind_cli.stack.running import HOST, Stack, status_of
from tradewind_cli.stack.searching import search_endpoint, with_search
from tradewind_cli.stack.state import Record, StateFolder
from tradewind_cli.trouble import Trouble

DEFAULT_PORT = 8470
START_S = 90.0
"""How long a process may take to answer: a full state is loaded first."""
POLL_S = 0.05
STACK_NAME = "tradewind"
TEMPLATE = ROOT / "template.yaml"
BUILT = ROOT / ".build"
LOOPBACK = "127.0.0.1,localhost,::1"
OURS = {
    "OnAws",
    "StageName",
    "Issuer",
    "Audience",
    "LocalHosts",
    "Canary",
    "DomainName",
    "CertificateArn",
    "HostedZoneId",
    "RenderingImage",
    "SearchImage",
    "ConsoleDomainName",
    "ConsoleCertificateArn",
    "ConsoleWebAclArn",
}
"""Parameters that one machine's stack sets itself, or has no use for."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Started:
    """A stack that is up, and what it took."""

    stack: Stack
    was_running: bool
    recovered: dict[str, float] = field(default_factory=dict)
    """What came back from disk; empty for a new stack and for one that ran already."""


def start(
    folder: StateFolder,
    port: int | None = None,
    fresh: bool = False,
    environment: Mapping[str, str] | None = None,
    say: Say = lambda step: None,
    door: str = "",
    settings: Mapping[str, str] = MappingProxyType({}),
    browser: bool | None = None,
    search: str | None = None,
) -> Started:
    """Bring up the stack of a folder: processes, deploy, issuer. What runs already is left running.

    `port`: 0 for any; null for the one it had, or `DEFAULT_PORT`. The demo shop takes the one after it, or any.
    `environment`: further variables for the local AWS and so for its functions.
    `door`: a further address, as 192.0.2.7:8480, that the console, the API and nothing else answer on; each start
    names it anew.
    `settings`: parameters of the root template, remembered; an empty one goes back to its default.
    `browser`: whether a Chromium of this machine renders pages that only a browser can read; null: as it was before.
    `search`: the engine, `lancedb` or `opensearch`; null: as it was before, at first LanceDB.

    Raises: Trouble.
    """
    check_tools()
    folder.prepare()
    with alone(folder.lock) as waited:
        if waited:
            say("another command was at work here")
        if fresh:
            say("forgetting what was kept")
            stop_processes(folder)
            folder.clear()
        record = folder.record()
        was_running = folder.emulator.is_running()
        if was_running and port not in (None, 0, record.port):
            raise Trouble(f"the stack runs on port {record.port}; to move it, run first: tradewind down")
        if was_running and door and door != record.door:
            raise Trouble("the stack runs without that address; to open it, run first: tradewind down")
        had_state = bool(record.outputs)
        if not was_running:
            record = replace(record, port=choose_port(port if port is not None else record.port or DEFAULT_PORT))
            if door:
                check_door(door)
            record = replace(record, door=door, console_port=choose_near(record.console_port, record.port + 2))
            folder.keep(record)
            say("starting the local AWS")
            start_emulator(folder, record, environment or {})
        if not folder.shop.is_running():
            record = replace(record, shop_port=choose_near(record.shop_port, record.port + 1))
            folder.keep(record)
            say("starting the demo shop")
            start_shop(folder, record)
        record = replace(
            record, settings={name: value for name, value in {**record.settings, **settings}.items() if value}
        )
        record = with_browser(folder, record, bool(record.browser_port) if browser is None else browser, say)
        record = with_search(folder, record, search, say)
        record = deploy(folder, record, say)
        stack = Stack(folder, record.port, record.shop_port, record.outputs)
        register_models(stack, say)
        recovered = stack.recovered() if had_state and not was_running else {}
        return Started(stack, was_running, recovered)


def check_tools() -> None:
    """Raises: Trouble when what builds the functions is missing."""
    use_sources()
    from local.packages import find_uv

    if shutil.which("make") is None:
        raise Trouble("make is missing; install it (Debian: apt-get install make, macOS: xcode-select --install)")
    try:
        subprocess.run([*find_uv().split(" "), "--version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise Trouble("uv is missing, which installs the functions' libraries; run: make setup") from None


def stop(folder: StateFolder) -> bool:
    """Stop what runs from a folder; what it keeps stays. False when nothing ran."""
    if not folder.path.exists():
        return False
    with alone(folder.lock):
        return stop_processes(folder)


def stop_processes(folder: StateFolder) -> bool:
    processes = (folder.shop, folder.browser, folder.emulator, folder.search, folder.opensearch)
    ran = [process.stop() for process in processes]
    for process in processes:
        if process.is_running():
            raise Trouble(f"{process.name} does not end; see {process.log}")
    return any(ran)


def kill(folder: StateFolder) -> None:
    """End everything at once, as a power cut would."""
    for process in (folder.emulator, folder.search, folder.opensearch, folder.shop, folder.browser):
        process.kill()


def start_emulator(folder: StateFolder, record: Record, environment: Mapping[str, str]) -> None:
    """Start the local AWS and wait until it serves. Raises: Trouble."""
    state = folder.path / "aws"
    state.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "local.emulator", "--port", str(record.port), "--state", str(state)]
    for door in filter(None, (f"{HOST}:{record.console_port}", record.door)):
        command += ["--door", door]
    folder.emulator.start(command, {**child_environment(), **environment}, ROOT)
    wait_for(folder.emulator, f"http://{HOST}:{record.port}/_ministack/health")


def start_shop(folder: StateFolder, record: Record) -> None:
    """Start the demo shop and wait until it serves. Raises: Trouble."""
    state = folder.path / "shop"
    state.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "local.shop", "--port", str(record.shop_port), "--state", str(state)]
    folder.shop.start(command, child_environment(), ROOT)
    wait_for(folder.shop, f"http://{HOST}:{record.shop_port}/_shop/health")


def with_browser(folder: StateFolder, record: Record, wanted: bool, say: Say) -> Record:
    """Start the rendering browser, or end it where none is wanted. Raises: Trouble."""
    use_sources()
    from tradewind.fetch.rendering import chromium

    if not wanted:
        folder.browser.stop()
        return replace(record, browser_port=0)
    if folder.browser.is_running():
        return record
    found = chromium.find()
    if found is None:
        raise Trouble(
            "no Chromium is on this machine; install it (Debian: apt-get install chromium, macOS: brew install "
            "--cask chromium), or name one that runs: tradewind up --set BrowserUrl=http://HOST:PORT"
        )
    record = replace(record, browser_port=choose_near(record.browser_port, record.port + 3))
    folder.keep(record)
    say("starting the rendering browser")
    profile = folder.path / "browser"
    shutil.rmtree(profile, ignore_errors=True)
    profile.mkdir()
    command = chromium.command(found, record.browser_port, profile, sandboxed=os.geteuid() != 0)
    folder.browser.start(command, {**child_environment(), "HOME": str(profile)}, profile)
    wait_for(folder.browser, f"{browser_url(record)}/json/version")
    return record


def browser_url(record: Record) -> str:
    """Where the debugger of the rendering browser listens; empty where there is none."""
    return f"http://{HOST}:{record.browser_port}" if record.browser_port else ""


def child_environment() -> dict[str, str]:
    """The caller's environment without what names an AWS account, and no proxy in front of this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    return {**kept, "PYTHONPATH": str(ROOT / "infrastructure"), "NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}


def wait_for(process: Process, url: str, patience_s: float | None = None) -> None:
    """Return once the address answers, and not that it takes longer (408).

    Raises: Trouble when the process ends, or says nothing for so long; null: for `START_S`.
    """
    patience_s = patience_s or START_S
    give_up_at = time.monotonic() + patience_s
    while (status := status_of(url, 2)) is None or status >= 500 or status == HTTPStatus.REQUEST_TIMEOUT:
        if not process.is_running():
            raise Trouble(f"{process.name} ended at its start: {process.last_words()} (all of it: {process.log})")
        if time.monotonic() > give_up_at:
            process.stop()
            raise Trouble(
                f"{process.name} does not answer at {urlsplit(url).netloc} after {patience_s:.0f} s; see {process.log}"
            )
        time.sleep(POLL_S)


def read_settings(given: Sequence[str]) -> dict[str, str]:
    """Settings as `NAME=VALUE`. Raises: Trouble for one that is not an operator's to set on one machine."""
    use_sources()
    from local.templates import load_template

    known = load_template(TEMPLATE).body["Parameters"].keys() - OURS
    settings: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or name not in known:
            raise Trouble(f"--set {each}: give NAME=VALUE, with one of {', '.join(sorted(known))}")
        settings[name] = value
    return settings


def choose_port(wanted: int) -> int:
    """The port, or any free one for 0. Raises: Trouble when it is taken."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, wanted))
        except PermissionError:
            raise Trouble(f"port {wanted} is reserved by the system; choose another with --port N") from None
        except (OSError, OverflowError):
            raise Trouble(
                f"port {wanted} is taken by another program; choose another with --port N, 0 for any"
            ) from None
        return int(trial.getsockname()[1])


def door_address(address: str, port: int) -> str:
    """An address and port as one text, an IPv6 address in brackets. Raises: Trouble for what is no IP address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        raise Trouble(f"{address} is no IP address; take one of this machine's, or 0.0.0.0 for all") from None
    return f"[{ip}]:{port}" if ip.version == 6 else f"{ip}:{port}"


def check_door(door: str) -> None:
    """Raises: Trouble when nothing can listen there."""
    address, _, port = door.rpartition(":")
    family = socket.AF_INET6 if address.startswith("[") else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address.strip("[]"), int(port)))
        except OSError as error:
            raise Trouble(
                f"cannot listen at {door} ({error.strerror}); choose another with --bind ADDR and --bind-port N"
            ) from None


def choose_near(before: int, near: int) -> int:
    """The port that it had, else the one near the stack's, else any."""
    for wanted in (before, near):
        try:
            if wanted:
                return choose_port(wanted)
        except Trouble:
            continue
    return choose_port(0)


def deploy(folder: StateFolder, record: Record, say: Say) -> Record:
    """Build and deploy the template and publish the issuer, unless nothing of it has changed. Raises: Trouble."""
    use_sources()
    from local.packages import BuildError, build

    say("building functions and layers")
    try:
        built = build(TEMPLATE, BUILT, "host")
    except BuildError as error:
        raise Trouble(f"the functions cannot be built: {error}") from error
    stack = Stack(folder, record.port, record.shop_port, record.outputs)
    parameters = {
        "OnAws": "false",
        "StageName": "local",
        "Issuer": stack.issuer.url,
        "Audience": AUDIENCE,
        "LocalHosts": stack.local_hosts,
        "OperatorTenant": "demo",
        "RatesEnabled": "DISABLED",  # nothing reaches out unasked: `tradewind rates load`
    }
    parameters |= {"SearchEndpoint": search_endpoint(record)}
    parameters |= record.settings
    parameters |= {"BrowserUrl": browser_url(record)} if record.browser_port else {}
    digest = digest_of([*sorted(str(each) for each in built.folders.values()), stack.issuer.documents()], parameters)
    if digest == record.deployed:
        return record
    from local.deployment import DeployError
    from local.deployment import deploy as deploy_template

    say("deploying the template")
    stack.issuer.publish(stack.client("s3"))
    try:
        outputs = deploy_template(stack.endpoint, TEMPLATE, built, parameters, STACK_NAME)
    except DeployError as error:
        raise Trouble(f"the template cannot be deployed: {error}") from error
    stack.flush()
    record = replace(record, outputs=outputs, deployed=digest)
    folder.keep(record)
    return record


def register_models(stack: Stack, say: Say) -> None:
    """Register the models of this release, which changes nothing once it is done. Raises: Trouble."""
    from tradewind_cli.models.registry import Registry, register_shipped, shipped_bundles

    if shipped_bundles():
        say("registering the models of this release")
        register_shipped(Registry(stack, "demo", "operator"))


def digest_of(parts: Sequence[object], parameters: Mapping[str, str]) -> str:
    """What decides a deploy: its parts and parameters, the templates, and how they are deployed."""
    use_sources()
    from local.templates import load_templates

    files = [each.path for each in load_templates(TEMPLATE)]
    files += sorted(ROOT.glob("state_machines/*.asl.yaml")) + sorted(ROOT.glob("infrastructure/local/*.py"))
    hashed = hashlib.sha256(repr((parts, sorted(parameters.items()), sys.executable)).encode())
    for file in files:
        hashed.update(file.read_bytes())
    return hashed.hexdigest()[:32]
