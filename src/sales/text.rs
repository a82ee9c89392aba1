//! Words that the parts of sales share.

use super::rules::{FollowUpKind, FollowUpOutcome, LeadState, Level, LossReason, NurturePhase, SourceKind, Stage};
use crate::platform::i18n::Lang;
use crate::{coded, labels, words};

coded! {
    /// As what a list is taken.
    pub enum FileKind { Xlsx "xlsx", Csv "csv" }
}

labels! {
    FileKind { Xlsx: "Excel", "Excel"; Csv: "CSV", "CSV"; }
    Stage {
        New: "新建", "New";
        Contacted: "已联系", "Contacted";
        Interested: "意向明确", "Interested";
        Comparing: "对比竞品", "Comparing";
        TestDriven: "已试驾", "Test driven";
        Quoted: "已报价", "Quoted";
        Ordered: "已订车", "Ordered";
        Delivered: "已交车", "Delivered";
        Lost: "战败", "Lost";
    }
    Level {
        H: "H 级", "Level H";
        A: "A 级", "Level A";
        B: "B 级", "Level B";
        C: "C 级", "Level C";
    }
    LossReason {
        Price: "价格", "Price";
        Competitor: "购买竞品", "Bought from a competitor";
        FinanceRefused: "贷款未通过", "Finance refused";
        Postponed: "推迟购车", "Postponed";
        BoughtUsed: "购买二手车", "Bought a used car";
        Unreachable: "联系不上", "Can't be reached";
        Other: "其他", "Other";
    }
    LeadState {
        Open: "待跟进", "Open";
        Qualified: "已转商机", "Qualified";
        Duplicate: "重复", "Duplicate";
        Invalid: "无效", "Invalid";
    }
    SourceKind {
        WalkIn: "自然到店", "Walk-in";
        PhoneIn: "来电", "Phone-in";
        Website: "官网", "Website";
        Autohome: "汽车之家", "Autohome";
        Yiche: "易车", "Yiche";
        Dongchedi: "懂车帝", "Dongchedi";
        WeChat: "微信", "WeChat";
        MomentsAd: "朋友圈广告", "Moments ad";
        MiniProgram: "小程序", "Mini-program";
        App: "App", "App";
        Douyin: "抖音", "Douyin";
        Exhibition: "车展", "Exhibition";
        MarketResearch: "市场调研", "Market research";
        Partner: "异业合作", "Partner";
        Referral: "老客户转介绍", "Referral";
        Campaign: "活动", "Campaign";
    }
    FollowUpKind {
        Phone: "电话", "Phone";
        WeChat: "微信", "WeChat";
        Sms: "短信", "SMS";
        Visit: "到店或上门", "In person";
        Email: "邮件", "E-mail";
    }
    FollowUpOutcome {
        Answered: "已接通", "Answered";
        Unanswered: "未接通", "Not answered";
        WrongNumber: "空号或错号", "Wrong number";
        Booked: "预约到店", "Will come";
        Sent: "已发送", "Sent";
        Replied: "客户已回复", "Replied";
        Met: "已见面", "Met";
    }
    NurturePhase {
        Light: "轻触", "Light touch";
        Deep: "深度", "Deep";
        Convert: "转化", "Convert";
        Long: "长期", "Long term";
    }
}

/// The colour of a level.
pub fn level_tone(level: Level) -> &'static str {
    match level {
        Level::H => "red",
        Level::A => "amber",
        Level::B => "blue",
        Level::C => "",
    }
}

/// The colour of a stage.
pub fn stage_tone(stage: Stage) -> &'static str {
    match stage {
        Stage::New => "blue",
        Stage::Contacted | Stage::Interested | Stage::Comparing => "violet",
        Stage::TestDriven | Stage::Quoted => "amber",
        Stage::Ordered | Stage::Delivered => "green",
        Stage::Lost => "",
    }
}

words! {
    pub struct ExportText {
        export: "导出", "Export";
        reason: "导出原因", "Reason";
        reason_hint: "会记入操作日志，并写在文件末尾", "Kept in the audit log and written into the file";
        format: "文件格式", "Format";
        download: "下载文件", "Download";
        back: "返回列表", "Back to the list";
    }
}

/// What a file holds.
pub fn export_hint(most: usize, lang: Lang) -> String {
    lang.pick(
        format!("按当前筛选导出您可见的记录，手机号不完整显示；一次最多 {most} 条，更多需审批。"),
        format!("What you see in the list as it is narrowed now, phones half hidden; at most {most} rows, more would need an approval."),
    )
}

pub fn too_many_rows(most: usize, lang: Lang) -> String {
    lang.pick(
        format!("筛选结果超过 {most} 条，需审批后才能导出。请缩小筛选范围。"),
        format!("The list has more than {most} rows, which would need an approval. Narrow it."),
    )
}

/// At the end of a file: who took it, when and why.
pub fn taken_by(who: &str, at: &str, reason: &str, lang: Lang) -> String {
    lang.pick(
        format!("导出人 {who} · {at} · 原因：{reason}"),
        format!("Taken by {who} · {at} · {reason}"),
    )
}
