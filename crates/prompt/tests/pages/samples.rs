//! One of each page, as a shop would show it, for tests and for the gallery.

use countersign_messages::Locale;
use countersign_model::Timestamp;
use countersign_prompt::page::brand::{Brand, Colour, Link, Logo};
use countersign_prompt::page::view::{
    Again, Aim, Approves, AskDevice, Authenticator, Browser, Ceremony, Choice, Choose, Code, CodeFrom,
    Device, DeviceState, End, Ended, Enrolled, EnterEmail, EnterPhone, EnterRecovery, Frame, Method, Methods,
    Notice, Page, Passkey, Post, Problem, Push, RecoveryCodes, Remembered, Remove, Rename, Send, Suggested,
    Token, Way,
};

/// A page with the name of its file.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) frame: Frame,
    pub(crate) page: Page,
}

/// What stands around the pages: a shop with everything but a logo.
pub(crate) fn shop() -> Frame {
    Frame {
        brand: Brand {
            name: "Harbour Books".to_owned(),
            logo: None,
            colour: Colour::parse("#0f766e"),
            support: Link::parse("https://harbour.example/help"),
        },
        post: Post {
            path: "/prompt/YP0123456789abcdef0123456789abcdef".to_owned(),
            csrf: "nX2b9cVw".to_owned(),
            step: "7".to_owned(),
        },
        can_cancel: true,
        ..Frame::bare(Locale::ENGLISH)
    }
}

/// A logo that comes along, so that a browser asks nobody.
pub(crate) fn logo() -> Option<Logo> {
    Logo::parse(concat!(
        "data:image/svg+xml;base64,",
        "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA2NCA2NCI+PHJlY3Qgd2lkdGg9IjY0",
        "IiBoZWlnaHQ9IjY0IiByeD0iMTQiIGZpbGw9IiNiNDUzMDkiLz48cGF0aCBkPSJNMTYgNDZWMTloMTBsNiA5IDYtOWgxMHYyN0gz",
        "OFYzNGwtNiA4LTYtOHYxMnoiIGZpbGw9IiNmZmYiLz48L3N2Zz4="
    ))
}

fn day(text: &str) -> Timestamp {
    Timestamp::parse(&format!("{text}T09:30:00Z")).expect("a day")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn choice(value: &str, method: Method, hint: Option<&str>) -> Choice {
    Choice { value: value.to_owned(), method, hint: hint.map(str::to_owned) }
}

/// A phone that was set up under a name.
pub(crate) fn phone() -> Enrolled {
    Enrolled {
        value: "YF01".to_owned(),
        method: Method::Phone,
        name: some("Work phone"),
        hint: some("•••• 61"),
        added: day("2026-03-02"),
        used: Some(day("2026-11-20")),
    }
}

fn methods() -> Methods {
    let app = Enrolled {
        value: "YF02".to_owned(),
        method: Method::Authenticator,
        name: None,
        hint: None,
        added: day("2026-11-23"),
        used: None,
    };
    let key = Enrolled {
        value: "YF03".to_owned(),
        method: Method::Passkey,
        name: some("Laptop"),
        hint: None,
        added: day("2025-12-24"),
        used: Some(day("2026-11-22")),
    };
    let browser = |value: &str, name: &str, is_this| Browser {
        value: value.to_owned(),
        name: some(name),
        is_this,
        used: day("2026-11-21"),
    };
    Methods {
        methods: vec![key, phone(), app],
        needs_two: false,
        can_add: true,
        recovery_left: Some(8),
        browsers: vec![browser("1", "Firefox · Linux", true), browser("2", "Safari · iPhone", false)],
        can_finish: true,
    }
}

/// A code in a text message.
pub(crate) fn text_message() -> Code {
    Code {
        from: CodeFrom::Message {
            way: Way::Sms,
            to: "•••• 61".to_owned(),
            again: Again::In(27),
            instead: Some(Way::Call),
            can_change: false,
        },
        digits: 6,
        passkey: None,
        another_way: true,
    }
}

/// Recovery codes.
pub(crate) fn codes() -> RecoveryCodes {
    let codes = [
        "7KQD-2MXN",
        "W4TR-9HPC",
        "B8VF-3JYE",
        "N6ZS-5GAK",
        "D2XQ-8RMW",
        "H9CT-4PVB",
        "J5NE-7FYS",
        "K3GA-6ZDX",
        "M8WH-2QTR",
        "P4BV-9CNJ",
    ];
    RecoveryCodes { codes: codes.map(str::to_owned).to_vec() }
}

/// An authenticator app, with a secret as long as ours.
pub(crate) fn authenticator() -> Authenticator {
    Authenticator {
        uri: "otpauth://totp/Harbour%20Books:Account?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Harbour%20Books\
              &algorithm=SHA1&digits=6&period=30"
            .to_owned(),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
        digits: 6,
        another_way: true,
    }
}

/// A link that opens an app, as long as they are.
pub(crate) fn device(state: DeviceState) -> Device {
    let link = format!(
        "https://app.harbour.example/enrol#url=https%3A%2F%2Fverify.harbour.example&service=VA{0}&identity=ff483d1ff591898a\
         9942916050d2ca3f&token=YK{0}.{0}{0}",
        "0123456789abcdef0123456789abcdef"
    );
    Device { link, state, another_way: true }
}

fn push() -> Push {
    Push { device: some("Ada’s phone"), again: Again::In(30), another_way: true }
}

/// Every page, and those states of it that look different.
pub(crate) fn samples() -> Vec<Sample> {
    let with = |name, page| Sample { name, frame: shop(), page };
    let wrong =
        |name, problem, page| Sample { name, frame: Frame { problem: Some(problem), ..shop() }, page };
    let told = |name, notice, page| Sample { name, frame: Frame { notice: Some(notice), ..shop() }, page };
    let suggested = Suggested {
        options: "/prompt/YP0123456789abcdef0123456789abcdef/passkey/options".to_owned(),
        answer: "/prompt/YP0123456789abcdef0123456789abcdef/passkey/answer".to_owned(),
    };
    let passkey = |ceremony| {
        Page::Passkey(Passkey {
            ceremony,
            options: "/prompt/YP0123456789abcdef0123456789abcdef/passkey/options".to_owned(),
            answer: "/prompt/YP0123456789abcdef0123456789abcdef/passkey/answer".to_owned(),
            another_way: true,
        })
    };
    let message = |way, to: &str, again, can_change| {
        let from = CodeFrom::Message { way, to: to.to_owned(), again, instead: Some(Way::Sms), can_change };
        Page::Code(Code { from, digits: 6, passkey: None, another_way: !can_change })
    };
    let offered = vec![
        choice("passkey", Method::Passkey, None),
        choice("authenticator", Method::Authenticator, None),
        choice("phone", Method::Phone, None),
        choice("email", Method::Email, None),
        choice("token", Method::Token, None),
        choice("push", Method::Push, None),
    ];
    let others = vec![
        choice("sms YF01", Method::Sms, Some("•••• 61")),
        choice("call YF01", Method::Call, Some("•••• 61")),
        choice("YF02", Method::Authenticator, Some("Work phone")),
        choice("YF05", Method::Recovery, None),
    ];
    let token = Token { serial: String::new(), another_way: true };
    let remove = |is_last| Page::Remove(Remove { method: phone(), is_last });
    let payment =
        Approves::Payment { amount: "39.99 EUR".to_owned(), payee: "Lighthouse Lamps Ltd".to_owned() };
    let text = "Change the account’s e-mail address\nto a•••@harbour.example".to_owned();
    let mut all = vec![
        with(
            "choose-first",
            Page::Choose(Choose { aim: Aim::First, choices: offered.clone(), can_go_back: false }),
        ),
        told(
            "choose-add",
            Notice::SetUpAgain,
            Page::Choose(Choose { aim: Aim::Add, choices: offered[..3].to_vec(), can_go_back: true }),
        ),
        with(
            "choose-another",
            Page::Choose(Choose { aim: Aim::AnotherWay, choices: others, can_go_back: true }),
        ),
        with(
            "phone",
            Page::EnterPhone(EnterPhone { typed: String::new(), sms: true, call: true, another_way: true }),
        ),
        wrong(
            "phone-wrong",
            Problem::BadPhone,
            Page::EnterPhone(EnterPhone {
                typed: "0151 2345".to_owned(),
                sms: true,
                call: false,
                another_way: true,
            }),
        ),
        with("email", Page::EnterEmail(EnterEmail { typed: String::new(), another_way: true })),
        wrong(
            "email-wrong",
            Problem::BadEmail,
            Page::EnterEmail(EnterEmail { typed: "me@".to_owned(), another_way: false }),
        ),
        with(
            "send",
            Page::Send(Send {
                ways: vec![Way::Sms, Way::Call], to: "•••• 61".to_owned(), another_way: true
            }),
        ),
        Sample {
            name: "code",
            frame: Frame { remember_days: Some(30), ..shop() },
            page: Page::Code(text_message()),
        },
        wrong("code-wrong", Problem::WrongCode { left: Some(3) }, Page::Code(text_message())),
        with("code-call", message(Way::Call, "•••• 61", Again::Now, true)),
        told(
            "code-email",
            Notice::SentAgain,
            message(Way::Email, "a•••@harbour.example", Again::In(125), true),
        ),
        with(
            "code-app",
            Page::Code(Code {
                from: CodeFrom::App { name: some("Work phone") },
                digits: 6,
                passkey: Some(suggested.clone()),
                another_way: true,
            }),
        ),
        told(
            "code-second",
            Notice::OneMore,
            Page::Code(Code {
                from: CodeFrom::App { name: None },
                digits: 6,
                passkey: None,
                another_way: true,
            }),
        ),
        with(
            "code-token",
            Page::Code(Code {
                from: CodeFrom::Token { name: None },
                digits: 8,
                passkey: None,
                another_way: true,
            }),
        ),
        Sample {
            name: "confirm-payment",
            frame: Frame { approves: Some(payment.clone()), ..shop() },
            page: Page::Code(text_message()),
        },
        Sample {
            name: "confirm-text",
            frame: Frame { approves: Some(Approves::Text(text)), ..shop() },
            page: Page::Push(Push { device: None, again: Again::No, another_way: false }),
        },
        with("authenticator", Page::Authenticator(authenticator())),
        wrong("authenticator-wrong", Problem::ClockOff, Page::Authenticator(authenticator())),
        with("passkey-make", passkey(Ceremony::Register)),
        Sample {
            name: "passkey-use",
            frame: Frame { remember_days: Some(1), ..shop() },
            page: passkey(Ceremony::Authenticate),
        },
        // The page that goes on by itself is gone before anybody has looked at it.
        with("remembered", Page::Remembered(Remembered { by_itself: false })),
        with("token", Page::Token(token.clone())),
        wrong(
            "token-wrong",
            Problem::BadCodes,
            Page::Token(Token { serial: "2308-4417".to_owned(), ..token.clone() }),
        ),
        wrong("token-unknown", Problem::BadSerial, Page::Token(Token { serial: "2308".to_owned(), ..token })),
        with("device", Page::Device(device(DeviceState::Awaited))),
        with("device-connected", Page::Device(device(DeviceState::Connected))),
        with("device-over", Page::Device(device(DeviceState::Over))),
        with("ask", Page::AskDevice(AskDevice { device: some("Ada’s phone"), another_way: true })),
        with("push", Page::Push(push())),
        wrong("push-early", Problem::NotApproved, Page::Push(Push { again: Again::Now, ..push() })),
        with("recovery-codes", Page::RecoveryCodes(codes())),
        wrong("recovery-codes-unsaved", Problem::NotSaved, Page::RecoveryCodes(codes())),
        with("recovery", Page::EnterRecovery(EnterRecovery { another_way: true })),
        wrong(
            "recovery-wrong",
            Problem::WrongRecoveryCode,
            Page::EnterRecovery(EnterRecovery { another_way: true }),
        ),
        told("methods", Notice::Added, Page::Methods(methods())),
        with(
            "methods-none",
            Page::Methods(Methods {
                methods: Vec::new(),
                needs_two: true,
                can_add: true,
                recovery_left: None,
                browsers: Vec::new(),
                can_finish: false,
            }),
        ),
        with("methods-two", Page::Methods(Methods { needs_two: true, browsers: Vec::new(), ..methods() })),
        with("remove", remove(false)),
        with("remove-last", remove(true)),
        with("rename", Page::Rename(Rename { method: phone(), typed: "Work phone".to_owned() })),
        wrong(
            "rename-wrong",
            Problem::BadName,
            Page::Rename(Rename { method: phone(), typed: String::new() }),
        ),
    ];
    all[4].frame.brand.logo = logo();
    all.extend(ends());
    all
}

fn ends() -> impl Iterator<Item = Sample> {
    let back = || Link::parse("https://harbour.example/account?state=1&error=x");
    let onward = || some("/prompt/YP0123456789abcdef0123456789abcdef");
    let known = move |name, what, onward: Option<String>| Sample {
        name,
        frame: shop(),
        page: Page::End(End { what, onward, back: back() }),
    };
    let unknown = |name, what| Sample {
        name,
        frame: Frame::bare(Locale::ENGLISH),
        page: Page::End(End { what, onward: None, back: None }),
    };
    [
        known("end-expired", Ended::Expired, None),
        known("end-used", Ended::Used, None),
        known("end-elsewhere", Ended::Elsewhere, None),
        unknown("end-unknown", Ended::Unknown),
        known("end-cookies", Ended::CookiesBlocked, onward()),
        known("end-too-many", Ended::TooMany(Some(14)), None),
        known("end-too-many-later", Ended::TooMany(None), None),
        known("end-not-enrolled", Ended::NotEnrolled, None),
        known("end-denied", Ended::Denied, None),
        known("end-canceled", Ended::Canceled, None),
        known("end-stale", Ended::Stale, onward()),
        known("end-done", Ended::Done, None),
        unknown("end-fault", Ended::Fault),
    ]
    .into_iter()
}
