//! What else than a customer a term may name.

use crate::complaints::model::PREFIX;
use crate::values::number::RecordNumber;

/// A complaint's number as people type it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintNumber {
    /// `TS20261122-0007`, with or without letters and dash.
    Whole(String),
    /// `0007`: the latest with this number of a day.
    Tail(String),
}

impl ComplaintNumber {
    /// Reads a term, as [`Term::read`](crate::customers::term::Term::read) leaves it on one line.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(number) = whole(text, PREFIX) {
            return Some(Self::Whole(number));
        }
        let tail = text.trim_start_matches('-');
        (tail.len() == 4 && tail.bytes().all(|sign| sign.is_ascii_digit())).then(|| Self::Tail(tail.to_owned()))
    }
}

/// The number of a record whose numbers begin with these letters, typed with or without letters and dash.
pub fn whole(text: &str, prefix: &str) -> Option<String> {
    [text.to_owned(), format!("{prefix}{text}")]
        .iter()
        .filter_map(|text| RecordNumber::parse(text).ok())
        .find(|number| number.prefix() == prefix)
        .map(|number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::term::Term;

    fn number(raw: &str) -> Option<ComplaintNumber> {
        ComplaintNumber::read(&Term::read(raw).text)
    }

    #[test]
    fn the_number_of_a_complaint_however_it_is_typed() {
        let whole = Some(ComplaintNumber::Whole("TS20261122-0005".to_owned()));
        for raw in [
            "TS20261122-0005",
            "ts202611220005",
            "20261122-0005",
            "ＴＳ20261122－0005",
        ] {
            assert_eq!(number(raw), whole, "{raw}");
        }
        for raw in ["0005", "-0005"] {
            assert_eq!(number(raw), Some(ComplaintNumber::Tail("0005".to_owned())), "{raw}");
        }
        for raw in ["张三", "HD20261122-0005", "138", "13812345621"] {
            assert_eq!(number(raw), None, "{raw}");
        }
    }
}
