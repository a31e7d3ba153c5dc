"""A small web service: one page, a health answer, and a stop that drops no request."""

import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "8080"))
ANSWERS = {"/": "Hello from Python\n", "/healthz": "ok\n"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        text = ANSWERS.get(self.path)
        body = (text or "not found\n").encode()
        self.send_response(404 if text is None else 200)
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for the answers that have begun


def main():
    server = Server(("", PORT), Handler)
    # shutdown() waits for serve_forever(), which is below this handler on the same stack.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"listening on {PORT}")
    server.serve_forever()
    server.server_close()


if __name__ == "__main__":
    main()
