"""The HTTP client can be replaced: one module knows it, and its errors stay inside."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
PARTS = ("app.py", "pages", "components", "server", "telephony", "demo_pbx")
CLIENTS = {"httpx", "httpcore", "h11", "aiohttp", "niquests", "requests", "urllib3"}


def imported(module: Path) -> set[str]:
    """The packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
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
    knowing = {each.relative_to(ROOT).as_posix() for each in modules() if imported(each) & CLIENTS}
    assert knowing == {"telephony/xapi/transport.py"}
