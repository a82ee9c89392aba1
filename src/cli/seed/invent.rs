//! Believable customers and cars: names as common as in life, long tails, everything passed through the value types.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::chance::Dice;
use super::words::{
    COLOURS, COMPANY_NAMES, COMPANY_TRADES, DISTRICTS, FEMALE, MAKES, MALE, NOTES, OCCUPATIONS, OTHER_NAMES,
    RARE_SURNAMES, ROADS, SOURCES, SURNAMES, TAGS, TIERS,
};
use crate::customers::model::{Details, NewCustomer, NewPhone, Preferences};
use crate::customers::rules::{BudgetBand, Channel, ContactTime, Kind, PhoneLabel, ServiceMode, Usage};
use crate::platform::i18n::times;
use crate::values::credit_code::CreditCode;
use crate::values::email::Email;
use crate::values::engine_number::EngineNumber;
use crate::values::id_document::{Gender, IdDocument, IdKind};
use crate::values::ids::{StaffId, StoreId};
use crate::values::mileage::Km;
use crate::values::person_name::PersonName;
use crate::values::phone::Phone;
use crate::values::plate::Plate;
use crate::values::vin::Vin;
use crate::vehicles::model::Details as CarDetails;
use crate::vehicles::rules::Energy;

/// Who looks after customers of the store.
#[derive(Clone)]
pub struct Keepers {
    pub store: StoreId,
    pub consultants: Vec<StaffId>,
    pub advisors: Vec<StaffId>,
}

/// What is known of a name beforehand.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub name: &'a str,
    pub gender: Gender,
    pub phone: &'a str,
}

/// Invents customers of one store as of one day.
pub struct Inventor {
    pub dice: Dice,
    pub keepers: Keepers,
    pub now: DateTime<Utc>,
}

impl Inventor {
    /// A customer whose record was made at `at`.
    pub fn customer(&mut self, known: Option<Known<'_>>, at: DateTime<Utc>) -> NewCustomer {
        let company = known.is_none() && self.dice.percent(4);
        let details = if company { self.company() } else { self.person(known) };
        let mut new = NewCustomer::new(self.keepers.store, details);
        new.tier = *self.dice.weighted(&TIERS);
        new.owner = self.owner();
        new.verified = self.now - at < chrono::TimeDelta::days(180) && self.dice.percent(60);
        new
    }

    /// Two in three are looked after by a consultant, some by an advisor, the rest by nobody; a few people have many.
    fn owner(&mut self) -> Option<StaffId> {
        let from = match self.dice.below(100) {
            0..62 => &self.keepers.consultants,
            62..80 => &self.keepers.advisors,
            _ => return None,
        };
        let most = u64::try_from(from.len()).unwrap_or(1).max(1);
        let place = self.dice.below(most).min(self.dice.below(most));
        from.get(usize::try_from(place).unwrap_or_default()).copied()
    }

    fn name(&mut self) -> (PersonName, Gender) {
        let gender = if self.dice.percent(58) {
            Gender::Male
        } else {
            Gender::Female
        };
        loop {
            let (text, gender) = if self.dice.below(1_000) < 6 {
                let place = usize::try_from(self.dice.below(OTHER_NAMES.len() as u64)).unwrap_or_default();
                let (name, gender) = OTHER_NAMES.get(place).copied().unwrap_or(("巴特尔", Gender::Male));
                (name.to_owned(), gender)
            } else {
                let given = match gender {
                    Gender::Male => self.dice.pick(&MALE),
                    Gender::Female => self.dice.pick(&FEMALE),
                };
                let surname = match *self.dice.weighted(&SURNAMES) {
                    "" => self.dice.pick(&RARE_SURNAMES),
                    common => common,
                };
                (format!("{surname}{given}"), gender)
            };
            if let Ok(name) = PersonName::parse(&text) {
                return (name, gender);
            }
        }
    }

    /// Somebody of whom only a name and a number are known.
    pub fn stranger(&mut self) -> (PersonName, Phone) {
        (self.name().0, self.mobile())
    }

    fn person(&mut self, known: Option<Known<'_>>) -> Details {
        let (name, gender) = match known {
            Some(known) => match PersonName::parse(known.name) {
                Ok(name) => (name, known.gender),
                Err(_) => self.name(),
            },
            None => self.name(),
        };
        let mut details = Details::named(name);
        let today = times::day_of(self.now);
        let born = (today - Months::new(12 * 20) - Days::new(self.dice.below(365 * 42))).max(NaiveDate::default());
        details.gender = self.dice.percent(88).then_some(gender);
        details.born_on = self.dice.percent(55).then_some(born);
        if self.dice.percent(32) {
            details.id_document = self.id_document(born, gender);
            details.born_on = Some(born);
            details.gender = Some(gender);
        }
        let phone = known
            .and_then(|known| Phone::parse(known.phone).ok())
            .unwrap_or_else(|| self.mobile());
        details.phones.push(NewPhone::mobile(phone));
        if self.dice.percent(9) {
            let label = *self
                .dice
                .weighted(&[(PhoneLabel::Family, 6), (PhoneLabel::Work, 3), (PhoneLabel::Home, 1)]);
            let phone = if label == PhoneLabel::Family {
                self.mobile()
            } else {
                self.landline()
            };
            details.phones.push(NewPhone {
                label,
                phone,
                primary: false,
            });
        }
        details.email = self.dice.percent(18).then(|| self.email()).flatten();
        details.wechat = self
            .dice
            .percent(41)
            .then(|| format!("wx_{}", self.dice.string("abcdefghjkmnpqrstuvwxyz23456789", 8)));
        details.occupation = self
            .dice
            .percent(46)
            .then(|| (*self.dice.weighted(&OCCUPATIONS)).to_owned());
        details.address = self.dice.percent(52).then(|| self.address());
        details.source = Some(*self.dice.weighted(&SOURCES));
        details.usage = self.dice.percent(44).then(|| {
            *self.dice.weighted(&[
                (Usage::Family, 70),
                (Usage::Business, 18),
                (Usage::OffRoad, 6),
                (Usage::RideHailing, 4),
                (Usage::Other, 2),
            ])
        });
        details.tags = self.tags();
        details.notes = self.dice.percent(24).then(|| self.dice.pick(&NOTES).to_owned());
        if self.dice.percent(22) {
            details.preferences = self.preferences();
        }
        details
    }

    fn company(&mut self) -> Details {
        let text = format!(
            "上海{}{}有限公司",
            self.dice.pick(&COMPANY_NAMES),
            self.dice.pick(&COMPANY_TRADES)
        );
        let (contact, _) = self.name();
        let mut details = match PersonName::parse(&text) {
            Ok(name) => Details::named(name),
            Err(_) => Details::named(contact.clone()),
        };
        details.kind = Kind::Company;
        details.contact_person = Some(contact);
        details.credit_code = self.credit_code();
        details.phones.push(NewPhone {
            label: PhoneLabel::Work,
            phone: self.landline(),
            primary: true,
        });
        details.phones.push(NewPhone::mobile(self.mobile()));
        details.address = Some(self.address());
        details.source = Some(*self.dice.weighted(&SOURCES));
        details.usage = Some(Usage::Business);
        details.tags = vec!["企业用车".to_owned()];
        details
    }

    fn preferences(&mut self) -> Preferences {
        Preferences {
            preferred_colours: self
                .dice
                .percent(40)
                .then(|| (*self.dice.weighted(&COLOURS)).to_owned()),
            preferred_functions: self.dice.percent(30).then(|| {
                self.dice
                    .pick(&["座椅加热、全景天窗", "自动泊车", "大容量电池", "三排座椅", "辅助驾驶"])
                    .to_owned()
            }),
            budget_band: Some(*self.dice.weighted(&[
                (BudgetBand::Under100k, 10),
                (BudgetBand::From100k, 34),
                (BudgetBand::From150k, 28),
                (BudgetBand::From200k, 20),
                (BudgetBand::Over300k, 8),
            ])),
            contact_channel: Some(*self.dice.weighted(&[
                (Channel::Phone, 50),
                (Channel::WeChat, 40),
                (Channel::Sms, 8),
                (Channel::Email, 2),
            ])),
            contact_time: Some(*self.dice.weighted(&[
                (ContactTime::Any, 30),
                (ContactTime::Evening, 28),
                (ContactTime::Noon, 16),
                (ContactTime::Weekend, 18),
                (ContactTime::Morning, 4),
                (ContactTime::Afternoon, 4),
            ])),
            service_mode: Some(*self.dice.weighted(&[
                (ServiceMode::Wait, 55),
                (ServiceMode::DropOff, 30),
                (ServiceMode::PickUp, 15),
            ])),
        }
    }

    fn tags(&mut self) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        while self.dice.percent(34) && tags.len() < 3 {
            let tag = (*self.dice.weighted(&TAGS)).to_owned();
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    fn address(&mut self) -> String {
        let district = *self.dice.weighted(&DISTRICTS);
        format!(
            "上海市{district}{}{}号{}室",
            self.dice.pick(&ROADS),
            self.dice.between(1, 1_999),
            self.dice.between(101, 2_602)
        )
    }

    fn email(&mut self) -> Option<Email> {
        let name = self.dice.string("abcdefghijklmnopqrstuvwxyz", 6);
        Email::parse(&format!("{name}{}@example.com", self.dice.digits(2))).ok()
    }

    fn mobile(&mut self) -> Phone {
        let prefix = *self.dice.weighted(&[
            ("138", 9),
            ("139", 9),
            ("136", 7),
            ("137", 7),
            ("135", 6),
            ("150", 6),
            ("151", 5),
            ("158", 5),
            ("159", 5),
            ("177", 4),
            ("180", 5),
            ("181", 4),
            ("186", 6),
            ("187", 4),
            ("188", 5),
            ("189", 4),
            ("131", 3),
            ("199", 3),
        ]);
        self.until(|dice| Phone::parse(&format!("{prefix}{}", dice.digits(8))).ok())
    }

    fn landline(&mut self) -> Phone {
        self.until(|dice| Phone::parse(&format!("021-5{}", dice.digits(7))).ok())
    }

    fn id_document(&mut self, born: NaiveDate, gender: Gender) -> Option<IdDocument> {
        let region = *self.dice.weighted(&[
            ("310115", 30),
            ("310112", 10),
            ("310104", 8),
            ("320583", 6),
            ("330104", 5),
            ("340104", 4),
            ("410105", 4),
        ]);
        let order = self.dice.below(400) * 2 + u64::from(gender == Gender::Male);
        let body = format!("{region}{}{order:03}", born.format("%Y%m%d"));
        "0123456789X"
            .chars()
            .find_map(|check| IdDocument::parse(IdKind::MainlandId, &format!("{body}{check}")).ok())
    }

    fn credit_code(&mut self) -> Option<CreditCode> {
        let body = format!("91310115MA1{}", self.dice.string("0123456789ABCDEFGHJKLMNPQRTUWXY", 6));
        "0123456789ABCDEFGHJKLMNPQRTUWXY"
            .chars()
            .find_map(|check| CreditCode::parse(&format!("{body}{check}")).ok())
    }

    /// How many cars a customer has: most one, a few none or two.
    pub fn cars(&mut self) -> usize {
        *self.dice.weighted(&[(1, 80), (0, 9), (2, 10), (3, 1)])
    }

    /// A car bought around when the record was made; `models` are the ids of [`MAKES`].
    pub fn car(&mut self, at: DateTime<Utc>, models: &[crate::values::ids::ModelId]) -> CarDetails {
        let place = self.dice.weighted(&PLACES);
        let make = MAKES.get(*place).map(|(make, _)| make);
        let today = times::day_of(self.now);
        let bought = (times::day_of(at) - Days::new(self.dice.below(40))).min(today);
        let months = (today.year() - bought.year()) * 12 + i32::try_from(today.month0()).unwrap_or_default()
            - i32::try_from(bought.month0()).unwrap_or_default();
        let monthly = self.dice.between(500, 1_900);
        let km = i64::from(months.max(0)) * monthly + self.dice.between(8, 900);
        let energy = make.map(|make| make.energy);
        CarDetails {
            model_id: models.get(*place).copied(),
            brand: make.map_or("", |make| make.brand).to_owned(),
            model: make.map_or("", |make| make.model).to_owned(),
            trim: make.map_or("", |make| make.trim).to_owned(),
            colour: (*self.dice.weighted(&COLOURS)).to_owned(),
            energy,
            plate: (!self.dice.percent(2))
                .then(|| self.plate(matches!(energy, Some(Energy::Electric | Energy::PlugIn)))),
            vin: Some(self.vin()),
            engine_number: EngineNumber::parse(&self.dice.string("0123456789ABCDEFGH", 8)).ok(),
            mileage: Some(Km::new(i32::try_from(km).unwrap_or_default())),
            purchased_on: Some(bought),
            warranty_until: bought.checked_add_months(Months::new(36)),
            insurance_until: insurance_end(bought, today),
        }
    }

    fn plate(&mut self, new_energy: bool) -> Plate {
        let place = *self.dice.weighted(&[("沪", 84), ("苏", 8), ("浙", 5), ("皖", 3)]);
        self.until(|dice| {
            let city = dice.string(if place == "沪" { "ABCDEFGKLN" } else { "ABCDEFG" }, 1);
            let serial = if new_energy {
                format!("{}{}", dice.pick(&["D", "D", "D", "F"]), dice.digits(5))
            } else {
                dice.string("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 5)
            };
            Plate::parse(&format!("{place}{city}{serial}")).ok()
        })
    }

    fn vin(&mut self) -> Vin {
        let (maker, serial) = ("LSV", self.dice.string("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 5));
        let tail = format!("{}{}", self.dice.string("LMNPRST", 1), self.dice.digits(7));
        self.until(|dice| {
            let check = dice.string("0123456789X", 1);
            Vin::parse(&format!("{maker}{serial}{check}{tail}"))
                .ok()
                .map(|(vin, _)| vin)
        })
    }

    /// Tries until it fits.
    fn until<T>(&mut self, mut attempt: impl FnMut(&mut Dice) -> Option<T>) -> T {
        loop {
            if let Some(fits) = attempt(&mut self.dice) {
                return fits;
            }
        }
    }
}

/// Places in [`MAKES`], by weight.
const PLACES: [(usize, u64); 8] = [
    (0, MAKES[0].1),
    (1, MAKES[1].1),
    (2, MAKES[2].1),
    (3, MAKES[3].1),
    (4, MAKES[4].1),
    (5, MAKES[5].1),
    (6, MAKES[6].1),
    (7, MAKES[7].1),
];

/// The anniversary of the purchase that comes next.
fn insurance_end(bought: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
    (1..=60)
        .filter_map(|years| bought.checked_add_months(Months::new(12 * years)))
        .find(|end| *end > today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::rules::Tier;

    fn inventor(seed: u64) -> Inventor {
        Inventor {
            dice: Dice::new(seed),
            keepers: Keepers {
                store: StoreId::new(),
                consultants: vec![StaffId::new(), StaffId::new()],
                advisors: vec![StaffId::new()],
            },
            now: "2026-11-22T02:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_crowd_is_skewed_like_life() {
        let mut inventor = inventor(1);
        let now = inventor.now;
        let crowd: Vec<NewCustomer> = (0..3_000).map(|_| inventor.customer(None, now)).collect();
        let share =
            |fits: &dyn Fn(&NewCustomer) -> bool| crowd.iter().filter(|one| fits(one)).count() * 1_000 / crowd.len();
        let wang = share(&|one| one.details.name.canonical().starts_with('王'));
        assert!((60..100).contains(&wang), "{wang} of a thousand are called 王");
        assert!((20..60).contains(&share(&|one| one.details.kind == Kind::Company)));
        assert!((700..820).contains(&share(&|one| one.tier == Tier::Regular)));
        assert!(crowd.iter().all(|one| !one.details.phones.is_empty()));
    }

    #[test]
    fn every_car_has_a_plate_of_its_kind_and_a_valid_vin() {
        let mut inventor = inventor(2);
        let now = inventor.now;
        for _ in 0..500 {
            let car = inventor.car(now - chrono::TimeDelta::days(700), &[]);
            let vin = car.vin.unwrap();
            assert!(Vin::parse(vin.canonical()).unwrap().1.is_none());
            if let (Some(plate), Some(energy)) = (car.plate, car.energy) {
                assert_eq!(
                    plate.is_new_energy(),
                    matches!(energy, Energy::Electric | Energy::PlugIn),
                    "{plate:?}"
                );
            }
            assert!(car.insurance_until.unwrap() > times::day_of(now));
        }
    }

    #[test]
    fn the_same_seed_invents_the_same_people() {
        let names = |seed| {
            let mut inventor = inventor(seed);
            let now = inventor.now;
            (0..20)
                .map(|_| inventor.customer(None, now).details.name.canonical().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(5), names(5));
    }
}
