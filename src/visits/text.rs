//! Words of visits and appointments.

use super::rules::{AppointmentState, FloorAction, LeaveReason, Line, Purpose, VisitAction, VisitState};
use crate::labels;
use crate::platform::i18n::Lang;

labels! {
    Line { Service: "售后", "Service"; Sales: "销售", "Sales"; Complaint: "投诉", "Complaints"; }
    Purpose {
        Service: "保养", "Maintenance"; Repair: "维修", "Repair"; Inspection: "检测", "Inspection";
        TestDrive: "试驾", "Test drive"; Showroom: "看车", "Showroom visit"; ComplaintVisit: "投诉接待", "Complaint visit";
    }
    VisitState {
        Arrived: "已到店", "Arrived"; Waiting: "等候中", "Waiting"; Receiving: "接待中", "Being received";
        InWorkshop: "维修中", "In the workshop"; QualityCheck: "质检中", "Quality check"; Ready: "待交车", "Ready";
        Settled: "已结算", "Settled"; Left: "已离店", "Left";
    }
    VisitAction {
        Queue: "取号排队", "Took a number"; Receive: "开始接待", "Received"; StartWork: "进入车间", "Into the workshop";
        Check: "送质检", "To the quality check"; Return: "质检退回", "Check failed";
        Reopen: "追加项目，继续维修", "More work agreed to"; Pass: "质检通过", "Check passed";
        Settle: "结算", "Settled"; Unsettle: "撤销结算", "Settlement taken back"; Leave: "离店", "Left";
        ComeBack: "撤销离店", "Came back";
    }
    LeaveReason {
        Done: "已办妥", "All done"; WaitedTooLong: "等候太久", "Waited too long"; Rescheduled: "改约时间", "Another time";
        OnlyAsked: "只是咨询", "Only asked"; WithoutWord: "不辞而别", "Left without a word"; Other: "其他", "Other";
    }
    FloorAction {
        CheckIn: "签到", "Checked in"; Took: "接待", "Took a visitor"; Skipped: "跳过", "Skipped"; Paused: "暂停", "Paused";
        Resumed: "恢复", "Back on the floor"; Moved: "调整顺序", "Moved"; Ended: "签退", "Checked out";
    }
    AppointmentState {
        Booked: "已预约", "Booked"; Arrived: "已到店", "Arrived"; Cancelled: "已取消", "Cancelled"; NoShow: "爽约", "Missed";
    }
}

/// What was done to a ticket was taken back.
pub fn undone(ticket: &str, lang: Lang) -> String {
    lang.pick(format!("已撤销：{ticket}"), format!("{ticket}: taken back"))
}
