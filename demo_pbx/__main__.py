"""The command ``python -m demo_pbx --port 5001``."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from demo_pbx.options import Options, Role

PORT_OF_3CX = 5001
MAX_EXTENSIONS = 50_000
VERSION_BEFORE_UPDATE_6 = "20.0.5.625"


def main() -> int:
    """Serve until interrupted; exit code 1 when the port is taken, 2 when an option is wrong."""
    arguments = _parser().parse_args()
    # Imported late: a wrong option or --help need not wait for the server.
    from demo_pbx.app import create_app  # noqa: PLC0415
    from demo_pbx.replay import CallLogError  # noqa: PLC0415
    from demo_pbx.serving import bind_socket, build_server  # noqa: PLC0415

    try:
        app = create_app(_options(arguments))
    except CallLogError as error:
        for problem in error.problems:
            _say(f"{arguments.calls}: {problem}", sys.stderr)
        return 2
    try:
        bound = bind_socket(arguments.host, arguments.port)
    except OSError as error:
        _say(f"cannot listen on {arguments.host}:{arguments.port}: {error.strerror}", sys.stderr)
        return 1
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{host}:{bound.getsockname()[1]}"
    serving = build_server(app, lambda: _say(f"demo PBX ready on {address}", sys.stdout))
    if arguments.until_stdin_closes:

        def wait_for_end() -> None:
            sys.stdin.buffer.read()
            serving.should_exit = True

        threading.Thread(target=wait_for_end, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        serving.run([bound])
    return 0


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        client_id=arguments.client_id,
        api_key=arguments.api_key,
        seed=arguments.seed,
        extensions=arguments.extensions,
        timezone=arguments.timezone,
        calls=arguments.calls,
        latency_ms=arguments.latency,
        serial_reports=arguments.serial_reports,
        token_minutes=arguments.token_minutes,
        opaque_token=arguments.opaque_token,
        static_token=arguments.token,
        version=arguments.pbx_version or _default_version(arguments.before_update_6),
        role=arguments.role,
        refusal=arguments.refuse_with,
        ignore_orderby=arguments.ignore_orderby,
        fail_filter=arguments.fail_filter,
        hour_reports=not arguments.no_hour_reports,
        before_update_6=arguments.before_update_6,
        refuse_expand=arguments.refuse_expand,
    )


def _default_version(before_update_6: bool) -> str:
    return VERSION_BEFORE_UPDATE_6 if before_update_6 else Options().version


def _parser() -> argparse.ArgumentParser:
    defaults = Options()
    parser = argparse.ArgumentParser(
        prog="python -m demo_pbx",
        description="A stand-in for a 3CX phone system that serves the reports of the XAPI.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add(
        "--port",
        type=_number_between(int, 0, 65_535),
        default=PORT_OF_3CX,
        help="0 for any free port",
    )
    add("--client-id", default=defaults.client_id, help="the client id to expect")
    add("--api-key", default=defaults.api_key, help="the API key to expect")
    add(
        "--token",
        metavar="BEARER",
        help="a bearer token that is accepted as well as the granted ones",
    )
    add(
        "--seed",
        type=_number_between(int, 0, 2**63),
        default=defaults.seed,
        help="another seed is another company",
    )
    add(
        "--extensions",
        type=_number_between(int, 1, MAX_EXTENSIONS),
        default=defaults.extensions,
        help="number of extensions",
    )
    add(
        "--timezone",
        type=_zone,
        default=defaults.timezone,
        help="time zone of the PBX (IANA name); its days begin at midnight there",
    )
    add("--calls", type=Path, metavar="FILE", help="replay this CSV or XLSX instead of simulating")
    add(
        "--latency",
        type=_number_between(float, 0, 600_000),
        default=0.0,
        metavar="MS",
        help="delay of each response",
    )
    add(
        "--serial-reports",
        action="store_true",
        help="run one report at a time, so that concurrent requests wait",
    )
    add(
        "--token-minutes",
        type=_number_between(float, 0, 1e6),
        default=defaults.token_minutes,
        help="lifetime of a token",
    )
    add("--opaque-token", action="store_true", help="grant tokens that are not JWTs")
    add(
        "--pbx-version",
        type=_version,
        help=f"{defaults.version} if not given; below 20.0.9 expires_in is in minutes",
    )
    add(
        "--role",
        type=Role,
        choices=list(Role),
        default=defaults.role,
        help="what the client may read",
    )
    add("--low-role", action="store_const", dest="role", const=Role.ADMIN, help="--role admin")
    add(
        "--refuse-with",
        type=int,
        choices=(401, 403),
        default=defaults.refusal,
        help="status for what the role may not read",
    )
    add("--ignore-orderby", action="store_true", help="accept $orderby and ignore it")
    add("--fail-filter", action="store_true", help="respond to every $filter with a bare 500")
    add("--no-hour-reports", action="store_true", help="respond with 404 to the hourly reports")
    add(
        "--before-update-6",
        action="store_true",
        help="count every ring of a queue's polling; no hourly reports",
    )
    add("--refuse-expand", action="store_true", help="respond with 400 to $expand of the groups")
    add("--until-stdin-closes", action="store_true", help="end with the parent process")
    return parser


def _number_between(
    kind: type[int] | type[float], least: float, most: float
) -> Callable[[str], float]:
    """Return a parser of numbers in [least, most]."""

    def read(text: str) -> float:
        value = kind(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least:g} and {most:g}")
        return value

    read.__name__ = kind.__name__  # argparse's own message names it
    return read


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise argparse.ArgumentTypeError(f"no time zone is named {name!r}") from error
    return name


def _version(text: str) -> str:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){2,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a version such as 20.0.9.1021")
    return text


def _say(line: str, stream: TextIO) -> None:
    stream.write(f"{line}\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
