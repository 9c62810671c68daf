"""One request each, over a connection of its own, to a server of this machine without TLS.

httpx by itself reads every authority that the machine trusts, for each request anew: eighteen
milliseconds of processor time, most of what such a request takes.
"""

from __future__ import annotations

import ssl
from functools import partial
from typing import Final

import httpx

NOBODY_TRUSTED: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

request: Final = partial(httpx.request, verify=NOBODY_TRUSTED)
get: Final = partial(httpx.get, verify=NOBODY_TRUSTED)
head: Final = partial(httpx.head, verify=NOBODY_TRUSTED)
options: Final = partial(httpx.options, verify=NOBODY_TRUSTED)
post: Final = partial(httpx.post, verify=NOBODY_TRUSTED)
put: Final = partial(httpx.put, verify=NOBODY_TRUSTED)
