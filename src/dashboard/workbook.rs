//! The dashboard as a workbook: a sheet for each part. Words are written as words, never as formulas.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::model::{Loaded, More};
use super::rules::{Compare, MAIN, others};
use super::text::{self, DashboardText};
use super::views::DashboardQuery;
use super::views::figures::{means, target};
use super::views::parts::{share, step};
use crate::figures::rules::{Figure, Kind, shown};
use crate::figures::text as said;
use crate::figures::watch::model::{AGES, STEPS};
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::Cx;

enum Cell {
    Words(String),
    Number(f64),
    Nothing,
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, |number| Self::Number(shown(number)))
    }
}

impl From<i64> for Cell {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows stay far below 2^53")]
    fn from(count: i64) -> Self {
        Self::Number(count as f64)
    }
}

/// Writes row after row.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    head: Format,
}

impl<'a> Sheet<'a> {
    fn new(book: &'a mut Workbook, name: &str, footer: &str) -> Result<Self, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_footer(format!("&L{footer}&R&P / &N"));
        Ok(Self {
            sheet,
            row: 0,
            head: Format::new().set_bold(),
        })
    }

    fn head(&mut self, words: &[&str]) -> Result<(), XlsxError> {
        for (column, word) in (0..).zip(words) {
            self.sheet
                .write_string_with_format(self.row, column, *word, &self.head)?;
        }
        self.row += 1;
        Ok(())
    }

    fn line(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Words(words) => self.sheet.write_string(self.row, column, words)?,
                Cell::Number(number) => self.sheet.write_number(self.row, column, number)?,
                Cell::Nothing => continue,
            };
        }
        self.row += 1;
        Ok(())
    }
}

/// The file.
pub fn of(cx: &Cx, query: &DashboardQuery, loaded: &Loaded, more: &More) -> Result<Vec<u8>, Error> {
    let actor = cx.actor()?;
    let facts = [
        (DashboardText::of(cx.lang).store, actor.store_name.clone()),
        (DashboardText::of(cx.lang).exported_by, actor.name.clone()),
    ];
    // An ampersand would begin a code of the footer.
    let footer = format!("{} {}", actor.name.replace('&', " "), times::minute(cx.now));
    written(cx.lang, &times::minute(cx.now), &footer, facts, query, loaded, more).map_err(Error::internal)
}

fn written(
    lang: Lang,
    moment: &str,
    footer: &str,
    facts: [(&'static str, String); 2],
    query: &DashboardQuery,
    loaded: &Loaded,
    more: &More,
) -> Result<Vec<u8>, XlsxError> {
    let w = DashboardText::of(lang);
    let mut book = Workbook::new();
    let mut sheet = Sheet::new(&mut book, w.sheet_figures, footer)?;
    for (label, fact) in facts {
        sheet.line(vec![label.into(), fact.into()])?;
    }
    sheet.line(vec![w.exported_at.into(), moment.into()])?;
    sheet.line(vec![w.period.into(), said::period(loaded.asked.period).into()])?;
    if let Some(fault) = loaded.asked.fault {
        sheet.line(vec![said::fault(fault, lang).into()])?;
        return book.save_to_buffer();
    }
    sheet.row += 1;
    figures(&mut sheet, loaded, lang)?;
    trends(&mut Sheet::new(&mut book, w.sheet_trend, footer)?, loaded, lang)?;
    people(
        &mut Sheet::new(&mut book, w.sheet_people, footer)?,
        query.figure(),
        loaded,
        lang,
    )?;
    let mut sheet = Sheet::new(&mut book, w.sheet_attention, footer)?;
    sheet.head(&[w.matter, w.count])?;
    for (concern, n) in &loaded.attention.counts {
        sheet.line(vec![concern.label(lang).into(), (*n).into()])?;
    }
    if !more.funnel.is_empty() {
        let mut sheet = Sheet::new(&mut book, w.sheet_funnel, footer)?;
        sheet.head(&[w.stage, w.count])?;
        for (far, n) in STEPS.iter().zip(&more.funnel) {
            sheet.line(vec![step(*far, lang).into(), i64::from(*n).into()])?;
        }
    }
    let mut sheet = Sheet::new(&mut book, w.sheet_complaints, footer)?;
    sheet.head(&[w.category, w.cases])?;
    for group in &more.complaints {
        sheet.line(vec![
            lang.pick(&group.zh, &group.en).clone().into(),
            i64::from(group.n).into(),
        ])?;
    }
    cohorts(&mut Sheet::new(&mut book, w.sheet_cohorts, footer)?, loaded, more, lang)?;
    book.save_to_buffer()
}

fn figures(sheet: &mut Sheet<'_>, loaded: &Loaded, lang: Lang) -> Result<(), XlsxError> {
    let w = DashboardText::of(lang);
    sheet.head(&[
        w.figure,
        w.value,
        w.numerator,
        w.denominator,
        w.target,
        w.light,
        Compare::Before.label(lang),
        Compare::YearAgo.label(lang),
        w.means,
    ])?;
    for figure in MAIN.into_iter().chain(others()) {
        let Some(measured) = loaded.measures.get(&figure) else {
            continue;
        };
        let derived = figure.kind() == Kind::Derived;
        let words: Vec<String> = means(measured, lang)
            .into_iter()
            .map(|(what, words)| text::matter(what, &words, lang))
            .collect();
        sheet.line(vec![
            said::name(figure, lang).into(),
            measured.value.into(),
            if derived { Cell::Nothing } else { measured.sum.into() },
            if derived { Cell::Nothing } else { measured.n.into() },
            measured
                .target
                .map_or(Cell::Nothing, |at| target(at, figure.unit()).into()),
            said::light(measured.light, lang).into(),
            measured.before.into(),
            measured.year_ago.into(),
            words.join(lang.pick("；", "; ")).into(),
        ])?;
    }
    Ok(())
}

fn trends(sheet: &mut Sheet<'_>, loaded: &Loaded, lang: Lang) -> Result<(), XlsxError> {
    let w = DashboardText::of(lang);
    sheet.head(&[w.figure, w.period, w.value, w.numerator, w.denominator])?;
    for figure in MAIN.into_iter().chain(others()) {
        for point in loaded.trends.get(&figure).into_iter().flatten() {
            sheet.line(vec![
                said::name(figure, lang).into(),
                said::period(point.period).into(),
                point.value.into(),
                point.sum.into(),
                point.n.into(),
            ])?;
        }
    }
    Ok(())
}

fn people(sheet: &mut Sheet<'_>, figure: Figure, loaded: &Loaded, lang: Lang) -> Result<(), XlsxError> {
    let w = DashboardText::of(lang);
    sheet.line(vec![said::name(figure, lang).into()])?;
    sheet.head(&[w.person, w.value, w.numerator, w.denominator])?;
    for one in &loaded.people {
        let name = one.person.map_or(w.nobody, |_| one.name.as_str());
        sheet.line(vec![name.into(), one.value.into(), one.sum.into(), one.n.into()])?;
    }
    Ok(())
}

fn cohorts(sheet: &mut Sheet<'_>, loaded: &Loaded, more: &More, lang: Lang) -> Result<(), XlsxError> {
    let w = DashboardText::of(lang);
    let ages: Vec<String> = AGES.iter().map(|age| text::within(*age, lang)).collect();
    let heads: Vec<&str> = [w.quarter, w.cars]
        .into_iter()
        .chain(ages.iter().map(String::as_str))
        .collect();
    sheet.head(&heads)?;
    for cohort in &more.cohorts {
        let mut line: Vec<Cell> = vec![text::quarter(cohort.quarter).into(), cohort.n.into()];
        line.extend(AGES.iter().map(|age| {
            let share = share(cohort, *age, loaded.asked.today);
            Cell::from(share.map(|(_, share)| share))
        }));
        sheet.line(line)?;
    }
    Ok(())
}
