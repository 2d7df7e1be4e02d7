"""A server on this machine that speaks the chat protocol as the test bids it."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Chat:
    """Answers each question by ``script``: called with the question, it gives a status, fields and a body (bytes or a
    generator of them). ``asked`` holds what came, as (path, fields, question)."""

    def __init__(self):
        self.asked = []
        self.script = lambda question: says('{"claims": []}')

    @property
    def texts(self):
        """The texts that were sent, in order."""
        return [json.loads(question["messages"][-1]["content"])["text"] for _, _, question in self.asked]


def says(said, **more):
    """The answer of a server whose model said this."""
    body = {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"} | more]
    }
    return 200, {}, json.dumps(body).encode()


def claims(*items):
    return says(json.dumps({"claims": list(items)}))


def slowly(body, seconds=0.05):
    for at in range(len(body)):
        time.sleep(seconds)
        yield body[at : at + 1]


@contextlib.contextmanager
def chat():
    """The server, as a Chat with its ``url``."""
    held = Chat()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            held.asked.append((self.path, dict(self.headers), question))
            status, fields, body = held.script(question)
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            if isinstance(body, bytes):
                self.send_header("Content-Length", str(len(body)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):
                for piece in [body] if isinstance(body, bytes) else body:
                    self.wfile.write(piece)
                    self.wfile.flush()

        do_GET = do_POST

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
