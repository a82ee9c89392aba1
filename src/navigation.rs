//! The way through the portal: what a person may use of what there is.

use crate::access::{Actor, Permission};
use crate::app;
use crate::platform::i18n::Lang;
use crate::platform::web::page::{NavGroup, NavItem, QuickCreate};

/// (path, icon, zh, en, keys, where its counter comes from)
type Entry = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const WORK: &[Entry] = &[
    (
        "/",
        "checklist",
        "今日待办",
        "My day",
        Some("g h"),
        Some("/my-day/count"),
    ),
    (
        "/reception",
        "door-enter",
        "接待台",
        "Reception",
        Some("g r"),
        Some("/reception/count"),
    ),
    (
        "/appointments",
        "calendar-time",
        "预约",
        "Appointments",
        Some("g a"),
        None,
    ),
    ("/customers", "users", "客户", "Customers", Some("g o"), None),
];
const SALES: &[Entry] = &[
    (
        "/board",
        "layout-kanban",
        "跟进看板",
        "Follow-up board",
        Some("g k"),
        Some("/board/count"),
    ),
    (
        "/leads",
        "target-arrow",
        "销售线索",
        "Leads",
        Some("g l"),
        Some("/leads/count"),
    ),
    ("/test-drives", "steering-wheel", "试驾", "Test drives", None, None),
    ("/sales-orders", "car", "订单与交车", "Orders and delivery", None, None),
    ("/sales-overview", "chart-bar", "销售概览", "Sales overview", None, None),
];
const SERVICE: &[Entry] = &[
    (
        "/service-orders",
        "car",
        "维修工单",
        "Service orders",
        Some("g s"),
        Some("/service-orders/count"),
    ),
    (
        "/repairs",
        "tool",
        "我的维修",
        "My repairs",
        Some("g m"),
        Some("/repairs/count"),
    ),
    ("/courtesy-cars", "key", "代步车", "Courtesy cars", None, None),
];
const RELATIONS: &[Entry] = &[
    (
        "/complaints",
        "message-report",
        "投诉工单",
        "Complaints",
        Some("g t"),
        Some("/complaints/count"),
    ),
    (
        "/call-backs",
        "headset",
        "回访与待办",
        "Calls and tasks",
        Some("g b"),
        Some("/call-backs/count"),
    ),
    (
        "/surveys",
        "clipboard-check",
        "满意度调查",
        "Surveys",
        Some("g v"),
        None,
    ),
    ("/survey-calls", "phone-call", "访谈名单", "Interviews", None, None),
    ("/survey-answers", "quote", "答卷", "Survey answers", None, None),
    ("/members", "crown", "会员与积分", "Membership", None, None),
    (
        "/customer-groups",
        "users-group",
        "客户分群",
        "Customer groups",
        None,
        None,
    ),
];
const MANAGEMENT: &[Entry] = &[
    ("/dashboard", "chart-bar", "经营看板", "Dashboard", Some("g d"), None),
    (
        "/complaints/analysis",
        "chart-bar",
        "投诉分析",
        "Complaint analysis",
        None,
        None,
    ),
    (
        "/corrective-actions",
        "tool",
        "整改措施",
        "Corrective actions",
        None,
        Some("/corrective-actions/count"),
    ),
    ("/figures", "gauge", "经营指标", "Figures", None, None),
    (
        "/surveys/report",
        "chart-bar",
        "满意度报告",
        "Survey report",
        None,
        None,
    ),
    ("/reports", "file-text", "报告", "Reports", None, None),
    ("/data-quality", "database", "数据质量", "Data quality", None, None),
    (
        "/questionnaires",
        "list-details",
        "问卷设计",
        "Questionnaires",
        None,
        None,
    ),
    ("/imports", "file-spreadsheet", "数据导入", "Imports", None, None),
    (
        "/access-requests",
        "shield-lock",
        "查看申请",
        "Access requests",
        None,
        Some("/access-requests/count"),
    ),
    ("/price-list", "receipt", "维修价目表", "Price list", None, None),
    ("/working-plans", "calendar-week", "排班", "Working plans", None, None),
    ("/templates", "message-2", "文案模板", "Templates", None, None),
    ("/staff", "id-badge-2", "员工", "Staff", None, None),
    (
        "/admin/permissions",
        "shield-check",
        "权限表",
        "Permissions",
        None,
        None,
    ),
    ("/admin/store", "building-store", "门店资料", "Store", None, None),
    ("/admin/settings", "settings", "规则设置", "Rules", None, None),
    ("/lead-sources", "link", "线索来源", "Lead sources", None, None),
    ("/admin/audit", "history", "操作日志", "Audit log", None, None),
];
const GROUPS: &[(Option<(&str, &str)>, &[Entry])] = &[
    (None, WORK),
    (Some(("销售", "Sales")), SALES),
    (Some(("维修服务", "Service")), SERVICE),
    (Some(("客户关系", "Customer relations")), RELATIONS),
    (Some(("管理", "Management")), MANAGEMENT),
];
/// (path, the entry that it is a part of)
const PARTS: &[(&str, &str)] = &[
    ("/my-day", "/"),
    ("/opportunities", "/board"),
    ("/quotes", "/board"),
    ("/pool", "/board"),
    ("/deliveries", "/sales-orders"),
    ("/demo-cars", "/test-drives"),
    ("/predictions", "/customer-groups"),
];
/// (path, icon, zh, en)
const CREATE: &[(&str, &str, &str, &str)] = &[
    ("/customers/new", "user-plus", "新建客户", "New customer"),
    ("/appointments/new", "calendar-time", "新建预约", "New appointment"),
    ("/leads/new", "target-arrow", "登记线索", "Record a lead"),
    ("/opportunities/new", "layout-kanban", "新建商机", "New opportunity"),
    ("/complaints/new", "message-report", "登记投诉", "Record a complaint"),
    ("/imports/new", "upload", "导入客户", "Import customers"),
    ("/staff/new", "id-badge-2", "邀请员工", "Invite staff"),
];

/// The navigation and the quick-create menu of a person: an entry shows when its route exists and is open to them.
pub fn navigation(actor: &Actor, lang: Lang, path: &str) -> (Vec<NavGroup>, Vec<QuickCreate>) {
    let path = path.split('?').next().unwrap_or(path);
    let entries = || GROUPS.iter().flat_map(|(_, entries)| *entries);
    // What has no entry of its own is part of another.
    let path = PARTS
        .iter()
        .find(|(part, _)| path.starts_with(part))
        .map_or(path, |part| part.1);
    // The longest entry that the path begins with is where we are.
    let here = entries()
        .map(|entry| entry.0)
        .filter(|href| path == *href || (*href != "/" && path.starts_with(href)))
        .max_by_key(|href| href.len());
    let groups = GROUPS
        .iter()
        .map(|(label, entries)| NavGroup {
            label: label.map(|(zh, en)| lang.pick(zh, en)),
            items: entries
                .iter()
                .filter(|entry| open(actor, entry.0) && concerns(actor, entry.0))
                .map(|&(href, icon, zh, en, hotkey, count_url)| NavItem {
                    href,
                    icon,
                    label: lang.pick(zh, en),
                    hotkey,
                    count_url,
                    current: here == Some(href),
                })
                .collect(),
        })
        .filter(|group: &NavGroup| !group.items.is_empty())
        .collect();
    let create = CREATE
        .iter()
        .filter(|entry| open(actor, entry.0))
        .map(|&(href, icon, zh, en)| QuickCreate {
            href,
            label: lang.pick(zh, en),
            icon,
        })
        .collect();
    (groups, create)
}

/// Customer care deals leads out; the board holds what somebody of sales works on.
fn concerns(actor: &Actor, href: &str) -> bool {
    href != "/board" || actor.may(Permission::WorkSales) || actor.may(Permission::SeeSalesOverview)
}

fn open(actor: &Actor, href: &str) -> bool {
    app::all_routes().any(|route| route.method == "GET" && route.path == href && route.door.open_to(actor))
}
