//! Characters of names with every way they are read.

use std::collections::HashMap;

use pinyin::ToPinyinMulti;

/// Number of a character in the table; 0 is none at all.
pub(super) type Glyph = u16;

/// Readings as surnames that the general table lacks.
const SURNAME_READINGS: [(char, &str); 12] = [
    ('区', "ou"),
    ('仇', "qiu"),
    ('朴', "piao"),
    ('查', "zha"),
    ('盖', "ge"),
    ('缪', "miao"),
    ('逄', "pang"),
    ('钭', "tou"),
    ('冼', "xian"),
    ('尉', "yu"),
    ('万', "mo"),
    ('俟', "qi"),
];

/// Every character that stands in a name, once.
#[derive(Default)]
pub(super) struct Glyphs {
    numbers: HashMap<char, Glyph>,
    known: Vec<Known>,
}

struct Known {
    sign: char,
    readings: Vec<String>,
}

impl Glyphs {
    /// The number of a character; characters beyond 65,535 different ones share the number 0 and are never found.
    pub fn number(&mut self, sign: char) -> Glyph {
        if let Some(number) = self.numbers.get(&sign) {
            return *number;
        }
        let Ok(number) = Glyph::try_from(self.known.len() + 1) else {
            return 0;
        };
        self.known.push(Known {
            sign,
            readings: readings(sign),
        });
        self.numbers.insert(sign, number);
        number
    }

    /// The number of a character that some name has.
    pub fn known_number(&self, sign: char) -> Option<Glyph> {
        self.numbers.get(&sign).copied()
    }

    fn known(&self, glyph: Glyph) -> Option<&Known> {
        self.known.get(usize::from(glyph).checked_sub(1)?)
    }

    /// For each glyph, whether a match of `wanted` may begin with it.
    pub fn beginnings(&self, wanted: &[char]) -> Vec<bool> {
        let begins = |known: &Known| {
            wanted.first().is_some_and(|first| {
                known.sign == *first || known.readings.iter().any(|reading| reading.starts_with(*first))
            })
        };
        std::iter::once(false).chain(self.known.iter().map(begins)).collect()
    }

    /// How well `name` begins with `wanted`: each wanted character is the sign itself, or a run of letters that its
    /// reading begins with.
    pub fn fit(&self, name: &[Glyph], wanted: &[char]) -> Option<Fit> {
        let Some(first) = wanted.first() else {
            return Some(Fit {
                whole_readings: true,
                whole_name: name.is_empty(),
            });
        };
        let (glyph, rest) = name.split_first()?;
        let known = self.known(*glyph)?;
        if known.sign == *first {
            return self.fit(rest, wanted.get(1..)?);
        }
        let mut best: Option<Fit> = None;
        for reading in &known.readings {
            let shared = reading.chars().zip(wanted).take_while(|(a, b)| a == *b).count();
            for length in (1..=shared).rev() {
                let Some(fit) = wanted.get(length..).and_then(|left| self.fit(rest, left)) else {
                    continue;
                };
                let fit = Fit {
                    whole_readings: fit.whole_readings && length == reading.len(),
                    ..fit
                };
                if best.is_none_or(|best| fit.rank() > best.rank()) {
                    best = Some(fit);
                }
            }
        }
        best
    }
}

/// How a name fits what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// No reading was cut short.
    pub whole_readings: bool,
    /// Nothing of the name is left over.
    pub whole_name: bool,
}

impl Fit {
    pub fn rank(self) -> u8 {
        u8::from(self.whole_name) * 2 + u8::from(self.whole_readings)
    }
}

/// Toneless readings; ü is typed as v, u or yu.
fn readings(sign: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |reading: String| {
        if !found.contains(&reading) {
            found.push(reading);
        }
    };
    let known = sign
        .to_pinyin_multi()
        .into_iter()
        .flatten()
        .map(|reading| reading.plain());
    let more = SURNAME_READINGS
        .iter()
        .filter(|(surname, _)| *surname == sign)
        .map(|(_, reading)| *reading);
    for reading in known.chain(more) {
        if reading.contains('ü') {
            for typed in ["v", "u", "yu"] {
                add(reading.replace('ü', typed));
            }
        } else {
            add(reading.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn surnames_have_every_reading_people_type() {
        for (sign, expected) in [
            ('曾', "zeng"),
            ('曾', "ceng"),
            ('单', "shan"),
            ('单', "dan"),
            ('解', "xie"),
            ('仇', "qiu"),
            ('区', "ou"),
            ('查', "zha"),
            ('朴', "piao"),
            ('翟', "zhai"),
            ('任', "ren"),
            ('盖', "ge"),
            ('缪', "miao"),
            ('乐', "yue"),
            ('尉', "yu"),
            ('俟', "qi"),
            ('吕', "lv"),
            ('吕', "lu"),
            ('黑', "hei"),
            ('召', "shao"),
            ('折', "she"),
            ('员', "yun"),
            ('燕', "yan"),
            ('重', "chong"),
        ] {
            assert!(
                readings(sign).iter().any(|reading| reading == expected),
                "{sign} {expected} {:?}",
                readings(sign)
            );
        }
        assert!(readings('a').is_empty());
    }
}
