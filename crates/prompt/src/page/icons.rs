//! Pictures of methods, drawn with the text's colour. Words beside them say the same.

use super::view::Method;

macro_rules! icon {
    ($path:literal) => {
        concat!(
            r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">"#,
            $path,
            "</svg>"
        )
    };
}

/// The picture as HTML.
pub(super) const fn icon(method: Method) -> &'static str {
    match method {
        Method::Phone => {
            icon!(r#"<rect x="7" y="2.5" width="10" height="19" rx="2.5"/><path d="M11 18.5h2"/>"#)
        }
        Method::Sms => icon!(
            r#"<path d="M4 5.5A1.5 1.5 0 0 1 5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H10l-4.5 4V16A1.5 1.5 0 0 1 4 14.5z"/><path d="M8.5 10h.01M12 10h.01M15.5 10h.01"/>"#
        ),
        Method::Call => icon!(
            r#"<path d="M5 4h3.5l1.7 4.3-2.2 1.6a12 12 0 0 0 6.1 6.1l1.6-2.2L20 15.5V19a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4z"/>"#
        ),
        Method::Email => {
            icon!(r#"<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7 8 6 8-6"/>"#)
        }
        Method::Authenticator => icon!(
            r#"<rect x="4" y="4" width="6.5" height="6.5" rx="1"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1"/><path d="M14 14h2.5v2.5M20 14v.01M20 17.5V20h-3M14 20v-.01"/>"#
        ),
        Method::Passkey => icon!(
            r#"<circle cx="8" cy="9" r="4.5"/><path d="M11.5 12 20 20.5M16.5 17l2.5-2.5M14 14.5l2-2"/>"#
        ),
        Method::Token => icon!(
            r#"<rect x="2.5" y="8" width="19" height="8" rx="2.5"/><path d="M6 12h.01M9 12h.01M12 12h.01"/><circle cx="17.5" cy="12" r="1.5"/>"#
        ),
        Method::Push => icon!(
            r#"<path d="M12 3a6 6 0 0 1 6 6c0 5 2 6.5 2 6.5H4S6 14 6 9a6 6 0 0 1 6-6zM10 19.5a2.2 2.2 0 0 0 4 0"/>"#
        ),
        Method::Recovery => {
            icon!(r#"<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5M9.5 12.5h6M9.5 16.5h4"/>"#)
        }
    }
}

/// What stands before the heading of an end: it went well, or it didn't.
pub(super) const fn outcome(is_good: bool) -> &'static str {
    if is_good {
        icon!(r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#)
    } else {
        icon!(r#"<path d="M12 6v8M12 18v.01"/>"#)
    }
}
