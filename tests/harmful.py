"""A plug-in that does harm, as one would install it: what a format by a stranger may do while a capture is read.

Each of the words that a capture may begin with makes it do another harm.
"""

from pathlib import Path

PLUGIN = """
import ctypes, os, socket, subprocess, time

class Harmful:
    name = "harmful"

    def recognises(self, capture, head):
        return head.startswith(b"harm:")

    def read(self, capture, data):
        match data.split()[1]:
            case b"exit":
                os._exit(0)
            case b"null":
                ctypes.string_at(0)
            case b"memory":
                held = []
                while True:
                    held.append(bytearray(1 << 24))
            case b"sleep":
                time.sleep(600)
            case b"recurse":
                return self.read(capture, data)
            case b"network":
                socket.create_connection(("127.0.0.1", 9))
            case b"write":
                open("/tmp/written", "w")
            case b"program":
                subprocess.run(["true"])
            case b"passwd":
                raise ValueError(open("/etc/passwd").read())
            case b"lie":
                from isnad.records.report import Report
                return Report(id="", capture="another", digest="", text="", format="harmful", encoding=""), ()
"""


def install(folder: Path) -> Path:
    """Lay the plug-in out in ``folder``, as an installer does; once that is on the path, it is found."""
    named = folder / "harmful-1.0.dist-info"
    named.mkdir(parents=True)
    (folder / "harmful_format.py").write_text(PLUGIN, encoding="utf-8")
    (named / "METADATA").write_text("Metadata-Version: 2.1\nName: harmful\nVersion: 1.0\n", encoding="utf-8")
    (named / "entry_points.txt").write_text("[isnad.formats]\nharmful = harmful_format:Harmful\n", encoding="utf-8")
    return folder
