//! Who may do what: the one table (domain.md §2).

use std::fmt;

use crate::platform::i18n::Lang;
use crate::values::ids::{SessionId, StaffId, StoreId, TeamId};

macro_rules! roles {
    ($($Role:ident $code:literal $zh:literal $en:literal;)*) => {
        /// What a staff member is employed for; a person may have several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($Role,)* }

        impl Role {
            pub const ALL: &[Role] = &[$(Role::$Role,)*];

            /// How the role is stored.
            pub fn code(self) -> &'static str {
                match self { $(Role::$Role => $code,)* }
            }

            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Role::$Role),)* _ => None }
            }

            pub fn label(self, lang: Lang) -> &'static str {
                match self { $(Role::$Role => lang.pick($zh, $en),)* }
            }
        }
    };
}

roles! {
    SalesConsultant "sales_consultant" "销售顾问" "Sales consultant";
    ServiceAdvisor "service_advisor" "服务顾问" "Service advisor";
    Technician "technician" "维修技师" "Technician";
    CustomerCare "customer_care" "客服专员" "Customer care";
    Marketing "marketing" "市场专员" "Marketing";
    DataSpecialist "data_specialist" "数据专员" "Data specialist";
    MembershipAdmin "membership_admin" "会员管理员" "Membership admin";
    SalesManager "sales_manager" "销售经理" "Sales manager";
    ServiceManager "service_manager" "售后经理" "Service manager";
    CrmManager "crm_manager" "客户关系经理" "CRM manager";
    StoreManager "store_manager" "总经理" "Store manager";
    Admin "admin" "系统管理员" "Administrator";
}

macro_rules! permissions {
    ($($(#[$meta:meta])* $Permission:ident $zh:literal $en:literal : $($Role:ident)*;)*) => {
        /// Something a role may or may never do; which rows it then sees is a matter of [`Scope`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$meta])* $Permission,)* }

        impl Permission {
            pub const ALL: &[Permission] = &[$(Permission::$Permission,)*];

            /// The roles that may.
            pub fn roles(self) -> &'static [Role] {
                match self { $(Permission::$Permission => &[$(Role::$Role,)*],)* }
            }

            pub fn label(self, lang: Lang) -> &'static str {
                match self { $(Permission::$Permission => lang.pick($zh, $en),)* }
            }
        }
    };
}

permissions! {
    SeeCustomers "查看客户" "See customers":
        SalesConsultant ServiceAdvisor CustomerCare DataSpecialist MembershipAdmin SalesManager ServiceManager CrmManager StoreManager;
    EditCustomers "新建和修改客户" "Create and edit customers":
        SalesConsultant ServiceAdvisor CustomerCare DataSpecialist SalesManager ServiceManager CrmManager StoreManager;
    RevealContact "查看完整联系方式" "Reveal contact data":
        SalesConsultant ServiceAdvisor CustomerCare DataSpecialist MembershipAdmin SalesManager ServiceManager CrmManager StoreManager;
    /// To be the one who looks after a customer.
    OwnCustomers "负责客户" "Look after customers":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    AssignCustomers "分配客户负责人" "Assign customers": SalesManager ServiceManager CrmManager StoreManager;
    SetTier "设置会员等级" "Set membership tier": MembershipAdmin CrmManager StoreManager;
    RequestAccess "申请查看客户" "Request access to a customer":
        SalesConsultant ServiceAdvisor MembershipAdmin SalesManager ServiceManager;
    DecideAccess "审批查看申请" "Decide access requests": CrmManager StoreManager;
    ImportCustomers "导入客户" "Import customers": DataSpecialist CrmManager StoreManager;
    /// Of other people: one's own anybody may undo who may import.
    UndoImports "撤销他人的导入" "Undo imports of others": CrmManager StoreManager;
    SeeAppointments "查看预约" "See appointments":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    BookAppointments "登记预约" "Book appointments":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    /// Working plans, days off, the capacity of slots.
    PlanWork "排班" "Plan working hours": SalesManager ServiceManager CrmManager StoreManager;
    SeeReception "查看接待台" "See the reception desk":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    /// Whose visitors: those of the lines that the roles work on.
    WorkReception "接待客户" "Work at the reception desk":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    SeeMembership "查看会员" "See membership":
        ServiceAdvisor CustomerCare MembershipAdmin ServiceManager CrmManager StoreManager;
    RedeemPoints "兑换积分和权益" "Redeem points and benefits":
        ServiceAdvisor MembershipAdmin ServiceManager CrmManager StoreManager;
    AdjustPoints "调整积分" "Adjust points": MembershipAdmin CrmManager StoreManager;
    ApprovePoints "审批积分调整" "Approve points adjustments": CrmManager StoreManager;
    EditRewards "维护积分礼品" "Edit rewards": MembershipAdmin CrmManager StoreManager;
    SeeServiceOrders "查看工单" "See service orders":
        ServiceAdvisor CustomerCare ServiceManager CrmManager StoreManager;
    WorkServiceOrders "处理工单" "Work on service orders": ServiceAdvisor ServiceManager StoreManager;
    /// The technician's own page.
    RepairCars "维修作业" "Repair cars": Technician;
    CheckQuality "质检" "Check quality": ServiceAdvisor Technician ServiceManager;
    /// A refund or the cancellation of a settlement.
    RefundService "维修退款" "Refund a service order": ServiceManager StoreManager;
    EditPriceList "维护价目表" "Edit the price list": ServiceManager StoreManager;
    LendCars "借出代步车" "Lend courtesy cars": ServiceAdvisor ServiceManager StoreManager;
    ManageFleet "管理代步车" "Manage courtesy cars": ServiceManager StoreManager;
    /// Care sees what nobody looks after yet.
    SeeSales "查看销售线索和商机" "See leads and opportunities":
        SalesConsultant CustomerCare SalesManager CrmManager StoreManager;
    /// How all of sales stands: who is late, what becomes of leads, consultants side by side.
    SeeSalesOverview "查看销售概览" "See the sales overview": SalesManager CrmManager StoreManager;
    WorkSales "跟进商机" "Work on opportunities": SalesConsultant SalesManager CrmManager StoreManager;
    /// To be the one whose leads and opportunities they are: only who sells is dealt any.
    OwnSales "负责线索和商机" "Look after leads and opportunities": SalesConsultant SalesManager;
    AssignLeads "分配线索" "Assign leads": CustomerCare SalesManager CrmManager StoreManager;
    ApproveLosses "审批战败" "Approve losses": SalesManager CrmManager StoreManager;
    ApproveDiscounts "审批报价优惠" "Approve discounts": SalesManager CrmManager StoreManager;
    DeliverUnpaid "未收齐交车" "Deliver before it is paid": SalesManager CrmManager StoreManager;
    ManageLeadSources "管理线索来源" "Manage lead sources": Marketing SalesManager CrmManager StoreManager Admin;
    ManageDemoCars "管理试驾车" "Manage demo cars": SalesManager CrmManager StoreManager;
    SeeComplaints "查看投诉" "See complaints":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    RecordComplaint "登记投诉" "Record a complaint":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    WorkComplaint "处理投诉" "Work on complaints": ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    AssignComplaint "分派投诉" "Assign complaints": CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    ApproveSolution "审批投诉方案" "Approve complaint solutions": SalesManager ServiceManager CrmManager StoreManager;
    AnalyseComplaints "投诉分析" "Analyse complaints": CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    SeeSurveys "查看满意度调查" "See surveys": CustomerCare Marketing ServiceManager SalesManager CrmManager StoreManager;
    DesignSurveys "设计问卷" "Design questionnaires": Marketing CrmManager;
    /// Start, pause and stop them.
    RunSurveys "开展满意度调查" "Run surveys": Marketing CrmManager StoreManager;
    /// About orders that a person sees.
    HandOutSlips "打印问卷小票" "Print survey slips":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    InterviewCustomers "访谈客户" "Interview customers": CustomerCare CrmManager;
    /// Whose: of the customers a person sees, and those about their own work. Marketing sees figures only.
    SeeSurveyAnswers "查看答卷" "See survey answers":
        SalesConsultant ServiceAdvisor Technician CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    SeeSurveyReport "查看满意度报告" "See the survey report":
        CustomerCare Marketing SalesManager ServiceManager CrmManager StoreManager;
    /// Whose: consultants and advisors see their own; all others those of the store.
    SeeFigures "查看经营指标" "See figures":
        SalesConsultant ServiceAdvisor CustomerCare Marketing MembershipAdmin SalesManager ServiceManager CrmManager StoreManager;
    /// Figures and lists of groups and predictions; single customers for whoever sees customers.
    SeeGroups "查看客户分群和预测" "See customer groups and predictions":
        CustomerCare Marketing MembershipAdmin SalesManager ServiceManager CrmManager StoreManager;
    /// Thresholds, counting again, learning again.
    SetGroups "设置客户分群" "Set customer groups": CrmManager StoreManager;
    SetTargets "设置指标目标" "Set targets": SalesManager ServiceManager CrmManager StoreManager;
    /// And who gets them by mail, and who was the star of a month.
    SeeReports "查看经营报告" "See management reports": SalesManager ServiceManager CrmManager StoreManager;
    CheckData "检查数据质量" "Check data quality": DataSpecialist CrmManager StoreManager;
    SeeDashboard "查看经营看板" "See the dashboard": SalesManager ServiceManager CrmManager StoreManager;
    SeeTasks "查看待办" "See tasks":
        SalesConsultant ServiceAdvisor CustomerCare SalesManager ServiceManager CrmManager StoreManager;
    EditTemplates "编辑文案模板" "Edit message templates": Marketing CrmManager StoreManager;
    SeeStaff "查看员工" "See staff": SalesManager ServiceManager CrmManager StoreManager Admin;
    ManageStaff "管理员工" "Manage staff": StoreManager Admin;
    EditStore "修改门店资料" "Edit the store": Admin;
    ChangeSettings "修改规则设置" "Change rule settings": CrmManager StoreManager Admin;
    /// Also who opens the list of rules at all: whoever may change any of them.
    ChangeSalesRules "修改销售规则" "Change the rules of sales": SalesManager CrmManager StoreManager Admin;
    SecureSignIn "设置登录安全" "Set sign-in security": Admin;
    SeeAudit "查看操作日志" "See the audit log": StoreManager Admin;
}

/// What a person must be allowed to do to hear that a topic of their store changed.
pub fn topic(name: &str) -> Option<Permission> {
    Some(match name {
        "customers" => Permission::SeeCustomers,
        "appointments" => Permission::SeeAppointments,
        "visits" => Permission::SeeReception,
        "membership" => Permission::SeeMembership,
        "service" => Permission::SeeServiceOrders,
        "repairs" => Permission::RepairCars,
        "leads" | "board" | "test-drives" | "quotes" | "sales-orders" => Permission::SeeSales,
        "complaints" => Permission::SeeComplaints,
        "surveys" => Permission::SeeSurveys,
        "survey-answers" => Permission::SeeSurveyAnswers,
        "survey-calls" => Permission::InterviewCustomers,
        "tasks" => Permission::SeeTasks,
        "imports" => Permission::ImportCustomers,
        "customer-groups" => Permission::SeeGroups,
        "access-requests" => Permission::DecideAccess,
        _ => return None,
    })
}

/// The records that tell who has them open, with what a person must be allowed to do to hear so.
pub fn presence(kind: &str) -> Option<(&'static str, Permission)> {
    Some(match kind {
        "customer" => ("customer", Permission::SeeCustomers),
        "complaint" => ("complaint", Permission::SeeComplaints),
        "service_order" => ("service_order", Permission::SeeServiceOrders),
        "opportunity" => ("opportunity", Permission::SeeSales),
        _ => return None,
    })
}

/// The signed-in person a request acts for.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: StaffId,
    pub store: StoreId,
    pub store_name: String,
    pub team: Option<TeamId>,
    pub name: String,
    pub roles: Vec<Role>,
    pub session: SessionId,
    pub lang: Lang,
    pub theme: &'static str,
    pub hotkeys: bool,
}

impl fmt::Debug for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Actor")
            .field("id", &self.id)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

impl Actor {
    pub fn may(&self, permission: Permission) -> bool {
        permission.roles().iter().any(|role| self.is(*role))
    }

    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn role_codes(&self) -> Vec<&'static str> {
        self.roles.iter().map(|role| role.code()).collect()
    }

    /// The customers this person sees; the widest of their roles decides.
    pub fn customers(&self) -> Scope {
        use Role::*;
        let any = |roles: &[Role]| roles.iter().any(|role| self.is(*role));
        let (store, staff) = (self.store, self.id);
        if any(&[
            CustomerCare,
            DataSpecialist,
            SalesManager,
            ServiceManager,
            CrmManager,
            StoreManager,
        ]) {
            Scope::Store { store }
        } else if any(&[MembershipAdmin]) {
            Scope::Members { store, staff }
        } else if any(&[SalesConsultant, ServiceAdvisor]) {
            Scope::Own { store, staff }
        } else {
            Scope::Nothing
        }
    }
}

/// Which customers a person sees. Every query of a room narrows itself by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of a store.
    Store { store: StoreId },
    /// The members of a store (a tier above regular, or points or spend), and who was granted.
    Members { store: StoreId, staff: StaffId },
    /// Those a person owns or was granted access to.
    Own { store: StoreId, staff: StaffId },
    /// None at all.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_reads_back_from_its_code() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(*role));
        }
        assert_eq!(Role::parse("owner"), None);
    }

    #[test]
    fn who_leads_the_store_may_whatever_sales_may_and_is_dealt_no_leads() {
        for permission in Permission::ALL {
            let roles = permission.roles();
            if roles.contains(&Role::SalesManager) && !matches!(permission, Permission::OwnSales) {
                let asks = matches!(permission, Permission::RequestAccess);
                assert_eq!(roles.contains(&Role::StoreManager), !asks, "{permission:?}");
                assert_eq!(roles.contains(&Role::CrmManager), !asks, "{permission:?}");
            }
        }
        assert!(!Permission::OwnSales.roles().contains(&Role::StoreManager));
    }

    #[test]
    fn technician_and_marketing_never_open_a_customer() {
        for role in [Role::Technician, Role::Marketing, Role::Admin] {
            assert!(!Permission::SeeCustomers.roles().contains(&role));
        }
    }
}
