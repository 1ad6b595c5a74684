//! What a command answers: a table for people, JSON for programs.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An answer, in a form that both can be made of. No `Debug`: some hold a token or a secret that is shown this once.
#[derive(Serialize, Deserialize)]
pub(crate) enum Answer {
    /// One thing, name by name.
    Record(Vec<(String, Value)>),
    /// Many things of one kind.
    Table {
        /// What one of them is called, for a list of none.
        what: String,
        /// The names.
        columns: Vec<String>,
        /// A row a thing.
        rows: Vec<Vec<Value>>,
    },
    /// One thing, name by name, with lists of what belongs to it.
    Detailed {
        /// The thing.
        fields: Vec<(String, Value)>,
        /// What belongs to it, each list with its name.
        lists: Vec<(String, Answer)>,
    },
    /// Nothing to show but that it was done.
    Done(String),
}

impl Answer {
    /// One thing.
    pub(crate) fn record<const N: usize>(fields: [(&str, Value); N]) -> Self {
        Self::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Many things, each called as the first column is: see [`Answer::of`].
    pub(crate) fn table<const N: usize>(columns: [&str; N], rows: impl Iterator<Item = [Value; N]>) -> Self {
        let what = columns[0].to_owned();
        Self::Table { what, columns: columns.map(str::to_owned).into(), rows: rows.map(Vec::from).collect() }
    }

    /// The same list, where its first column doesn't say what there is none of.
    pub(crate) fn of(mut self, name: &str) -> Self {
        if let Self::Table { what, .. } = &mut self {
            name.clone_into(what);
        }
        self
    }

    /// One thing with what belongs to it.
    pub(crate) fn detailed<const N: usize, const M: usize>(
        fields: [(&str, Value); N],
        lists: [(&str, Self); M],
    ) -> Self {
        Self::Detailed {
            fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            lists: lists.into_iter().map(|(name, list)| (name.to_owned(), list)).collect(),
        }
    }

    /// For a program: an object, a list of objects, or `{"done": "…"}`.
    #[must_use]
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Record(fields) => Value::Object(fields.iter().cloned().collect()),
            Self::Table { columns, rows, .. } => rows
                .iter()
                .map(|row| Value::Object(columns.iter().cloned().zip(row.iter().cloned()).collect()))
                .collect(),
            Self::Detailed { fields, lists } => {
                let lists = lists.iter().map(|(name, list)| (name.clone(), list.to_json()));
                Value::Object(fields.iter().cloned().chain(lists).collect())
            }
            Self::Done(sentence) => {
                Value::Object(Map::from_iter([("done".to_owned(), Value::String(sentence.clone()))]))
            }
        }
    }

    /// For a person.
    #[must_use]
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Done(sentence) => format!("{sentence}\n"),
            Self::Record(fields) => record(fields),
            Self::Detailed { fields, lists } => {
                let lists = lists.iter().map(|(name, list)| match list {
                    // Named by the list: its first column alone would say too little.
                    Self::Table { rows, .. } if rows.is_empty() => {
                        format!("\n{}: none\n", name.replace('_', " "))
                    }
                    list => format!("\n{}", list.to_text()),
                });
                std::iter::once(record(fields)).chain(lists).collect()
            }
            Self::Table { what, rows, .. } if rows.is_empty() => format!("no {what}\n"),
            Self::Table { columns, rows, .. } => {
                let cells: Vec<Vec<String>> = std::iter::once(columns.clone())
                    .chain(rows.iter().map(|row| row.iter().map(plain).collect()))
                    .collect();
                let width = |at: usize| cells.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
                let widths: Vec<usize> = (0..columns.len()).map(width).collect();
                let line = |row: &Vec<String>| {
                    let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
                    format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
                };
                cells.iter().map(line).collect()
            }
        }
    }
}

/// A line for each field.
fn record(fields: &[(String, Value)]) -> String {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    fields.iter().map(|(name, value)| format!("{name:width$}  {}\n", plain(value))).collect()
}

/// A value as a person reads it; control characters of a name must not steer the terminal.
fn plain(value: &Value) -> String {
    let text = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) if values.is_empty() => "-".to_owned(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_table_lines_up_for_people_and_is_a_list_for_programs() {
        let table = Answer::table(
            ["account", "name"],
            [[json!("AC1"), json!("First")], [json!("AC22"), json!("Evil\u{1b}[2J")]].into_iter(),
        );
        assert_eq!(table.to_text(), "account  name\nAC1      First\nAC22     Evil\u{fffd}[2J\n");
        assert_eq!(table.to_json()[0], json!({"account": "AC1", "name": "First"}));
    }

    #[test]
    fn what_belongs_to_a_thing_stands_below_it_and_in_it() {
        let list =
            Answer::table(["provider", "channels"], [[json!("a"), json!(["sms", "call"])]].into_iter());
        let none = Answer::table(["provider", "why"], std::iter::empty());
        let fields = [("route", json!("dk")), ("to", json!(null))];
        let answer = Answer::detailed(fields, [("asked", list), ("passed_over", none)]);
        let text = "route  dk\nto     -\n\nprovider  channels\na         sms, call\n\npassed over: none\n";
        assert_eq!(answer.to_text(), text);
        let asked = json!([{"provider": "a", "channels": ["sms", "call"]}]);
        let json = json!({"route": "dk", "to": null, "asked": asked, "passed_over": []});
        assert_eq!(answer.to_json(), json);
    }

    #[test]
    fn an_empty_table_says_so() {
        let none = || Answer::table(["key", "name"], std::iter::empty());
        assert_eq!(none().to_text(), "no key\n");
        assert_eq!(none().of("entry of the safe list").to_text(), "no entry of the safe list\n");
        assert_eq!(none().of("entry").to_json(), json!([]));
    }
}
