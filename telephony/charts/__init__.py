"""Derived frame -> plotly figures. They know no page: selection comes in, a figure comes out."""

from telephony.charts.calls_against_talk import calls_against_talk, describe_calls_against_talk
from telephony.charts.figure import CONFIG, LOW, TALL, config
from telephony.charts.heatmap import describe_week, week_heatmap
from telephony.charts.hour_profile import describe_profile, hour_profile, profile_keys
from telephony.charts.load_share import describe_load_share, load_share
from telephony.charts.rows import TOP, chart_order
from telephony.charts.talk_time import describe_talk_time, talk_time
from telephony.charts.trend_charts import describe_trend, trend_line, trend_volume
from telephony.charts.trend_figure import Over
from telephony.charts.two_fields import describe_two_fields, two_fields
from telephony.charts.volume import describe_volume, volume

__all__ = [
    "CONFIG",
    "LOW",
    "TALL",
    "TOP",
    "Over",
    "calls_against_talk",
    "chart_order",
    "config",
    "describe_calls_against_talk",
    "describe_load_share",
    "describe_profile",
    "describe_talk_time",
    "describe_trend",
    "describe_two_fields",
    "describe_volume",
    "describe_week",
    "hour_profile",
    "load_share",
    "profile_keys",
    "talk_time",
    "trend_line",
    "trend_volume",
    "two_fields",
    "volume",
    "week_heatmap",
]
