"""A collector of traces: reads OTLP with OpenTelemetry's own Python package, and prints what it read as JSON.

    collector.py STATUS     answers every request so

The first line is the port that it listens at, on the loopback address; then a line a request.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def values(attributes):
    plain = {}
    for pair in attributes:
        value = pair.value
        plain[pair.key] = getattr(value, value.WhichOneof("value"))
    return plain


class Collector(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        request = ExportTraceServiceRequest.FromString(body)
        # Fields of other numbers than the standard's would not be understood, only carried along.
        assert request.SerializeToString(deterministic=True) and not list(unknown(request))
        spans = [
            {
                "trace": span.trace_id.hex(),
                "span": span.span_id.hex(),
                "parent": span.parent_span_id.hex(),
                "name": span.name,
                "kind": span.SpanKind.Name(span.kind),
                "began": span.start_time_unix_nano,
                "ended": span.end_time_unix_nano,
                "attributes": values(span.attributes),
                "has_failed": span.status.code == 2,
            }
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        told = {
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "resource": values(request.resource_spans[0].resource.attributes),
            "spans": spans,
            "whole": json.dumps(MessageToDict(request)),
        }
        print(json.dumps(told), flush=True)
        self.send_response(int(sys.argv[1]))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def unknown(message):
    from google.protobuf.unknown_fields import UnknownFieldSet

    yield from UnknownFieldSet(message)
    for field, value in message.ListFields():
        if field.message_type:
            for inner in value if field.is_repeated else [value]:
                yield from unknown(inner)


server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
print(server.server_address[1], flush=True)
server.serve_forever()
