//! Choices and figures of the customer record (domain.md §3, §8, §10).

use chrono::TimeDelta;

crate::coded! {
    pub enum Kind { Person "person", Company "company" }
}

crate::coded! {
    pub enum PhoneLabel { Mobile "mobile", Home "home", Work "work", Family "family", Other "other" }
}

crate::coded! {
    /// What the car is for.
    pub enum Usage {
        Family "family", Business "business", OffRoad "off_road", RideHailing "ride_hailing", Other "other",
    }
}

crate::coded! {
    /// Membership tiers, lowest first (domain.md §8).
    pub enum Tier { Regular "regular", Silver "silver", Gold "gold", Platinum "platinum" }
}

crate::coded! {
    /// Why the portal may keep the record at all.
    pub enum LegalBasis { Contract "contract", Consent "consent", LegalDuty "legal_duty" }
}

crate::coded! {
    /// Where a customer first came from (domain.md §4).
    pub enum Source {
        WalkIn "walk_in", PhoneIn "phone_in", Website "website", Autohome "autohome", Yiche "yiche",
        Dongchedi "dongchedi", WeChat "wechat", Moments "moments", MiniProgram "mini_program", App "app",
        Douyin "douyin", Exhibition "exhibition", Research "research", Partner "partner", Referral "referral",
        Campaign "campaign", Other "other",
    }
}

crate::coded! {
    pub enum BudgetBand {
        Under100k "under_100k", From100k "100k_150k", From150k "150k_200k", From200k "200k_300k", Over300k "over_300k",
    }
}

crate::coded! {
    pub enum Channel { Phone "phone", Sms "sms", WeChat "wechat", Email "email" }
}

crate::coded! {
    pub enum ContactTime {
        Any "any", Morning "morning", Noon "noon", Afternoon "afternoon", Evening "evening", Weekend "weekend",
    }
}

crate::coded! {
    pub enum ServiceMode { Wait "wait", PickUp "pick_up", DropOff "drop_off" }
}

crate::coded! {
    /// What a customer allows personal data to be used for; each per channel.
    pub enum Purpose { Service "service", Marketing "marketing", Survey "survey", Sharing "sharing" }
}

crate::coded! {
    pub enum RequestState { Open "open", Approved "approved", Rejected "rejected" }
}

crate::coded! {
    /// The class shown on lists, first that fits (domain.md §3).
    pub enum Class { Vip "vip", Existing "existing", New "new", Potential "potential" }
}

crate::coded! {
    /// Why somebody looks at contact data in full.
    pub enum RevealReason {
        Contact "contact", Verify "verify", Request "request", Complaint "complaint", Document "document",
    }
}

/// Version of the notice that a customer is shown before the record is made.
pub const NOTICE_VERSION: &str = "2026-01";
/// Version of the words that a consent is asked with.
pub const WORDING_VERSION: &str = "2026-01";
/// How long a revealed value stays on the screen, in seconds.
pub const REVEAL_SECONDS: u32 = 30;
/// Phones, tags of one record.
pub const MAX_PHONES: usize = 6;
pub const MAX_TAGS: usize = 12;

/// First that fits: platinum; has a car; first contact no longer ago than `new_for`; else potential.
pub fn class(tier: Tier, has_vehicle: bool, age: TimeDelta, new_for: TimeDelta) -> Class {
    if tier == Tier::Platinum {
        Class::Vip
    } else if has_vehicle {
        Class::Existing
    } else if age <= new_for {
        Class::New
    } else {
        Class::Potential
    }
}

/// Which parts of a record are filled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filled {
    pub company: bool,
    pub phone: bool,
    /// E-mail or WeChat.
    pub second_channel: bool,
    pub id_number: bool,
    pub born_on: bool,
    pub gender: bool,
    pub credit_code: bool,
    pub contact_person: bool,
    pub address: bool,
    pub occupation: bool,
    pub source: bool,
    pub usage: bool,
    /// Any preference.
    pub preference: bool,
}

/// How complete a record is, 0–100: the name counts 20, a way to call 25, the rest by what the desk needs it for.
pub fn completeness(filled: Filled) -> i16 {
    let who = if filled.company {
        points(&[(filled.credit_code, 15), (filled.contact_person, 10)])
    } else {
        points(&[(filled.id_number, 10), (filled.born_on, 10), (filled.gender, 5)])
    };
    20 + who
        + points(&[
            (filled.phone, 25),
            (filled.second_channel, 5),
            (filled.address, 5),
            (filled.occupation, 5),
            (filled.source, 5),
            (filled.usage, 5),
            (filled.preference, 5),
        ])
}

fn points(parts: &[(bool, i16)]) -> i16 {
    parts.iter().filter(|part| part.0).map(|part| part.1).sum()
}

/// Tags as typed: separated by commas, semicolons, 、 or line breaks; each once, in order.
pub fn tags(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in typed.split([',', '，', '、', ';', '；', '\n']) {
        let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_class_that_fits_counts() {
        let (young, old, ninety) = (TimeDelta::days(90), TimeDelta::days(91), TimeDelta::days(90));
        assert_eq!(class(Tier::Platinum, false, old, ninety), Class::Vip);
        assert_eq!(class(Tier::Gold, true, young, ninety), Class::Existing);
        assert_eq!(class(Tier::Regular, false, young, ninety), Class::New);
        assert_eq!(class(Tier::Regular, false, old, ninety), Class::Potential);
    }

    #[test]
    fn completeness_goes_from_the_bare_name_to_a_hundred() {
        assert_eq!(completeness(Filled::default()), 20);
        let person = Filled {
            company: false,
            phone: true,
            second_channel: true,
            id_number: true,
            born_on: true,
            gender: true,
            credit_code: false,
            contact_person: false,
            address: true,
            occupation: true,
            source: true,
            usage: true,
            preference: true,
        };
        assert_eq!(completeness(person), 100);
        let company = Filled {
            company: true,
            credit_code: true,
            contact_person: true,
            ..person
        };
        assert_eq!(completeness(company), 100);
    }

    #[test]
    fn tags_are_split_squeezed_and_kept_once() {
        assert_eq!(
            tags(" 老客户，二手车、 VIP  车友,老客户;\n"),
            ["老客户", "二手车", "VIP 车友"]
        );
    }
}
