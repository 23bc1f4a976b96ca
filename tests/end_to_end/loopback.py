"""A real HTTP server on loopback that answers what a test puts there."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Resource:
    """What one path answers: `drip` sends a byte every so many seconds and never ends."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    etag: str = ""


class Site:
    """A real HTTP server on loopback that answers what a test put there and remembers what was asked."""

    def __init__(self) -> None:
        self.resources: dict[str, Resource] = {}
        self.asked: list[str] = []
        self.closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.answer(self, site.resources.get(self.path, Resource(b"not here", "text/plain", 404)))

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler, resource: Resource) -> None:
        if resource.etag and request.headers.get("If-None-Match") == resource.etag:
            request.send_response(304)
            request.send_header("ETag", resource.etag)
            request.end_headers()
            return
        request.send_response(resource.status)
        request.send_header("Content-Type", resource.content_type)
        request.send_header("Content-Length", str(len(resource.body)))
        if resource.etag:
            request.send_header("ETag", resource.etag)
        for name, value in resource.headers.items():
            request.send_header(name, value)
        request.end_headers()
        if not resource.drip:
            request.wfile.write(resource.body)
            return
        for byte in resource.body:
            if self.closing.wait(resource.drip):
                return
            try:
                request.wfile.write(bytes([byte]))
            except OSError:
                return

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
