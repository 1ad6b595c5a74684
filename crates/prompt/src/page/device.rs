//! Sets up a device.

use askama::Template;

use super::Leaf;
use super::qr;
use super::sheet::{Sheet, written};
use super::view::{Device, DeviceState};
use super::words::Words;

/// How often a browser without script asks whether the device is there, in seconds.
const REFRESH: u32 = 5;

impl Leaf for Device {
    fn title(&self, words: &Words<'_>) -> String {
        words.say("device-title")
    }

    fn body(&self, sheet: &Sheet<'_>) -> String {
        let is_awaited = self.state == DeviceState::Awaited;
        let body = Body {
            s: sheet,
            view: self,
            qr: is_awaited.then(|| qr::svg(&self.link, &sheet.say("device-qr"))).flatten(),
            state: match self.state {
                DeviceState::Awaited => "awaited",
                DeviceState::Connected => "connected",
                DeviceState::Over => "over",
            },
        };
        written(&body)
    }

    fn refresh(&self) -> Option<u32> {
        (self.state == DeviceState::Awaited).then_some(REFRESH)
    }
}

#[derive(Template)]
#[template(path = "device.html")]
struct Body<'a> {
    s: &'a Sheet<'a>,
    view: &'a Device,
    /// HTML.
    qr: Option<String>,
    /// The script's word for it.
    state: &'static str,
}
