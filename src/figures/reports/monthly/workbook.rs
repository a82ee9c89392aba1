//! The report as a workbook: a sheet for each part. Words are written as words, never as formulas.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::model::Report;
use super::text::{self, MonthText};
use super::views::{light, stages, until};
use crate::figures::reports::board::RANKED;
use crate::figures::reports::month::Month;
use crate::figures::reports::text as reports;
use crate::figures::rules::{Figure, shown};
use crate::figures::text as figures;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::Cx;
use crate::surveys::report::rules::Tenths;

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
        number.map_or(Self::Nothing, Self::Number)
    }
}

impl From<i64> for Cell {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn from(count: i64) -> Self {
        Self::Number(count as f64)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Number(count.into())
    }
}

impl From<i32> for Cell {
    fn from(count: i32) -> Self {
        Self::Number(count.into())
    }
}

/// A value as it is shown.
fn value(value: Option<f64>) -> Cell {
    value.map(shown).into()
}

/// How far it has moved, in points: of what is shown.
fn change(now: Option<f64>, before: Option<f64>) -> Cell {
    let moved = now.zip(before).map(|(now, before)| shown(now) - shown(before));
    moved.map(|moved| (moved * 10.0).round() / 10.0).into()
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
pub fn of(cx: &Cx, report: &Report) -> Result<Vec<u8>, Error> {
    let actor = cx.actor()?;
    written(cx, report, &actor.name, &actor.store_name).map_err(Error::internal)
}

fn written(cx: &Cx, report: &Report, name: &str, store: &str) -> Result<Vec<u8>, XlsxError> {
    let (w, lang) = (MonthText::of(cx.lang), cx.lang);
    let mut book = Workbook::new();
    // An ampersand would begin a code of the footer.
    let footer = format!("{} {}", name.replace('&', " "), times::minute(cx.now));
    let mut sheet = Sheet::new(&mut book, w.sheet_summary, &footer)?;
    let until = until(report).map(times::minute).unwrap_or_default();
    for (label, fact) in [
        (w.title, reports::month(report.month, lang)),
        (w.store, store.to_owned()),
        (w.days, figures::period(report.asked.period)),
        (w.data_time, until),
        (w.exported_by, name.to_owned()),
        (w.exported_at, times::minute(cx.now)),
    ] {
        sheet.line(vec![label.into(), fact.into()])?;
    }
    if report.asked.period.runs() {
        sheet.line(vec![w.so_far.into()])?;
    }
    main_figures(&mut Sheet::new(&mut book, w.sheet_figures, &footer)?, report, w, lang)?;
    trends(&mut Sheet::new(&mut book, w.sheet_trends, &footer)?, report, w, lang)?;
    if report.funnel.is_some() {
        funnel(&mut Sheet::new(&mut book, w.sheet_funnel, &footer)?, report, w, lang)?;
    }
    complaints(
        &mut Sheet::new(&mut book, w.sheet_complaints, &footer)?,
        report,
        w,
        lang,
    )?;
    surveys(&mut Sheet::new(&mut book, w.sheet_surveys, &footer)?, report, w, lang)?;
    boards(&mut Sheet::new(&mut book, w.sheet_boards, &footer)?, report, w, lang)?;
    stars(&mut Sheet::new(&mut book, w.sheet_awards, &footer)?, report, w, lang)?;
    book.save_to_buffer()
}

fn main_figures(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    sheet.head(&[
        w.figure,
        w.value,
        w.numerator,
        w.n,
        w.target,
        w.light,
        w.before,
        w.year_ago,
        w.data_time,
    ])?;
    for measured in Figure::SHOWN.iter().filter_map(|figure| report.measures.get(figure)) {
        // Of an index there is no numerator: it follows from others.
        let numerator = if measured.parts.is_empty() {
            measured.sum.into()
        } else {
            Cell::Nothing
        };
        sheet.line(vec![
            figures::name(measured.figure, lang).into(),
            value(measured.value),
            numerator,
            measured.n.into(),
            value(measured.target),
            light(measured.light, lang).0.into(),
            change(measured.value, measured.before),
            change(measured.value, measured.year_ago),
            times::minute(measured.until).into(),
        ])?;
    }
    sheet.row += 1;
    sheet.line(vec![w.figures_hint.into()])
}

/// A column for each month, the oldest first.
fn trends(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    let months: Vec<String> = report
        .trends
        .values()
        .max_by_key(|points| points.len())
        .into_iter()
        .flatten()
        .map(|point| Month::of(point.period.from).to_string())
        .collect();
    let heads: Vec<&str> = std::iter::once(w.figure)
        .chain(months.iter().map(String::as_str))
        .collect();
    sheet.head(&heads)?;
    for figure in Figure::SHOWN {
        let Some(points) = report.trends.get(figure) else {
            continue;
        };
        let mut line = vec![Cell::from(figures::name(*figure, lang))];
        line.extend(points.iter().map(|point| value(point.value)));
        sheet.line(line)?;
    }
    Ok(())
}

fn funnel(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    sheet.head(&[w.stage, w.count, w.share])?;
    let Some(totals) = report.funnel else { return Ok(()) };
    for (far, n) in stages(totals) {
        let share = Tenths::of(n.into(), 100, totals.valid.into()).map(Tenths::value);
        sheet.line(vec![far.label(lang).into(), n.into(), share.into()])?;
    }
    sheet.line(vec![w.funnel_hint.into()])
}

fn complaints(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    let totals = report.complaints.totals;
    sheet.line(vec![w.total.into(), totals.total.into()])?;
    for (label, groups) in [
        (w.category, &report.complaints.categories),
        (w.cause, &report.complaints.causes),
    ] {
        sheet.row += 1;
        sheet.head(&[label, w.count, w.share, w.cumulative])?;
        let whole: i64 = groups.iter().map(|group| i64::from(group.n)).sum();
        let mut reached = 0;
        for group in groups {
            reached += i64::from(group.n);
            let share = |part: i64| Cell::from(Tenths::of(part, 100, whole).map(Tenths::value));
            sheet.line(vec![
                lang.pick(&group.zh, &group.en).clone().into(),
                group.n.into(),
                share(group.n.into()),
                share(reached),
            ])?;
        }
    }
    sheet.row += 1;
    sheet.line(vec![text::counted(totals.total, totals.without_cause, lang).into()])
}

fn surveys(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    let nps_n = format!("{} n", w.nps);
    sheet.head(&[w.survey, w.version, w.n, w.satisfaction, w.csi, w.nps, &nps_n])?;
    for one in &report.surveys {
        sheet.line(vec![
            one.name.clone().into(),
            text::version(one.number, lang).into(),
            one.n.into(),
            one.overall.satisfaction().map(Tenths::value).into(),
            one.overall.csi().map(Tenths::value).into(),
            one.nps.nps().map(Tenths::value).into(),
            one.nps.n().into(),
        ])?;
    }
    sheet.row += 1;
    sheet.line(vec![w.surveys_hint.into()])
}

fn boards(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    sheet.head(&[w.figure, w.person, w.place, w.value, w.n, w.target])?;
    for figure in RANKED {
        for one in report.boards.get(figure).map(Vec::as_slice).unwrap_or_default() {
            let place = one.place.map_or_else(
                || w.unranked.to_owned(),
                |place| reports::place(place, one.sharing, lang),
            );
            sheet.line(vec![
                figures::name(*figure, lang).into(),
                one.name.clone().into(),
                place.into(),
                Cell::Number(one.value),
                one.n.into(),
                value(one.target),
            ])?;
        }
    }
    sheet.row += 1;
    sheet.line(vec![text::ranked_from(report.asked.rules.small, lang).into()])
}

fn stars(sheet: &mut Sheet<'_>, report: &Report, w: &'static MonthText, lang: Lang) -> Result<(), XlsxError> {
    sheet.head(&[w.person, w.figure, w.value, w.n, w.place])?;
    for award in &report.awards {
        sheet.line(vec![
            award.name.clone().into(),
            figures::name(award.figure, lang).into(),
            Cell::Number(award.value),
            award.n.into(),
            award.place.into(),
        ])?;
    }
    Ok(())
}
