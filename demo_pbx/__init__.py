"""A stand-in for a 3CX phone system: serves the part of the XAPI that reports need.

It is independent of the dashboard. Run it with ``python -m demo_pbx``, put it into
another server with ``demo_pbx.app.create_app``, or start one in a test with
``demo_pbx.serving.running``.
"""
