// A short message centre for the tests: npm's smpp on a free port.
//
// One JSON argument says how it behaves: `tls` (with `cert` and `key`), `manual` (messages are answered when told to).
// It prints what happens as lines of JSON, the port first, and does what it is told by lines of JSON.
const { createRequire } = require('node:module');
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');

const options = JSON.parse(process.argv[2]);
const smpp = createRequire(options.packages)('smpp');

const print = (event) => process.stdout.write(JSON.stringify(event) + '\n');
const sessions = [];
const open = new Map();
let messages = 0;

function bound(session, pdu) {
  const { command, system_id, system_type, interface_version, addr_ton, addr_npi, address_range } = pdu;
  const good = system_id === 'acme' && pdu.password === 'hunter2';
  session.send(pdu.response(good ? { system_id: 'centre' } : { command_status: smpp.ESME_RINVPASWD }));
  if (!good) return print({ event: 'refused' });
  session.receives = command !== 'bind_transmitter';
  session.number = sessions.push(session) - 1;
  print({ event: 'bound', session: session.number, command, system_type, interface_version, addr_ton, addr_npi, address_range });
}

function submitted(session, pdu) {
  const text = pdu.short_message || {};
  const { source_addr, source_addr_ton, source_addr_npi, destination_addr, dest_addr_ton, dest_addr_npi } = pdu;
  const { esm_class, registered_delivery, data_coding, protocol_id, priority_flag, replace_if_present_flag } = pdu;
  const number = ++messages;
  open.set(number, { session, pdu });
  print({
    event: 'message', number, session: session.number,
    source_addr, source_addr_ton, source_addr_npi, destination_addr, dest_addr_ton, dest_addr_npi,
    esm_class, registered_delivery, data_coding, protocol_id, priority_flag, replace_if_present_flag,
    text: text.message,
    udh: text.udh && text.udh.map((part) => [...part]),
    payload: pdu.message_payload && pdu.message_payload.message,
    sar: pdu.sar_total_segments && [pdu.sar_msg_ref_num, pdu.sar_total_segments, pdu.sar_segment_seqnum],
  });
  if (!options.manual) answer({ number, id: `m-${number}` });
}

function answer({ number, id, status = 0 }) {
  const { session, pdu } = open.get(number);
  open.delete(number);
  session.send(pdu.response({ command_status: status, message_id: id }));
}

const commands = {
  answer,
  // A receipt, on the last bind that hears any unless one is named.
  deliver({ session, pdu }) {
    const hears = session === undefined ? sessions.filter((one) => one.receives && one.socket.writable).pop() : sessions[session];
    hears.deliver_sm({ esm_class: 4, source_addr: '15017122661', destination_addr: 'Acme', ...pdu }, (response) =>
      print({ event: 'delivered', status: response.command_status }));
  },
  enquire({ session = -1 }) {
    sessions.at(session).enquire_link((response) => print({ event: 'there', status: response.command_status }));
  },
  unbind() {
    sessions.at(-1).unbind(() => print({ event: 'let go' }));
  },
  drop() {
    sessions.at(-1).destroy();
  },
};

const tls = options.tls && { cert: readFileSync(options.cert), key: readFileSync(options.key) };
const server = smpp.createServer(tls || {}, (session) => {
  for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) {
    session.on(kind, (pdu) => bound(session, pdu));
  }
  session.on('submit_sm', (pdu) => submitted(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    print({ event: 'unbound', session: session.number });
    session.send(pdu.response());
    session.close();
  });
  // A client that hangs up, or a TLS handshake that it breaks off.
  session.on('error', () => {});
});
server.on('error', () => {});
server.listen(0, '127.0.0.1', () => print({ event: 'port', port: server.address().port }));

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const told = JSON.parse(line);
    commands[told.do](told);
  })
  .on('close', () => process.exit());
