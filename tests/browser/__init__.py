import pytest

# Its assertions then say what differs.
pytest.register_assert_rewrite("tests.support.chromium")
