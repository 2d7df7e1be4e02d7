"""The shelf of formats: one file a kind of captured bytes.

What may live here: classes that follow ``isnad.read.format.Format``, and what they share.
"""

from isnad.read.format import Format
from isnad.read.formats.entry import Entry
from isnad.read.formats.html import Html
from isnad.read.formats.kinds import refusal
from isnad.read.formats.mail import Mail
from isnad.read.formats.message import Message
from isnad.read.formats.office import Office
from isnad.read.formats.pdf import Pdf
from isnad.read.formats.plain import PlainText
from isnad.read.formats.row import Row

__all__ = ["BUILT_IN", "refusal"]

# In the order they are asked; posts of an export have a media type of their own, plain text takes whatever is text and
# nothing else recognised. What none recognises is binary: ``refusal`` says what it is.
BUILT_IN: tuple[Format, ...] = (Message(), Entry(), Row(), Mail(), Pdf(), Office(), Html(), PlainText())
