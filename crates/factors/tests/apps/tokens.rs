//! The command `oathtool` as a hardware token: what it shows is taken, in its order, and nothing twice.

use std::process::{Command, Stdio};

use countersign_factors::hardware::{self, Assigned, TokenCodes};
use countersign_factors::token_file::{self, Format, Unlock};
use countersign_model::{AccountSid, HardwareToken, HardwareTokenSid, MockDice, Timestamp, TokenProgress};

use crate::Device;

/// The seed of RFC 4226, appendix D.
const SEED: &str = "3132333435363738393031323334353637383930";

fn shown(arguments: &[&str]) -> Vec<String> {
    use std::io::Write;
    let mut child = Command::new("oathtool")
        .args(arguments)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("oathtool is installed (apt-get install oathtool)");
    child.stdin.take().expect("an input").write_all(format!("{SEED}\n").as_bytes()).expect("written");
    let ran = child.wait_with_output().expect("it ends");
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).expect("text").lines().map(str::to_owned).collect()
}

/// The token of a line of a table, with its seed.
fn imported(line: &str) -> (HardwareToken, Vec<u8>) {
    let read = token_file::read(Format::Csv, line, &Unlock::default()).expect("a table").remove(0);
    let (at, dice) = (Timestamp::from_millis(0), MockDice::new(1));
    let token = HardwareToken {
        sid: HardwareTokenSid::new(at, &dice),
        account_sid: AccountSid::new(at, &dice),
        serial: read.serial,
        kind: read.kind,
        algorithm: read.algorithm,
        digits: read.digits,
        progress: TokenProgress { next: read.counter, drift: 0 },
        sealed: String::new(),
        manufacturer: None,
        holder: None,
        imported_at: at,
    };
    (token, read.seed.to_vec())
}

fn assigned(line: &str, first: &str, second: &str, seconds: i64) -> Assigned {
    let (token, seed) = imported(line);
    let codes = TokenCodes::parse(first, second).expect("two codes");
    hardware::assign(&token, &seed, &codes, Timestamp::from_millis(seconds * 1000))
        .expect("readable")
        .expect("right codes")
}

#[test]
fn a_button_pressed_at_oathtool_lets_in_time_after_time() {
    for digits in ["6", "7", "8"] {
        let codes = shown(&["--hotp", "--digits", digits, "--counter", "41", "--window", "30"]);
        let Assigned { kind, mut kept, .. } =
            assigned(&format!("1,{SEED},HOTP,{digits},41"), &codes[0], &codes[1], 0);
        let device = Device::new(1, &[]);
        for code in codes.iter().skip(2).step_by(3) {
            assert_eq!(device.answer(kind, &mut kept, code, 0), Some(true), "{code}");
            assert_eq!(device.answer(kind, &mut kept, code, 0), Some(false), "{code} was used");
        }
    }
}

#[test]
fn a_clock_at_oathtool_lets_in_step_after_step() {
    for (alg, digits, step) in [("sha1", "6", 30), ("sha256", "8", 60), ("sha512", "7", 30)] {
        // Its clock is ten minutes behind.
        let (begun, behind) = (1_700_000_010, 600);
        let period = format!("{step}s");
        let at = |seconds: i64| {
            let (mode, now) = (format!("--totp={alg}"), format!("@{}", seconds - behind));
            shown(&[&mode, "--digits", digits, "--time-step-size", &period, "--now", &now]).remove(0)
        };
        let line = format!("1,{SEED},TOTP,{digits},{step},{alg}");
        let Assigned { kind, mut kept, .. } = assigned(&line, &at(begun - step), &at(begun), begun);
        let device = Device::new(1, &[]);
        assert_eq!(device.answer(kind, &mut kept, &at(begun), begun), Some(false), "used when it was given");
        for later in 1..10 {
            let now = begun + later * step;
            assert_eq!(device.answer(kind, &mut kept, &at(now), now), Some(true), "{alg} {later}");
            assert_eq!(device.answer(kind, &mut kept, &at(now), now), Some(false));
        }
    }
}
