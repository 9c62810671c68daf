"""The script that Streamlit runs for a page; all of it is in ``shell``.

Streamlit reads this file from the disk again while the server runs, at any time. So it only calls
what was imported at the start: a new version beside a process that still serves changes nothing.

It is not beside ``pages/``: Streamlit would then treat that folder as its older kind of pages, and
the first link opened after a start would run a page without what surrounds it.
"""

from server import shell

shell.run()
