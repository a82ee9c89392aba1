//! Number plates of mainland China (GA 36-2018). Canonical: `沪A12345`, `沪AD12345`, `京A1234警`, `使224009`, `沪A12345临`.

use super::{fault::Fault, personal::hide_from_debug, text};

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
const SEPARATORS: [char; 12] = ['·', '•', '・', '‧', '∙', '⋅', '.', '-', '–', '—', '_', '*'];
const NONE: &str = "无 无牌 无车牌 未上牌 未上 未挂牌 没有 没有车牌 暂无 新车 NONE N/A";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlateKind {
    Ordinary,
    NewEnergy,
    /// Police, driving school, trailer, Hong Kong and Macao, embassy, consulate, rescue.
    Special,
    Temporary,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Plate {
    canonical: String,
    kind: PlateKind,
}

hide_from_debug!(Plate);

impl Plate {
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::code(raw, &SEPARATORS)?;
        Self::recognise(&typed).ok_or(Fault::Plate)
    }

    /// A car may have no plate yet: `None` for an empty text, a dash, 无, 无牌, 未上牌, none …
    pub fn parse_optional(raw: &str) -> Result<Option<Self>, Fault> {
        match text::code(raw, &SEPARATORS) {
            Err(Fault::Required) => Ok(None),
            Ok(typed) if typed.is_empty() || NONE.split(' ').any(|none| none == typed) => Ok(None),
            _ => Self::parse(raw).map(Some),
        }
    }

    /// The plates, one per province, that a number typed without its province (`A12345`) may stand for.
    pub fn anywhere(raw: &str) -> Vec<Self> {
        let Ok(typed) = text::code(raw, &SEPARATORS) else {
            return Vec::new();
        };
        PROVINCES
            .chars()
            .map_while(|province| Self::recognise(&format!("{province}{typed}")))
            .collect()
    }

    /// Everything a serial number may stand for, typed without province and letter (`3Q9KP`).
    pub fn by_serial(raw: &str) -> Vec<Self> {
        let Ok(serial) = text::code(raw, &SEPARATORS) else {
            return Vec::new();
        };
        if !matches!(serial.len(), 5 | 6) || !serial.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
            return Vec::new();
        }
        let everywhere = PROVINCES
            .chars()
            .flat_map(|province| ('A'..='Z').map(move |office| (province, office)));
        everywhere
            .filter_map(|(province, office)| Self::recognise(&format!("{province}{office}{serial}")))
            .collect()
    }

    fn recognise(typed: &str) -> Option<Self> {
        let (canonical, kind) = if typed.contains('临') {
            (temporary(typed)?, PlateKind::Temporary)
        } else if let Some(diplomatic) = diplomatic(typed) {
            (diplomatic, PlateKind::Special)
        } else {
            (typed.to_owned(), registered(typed)?)
        };
        Some(Self { canonical, kind })
    }

    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    pub fn kind(&self) -> PlateKind {
        self.kind
    }

    pub fn is_new_energy(&self) -> bool {
        self.kind == PlateKind::NewEnergy
    }

    /// As on the car: `沪A·12345`, `使224·009`.
    pub fn display(&self) -> String {
        let dot_at = if self.canonical.starts_with(['使', '领']) {
            4
        } else {
            2
        };
        let mut shown: String = self.canonical.chars().take(dot_at).collect();
        shown.push('·');
        shown.extend(self.canonical.chars().skip(dot_at));
        shown
    }

    /// `沪A***45`.
    pub fn masked(&self) -> String {
        let head: String = self.canonical.chars().take(2).collect();
        format!("{head}***{}", self.last(2))
    }

    /// The last `n` letters and digits, the way people name a car in the yard; endings such as 警 don't count.
    pub fn last(&self, n: usize) -> &str {
        text::last(self.canonical.trim_matches(|c: char| !c.is_ascii()), n)
    }
}

/// 使 or 领 with the country's three digits and three more, the mark at either end.
fn diplomatic(typed: &str) -> Option<String> {
    let mark = typed.chars().find(|c| matches!(c, '使' | '领'))?;
    let digits = typed.strip_prefix(mark).or_else(|| typed.strip_suffix(mark))?;
    (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{mark}{digits}"))
}

/// 临 or 临时 in front, behind or in between.
fn temporary(typed: &str) -> Option<String> {
    let number = typed.replacen("临时", "临", 1).replacen('临', "", 1);
    let (_, serial) = place(&number)?;
    ((4..=6).contains(&serial.len()) && serial.chars().all(in_serial)).then(|| format!("{number}临"))
}

fn registered(typed: &str) -> Option<PlateKind> {
    let (_, serial) = place(typed)?;
    let serial: Vec<char> = serial.chars().collect();
    match serial.as_slice() {
        [number @ .., '警' | '学' | '挂' | '港' | '澳' | '使' | '领'] | [number @ .., '应', '急'] => {
            (number.len() == 4 && all(number, in_serial)).then_some(PlateKind::Special)
        }
        ordinary if ordinary.len() == 5 => all(ordinary, in_serial).then_some(PlateKind::Ordinary),
        [first, second, rest @ ..] if rest.len() == 4 => {
            let small = is_energy(*first) && in_serial(*second) && all(rest, is_digit);
            let large = serial
                .split_last()
                .is_some_and(|(last, number)| is_energy(*last) && all(number, is_digit));
            (small || large).then_some(PlateKind::NewEnergy)
        }
        _ => None,
    }
}

/// Splits province and office letter from the serial number.
fn place(typed: &str) -> Option<(&str, &str)> {
    let mut chars = typed.chars();
    let (province, office) = (chars.next()?, chars.next()?);
    (PROVINCES.contains(province) && office.is_ascii_uppercase() && office != 'I').then_some(())?;
    typed.split_at_checked(province.len_utf8() + office.len_utf8())
}

fn in_serial(c: char) -> bool {
    c.is_ascii_digit() || (c.is_ascii_uppercase() && !matches!(c, 'I' | 'O'))
}

/// D, A, B, C, E pure electric; F, G, H, J, K not.
fn is_energy(c: char) -> bool {
    matches!(c, 'A'..='H' | 'J' | 'K')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

fn all(chars: &[char], test: fn(char) -> bool) -> bool {
    chars.iter().all(|&c| test(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(raw: &str) -> (String, PlateKind) {
        let plate = Plate::parse(raw).unwrap_or_else(|fault| panic!("{raw}: {fault}"));
        (plate.canonical, plate.kind)
    }

    #[test]
    fn as_people_type_them() {
        for raw in [
            "沪A12345",
            "沪a12345",
            "沪A·12345",
            "沪A•12345",
            "沪A.12345",
            "沪A-12345",
            " 沪 A 123 45 ",
            "沪Ａ１２３４５",
        ] {
            assert_eq!(parsed(raw), ("沪A12345".into(), PlateKind::Ordinary), "{raw}");
        }
    }

    #[test]
    fn every_kind() {
        for (raw, canonical, kind, display) in [
            ("浙aaaqj7", "浙AAAQJ7", PlateKind::Ordinary, "浙A·AAQJ7"),
            ("沪A·D12345", "沪AD12345", PlateKind::NewEnergy, "沪A·D12345"),
            ("苏EFA1234", "苏EFA1234", PlateKind::NewEnergy, "苏E·FA1234"),
            ("浙F12345D", "浙F12345D", PlateKind::NewEnergy, "浙F·12345D"),
            ("京A1234警", "京A1234警", PlateKind::Special, "京A·1234警"),
            ("京Aa123学", "京AA123学", PlateKind::Special, "京A·A123学"),
            ("沪A1234挂", "沪A1234挂", PlateKind::Special, "沪A·1234挂"),
            ("粤Z1234港", "粤Z1234港", PlateKind::Special, "粤Z·1234港"),
            ("粤ZF023澳", "粤ZF023澳", PlateKind::Special, "粤Z·F023澳"),
            ("沪A1234领", "沪A1234领", PlateKind::Special, "沪A·1234领"),
            ("沪X1234应急", "沪X1234应急", PlateKind::Special, "沪X·1234应急"),
            ("使224-009", "使224009", PlateKind::Special, "使224·009"),
            ("224009领", "领224009", PlateKind::Special, "领224·009"),
            ("临沪A12345", "沪A12345临", PlateKind::Temporary, "沪A·12345临"),
            ("沪A12345 临", "沪A12345临", PlateKind::Temporary, "沪A·12345临"),
            ("沪A临1234", "沪A1234临", PlateKind::Temporary, "沪A·1234临"),
            ("临时沪AD12345", "沪AD12345临", PlateKind::Temporary, "沪A·D12345临"),
        ] {
            assert_eq!(parsed(raw), (canonical.into(), kind));
            assert_eq!(Plate::parse(raw).unwrap().display(), display);
        }
    }

    #[test]
    fn what_is_no_plate_is_refused() {
        for raw in [
            "ABC502",
            "A12345",
            "沪12345",
            "沪A1234",
            "沪A1234I",
            "沪AO2345",
            "沪I12345",
            "沪A123456",
            "沪AL12345",
            "沪ADI2345",
            "沪ADA123B",
            "中A12345",
            "沪A123警",
            "沪A12345警",
            "警沪A1234",
            "使12345",
            "使1234567",
            "临",
            "临A12345",
            "临沪A12345临",
            "沪A12345临临",
            "沪A123临",
            "无",
            "沪A12345沪",
            "·",
        ] {
            assert_eq!(Plate::parse(raw), Err(Fault::Plate), "{raw}");
        }
        assert_eq!(Plate::parse("  "), Err(Fault::Required));
    }

    #[test]
    fn a_car_may_have_none() {
        for raw in ["", "　", "-", "—", "无", " 无 牌 ", "未上牌", "none", "n/a"] {
            assert_eq!(Plate::parse_optional(raw), Ok(None), "{raw}");
        }
        assert_eq!(Plate::parse_optional("ABC502"), Err(Fault::Plate));
        assert_eq!(Plate::parse_optional("沪a12345"), Plate::parse("沪A12345").map(Some));
    }

    #[test]
    fn tails_and_masks() {
        let police = Plate::parse("京A1234警").unwrap();
        assert_eq!(
            (police.last(4), police.last(5), &*police.masked()),
            ("1234", "A1234", "京A***34")
        );
        assert!(Plate::parse("沪AD12345").unwrap().is_new_energy());
        assert_eq!(format!("{police:?}"), "Plate([PII])");
    }

    #[test]
    fn a_number_without_its_province_may_stand_in_any() {
        let plates = Plate::anywhere("a·12345");
        assert_eq!(plates.len(), 31);
        assert!(plates.contains(&Plate::parse("沪A12345").unwrap()));
        assert!(Plate::anywhere("12345").is_empty() && Plate::anywhere("沪A12345").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(raw in "\\PC*|[沪临使领警A-K0-9]{0,9}") {
            let _ = Plate::parse_optional(&raw);
        }

        #[test]
        fn canonical_and_display_parse_to_themselves(raw in "[沪粤使领]?[A-Z]?[临]?[A-K0-9]{4,6}[警港临使领]?") {
            if let Ok(plate) = Plate::parse(&raw) {
                prop_assert_eq!(Plate::parse(plate.canonical()).unwrap(), plate.clone());
                prop_assert_eq!(Plate::parse(&plate.display()).unwrap(), plate);
            }
        }
    }
}
