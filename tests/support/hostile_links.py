"""What somebody may put into a link to do harm, and where."""

from __future__ import annotations

HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "' or 1 eq 1 or Dn eq '",
    "../../../etc/passwd",
    "//example.invalid/@example.invalid",
    "a\r\nX-Injected: yes",
    "a\x00b",
    '=HYPERLINK("http://example.invalid")',
    "![x](http://example.invalid/x.png) [y](http://example.invalid) :red[z] $x$",
    "%2e%2e%2f%00%",
    "\u202egnp.exe",
)
"""Values."""
PARAMETERS = (
    "range",
    "from",
    "to",
    "area",
    "search",
    "filter",
    "quiet",
    "direction",
    "sort",
    "column",
)
"""Parameters of the overview that take one value."""
