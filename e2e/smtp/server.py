"""A mail server for the tests: Debian's aiosmtpd, with encryption and passwords as a real one has them.

It keeps what it is given in a folder, as N.eml with what it was told beside in N.json, prints `listening PORT`, and ends
when whoever started it is gone.
"""

import argparse
import asyncio
import json
import os
import ssl
import threading
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True, type=Path)
parser.add_argument("--port", default=0, type=int)
parser.add_argument("--encryption", choices=["tls", "starttls", "none"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
options = parser.parse_args()


class Keeper:
    """Keeps every mail, except those to addresses that begin with `refuse-`, or with `refuse-once-` the first time."""

    def __init__(self):
        self.count = 0
        self.refused = set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        is_known = address in self.refused
        self.refused.add(address)
        if address.startswith("refuse-") and not (is_known and address.startswith("refuse-once-")):
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        told = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "encrypted": session.ssl is not None or options.encryption == "tls",
                "authenticated": session.authenticated, "hello": session.host_name}
        (options.folder / f"{self.count}.json").write_text(json.dumps(told))
        unfinished = options.folder / f"{self.count}.part"
        unfinished.write_bytes(envelope.original_content)
        unfinished.rename(options.folder / f"{self.count}.eml")
        return f"250 2.0.0 Kept as {self.count}"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (options.user.encode(), options.password.encode())
    # Not handled: the answer is the server's own.
    return AuthResult(success=good, handled=False)


def end_with_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


async def main():
    context = None
    if options.encryption != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    keeper = Keeper()

    def session():
        return SMTP(
            keeper,
            hostname="mail.test",
            tls_context=context if options.encryption == "starttls" else None,
            require_starttls=options.encryption == "starttls",
            auth_required=options.user is not None,
            auth_require_tls=options.encryption == "starttls",
            authenticator=authenticate if options.user is not None else None,
        )

    over_tls = context if options.encryption == "tls" else None
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", options.port, ssl=over_tls)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


threading.Thread(target=end_with_parent, daemon=True).start()
asyncio.run(main())
