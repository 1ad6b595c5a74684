//! PSKC, the makers' common format (RFC 6030): seeds in clear, encrypted with a key that maker and operator share, or with
//! one that is made of a password.
//!
//! Elements are known by their names within their namespaces' prefixes, whatever those are. Entities and everything else that
//! a document type could declare are refused before anything is read.

mod lock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use roxmltree::{Document, Node, ParsingOptions};
use zeroize::Zeroizing;

use self::lock::Lock;
use super::cells::Cells;
use super::{BadTokenFile, MOST_TOKENS, TokenSeed, Unlock};

/// Nodes of a file: some 60 a token, with room to spare.
const NODES: u32 = 4_000_000;

pub(super) fn read(text: &str, unlock: &Unlock) -> Result<Vec<TokenSeed>, BadTokenFile> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => BadTokenFile::whole("a document type is not allowed"),
        roxmltree::Error::NodesLimitReached => BadTokenFile::whole("the file is too large: divide it"),
        // It tells no place, and means the end.
        roxmltree::Error::UnclosedRootNode => {
            BadTokenFile::at(text.lines().count() as u64, "the file ends too early: is it whole?")
        }
        error => BadTokenFile::at(error.pos().row.into(), "it is no well-formed XML"),
    })?;
    let root = document.root_element();
    if root.tag_name().name() != "KeyContainer" {
        return Err(at(root, "the file begins with no KeyContainer: is it PSKC?"));
    }
    if !matches!(root.attribute("Version"), None | Some("1.0" | "1")) {
        return Err(at(root, "the KeyContainer is of a version that is not known here"));
    }
    let lock = Lock::of(root, unlock)?;
    // Made once: the document would count lines from its beginning for each token.
    let breaks: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
    let mut tokens = Vec::new();
    for package in children(root, "KeyPackage") {
        for key in children(package, "Key") {
            let line = breaks.partition_point(|place| *place < key.range().start) as u64 + 1;
            tokens.push(token(package, (key, line), lock.as_ref())?);
        }
        if tokens.len() > MOST_TOKENS {
            return Err(BadTokenFile::whole(format!(
                "there are more than {MOST_TOKENS} tokens in it: divide it"
            )));
        }
    }
    Ok(tokens)
}

fn token(
    package: Node<'_, '_>,
    (key, line): (Node<'_, '_>, u64),
    lock: Option<&Lock>,
) -> Result<TokenSeed, BadTokenFile> {
    let urn = key.attribute("Algorithm").unwrap_or_default();
    let kind = urn.rsplit([':', '#']).next().unwrap_or_default();
    if !["hotp", "totp"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Err(at(key, "the key's algorithm is neither HOTP nor TOTP"));
    }
    may_be_used(key)?;
    let parameters = child(key, "AlgorithmParameters");
    let response = parameters.and_then(|it| child(it, "ResponseFormat"));
    let digits = match response {
        None => "",
        Some(response) => {
            if !matches!(response.attribute("Encoding"), None | Some("DECIMAL")) {
                return Err(at(response, "codes are not written in decimal digits"));
            }
            if matches!(response.attribute("CheckDigits"), Some("true" | "1")) {
                return Err(at(response, "codes have a check digit"));
            }
            response.attribute("Length").unwrap_or_default()
        }
    };
    let data = child(key, "Data").ok_or_else(|| at(key, "the key has no Data"))?;
    let secret = child(data, "Secret").ok_or_else(|| at(data, "the key has no Secret"))?;
    let device = child(package, "DeviceInfo");
    let named = |name| device.and_then(|device| child(device, name)).map(text).unwrap_or_default();
    let serial = Some(named("SerialNo")).filter(|serial| !serial.is_empty());
    let cells = Cells {
        serial: serial.or_else(|| key.attribute("Id")).unwrap_or_default(),
        kind,
        algorithm: parameters.and_then(|it| child(it, "Suite")).map(text).unwrap_or_default(),
        digits,
        counter: plain(data, "Counter")?,
        period: plain(data, "TimeInterval")?,
        manufacturer: named("Manufacturer"),
    };
    cells.token(line, seed(secret, lock)?)
}

fn seed(secret: Node<'_, '_>, lock: Option<&Lock>) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
    if let Some(value) = child(secret, "PlainValue") {
        if lock.is_some() {
            return Err(at(
                value,
                "the Secret stands in clear in an encrypted file: it may have been changed",
            ));
        }
        return octets(value);
    }
    let value = child(secret, "EncryptedValue").ok_or_else(|| at(secret, "the Secret has no value"))?;
    let lock =
        lock.ok_or_else(|| at(value, "the Secret is encrypted, and the file names no EncryptionKey"))?;
    lock.open(value, child(secret, "ValueMAC"))
}

/// Refuses what a maker wants to be kept to and this server wouldn't (RFC 6030, section 5).
fn may_be_used(key: Node<'_, '_>) -> Result<(), BadTokenFile> {
    let Some(policy) = child(key, "Policy") else { return Ok(()) };
    let usages = || children(policy, "KeyUsage");
    if usages().next().is_some() && !usages().any(|usage| text(usage) == "OTP") {
        return Err(at(policy, "the key's Policy allows it for other things than one-time codes"));
    }
    for rule in policy.children().filter(Node::is_element) {
        match (rule.tag_name().name(), rule.attribute("PINUsageMode")) {
            // The device asks for it by itself.
            ("KeyUsage", _) | ("PINPolicy", None | Some("Local")) => {}
            ("PINPolicy", Some(_)) => {
                return Err(at(rule, "the key is to be used with a PIN that the server looks at"));
            }
            (name, _) => {
                return Err(at(
                    rule,
                    format!("the key's Policy has {name}, which nothing here would keep to"),
                ));
            }
        }
    }
    Ok(())
}

/// The text of a value that stands in clear; empty where there is none.
fn plain<'d>(data: Node<'d, '_>, name: &'static str) -> Result<&'d str, BadTokenFile> {
    let Some(node) = child(data, name) else { return Ok("") };
    match child(node, "PlainValue") {
        Some(value) => Ok(text(value)),
        None => Err(at(node, format!("the {name} does not stand in clear"))),
    }
}

/// What stands in an element in base64.
fn octets(node: Node<'_, '_>) -> Result<Zeroizing<Vec<u8>>, BadTokenFile> {
    let all: Zeroizing<String> =
        Zeroizing::new(node.text().unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect());
    let octets = BASE64_STANDARD.decode(all.as_bytes()).map(Zeroizing::new);
    octets.map_err(|_| at(node, format!("the {} is not base64", node.tag_name().name())))
}

fn children<'d, 'i: 'd>(node: Node<'d, 'i>, name: &'static str) -> impl Iterator<Item = Node<'d, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn child<'d, 'i: 'd>(node: Node<'d, 'i>, name: &'static str) -> Option<Node<'d, 'i>> {
    children(node, name).next()
}

fn text<'d>(node: Node<'d, '_>) -> &'d str {
    node.text().unwrap_or_default().trim()
}

fn at(node: Node<'_, '_>, what: impl Into<String>) -> BadTokenFile {
    BadTokenFile::at(node.document().text_pos_at(node.range().start).row.into(), what)
}
