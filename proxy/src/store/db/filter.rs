//! The `WHERE` of lists: conditions that combine, numbered as they come.

use super::Value;

/// Conditions that combine, and their arguments.
#[derive(Debug, Default)]
pub(in crate::store) struct Filter {
    conditions: Vec<String>,
    arguments: Vec<Value>,
}

impl Filter {
    /// Adds a condition; each `?` in it stands for the argument.
    pub(in crate::store) fn and(&mut self, condition: &'static str, argument: impl Into<Value>) {
        self.arguments.push(argument.into());
        self.conditions
            .push(condition.replace('?', &format!("${}", self.arguments.len())));
    }

    /// Adds a condition without an argument.
    pub(in crate::store) fn and_that(&mut self, condition: &'static str) {
        self.conditions.push(condition.to_owned());
    }

    /// Adds "is one of".
    pub(in crate::store) fn and_in(
        &mut self,
        column: &'static str,
        values: impl IntoIterator<Item = String>,
    ) {
        let first = self.arguments.len();
        self.arguments.extend(values.into_iter().map(Value::from));
        let names: Vec<String> = (first..self.arguments.len())
            .map(|index| format!("${}", index + 1))
            .collect();
        self.conditions
            .push(format!("{column} IN ({})", names.join(", ")));
    }

    /// ` WHERE …`, or nothing.
    pub(in crate::store) fn clause(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", self.conditions.join(" AND "))
        }
    }

    /// ` LIMIT … OFFSET …` and all arguments.
    pub(in crate::store) fn page(&self, skip: usize, take: usize) -> (String, Vec<Value>) {
        let mut arguments = self.arguments.clone();
        arguments.push(Value::Int(Some(i64::try_from(take).unwrap_or(i64::MAX))));
        arguments.push(Value::Int(Some(i64::try_from(skip).unwrap_or(i64::MAX))));
        let count = arguments.len();
        (format!(" LIMIT ${} OFFSET ${count}", count - 1), arguments)
    }

    /// The arguments.
    pub(in crate::store) fn arguments(&self) -> Vec<Value> {
        self.arguments.clone()
    }
}

/// A pattern for `lower(column) LIKE ? ESCAPE '!'` that finds the text anywhere.
pub(in crate::store) fn anywhere(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c.to_ascii_lowercase());
    }
    pattern.push('%');
    pattern
}
