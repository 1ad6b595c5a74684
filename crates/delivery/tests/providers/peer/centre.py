"""A short message centre for the tests: PyPI's smpp34 on a free port, a second opinion beside npm's smpp.

Prints what happens as lines of JSON, the port first, and does what it is told by lines of JSON.
"""

import asyncio
import json
import socket
import sys

import smpp34


def say(event):
    print(json.dumps(event), flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def started():
    # The library can't tell which port it was given; another may take ours before it does.
    while True:
        port = free_port()
        server = smpp34.Server("127.0.0.1", port, system_id="centre")
        try:
            await server.start()
            return port, server
        except Exception as error:
            print(f"port {port}: {error}", file=sys.stderr)


async def obey(messages, binds):
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        told = json.loads(line)
        if told["do"] == "answer":
            message = messages.pop(told["number"])
            if told.get("status"):
                message.reject(told["status"])
            else:
                message.accept(told["id"])
        elif told["do"] == "deliver":
            pdu = told["pdu"]
            tlvs = [smpp34.Tlv(tag, bytes.fromhex(value)) for tag, value in pdu.get("tlvs", [])]
            response = await binds[-1].deliver_sm(
                "Acme", pdu["short_message"].encode(), source_addr="15017122661", esm_class=4, tlvs=tlvs
            )
            say({"event": "delivered", "status": response.command_status})


async def main():
    port, server = await started()
    messages, binds = {}, []
    obeying = asyncio.create_task(obey(messages, binds))
    say({"event": "port", "port": port})
    number = 0
    while not obeying.done():
        event = await server.next()
        if isinstance(event, smpp34.SubmitSmEvent):
            number += 1
            messages[number] = event
            say({
                "event": "message",
                "number": number,
                "source_addr": event.source_addr,
                "source_addr_ton": event.source_addr_ton,
                "source_addr_npi": event.source_addr_npi,
                "destination_addr": event.destination_addr,
                "dest_addr_ton": event.dest_addr_ton,
                "dest_addr_npi": event.dest_addr_npi,
                "esm_class": event.esm_class,
                "registered_delivery": event.registered_delivery,
                "data_coding": event.data_coding,
                "octets": event.short_message.hex(),
                "tlvs": [[tlv.tag, tlv.value.hex()] for tlv in event.tlvs],
            })
        elif isinstance(event, smpp34.Unbound):
            say({"event": "unbound"})
        else:
            binds.append(event)
            say({"event": "bound", "system_id": event.system_id, "receives": event.can_receive})


asyncio.run(main())
