//! The report as a workbook: a sheet for each part. Words are written as words, never as formulas.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::model::Voices;
use super::rules::{Dimension, Tenths, masked, share};
use super::text::{self, ReportText};
use super::views::{
    Figure, Found, Links, MonthLine, Step, asks, circle, falls, groups, merged, name_of, periods, reach, sections,
};
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
        number.map_or(Self::Nothing, Self::Number)
    }
}

impl From<Option<i16>> for Cell {
    fn from(number: Option<i16>) -> Self {
        number.map_or(Self::Nothing, |number| Self::Number(number.into()))
    }
}

impl From<i64> for Cell {
    #[expect(clippy::cast_precision_loss, reason = "counts of answers stay far below 2^53")]
    fn from(count: i64) -> Self {
        Self::Number(count as f64)
    }
}

/// A figure with its interval and what it rests on: four cells.
fn cells(figure: &Figure) -> Vec<Cell> {
    vec![
        figure.value.into(),
        figure.interval.map(|(low, _)| tenth(low)).into(),
        figure.interval.map(|(_, high)| tenth(high)).into(),
        figure.n.into(),
    ]
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
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
pub fn of(cx: &Cx, found: &Found<'_>) -> Result<Vec<u8>, Error> {
    let name = cx.actor()?.name.clone();
    written(cx, found, &name).map_err(Error::internal)
}

fn written(cx: &Cx, found: &Found<'_>, name: &str) -> Result<Vec<u8>, XlsxError> {
    let (w, lang) = (ReportText::of(cx.lang), cx.lang);
    let mut book = Workbook::new();
    // An ampersand would begin a code of the footer.
    let footer = format!("{} {}", name.replace('&', " "), times::minute(cx.now));
    summary(&mut Sheet::new(&mut book, w.sheet_summary, &footer)?, cx, found, name)?;
    items(&mut Sheet::new(&mut book, w.sheet_items, &footer)?, cx, found)?;
    by_group(&mut Sheet::new(&mut book, w.sheet_groups, &footer)?, cx, found)?;
    let links = Links::new(cx, found.query, found.catalogue, found.days);
    let small = found.catalogue.small;
    let mut sheet = Sheet::new(&mut book, w.sheet_months, &footer)?;
    in_time(
        &mut sheet,
        w.month,
        &periods(found.figures, found.days, Step::Month, small, &links, lang),
        &unasked(found, w),
        w,
    )?;
    sheet.row += 1;
    in_time(
        &mut sheet,
        w.quarter,
        &periods(found.figures, found.days, Step::Quarter, small, &links, lang),
        &unasked(found, w),
        w,
    )?;
    spreads(&mut Sheet::new(&mut book, w.sheet_spread, &footer)?, cx, found)?;
    progress(&mut Sheet::new(&mut book, w.sheet_reach, &footer)?, cx, found)?;
    if let Some(voices) = found.voices {
        closing(&mut Sheet::new(&mut book, w.sheet_circle, &footer)?, cx, voices)?;
    }
    if let Some(voices) = found.voices.filter(|_| found.query.wants_remarks()) {
        let mut sheet = Sheet::new(&mut book, w.sheet_remarks, &footer)?;
        sheet.line(vec![text::cut(voices.remarks.len(), lang).into()])?;
        sheet.head(&[w.at, w.question, w.text, w.satisfaction, w.nps, w.advisor])?;
        let questions = merged(found.catalogue, found.figures);
        for remark in &voices.remarks {
            let question = questions.iter().find(|one| one.ids.contains(&remark.question));
            sheet.line(vec![
                times::minute(remark.at).into(),
                question.map(|one| one.words(lang)).unwrap_or_default().into(),
                masked(remark.text.expose()).into(),
                remark.overall.into(),
                remark.nps.into(),
                remark.advisor.clone().unwrap_or_default().into(),
            ])?;
        }
    }
    book.save_to_buffer()
}

/// The main figures that nothing was asked for.
fn unasked(found: &Found<'_>, w: &'static ReportText) -> Vec<&'static str> {
    let (overall, nps) = asks(&merged(found.catalogue, found.figures));
    [(w.satisfaction, overall), (w.csi, overall), (w.nps, nps)]
        .into_iter()
        .filter(|(_, asked)| !asked)
        .map(|(label, _)| label)
        .collect()
}

fn figure_heads(w: &'static ReportText) -> [&'static str; 4] {
    [w.value, w.low, w.high, w.n]
}

fn summary(sheet: &mut Sheet<'_>, cx: &Cx, found: &Found<'_>, name: &str) -> Result<(), XlsxError> {
    let (w, lang, catalogue) = (ReportText::of(cx.lang), cx.lang, found.catalogue);
    let survey = catalogue
        .survey
        .as_ref()
        .map(|one| one.name.clone())
        .unwrap_or_default();
    let numbers: Vec<i32> = catalogue.chosen.iter().map(|version| version.number).collect();
    let (first, last) = (times::date(found.days.first), times::date(found.days.last));
    let mut facts = vec![
        (w.survey, survey),
        (w.version, text::versions(&numbers, lang)),
        (w.period, text::days(&first, &last, lang)),
    ];
    let narrow = found.query.narrow();
    for dimension in Dimension::ALL {
        if let Some(value) = narrow.value(*dimension) {
            facts.push((dimension.label(lang), name_of(*dimension, value, catalogue, lang)));
        }
    }
    facts.push((w.exported_by, name.to_owned()));
    facts.push((w.exported_at, times::minute(cx.now)));
    for (label, fact) in facts {
        sheet.line(vec![label.into(), fact.into()])?;
    }
    sheet.row += 1;
    let [value, low, high, n] = figure_heads(w);
    sheet.head(&[w.figure, value, low, high, n])?;
    let (heads, reached) = (&found.figures.heads, &found.figures.reached);
    let small = catalogue.small;
    let shown = [
        (w.rate, Figure::share(reached.answered, reached.sent, small)),
        (w.satisfaction, Figure::satisfaction(&heads.overall, small)),
        (w.csi, Figure::csi(&heads.overall, small)),
        (w.nps, Figure::nps(&heads.nps, small)),
    ];
    let unasked = unasked(found, w);
    for (label, figure) in shown.into_iter().filter(|(label, _)| !unasked.contains(label)) {
        let mut line = vec![Cell::from(label)];
        line.extend(cells(&figure));
        sheet.line(line)?;
    }
    sheet.row += 1;
    sheet.line(vec![w.method.into()])
}

fn items(sheet: &mut Sheet<'_>, cx: &Cx, found: &Found<'_>) -> Result<(), XlsxError> {
    let (w, lang) = (ReportText::of(cx.lang), cx.lang);
    let links = Links::new(cx, found.query, found.catalogue, found.days);
    let merged = merged(found.catalogue, found.figures);
    let [value, low, high, n] = figure_heads(w);
    sheet.head(&[w.section, w.question, w.figure, value, low, high, n])?;
    for section in sections(&merged, found.catalogue.small, &links, lang) {
        for (label, figure) in &section.figures {
            let mut line = vec![section.title.clone().into(), Cell::Nothing, Cell::from(*label)];
            line.extend(cells(figure));
            sheet.line(line)?;
        }
        for one in &section.lines {
            let begin = || vec![Cell::from(section.title.clone()), Cell::from(one.words.clone())];
            if one.figures.is_empty() {
                let mut line = begin();
                line.push(Cell::from(w.count));
                line.push(Cell::from(one.n));
                sheet.line(line)?;
            }
            for (label, figure) in &one.figures {
                let mut line = begin();
                line.push(Cell::from(*label));
                line.extend(cells(figure));
                sheet.line(line)?;
            }
        }
    }
    sheet.row += 1;
    sheet.head(&[w.section, w.question, w.correlation, w.n])?;
    for one in &merged {
        if let Some(r) = one.item.pairs.correlation() {
            let section = lang.pick(&one.asked.section_zh, &one.asked.section_en).clone();
            let r = Some((r * 1_000.0).round() / 1_000.0);
            sheet.line(vec![
                section.into(),
                one.words(lang).into(),
                r.into(),
                one.item.pairs.n.into(),
            ])?;
        }
    }
    Ok(())
}

fn by_group(sheet: &mut Sheet<'_>, cx: &Cx, found: &Found<'_>) -> Result<(), XlsxError> {
    let (w, lang): (_, Lang) = (ReportText::of(cx.lang), cx.lang);
    let links = Links::new(cx, found.query, found.catalogue, found.days);
    let [value, low, high, n] = figure_heads(w);
    sheet.head(&[w.dimension, w.group, w.figure, value, low, high, n])?;
    let unasked = unasked(found, w);
    for block in groups(found.query, found.catalogue, found.figures, &links, lang) {
        for one in &block.lines {
            let figures = [
                (w.satisfaction, Some(&one.satisfaction)),
                (w.csi, Some(&one.csi)),
                (w.nps, Some(&one.nps)),
                (w.rate, one.rate.as_ref()),
            ];
            for (label, figure) in figures.into_iter().filter(|(label, _)| !unasked.contains(label)) {
                let Some(figure) = figure else { continue };
                let mut line = vec![block.title.into(), one.label.clone().into(), Cell::from(label)];
                line.extend(cells(figure));
                sheet.line(line)?;
            }
        }
    }
    Ok(())
}

/// How the answers to each question fall.
fn spreads(sheet: &mut Sheet<'_>, cx: &Cx, found: &Found<'_>) -> Result<(), XlsxError> {
    let (w, lang) = (ReportText::of(cx.lang), cx.lang);
    sheet.head(&[w.section, w.question, w.answer, w.count, w.share, w.n])?;
    for one in merged(found.catalogue, found.figures) {
        let section = lang.pick(&one.asked.section_zh, &one.asked.section_en);
        for (answer, count, _) in falls(&one, lang) {
            sheet.line(vec![
                section.clone().into(),
                one.words(lang).into(),
                answer.into(),
                count.into(),
                share(count, one.item.n).map(Tenths::value).into(),
                one.item.n.into(),
            ])?;
        }
    }
    Ok(())
}

/// What became of the invitations, and how far those got who began.
fn progress(sheet: &mut Sheet<'_>, cx: &Cx, found: &Found<'_>) -> Result<(), XlsxError> {
    let (w, lang) = (ReportText::of(cx.lang), cx.lang);
    let reached = &found.figures.reached;
    sheet.head(&[w.invitations, w.count])?;
    for (label, count) in [
        (w.sent, reached.sent),
        (w.opened, reached.opened),
        (w.answered, reached.answered),
        (w.refused, reached.refused),
        (w.expired, reached.expired),
    ] {
        sheet.line(vec![label.into(), count.into()])?;
    }
    sheet.row += 1;
    if found.catalogue.chosen.len() > 1 {
        return sheet.line(vec![w.drop_off_mixed.into()]);
    }
    sheet.head(&[w.question, w.reached, w.share, w.left, w.some])?;
    for one in reach(
        &merged(found.catalogue, found.figures),
        found.catalogue,
        found.figures,
        lang,
    ) {
        sheet.line(vec![
            one.words.into(),
            one.reached.into(),
            share(one.reached, reached.begun).map(Tenths::value).into(),
            one.left.into(),
            if one.some { w.yes.into() } else { Cell::Nothing },
        ])?;
    }
    sheet.line(vec![w.drop_off_hint.into()])
}

/// What became of the unhappy, and why they were.
fn closing(sheet: &mut Sheet<'_>, cx: &Cx, voices: &Voices) -> Result<(), XlsxError> {
    let w = ReportText::of(cx.lang);
    sheet.head(&[w.circle, w.count])?;
    for (label, count, _) in circle(&voices.circle, w) {
        sheet.line(vec![label.into(), count.into()])?;
    }
    sheet.row += 1;
    sheet.head(&[w.reasons, w.count])?;
    for one in &voices.reasons {
        sheet.line(vec![one.reason.label(cx.lang).into(), one.n.into()])?;
    }
    Ok(())
}

fn in_time(
    sheet: &mut Sheet<'_>,
    label: &str,
    lines: &[MonthLine],
    unasked: &[&'static str],
    w: &'static ReportText,
) -> Result<(), XlsxError> {
    let [value, low, high, n] = figure_heads(w);
    sheet.head(&[label, w.figure, value, low, high, n])?;
    for one in lines {
        let figures = [
            (w.satisfaction, &one.satisfaction),
            (w.csi, &one.csi),
            (w.nps, &one.nps),
        ];
        for (name, figure) in figures.into_iter().filter(|(name, _)| !unasked.contains(name)) {
            let mut line = vec![one.label.clone().into(), Cell::from(name)];
            line.extend(cells(figure));
            sheet.line(line)?;
        }
    }
    Ok(())
}
