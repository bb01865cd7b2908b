"""A server on the loopback that answers with whatever bytes a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[[str], bytes | list[bytes | float]]


class Server:
    """Answers each request with raw bytes; a number in a list is a pause in seconds."""

    def __init__(self, handler: Handler, tls: ssl.SSLContext | None = None) -> None:
        self.handler, self.tls = handler, tls
        self.requests: list[str] = []
        self.answering: list[threading.Thread] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            answering = threading.Thread(target=self.answer, args=(connection,), daemon=True)
            self.answering.append(answering)
            answering.start()

    def answer(self, plain: socket.socket) -> None:
        try:
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    piece = connection.recv(4096)
                    if not piece:  # they hung up without a word
                        return
                    request += piece
                self.requests.append(request.decode())
                answer = self.handler(request.split(b" ")[1].decode())
                for part in [answer] if isinstance(answer, bytes) else answer:
                    if self.stopped.is_set():
                        return
                    if isinstance(part, bytes):
                        connection.sendall(part)
                    else:
                        self.stopped.wait(part)
        except OSError:
            return

    def stop(self) -> None:
        """Stop, and prove that no thread of it goes on: one that spins slows all later tests."""
        if self.stopped.is_set():
            return
        self.stopped.set()
        # closing alone does not wake who waits for a connection
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        for thread in (self.thread, *self.answering):
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start servers; they stop with the test."""
    started: list[Server] = []

    def start(handler: Handler, tls: ssl.SSLContext | None = None) -> Server:
        started.append(Server(handler, tls))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with its key for example.test, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "example.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("example.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path
