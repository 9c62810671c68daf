"""The dashboard as Streamlit serves it by itself: `python -m benchmarks.untuned --server.port N`.

Without uvloop and httptools, with a full collection after each run, and with everything
that was imported still part of it.
"""

import gc
import sys

for name in ("uvloop", "httptools"):
    sys.modules[name] = None  # type: ignore[assignment]  # importing it fails from now on
gc.freeze = lambda: None
gc.set_threshold = lambda *_: None

from streamlit.web.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.argv = ["streamlit", "run", "app.py", "--runner.postScriptGC", "true", *sys.argv[1:]]
    main()
