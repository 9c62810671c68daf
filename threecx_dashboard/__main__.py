"""``python -m threecx_dashboard``: the same as the command ``threecx-dashboard``."""

import sys

from threecx_dashboard.commands import serve

sys.exit(serve())
