"""One request each, over a connection of its own, to a server of this machine without TLS.

httpx by itself reads every authority that the machine trusts, for each request anew: eighteen
milliseconds of processor time, most of what such a request takes.
"""

from __future__ import annotations

import ssl
from functools import partial
from typing import Final

import httpx

_NOBODY_TRUSTED: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

request: Final = partial(httpx.request, verify=_NOBODY_TRUSTED)
get: Final = partial(httpx.get, verify=_NOBODY_TRUSTED)
head: Final = partial(httpx.head, verify=_NOBODY_TRUSTED)
options: Final = partial(httpx.options, verify=_NOBODY_TRUSTED)
post: Final = partial(httpx.post, verify=_NOBODY_TRUSTED)
put: Final = partial(httpx.put, verify=_NOBODY_TRUSTED)
