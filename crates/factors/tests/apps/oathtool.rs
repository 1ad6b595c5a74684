//! The command `oathtool` of the OATH toolkit, by typing the secret into it.

use std::process::Command;

use crate::Device;

/// What it shows; it knows codes of six to eight digits.
fn shown(secret: &str, (alg, digits, step): (&str, &str, &str), seconds: i64) -> String {
    let ran = Command::new("oathtool")
        .args([
            &format!("--totp={alg}"),
            "--base32",
            "--digits",
            digits,
            "--time-step-size",
            &format!("{step}s"),
        ])
        .args(["--now", &format!("@{seconds}"), "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut child| {
            use std::io::Write;
            child.stdin.take().expect("an input").write_all(format!("{secret}\n").as_bytes())?;
            child.wait_with_output()
        });
    let ran = ran.expect("oathtool is installed (apt-get install oathtool)");
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8(ran.stdout).expect("text").trim().to_owned()
}

#[test]
fn what_oathtool_shows_is_taken_whatever_the_settings_and_the_moment() {
    let mut seed = 0;
    for alg in ["sha1", "sha256", "sha512"] {
        for digits in ["6", "7", "8"] {
            for step in ["20", "30", "60"] {
                for seconds in [59, 1_111_111_109, 1_700_000_000, 2_000_000_000, 20_000_000_000] {
                    seed += 1;
                    let settings =
                        [("Config.Alg", alg), ("Config.CodeLength", digits), ("Config.TimeStep", step)];
                    let device = Device::new(seed, &[settings.as_slice(), &[("Config.Skew", "0")]].concat());
                    let shown = shown(device.told("secret"), (alg, digits, step), seconds);
                    assert!(device.takes(&shown, seconds), "{alg} {digits} {step} {seconds}: {shown}");
                }
            }
        }
    }
}
