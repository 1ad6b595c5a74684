//! Changes to what was good: how a fuzzer gets past the first signature and the first bracket.

/// `good` after the changes that `edits` says, four octets each: what is done, where (two), and with what. None leave it.
pub(crate) fn edited(good: &[u8], edits: &[u8]) -> Vec<u8> {
    let mut octets = good.to_vec();
    for edit in edits.chunks_exact(4) {
        let at = usize::from(u16::from_be_bytes([edit[1], edit[2]])) % (octets.len() + 1);
        match edit[0] % 6 {
            0 if at < octets.len() => octets[at] ^= edit[3],
            1 if at < octets.len() => octets[at] = edit[3],
            2 => octets.insert(at, edit[3]),
            3 if at < octets.len() => drop(octets.remove(at)),
            4 => octets.truncate(at),
            // The rest once more, as parsers see who glue two messages together.
            5 if octets.len() < 4096 => octets.extend_from_within(at..),
            _ => {}
        }
    }
    octets
}

/// The same for a text; what is no text any more gets signs in the place of what can't be read.
pub(crate) fn edited_text(good: &str, edits: &[u8]) -> String {
    String::from_utf8_lossy(&edited(good.as_bytes(), edits)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_edits_change_nothing_and_each_kind_does_its_own() {
        assert_eq!(edited(b"abc", &[]), b"abc");
        for (edits, expected) in [
            (&[0, 0, 0, 1][..], &b"`bc"[..]),
            (&[1, 0, 1, b'x'], b"axc"),
            (&[2, 0, 3, b'x'], b"abcx"),
            (&[3, 0, 0, 0], b"bc"),
            (&[4, 0, 2, 0], b"ab"),
            (&[5, 0, 1, 0], b"abcbc"),
            (&[3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 9], b""),
        ] {
            assert_eq!(edited(b"abc", edits), expected, "{edits:?}");
        }
    }
}
