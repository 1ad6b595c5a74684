//! A code as a voice reads it.

/// The code character by character with a pause after each: `1, 2, 3`. Without the commas a voice would read a
/// number ("one hundred and twenty-three").
///
/// Small ASCII letters become capitals, which voices read by their names; a single `a` would be read as a word.
#[must_use]
pub fn spoken(code: &str) -> String {
    let mut spoken = String::with_capacity(3 * code.len());
    for character in code.chars() {
        if !spoken.is_empty() {
            spoken.push_str(", ");
        }
        spoken.push(character.to_ascii_uppercase());
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_one_by_one_and_leading_zeros_are_kept() {
        assert_eq!(spoken("0012"), "0, 0, 1, 2");
        assert_eq!(spoken("7"), "7");
    }

    #[test]
    fn letters_are_read_by_name() {
        assert_eq!(spoken("a1Bz"), "A, 1, B, Z");
    }

    #[test]
    fn nothing_is_read_for_an_empty_code() {
        assert_eq!(spoken(""), "");
    }
}
