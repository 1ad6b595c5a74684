//! Whoever writes a name, a label or an address writes text, never HTML.

use countersign_messages::Locale;
use countersign_prompt::page::Pages;
use countersign_prompt::page::brand::{Brand, Link};
use countersign_prompt::page::view::{
    Again, Aim, Approves, AskDevice, Authenticator, Browser, Choice, Choose, Code, CodeFrom, Device,
    DeviceState, End, Ended, Enrolled, EnterEmail, EnterPhone, Frame, Method, Methods, Page, Passkey, Post,
    Push, RecoveryCodes, Remove, Rename, Send, Token, Way,
};

use crate::samples::phone;

/// Every page with `text` wherever a page can hold text from somebody.
fn filled(text: &str) -> Vec<(Frame, Page)> {
    let own = || text.to_owned();
    let some = || Some(text.to_owned());
    let frame = |approves| Frame {
        brand: Brand {
            name: own(),
            support: Link::parse(&format!("https://shop.example/{text}")),
            ..Brand::default()
        },
        approves,
        post: Post { path: own(), csrf: own(), step: own() },
        can_cancel: true,
        ..Frame::bare(Locale::ENGLISH)
    };
    let method = || Enrolled { value: own(), name: some(), hint: some(), ..phone() };
    let from =
        CodeFrom::Message { way: Way::Sms, to: own(), again: Again::Now, instead: None, can_change: true };
    let pages = vec![
        Page::Choose(Choose {
            aim: Aim::AnotherWay,
            choices: vec![Choice { value: own(), method: Method::Sms, hint: some() }],
            can_go_back: true,
        }),
        Page::EnterPhone(EnterPhone { typed: own(), sms: true, call: true, another_way: false }),
        Page::EnterEmail(EnterEmail { typed: own(), another_way: false }),
        Page::Send(Send { ways: vec![Way::Email], to: own(), another_way: false }),
        Page::Code(Code { from, digits: 6, another_way: false }),
        Page::Code(Code { from: CodeFrom::App { name: some() }, digits: 6, another_way: false }),
        Page::Code(Code { from: CodeFrom::Token { name: some() }, digits: 6, another_way: false }),
        Page::Authenticator(Authenticator { uri: own(), secret: own(), digits: 6, another_way: false }),
        Page::Passkey(Passkey {
            ceremony: countersign_prompt::page::view::Ceremony::Authenticate,
            options: own(),
            answer: own(),
            another_way: false,
        }),
        Page::Token(Token { serial: own(), digits: 6, another_way: false }),
        Page::AskDevice(AskDevice { device: some(), another_way: false }),
        Page::Push(Push { device: some(), again: Again::No, another_way: false }),
        Page::Device(Device { link: own(), state: DeviceState::Awaited, another_way: false }),
        Page::RecoveryCodes(RecoveryCodes { codes: vec![own()] }),
        Page::Methods(Methods {
            methods: vec![method()],
            needs_two: false,
            can_add: true,
            recovery_left: Some(1),
            browsers: vec![Browser { value: own(), name: own(), is_this: true, used: phone().added }],
            can_finish: true,
        }),
        Page::Remove(Remove { method: method(), is_last: false }),
        Page::Rename(Rename { method: method(), typed: own() }),
        Page::End(End {
            what: Ended::Done,
            onward: some(),
            back: Link::parse(&format!("https://a.example/{text}")),
        }),
    ];
    let approved = [Approves::Text(own()), Approves::Payment { amount: own(), payee: own() }];
    pages.into_iter().flat_map(|page| approved.clone().map(|it| (frame(Some(it)), page.clone()))).collect()
}

#[test]
fn html_in_any_value_is_shown_and_not_obeyed() {
    let pages = Pages::new();
    let written = |text: &str| -> Vec<String> {
        filled(text).iter().map(|(frame, page)| pages.html(frame, page).text).collect()
    };
    // As many words, so that nothing but escaping can differ.
    let plain = written("plain text here");
    for evil in [
        "</title><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)> '",
        "' onfocus='alert(1)' <!--",
    ] {
        for (html, plain) in written(evil).iter().zip(&plain) {
            for mark in ['<', '>', '"', '\''] {
                assert_eq!(html.matches(mark).count(), plain.matches(mark).count(), "{mark} {evil}: {html}");
            }
            for foreign in ["<img", "<script>alert", "onerror=alert(1)>", "<!--"] {
                assert!(!html.contains(foreign), "{foreign}: {html}");
            }
        }
    }
}
