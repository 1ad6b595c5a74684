//! Colours that can be read: the arithmetic of WCAG 2.2.

use super::brand::Colour;

/// What text needs (success criterion 1.4.3).
pub const TEXT: f64 = 4.5;

const BLACK: Colour = Colour([0, 0, 0]);
const WHITE: Colour = Colour([255, 255, 255]);

/// The contrast ratio of two colours: from 1, the same, to 21, black and white.
#[must_use]
pub fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The colour itself if its contrast to `ground` is at least `least`, else the nearest on its way to black or white that
/// has it. On a ground of middle lightness there may be none; then it is black or white, whichever is better.
#[must_use]
pub fn readable(colour: Colour, ground: Colour, least: f64) -> Colour {
    let far = ink_on(ground);
    (0..=255).map(|share| mixed(colour, far, share)).find(|it| contrast(*it, ground) >= least).unwrap_or(far)
}

/// Black or white: the one that is easier to read on `ground`. Its contrast is never less than [`TEXT`].
#[must_use]
pub fn ink_on(ground: Colour) -> Colour {
    if contrast(WHITE, ground) >= contrast(BLACK, ground) { WHITE } else { BLACK }
}

/// `share` 255ths of the way from one colour to the other.
fn mixed(from: Colour, to: Colour, share: u16) -> Colour {
    let mut channels = from.0;
    for (channel, end) in channels.iter_mut().zip(to.0) {
        let sum = u16::from(*channel) * (255 - share) + u16::from(end) * share;
        *channel = u8::try_from(sum / 255).unwrap_or(u8::MAX);
    }
    Colour(channels)
}

/// Relative luminance: 0 for black, 1 for white.
fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = colour.0.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ratios_are_those_that_wcag_names() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 1e-9);
        assert!((contrast(WHITE, WHITE) - 1.0).abs() < 1e-9);
        // The classic pair: the first grey passes on white, the second doesn't.
        assert!(contrast(Colour([0x76; 3]), WHITE) >= TEXT);
        assert!(contrast(Colour([0x77; 3]), WHITE) < TEXT);
    }

    proptest! {
        #[test]
        fn ink_can_be_read_on_any_colour(ground: [u8; 3]) {
            prop_assert!(contrast(ink_on(Colour(ground)), Colour(ground)) >= TEXT);
        }

        #[test]
        fn any_colour_becomes_readable_on_any_ground(colour: [u8; 3], ground: [u8; 3]) {
            let (colour, ground) = (Colour(colour), Colour(ground));
            let used = readable(colour, ground, TEXT);
            prop_assert!(contrast(used, ground) >= TEXT, "{used} on {ground}");
        }

        #[test]
        fn a_colour_that_can_be_read_stays_as_it_is(colour: [u8; 3], ground: [u8; 3]) {
            // What comes out can be read, so a second time nothing changes.
            let read = readable(Colour(colour), Colour(ground), TEXT);
            prop_assert_eq!(readable(read, Colour(ground), TEXT), read);
        }
    }
}
