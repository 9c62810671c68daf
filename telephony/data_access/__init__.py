"""The cached data-access module: the dashboard's only way to the PBX. Knows no Streamlit."""

from telephony.data_access.answers import Answer, Directory
from telephony.data_access.asked import Asked
from telephony.data_access.buckets import Bucket, Cut, Grain, buckets_of
from telephony.data_access.connecting import connection_of
from telephony.data_access.history import Fetching, Gap, History, Progress
from telephony.data_access.hour_reports import AskedHours
from telephony.data_access.hours import HoursAnswer
from telephony.data_access.keeping import Keeping
from telephony.data_access.pending import Pending, PendingResult
from telephony.data_access.received import AskedReceived, Question, Received
from telephony.data_access.service import DataAccess
from telephony.data_access.store import HistoryStore, open_store

__all__ = [
    "Answer",
    "Asked",
    "AskedHours",
    "AskedReceived",
    "Bucket",
    "Cut",
    "DataAccess",
    "Directory",
    "Fetching",
    "Gap",
    "Grain",
    "History",
    "HistoryStore",
    "HoursAnswer",
    "Keeping",
    "Pending",
    "PendingResult",
    "Progress",
    "Question",
    "Received",
    "buckets_of",
    "connection_of",
    "open_store",
]
