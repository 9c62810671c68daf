"""OData's query options on a typed frame: parsed, checked, and evaluated.

``parse_filter``, ``parse_search``, ``parse_orderby`` and ``parse_select`` raise QueryTextError,
which has the place of the error; ``check_options`` and ``apply_options`` handle all eight options.

There are two evaluators on purpose. This one compiles a filter to operations on whole columns, fast
enough for every view. The reference is the demo PBX's (``demo_pbx.odata``, ``demo_pbx.filtering``):
it evaluates row by row in SQLite and shares no code with this one. The explorer verifies a PBX with
this evaluator, so it must not be verified with itself: tests run thousands of generated filters
through both (``tests/telephony/odata/test_two_evaluators.py``).
"""
