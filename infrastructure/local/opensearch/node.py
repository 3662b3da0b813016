"""One node: what it is told, and how it is started."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from local.opensearch.java import Java

HOST = "127.0.0.1"
HEAP_MB = 512
"""Idle it holds 640 MB in all; 907 MB with 20,000 vectors of 384 numbers."""
OTHER_USER = "nobody"
"""The node refuses to run as root."""

SETTINGS = """\
cluster.name: tradewind
node.name: only
path.data: {folder}/data
path.logs: {folder}/logs
network.host: {host}
http.port: {port}
transport.port: "0"
discovery.type: single-node
# An index is made by who knows its schema, never by a document.
action.auto_create_index: false
# A laptop's disk is fuller than a server's; `tradewind doctor` looks at what is left.
cluster.routing.allocation.disk.threshold_enabled: false
# By what is really used 512 MB refuse a bulk of vectors at random (429), whatever the collector freed meanwhile.
indices.breaker.total.use_real_memory: false
"""

LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True)
class Node:
    """A node over a folder of its own: `data/` is what it holds, all else is written anew.

    `is_brief`: it lives for minutes. It compiles its code once and quickly: the start takes 10 s of a processor, not
    20, and vectors are compared and bulks written at half the speed.
    """

    java: Java
    program: Path
    folder: Path
    port: int
    is_brief: bool = False

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def ready_url(self) -> str:
        """Answers 200 once every index is there, 408 while some are not."""
        return f"{self.url}/_cluster/health?wait_for_status=green&timeout=1s"

    def prepare(self) -> None:
        """Write what it reads at its start, and give the folder to who runs it."""
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        config = self.folder / "config"
        (config / "opensearch.yml").write_text(SETTINGS.format(folder=self.folder, host=HOST, port=self.port))
        (config / "log4j2.properties").write_text(LOGGING)
        (config / "jvm.options").write_text("")
        if os.geteuid() == 0:
            user = pwd.getpwnam(OTHER_USER)
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)

    def command(self) -> list[str]:
        """What starts it, in the foreground."""
        return [
            str(self.java.command),
            f"-Xms{HEAP_MB}m",
            f"-Xmx{HEAP_MB}m",
            *(["-XX:TieredStopAtLevel=1"] if self.is_brief else []),
            # The serial collector is what Java takes for a machine of two cores: it let the breaker refuse bulks.
            "-XX:+UseG1GC",
            "-XX:G1ReservePercent=25",
            "-XX:InitiatingHeapOccupancyPercent=30",
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "-Djna.nosys=true",
            "-Dio.netty.noUnsafe=true",
            "-Dio.netty.allocator.type=unpooled",
            "-Dlog4j.shutdownHookEnabled=false",
            "-Dlog4j2.disable.jmx=true",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            f"-javaagent:{self.program / 'agent/opensearch-agent.jar'}",
            f"-Dopensearch.path.home={self.program}",
            f"-Dopensearch.path.conf={self.folder / 'config'}",
            "-Dopensearch.distribution.type=zip",
            "-Dopensearch.bundled_jdk=false",
            "-cp",
            f"{self.program / 'lib'}/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]

    def run(self) -> None:
        """Become the node: this process is it from here on, as another user where it was root's."""
        environment = {"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        os.chdir(self.folder)
        if os.geteuid() == 0:
            user = pwd.getpwnam(OTHER_USER)
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        command = self.command()
        os.execve(command[0], command, environment)  # noqa: S606  no shell is wanted


def closed_to_others(*paths: Path) -> Path | None:
    """The first folder on the way to these that the node's user cannot enter; None where nothing is in its way.

    Asked where this process is root's: the node is run by somebody else then.
    """
    if os.geteuid() != 0:
        return None
    ways = [each for path in paths for each in (*reversed(path.resolve().parents), path.resolve())]
    return next((each for each in ways if each.exists() and not each.stat().st_mode & 0o001), None)
