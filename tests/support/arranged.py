"""The arrangement of compose.yaml as processes: dashboards, PostgreSQL, and nginx before them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import nginx, plain_http
from tests.support.fault_server import refused_port
from tests.support.processes import ROOT, Server, checkout, quickest, with_packages
from tests.support.stores import SECRET

COMMAND = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port")


@dataclass
class Dashboards:
    """Processes of the dashboard on ports of their own; ``url`` is nginx's, path included."""

    environment: Mapping[str, str]
    folder: Path
    ports: list[int]
    url: str = ""
    running: dict[int, Server] = field(default_factory=dict)

    def start(self, place: int, code: Path = ROOT) -> Server:
        """Start the process of this place, healthy; ``code``: a checkout of another version."""
        output = self.folder / f"output-{place}-{len(list(self.folder.iterdir()))}"
        ours = code == ROOT
        folder = self.folder / "checkout" if ours else code
        command = (*COMMAND, str(self.ports[place]))
        start = quickest if ours else with_packages
        server = Server(command, self.environment, folder, output, start)
        self.running[place] = server
        base = self.environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        server.until_healthy(f"http://127.0.0.1:{self.ports[place]}/{base}".rstrip("/"))
        return server

    def stop(self) -> None:
        """Ask all that run to end."""
        for server in self.running.values():
            server.stop()

    def cookies(self) -> dict[str, str]:
        """Whom a browser that comes for the first time stays with, as the header to send."""
        answer = plain_http.get(
            self.url + "/", auth=nginx.SIGNED_IN, verify=nginx.trusted(), timeout=60
        ).raise_for_status()
        sent = answer.request.headers["authorization"]
        return {"Authorization": sent, "Cookie": answer.headers["set-cookie"].partition(";")[0]}


@contextmanager
def dashboards(
    environment: Mapping[str, str],
    database: str,
    folder: Path,
    base: str = "",
    started: Sequence[int] = (0, 1),
) -> Iterator[Dashboards]:
    """Two processes over one database, behind nginx; ``base``: the path they are served under."""
    settings = {
        **environment,
        "TELEPHONY_DATABASE_URL": database,
        "TELEPHONY_SECRET": SECRET,
        **({"STREAMLIT_SERVER_BASE_URL_PATH": base} if base else {}),
    }
    ports = [refused_port(), refused_port()]
    with ExitStack() as stack:
        made = stack.enter_context(checkout())
        (folder / "checkout").symlink_to(made)
        arranged = Dashboards(settings, folder, ports)
        stack.callback(arranged.stop)
        for place in started:
            arranged.start(place)
        processes = [f"127.0.0.1:{port}" for port in ports]
        (folder / "nginx").mkdir()
        arranged.url = stack.enter_context(nginx.in_front_of(processes, folder / "nginx"))
        arranged.url += f"/{base}" if base else ""
        yield arranged
