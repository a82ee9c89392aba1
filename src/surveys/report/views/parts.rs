//! The parts of the page: scores by question, groups, months, drivers, distributions, how far people get, what they say.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::figure::Figure;
use super::links::Links;
use super::name_of;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::Cx;
use crate::platform::web::chart::{Bars, Column, Datum, Head, Line, Stacked};
use crate::surveys::report::forms::ReportQuery;
use crate::surveys::report::model::{Asked, Catalogue, Figures, Group, Heads, Item, Remark, Unhappy};
use crate::surveys::report::rules::{Days, Dimension, Tally, masked, quarter, share};
use crate::surveys::report::text::{self, ReportText};
use crate::surveys::rules::{Meaning, QuestionKind};
use crate::surveys::text as room;

/// A question with its answers from all versions that are looked at, as the newest of them words it.
pub struct Merged<'a> {
    pub asked: &'a Asked,
    pub ids: Vec<Uuid>,
    pub item: Item,
}

impl Merged<'_> {
    pub fn words(&self, lang: Lang) -> String {
        lang.pick(&self.asked.zh, &self.asked.en).clone()
    }

    fn section(&self, lang: Lang) -> String {
        lang.pick(&self.asked.section_zh, &self.asked.section_en).clone()
    }

    /// 1 to 5.
    fn is_score(&self) -> bool {
        self.asked.kind == QuestionKind::Score
    }
}

/// Questions in the order of the newest version, then those that only older ones have.
pub fn merged<'a>(catalogue: &'a Catalogue, figures: &Figures) -> Vec<Merged<'a>> {
    let mut found: Vec<Merged<'a>> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for asked in &catalogue.questions {
        let item = figures.items.get(&asked.id.uuid()).cloned().unwrap_or_default();
        match places.get(&asked.key).and_then(|at| found.get_mut(*at)) {
            // A question that is answered otherwise by now has figures of its own.
            Some(known) if known.asked.kind == asked.kind => {
                known.ids.push(asked.id.uuid());
                known.item.n += item.n;
                known.item.tally.add(&item.tally);
                known.item.pairs.add(&item.pairs);
                for (choice, n) in item.choices {
                    *known.item.choices.entry(choice).or_default() += n;
                }
            }
            _ => {
                places.insert(asked.key, found.len());
                found.push(Merged {
                    asked,
                    ids: vec![asked.id.uuid()],
                    item,
                });
            }
        }
    }
    found
}

/// A question in a line.
pub struct ItemLine {
    pub words: String,
    pub kind: &'static str,
    pub n: i64,
    pub href: String,
    /// Satisfaction and CSI, an NPS, a share of yes; nothing of what is chosen or written.
    pub figures: Vec<(&'static str, Figure)>,
}

pub struct Section {
    pub title: String,
    /// Of all its scores together.
    pub figures: Vec<(&'static str, Figure)>,
    pub lines: Vec<ItemLine>,
}

pub fn sections(items: &[Merged<'_>], small: i64, links: &Links, lang: Lang) -> Vec<Section> {
    let w = ReportText::of(lang);
    let of_scores = |tally: &Tally| {
        vec![
            (w.satisfaction, Figure::satisfaction(tally, small)),
            (w.csi, Figure::csi(tally, small)),
        ]
    };
    let mut found: Vec<(Section, Tally)> = Vec::new();
    for one in items {
        let title = one.section(lang);
        if found.last().is_none_or(|(section, _)| section.title != title) {
            let section = Section {
                title,
                figures: Vec::new(),
                lines: Vec::new(),
            };
            found.push((section, Tally::default()));
        }
        let Some((section, sum)) = found.last_mut() else {
            continue;
        };
        let tally = &one.item.tally;
        let figures = match one.asked.kind {
            QuestionKind::Score => {
                sum.add(tally);
                of_scores(tally)
            }
            QuestionKind::Nps => vec![(w.nps, Figure::nps(tally, small))],
            QuestionKind::YesNo => vec![(w.yes, Figure::share(tally.count(1), tally.n(), small))],
            _ => Vec::new(),
        };
        section.lines.push(ItemLine {
            words: one.words(lang),
            kind: room::kind(one.asked.kind, lang),
            n: one.item.n,
            href: links.question(one.asked.key),
            figures,
        });
    }
    let whole = |(mut section, tally): (Section, Tally)| {
        if tally.n() > 0 && section.lines.len() > 1 {
            section.figures = of_scores(&tally);
        }
        section
    };
    found.into_iter().map(whole).collect()
}

/// A group beside the others.
pub struct GroupLine {
    pub label: String,
    pub href: String,
    pub n: i64,
    pub satisfaction: Figure,
    pub csi: Figure,
    pub nps: Figure,
    pub rate: Option<Figure>,
}

pub struct GroupBlock {
    pub code: &'static str,
    pub title: &'static str,
    pub lines: Vec<GroupLine>,
}

pub fn groups(
    query: &ReportQuery,
    catalogue: &Catalogue,
    figures: &Figures,
    links: &Links,
    lang: Lang,
) -> Vec<GroupBlock> {
    let (small, narrow) = (catalogue.small, query.narrow());
    let line = |dimension, value: &str, group: &Group| GroupLine {
        label: name_of(dimension, value, catalogue, lang),
        href: links.group(dimension, value),
        n: group.heads.n,
        satisfaction: Figure::satisfaction(&group.heads.overall, small),
        csi: Figure::csi(&group.heads.overall, small),
        nps: Figure::nps(&group.heads.nps, small),
        rate: narrow
            .is_empty()
            .then(|| Figure::share(group.answered, group.sent, small)),
    };
    Dimension::ALL
        .iter()
        .map(|dimension| {
            let mut lines: Vec<GroupLine> = figures
                .groups
                .iter()
                .filter(|((of, _), _)| of == dimension)
                .map(|((_, value), group)| line(*dimension, value, group))
                .collect();
            lines.sort_by(|one, other| other.n.cmp(&one.n).then_with(|| one.label.cmp(&other.label)));
            GroupBlock {
                code: dimension.code(),
                title: dimension.label(lang),
                lines,
            }
        })
        .filter(|block| !block.lines.is_empty())
        .collect()
}

/// A month or a quarter.
pub struct MonthLine {
    pub label: String,
    pub href: String,
    pub n: i64,
    pub satisfaction: Figure,
    pub csi: Figure,
    pub nps: Figure,
}

fn period_line(label: String, days: Days, heads: &Heads, small: i64, links: &Links) -> MonthLine {
    MonthLine {
        label,
        href: links.within(days),
        n: heads.n,
        satisfaction: Figure::satisfaction(&heads.overall, small),
        csi: Figure::csi(&heads.overall, small),
        nps: Figure::nps(&heads.nps, small),
    }
}

fn heads_of(figures: &Figures, month: NaiveDate) -> Heads {
    figures.months.get(&month).copied().unwrap_or_default()
}

fn month_label(month: NaiveDate, lang: Lang) -> String {
    text::month(month.year(), month.month(), lang)
}

pub fn months(figures: &Figures, days: Days, small: i64, links: &Links, lang: Lang) -> Vec<MonthLine> {
    let line = |month: NaiveDate| {
        let heads = heads_of(figures, month);
        period_line(month_label(month, lang), days.within(month, 1), &heads, small, links)
    };
    days.months().into_iter().map(line).collect()
}

pub fn quarters(figures: &Figures, days: Days, small: i64, links: &Links, lang: Lang) -> Vec<MonthLine> {
    let mut found: Vec<(NaiveDate, Heads)> = Vec::new();
    for month in days.months() {
        let heads = heads_of(figures, month);
        match found.last_mut() {
            Some((first, sum)) if *first == quarter(month) => sum.add(&heads),
            _ => found.push((quarter(month), heads)),
        }
    }
    let line = |(first, heads): (NaiveDate, Heads)| {
        let label = text::quarter(first.year(), first.month0() / 3 + 1, lang);
        period_line(label, days.within(first, 3), &heads, small, links)
    };
    found.into_iter().map(line).collect()
}

/// A datum that leads to its answers, where one may see them.
fn to(datum: Datum, href: String) -> Datum {
    if href.is_empty() { datum } else { datum.to(href) }
}

fn counted(label: String, n: i64) -> Datum {
    Datum::count(label, u32::try_from(n).unwrap_or(u32::MAX))
}

/// Satisfaction month by month.
pub fn trend(figures: &Figures, days: Days, small: i64, links: &Links, w: &'static ReportText, lang: Lang) -> Line {
    let head = Head::new("trend-satisfaction", w.satisfaction, w.month, w.percent, lang);
    let datum = |month: NaiveDate| {
        let (label, tally) = (month_label(month, lang), heads_of(figures, month).overall);
        let figure = Figure::satisfaction(&tally, small);
        match figure.value {
            Some(value) => to(
                Datum::new(label, value, format!("{} ({})", figure.shown, figure.of())).faint(figure.faint),
                links.within(days.within(month, 1)),
            ),
            None => Datum::missing(label),
        }
    };
    Line::of_percent(&head, days.months().into_iter().map(datum).collect(), None)
}

/// Detractors, passives and promoters month by month.
pub fn trend_nps(figures: &Figures, days: Days, links: &Links, w: &'static ReportText, lang: Lang) -> Stacked {
    let head = Head::new("trend-nps", w.nps, w.month, w.count, lang);
    let column = |month: NaiveDate| {
        let tally = heads_of(figures, month).nps;
        let (promoters, detractors) = (tally.promoters(), tally.detractors());
        let href = links.within(days.within(month, 1));
        Column {
            label: month_label(month, lang),
            counts: [tally.n() - promoters - detractors, promoters, detractors]
                .map(|n| u32::try_from(n).unwrap_or_default())
                .into(),
            href: (!href.is_empty()).then_some(href),
        }
    };
    Stacked::new(
        &head,
        &[w.passives, w.promoters, w.detractors],
        days.months().into_iter().map(column).collect(),
    )
}

/// How each item goes with overall satisfaction, the closest first.
pub fn drivers(items: &[Merged<'_>], small: i64, links: &Links, w: &'static ReportText, lang: Lang) -> Bars {
    let head = Head::new("drivers", w.drivers, w.question, w.correlation, lang);
    let mut found: Vec<(f64, Datum)> = items
        .iter()
        .filter(|one| one.asked.meaning == Meaning::Item && (one.is_score() || one.asked.kind == QuestionKind::YesNo))
        .filter_map(|one| {
            let r = one.item.pairs.correlation()?;
            let n = one.item.pairs.n;
            let shown = format!("{r:.2} ({})", text::n(n));
            let datum = Datum::new(one.words(lang), r, shown).faint(n < small);
            Some((r, to(datum, links.question(one.asked.key))))
        })
        .collect();
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    Bars::new(&head, found.into_iter().map(|(_, datum)| datum).collect())
}

/// How the answers to a question fall.
pub struct Spread {
    pub title: String,
    pub of: String,
    pub chart: Bars,
}

pub fn spreads(items: &[Merged<'_>], small: i64, links: &Links, w: &'static ReportText, lang: Lang) -> Vec<Spread> {
    let drawn = items
        .iter()
        .filter(|one| one.item.n > 0 && !matches!(one.asked.kind, QuestionKind::ShortText | QuestionKind::LongText));
    drawn
        .enumerate()
        .map(|(at, one)| {
            let (key, item) = (one.asked.key, &one.item);
            let head = Head::new(format!("spread-{at}"), one.words(lang), w.score, w.count, lang);
            let shown = |n: i64| match share(n, item.n) {
                Some(part) => format!("{n} ({part}%)"),
                None => n.to_string(),
            };
            let datum = |label: String, n: i64| Datum {
                shown: shown(n),
                ..counted(label, n).faint(item.n < small)
            };
            let score =
                |score: usize, label: String| to(datum(label, item.tally.count(score)), links.score(key, score));
            let data: Vec<Datum> = match one.asked.kind {
                QuestionKind::Score => (1..=5).rev().map(|at| score(at, text::points(at, lang))).collect(),
                QuestionKind::Nps => (0..=10).rev().map(|at| score(at, text::points(at, lang))).collect(),
                QuestionKind::YesNo => vec![score(1, w.yes.to_owned()), score(0, w.no.to_owned())],
                _ => chosen(one, datum, lang),
            };
            Spread {
                title: one.words(lang),
                of: text::n(item.n),
                chart: Bars::new(&head, data),
            }
        })
        .collect()
}

/// Choices in the order they are offered, then those that are offered no more.
fn chosen(one: &Merged<'_>, datum: impl Fn(String, i64) -> Datum, lang: Lang) -> Vec<Datum> {
    let offered = one.asked.choices.iter().map(|choice| {
        let n = one.item.choices.get(&choice.code).copied().unwrap_or_default();
        datum(lang.pick(&choice.zh, &choice.en).clone(), n)
    });
    let known = |code: &String| one.asked.choices.iter().any(|choice| choice.code == *code);
    let others = one.item.choices.iter().filter(|(code, _)| !known(code));
    offered.chain(others.map(|(code, n)| datum(code.clone(), *n))).collect()
}

/// A question, how many got that far and how many stopped there.
pub struct Reach {
    pub words: String,
    pub reached: i64,
    pub left: i64,
    pub share: String,
}

/// Whoever stopped at a question answered it last; those who did not send anything off count where they stopped.
pub fn reach(items: &[Merged<'_>], figures: &Figures, w: &'static ReportText, lang: Lang) -> Vec<Reach> {
    let reached = &figures.reached;
    if reached.begun == 0 {
        return Vec::new();
    }
    let line = |words: String, here: i64, left: i64| Reach {
        words,
        reached: here,
        left,
        share: share(here, reached.begun).map_or_else(String::new, |share| format!("{share}%")),
    };
    let at_once = reached.left.get(&Uuid::nil()).copied().unwrap_or_default();
    let mut here = reached.begun;
    let mut found = vec![line(w.left_at_once.to_owned(), here, at_once)];
    here -= at_once;
    for one in items {
        let left: i64 = one.ids.iter().filter_map(|id| reached.left.get(id)).sum();
        found.push(line(one.words(lang), here, left));
        here -= left;
    }
    found
}

/// Somebody unhappy in a line.
pub struct UnhappyLine {
    pub href: String,
    pub customer: String,
    pub record: String,
    pub at: String,
    pub iso: String,
    pub advisor: String,
    pub overall: String,
    pub nps: String,
    /// How the call stands: kind, words, moment.
    pub call: (&'static str, String, String),
    pub complaint: bool,
    pub recovered: bool,
}

fn or_dash(score: Option<i16>) -> String {
    score.map_or_else(|| "–".to_owned(), |score| score.to_string())
}

impl UnhappyLine {
    pub fn new(cx: &Cx, one: &Unhappy, w: &'static ReportText) -> Self {
        let short = |at| times::short(at, cx.now, cx.lang);
        let call = match (one.due_at, one.followed_up_at) {
            (Some(due), Some(done)) if done > due => {
                ("done", format!("{} · {}", short(done), w.late), times::iso(done))
            }
            (_, Some(done)) => ("done", short(done), times::iso(done)),
            (Some(due), None) if due < cx.now => ("over", short(due), times::iso(due)),
            (Some(due), None) => ("due", short(due), times::iso(due)),
            (None, None) => ("idle", "–".to_owned(), String::new()),
        };
        Self {
            href: format!("/survey-answers/{}", one.id),
            customer: one
                .customer
                .as_ref()
                .map_or_else(|| w.nobody_known.to_owned(), |(_, name)| name.expose().clone()),
            record: one
                .customer
                .as_ref()
                .map(|(id, _)| format!("/customers/{id}"))
                .unwrap_or_default(),
            at: short(one.at),
            iso: times::iso(one.at),
            advisor: one.advisor.clone().unwrap_or_default(),
            overall: or_dash(one.overall),
            nps: or_dash(one.nps),
            call,
            complaint: one.has_complaint,
            recovered: one.recovered == Some(true),
        }
    }
}

/// A remark in a line, its numbers hidden.
pub struct RemarkLine {
    pub href: String,
    pub text: String,
    pub question: String,
    pub at: String,
    pub iso: String,
    pub advisor: String,
    pub overall: String,
    pub nps: String,
    pub replied: bool,
}

impl RemarkLine {
    pub fn new(cx: &Cx, one: &Remark, items: &[Merged<'_>]) -> Self {
        let question = items.iter().find(|item| item.ids.contains(&one.question));
        Self {
            href: format!("/survey-answers/{}", one.response),
            text: masked(one.text.expose()),
            question: question.map(|item| item.words(cx.lang)).unwrap_or_default(),
            at: times::short(one.at, cx.now, cx.lang),
            iso: times::iso(one.at),
            advisor: one.advisor.clone().unwrap_or_default(),
            overall: or_dash(one.overall),
            nps: or_dash(one.nps),
            replied: one.replied,
        }
    }
}
