//! TwiML: what Twilio is told to say. Facts: twilio.com/docs/voice/twiml.

use std::io;

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::{Reply, Script, Step};

/// Their languages by those of the texts. Irish is missing on purpose: no voice of theirs is known to read it.
const LANGUAGES: &[(&str, &str)] = &[
    ("da", "da-DK"),
    ("de", "de-DE"),
    ("en", "en-US"),
    ("es", "es-ES"),
    ("fr", "fr-FR"),
    ("it", "it-IT"),
    ("nl", "nl-NL"),
    ("pl", "pl-PL"),
    ("pt", "pt-PT"),
    ("pt-BR", "pt-BR"),
];

/// Their name for the language of a text; nothing for one that they don't read.
pub(super) fn language(locale: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == locale).map(|(_, language)| *language)
}

/// The document.
pub(super) fn document(script: &Script) -> Option<Reply> {
    let mut writer = Writer::new(Vec::new());
    let written = writer.create_element("Response").write_inner_content(|writer| match &script.step {
        Step::Ask { text, keys, seconds, next } => {
            let (keys, seconds) = (keys.to_string(), seconds.to_string());
            writer
                .create_element("Gather")
                .with_attributes([
                    ("input", "dtmf"),
                    ("numDigits", keys.as_str()),
                    ("timeout", seconds.as_str()),
                    // Every key counts, `#` too.
                    ("finishOnKey", ""),
                    ("action", next.as_str()),
                    ("method", "POST"),
                    // Else what follows would run when nobody pressed a key: there the code must never stand.
                    ("actionOnEmptyResult", "true"),
                ])
                .write_inner_content(|writer| {
                    // Who has just answered isn't listening yet.
                    pause(writer)?;
                    say(writer, script, text)
                })?;
            hang_up(writer)
        }
        Step::Tell(texts) => {
            for text in texts {
                say(writer, script, text)?;
                pause(writer)?;
            }
            hang_up(writer)
        }
        Step::HangUp => hang_up(writer),
    });
    written.ok()?;
    let body = String::from_utf8(writer.into_inner()).ok()?;
    Some(Reply { content_type: Some("text/xml; charset=utf-8"), body })
}

fn say(writer: &mut Writer<Vec<u8>>, script: &Script, text: &str) -> io::Result<()> {
    let mut element = writer.create_element("Say");
    // A voice has its own language; one without the other is read as they see fit.
    if let Some(language) = language(&script.locale) {
        element = element.with_attribute(("language", language));
    }
    if let Some(voice) = &script.voice {
        element = element.with_attribute(("voice", audible(voice).as_str()));
    }
    element.write_text_content(BytesText::new(&audible(text)))?;
    Ok(())
}

/// Without control characters: XML has no way to write them, and they have no sound.
fn audible(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

fn pause(writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    writer.create_element("Pause").with_attribute(("length", "1")).write_empty()?;
    Ok(())
}

fn hang_up(writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    writer.create_element("Hangup").write_empty()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(step: Step, voice: Option<&str>) -> String {
        let script = Script { locale: "de".to_owned(), voice: voice.map(str::to_owned), step };
        document(&script).expect("a document").body
    }

    #[test]
    fn what_waits_for_keys_holds_nothing_that_is_said_when_none_comes() {
        let step = Step::Ask {
            text: "Hier ist Acme. Drücken Sie 4, 7.".to_owned(),
            keys: 2,
            seconds: 6,
            next: "https://verify.example.com/voice/mine/x/gate-1?w=eyJ9&x=1".to_owned(),
        };
        insta::assert_snapshot!(written(step, Some("Polly.Vicki")).replace("><", ">\n<"), @r#"
        <Response>
        <Gather input="dtmf" numDigits="2" timeout="6" finishOnKey="" action="https://verify.example.com/voice/mine/x/gate-1?w=eyJ9&amp;x=1" method="POST" actionOnEmptyResult="true">
        <Pause length="1"/>
        <Say language="de-DE" voice="Polly.Vicki">Hier ist Acme. Drücken Sie 4, 7.</Say>
        </Gather>
        <Hangup/>
        </Response>
        "#);
    }

    #[test]
    fn texts_are_said_in_their_order_and_then_nothing() {
        let step = Step::Tell(vec!["one".to_owned(), "two".to_owned()]);
        insta::assert_snapshot!(written(step, None).replace("><", ">\n<"), @r#"
        <Response>
        <Say language="de-DE">one</Say>
        <Pause length="1"/>
        <Say language="de-DE">two</Say>
        <Pause length="1"/>
        <Hangup/>
        </Response>
        "#);
        assert_eq!(written(Step::HangUp, None), "<Response><Hangup/></Response>");
    }

    #[test]
    fn whatever_a_name_holds_is_said_and_changes_no_document() {
        for name in
            ["</Say></Gather><Dial>+1900</Dial>", "a & b", "]]>", "\"'", "<!--", "&#x0;", "é\u{1}\u{85}x"]
        {
            let text = written(Step::Tell(vec![name.to_owned()]), Some(name));
            let read = roxmltree::Document::parse(&text).expect("XML");
            let names: Vec<_> =
                read.root_element().children().map(|it| it.tag_name().name().to_owned()).collect();
            assert_eq!(names, ["Say", "Pause", "Hangup"], "{text}");
            let said = read.descendants().find(|it| it.has_tag_name("Say")).and_then(|it| it.text());
            let expected: String = name.chars().filter(|it| !it.is_control()).collect();
            assert_eq!(said, Some(expected.as_str()));
        }
    }

    #[test]
    fn irish_is_left_to_others() {
        assert_eq!((language("ga"), language("pt-BR")), (None, Some("pt-BR")));
    }
}
