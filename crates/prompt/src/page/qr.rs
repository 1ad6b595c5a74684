//! A QR code as a picture in the page.

use std::fmt::Write as _;

use askama::Template;
use qrcode::{Color, EcLevel, QrCode};

use super::sheet::written;

/// Light modules around the code, which readers need (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// The picture: dark on white in any colour scheme.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<svg class="qr" role="img" aria-label="{{ label }}" viewBox="0 0 {{ size }} {{ size }}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{{ size }}v{{ size }}H0z"/><path d="{{ path }}"/></svg>"##
)]
struct Svg<'a> {
    label: &'a str,
    size: usize,
    path: String,
}

/// A QR code of `text` as HTML, with `label` for who can't see it. Nothing for a text too long for any QR code: some 2,300
/// characters.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let modules = code.to_colors();
    let mut path = String::new();
    for (y, row) in modules.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            let length = run.len();
            if run[0] == Color::Dark {
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += length;
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
