"""The installed dashboard: its version and its commands.

In a checkout this folder stands beside ``app.py``. In the wheel everything that the dashboard runs
stands inside it, so that no general name such as ``pages`` or ``server`` reaches an environment
that others share.
"""

__version__ = "0.2.0"
