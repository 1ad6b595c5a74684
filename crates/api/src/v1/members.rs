//! The members of a JSON body.

use countersign_model::{Demand, Method, Purpose};
use countersign_web::Problem;
use serde_json::Value;

/// An object that was sent. What nobody asks for is ignored, and null is the same as absent unless it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Members<'v>(pub(super) &'v Value);

impl<'v> Members<'v> {
    /// A text.
    pub(super) fn text(self, name: &str) -> Result<Option<&'v str>, Problem> {
        match &self.0[name] {
            Value::Null => Ok(None),
            // The database's texts can't hold U+0000.
            Value::String(text) if !text.contains('\0') => Ok(Some(text)),
            _ => Err(Problem::invalid_parameter(name)),
        }
    }

    /// A text as `parse` understands it.
    pub(super) fn parse<T, E>(
        self,
        name: &str,
        parse: impl FnOnce(&'v str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        self.text(name)?.map(parse).transpose().map_err(|_| Problem::invalid_parameter(name))
    }

    /// As [`Members::parse`], of what must be there.
    pub(super) fn require<T, E>(
        self,
        name: &str,
        parse: impl FnOnce(&'v str) -> Result<T, E>,
    ) -> Result<T, Problem> {
        self.parse(name, parse)?.ok_or_else(|| Problem::missing_parameter(name))
    }

    /// A list of texts, each as `parse` understands it.
    pub(super) fn list<T>(
        self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<Vec<T>>, Problem> {
        let rows = match &self.0[name] {
            Value::Null => return Ok(None),
            Value::Array(rows) if rows.len() <= MOST => rows,
            _ => return Err(Problem::invalid_parameter(name)),
        };
        let found: Option<Vec<_>> = rows.iter().map(|row| row.as_str().and_then(&parse)).collect();
        found.map(Some).ok_or_else(|| Problem::invalid_parameter(name))
    }

    /// A list of methods.
    pub(super) fn methods(self, name: &str) -> Result<Option<Vec<Method>>, Problem> {
        self.list(name, Method::parse)
    }

    /// A list of purposes, each once.
    pub(super) fn purposes(self, name: &str) -> Result<Option<Vec<Purpose>>, Problem> {
        let asked = self.list(name, Purpose::parse)?;
        Ok(asked.map(|asked| Purpose::ALL.into_iter().filter(|it| asked.contains(it)).collect()))
    }

    /// An assurance level.
    pub(super) fn level(self, name: &str) -> Result<Option<u8>, Problem> {
        match &self.0[name] {
            Value::Null => Ok(None),
            value => {
                let level = value.as_u64().and_then(|level| u8::try_from(level).ok());
                let level = level.filter(|level| *level <= Demand::HIGHEST);
                level.map(Some).ok_or_else(|| Problem::invalid_parameter(name))
            }
        }
    }

    /// An object within.
    pub(super) fn object(self, name: &str) -> Result<Option<Self>, Problem> {
        match &self.0[name] {
            Value::Null => Ok(None),
            object @ Value::Object(_) => Ok(Some(Self(object))),
            _ => Err(Problem::invalid_parameter(name)),
        }
    }

    /// Whether it is there at all, null or not.
    pub(super) fn has(self, name: &str) -> bool {
        self.0.get(name).is_some()
    }
}

/// Rows of a list.
const MOST: usize = 20;
