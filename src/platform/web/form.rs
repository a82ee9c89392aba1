//! Forms: a struct of strings, parsed once into a domain type, shown again as typed with every fault beside its field.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use validator::{Validate, ValidationErrors};

use crate::platform::db::FormToken;
use crate::platform::error::FieldErrors;
use crate::platform::i18n::{Lang, faults};
use crate::values::fault::Fault;

/// A form as it is posted: one struct of strings (lists for repeated fields), all with a default.
pub trait Form: DeserializeOwned + Validate + 'static {
    /// What the command takes.
    type Parsed;

    /// Checks every field and collects every fault.
    fn parse(&self) -> Result<Self::Parsed, FieldErrors>;

    /// The field and fault that a violated database constraint means.
    fn constraint(_name: &str) -> Option<(&'static str, Fault)> {
        None
    }
}

/// A form with nothing but its token: a button. Also what takes fields as they come, by [`Posted::pairs`].
///
/// [`Posted::pairs`]: super::Posted::pairs
#[derive(Default, serde::Deserialize, Validate)]
pub struct Bare {}

impl Form for Bare {
    type Parsed = ();

    fn parse(&self) -> Result<(), FieldErrors> {
        Ok(())
    }
}

/// Collects the faults of a form.
///
/// ```ignore
/// let mut check = Checker::of(self);
/// let name = check.required("name", &self.name, PersonName::parse);
/// let email = check.optional("email", &self.email, Email::parse);
/// check.finish(|| Some(NewCustomer { name: name?, email: email? }))
/// ```
#[derive(Debug, Default)]
pub struct Checker {
    errors: FieldErrors,
}

impl Checker {
    /// Starts with what `validator` finds.
    pub fn of(form: &impl Validate) -> Self {
        let errors = match form.validate() {
            Ok(()) => FieldErrors::new(),
            Err(found) => first_faults(&found),
        };
        Self { errors }
    }

    /// A field that must be filled.
    pub fn required<T>(&mut self, field: &str, raw: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Option<T> {
        if raw.trim().is_empty() {
            self.fault(field, Fault::Required);
            return None;
        }
        parse(raw).map_err(|fault| self.fault(field, fault)).ok()
    }

    /// A field that may stay empty: `Some(None)` then.
    pub fn optional<T>(
        &mut self,
        field: &str,
        raw: &str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        if raw.trim().is_empty() {
            return Some(None);
        }
        parse(raw).map(Some).map_err(|fault| self.fault(field, fault)).ok()
    }

    /// Notes a fault; the first of a field stays.
    pub fn fault(&mut self, field: &str, fault: Fault) {
        self.errors.entry(field.to_owned()).or_insert(fault);
    }

    /// The domain type if there was no fault at all.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, FieldErrors> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        build().ok_or_else(|| FieldErrors::from([(String::new(), Fault::Required)]))
    }
}

fn first_faults(found: &ValidationErrors) -> FieldErrors {
    let fault = |error: &validator::ValidationError| {
        let bound = |name| error.params.get(name).and_then(serde_json::Value::as_u64);
        match (error.code.as_ref(), bound("min"), bound("max")) {
            ("length", _, Some(max)) => Fault::TooLong {
                max: usize::try_from(max).unwrap_or(usize::MAX),
            },
            ("length", Some(min), None) => Fault::TooShort {
                min: usize::try_from(min).unwrap_or(1),
            },
            ("email", ..) => Fault::Email,
            ("url", ..) => Fault::Url,
            _ => Fault::Choice,
        }
    };
    found
        .field_errors()
        .into_iter()
        .filter_map(|(field, errors)| Some((field.to_string(), fault(errors.first()?))))
        .collect()
}

/// A form as it is shown.
#[derive(Clone, Debug)]
pub struct FormView {
    values: BTreeMap<String, Vec<String>>,
    errors: BTreeMap<String, String>,
    theirs: BTreeMap<String, String>,
    /// What the fields are called, for the summary of faults.
    labels: BTreeMap<String, String>,
    token: String,
}

impl FormView {
    /// A form not yet posted, with its first values.
    pub fn fresh<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        let pairs = values.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self::build(pairs, BTreeMap::new())
    }

    /// A form without values.
    pub fn blank() -> Self {
        Self::build(std::iter::empty(), BTreeMap::new())
    }

    /// A posted form again, as typed, with its faults.
    pub fn again(lang: Lang, pairs: Vec<(String, String)>, errors: &FieldErrors) -> Self {
        let errors = errors
            .iter()
            .map(|(field, fault)| (field.clone(), faults::words(fault, lang)))
            .collect();
        Self::build(pairs.into_iter(), errors)
    }

    /// As [`Self::again`], for a form whose record somebody changed meanwhile: each field also shows their value, and
    /// the next post counts against the record as it is now.
    pub fn against(pairs: Vec<(String, String)>, theirs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut view = Self::build(pairs.into_iter(), BTreeMap::new());
        for (name, value) in theirs {
            if name == "lock_version" {
                view.values.insert(name, vec![value]);
            } else if view.value(&name) != value {
                view.theirs.insert(name, value);
            }
        }
        view
    }

    fn build(pairs: impl Iterator<Item = (String, String)>, errors: BTreeMap<String, String>) -> Self {
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in pairs {
            values.entry(name).or_default().push(value);
        }
        Self {
            values,
            errors,
            theirs: BTreeMap::new(),
            labels: BTreeMap::new(),
            token: FormToken::new().to_string(),
        }
    }

    pub fn value(&self, name: &str) -> &str {
        self.values
            .get(name)
            .and_then(|values| values.first())
            .map_or("", String::as_str)
    }

    /// Every value of a repeated field.
    pub fn list(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a repeated field, a choice or a tick has this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.list(name).iter().any(|known| known == value)
    }

    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.get(name).map(String::as_str)
    }

    /// (field, fault) of each wrong field, for the summary on top; with the field's name where it was given.
    pub fn problems(&self) -> impl Iterator<Item = (&str, String)> {
        self.errors
            .iter()
            .filter(|(field, _)| !field.is_empty())
            .map(|(field, words)| {
                let label = self.labels.get(field).map_or("", String::as_str);
                (field.as_str(), format!("{label}{words}"))
            })
    }

    /// Whether the summary of faults names this field; else a script does so by its label.
    pub fn names(&self, field: &str) -> bool {
        self.labels.contains_key(field)
    }

    /// Names the fields, so that the summary of faults says which it speaks of.
    #[must_use]
    pub fn named<'a>(mut self, lang: Lang, labels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        for (field, label) in labels {
            // A question mark is followed by no colon.
            let label = if label.ends_with(['？', '?', '！', '!', '。', '.']) {
                format!("{label} ")
            } else {
                lang.pick(format!("{label}："), format!("{label}: "))
            };
            self.labels.insert(field.to_owned(), label);
        }
        self
    }

    /// What is wrong with the form as a whole.
    pub fn general(&self) -> Option<&str> {
        self.error("")
    }

    pub fn any_error(&self) -> bool {
        !self.errors.is_empty()
    }

    /// What the record holds now in this field, where that differs from what was typed.
    pub fn theirs(&self, name: &str) -> Option<&str> {
        self.theirs.get(name).map(String::as_str)
    }

    pub fn is_stale(&self) -> bool {
        !self.theirs.is_empty()
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    /// Adds one value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.entry(name.to_owned()).or_default().push(value.into());
        self
    }

    /// Puts a value in the place of what was typed.
    #[must_use]
    pub fn instead(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), vec![value.into()]);
        self
    }

    /// Adds a fault that belongs to no value type.
    #[must_use]
    pub fn with_error(mut self, field: &str, words: impl Into<Cow<'static, str>>) -> Self {
        self.errors.insert(field.to_owned(), words.into().into_owned());
        self
    }
}
