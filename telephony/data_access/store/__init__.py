"""The history on disk: buckets kept for good, in SQLite or PostgreSQL. Only here is SQL."""

from telephony.data_access.store.figures import Figures, Kept, Roster, Series
from telephony.data_access.store.opening import open_store, temporary_store
from telephony.data_access.store.store import HistoryStore
from telephony.data_access.store.timeouts import Timeouts
from telephony.data_access.store.troubles import StoreTrouble

__all__ = [
    "Figures",
    "HistoryStore",
    "Kept",
    "Roster",
    "Series",
    "StoreTrouble",
    "Timeouts",
    "open_store",
    "temporary_store",
]
