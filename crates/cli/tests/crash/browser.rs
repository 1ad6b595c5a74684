//! A browser in front of a prompt: it keeps its cookie over the server's deaths, and sends forms as they stand in pages.

use std::collections::BTreeMap;

use reqwest::header;
use reqwest::redirect::Policy;

use crate::client::{Dead, form};
use crate::server::{Process, Server};
use crate::within;

/// What a browser shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) path: String,
    pub(crate) text: String,
    /// The address outside that it was sent to.
    pub(crate) left: Option<String>,
}

impl Page {
    /// The value of a hidden field.
    fn hidden(&self, name: &str) -> &str {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.text.split_once(&start).unwrap_or_else(|| panic!("no {name} in {}", self.body()));
        rest.split('"').next().expect("a value")
    }

    /// The page without style and script.
    pub(crate) fn body(&self) -> &str {
        let from = self.text.find("<body").unwrap_or(0);
        let to = self.text.find("<script").unwrap_or(self.text.len());
        &self.text[from..to]
    }

    pub(crate) fn shows(&self, what: &str) -> bool {
        self.body().contains(what)
    }

    /// Whether it has a button of this value, or one that begins so.
    pub(crate) fn has_button(&self, value: &str) -> bool {
        self.buttons(value).next().is_some()
    }

    /// The values of all buttons that begin so.
    pub(crate) fn buttons(&self, start: &str) -> impl Iterator<Item = &str> {
        let values = self.body().split("name=\"action\" value=\"").skip(1);
        values.filter_map(|rest| rest.split('"').next()).filter(move |value| value.starts_with(start))
    }

    /// The same page, whichever step it is of.
    pub(crate) fn of_no_step(&self) -> String {
        let step = self.hidden("step");
        self.body()
            .replace(&format!("name=\"step\" value=\"{step}\""), "")
            .replace(&format!("data-step=\"{step}\""), "")
    }
}

/// The browser.
pub(crate) struct Browser {
    http: reqwest::Client,
    base: String,
    process: Process,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(server: &Server) -> Self {
        let builder = reqwest::Client::builder().no_proxy().tls_certs_only([]).redirect(Policy::none());
        let http = builder.build().expect("a client");
        let (base, process) = (server.banner.base.clone(), server.process.clone());
        Self { http, base, process, cookies: BTreeMap::new() }
    }

    /// Whom it asks from now on.
    pub(crate) fn turn_to(&mut self, server: &Server) {
        (self.base, self.process) = (server.banner.base.clone(), server.process.clone());
    }

    /// Goes to a page and follows where it leads.
    pub(crate) async fn opens(&mut self, path: &str) -> Result<Page, Dead> {
        let mut path = path.to_owned();
        for _ in 0..5 {
            let page = self.send(self.http.get(format!("{}{path}", self.base)), &path).await?;
            match &page.left {
                Some(to) if to.starts_with('/') => path.clone_from(to),
                _ => return Ok(page),
            }
        }
        panic!("it leads in circles: {path}");
    }

    /// Presses a button of a page, and follows.
    pub(crate) async fn presses(
        &mut self,
        page: &Page,
        button: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page, Dead> {
        let all = [("csrf", page.hidden("csrf")), ("step", page.hidden("step")), ("action", button)];
        let body = form(&[&all, fields].concat());
        let path = page.path.split('?').next().expect("a path");
        let request = self.http.post(format!("{}{path}", self.base)).body(body);
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "null")
            .header("sec-fetch-site", "same-origin");
        let seen = self.send(request, path).await?;
        match seen.left.clone() {
            Some(to) if to.starts_with('/') => self.opens(&to).await,
            _ => Ok(seen),
        }
    }

    async fn send(&mut self, request: reqwest::RequestBuilder, path: &str) -> Result<Page, Dead> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; "));
        let answered = async {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok::<_, reqwest::Error>((status, headers, response.text().await?))
        };
        let Ok((status, headers, text)) = within("a page is answered", answered).await else {
            self.process.end().await;
            return Err(Dead);
        };
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("text");
            let (name, value) = line.split(';').next().and_then(|it| it.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let left = headers.get(header::LOCATION).map(|to| to.to_str().expect("text").to_owned());
        Ok(Page { status, path: path.to_owned(), text, left })
    }
}
