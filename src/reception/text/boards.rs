//! Words of the call board, of the screen that makes one, and of a visitor's own place.

use crate::platform::i18n::Lang;
use crate::visits::rules::VisitState;
use crate::words;

words! {
    pub struct BoardText {
        screens: "叫号屏", "Call boards";
        screens_hint: "等候区电视打开地址即可，只显示号码和台位", "Open the address on a television: it shows numbers and counters only";
        desk: "接待台", "Reception";
        none: "还没有叫号屏", "No call board yet";
        none_text: "为等候区的每台电视建一个地址。", "Make an address for each television in the waiting area.";
        new: "新建叫号屏", "New call board";
        name: "名称", "Name";
        name_hint: "放在哪里，如“一楼休息区”", "Where it hangs, such as “ground floor lounge”";
        make: "新建", "Make";
        made: "叫号屏已建好", "The call board is ready";
        address: "地址", "Address";
        qr: "扫码打开叫号屏", "Scan to open the call board";
        show_qr: "二维码", "QR code";
        open: "打开", "Open";
        in_use: "使用中", "In use";
        revoke: "停用", "Revoke";
        revoked: "已停用", "Revoked";
        revoke_done: "叫号屏已停用", "The call board is revoked";

        board: "叫号", "Now calling";
        go_to: "请到", "to";
        waiting: "等候", "Waiting";
        nobody_called: "还没有叫号", "Nobody has been called yet";
        nobody_waits: "没有人在等候", "Nobody waits";
        sound_off: "开启提示音", "Turn on sound";
        sound_on: "提示音已开启", "Sound is on";
        lost: "连接中断，最后更新", "Connection lost, last update";
        updated: "更新于", "Updated";
        listen: "请留意您的号码", "Please watch for your number";

        place: "您的号码", "Your number";
        called_now: "轮到您了", "It is your turn";
        go_there: "请前往", "Please go to";
        next: "下一位就是您", "You are next";
        missed: "没听到叫号也不要紧：请到接待台告知号码，我们会尽快安排。",
            "If you missed your call, tell the desk your number: we will fit you in soon.";
        keep_open: "此页会自动更新，轮到您时会显示台位。", "This page keeps itself up to date and shows the counter when it is your turn.";
        over: "本次到店已结束，感谢光临。", "Your visit is over. Thank you for coming.";
        out_of_date: "这个号码已过当日，请到接待台重新取号。", "This number was for another day. Please get a new one at the desk.";
        refresh: "刷新", "Refresh";
        nowhere: "这个地址已失效", "This address leads nowhere";
        nowhere_board: "叫号屏已停用，或地址有误。请在接待台的“叫号屏”页取得新的地址。",
            "The call board was revoked, or the address is wrong. The desk makes new ones under “Call boards”.";
        nowhere_place: "没有这个号码。请重新扫描小票上的二维码，或到接待台询问。",
            "There is no such number. Please scan the code on your slip again, or ask at the desk.";
    }
}

/// `王芳 建于 2026-11-20 09:12`
pub fn made_by(at: &str, who: Option<&str>, lang: Lang) -> String {
    match who {
        Some(who) => lang.pick(format!("{who} 建于 {at}"), format!("made by {who}, {at}")),
        None => lang.pick(format!("建于 {at}"), format!("made {at}")),
    }
}

pub fn revoked_at(at: &str, lang: Lang) -> String {
    lang.pick(format!("{at} 停用"), format!("revoked {at}"))
}

pub fn really_revoke(name: &str, lang: Lang) -> String {
    lang.pick(
        format!("停用“{name}”？正在显示它的电视会立即熄灭，地址不能再用。"),
        format!("Revoke “{name}”? Televisions that show it go dark at once, and the address never works again."),
    )
}

/// What is read aloud when somebody is called.
pub fn call(ticket: &str, counter: &str, lang: Lang) -> String {
    lang.pick(format!("请 {ticket} 到 {counter}"), format!("{ticket} to {counter}"))
}

pub fn people(count: usize, lang: Lang) -> String {
    lang.pick(format!("{count} 位"), count.to_string())
}

pub fn more(count: usize, lang: Lang) -> String {
    lang.pick(format!("还有 {count} 位"), format!("and {count} more"))
}

pub fn before(count: i64, lang: Lang) -> String {
    let english = match count {
        1 => "1 person is before you".to_owned(),
        count => format!("{count} people are before you"),
    };
    lang.pick(format!("前面还有 {count} 位"), english)
}

pub fn about(minutes: i64, lang: Lang) -> String {
    lang.pick(format!("预计约 {minutes} 分钟"), format!("about {minutes} minutes"))
}

/// How a visit stands, to the visitor.
pub fn standing(state: VisitState, lang: Lang) -> &'static str {
    match state {
        VisitState::Arrived | VisitState::Waiting => lang.pick("等候中", "Waiting"),
        VisitState::Receiving => lang.pick("正在为您接待", "You are being served"),
        VisitState::InWorkshop => lang.pick("车辆维修中", "Your car is in the workshop"),
        VisitState::QualityCheck => lang.pick("车辆质检中", "Your car is being checked"),
        VisitState::Ready => lang.pick("车辆已就绪，请到接待台", "Your car is ready: please come to the desk"),
        VisitState::Settled => lang.pick("已结算，请取车", "Settled: your car is waiting for you"),
        VisitState::Left => lang.pick("已结束", "Over"),
    }
}
