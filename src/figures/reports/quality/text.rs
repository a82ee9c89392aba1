//! Words of the audit of data.

use super::rules::{Gap, Outcome, Sampled, View};
use crate::platform::i18n::Lang;
use crate::{labels, words};

labels! {
    Gap {
        Phone: "电话", "Phone"; Identity: "证件号或信用代码", "ID number or credit code";
        ContactPerson: "公司联系人", "Contact person"; Birthday: "生日", "Birthday"; Address: "地址", "Address";
        Source: "来源", "Source"; Usage: "用车场景", "Usage scenario";
    }
    View {
        All: "全部", "All"; Incomplete: "资料不全", "Incomplete"; Complete: "资料完整", "Complete";
        Stale: "待核实", "To verify"; Fresh: "已核实", "Verified"; Alike: "疑似重复", "Possible duplicates";
        Single: "无重复", "No duplicates";
    }
    Outcome {
        Correct: "核实无误", "Correct"; Corrected: "有误，已更正", "Was wrong, put right";
        Wrong: "有误，未更正", "Wrong, not put right"; Unreachable: "联系不上", "Not reached";
    }
    Sampled { Open: "待核实", "Open"; Done: "已完成", "Done"; All: "全部", "All"; }
}

words! {
    pub struct QualityText {
        title: "数据质量", "Data quality";
        intro: "按负责人统计客户资料：完整、已核实、无疑似重复。得分为三项占比的加权平均，权重在规则设置中调整。",
            "Records by who looks after the customer: complete, verified, without duplicates. The score is the weighted mean of the three shares; the weights are among the rules.";
        rules: "规则", "Rules";
        recount: "立即重新统计", "Count anew";
        recounting: "正在重新统计，稍后刷新本页", "Counting anew; reload this page in a moment";
        never: "还没有统计过", "Not counted yet";
        never_text: "每天凌晨统计一次，也可以立即统计。", "Records are counted each night, or right now if you ask.";
        people: "按负责人", "By who looks after them";
        person: "负责人", "Looked after by";
        nobody: "无人负责", "Nobody";
        total: "合计", "Total";
        customers: "客户数", "Customers";
        complete: "资料不全", "Incomplete";
        fresh: "待核实", "To verify";
        single: "疑似重复", "Possible duplicates";
        incomplete_head: "资料不全 / 完整率", "Incomplete / complete";
        stale_head: "待核实 / 核实率", "To verify / verified";
        alike_head: "疑似重复 / 无重复率", "Duplicates / none";
        score: "得分", "Score";
        n: "样本", "Cases";
        checked: "本月抽查", "Sample this month";
        accuracy: "抽查准确率", "Correct in the sample";
        few: "样本少", "Few cases";
        gaps: "缺少的资料", "What is missing";
        gap: "缺少", "Missing";
        field: "资料项", "Field";
        no_gaps: "没有缺少的资料", "Nothing is missing";
        hint: "数字为上次统计时的结果，点开可看到对应的客户；之后改好的客户会注明。",
            "Numbers are as counted last; each opens its customers, and says who was put right since.";
        view: "视图", "View";
        list: "客户清单", "Customers";
        customer: "客户", "Customer";
        phone: "电话", "Phone";
        found: "问题", "Found";
        verified_at: "上次核实", "Last verified";
        never_verified: "从未核实", "Never verified";
        mended: "已改好", "Put right since";
        twin: "疑似同一客户", "Perhaps the same as";
        none: "没有这样的客户", "No such customers";
        none_text: "换一个视图，或放宽筛选。", "Choose another view, or fewer filters.";
        sample: "核实抽查", "Sample to verify";
        sample_intro: "每月从每位负责人的客户中随机抽取，致电核实资料。同一个月重复抽取，名单不变。",
            "Each month some customers of each person are drawn by chance and called to verify their records. Drawing again gives the same ones.";
        month: "月份", "Month";
        no_sample: "没有要核实的客户", "Nobody to verify";
        no_sample_text: "本月的抽查都已完成，或还没有抽取。", "The sample of this month is done, or not drawn yet.";
        outcome: "核实结果", "Outcome";
        record: "记录结果", "Record the outcome";
        change: "修改结果", "Change the outcome";
        note: "说明", "Note";
        note_hint: "“有误，未更正”须说明原因", "Needed where the record stays wrong";
        save: "保存", "Save";
        saved: "结果已保存", "Outcome saved";
        open_again: "已撤销，客户重新待核实", "Taken back; to be verified again";
        stale: "别人刚刚记录了这位客户的结果。请核对后再保存。", "Somebody has just recorded an outcome. Compare and save again.";
        actions: "操作", "Actions";
        by: "核实人", "Verified by";
        back: "返回数据质量", "Back to data quality";
    }
}

/// `数据截至 2026-11-22 02:00`
pub fn counted(at: &str, lang: Lang) -> String {
    lang.pick(format!("数据截至 {at}"), format!("As of {at}"))
}

/// `3 / 5`
pub fn done(done: i64, drawn: i64) -> String {
    format!("{done} / {drawn}")
}

pub fn shown(count: usize, lang: Lang) -> String {
    lang.pick(format!("本页 {count} 位"), format!("{count} on this page"))
}

/// What a share rests on: `n = 12`
pub fn of(n: i64) -> String {
    format!("n = {n}")
}

/// `第 2 位`: a customer who may be the same, by number rather than by a name that isn't theirs to tell.
pub fn twin(number: usize, lang: Lang) -> String {
    lang.pick(format!("客户 {number}"), format!("Customer {number}"))
}
