//! The lists that forms and filters choose from.

use crate::complaints::model::Listed;
use crate::platform::i18n::Lang;
use crate::platform::web::page::Choice;

/// Categories, causes and people, in the words of the reader.
pub struct Sheet {
    listed: Vec<Listed>,
    lang: Lang,
}

impl Sheet {
    pub fn new(listed: Vec<Listed>, lang: Lang) -> Self {
        Self { listed, lang }
    }

    fn label(&self, entry: &Listed) -> String {
        self.lang.pick(&entry.zh, &entry.en).clone()
    }

    pub fn categories(&self) -> Vec<Choice> {
        self.of(|entry| entry.kind == "category")
    }

    /// The leaves of the tree of causes, each with its branch in front.
    pub fn causes(&self) -> Vec<Choice> {
        let branch = |code: &str| self.listed.iter().find(|entry| entry.code == code);
        let mut leaves: Vec<(&Listed, &Listed)> = self
            .listed
            .iter()
            .filter(|entry| entry.kind == "cause")
            .filter_map(|entry| Some((branch(entry.parent.as_deref()?)?, entry)))
            .collect();
        leaves.sort_by_key(|(above, entry)| (above.position, entry.position));
        leaves
            .into_iter()
            .map(|(above, entry)| {
                let label = format!("{} / {}", self.label(above), self.label(entry));
                Choice::new(entry.code.clone(), label)
            })
            .collect()
    }

    /// These choices, and before them what is chosen, should it have been retired since.
    pub fn with_chosen(mut choices: Vec<Choice>, code: &str, label: &str) -> Vec<Choice> {
        if !code.is_empty() && !choices.iter().any(|choice| choice.value == code) {
            choices.insert(0, Choice::new(code.to_owned(), label.to_owned()));
        }
        choices
    }

    /// Who can own a complaint.
    pub fn workers(&self) -> Vec<Choice> {
        self.of(|entry| entry.kind == "person" && entry.works)
    }

    pub fn colleagues(&self) -> Vec<Choice> {
        self.of(|entry| entry.kind == "person")
    }

    fn of(&self, wanted: impl Fn(&Listed) -> bool) -> Vec<Choice> {
        self.listed
            .iter()
            .filter(|entry| wanted(entry))
            .map(|entry| Choice::new(entry.code.clone(), self.label(entry)))
            .collect()
    }

    pub fn name_of(&self, code: &str) -> Option<String> {
        self.listed
            .iter()
            .find(|entry| entry.code == code)
            .map(|entry| self.label(entry))
    }
}
