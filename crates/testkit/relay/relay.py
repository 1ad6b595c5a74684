"""An SMTP relay for the tests: aiosmtpd on a free port, told by one JSON argument how to protect itself.

Prints its port, then each message it takes as a line of JSON.
"""

import asyncio
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

# It warns of logins without TLS, which are what some tests are about.
warnings.simplefilter("ignore")
logging.getLogger("mail.log").setLevel(logging.ERROR)

options = json.loads(sys.argv[1])


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("unknown@"):
            return f"550 5.1.1 <{address}>: no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "helo": session.host_name,
            "login": session.auth_data,
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "content": envelope.content.decode("ascii"),
        }), flush=True)
        return "250 2.0.0 OK: queued as 1"


def authenticate(server, session, envelope, mechanism, login):
    good = (login.login, login.password) == (b"acme", b"hunter2")
    return AuthResult(success=good, handled=False, auth_data=login.login.decode() if good else None)


async def main():
    context = None
    if options["encryption"] != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options["cert"], options["key"])
    starttls = options["encryption"] == "starttls"

    def serve():
        return SMTP(
            Handler(),
            hostname="relay.test",
            authenticator=authenticate,
            auth_required=options["login"],
            auth_require_tls=starttls,
            require_starttls=starttls,
            tls_context=context if starttls else None,
        )

    implicit = context if options["encryption"] == "tls" else None
    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
