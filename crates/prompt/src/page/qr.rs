//! A QR code as a picture in the page.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::sheet::written;

/// Longer texts, in octets, would make modules too small at a higher level.
const LONG: usize = 160;
/// Light modules around the code, which readers need (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// The picture: dark on white in any colour scheme.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<svg class="qr{% if size > 60 %} dense{% endif %}" role="img" aria-label="{{ label }}" viewBox="0 0 {{ size }} {{ size }}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{{ size }}v{{ size }}H0z"/><path stroke="#000" d="{{ path }}"/></svg>"##
)]
struct Svg<'a> {
    label: &'a str,
    size: usize,
    path: String,
}

/// A QR code of `text` as HTML, with `label` for who can't see it. Nothing for a text too long for any QR code: some 2,300
/// characters. A long one is as coarse as can be: a screen has no stains.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let level = if text.len() > LONG { EcLevel::L } else { EcLevel::M };
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    // Each row is one stroke, lifted over what is light.
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let _ = write!(path, "M{QUIET} {}.5", y + QUIET);
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            let _ = match run[0] {
                Color::Dark => write!(path, "h{length}"),
                Color::Light => write!(path, "m{length} 0"),
            };
        }
    }
    Some(written(&Svg { label, size: width + 2 * QUIET, path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_no_code_has_none() {
        assert!(svg(&"a".repeat(2_000), "").is_some());
        assert_eq!(svg(&"a".repeat(5_000), ""), None);
    }
}
