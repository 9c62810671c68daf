"""A stand-in for a 3CX phone system: speaks the part of the XAPI that reports need.

It knows nothing of the dashboard. Run it with ``python -m demo_pbx``, put it into
another server with ``demo_pbx.app.create_app``, or let a test have one for a while
with ``demo_pbx.serving.running``.
"""
