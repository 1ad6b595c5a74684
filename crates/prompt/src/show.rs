//! A prompt as it stands, as a page.

use countersign_engine::prompt::Scene;
use countersign_model::{
    Channel, Confirm, Factor, FactorSid, Method as Means, Notice as Done, PromptEnding, PromptStatus,
    Purpose, RememberedBrowser, ResultCode, Stage, Timestamp, Trouble,
};
use countersign_web::Origin;
use http::HeaderMap;

use crate::page::brand::{Brand, Colour, Link, Logo};
use crate::page::view::{
    Again, Aim, Approves, AskDevice, Authenticator, Browser, Ceremony, Choice, Choose, Code, CodeFrom,
    Device, DeviceState, End, Ended, Enrolled, EnterEmail, EnterPhone, EnterRecovery, Frame, Method, Methods,
    Notice, Page, Passkey, Post, Problem, Push, RecoveryCodes, Remembered, Remove, Rename, Send, Suggested,
    Token, Way,
};
use crate::{answer, app_link, place};

/// The page of a prompt that isn't over.
pub(crate) fn pending(scene: &Scene, headers: &HeaderMap, origin: &Origin, csrf: String) -> (Frame, Page) {
    let (prompt, content) = (&scene.opened.prompt, &scene.opened.content);
    let path = place::page(origin, prompt.sid);
    let frame = Frame {
        locale: answer::locale(headers, content.locale.as_deref()),
        brand: brand(scene),
        approves: content.confirm.as_ref().map(approves),
        post: Post { path: path.clone(), csrf, step: prompt.step.to_string() },
        can_cancel: true,
        remember_days: scene.remember_days(),
        problem: content.trouble.map(|trouble| problem(trouble, scene.now)),
        notice: notice(scene),
    };
    let show = Show { scene, path, origin, has_passkeys: has_passkeys(origin) };
    (frame, show.page())
}

/// The page of one that is.
pub(crate) fn end(scene: &Scene, headers: &HeaderMap, origin: &Origin) -> (Frame, Page) {
    let (prompt, content) = (&scene.opened.prompt, &scene.opened.content);
    let mut frame = Frame::bare(answer::locale(headers, content.locale.as_deref()));
    frame.brand = brand(scene);
    let (what, is_done) = match &scene.status {
        PromptStatus::Completed { result: ResultCode::Exchanged { .. }, .. } => (Ended::Used, false),
        PromptStatus::Completed { at, .. } if scene.now >= prompt.leaves_until(*at) => {
            (Ended::Expired, false)
        }
        PromptStatus::Completed { .. } => (Ended::Done, true),
        PromptStatus::Ended { how, .. } => (ended(*how), false),
        PromptStatus::Expired { .. } | PromptStatus::Pending => (Ended::Expired, false),
    };
    let onward = is_done.then(|| place::way_back(origin, prompt.sid));
    let back = if is_done { None } else { answer::link(&scene.back()) };
    (frame, Page::End(End { what, onward, back }))
}

const fn ended(how: PromptEnding) -> Ended {
    match how {
        PromptEnding::NotEnrolled => Ended::NotEnrolled,
        PromptEnding::Canceled => Ended::Canceled,
        PromptEnding::Denied => Ended::Denied,
        PromptEnding::Failed => Ended::TooMany(None),
    }
}

fn brand(scene: &Scene) -> Brand {
    let set = &scene.service.settings.prompts;
    Brand {
        name: scene.service.friendly_name.to_string(),
        logo: set.logo_url.as_deref().and_then(Logo::parse),
        colour: set.color.as_deref().and_then(Colour::parse),
        support: set.support_url.as_deref().and_then(Link::parse),
    }
}

fn approves(confirm: &Confirm) -> Approves {
    match confirm {
        Confirm::Text(text) => Approves::Text(text.to_string()),
        Confirm::Payment { amount, payee } => {
            Approves::Payment { amount: amount.to_string(), payee: payee.to_string() }
        }
    }
}

/// Browsers bind passkeys to names, never to numbers, and only by TLS or on the person's own machine.
fn has_passkeys(origin: &Origin) -> bool {
    let bare = place::bare(origin);
    url::Url::parse(&bare).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => {
            url.scheme() == "https" || name == "localhost" || name.ends_with(".localhost")
        }
        _ => false,
    })
}

fn notice(scene: &Scene) -> Option<Notice> {
    let content = &scene.opened.content;
    let is_setup = scene.opened.prompt.purpose == Purpose::Setup;
    match content.notice {
        Some(Done::SentAgain) => Some(Notice::SentAgain),
        Some(Done::AskedAgain) => Some(Notice::AskedAgain),
        Some(Done::Added) => Some(Notice::Added),
        Some(Done::Renamed) => Some(Notice::Renamed),
        Some(Done::Removed) => Some(Notice::Removed),
        Some(Done::Forgotten) => Some(Notice::Forgotten),
        None if content.trouble.is_some() => None,
        None if scene.proves && !content.proofs.is_empty() => Some(Notice::OneMore),
        None if is_setup && scene.proves => Some(Notice::ProveFirst),
        None if is_setup && content.proofs.iter().any(|proof| proof.method.is_fallback()) => {
            Some(Notice::SetUpAgain)
        }
        None => None,
    }
}

fn problem(trouble: Trouble, now: Timestamp) -> Problem {
    let seconds =
        |until: i64| u32::try_from((until - now.millis()).max(0)).unwrap_or(u32::MAX).div_ceil(1000).max(1);
    match trouble {
        Trouble::Missing => Problem::Missing,
        Trouble::WrongCode => Problem::WrongCode { left: None },
        Trouble::UsedCode => Problem::UsedCode,
        Trouble::ClockOff => Problem::ClockOff,
        Trouble::TokenOff => Problem::TokenOff,
        Trouble::CodeOver => Problem::CodeOver,
        Trouble::BadPhone => Problem::BadPhone,
        Trouble::BadEmail => Problem::BadEmail,
        Trouble::NotServed => Problem::NotServed,
        Trouble::Known => Problem::Known,
        Trouble::TooSoon { until } => Problem::TooSoon { seconds: seconds(until) },
        Trouble::TooMany { until } => Problem::TooMany { minutes: seconds(until).div_ceil(60) },
        Trouble::NotSent => Problem::NotSent,
        Trouble::BadSerial => Problem::BadSerial,
        Trouble::BadCodes => Problem::BadCodes,
        Trouble::Passkey => Problem::Passkey,
        Trouble::NotApproved => Problem::NotApproved,
        Trouble::NoAnswer => Problem::NoAnswer,
        Trouble::WrongNumber => Problem::WrongNumber,
        Trouble::NoDevice => Problem::NoDevice,
        Trouble::WrongRecoveryCode => Problem::WrongRecoveryCode,
        Trouble::NotSaved => Problem::NotSaved,
        Trouble::BadName => Problem::BadName,
        Trouble::Gone => Problem::Gone,
    }
}

const fn picture(method: Means) -> Method {
    match method {
        Means::Passkeys => Method::Passkey,
        Means::Push => Method::Push,
        Means::Totp => Method::Authenticator,
        Means::HardwareTotp | Means::Hotp => Method::Token,
        Means::Phone => Method::Phone,
        Means::Email => Method::Email,
        Means::RecoveryCodes => Method::Recovery,
    }
}

const fn way(channel: Channel) -> Way {
    match channel {
        Channel::Call => Way::Call,
        Channel::Email => Way::Email,
        Channel::Sms | Channel::Whatsapp | Channel::Telegram => Way::Sms,
    }
}

/// What a page is made from.
struct Show<'s> {
    scene: &'s Scene,
    path: String,
    origin: &'s Origin,
    has_passkeys: bool,
}

impl Show<'_> {
    fn page(&self) -> Page {
        let gone = || self.choose();
        if self.scene.is_remembered {
            return Page::Remembered(Remembered { by_itself: self.scene.opened.content.trouble.is_none() });
        }
        match &self.scene.stage {
            Stage::Start | Stage::Choose => self.choose(),
            Stage::Prove { factor } => {
                self.factor(*factor, |it, factor| it.prove(factor)).unwrap_or_else(gone)
            }
            Stage::Sent { factor, channel, again_at, .. } => self
                .factor(*factor, |it, (_, factor)| {
                    let to = Scene::hint(factor).unwrap_or_default();
                    it.code(*channel, to, *again_at, false)
                })
                .unwrap_or_else(gone),
            Stage::SentNew { channel, to, again_at, .. } => {
                self.code(*channel, Scene::masked(to), *again_at, true)
            }
            Stage::Methods => self.methods(),
            Stage::Enter { method: Means::Phone, typed } => Page::EnterPhone(EnterPhone {
                typed: typed.clone(),
                sms: true,
                call: self.has_calls(),
                another_way: true,
            }),
            Stage::Enter { typed, .. } => {
                Page::EnterEmail(EnterEmail { typed: typed.clone(), another_way: true })
            }
            Stage::Authenticator { secret, uri, .. } => Page::Authenticator(Authenticator {
                uri: uri.clone(),
                secret: secret.clone(),
                digits: self.app_digits(),
                another_way: true,
            }),
            Stage::Asked { factor, again_at, .. } => self
                .factor(*factor, |it, (_, factor)| {
                    let (device, again) = (it.name(factor), it.again(*again_at));
                    Page::Push(Push { device, again, another_way: it.another_way() })
                })
                .unwrap_or_else(gone),
            Stage::NewDevice { token, until, .. } => self.device(token, *until),
            Stage::NewPasskey => self.passkey(Ceremony::Register),
            Stage::NewToken { serial } => Page::Token(Token { serial: serial.clone(), another_way: true }),
            Stage::RecoveryCodes { codes } => Page::RecoveryCodes(RecoveryCodes { codes: codes.clone() }),
            Stage::Rename { factor, typed } => self
                .factor(*factor, |it, factor| {
                    let method = it.enrolled(factor);
                    let typed = typed.clone().or_else(|| method.name.clone()).unwrap_or_default();
                    Page::Rename(Rename { method, typed })
                })
                .unwrap_or_else(gone),
            Stage::Remove { factor } => self
                .factor(*factor, |it, factor| {
                    let is_last = it.scene.lasting().len() <= 1;
                    Page::Remove(Remove { method: it.enrolled(factor), is_last })
                })
                .unwrap_or_else(gone),
        }
    }

    fn factor<'s>(
        &'s self,
        sid: FactorSid,
        page: impl FnOnce(&Self, (Means, &'s Factor)) -> Page,
    ) -> Option<Page> {
        self.scene.factor(sid).map(|factor| page(self, factor))
    }

    /// A factor's own name; none where it is only what the person is called, or where codes go.
    fn name(&self, factor: &Factor) -> Option<String> {
        let name = factor.friendly_name.as_str();
        let is_own = !self.scene.is_account_name(factor) && Scene::hint(factor).as_deref() != Some(name);
        is_own.then(|| name.to_owned())
    }

    fn another_way(&self) -> bool {
        self.scene.ways().len() > 1
    }

    /// A payment's code is bound to what the person reads, and a call reads out nothing but a code.
    fn has_calls(&self) -> bool {
        !matches!(self.scene.opened.content.confirm, Some(Confirm::Payment { .. }))
    }

    fn app_digits(&self) -> u8 {
        let digits = self.scene.service.settings.totp.code_length;
        digits.and_then(|digits| u8::try_from(digits).ok()).unwrap_or(6)
    }

    fn choose(&self) -> Page {
        let has_some = !self.scene.lasting().is_empty();
        if self.scene.proves {
            let ways = self.scene.ways();
            let choices = ways.iter().map(|(method, factor)| Choice {
                value: factor.sid.to_string(),
                method: picture(*method),
                hint: Scene::hint(factor).or_else(|| self.name(factor)),
            });
            return Page::Choose(Choose {
                aim: Aim::AnotherWay,
                choices: choices.collect(),
                can_go_back: !ways.is_empty(),
            });
        }
        Page::Choose(Choose {
            aim: if has_some { Aim::Add } else { Aim::First },
            choices: self.offered().into_iter().map(|method| self.offer(method)).collect(),
            can_go_back: has_some,
        })
    }

    /// What can be set up.
    fn offered(&self) -> Vec<Means> {
        let allowed = &self.scene.opened.content.allowed;
        // Which of the two a token is, its serial number tells.
        let token = self.scene.tokens.first();
        let is_offered = |method: &Means| match method {
            Means::Passkeys => self.has_passkeys,
            Means::HardwareTotp | Means::Hotp => token == Some(method),
            method => !method.is_fallback(),
        };
        allowed.iter().copied().filter(is_offered).collect()
    }

    fn offer(&self, method: Means) -> Choice {
        Choice { value: method.as_str().to_owned(), method: picture(method), hint: None }
    }

    fn prove(&self, (method, factor): (Means, &Factor)) -> Page {
        let another_way = self.another_way();
        let (digits, passkey) = (Scene::digits(factor), self.suggested());
        let device = |from| Page::Code(Code { from, digits, passkey, another_way });
        let to = Scene::hint(factor).unwrap_or_default();
        match method {
            Means::Passkeys => self.passkey(Ceremony::Authenticate),
            Means::Push => Page::AskDevice(AskDevice { device: self.name(factor), another_way }),
            Means::Totp => device(CodeFrom::App { name: self.name(factor) }),
            Means::HardwareTotp | Means::Hotp => {
                device(CodeFrom::Token { name: self.name(factor).or_else(|| Scene::hint(factor)) })
            }
            Means::Phone if self.has_calls() => {
                Page::Send(Send { ways: vec![Way::Sms, Way::Call], to, another_way })
            }
            Means::Phone => Page::Send(Send { ways: vec![Way::Sms], to, another_way }),
            Means::Email => Page::Send(Send { ways: vec![Way::Email], to, another_way }),
            Means::RecoveryCodes => Page::EnterRecovery(EnterRecovery { another_way }),
        }
    }

    fn code(&self, channel: Channel, to: String, again_at: Option<i64>, is_new: bool) -> Page {
        let again = again_at.map_or(Again::No, |at| self.again(at));
        let instead = match channel {
            Channel::Email => None,
            Channel::Call => Some(Way::Sms),
            _ => self.has_calls().then_some(Way::Call),
        };
        let from = CodeFrom::Message { way: way(channel), to, again, instead, can_change: is_new };
        let digits = self.scene.service.settings.code_length.get();
        let passkey = if is_new { None } else { self.suggested() };
        Page::Code(Code { from, digits, passkey, another_way: is_new || self.another_way() })
    }

    /// Where the script asks for passkeys.
    fn ceremonies(&self) -> Suggested {
        let at = |what| format!("{}/passkey/{what}", self.path);
        Suggested { options: at("options"), answer: at("answer") }
    }

    /// The same, for somebody who could use one in place of the code that they are asked for.
    fn suggested(&self) -> Option<Suggested> {
        let has_one = self.scene.ways().iter().any(|(method, _)| *method == Means::Passkeys);
        (self.has_passkeys && has_one).then(|| self.ceremonies())
    }

    fn again(&self, at: i64) -> Again {
        match at - self.scene.now.millis() {
            ..=0 => Again::Now,
            left => Again::In(u32::try_from(left.div_euclid(1000) + 1).unwrap_or(u32::MAX)),
        }
    }

    fn device(&self, token: &str, until: i64) -> Page {
        let (prompt, set) = (&self.scene.opened.prompt, &self.scene.service.settings.prompts);
        // The link may have been taken out of the settings meanwhile: then nothing can be opened.
        let app = set.push_app_link.as_deref();
        let state = match app {
            _ if self.scene.is_connected => DeviceState::Connected,
            Some(_) if self.scene.now.millis() < until => DeviceState::Awaited,
            _ => DeviceState::Over,
        };
        let whose = (prompt.service_sid, &prompt.identity);
        let link = app_link::link(app.unwrap_or_default(), self.origin, whose, token);
        Page::Device(Device { link, state, another_way: true })
    }

    fn passkey(&self, ceremony: Ceremony) -> Page {
        let is_new = ceremony == Ceremony::Register;
        let Suggested { options, answer } = self.ceremonies();
        Page::Passkey(Passkey { ceremony, options, answer, another_way: is_new || self.another_way() })
    }

    fn methods(&self) -> Page {
        let content = &self.scene.opened.content;
        let has_codes = content.allowed.contains(&Means::RecoveryCodes);
        let methods: Vec<_> = self.scene.lasting().into_iter().map(|factor| self.enrolled(factor)).collect();
        Page::Methods(Methods {
            can_finish: !methods.is_empty(),
            needs_two: self.scene.service.settings.prompts.demand(Purpose::Login).two_methods,
            methods,
            can_add: !self.offered().is_empty(),
            recovery_left: has_codes.then(|| self.scene.recovery_left().unwrap_or(0)),
            browsers: self.browsers(),
        })
    }

    fn browsers(&self) -> Vec<Browser> {
        let shown = |it: &RememberedBrowser| Browser {
            value: it.sid.to_string(),
            name: Some(it.name.as_str()).filter(|name| !name.is_empty()).map(str::to_owned),
            is_this: self.scene.this_browser == Some(it.sid),
            used: it.used_at,
        };
        self.scene.browsers.iter().map(shown).collect()
    }

    fn enrolled(&self, (method, factor): (Means, &Factor)) -> Enrolled {
        Enrolled {
            value: factor.sid.to_string(),
            method: picture(method),
            name: self.name(factor),
            hint: Scene::hint(factor),
            added: factor.created_at,
            used: factor.challenged.last(),
        }
    }
}
