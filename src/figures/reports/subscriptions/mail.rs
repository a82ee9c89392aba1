//! What a mail says: the main figures, and where the rest is.

use chrono::NaiveDate;

use super::model::Row;
use super::rules::{Rhythm, Topic, told_of};
use super::text::plan;
use crate::figures::measures::model::Measured;
use crate::figures::measures::queries as measures;
use crate::figures::reports::asking::{self, Reader};
use crate::figures::reports::month::Month;
use crate::figures::reports::quality;
use crate::figures::reports::quality::rules::{Checked, Counts};
use crate::figures::reports::text as reports;
use crate::figures::rules::{Figure, Grain, Light, Period};
use crate::figures::text as figures;
use crate::platform::db::Tx;
use crate::platform::error::Error;
use crate::platform::i18n::{Lang, times};
use crate::platform::web::narrow::address;
use crate::staff;
use crate::staff::model::StaffRow;

/// A mail that is to be sent.
pub struct Letter {
    pub subject: String,
    pub text: String,
}

/// Writes the mail of a subscription as of now, to this person.
pub fn compose(tx: &mut Tx<'_>, row: &Row, to: &StaffRow, is_test: bool) -> Result<Letter, Error> {
    let lang = Lang::from_code(row.language.code());
    let store = staff::queries::store(tx.conn, row.store_id)?;
    let house = lang.pick(store.name, store.name_en);
    let (title, body) = match row.report {
        Topic::Management => management(tx, row, to, lang)?,
        Topic::DataQuality => data_quality(tx, row, lang)?,
    };
    let test = if is_test {
        lang.pick("【样张】", "Sample: ")
    } else {
        ""
    };
    let subject = lang.pick(format!("{test}{title}，{house}"), format!("{test}{title}, {house}"));
    let greeting = lang.pick(format!("{}：", to.name), format!("{},", to.name));
    let why = lang.pick(
        format!("这封邮件按订阅发送（{}）。暂停、修改或停止：", plan(row.plan(), lang)),
        format!(
            "This mail comes by subscription ({}). To pause, change or stop it:",
            plan(row.plan(), lang)
        ),
    );
    // Whoever may not open the list asks somebody who may.
    let settings = if Topic::Management.open_to(&to.roles()) {
        tx.whole("/reports/subscriptions")
    } else {
        lang.pick("请联系您的经理。", "please ask your manager.").to_owned()
    };
    Ok(Letter {
        subject: crate::values::text::single_line(&subject),
        text: format!("{greeting}\n\n{house}\n{title}\n\n{body}\n\n{why}\n{settings}\n"),
    })
}

/// The days that a report tells of, and where they stand in full.
fn told(rhythm: Rhythm, today: NaiveDate) -> (Result<Period, crate::figures::rules::Fault>, String) {
    let day = told_of(rhythm, today);
    match rhythm {
        Rhythm::Monthly => (
            Period::of(Grain::Month, day, today),
            format!("/reports/{}", Month::of(day)),
        ),
        Rhythm::Weekly => (
            Period::of(Grain::Week, day, today),
            address("/figures", [("period", "week".to_owned()), ("day", times::date(day))]),
        ),
    }
}

fn management(tx: &mut Tx<'_>, row: &Row, to: &StaffRow, lang: Lang) -> Result<(String, String), Error> {
    let today = times::day_of(tx.now);
    let (period, path) = told(row.rhythm, today);
    let period = period.map_err(|_| Error::internal("a period that is over has not come"))?;
    let reader = Reader {
        store: row.store_id,
        staff: to.id,
    };
    let asked = asking::ask(tx.conn, reader, period, tx.now)?;
    let measured = measures::measure(tx.conn, &asked, Figure::SHOWN)?;
    let title = match row.rhythm {
        Rhythm::Monthly => {
            let month = reports::month(Month::of(period.from), lang);
            lang.pick(format!("月度经营报告 {month}"), format!("Management report {month}"))
        }
        Rhythm::Weekly => {
            let days = figures::period(period);
            lang.pick(format!("经营周报 {days}"), format!("Weekly figures {days}"))
        }
    };
    let until = measured.values().map(|one| one.until).max();
    let until = until
        .map(|at| reports::until(&times::minute(at), lang))
        .unwrap_or_default();
    let lines: Vec<String> = Figure::SHOWN
        .iter()
        .filter_map(|figure| measured.get(figure))
        .map(|one| line(one, lang))
        .collect();
    let more = lang.pick("完整报告：", "The full report:");
    let body = format!("{until}\n{}\n\n{more}\n{}", lines.join("\n"), tx.whole(&path));
    Ok((title, body))
}

/// `线索转化率：28.4%（n = 120，目标 30.0%，接近目标，环比 −1.2，同比 +0.4）`
pub fn line(one: &Measured, lang: Lang) -> String {
    let unit = one.figure.unit();
    let (name, value) = (figures::name(one.figure, lang), figures::value(one.value, unit));
    let mut said = vec![reports::n(one.n)];
    if let Some(target) = one.target {
        let target = figures::number(target, unit);
        said.push(lang.pick(format!("目标 {target}"), format!("target {target}")));
        if one.light != Light::Unknown {
            said.push(figures::light(one.light, lang).to_owned());
        }
    }
    if let Some(moved) = figures::change(one.value, one.before) {
        said.push(lang.pick(format!("环比 {moved}"), format!("{moved} on the period before")));
    }
    if let Some(moved) = figures::change(one.value, one.year_ago) {
        said.push(lang.pick(format!("同比 {moved}"), format!("{moved} on a year ago")));
    }
    if one.small {
        said.push(lang.pick("样本少", "few cases").to_owned());
    }
    lang.pick(
        format!("{name}：{value}（{}）", said.join("，")),
        format!("{name}: {value} ({})", said.join(", ")),
    )
}

fn data_quality(tx: &mut Tx<'_>, row: &Row, lang: Lang) -> Result<(String, String), Error> {
    let month = Month::of(times::day_of(tx.now));
    let frame = quality::queries::frame(tx.conn, row.store_id, tx.now)?;
    let people = quality::queries::people(tx.conn, row.store_id, month.first())?;
    let w = quality::text::QualityText::of(lang);
    let line = |name: &str, counts: Counts, checked: Checked| {
        let score = quality::views::score(counts, &frame).map_or_else(|| "–".to_owned(), |score| score.to_string());
        let said = [
            reports::n(counts.n),
            format!("{} {}", w.complete, counts.n - counts.complete),
            format!("{} {}", w.fresh, counts.n - counts.fresh),
            format!("{} {}", w.single, counts.n - counts.single),
            format!("{} {}", w.checked, quality::text::done(checked.done, checked.drawn)),
        ];
        lang.pick(
            format!("{name}：{} {score}（{}）", w.score, said.join("，")),
            format!("{name}: {} {score} ({})", w.score, said.join(", ")),
        )
    };
    let mut all = (Counts::default(), Checked::default());
    for person in &people {
        all.0.add(person.counts);
        all.1.add(person.checked);
    }
    let mut lines = vec![line(w.total, all.0, all.1)];
    lines.extend(people.iter().map(|person| {
        let name = if person.id.is_some() {
            person.name.as_str()
        } else {
            w.nobody
        };
        line(name, person.counts, person.checked)
    }));
    let until = frame.counted_at.map_or_else(
        || w.never.to_owned(),
        |at| quality::text::counted(&times::minute(at), lang),
    );
    let more = lang.pick("客户清单：", "The lists of customers:");
    let body = format!("{until}\n{}\n\n{more}\n{}", lines.join("\n"), tx.whole("/data-quality"));
    Ok((w.title.to_owned(), body))
}
