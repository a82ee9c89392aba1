//! The pages of targets.

use askama::Template;

use super::model::{TargetRow, may_set};
use super::text::TargetsText;
use crate::access::Actor;
use crate::figures::measures::model::Asked;
use crate::figures::rules::Figure;
use crate::figures::text;
use crate::platform::db::FormToken;
use crate::platform::error::Error;
use crate::platform::i18n::times;
use crate::platform::web::page::Choice;
use crate::platform::web::{Cx, FormView, Page};
use crate::regions;

pub struct UsualLine {
    pub name: &'static str,
    pub target: String,
}

pub struct TargetLine {
    pub id: String,
    pub figure: &'static str,
    pub whose: String,
    pub from: String,
    pub target: String,
    pub state: &'static str,
    pub tone: &'static str,
    pub by: String,
    /// Empty: it isn't theirs to take back.
    pub remove: String,
    pub token: String,
}

/// `/figures/targets`
#[derive(Template)]
#[template(path = "figures/targets.html")]
pub struct TargetsPage {
    page: Page,
    w: &'static TargetsText,
    lines: Vec<TargetLine>,
    usual: Vec<UsualLine>,
}

regions!(TargetsPage { main });

impl TargetsPage {
    pub fn new(cx: &Cx, rows: Vec<TargetRow>) -> Result<Self, Error> {
        let (w, lang) = (TargetsText::of(cx.lang), cx.lang);
        let (actor, today) = (cx.actor()?, times::day_of(cx.now));
        let line = |row: TargetRow| {
            let (state, tone) = if row.current {
                (w.current, "green")
            } else if row.from_on > today {
                (w.later, "blue")
            } else {
                (w.past, "")
            };
            let whose = match (&row.person, &row.team) {
                (Some(person), _) => person.clone(),
                (None, Some(team)) => lang.pick(team.clone(), row.team_en.clone().unwrap_or_default()),
                (None, None) => w.whole_store.to_owned(),
            };
            TargetLine {
                figure: text::name(row.figure, lang),
                whose,
                from: times::date(row.from_on),
                target: row.target.map_or_else(
                    || w.no_target.to_owned(),
                    |tenths| text::number(f64::from(tenths) / 10.0, row.figure.unit()),
                ),
                state,
                tone,
                by: row.by.unwrap_or_default(),
                remove: if may_set(actor, row.figure) {
                    format!("/figures/targets/{}/removal", row.id)
                } else {
                    String::new()
                },
                token: FormToken::new().to_string(),
                id: row.id.to_string(),
            }
        };
        Ok(Self {
            page: cx.page(w.title),
            w,
            lines: rows.into_iter().map(line).collect(),
            usual: Figure::SHOWN
                .iter()
                .map(|figure| UsualLine {
                    name: text::name(*figure, lang),
                    target: figure.usual_target().map_or_else(
                        || w.no_target.to_owned(),
                        |target| text::number(f64::from(target), figure.unit()),
                    ),
                })
                .collect(),
        })
    }
}

/// `/figures/targets/new`
#[derive(Template)]
#[template(path = "figures/target.html", blocks = ["dialog"])]
pub struct TargetPage {
    page: Page,
    w: &'static TargetsText,
    figures: Vec<Choice>,
    whose: Vec<Choice>,
    form: FormView,
}

regions!(TargetPage {
    main,
    dialog: as_dialog
});

impl TargetPage {
    /// `asked`: for the people and teams there are.
    pub fn new(cx: &Cx, actor: &Actor, asked: &Asked, form: FormView) -> Self {
        let (w, lang) = (TargetsText::of(cx.lang), cx.lang);
        let figures = Figure::SHOWN
            .iter()
            .filter(|figure| may_set(actor, **figure))
            .map(|figure| Choice::new(figure.code(), text::name(*figure, lang)))
            .collect();
        let teams = asked.teams.iter().map(|team| {
            let label = format!("{} {}", w.team, team.name(lang));
            Choice::new(format!("team:{}", team.id), label)
        });
        let people = asked
            .people
            .iter()
            .filter(|person| person.here)
            .map(|person| Choice::new(format!("person:{}", person.id), person.name.clone()));
        Self {
            page: cx.page(w.new),
            w,
            figures,
            whose: teams.chain(people).collect(),
            form,
        }
    }
}
