"""The server: the pages of server/shell.py, and beside them what programs read (server/routes.py).

``streamlit run app.py`` and ``uvicorn app:app`` both serve it, from this folder. Streamlit finds
``app`` by reading this file, so it stays a plain assignment.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from server.base_path import base_path
from server.compressed_files import CompressedFiles
from server.exports.slots import ExportSlots
from server.gauges.endpoint import MetricsEndpoint
from server.headers import security_headers
from server.immutable_files import ImmutableFiles, immutable_files
from server.lifecycle import Lifecycle, ReadinessGate
from server.page_errors import on_script_error
from server.page_html import PageHtml, named_files, page
from server.page_paths import PagePaths
from server.preview.previews import Previews
from server.preview.watched import WatchedOpenings
from server.routes import routes
from server.security_middleware import SecurityMiddleware
from server.sign_in.layers import sign_in_layers
from server.start import configure, host_names, load_viewers, secrets_for_streamlit

settings = configure()
viewers = load_viewers(settings)
base = base_path()
lifecycle = Lifecycle(settings, viewers)
slots = ExportSlots(ready=lifecycle.ready, stopping=lifecycle.stopping)
previews = Previews(base)
metrics = MetricsEndpoint(settings, host_names(settings), slots, lifecycle)

app = st.App(
    Path(__file__).parent / "server" / "script.py",
    routes=routes(base, slots, lifecycle, metrics),
    middleware=[
        Middleware(
            SecurityMiddleware,
            hosts=host_names(settings),
            headers=security_headers(page()),
            base=base,
            only_this_machine=settings.only_this_machine,
            refusal=viewers.refusal,
        ),
        *sign_in_layers(viewers, settings.open_id, base, lifecycle.ready),
        Middleware(PagePaths, base=base),
        Middleware(PageHtml, previews),
        Middleware(WatchedOpenings, previews),
        Middleware(
            ImmutableFiles,
            immutable_files(),
            base=base,
            opening=named_files(page()),
            ready=lifecycle.ready,
        ),
        Middleware(CompressedFiles),
        Middleware(ReadinessGate, lifecycle=lifecycle),
    ],
    secrets=secrets_for_streamlit(settings, base),
    lifespan=lifecycle.lifespan,
    on_script_error=on_script_error,
)
