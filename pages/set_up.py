"""Which 3CX should this dashboard show? Tests what is entered, and says what to configure."""

from components.set_up import form, result, words
from components.shared import page_frame
from components.shared.literal_text import plain_text
from telephony.context import Context


def set_up(context: Context) -> None:
    """Draw the page. The shell offers it to those alone who may use it."""
    page_frame.heading("Set up", words.QUESTION)
    plain_text(words.HOW)
    plain_text(words.NOTHING_STORED)
    entered = form.show()
    if entered is not None:
        result.show(context, entered)
