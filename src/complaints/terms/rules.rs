//! What a term may be, and what it is called. Values only.

use crate::coded;

coded! {
    /// What a term is for.
    pub enum Kind {
        Category "category",
        /// A branch of the tree of causes.
        Branch "branch",
        /// A leaf of it: what a complaint is put down to.
        Cause "cause",
    }
}

coded! {
    pub enum Direction { Up "up", Down "down", }
}

/// The longest code, in characters.
const LONGEST: usize = 32;

/// A code from the English words, unlike those that are taken.
pub fn code_of(english: &str, taken: &[String]) -> String {
    let mut code = String::new();
    for part in english
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        if !code.is_empty() {
            code.push('_');
        }
        code.push_str(&part.to_ascii_lowercase());
    }
    code.truncate(LONGEST);
    // `new` is the address of the form for a new one.
    if code.is_empty() || code == "new" {
        code = "term".to_owned();
    }
    let free = |code: &String| !taken.contains(code);
    if free(&code) {
        return code;
    }
    (2..)
        .map(|number: u32| format!("{code}_{number}"))
        .find(free)
        .unwrap_or_default()
}

/// The order with one moved a step; as it is where there is no step to take.
pub fn moved<T: Clone + PartialEq>(order: &[T], one: &T, direction: Direction) -> Vec<T> {
    let mut order = order.to_vec();
    let at = order.iter().position(|each| each == one);
    let to = at.and_then(|at| match direction {
        Direction::Up => at.checked_sub(1),
        Direction::Down => Some(at + 1).filter(|to| *to < order.len()),
    });
    if let (Some(at), Some(to)) = (at, to) {
        order.swap(at, to);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_made_of_the_english_words() {
        let none: [String; 0] = [];
        assert_eq!(code_of("Parts  quality (OEM)", &none), "parts_quality_oem");
        assert_eq!(code_of("漆面", &none), "term");
        assert_eq!(code_of("New", &none), "term");
        assert_eq!(code_of("x".repeat(60).as_str(), &none).len(), LONGEST);
        let taken = ["paint".to_owned(), "paint_2".to_owned()];
        assert_eq!(code_of("Paint", &taken), "paint_3");
    }

    #[test]
    fn a_step_up_or_down_stops_at_the_ends() {
        let order = ["a", "b", "c"];
        assert_eq!(moved(&order, &"b", Direction::Up), ["b", "a", "c"]);
        assert_eq!(moved(&order, &"b", Direction::Down), ["a", "c", "b"]);
        assert_eq!(moved(&order, &"a", Direction::Up), order);
        assert_eq!(moved(&order, &"c", Direction::Down), order);
        assert_eq!(moved(&order, &"d", Direction::Up), order);
    }
}
