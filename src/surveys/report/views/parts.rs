//! The parts of the page: scores by question, groups, months, drivers, distributions, how far people get, what they say.

use std::collections::HashMap;

use uuid::Uuid;

use super::figure::Figure;
use super::links::Links;
use super::name_of;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::Cx;
use crate::platform::web::chart::{Bars, Datum, Head};
use crate::surveys::answers::rules::View;
use crate::surveys::report::forms::ReportQuery;
use crate::surveys::report::model::{Asked, Catalogue, Figures, Group, Item, Loop, Remark, Unhappy};
use crate::surveys::report::rules::{Dimension, Tally, masked, share};
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

impl ItemLine {
    pub fn figure(&self, label: &str) -> Option<&Figure> {
        of_label(&self.figures, label)
    }
}

pub struct Section {
    pub title: String,
    /// Of all its scores together: how many, and the answers that gave one.
    pub n: i64,
    pub href: String,
    pub figures: Vec<(&'static str, Figure)>,
    pub lines: Vec<ItemLine>,
}

impl Section {
    pub fn figure(&self, label: &str) -> Option<&Figure> {
        of_label(&self.figures, label)
    }
}

fn of_label<'a>(figures: &'a [(&'static str, Figure)], label: &str) -> Option<&'a Figure> {
    figures
        .iter()
        .find(|(known, _)| *known == label)
        .map(|(_, figure)| figure)
}

/// The figures that these questions have, in the order they are shown.
pub fn columns(items: &[Merged<'_>], w: &'static ReportText) -> Vec<&'static str> {
    let has = |kind| items.iter().any(|one| one.asked.kind == kind);
    [
        (w.satisfaction, QuestionKind::Score),
        (w.csi, QuestionKind::Score),
        (w.nps, QuestionKind::Nps),
        (w.yes, QuestionKind::YesNo),
    ]
    .into_iter()
    .filter(|(_, kind)| has(*kind))
    .map(|(label, _)| label)
    .collect()
}

/// Which of the main figures these questions lead to: whether satisfaction as a whole was asked for, and a recommendation.
pub fn asks(items: &[Merged<'_>]) -> (bool, bool) {
    let has = |meaning| items.iter().any(|one| one.asked.meaning == meaning);
    (has(Meaning::Overall), has(Meaning::Recommendation))
}

pub fn sections(items: &[Merged<'_>], small: i64, links: &Links, lang: Lang) -> Vec<Section> {
    let w = ReportText::of(lang);
    let of_scores = |tally: &Tally| {
        vec![
            (w.satisfaction, Figure::satisfaction(tally, small)),
            (w.csi, Figure::csi(tally, small)),
        ]
    };
    let mut found: Vec<(Section, Tally, Vec<Uuid>)> = Vec::new();
    for one in items {
        let title = one.section(lang);
        if found.last().is_none_or(|(section, ..)| section.title != title) {
            let section = Section {
                title,
                n: 0,
                href: String::new(),
                figures: Vec::new(),
                lines: Vec::new(),
            };
            found.push((section, Tally::default(), Vec::new()));
        }
        let Some((section, sum, scored)) = found.last_mut() else {
            continue;
        };
        let tally = &one.item.tally;
        let figures = match one.asked.kind {
            QuestionKind::Score => {
                sum.add(tally);
                scored.push(one.asked.key);
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
    let whole = |(mut section, tally, scored): (Section, Tally, Vec<Uuid>)| {
        if tally.n() > 0 && section.lines.len() > 1 {
            section.n = tally.n();
            section.href = links.questions(&scored);
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

/// A datum that leads to its answers, where one may see them.
pub(super) fn to(datum: Datum, href: String) -> Datum {
    if href.is_empty() { datum } else { datum.to(href) }
}

fn counted(label: String, n: i64) -> Datum {
    Datum::count(label, u32::try_from(n).unwrap_or(u32::MAX))
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

/// How the answers to a question fall: what was answered, how often, and the points it stands for; nothing of what is written.
pub fn falls(one: &Merged<'_>, lang: Lang) -> Vec<(String, i64, Option<usize>)> {
    let w = ReportText::of(lang);
    let item = &one.item;
    let score = |score: usize, label: String| (label, item.tally.count(score), Some(score));
    match one.asked.kind {
        QuestionKind::Score => (1..=5).rev().map(|at| score(at, text::points(at, lang))).collect(),
        QuestionKind::Nps => (0..=10).rev().map(|at| score(at, text::points(at, lang))).collect(),
        QuestionKind::YesNo => vec![score(1, w.yes.to_owned()), score(0, w.no.to_owned())],
        QuestionKind::Single | QuestionKind::Multiple => chosen(one, lang),
        QuestionKind::ShortText | QuestionKind::LongText => Vec::new(),
    }
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
            let datum = |(label, n, score): (String, i64, Option<usize>)| {
                let datum = Datum {
                    shown: shown(n),
                    ..counted(label, n).faint(item.n < small)
                };
                match score {
                    Some(score) => to(datum, links.score(key, score)),
                    None => datum,
                }
            };
            Spread {
                title: one.words(lang),
                of: text::n(item.n),
                chart: Bars::new(&head, falls(one, lang).into_iter().map(datum).collect()),
            }
        })
        .collect()
}

/// Choices in the order they are offered, then those that are offered no more.
fn chosen(one: &Merged<'_>, lang: Lang) -> Vec<(String, i64, Option<usize>)> {
    let offered = one.asked.choices.iter().map(|choice| {
        let n = one.item.choices.get(&choice.code).copied().unwrap_or_default();
        (lang.pick(&choice.zh, &choice.en).clone(), n, None)
    });
    let known = |code: &String| one.asked.choices.iter().any(|choice| choice.code == *code);
    let others = one.item.choices.iter().filter(|(code, _)| !known(code));
    offered
        .chain(others.map(|(code, n)| (code.clone(), *n, None)))
        .collect()
}

/// A question, how many got that far and how many stopped there.
pub struct Reach {
    pub words: String,
    /// Not everybody is asked it.
    pub some: bool,
    pub reached: i64,
    pub left: i64,
    /// Of those who began.
    pub share: String,
}

/// Whoever stopped at a question answered it last; those who did not send anything off count where they stopped. A question that
/// depends on another answer was reached by those to whom it was shown. Of several versions together there is none: they ask
/// different things.
pub fn reach(items: &[Merged<'_>], catalogue: &Catalogue, figures: &Figures, lang: Lang) -> Vec<Reach> {
    let reached = &figures.reached;
    if reached.begun == 0 || catalogue.chosen.len() > 1 {
        return Vec::new();
    }
    let line = |words: String, some: bool, here: i64, left: i64| Reach {
        words,
        some,
        reached: here,
        left,
        share: share(here, reached.begun).map_or_else(String::new, |share| format!("{share}%")),
    };
    let at_once = reached.left.get(&Uuid::nil()).copied().unwrap_or_default();
    let mut here = reached.begun;
    let mut found = vec![line(ReportText::of(lang).left_at_once.to_owned(), false, here, at_once)];
    here -= at_once;
    for one in items {
        let sum = |counts: &HashMap<Uuid, i64>| -> i64 { one.ids.iter().filter_map(|id| counts.get(id)).sum() };
        let left = sum(&reached.left);
        let some = one.asked.conditional;
        found.push(line(
            one.words(lang),
            some,
            if some { sum(&reached.shown) } else { here },
            left,
        ));
        here -= left;
    }
    found
}

/// What became of the unhappy, and which answers those are, where they can be listed.
pub fn circle(circle: &Loop, w: &'static ReportText) -> [(&'static str, i64, Option<View>); 7] {
    [
        (w.unhappy, circle.unhappy + circle.nameless, Some(View::Unhappy)),
        (w.nameless, circle.nameless, None),
        (w.complaints, circle.complaints, Some(View::Complaints)),
        (w.waiting, circle.waiting, Some(View::ToCall)),
        (w.in_time, circle.in_time, None),
        (w.late, circle.late, None),
        (w.recovered, circle.recovered, None),
    ]
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
