//! What narrows a list: its address with one thing changed, its views as tabs, its filters as chips.

use super::page::Choice;

/// An address with what is asked for there; an empty value asks for nothing.
pub fn address<N: AsRef<str>, V: AsRef<str>>(path: &str, pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let asked = pairs.into_iter().filter(|(_, value)| !value.as_ref().is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(asked)
        .finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

/// The query of a list.
pub trait Narrowed {
    /// Where the list is.
    const PATH: &'static str;

    /// What may be asked for, as it was asked for; all but the place in the list.
    fn all(&self) -> Vec<(&'static str, &String)>;

    /// What is asked for.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        self.all()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect()
    }

    /// The list with one thing changed (an empty value drops it), from its beginning.
    fn with(&self, name: &str, value: &str) -> String {
        let kept = self.pairs().into_iter().filter(|(known, _)| *known != name);
        address(Self::PATH, kept.chain([(name, value)]))
    }

    /// What stays when these are dropped.
    fn kept(&self, but: &[&str]) -> Vec<(&'static str, String)> {
        self.pairs()
            .into_iter()
            .filter(|(name, _)| !but.contains(name))
            .map(|(name, value)| (name, value.to_owned()))
            .collect()
    }

    /// The filter of this name.
    fn chooser(&self, name: &'static str, label: &'static str, chosen: &str, choices: Vec<Choice>) -> Chooser {
        Chooser {
            name,
            label,
            chosen: chosen.to_owned(),
            value: choices
                .iter()
                .find(|choice| choice.value == chosen)
                .map(|choice| choice.label.clone())
                .unwrap_or_default(),
            choices,
            kept: self.kept(&[name]),
            clear: self.with(name, ""),
        }
    }
}

/// A view of a list, with its count where it has one.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub count: String,
    pub hot: bool,
    pub current: bool,
}

impl Tab {
    pub fn new(href: String, label: &'static str, current: bool) -> Self {
        Self {
            href,
            label,
            current,
            ..Self::default()
        }
    }
}

/// A filter: what can be chosen, what is chosen, and the other filters, which stay.
#[derive(Clone, Debug)]
pub struct Chooser {
    pub name: &'static str,
    pub label: &'static str,
    pub chosen: String,
    pub choices: Vec<Choice>,
    pub kept: Vec<(&'static str, String)>,
    /// What is chosen, in words.
    pub value: String,
    pub clear: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Asked {
        view: String,
        owner: String,
    }

    fn asked(view: &str, owner: &str) -> Asked {
        Asked {
            view: view.to_owned(),
            owner: owner.to_owned(),
        }
    }

    impl Narrowed for Asked {
        const PATH: &'static str = "/things";

        fn all(&self) -> Vec<(&'static str, &String)> {
            vec![("view", &self.view), ("owner", &self.owner)]
        }
    }

    #[test]
    fn one_thing_changes_and_the_rest_stays() {
        let asked = asked("late", "7");
        assert_eq!(asked.with("owner", "8 & 9"), "/things?view=late&owner=8+%26+9");
        assert_eq!(asked.with("owner", ""), "/things?view=late");
        assert_eq!(Asked::default().with("view", ""), "/things");
    }

    #[test]
    fn a_filter_names_what_is_chosen_and_keeps_the_others() {
        let asked = asked("late", "7");
        let chooser = asked.chooser(
            "owner",
            "Owner",
            "7",
            vec![Choice::new("7", "Li Na"), Choice::new("8", "Wu")],
        );
        assert_eq!(chooser.value, "Li Na");
        assert_eq!(chooser.kept, [("view", "late".to_owned())]);
        assert_eq!(chooser.clear, "/things?view=late");
    }
}
