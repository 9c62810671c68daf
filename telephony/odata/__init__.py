"""OData's query options over the typed frame: read, checked with places, and evaluated.

``parse_…`` turn a text into something that can be used, or raise QueryTextError; ``check`` and
``apply`` do all eight options at once.
"""

from telephony.odata.errors import QueryTextError, marked, placed
from telephony.odata.fields import FIELDS, KEY, Field, Kind
from telephony.odata.filtering import Filter, parse_filter
from telephony.odata.functions import FUNCTIONS, Function
from telephony.odata.limits import MAX_LENGTH
from telephony.odata.options import Applied, Finding, Options, apply, check, sent
from telephony.odata.ordering import Order, parse_orderby, parse_select
from telephony.odata.reference import Entry, Reference, reference
from telephony.odata.searching import Search, parse_search
from telephony.odata.writing import duration_literal, text_literal

__all__ = [
    "FIELDS",
    "FUNCTIONS",
    "KEY",
    "MAX_LENGTH",
    "Applied",
    "Entry",
    "Field",
    "Filter",
    "Finding",
    "Function",
    "Kind",
    "Options",
    "Order",
    "QueryTextError",
    "Reference",
    "Search",
    "apply",
    "check",
    "duration_literal",
    "marked",
    "parse_filter",
    "parse_orderby",
    "parse_search",
    "parse_select",
    "placed",
    "reference",
    "sent",
    "text_literal",
]
