//! Each target over its corpus (`__fuzz__/<name>/corpus` beside this file) and some random octets. `cargo bolero` runs the
//! same tests long.

/// Random inputs beside the corpus; `BOLERO_RANDOM_ITERATIONS` says otherwise.
const RANDOM: usize = 500;

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let target = bolero::check!().with_iterations(RANDOM).with_max_len(4096);
                target.for_each(|input: &[u8]| countersign_fuzz::$name(input));
            }
        )*
    };
}

targets!(forms, device_tokens, answers, passkeys, passkeys_json, otpauth, templates);
