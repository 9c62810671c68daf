"""The HTTP client can be replaced: one module knows it, and its errors stay inside."""

import ast
from pathlib import Path

from tests.support.syntax_trees import syntax_of

ROOT = Path(__file__).parents[3]
PARTS = ("app.py", "pages", "components", "server", "telephony", "demo_pbx")
CLIENTS = {"httpx", "httpcore", "h11", "aiohttp", "niquests", "requests", "urllib3"}


def imports_a_client(module: Path) -> bool:
    """It imports one, wherever in it. Most do not even write the name of one."""
    text = module.read_text(encoding="utf-8")
    return any(client in text for client in CLIENTS) and not imported(text).isdisjoint(CLIENTS)


def imported(text: str) -> set[str]:
    """The packages that a module of this text imports."""
    names: set[str] = set()
    for node in ast.walk(syntax_of(text)):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def modules() -> list[Path]:
    """All of the program's own."""
    files = [ROOT / part for part in PARTS]
    return [each for file in files for each in ([file] if file.is_file() else file.rglob("*.py"))]


def test_only_the_transport_imports_an_http_client():
    assert len(modules()) > 100
    knowing = {each.relative_to(ROOT).as_posix() for each in modules() if imports_a_client(each)}
    assert knowing == {"telephony/xapi/transport.py"}
