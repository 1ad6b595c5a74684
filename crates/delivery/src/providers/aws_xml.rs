//! The XML in which the older of Amazon's services answer.

use roxmltree::{Document, Node};

use super::aws::Complaint;

/// The text of the first element of this name; namespaces don't matter.
pub(super) fn text(body: &[u8], name: &str) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let document = Document::parse(body).ok()?;
    child_text(document.root(), name)
}

/// The error in `ErrorResponse/Error`; nothing for anything else.
pub(super) fn error(body: &[u8]) -> Option<Complaint> {
    let body = std::str::from_utf8(body).ok()?;
    let document = Document::parse(body).ok()?;
    let error = document.descendants().find(|node| node.tag_name().name() == "Error")?;
    Some(Complaint {
        name: child_text(error, "Code")?,
        why: String::new(),
        said: child_text(error, "Message").unwrap_or_default(),
    })
}

fn child_text(node: Node<'_, '_>, name: &str) -> Option<String> {
    let found = node.descendants().find(|node| node.tag_name().name() == name)?;
    found.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
