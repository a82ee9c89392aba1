//! Pages of predictions.

use std::collections::HashMap;

use askama::Template;

use super::model::{Car, Card, Chance, State, TOPIC};
use super::rules::service::Least;
use super::settings::PredictionSettings;
use super::text::{self, PredictionText};
use crate::access::Permission;
use crate::customers::model::Brief;
use crate::platform::db::page::Slice;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::address;
use crate::platform::web::page::avatar_tone;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;
use crate::values::decimal::grouped;
use crate::values::ids::CustomerId;
use crate::values::mileage::Km;

/// How many factors are named.
const STRONGEST: usize = 3;
const PATH: &str = "/predictions";

pub struct FactorView {
    pub what: String,
    pub way: &'static str,
    pub tone: &'static str,
}

/// What speaks for and against a purchase, the strongest first.
fn factors(card: &Card, chance: &Chance, lang: Lang) -> Vec<FactorView> {
    let w = PredictionText::of(lang);
    let Some(model) = &card.model else {
        return Vec::new();
    };
    let strongest = model.strongest(&chance.features, STRONGEST);
    strongest
        .iter()
        .map(|factor| FactorView {
            what: text::factor(factor, lang),
            way: if factor.pull > 0.0 { w.raises } else { w.lowers },
            tone: if factor.pull > 0.0 { "green" } else { "amber" },
        })
        .collect()
}

pub struct Line {
    pub id: String,
    pub href: String,
    pub name: String,
    pub initial: String,
    pub tone: &'static str,
    pub phone: String,
    pub chance: String,
    pub factors: Vec<FactorView>,
}

pub struct WeightView {
    pub feature: &'static str,
    pub mean: String,
    pub sd: String,
    pub weight: String,
}

/// `/predictions`
#[derive(Template)]
#[template(path = "figures/predictions/list.html", blocks = ["buyers"])]
pub struct ListPage {
    page: Page,
    w: &'static PredictionText,
    lines: Vec<Line>,
    here: String,
    next: String,
    shown: String,
    average: String,
    /// Why no number is shown.
    silent: String,
    known: bool,
    facts: Vec<(&'static str, String)>,
    weights: Vec<WeightView>,
    form: FormView,
    may_learn: bool,
    may_groups: bool,
}

regions!(ListPage {
    main,
    buyers: as_buyers
});

impl ListPage {
    pub fn new(
        cx: &Cx,
        after: &str,
        card: Option<&Card>,
        slice: Slice<Chance>,
        people: &HashMap<CustomerId, Brief>,
        rules: &PredictionSettings,
    ) -> Result<Self, Error> {
        let (w, lang, actor) = (PredictionText::of(cx.lang), cx.lang, cx.actor()?);
        let line = |row: &Chance| -> Option<Line> {
            let (card, brief) = (card?, people.get(&row.customer_id)?);
            let name = brief.name.expose().clone();
            Some(Line {
                id: row.customer_id.to_string(),
                href: format!("/customers/{}", row.customer_id),
                initial: name.chars().next().map(String::from).unwrap_or_default(),
                tone: avatar_tone(&name),
                name,
                phone: brief.phone.clone().unwrap_or_default(),
                chance: text::chance(row.chance),
                factors: factors(card, row, lang),
            })
        };
        let may_groups = actor.may(Permission::SeeGroups);
        let page = cx.page(w.title);
        let ready = card.is_some_and(|card| card.state == State::Ready);
        let lines: Vec<Line> = slice.rows.iter().filter(|_| ready).filter_map(line).collect();
        Ok(Self {
            // Only who may see groups hears of them.
            page: if may_groups { page.live(TOPIC) } else { page },
            w,
            shown: text::shown(lines.len(), lang),
            lines,
            here: address(PATH, [("after", after)]),
            next: slice
                .next
                .filter(|_| ready)
                .map(|after| address(PATH, [("after", after.as_str())]))
                .unwrap_or_default(),
            average: card
                .filter(|_| ready)
                .map(|card| text::average(card, lang))
                .unwrap_or_default(),
            silent: card
                .map(|card| text::silent(card, rules.purchases, rules.least_auc, lang))
                .unwrap_or_default(),
            known: card.is_some(),
            facts: card.map(|card| facts(card, w, lang)).unwrap_or_default(),
            weights: card.map(|card| weights(card, lang)).unwrap_or_default(),
            form: FormView::blank(),
            may_learn: actor.may(Permission::SetGroups),
            may_groups,
        })
    }
}

/// The card of a model: when, from what, how well.
fn facts(card: &Card, w: &'static PredictionText, lang: Lang) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (w.trained, times::minute(card.trained_at)),
        (w.history, text::history(card)),
        (w.sample, grouped(card.customers)),
        (w.positives, grouped(card.positives)),
        (w.held_out, text::held_out(card, lang)),
    ];
    facts.extend(card.auc.map(|auc| (w.auc, text::percent(auc))));
    facts
}

fn weights(card: &Card, lang: Lang) -> Vec<WeightView> {
    let model = card.model.as_ref();
    model
        .map(|model| {
            let each = model.weights.iter();
            each.map(|one| WeightView {
                feature: text::feature(one.feature, lang),
                mean: format!("{:.2}", one.scale.mean),
                sd: format!("{:.2}", one.scale.sd),
                weight: format!("{:+.3}", one.weight),
            })
            .collect()
        })
        .unwrap_or_default()
}

pub struct CarView {
    pub title: String,
    pub plate: String,
    pub plate_kind: &'static str,
    pub href: String,
    /// By time, with the mileage it is due at.
    pub by_time: String,
    pub target: String,
    pub on: String,
    pub from: String,
    pub to: String,
    pub basis: String,
    pub why_not: String,
}

/// `/predictions/of/{id}`
#[derive(Template)]
#[template(path = "figures/predictions/of.html", blocks = ["foretold"])]
pub struct Foretold {
    page: Page,
    w: &'static PredictionText,
    id: CustomerId,
    cars: Vec<CarView>,
    chance: String,
    average: String,
    trained: String,
    factors: Vec<FactorView>,
    silent: String,
}

regions!(Foretold {
    main,
    foretold: as_foretold
});

impl Foretold {
    pub fn new(
        cx: &Cx,
        id: CustomerId,
        cars: &[Car],
        card: Option<&Card>,
        chance: Option<&Chance>,
        rules: &PredictionSettings,
    ) -> Self {
        let (w, lang) = (PredictionText::of(cx.lang), cx.lang);
        let told = card.filter(|card| card.state == State::Ready).zip(chance);
        Self {
            page: cx.page(w.ahead),
            w,
            id,
            cars: cars.iter().map(|car| car_view(car, rules.least(), lang)).collect(),
            chance: told.map(|(_, chance)| text::chance(chance.chance)).unwrap_or_default(),
            average: told.map(|(card, _)| text::average(card, lang)).unwrap_or_default(),
            trained: told
                .and_then(|(card, chance)| {
                    let auc = text::percent(card.auc?);
                    Some(format!(
                        "{} · AUC {auc} · n = {}",
                        times::date(chance.scored_on),
                        grouped(card.customers)
                    ))
                })
                .unwrap_or_default(),
            factors: told
                .map(|(card, chance)| factors(card, chance, lang))
                .unwrap_or_default(),
            silent: card
                .map(|card| text::silent(card, rules.purchases, rules.least_auc, lang))
                .unwrap_or_default(),
        }
    }
}

fn car_view(car: &Car, least: Least, lang: Lang) -> CarView {
    let w = PredictionText::of(lang);
    let told = car.told.and_then(Result::ok);
    let why = car.told.and_then(Result::err);
    CarView {
        title: car.title.clone(),
        plate: car.plate.clone().unwrap_or_default(),
        plate_kind: if car.new_energy { "nev" } else { "" },
        href: format!("/vehicles/{}", car.id),
        by_time: car.next_on.map(times::date).unwrap_or_default(),
        target: car.next_km.map(|km| Km::new(km).display()).unwrap_or_default(),
        on: told.map(|due| times::date(due.on)).unwrap_or_default(),
        from: told.map(|due| times::date(due.from)).unwrap_or_default(),
        to: told.map(|due| times::date(due.to)).unwrap_or_default(),
        basis: told.map(|due| text::basis(&due, lang)).unwrap_or_default(),
        why_not: match (why, car.next_km) {
            (Some(why), _) => text::unknown(why, least, lang),
            (None, None) => w.no_target.to_owned(),
            (None, Some(_)) => String::new(),
        },
    }
}
