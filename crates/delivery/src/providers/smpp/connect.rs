//! Reaching the centre and logging in.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rusmpp_core::pdus::owned::{BindReceiver, BindTransceiver, BindTransmitter, Pdu};
use rusmpp_core::types::owned::COctetString;
use rusmpp_core::values::{InterfaceVersion, Npi, Ton};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::link::Role;
use super::packet::{id, write};
use super::wire::{Stream, Wire};
use super::{Unbound, status};
use crate::providers::BadSettings;

/// How long connecting may take, and then the handshake.
const CONNECT_LIMIT: Duration = Duration::from_secs(3);

/// The number of the first packet on a connection.
pub(super) const BIND: u32 = 1;

/// A centre, and who we are there.
pub(super) struct Centre {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Option<Tls>,
    pub(super) credentials: Credentials,
}

/// What a bind says of us.
pub(super) struct Credentials {
    system_id: COctetString<1, 16>,
    password: COctetString<1, 9>,
    system_type: COctetString<1, 13>,
}

impl Credentials {
    /// # Errors
    /// A sentence naming the key whose value doesn't fit into its field. It never holds the value.
    pub(super) fn new(system_id: &str, password: &str, system_type: &str) -> Result<Self, BadSettings> {
        let bad = |text: &str| BadSettings(text.to_owned());
        let system_id = if system_id.is_empty() { None } else { field(system_id) };
        Ok(Self {
            system_id: system_id.ok_or_else(|| bad("system_id must be 1 to 15 ASCII characters"))?,
            password: field(password).ok_or_else(|| bad("password must be up to 8 ASCII characters"))?,
            system_type: field(system_type)
                .ok_or_else(|| bad("system_type must be up to 12 ASCII characters"))?,
        })
    }
}

fn field<const MOST: usize>(text: &str) -> Option<COctetString<1, MOST>> {
    COctetString::from_string(text.to_owned()).ok()
}

/// How TLS is spoken to the centre.
pub(super) struct Tls {
    config: Arc<ClientConfig>,
    name: ServerName<'static>,
}

impl Tls {
    /// TLS to `host`, whose certificate must come from one that the system trusts or that stands in `ca_file`.
    pub(super) fn new(host: &str, ca_file: Option<&Path>) -> Result<Self, BadSettings> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = ca_file {
            let file = File::open(path)
                .map_err(|error| BadSettings(format!("ca_file {} can't be read: {error}", path.display())))?;
            let no_certificate =
                || BadSettings(format!("ca_file {} holds no PEM certificate", path.display()));
            let certificates = CertificateDer::pem_reader_iter(BufReader::new(file))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|_| no_certificate())?;
            if roots.add_parsable_certificates(certificates).0 == 0 {
                return Err(no_certificate());
            }
        }
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|error| BadSettings(format!("TLS can't be set up: {error}")))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| BadSettings("url must name a host that a certificate can be for".to_owned()))?;
        Ok(Self { config: Arc::new(config), name })
    }
}

impl Centre {
    /// Connects, with TLS if it is to be.
    pub(super) async fn connect(&self) -> Result<Wire, Unbound> {
        let unreachable = |what: String| Unbound::Unreachable(what);
        let (host, port) = (self.host.as_str(), self.port);
        let connecting = timeout(CONNECT_LIMIT, TcpStream::connect((host, port)));
        let stream = connecting
            .await
            .map_err(|_| unreachable(format!("no connection to {host} port {port} in time")))?
            .map_err(|error| unreachable(format!("no connection to {host} port {port}: {error}")))?;
        // A message is one small packet, and somebody waits for it.
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let shaking = TlsConnector::from(Arc::clone(&tls.config)).connect(tls.name.clone(), stream);
                let stream = timeout(CONNECT_LIMIT, shaking)
                    .await
                    .map_err(|_| unreachable("the TLS handshake was not answered in time".to_owned()))?
                    .map_err(|error| unreachable(format!("the TLS handshake failed: {error}")))?;
                Box::new(stream)
            }
        };
        Ok(Wire::new(stream))
    }

    /// Connects and binds.
    pub(super) async fn bind(&self, role: Role, limit: Duration) -> Result<Wire, Unbound> {
        let mut wire = self.connect().await?;
        let asking = log_in(&mut wire, self.credentials.packet(role));
        timeout(limit, asking)
            .await
            .map_err(|_| Unbound::Lost("the bind was not answered in time".to_owned()))??;
        Ok(wire)
    }
}

impl Credentials {
    /// Asks for version 3.4, which every centre speaks.
    fn packet(&self, role: Role) -> Bytes {
        macro_rules! bind {
            ($kind:ident) => {
                Pdu::from($kind::new(
                    self.system_id.clone(),
                    self.password.clone(),
                    self.system_type.clone(),
                    InterfaceVersion::Smpp3_4,
                    Ton::from(0),
                    Npi::from(0),
                    COctetString::empty(),
                ))
            };
        }
        let pdu = match role {
            Role::Transceiver => bind!(BindTransceiver),
            Role::Transmitter => bind!(BindTransmitter),
            Role::Receiver => bind!(BindReceiver),
        };
        write(status::OK, BIND, pdu)
    }
}

/// Sends the bind and waits for its answer. Only an answer to this very packet counts.
async fn log_in(wire: &mut Wire, bind: Bytes) -> Result<(), Unbound> {
    // The command stands in octets 4 to 7.
    let command = bind[4..8].try_into().map_or(0, u32::from_be_bytes);
    wire.send(&bind).await?;
    loop {
        let packet = wire.incoming.packet().await?;
        if packet.id == id::ENQUIRE_LINK {
            wire.send(&write(status::OK, packet.sequence, Pdu::EnquireLinkResp)).await?;
        }
        let is_answer = packet.id == command | id::ANSWER || packet.id == id::GENERIC_NACK;
        if is_answer && packet.sequence == BIND {
            return match packet.status {
                // A refusal that says that all is well says nothing.
                status::OK if packet.id == id::GENERIC_NACK => Err(Unbound::Refused(status::UNKNOWN_COMMAND)),
                status::OK => Ok(()),
                refused => Err(Unbound::Refused(refused)),
            };
        }
    }
}
