"""What the commands print, and where."""

import io

import pytest

from telephony.formatting.command_line import print_failure, print_line


class Pipe(io.StringIO):
    """Keeps what reached the other end by the last flush."""

    arrived = ""

    def flush(self) -> None:
        self.arrived = self.getvalue()


def test_a_line_arrives_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe()
    monkeypatch.setattr("sys.stdout", pipe)
    print_line("12 days fetched.")
    assert pipe.arrived == "12 days fetched.\n"


def test_a_failure_goes_to_standard_error_and_gives_the_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert print_failure("There is no history.") == 1
    assert capsys.readouterr() == ("", "There is no history.\n")
