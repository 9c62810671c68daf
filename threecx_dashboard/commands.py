"""The commands of the installed package. Each takes the options of the program behind it."""

from __future__ import annotations

import sys
from pathlib import Path


def serve() -> int:
    """``threecx-dashboard``: serves the dashboard, of the demo PBX when none is configured.

    Takes the options of ``streamlit run``, for example ``--server.port 8600``. Settings, ``.env``
    and the folder ``data`` are those of the folder it is started in.
    """
    from streamlit.web import cli  # noqa: PLC0415  # the other commands do not need it

    app = _on_path() / "app.py"
    return int(cli.main(["run", str(app), *sys.argv[1:]], prog_name="threecx-dashboard") or 0)


def collect() -> int:
    """``threecx-collect``: fetches history ahead of the viewers, as ``telephony.collect`` does."""
    _on_path()
    from telephony.collect.__main__ import main  # noqa: PLC0415  # not before its folder is known

    return main()


def demo_pbx() -> int:
    """``threecx-demo-pbx``: serves the demo PBX alone."""
    _on_path()
    from demo_pbx.__main__ import main  # noqa: PLC0415  # not before its folder is known

    return main()


def _on_path() -> Path:
    """Where ``app.py`` stands: in this folder when installed, beside it in a checkout."""
    here = Path(__file__).resolve().parent
    root = here if (here / "app.py").exists() else here.parent
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return root
