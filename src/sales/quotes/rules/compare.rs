//! Two versions beside each other.

use super::{Line, LineKind};
use crate::values::money::Fen;

/// A line in two versions; `None` where a version hasn't got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    pub kind: LineKind,
    pub label: String,
    pub before: Option<Fen>,
    pub after: Option<Fen>,
    /// It costs the same and covers something else.
    pub covers_changed: bool,
}

impl Compared {
    /// By how much it went up.
    pub fn difference(&self) -> Fen {
        let fen = |amount: Option<Fen>| amount.unwrap_or(Fen::ZERO).fen();
        Fen::new(fen(self.after).saturating_sub(fen(self.before)))
    }

    pub fn changed(&self) -> bool {
        self.before != self.after || self.covers_changed
    }
}

/// Every line of either version, in the order of the sheet; of lines with the same name the first goes with the first.
pub fn compare(before: &[Line], after: &[Line]) -> Vec<Compared> {
    let mut left: Vec<&Line> = after.iter().collect();
    let mut all: Vec<Compared> = before
        .iter()
        .map(|old| {
            let place = left
                .iter()
                .position(|new| new.kind == old.kind && new.label == old.label);
            let new = place.map(|place| left.remove(place));
            Compared {
                kind: old.kind,
                label: old.label.clone(),
                before: Some(old.amount),
                after: new.map(|new| new.amount),
                covers_changed: new.is_some_and(|new| new.covers != old.covers),
            }
        })
        .collect();
    all.extend(left.into_iter().map(|new| Compared {
        kind: new.kind,
        label: new.label.clone(),
        before: None,
        after: Some(new.amount),
        covers_changed: false,
    }));
    all.sort_by_key(|one| one.kind);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: LineKind, label: &str, covers: &str, amount: i64) -> Line {
        Line {
            kind,
            label: label.to_owned(),
            covers: covers.to_owned(),
            amount: Fen::new(amount),
        }
    }

    #[test]
    fn what_came_went_and_changed() {
        let before = [
            line(LineKind::Car, "", "", 100),
            line(LineKind::Accessory, "脚垫", "", 10),
            line(LineKind::Accessory, "脚垫", "", 20),
            line(LineKind::Warranty, "", "2 年", 30),
        ];
        let after = [
            line(LineKind::Car, "", "", 90),
            line(LineKind::Discount, "", "", -5),
            line(LineKind::Accessory, "脚垫", "", 10),
            line(LineKind::Warranty, "", "3 年", 30),
        ];
        let found = compare(&before, &after);
        let seen: Vec<_> = found
            .iter()
            .map(|one| (one.kind, one.difference().fen(), one.changed()))
            .collect();
        assert_eq!(
            seen,
            [
                (LineKind::Car, -10, true),
                (LineKind::Discount, -5, true),
                (LineKind::Accessory, 0, false),
                (LineKind::Accessory, -20, true),
                (LineKind::Warranty, 0, true),
            ]
        );
    }
}
