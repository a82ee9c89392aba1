//! Words of awards.

use super::model::Award;
use crate::figures::reports::month::Month;
use crate::figures::reports::text as reports;
use crate::figures::text as figures;
use crate::platform::i18n::Lang;
use crate::words;

words! {
    pub struct AwardText {
        title: "CRM 之星", "CRM stars";
        intro: "按月度排行榜提名，由经理授予；数据以授予时为准。样本不足的人不参加排名，数值相同的人并列。",
            "Nominated by the leaderboards of a month and given by a manager, with the figure as it stood then. Who has too few cases is not ranked; equals share a place.";
        month: "月份", "Month";
        nominees: "提名", "Nominations";
        no_nominees: "没有可提名的人", "Nobody to nominate";
        no_nominees_text: "这个月没有人达到排名所需的样本。", "Nobody had enough cases to be ranked in this month.";
        runs: "本月还没有结束，结束后才能授予。", "This month is not over yet; awards are given after it.";
        given: "已授予", "Given";
        none: "还没有授予过", "No awards yet";
        none_text: "从上面的提名中授予。", "Give one from the nominations above.";
        figure: "指标", "Figure";
        person: "员工", "Person";
        value: "数值", "Value";
        n: "样本", "Cases";
        place: "名次", "Place";
        target: "目标", "Target";
        given_by: "授予人", "Given by";
        give: "授予", "Give";
        give_title: "授予 CRM 之星", "Give a CRM star";
        words: "颁奖词", "Citation";
        words_hint: "印在证书上，可不填", "Printed on the certificate; may stay empty";
        saved: "已授予", "Award given";
        certificate: "证书", "Certificate";
        revoke: "收回", "Take back";
        revoke_ask: "收回这项荣誉？证书不再有效。", "Take this award back? The certificate is no longer valid.";
        revoked: "已收回", "Taken back";
        reinstated: "已恢复", "Given again";
        actions: "操作", "Actions";
        already: "已授予", "Given";
        taken: "这项荣誉已经授予过此人。", "This person has this award already.";
        no_place: "此人在这项指标上没有名次：样本不足，或数据已经变化。", "This person has no place in this figure: too few cases, or the figures have changed.";
        star: "CRM 之星", "CRM star";
        certificate_title: "荣誉证书", "Certificate";
        date: "日期", "Date";
        signature: "签名", "Signature";
        back: "返回报告", "Back to the reports";
        all: "全部荣誉", "All awards";
    }
}

/// The line of the certificate: what for, with the figure that it rests on.
pub fn line(award: &Award, lang: Lang) -> String {
    let month = reports::month(Month::of(award.month), lang);
    let (figure, value) = (
        figures::name(award.figure, lang),
        figures::number(award.value, award.figure.unit()),
    );
    let count = |count: i32| usize::try_from(count).unwrap_or_default();
    let place = reports::place(count(award.place), count(award.sharing), lang);
    let (n, ranked) = (award.n, award.ranked);
    lang.pick(
        format!("{month}，{figure} {value}（样本 {n}），在参加排名的 {ranked} 人中{place}，特授予“CRM 之星”。"),
        format!("{month}: {figure} {value} (n = {n}), place {place} of {ranked} ranked. Awarded as CRM star."),
    )
}
