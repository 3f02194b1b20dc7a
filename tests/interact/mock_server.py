"""The HTTP side of the mock of the expert's desk: files of the page, pictures, states and events. Standard library only."""
import contextlib
import http.server
import json
import pathlib
import threading
import urllib.parse

PAGE = pathlib.Path(__file__).resolve().parents[2] / "experiments/interact/page"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Refused(Exception):
    """Of an event: one line, and the status."""

    def __init__(self, status, body):
        super().__init__(str(body))
        self.status, self.body = status, body


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""
    desk = None
    token = "0123456789abcdef"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a response waits 40 ms between head and body

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.respond(self.get)

    def do_POST(self):
        self.respond(self.post)

    def respond(self, handle):
        if not self.desk.reachable:
            self.close_connection = True
            return
        try:
            status, kind, body = handle()
        except Refused as refused:
            status, kind, body = refused.status, "application/json", json.dumps(refused.body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        with contextlib.suppress(ConnectionError):  # the page was reloaded meanwhile
            self.end_headers()
            self.wfile.write(body)

    def get(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        name = url.path.removeprefix(f"/{self.token}/")
        if name in ("api/picture", "api/map"):
            with self.desk.lock:
                make = self.desk.picture if name == "api/picture" else self.desk.map
            return 200, "image/png", make(query)
        if name == "api/state":
            with self.desk.lock:
                self.desk.hear(query["client"])
                return 200, "application/json", json.dumps(self.desk.state()).encode()
        return self.file(name or "index.html")

    def file(self, name):
        path = PAGE / name
        if path.parent != PAGE or not path.is_file():
            raise Refused(404, {"error": "there is no such file"})
        return 200, TYPES[path.suffix], path.read_bytes()

    def post(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.desk.lock:
            if self.path.endswith("/api/open"):
                self.desk.hear(body["client"], body["take_over"])
                reply = self.desk.state()
            else:
                reply = self.desk.event(body)
        return 200, "application/json", json.dumps(reply).encode()


@contextlib.contextmanager
def serving(desk, port=0):
    """The address of the page, while the server runs."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), type("DeskHandler", (Handler,), {"desk": desk}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{Handler.token}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
